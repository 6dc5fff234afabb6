// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <doctest/doctest.h>

#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;
using test::error_of;
using test::Plan;
using test::read_plan;

namespace {

const char* const kText = R"(name: plan
sites:
  - name: memphis
    grid: {limit: 180 MW}
    rejection: {model: wet-tower-merkel, unit: 7 MW, units: 24}
  - name: llama-3.1
    grid: {limit: 90 MW}
)";

Plan with(const std::vector<std::string>& assignments) {
  Tree tree = parse_yaml(kText, "plan.yaml");
  for (const std::string& assignment : assignments)
    apply_override(tree, assignment);
  return read_plan(tree);
}

std::string refused(const std::string& assignment) {
  return error_of([&] { with({assignment}); });
}

}  // namespace

TEST_CASE("overrides: lists are addressed by name, by index or all at once") {
  CHECK(with({"sites.memphis.grid.limit=200MW"}).sites[0].grid->limit_w == 200e6);
  CHECK(with({"sites.1.grid.limit=200 MW"}).sites[1].grid->limit_w == 200e6);
  CHECK(with({"sites.llama-3.1.grid.limit=5 MW"}).sites[1].grid->limit_w ==
        5e6);  // a dot in the name
  const Plan all = with({"sites.*.grid.limit=1MW"});
  CHECK(all.sites[0].grid->limit_w == 1e6);
  CHECK(all.sites[1].grid->limit_w == 1e6);
}

TEST_CASE("overrides: values are YAML, so lists and maps work") {
  CHECK(with({"sites.memphis.caps=[1 MW, 2MW]"}).sites[0].caps_w == std::vector<double>{1e6, 2e6});
  CHECK(with({"sites.memphis.grid={limit: {low: 1 MW, base: 2 MW, high: 3 MW}}"})
            .sites[0]
            .grid->limit_w == 2e6);
  CHECK(with({"name=a=b"}).name == "a=b");
  CHECK(with({"start=2025-01-01T06:00:00Z"}).start.has_value());
}

TEST_CASE("overrides: the last one wins and new keys are allowed where a map exists") {
  const Plan plan =
      with({"seed=3", "seed=4", "sites.memphis.share=0.5", "sites.llama-3.1.tags=[a]"});

  CHECK(plan.seed == 4);
  CHECK(plan.sites[0].share == 0.5);
  CHECK(plan.sites[1].tags == std::vector<std::string>{"a"});
}

TEST_CASE("overrides: a key without value becomes a map when something is set below it") {
  Tree tree = parse_yaml("sites: [{name: a, grid: }]", "plan.yaml");

  apply_override(tree, "sites.a.grid.limit=5 MW");

  CHECK(read_plan(tree).sites[0].grid->limit_w == 5e6);
}

TEST_CASE("overrides: maps missing on the way are made; keys that do not exist are still refused") {
  Tree tree = parse_yaml("sites: [{name: a}, {name: b}]", "plan.yaml");

  apply_override(tree, "sites.a.grid.limit=5 MW");

  CHECK(read_plan(tree).sites[0].grid->limit_w == 5e6);
  CHECK_FALSE(read_plan(tree).sites[1].grid.has_value());
  CHECK(refused("sites.memphis.reactor.power=1MW").find("unknown key 'reactor'") !=
        std::string::npos);
  CHECK(refused("sites.memphis.gird.limit=1MW").find("unknown key 'gird'; did you mean 'grid'?") !=
        std::string::npos);
}

TEST_CASE("overrides: below '*' a place that lacks the map is left as it is") {
  Tree tree = parse_yaml("sites: [{name: a, grid: {limit: 1 MW}}, {name: b}]", "plan.yaml");

  apply_override(tree, "sites.*.grid.limit=5 MW");

  CHECK(read_plan(tree).sites[0].grid->limit_w == 5e6);
  CHECK_FALSE(read_plan(tree).sites[1].grid.has_value());
}

TEST_CASE("overrides: a new model drops the old model's keys, in whichever order they are given") {
  for (const bool model_first : {true, false}) {
    std::vector<std::string> assignments{"sites.memphis.rejection.model=dry-cooler",
                                         "sites.memphis.rejection.unit=3 MW"};
    if (!model_first) std::swap(assignments[0], assignments[1]);

    const Plan plan = with(assignments);

    CHECK(dynamic_cast<const test::DryCoolerParams&>(*plan.sites[0].rejection.params).unit_w ==
          3e6);
  }
}

TEST_CASE("overrides: a path that leads nowhere says where it ended") {
  CHECK(refused("sites.memphs.grid.limit=1MW") ==
        "--set sites.memphs.grid.limit=1MW: sites.memphs.grid.limit: 'sites' has no 'memphs'; did "
        "you mean 'memphis'?");
  CHECK(refused("sites.memphis.battery.0.power=1MW").find("'sites.memphis' has no 'battery'") !=
        std::string::npos);
  CHECK(refused("sites.memphis.battery.*.power=1MW").find("'sites.memphis' has no 'battery'") !=
        std::string::npos);
  CHECK(refused("name.x=1").find("'name' is a single value; it has no 'x'") != std::string::npos);
  CHECK(refused("sites.7.grid.limit=1MW").find("'sites' has no '7'; expected memphis") !=
        std::string::npos);
  CHECK(refused("sites.*.chain.0.unit=1MW").find("'*' matches nothing") != std::string::npos);
}

TEST_CASE("overrides: null takes away an optional key, an item or all of them") {
  CHECK_FALSE(with({"sites.memphis.grid=null"}).sites[0].grid.has_value());
  CHECK(with({"sites.memphis.grid=null"}).sites[1].grid.has_value());
  CHECK_FALSE(with({"sites.*.grid=~"}).sites[1].grid.has_value());
  CHECK(with({"sites.0=null"}).sites[0].name == "llama-3.1");
  CHECK(with({"sites.memphis.share=0.5", "sites.memphis.share=null"}).sites[0].share ==
        with({}).sites[0].share);  // the default again
  // Below a `*`, sites that lack the key stay as they are.
  CHECK(with({"sites.memphis.share=0.5", "sites.*.share=null"}).sites.size() == 2);
}

TEST_CASE("overrides: null for a required key, or one that is not there, is refused") {
  CHECK(refused("sites.memphis.grid.limit=null").find("'limit' is missing") != std::string::npos);
  CHECK(refused("sites.memphis.gird=null") ==
        "--set sites.memphis.gird=null: sites.memphis.gird: 'sites.memphis' has no 'gird'; did you "
        "mean 'grid'?");
  CHECK(refused("sites.memphis.gird.limit=null").find("has no 'gird'") != std::string::npos);
  CHECK(refused("sites.*.gird=null").find("'*' matches nothing") != std::string::npos);
}

TEST_CASE("overrides: blanks around the '=' are no part of the path") {
  CHECK(with({" seed = 42"}).seed == 42);
  CHECK(refused(" = 42").find("not an assignment") != std::string::npos);
}

TEST_CASE("overrides: faults in the value are found as in a file") {
  CHECK(refused("sites.memphis.grid.limit=5 MWh").find("'5 MWh' is an energy") !=
        std::string::npos);
  CHECK(refused("sites.memphis.grid.lmit=5 MW").find("unknown key 'lmit'; did you mean 'limit'?") !=
        std::string::npos);
}

TEST_CASE("overrides: what is no assignment is refused") {
  for (const char* text : {"", "=", "=5", "name", ".name=1", "name.=1", "a..b=1",
                           "name=", "name=[1", "name=&x 1", "name={a: 1, a: 2}"}) {
    CAPTURE(text);
    CHECK(refused(text).rfind("--set ", 0) == 0);
  }
  std::string deep = "a";
  for (int i = 0; i < 100'000; ++i)
    deep += ".a";
  CHECK(refused(deep + "=1").find("deeper than 64") != std::string::npos);
}

TEST_CASE("overrides: any value set can be read back at its path") {
  std::mt19937_64 random(20250101);
  const std::vector<std::string> paths{"sites.memphis.grid.limit", "sites.0.grid.limit",
                                       "sites.llama-3.1.grid.limit", "sites.1.grid.limit",
                                       "sites.*.grid.limit"};
  for (int trial = 0; trial < 500; ++trial) {
    const auto kilowatts = static_cast<int>(random() % 1'000'000);
    const std::string& path = paths[random() % paths.size()];
    const std::string space = random() % 2 == 0 ? " " : "";

    const Plan plan = with({path + "=" + std::to_string(kilowatts) + space + "kW"});

    const bool second =
        path.find("llama") != std::string::npos || path.find(".1.") != std::string::npos;
    CAPTURE(path);
    CHECK(plan.sites[second ? 1 : 0].grid->limit_w == kilowatts * 1e3);
    const bool both = path.find('*') != std::string::npos;
    CHECK(plan.sites[second ? 0 : 1].grid->limit_w == (both     ? kilowatts * 1e3
                                                       : second ? 180e6
                                                                : 90e6));
  }
}
