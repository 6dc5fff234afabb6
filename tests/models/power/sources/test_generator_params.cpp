// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/sources/generator_params.h"
#include "sim/scenario/tree.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::GeneratorFleet;
using test::at;

namespace {

struct Read {
  std::optional<GeneratorFleet> fleet;
  std::string problems;  ///< One a line.
};

Read read_block(const std::string& yaml, double altitude_m = 0.0) {
  const Tree tree = parse_yaml(yaml, "site.yaml");
  ProblemList list(tree);
  power::GeneratorParams params;
  ReadOptions options;
  options.record_names = [](std::string_view) { return test::generators().names(); };
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, list);
  Read read;
  if (list.empty()) {
    std::vector<Problem> problems;
    const power::GeneratorSite site{"sites.a.generators.gas", altitude_m, 0, 7};
    read.fleet = power::resolve_generator(params, test::generators(), site, problems);
    for (const Problem& problem : problems)
      list.add(problem.path, problem.what, problem.expected, problem.suggestion);
  }
  for (const Problem& problem : list.problems())
    read.problems += problem.message() + "\n";
  return read;
}

bool says(const Read& read, const std::string& words) {
  INFO(read.problems);
  const bool found = read.problems.find(words) != std::string::npos;
  CHECK(found);
  return found;
}

}  // namespace

TEST_CASE("generator block: a class takes the efficiency of its size") {
  const Read read = read_block(
      "record: combustion-turbine\n"
      "unit: 15 MW\n"
      "units: 3\n"
      "air: generic-gas-turbine\n"
      "fuel_price: 4.3 USD/MMBtu\n");
  REQUIRE(read.fleet);
  CHECK(read.problems.empty());
  CHECK(read.fleet->units == 3);
  // 15 MW begins the class of 0.332 HHV; 1.108 times that on the lower heating value.
  CHECK(read.fleet->efficiency_lhv == Approx(0.3320 * 1.108).epsilon(1e-12));
  CHECK(read.fleet->fuel_price_usd_per_j_hhv == Approx(4.3 / 1055.05585262e6).epsilon(1e-12));
  const power::GeneratorModel& model = read.fleet->model;
  CHECK(model.curves.full_load_w(35.0) == Approx(0.84 * 15.0e6).epsilon(1e-12));
  // Ten minutes to full load, of which half the rating at 20 %/min takes 2.5.
  CHECK(model.start_ns == Approx(7.5 * 60e9).epsilon(1e-12));
  CHECK(model.planned.size() == 4);
  CHECK(
      read_block("record: combustion-turbine\nunit: 14.9 MW\nair: flat\n").fleet->efficiency_lhv ==
      Approx(0.3055 * 1.108).epsilon(1e-12));
  CHECK(read_block("record: combustion-turbine\nunit: 25 MW\nair: flat\n").fleet);
  says(read_block("record: combustion-turbine\nunit: 30 MW\nair: flat\n"),
       "site.yaml:2:7: unit: 30 MW is no size of combustion-turbine; expected 2 to 25 MW");
}

TEST_CASE("generator block: a site above a turbine's table is refused") {
  const Read read = read_block("record: capstone-c65\n", 3200.0);
  CHECK_FALSE(read.fleet);
  says(read,
       "site.yaml:1:9: record: the site lies at 3200 m and the curves of capstone-c65 end at 3050 "
       "m");
  CHECK(read_block("record: capstone-c65\n", 3050.0).fleet);
  says(read_block("record: combined-cycle\n", 2400.0), "end at 2326 m");
}

TEST_CASE("generator block: a machine without a curve asks how hot air costs it") {
  says(read_block("record: solar-titan-130\n"),
       "how solar-titan-130 loses output in hot and thin air is not published");
  CHECK(read_block("record: solar-titan-130\nair: flat\n").fleet);
  says(
      read_block("record: solar-titan-130\nair: generic-gas-turbin\n"),
      "site.yaml:2:6: air: unknown rule 'generic-gas-turbin'; generic-gas-turbine or flat; did you "
      "mean 'generic-gas-turbine'?");
}

TEST_CASE("generator block: a maker's sheet is linear in temperature and pressure") {
  const std::string sheet =
      "record: lm2500\n"
      "air_table:\n"
      "  temperature: [15 degC, 35 degC]\n"
      "  altitude: [0 m, 1000 m]\n"
      "  output: [1, 0.8, 0.9, 0.7]\n"
      "  efficiency: [1, 0.96, 1, 0.96]\n";
  const Read sea = read_block(sheet);
  REQUIRE(sea.fleet);
  CHECK(sea.fleet->model.curves.full_load_w(25.0) == Approx(0.9 * 22.8e6).epsilon(1e-12));
  CHECK(sea.fleet->model.curves.efficiency_lhv(35.0, 1.0) == Approx(0.37 * 0.96).epsilon(1e-12));
  CHECK(read_block(sheet, 1000.0).fleet->model.curves.full_load_w(35.0) ==
        Approx(0.7 * 22.8e6).epsilon(1e-12));
  says(read_block(sheet, 1500.0), "air_table: the site lies at 1500 m");
  says(read_block("record: lm2500\nair_table: {temperature: [15 degC, 35 degC], altitude: [0 m], "
                  "output: [1]}\n"),
       "2 temperatures and 1 altitudes, but 1 outputs and 0 efficiencies");
}

TEST_CASE("generator block: permits, failures and dates reach the unit") {
  const Read read = read_block(
      "record: diesel-generator\n"
      "unit: 2 MW\n"
      "delivered: 2026-07-01\n"
      "planned: engine\n"
      "stagger: 3 days\n"
      "failures: {availability: 0.98, repair: 10 h, weibull_k: 2, start_failure: 1 %}\n"
      "permit: {hours_per_year: 500 h, nox_per_12_months: 5.8 t, starts_per_year: 22, expires: "
      "2027-01-02}\n");
  REQUIRE(read.fleet);
  const power::GeneratorModel& model = read.fleet->model;
  CHECK(model.delivered_ns == at("2026-07-01"));
  CHECK(model.planned.size() == 9);
  CHECK(model.up->mean_s() == Approx(490.0 * 3600.0).epsilon(1e-6));  // 10 h · 0.98 / 0.02
  CHECK(model.up->shape == power::SpanLaw::Shape::weibull);
  CHECK(model.start_failure == 0.01);
  CHECK(model.permit.run_ns_per_year == 500 * kNsPerHour);
  CHECK(model.permit.nox_kg_per_12_months == Approx(5800.0));
  CHECK(model.permit.starts_per_year == 22);
  CHECK(model.permit.expires_ns == at("2027-01-02"));
  says(read_block("record: diesel-generator\nunit: 2 MW\nfailures: {up: 500 h}\n"),
       "failures without a time of repair");
}

TEST_CASE("generator block: a reactor has a date, and not before it exists") {
  says(read_block("record: small-reactor\n"), "small-reactor cannot be had before 2032-01-01");
  says(read_block("record: small-reactor\ndelivered: 2028-01-01\n"),
       "site.yaml:2:12: delivered: small-reactor cannot be had before 2032-01-01");
  const Read read = read_block("record: small-reactor\ndelivered: 2033-06-01\n");
  REQUIRE(read.fleet);
  CHECK(power::expected_availability(read.fleet->model) == Approx(0.92).epsilon(1e-12));
  CHECK(read.fleet->model.co2_kg_per_j_hhv == 0.0);
}

TEST_CASE("generator block: wrong keys, names and ratings are told with their place") {
  says(read_block("record: capstone-c66\n"), "did you mean 'capstone-c65'?");
  says(read_block("record: capstone-c65\nunit: 70 kW\n"), "capstone-c65 is a machine of 0.065 MW");
  says(read_block("record: aeroderivative\nair: flat\n"),
       "aeroderivative is a class of machines without a rating");
  says(read_block("record: capstone-c65\nunitz: 3\n"), "site.yaml:2:1");
  says(read_block("record: capstone-c65\nplanned: engines\n"), "did you mean 'engine'?");
  says(read_block("record: capstone-c65\nmin_load: 0.01\n"),
       "0.01 is below 0.03, where the part-load curve of capstone-c65 begins");
}
