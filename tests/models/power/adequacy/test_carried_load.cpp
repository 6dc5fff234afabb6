// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/power/adequacy/carried_load.h"
#include "models/power/adequacy/reliability.h"
#include "tests/models/power/adequacy/reliability_systems.h"

using namespace gigawatt;
using doctest::Approx;
using power::AdequacyCase;
using test::kMwhJ;

namespace {

/// A year without a load of its own: what it carries is its firm capacity.
AdequacyCase bare_year() {
  AdequacyCase plant{.path = "site"};
  plant.load_w.assign(8760, 0.0);
  return plant;
}

}  // namespace

TEST_CASE("carried load: firm capacity of three units by hand") {
  AdequacyCase plant = bare_year();
  plant.groups = {test::units_of("gas", 3, 10, 95, 5)};

  // All three: 14.26 % of the year lost above 20 MW; two: 0.725 % = 63.5 h; one: 0.0125 % = 1.1 h.
  CHECK(power::carried_load_w(plant, 0.5) == 0.0);
  CHECK(power::carried_load_w(plant, 2.4) == 10e6);
  CHECK(power::carried_load_w(plant, 63.6) == 20e6);
  CHECK(power::carried_load_w(plant, 63.4) == 10e6);
  CHECK(power::carried_load_w(plant, 8760) == 30e6);
}

TEST_CASE("carried load: on top of the RTS it is what brings 2.4 hours there") {
  AdequacyCase plant = test::ieee_rts();
  plant.groups[8].units = 3;  // One more of 400 MW.
  const double before_h = power::assess(test::ieee_rts()).lolh_h;

  const double carried_w = power::carried_load_w(plant, before_h);
  AdequacyCase loaded = plant;
  for (double& load_w : loaded.load_w)
    load_w += carried_w;
  CHECK(power::assess(loaded).lolh_h <= before_h);
  for (double& load_w : loaded.load_w)
    load_w += 1.0;
  CHECK(power::assess(loaded).lolh_h > before_h);
  // A unit that is out 12 % of the time carries less than its mean output.
  CHECK(carried_w > 0.5 * 400e6);
  CHECK(carried_w < 0.88 * 400e6);
}

TEST_CASE("carried load: sun alone is not firm, whatever its size") {
  AdequacyCase plant = bare_year();
  for (std::size_t hour = 0; hour < 8760; ++hour)
    plant.variable_w.push_back(hour % 24 >= 8 && hour % 24 < 16 ? 1e9 : 0.0);
  CHECK(power::carried_load_w(plant, 2.4) == 0.0);
  CHECK(power::simulated_carried_load(plant, 2.4, {.years = 2}).mean_w == 0.0);
}

TEST_CASE("carried load: sun and a battery carry what square days allow, by hand") {
  AdequacyCase plant = bare_year();
  for (std::size_t hour = 0; hour < 8760; ++hour)
    plant.variable_w.push_back(hour % 24 >= 8 && hour % 24 < 16 ? 34.69e6 : 0.0);
  plant.store = power::AdequacyStore{.battery = {.charge_w = 100e6,
                                                 .discharge_w = 100e6,
                                                 .charge_efficiency = 0.9,
                                                 .discharge_efficiency = 0.9},
                                     .capacity_j = 500 * kMwhJ,
                                     .initial_charge_frac = 0.0};
  // 8 h · (34.69 - L) · 0.81 = 16 h · L.
  const double firm_w = 34.69e6 * 6.48 / 22.48;
  const power::CarriedLoad carried = power::simulated_carried_load(plant, 0.0, {.years = 2});
  CHECK(carried.mean_w == Approx(firm_w).epsilon(2e-3));
  CHECK(carried.mean_w <= firm_w * (1 + 1e-9));
}

TEST_CASE("carried load: simulated years agree with the tables, and the sure load is less") {
  AdequacyCase plant = test::rbts();
  const double exact_w = power::carried_load_w(plant, 24.0);
  const power::CarriedLoad carried =
      power::simulated_carried_load(plant, 24.0, {.years = 2000}, 1e-3);
  MESSAGE("exact ", exact_w / 1e6, " MW, simulated ", carried.mean_w / 1e6, ", sure ",
          carried.sure_w / 1e6);
  CHECK(carried.mean_w == Approx(exact_w).epsilon(0.05));
  CHECK(carried.sure_w <= carried.mean_w);
  CHECK(carried.sure_w > 0.8 * carried.mean_w);
}
