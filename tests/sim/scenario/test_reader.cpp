// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sim/engine/calendar.h"
#include "sim/scenario/reader.h"
#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;
using test::error_of;
using test::Plan;
using test::read_plan;

namespace {

std::string site_error(const std::string& fields, const ReadOptions& how = test::options()) {
  return error_of([&] { read_plan("sites: [{name: a, " + fields + "}]", how); });
}

}  // namespace

TEST_CASE("reader: every kind of field is read") {
  const Plan plan = read_plan(R"(name: 2026
start: 2025-01-01
duration: 18 months
seed: 7
sites:
  - name: memphis
    fleet:
      - {node: hgx-h100-8, nodes: 12.5e3, energised: 2025-03-01T06:00:00-06:00}
    grid: {limit: 180 MW, price: 64 USD/MWh}
    chain:
      - {model: busway, unit: 1 MW, units: 180}
      - {model: ups-double-conversion, unit: 2MW, units: 84}
    rejection: {model: wet-tower-merkel, unit: 7 MW, units: 24}
    supply: 81 degF
    share: 75 %
    caps: [1 MW, 500 kW]
    tags: [no, 18:00]
    battery: 1800 MWh
    cold_start: true
    policy: easy-backfill
)");

  CHECK(plan.name == "2026");
  CHECK(*plan.start == utc_midnight(2025, 1, 1));
  CHECK(plan.duration.months == 18);
  CHECK(plan.seed == 7);
  const test::Site& site = plan.sites.at(0);
  CHECK(site.at == "sites.memphis");
  CHECK(site.fleet[0].node == "hgx-h100-8");
  CHECK(site.fleet[0].nodes == 12500);
  CHECK(*site.fleet[0].energised == utc_midnight(2025, 3, 1) + 12 * kNsPerHour);
  CHECK(site.fleet[0].at == "sites.memphis.fleet.0");
  CHECK(site.grid->limit_w == 180e6);
  CHECK(site.grid->price_usd_per_kwh == doctest::Approx(0.064));
  REQUIRE(site.chain.size() == 2);
  CHECK(site.chain[1].converter.name == "ups-double-conversion");
  CHECK(dynamic_cast<const test::UpsParams&>(*site.chain[1].converter.params).unit_w == 2e6);
  CHECK(site.chain[1].units == 84);
  CHECK(dynamic_cast<const test::TowerParams&>(*site.rejection.params).units == 24);
  CHECK(site.supply_k == doctest::Approx(300.3722222222));  // (81 - 32) · 5/9 + 273.15
  CHECK(site.share == doctest::Approx(0.75));
  CHECK(site.caps_w == std::vector<double>{1e6, 5e5});
  CHECK(site.tags == std::vector<std::string>{"no", "18:00"});
  CHECK(*site.battery_j == 6.48e12);  // 1800 · 3.6e9
  CHECK(site.cold_start);
  CHECK(site.policy == test::Policy::easy_backfill);
}

TEST_CASE("reader: what is not written keeps its default") {
  const Plan plan = read_plan("sites: [{name: a}]");

  CHECK_FALSE(plan.start.has_value());
  CHECK(plan.duration.months == 12);
  CHECK_FALSE(plan.sites[0].grid.has_value());
  CHECK_FALSE(plan.sites[0].battery_j.has_value());
  CHECK(plan.sites[0].rejection.params == nullptr);
  CHECK(plan.sites[0].supply_k == 300.15);
}

TEST_CASE("reader: all problems are reported at once, in file order") {
  const std::string error = error_of([] {
    read_plan(R"(start: 2025-13-01
sites:
  - name: texas
    grid: {limit: 5 MWh, prise: 1 USD/kWh}
    rejection: {model: dry-coler, unit: 7 MW}
    share: 1.5
)");
  });

  CHECK(error ==
        "plan.yaml:1:8: start: '2025-13-01' is not a date; expected an existing date or time, for "
        "example 2025-01-01 "
        "or 2025-01-01T06:30:00-06:00\n"
        "plan.yaml:4:19: sites.texas.grid.limit: '5 MWh' is an energy; expected a power, for "
        "example '5 MW'\n"
        "plan.yaml:4:26: sites.texas.grid.prise: unknown key 'prise'; did you mean 'price'?\n"
        "plan.yaml:5:24: sites.texas.rejection.model: unknown model 'dry-coler'; did you mean "
        "'dry-cooler'?\n"
        "plan.yaml:6:12: sites.texas.share: '1.5' is too large; expected 0 to 1");
}

TEST_CASE("reader: each bad value is refused with what was expected") {
  struct Row {
    const char* fields;
    const char* expected;
  };
  const Row rows[] = {
      {"grid: {}", "sites.a.grid.limit: 'limit' is missing; expected a power"},
      {"grid:", "sites.a.grid.limit: 'limit' is missing"},
      {"grid: 5", "sites.a.grid: a single value does not fit here; expected a map"},
      {"grid: [1]", "sites.a.grid: a list does not fit here"},
      {"grid: {limit: }", "sites.a.grid.limit: no value is given; expected a power"},
      {"grid: {limit: [1 MW]}", "sites.a.grid.limit: a list does not fit here"},
      {"fleet: [{node: hgx-h100-8, nodes: -3}]",
       "sites.a.fleet.0.nodes: '-3' is too small; expected at least 0"},
      {"fleet: [{node: hgx-h100, nodes: 3}]",
       "unknown node 'hgx-h100'; did you mean 'hgx-h100-8'?"},
      {"fleet: [{node: abacus, nodes: 3}]",
       "unknown node 'abacus'; expected hgx-h100-8 or gb300-nvl72"},
      {"fleet: {node: hgx-h100-8}", "sites.a.fleet: a map does not fit here; expected a list"},
      {"fleet: [3]", "sites.a.fleet.0: a single value does not fit here"},
      {"chain: [{unit: 1 MW}]",
       "sites.a.chain.0.model: 'model' is missing; expected ups-double-conversion or busway"},
      {"chain: [{model: busway, unit: 1 MW, rate: 3}]",
       "sites.a.chain.0.rate: unknown key 'rate'; expected one of model, unit, units"},
      {"chain: [{model: dry-cooler, unit: 1 MW}]",
       "unknown model 'dry-cooler'; expected ups-double-conversion or busway"},
      {"rejection: dry-cooler",
       "sites.a.rejection: a single value does not fit here; expected {model: ..., ...}"},
      {"rejection: {unit: 1 MW}", "sites.a.rejection.model: 'model' is missing"},
      {"policy: easy-backfil",
       "sites.a.policy: unknown value 'easy-backfil'; did you mean 'easy-backfill'?"},
      {"policy: magic", "sites.a.policy: unknown value 'magic'; expected fcfs or easy-backfill"},
      {"cold_start: no",
       "'no' is not true or false; expected true or false; did you mean 'false'?"},
      {"tags: {a: 1}", "sites.a.tags: a map does not fit here"},
      {"weather: none.epw", "sites.a.weather: the file 'none.epw' does not exist"},
      {"supply: 300",
       "sites.a.supply: '300' has no unit; expected a temperature, for example '27 degC'"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.fields);
    const std::string error = site_error(row.fields);
    CHECK_MESSAGE(error.find(row.expected) != std::string::npos, "got: ", error);
    CHECK(error.find('\n') == std::string::npos);
  }
}

TEST_CASE("reader: lists may neither be too short nor repeat a name") {
  CHECK(error_of([] { read_plan("sites: []"); }) ==
        "plan.yaml:1:8: sites: the list has 0 items; expected at least 1");
  CHECK(error_of([] { read_plan("name: x"); }).find("sites: 'sites' is missing") !=
        std::string::npos);
  CHECK(error_of([] { read_plan("sites: [{name: a}, {name: a}]"); }) ==
        "plan.yaml:1:27: sites.1.name: the name 'a' is used twice in this list; rename one of the "
        "two");
}

TEST_CASE("reader: a number may be given as low, base and high") {
  ReadOptions how = test::options();
  const std::string text =
      "sites: [{name: a, grid: {limit: {low: 1 MW, base: 2 MW, high: 4 MW, distribution: "
      "uniform}}}]";

  CHECK(read_plan(text, how).sites[0].grid->limit_w == 2e6);
  how.number_case = Case::low;
  CHECK(read_plan(text, how).sites[0].grid->limit_w == 1e6);
  how.number_case = Case::high;
  CHECK(read_plan(text, how).sites[0].grid->limit_w == 4e6);
}

TEST_CASE("reader: all three cases are checked, whichever is read") {
  const auto limit = [](const std::string& cases) {
    return site_error("grid: {limit: {" + cases + "}}");
  };

  CHECK(limit("low: 3 MW, base: 2 MW, high: 4 MW").find("expected low ≤ base ≤ high") !=
        std::string::npos);
  CHECK(limit("low: -1 MW, base: 2 MW, high: 4 MW").find("limit.low: '-1 MW' is too small") !=
        std::string::npos);
  CHECK(limit("low: 1 MW, base: 2 MW").find("limit.high: 'high' is missing") != std::string::npos);
  CHECK(limit("low: 1 MW, base: 2 MW, high: 4 MW, distribution: gauss")
            .find("unknown value 'gauss'") != std::string::npos);
  CHECK(limit("low: 1 MW, base: 2 MW, high: 4 MW, mean: 1 MW").find("unknown key 'mean'") !=
        std::string::npos);
  CHECK(site_error("fleet: [{node: hgx-h100-8, nodes: {low: 1, base: 2, high: 2}}]") == "");
}

TEST_CASE("reader: a table stands for a list and problems point into it") {
  const test::TemporaryFolder folder("reader_table");
  folder.write("fleet.csv",
               "node,nodes,energised\nhgx-h100-8,100,2025-01-01\n# a comment\ngb300-nvl72,18,\n");
  const std::string good =
      folder.write("good.yaml", "sites: [{name: a, fleet: {table: fleet.csv}}]\n");
  const std::string bad_csv = folder.write("bad.csv", "node,nodes\nhgx-h100-8,\"1,5\"\ngb300,18\n");
  const std::string bad = folder.write("bad.yaml", "sites: [{name: a, fleet: {table: bad.csv}}]\n");

  const Plan plan = read_plan(load_scenario_tree(good));

  REQUIRE(plan.sites[0].fleet.size() == 2);
  CHECK(plan.sites[0].fleet[0].nodes == 100);
  CHECK(plan.sites[0].fleet[0].energised.has_value());
  CHECK(plan.sites[0].fleet[1].node == "gb300-nvl72");
  CHECK_FALSE(plan.sites[0].fleet[1].energised.has_value());
  const std::string error = error_of([&] { read_plan(load_scenario_tree(bad)); });
  CHECK(error.rfind(bad_csv + ":2:12: sites.a.fleet.0.nodes: '1,5'", 0) == 0);
  CHECK(error.find(bad_csv + ":3:1: sites.a.fleet.1.node: unknown node 'gb300'") !=
        std::string::npos);
}

TEST_CASE("reader: later problems by path point into the table, too") {
  const test::TemporaryFolder folder("reader_table_later");
  const std::string csv = folder.write("fleet.csv", "node,nodes\nhgx-h100-8,100\nhgx-h100-8,200\n");
  const Tree tree =
      load_scenario_tree(folder.write("a.yaml", "sites: [{name: a, fleet: {table: fleet.csv}}]\n"));
  Plan plan;
  ProblemList problems(tree);
  read_fields(tree, "", test::options(), [&](FieldVisitor& v) { plan.visit(v); }, problems);

  problems.add("sites.a.fleet.1.nodes", "too many");

  CHECK(error_of([&] { problems.throw_if_any(); }) ==
        csv + ":3:12: sites.a.fleet.1.nodes: too many");
}

TEST_CASE("reader: a missing table is a problem of the scenario") {
  CHECK(site_error("fleet: {table: none.csv}")
            .find("sites.a.fleet.table: the file 'none.csv' does not exist") != std::string::npos);
  CHECK(site_error("fleet: {table: none.csv, node: x}").find("unknown key 'node'") !=
        std::string::npos);
}

TEST_CASE("reader: files are found beside the scenario, then in the data folders") {
  const test::TemporaryFolder folder("reader_files");
  const std::string shared = folder.write("data/a.epw", "shared");
  const std::string own = folder.write("run/b.epw", "own");
  folder.write("data/b.epw", "not this one");
  const std::string text = "sites: [{name: a, weather: a.epw}, {name: b, weather: b.epw}]\n";
  ReadOptions how = test::options();
  how.data_paths = {folder.path() + "/data"};

  const Plan plan = read_plan(load_scenario_tree(folder.write("run/plan.yaml", text)), how);

  CHECK(plan.sites[0].weather.written == "a.epw");
  CHECK(plan.sites[0].weather.resolved == shared);
  CHECK(plan.sites[1].weather.resolved == own);
}
