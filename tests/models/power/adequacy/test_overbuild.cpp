// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include <doctest/doctest.h>

#include "models/climate/weather.h"
#include "models/power/adequacy/overbuild.h"
#include "models/power/adequacy/plant_parts.h"

using namespace gigawatt;
using doctest::Approx;
using power::SolarCase;
using power::SolarPoint;

namespace {

/// Blocks that can be filled or emptied in so many hours.
power::AdequacyStore block_of(double hours, double efficiency, double min_charge_frac) {
  power::AdequacyStore block;
  block.capacity_j = 3.6e9;
  block.battery = {.charge_w = 1e6 / hours,
                   .discharge_w = 1e6 / hours,
                   .charge_efficiency = efficiency,
                   .discharge_efficiency = efficiency,
                   .min_charge_frac = min_charge_frac};
  return block;
}

/// Ten days with eight hours of full sun each.
SolarCase square_days() {
  SolarCase solar{.path = "site", .load_w = 10e6};
  for (std::size_t hour = 0; hour < 240; ++hour)
    solar.pv_frac.push_back(hour % 24 >= 8 && hour % 24 < 16 ? 1.0 : 0.0);
  solar.block = block_of(4.0, 0.9, 0.0);
  return solar;
}

}  // namespace

TEST_CASE("overbuild: square days by hand") {
  const SolarCase solar = square_days();
  const std::array<double, 3> battery_h{12.0, 18.0, 40.0};
  const std::vector<SolarPoint> curve = power::overbuild_curve(solar, battery_h);

  // 16 h of night take 16 / 0.9 = 17.8 h of battery, filled in 8 h through 0.9:
  // 1 + 16 / (8 · 0.81) = 3.469 times the load. More battery does not help equal days.
  CHECK(!curve[0].overbuild);
  REQUIRE(curve[1].overbuild);
  CHECK(*curve[1].overbuild == Approx(1.0 + 16.0 / (8.0 * 0.81)).epsilon(1e-3));
  REQUIRE(curve[2].overbuild);
  CHECK(*curve[2].overbuild == Approx(*curve[1].overbuild).epsilon(1e-3));
  CHECK(curve[1].spilled_frac < 1e-3);
  // With modules rated as the load there is nothing to store.
  CHECK(curve[1].lolh_at_one_h == 160.0);
  CHECK(curve[1].unserved_frac_at_one == Approx(2.0 / 3.0).epsilon(1e-12));
  CHECK(power::longest_dark_h(solar) == 16.0);
}

TEST_CASE("overbuild: one dull day needs more sun or more battery") {
  SolarCase solar = square_days();
  for (std::size_t hour = 5 * 24; hour < 6 * 24; ++hour)
    solar.pv_frac[hour] *= 0.25;
  const std::array<double, 3> battery_h{18.0, 30.0, 60.0};
  const std::vector<SolarPoint> curve = power::overbuild_curve(solar, battery_h);

  REQUIRE(curve[0].overbuild);
  // By hand: that day has a quarter of the light and must fill the night alone.
  CHECK(*curve[0].overbuild > 3.5 * (1.0 + 16.0 / (8.0 * 0.81)));
  CHECK(*curve[1].overbuild < *curve[0].overbuild);
  CHECK(*curve[2].overbuild < *curve[1].overbuild);
  CHECK(curve[0].spilled_frac > 0.5);
}

TEST_CASE("overbuild: a laxer standard takes less") {
  SolarCase solar = square_days();
  const std::array<double, 1> battery_h{18.0};
  const double whole = *power::overbuild_curve(solar, battery_h)[0].overbuild;
  solar.most_unserved_frac = 0.01;
  const double most = *power::overbuild_curve(solar, battery_h)[0].overbuild;
  CHECK(most < whole);
  CHECK(most > 0.95 * whole);
}

TEST_CASE("overbuild: 100 MW in Phoenix take a manifold of PV, and the words say so") {
  power::PvParams pv;
  pv.dc_w = 1e6;
  pv.ac_w = 1e6;
  pv.tracker = power::Tracking::single_axis;
  SolarCase solar{.path = "desert", .load_w = 100e6};
  solar.pv_frac = power::pv_year(
      pv, climate::read_weather(GIGAWATT_SOURCE_DIR
                                "/scenarios/data/weather/USA_AZ_Phoenix_TMY2_SAM.csv"));
  // REopt's efficiencies and least charge.
  solar.block = block_of(4.0, 0.9479240476, 0.2);

  const std::array<double, 7> battery_h{12.0, 18.0, 24.0, 36.0, 48.0, 72.0, 96.0};
  const std::vector<SolarPoint> curve = power::overbuild_curve(solar, battery_h);
  MESSAGE(power::overbuild_table(solar, curve));
  MESSAGE(power::overbuild_verdict(solar, curve));

  const SolarPoint* before = nullptr;
  for (const SolarPoint& point : curve) {
    CHECK(point.lolh_at_one_h > 5000.0);
    if (point.overbuild) {
      CHECK(*point.overbuild > 4.0);
      if (before != nullptr && before->overbuild) CHECK(*point.overbuild <= *before->overbuild);
    }
    before = &point;
  }
  // The same year of sun through a loop of its own in Python.
  const std::array<double, 5> python{39.24, 21.57, 13.09, 9.08, 8.86};
  CHECK(!curve[0].overbuild);
  CHECK(!curve[1].overbuild);
  for (std::size_t size = 0; size < python.size(); ++size) {
    REQUIRE(curve[size + 2].overbuild);
    CHECK(*curve[size + 2].overbuild == Approx(python[size]).epsilon(1e-3));
  }
  const std::string verdict = power::overbuild_verdict(solar, curve);
  CHECK(verdict.find("times the load in PV to carry 100 MW by sun alone at full availability") !=
        std::string::npos);
}
