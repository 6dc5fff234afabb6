// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "sim/scenario/problem.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::GeneratorType;

namespace {

/// What loading a file with this text says; "" if it loads.
std::string errors_of(const std::string& text) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("gigawatt_generators_" + std::to_string(::getpid()) + ".yaml"))
                               .string();
  std::ofstream(path) << text;
  std::string errors;
  try {
    power::GeneratorCatalogue().load(path);
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  std::remove(path.c_str());
  return errors;
}

bool says(const std::string& text, const std::string& words) {
  return text.find(words) != std::string::npos;
}

const std::string kFuel =
    "fuels:\n"
    "  - name: natural-gas\n"
    "    doc: Gas.\n"
    "    hhv_over_lhv: {value: 1.1, source: s, date: d}\n"
    "    co2: {value: 50 kg/GJ, source: s, date: d}\n";

std::string machine(const std::string& extra, const std::string& fuel = "natural-gas") {
  return kFuel +
         "generators:\n"
         "  - name: a\n"
         "    doc: A machine.\n"
         "    kind: gas-turbine\n"
         "    knowledge: weak\n"
         "    fuel: " +
         fuel +
         "\n"
         "    heating_value: lhv\n"
         "    min_load: {value: 0.5, source: s, date: d}\n"
         "    start: {value: 10 min, source: s, date: d}\n"
         "    ramp: {value: 20 %/min, source: s, date: d}\n" +
         extra;
}

const std::string kEfficiency = "    efficiency: {value: 0.3, source: s, date: d}\n";

}  // namespace

TEST_CASE("generator catalogue: every number is sourced and dated") {
  for (const Case which : {Case::low, Case::base, Case::high}) {
    const power::GeneratorCatalogue& catalogue = test::generators(which);
    CHECK(catalogue.names().size() >= 16);
    for (const std::string& name : catalogue.names()) {
      CAPTURE(name);
      const GeneratorType& type = *catalogue.find(name);
      const auto sourced = [](const power::SourcedNumber& number) {
        CHECK_FALSE(number.source.empty());
        CHECK(number.date.size() == 10);
      };
      sourced(type.min_load);
      sourced(type.start_s);
      sourced(type.ramp_per_s);
      for (const auto& number :
           {type.output_w, type.efficiency, type.min_up_s, type.min_down_s, type.up_s,
            type.repair_s, type.availability, type.start_failure, type.nox_kg_per_j_hhv})
        if (number) sourced(*number);
      for (const power::SizeClass& size : type.sizes)
        sourced(size.efficiency);
      REQUIRE(catalogue.fuel(type.fuel));
      CHECK(catalogue.fuel(type.fuel)->hhv_over_lhv.value >= 1.0);
    }
  }
}

TEST_CASE("generator catalogue: classes have REopt's efficiencies, on the higher heating value") {
  const GeneratorType& turbine = *test::generators().find("combustion-turbine");
  REQUIRE(turbine.sizes.size() == 6);
  CHECK(turbine.heating_value == power::HeatingValue::hhv);
  CHECK(turbine.sizes[0].efficiency.value == 0.2360);
  CHECK(turbine.sizes[1].efficiency.value == 0.2555);
  CHECK(turbine.sizes[2].efficiency.value == 0.2840);
  CHECK(turbine.sizes[3].efficiency.value == 0.3000);
  CHECK(turbine.sizes[4].efficiency.value == 0.3055);
  CHECK(turbine.sizes[5].efficiency.value == 0.3320);
  CHECK(turbine.min_load.value == 0.5);
  const GeneratorType& engine = *test::generators().find("reciprocating-engine");
  CHECK(engine.sizes.front().efficiency.value == 0.2870);
  CHECK(engine.sizes.back().efficiency.value == 0.4050);
  CHECK(engine.min_load.value == 0.25);
  const GeneratorType& cell = *test::generators().find("fuel-cell");
  CHECK(cell.sizes.front().efficiency.value == 0.386);
  CHECK(cell.sizes.back().efficiency.value == 0.413);
}

TEST_CASE("generator catalogue: named machines are ratings, not curves") {
  for (const char* name : {"solar-titan-130", "solar-titan-350", "lm2500", "aeroderivative"}) {
    CAPTURE(name);
    const GeneratorType& type = *test::generators().find(name);
    CHECK(type.knowledge == power::Knowledge::weak);
    CHECK_FALSE(type.air_known);
  }
  // Sources in conflict: 15.0 MW in a paper of 2005, 247 MW of 15 in a permit of 2025.
  CHECK(test::generators(Case::low).find("solar-titan-130")->output_w->value == 15.0e6);
  CHECK(test::generators().find("solar-titan-130")->output_w->value == 16.5e6);
  // 87 short tons over 247 MW · 8,760 h · 10.277 MMBtu/MWh, by hand: 0.00782 lb/MMBtu.
  CHECK(test::generators().find("solar-titan-130")->nox_kg_per_j_hhv->value ==
        Approx(0.0078 * 0.45359237 / 1055.05585262e6).epsilon(1e-9));
  CHECK(87.0 * 2000.0 / (247.0 * 8760.0 * 10.277) == Approx(0.0078).epsilon(0.005));
}

TEST_CASE("generator catalogue: the generic rule loses what it says") {
  const power::AirRule& rule = *test::generators().air_rule("generic-gas-turbine");
  const power::Curve sea = rule.output().at_altitude(0.0);
  CHECK(sea.at(15.0) == Approx(1.0).epsilon(1e-12));
  CHECK(sea.at(35.0) == Approx(0.84).epsilon(1e-12));  // 20 K at 0.8 %, by hand
  // 3.5 % per 305 m: at 610 m 7 % of it is gone.
  CHECK(rule.output().at_altitude(610.0).at(35.0) == Approx(0.84 * 0.93).epsilon(1e-4));
  CHECK(rule.efficiency().at_altitude(610.0).at(35.0) == Approx(0.94).epsilon(1e-12));
}

TEST_CASE("generator catalogue: what is wrong is told with its place and the nearest name") {
  CHECK(errors_of(machine(kEfficiency)).empty());
  const std::string unknown = errors_of(machine(kEfficiency, "natural-gaz"));
  CHECK(says(unknown, ".yaml:11:11: generators.a.fuel: unknown fuel 'natural-gaz'"));
  CHECK(says(unknown, "did you mean 'natural-gas'?"));
  CHECK(says(errors_of(machine(kEfficiency + "    planned: never\n")),
             "unknown maintenance calendar 'never'"));
  CHECK(says(errors_of(machine("")), "give either `efficiency` or `sizes`"));
  CHECK(says(errors_of(machine(kEfficiency + "    repairs: 3\n")), "did you mean 'repair'?"));
  CHECK(says(
      errors_of(machine(kEfficiency + "    start_failure: {value: 0.1, source: s, date: d}\n")),
      "failures without a time of repair"));
  CHECK(says(
      errors_of(machine(kEfficiency + "    part_load: {cubic: [0, 1, 0], source: s, date: d}\n")),
      "3 coefficients of a cubic"));
  CHECK(says(errors_of(machine(kEfficiency +
                               "    part_load: {load: [0.7, 1], efficiency: [0.9, 1], source: s, "
                               "date: d}\n")),
             "0.5 is below 0.7, where the part-load curve begins"));
  CHECK(says(errors_of(machine(
                 "    sizes:\n"
                 "      - {from: 1 MW, to: 2 MW, efficiency: {value: 0.3, source: s, date: d}}\n"
                 "      - {from: 3 MW, to: 4 MW, efficiency: {value: 0.3, source: s, date: d}}\n")),
             "sizes do not follow each other"));
  CHECK(says(errors_of(machine("    output: {value: 1 MW, source: s, date: d}\n" + kEfficiency +
                               "    air_table:\n"
                               "      temperature: [0 degC, 10 degC]\n"
                               "      pressure: [1 bar]\n"
                               "      output: [1 MW]\n"
                               "      fuel: [1 kg/s]\n"
                               "      lhv: 48 MJ/kg\n"
                               "      source: s\n"
                               "      date: d\n")),
             "2 temperatures and 1 pressures, but 1 outputs and 1 fuel flows"));
}
