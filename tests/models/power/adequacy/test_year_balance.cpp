// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <doctest/doctest.h>

#include "models/power/adequacy/year_balance.h"
#include "sim/engine/random.h"
#include "tests/models/power/adequacy/reliability_systems.h"

using namespace gigawatt;
using doctest::Approx;
using power::AdequacyCase;
using power::AdequacyStore;
using power::YearTotals;
using test::kMwhJ;

namespace {

/// Battery of so many MWh and MW, 80 % each way, down to empty.
AdequacyStore battery(double energy_mwh, double power_mw, double initial_charge_frac) {
  AdequacyStore store;
  store.battery = {.charge_w = power_mw * 1e6,
                   .discharge_w = power_mw * 1e6,
                   .charge_efficiency = 0.8,
                   .discharge_efficiency = 0.8};
  store.capacity_j = energy_mwh * kMwhJ;
  store.initial_charge_frac = initial_charge_frac;
  return store;
}

}  // namespace

TEST_CASE("year balance: without a battery the gaps are the loss, and days count once") {
  AdequacyCase plant = test::flat_day(10);
  plant.load_w.assign(48, 10e6);
  std::vector<double> supply_w(48, 12e6);
  supply_w[3] = 4e6;
  supply_w[4] = 9e6;
  supply_w[30] = 10e6;  // Just enough.

  const YearTotals totals = power::balance_year(plant, supply_w, 0.0, 0);
  CHECK(totals.lost_steps == 2);
  CHECK(totals.lost_days == 1);
  CHECK(totals.unserved_j / kMwhJ == Approx(7.0));
  CHECK(totals.spilled_j / kMwhJ == Approx(45 * 2.0));
}

TEST_CASE("year balance: a battery carries a gap through its losses and its power, by hand") {
  AdequacyCase plant = test::flat_day(10);
  plant.store = battery(8.0, 4.0, 0.0);
  std::vector<double> supply_w(24, 10e6);
  supply_w[0] = 15e6;  // 4 MW go in: 3.2 MWh stored, 1 MWh of the sun unused.
  supply_w[1] = 12e6;  // 2 MW go in: 4.8 MWh stored.
  supply_w[2] = 7e6;   // 3 MWh given: 3.75 MWh out of the cells, 1.05 left.
  supply_w[3] = 5e6;   // 5 missing; 0.84 MWh are left at the bus.

  const YearTotals totals = power::balance_year(plant, supply_w, 0.0, 0);
  CHECK(totals.lost_steps == 1);
  CHECK(totals.unserved_j / kMwhJ == Approx(5.0 - 0.84).epsilon(1e-12));
  CHECK(totals.spilled_j / kMwhJ == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("year balance: rating limits what a full battery gives") {
  AdequacyCase plant = test::flat_day(10);
  plant.store = battery(100.0, 4.0, 1.0);
  std::vector<double> supply_w(24, 10e6);
  supply_w[5] = 4e6;

  CHECK(power::balance_year(plant, supply_w, 0.0, 0).unserved_j / kMwhJ == Approx(2.0));
}

TEST_CASE("year balance: auxiliaries of an empty battery are no loss of load") {
  AdequacyCase plant = test::flat_day(10);
  plant.store = battery(8.0, 4.0, 0.0);
  plant.store->battery.standby_w = 1e5;
  const std::vector<double> supply_w(24, 10e6);

  CHECK(power::balance_year(plant, supply_w, 0.0, 0).lost_steps == 0);
}

TEST_CASE("year balance: the lead-in hands over the charge the year ends with") {
  AdequacyCase plant = test::flat_day(10);
  plant.store = battery(8.0, 10.0, 0.0);
  std::vector<double> supply_w(24, 10e6);
  supply_w[0] = 6e6;    // 4 MWh at the bus: 5 MWh stored.
  supply_w[23] = 20e6;  // 8 MWh stored.

  CHECK(power::balance_year(plant, supply_w, 0.0, 0).lost_steps == 1);
  CHECK(power::balance_year(plant, supply_w, 0.0, 1).lost_steps == 0);
}

TEST_CASE("year balance: more load never leaves less unserved") {
  AdequacyCase plant = test::flat_day(10);
  plant.load_w.assign(24 * 30, 10e6);
  plant.store = battery(40.0, 10.0, 1.0);
  const RandomStream stream(3, "test", "supply");
  std::vector<double> supply_w;
  for (std::size_t step = 0; step < plant.steps(); ++step)
    supply_w.push_back(stream.at(step).uniform(0.0, 25e6));

  YearTotals before;
  for (double added_w = -5e6; added_w <= 5e6; added_w += 0.25e6) {
    const YearTotals totals = power::balance_year(plant, supply_w, added_w, 100);
    CHECK(totals.unserved_j >= before.unserved_j);
    CHECK(totals.lost_steps >= before.lost_steps);
    before = totals;
  }
}
