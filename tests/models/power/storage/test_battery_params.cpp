// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "models/power/storage/battery_params.h"
#include "models/power/storage/fade_params.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/scenario/reader.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

/// The `battery:` section as a scenario would have it; `errors` receives every problem.
power::BatteryParams read_battery(const std::string& text, std::string& errors) {
  Registry registry;
  power::add_fade_models(registry);
  const Tree tree = parse_yaml(text, "battery.yaml");
  ProblemList problems(tree);
  ReadOptions options;
  options.registry = &registry;
  power::BatteryParams params;
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, problems);
  try {
    problems.throw_if_any();
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  return params;
}

power::BatteryParams plain_battery() {
  power::BatteryParams params;
  params.power_w = 300e6;
  params.energy_j = 1800.0 * 3.6e9;
  return params;
}

/// The only problem of `params`, as its path and its line.
std::string only_problem(const power::BatteryParams& params) {
  const auto problems = power::find_battery_problems(params);
  REQUIRE(problems.size() == 1);
  return problems[0].message();
}

}  // namespace

TEST_CASE("battery section: every key is read in its unit") {
  std::string errors;
  const auto params = read_battery(R"(
power: 300 MW
charge_power: 250 MW
energy: 1800 MWh
chemistry: lfp
min_charge: 20 %
c_rate: 0.25
self_discharge: 2 %/month
standby: 400 kW
cells: {coolest: 15 degC, warmest: 28 degC}
fade: {model: reopt, time_power: 0.5}
upkeep:
  additions: [{after: 5 years, energy: 200 MWh}]
  keep: 90 %
  replace: 80 %
)",
                                   errors);
  CHECK(errors == "");
  CHECK(power::find_battery_problems(params).empty());

  const auto storage = power::make_storage(params, utc_midnight(2025, 1, 1));
  CHECK(storage.battery.discharge_w == 300e6);
  CHECK(storage.battery.charge_w == 250e6);
  CHECK(storage.nameplate_j == Approx(1800.0 * 3.6e9));
  CHECK(storage.battery.charge_efficiency == Approx(0.9479240476).epsilon(1e-10));
  CHECK(storage.battery.min_charge_frac == 0.2);
  CHECK(storage.battery.c_rate_per_s == 0.25 / 3600.0);
  CHECK(storage.battery.self_discharge_per_s == Approx(0.02 / (365.25 / 12.0 * 86400.0)));
  CHECK(storage.battery.standby_w == 400e3);
  CHECK(storage.cell_temperature_k(310.0) == Approx(301.15));
  // 2025 to 2030 has one leap day, 2028.
  CHECK(storage.upkeep.additions[0].after_ns == (5 * 365 + 1) * kNsPerDay);
  CHECK(*storage.upkeep.keep_frac == 0.9);
  CHECK(*storage.upkeep.replace_frac == 0.8);
}

TEST_CASE("battery section: a round trip above 1 is refused where it stands") {
  std::string errors;
  read_battery("power: 1 MW\nenergy: 4 MWh\nround_trip: 1.04\n", errors);
  CHECK(errors.find("battery.yaml:3:13: round_trip") != std::string::npos);
  CHECK(errors.find("at most 1") != std::string::npos);

  auto params = plain_battery();
  params.round_trip_frac = 1.04;
  CHECK(only_problem(params) ==
        "round_trip: a round trip of 1.04 gives back more than was taken; expected more than 0, at "
        "most 1");
  CHECK_THROWS_AS(power::make_storage(params, 0), DomainError);
}

TEST_CASE("battery section: missing keys and a wrong name are told with their place") {
  std::string errors;
  read_battery("power: 1 MW\nfade: {model: blast-lpf}\n", errors);
  CHECK(errors.find("energy") != std::string::npos);
  CHECK(errors.find("did you mean 'blast-lfp'") != std::string::npos);
  errors.clear();
  read_battery("power: 1 MW\nenergy: 0 MWh\n", errors);
  CHECK(errors.find("battery.yaml:2:9: energy") != std::string::npos);
}

TEST_CASE("battery section: contradictions between keys") {
  auto params = plain_battery();
  params.min_charge_frac = 0.9;
  params.max_charge_frac = 0.9;
  params.initial_charge_frac = 0.9;
  CHECK(only_problem(params) ==
        "min_charge: 90 % is not below max_charge, 90 %; expected min_charge < max_charge");

  params = plain_battery();
  params.energy_j = 0.0;
  params.path = "sites.desert.power.battery";
  CHECK(only_problem(params) ==
        "sites.desert.power.battery.energy: 0 J can be stored; expected more than 0 J");

  params = plain_battery();
  params.initial_charge_frac = 0.1;
  CHECK(only_problem(params).find("initial_charge: 10 % lies outside 20 % to 100 %") == 0);

  params = plain_battery();
  params.cells = {.coolest_k = 303.15, .warmest_k = 293.15};
  CHECK(only_problem(params).find("cells.coolest: 30 degC is above warmest, 20 degC") == 0);

  params = plain_battery();
  params.upkeep.keep_frac = 1.0;
  CHECK(only_problem(params).find("upkeep.restore: 100 % is no more than 1 % above keep") == 0);

  params = plain_battery();
  params.upkeep.additions = {{{.months = 24}, 1.0}, {{.months = 12}, 1.0}};
  CHECK(only_problem(params).find("upkeep.additions.1.after: it comes before") == 0);
}

TEST_CASE("battery section: fade follows the chemistry, and contradictions in it are found") {
  auto params = plain_battery();
  CHECK(power::find_battery_problems(params).empty());
  params.chemistry = power::Chemistry::other;
  CHECK(only_problem(params).find("fade: cells other than LFP") == 0);
  params.fade = {"blast-lfp", std::make_shared<power::BlastLfpParams>()};
  CHECK(only_problem(params).find("fade.model: 'blast-lfp' was fitted to LFP cells") == 0);

  auto sam = std::make_shared<power::SamFadeParams>();
  params.fade = {"sam", sam};
  CHECK(only_problem(params).find("fade.cycle_depth: there is no cycle table") == 0);
  sam->cycle_depth_frac = {0.8, 0.8, 0.2, 0.2};
  sam->cycle_count = {0.0, 1000.0, 0.0, 5000.0};
  sam->cycle_frac = {1.0, 0.8, 1.0};
  CHECK(only_problem(params).find("cycle_depth has 4 entries, cycle_count 4, cycle_capacity 3") !=
        std::string::npos);
  sam->cycle_frac.push_back(0.8);
  CHECK(power::find_battery_problems(params).empty());
  sam->cycle_count[3] = 0.0;
  CHECK(only_problem(params).find("fade.cycle_count: the rows of depth 0.2") == 0);
  sam->cycle_count[3] = 5000.0;
  sam->calendar_s = {0.0, 0.0};
  sam->calendar_frac = {1.0, 0.8};
  CHECK(only_problem(params).find("fade.calendar_time: times do not rise") == 0);
}
