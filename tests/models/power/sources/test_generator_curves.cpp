// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::SiteCurves;

namespace {

/// Factor of output before the clamp.
double output_factor(const std::string& machine, double dry_bulb_c, double altitude_m) {
  return test::curves_of(machine).output.at_altitude(altitude_m).at(dry_bulb_c);
}

double efficiency_factor(const std::string& machine, double dry_bulb_c) {
  return test::curves_of(machine).efficiency.at_altitude(0.0).at(dry_bulb_c);
}

}  // namespace

TEST_CASE("generator curves: micro-turbines give what EnergyPlus's polynomials give") {
  // Published coefficients evaluated apart from this code.
  struct Row {
    const char* machine;
    double dry_bulb_c, altitude_m, factor;
  };
  constexpr std::array rows{
      Row{"capstone-c65", 15, 0, 1.056606},    Row{"capstone-c65", 35, 0, 0.858320},
      Row{"capstone-c65", 45, 0, 0.757718},    Row{"capstone-c65", 15, 600, 0.975261},
      Row{"ingersoll-mt250", 15, 0, 0.963316}, Row{"ingersoll-mt250", 30, 0, 0.834257},
      Row{"ingersoll-mt250", 40, 0, 0.737896}, Row{"elliott-ta100", 15, 0, 1.041930},
      Row{"elliott-ta100", 40, 0, 0.727430}};
  for (const Row& row : rows) {
    CAPTURE(row.machine);
    CAPTURE(row.dry_bulb_c);
    CHECK(std::abs(output_factor(row.machine, row.dry_bulb_c, row.altitude_m) - row.factor) <
          5.1e-7);
  }

  const SiteCurves sea(test::curves_of("capstone-c65"), 0.0);
  CHECK(sea.full_load_w(15.0) == 65.0e3);  // 1.0566 is clipped
  CHECK(sea.full_load_w(35.0) == Approx(55.791e3).epsilon(1e-5));
  CHECK(sea.full_load_w(45.0) == Approx(49.252e3).epsilon(1e-5));
  CHECK(SiteCurves(test::curves_of("capstone-c65"), 600.0).full_load_w(15.0) ==
        Approx(63.392e3).epsilon(1e-5));
}

TEST_CASE("generator curves: efficiency of the Capstone C65 by temperature and load") {
  for (const auto& [dry_bulb_c, factor] : std::array<std::pair<double, double>, 4>{
           {{15, 1.001365}, {35, 0.922042}, {40, 0.899865}, {45, 0.877520}}})
    CHECK(std::abs(efficiency_factor("capstone-c65", dry_bulb_c) - factor) < 5.1e-7);
  const power::Curve part_load = test::curves_of("capstone-c65").part_load;
  for (const auto& [load, factor] : std::array<std::pair<double, double>, 3>{
           {{0.25, 0.676168}, {0.5, 0.871652}, {0.75, 0.942115}}})
    CHECK(std::abs(part_load.at(load) - factor) < 5.1e-7);

  // η = 0.29 · 1.001365 · 0.871652 at 15 degC and half load; fuel of 32.5 kW, by hand.
  const SiteCurves sea(test::curves_of("capstone-c65"), 0.0);
  CHECK(sea.efficiency_lhv(15.0, 0.5) == Approx(0.253124).epsilon(1e-5));
  CHECK(sea.fuel_lhv_w(15.0, 65.0e3, 32.5e3) == Approx(128'396.0).epsilon(1e-5));
  CHECK(sea.fuel_lhv_w(15.0, 65.0e3, 0.0) == 0.0);
}

TEST_CASE("generator curves: the combined cycle meets NREL's table, linear between its points") {
  const SiteCurves sea(test::curves_of("combined-cycle"), 0.0);
  struct Row {
    double dry_bulb_c, output_mw, fuel_kg_per_s;
  };
  for (const Row& row : {Row{0, 539.1571, 20.6271}, Row{15, 511.7106, 19.5750},
                         Row{30, 471.7899, 18.3153}, Row{40, 427.9612, 17.2590}}) {
    CAPTURE(row.dry_bulb_c);
    const double full_w = sea.full_load_w(row.dry_bulb_c);
    CHECK(full_w == Approx(row.output_mw * 1e6).epsilon(1e-12));
    CHECK(sea.fuel_lhv_w(row.dry_bulb_c, full_w, full_w) ==
          Approx(row.fuel_kg_per_s * 48.065e6).epsilon(1e-12));
  }
  // Halfway between 471.7899 and 451.7190 MW, by hand.
  CHECK(sea.full_load_w(32.5) == Approx(461.75445e6).epsilon(1e-12));

  // Row of 0.91325 bar: 383.5716 MW at 40 degC.
  const double height_m = power::standard_altitude_m(91325.0);
  CHECK(SiteCurves(test::curves_of("combined-cycle"), height_m).full_load_w(40.0) ==
        Approx(383.5716e6).epsilon(1e-9));
}

TEST_CASE("generator curves: output falls and heat rate rises with temperature, faster when hot") {
  const auto heat_rate = [](const SiteCurves& curves, double dry_bulb_c) {
    return 1.0 / curves.efficiency_lhv(dry_bulb_c, 1.0);
  };
  // The four published rows: MW and kg/s at 0, 15, 30, 40 degC.
  const SiteCurves cycle(test::curves_of("combined-cycle"), 0.0);
  const auto slope = [&](const auto& of, double from, double to) {
    return (of(cycle, to) - of(cycle, from)) / (to - from);
  };
  const auto output = [](const SiteCurves& curves, double c) { return curves.full_load_w(c); };
  CHECK(slope(output, 0, 15) < 0.0);
  CHECK(slope(output, 15, 30) < slope(output, 0, 15));
  CHECK(slope(output, 30, 40) < slope(output, 15, 30));
  CHECK(slope(heat_rate, 15, 30) > slope(heat_rate, 0, 15));
  CHECK(slope(heat_rate, 30, 40) > slope(heat_rate, 15, 30));
  // In the table itself the heat rate is flat within 0.06 % up to 15 degC before it rises.
  for (double c = 0.0; c < 15.0; c += 5.0)
    CHECK(std::abs(heat_rate(cycle, c) / heat_rate(cycle, 15.0) - 1.0) < 6e-4);
  for (double c = 15.0; c < 40.0; c += 5.0)
    CHECK(heat_rate(cycle, c + 5.0) > heat_rate(cycle, c));

  for (const char* machine :
       {"capstone-c65", "elliott-ta100", "ingersoll-mt70", "ingersoll-mt250"}) {
    CAPTURE(machine);
    for (const double altitude_m : {0.0, 1000.0, 3000.0}) {
      const power::Curve factor = test::curves_of(machine).output.at_altitude(altitude_m);
      const SiteCurves curves(test::curves_of(machine), altitude_m);
      for (double c = 10.0; c < 45.0; c += 1.0) {
        REQUIRE(factor.at(c + 1.0) < factor.at(c));
        REQUIRE(curves.full_load_w(c + 1.0) <= curves.full_load_w(c));
        REQUIRE(heat_rate(curves, c + 1.0) > heat_rate(curves, c));
      }
    }
  }
  // "Faster when hot" for those whose square term says so; Elliott's is a line, the MT70 bends
  // back.
  for (const char* machine : {"capstone-c65", "ingersoll-mt250"}) {
    const power::Curve factor = test::curves_of(machine).output.at_altitude(0.0);
    for (double c = 0.0; c < 44.0; c += 1.0)
      REQUIRE(factor.at(c + 2.0) - factor.at(c + 1.0) < factor.at(c + 1.0) - factor.at(c));
  }
}

TEST_CASE("generator curves: thin air costs output") {
  for (const char* machine :
       {"capstone-c65", "elliott-ta100", "ingersoll-mt70", "ingersoll-mt250", "combined-cycle"}) {
    CAPTURE(machine);
    double last_w = 1e12;
    for (double altitude_m = 0.0; altitude_m <= 2300.0; altitude_m += 100.0) {
      const double full_w = SiteCurves(test::curves_of(machine), altitude_m).full_load_w(38.0);
      REQUIRE(full_w < last_w);
      last_w = full_w;
    }
  }
  // Below sea level the value at sea level holds.
  CHECK(SiteCurves(test::curves_of("combined-cycle"), -400.0).full_load_w(15.0) ==
        SiteCurves(test::curves_of("combined-cycle"), 0.0).full_load_w(15.0));
}

TEST_CASE("generator curves: a table refuses an altitude above it, and says where it ends") {
  CHECK_THROWS_WITH_AS(
      SiteCurves(test::curves_of("capstone-c65"), 3100.0),
      "capstone-c65: altitude 3100 m is above 3050 m, where its table ends; give a table that "
      "reaches the site",
      DomainError);
  // 0.76325 bar is 2,326 m in the standard atmosphere.
  const double end_m = power::standard_altitude_m(76325.0);
  CHECK(end_m == Approx(2326.0).epsilon(1e-3));
  CHECK(climate::standard_pressure_pa(end_m) == Approx(76325.0).epsilon(1e-12));
  CHECK_NOTHROW(SiteCurves(test::curves_of("combined-cycle"), end_m));
  CHECK_THROWS_AS(SiteCurves(test::curves_of("combined-cycle"), end_m + 1.0), DomainError);
}

TEST_CASE("generator curves: beyond their temperatures the ends hold, and are told") {
  const SiteCurves cycle(test::curves_of("combined-cycle"), 0.0);
  CHECK(cycle.full_load_w(45.0) == cycle.full_load_w(40.0));
  CHECK(cycle.covers(40.0));
  CHECK_FALSE(cycle.covers(40.1));
  CHECK_FALSE(cycle.covers(-0.1));
  CHECK(cycle.max_c() == 40.0);
}

TEST_CASE("generator curves: a part-load table is linear between its points") {
  power::Curve curve;
  curve.min = 0.5;
  curve.max = 1.0;
  curve.x = {0.5, 1.0};
  curve.y = {0.9, 1.0};
  CHECK(curve.at(0.75) == Approx(0.95).epsilon(1e-12));  // by hand
  CHECK(curve.at(0.2) == 0.9);
  CHECK(curve.at(1.2) == 1.0);
}

TEST_CASE("generator curves: heat rate is 3412 Btu/kWh over efficiency") {
  // REopt's class of 15 to 25 MW: 10,277 Btu/kWh HHV; of 10 to 15 MW: 11,169.
  CHECK(power::heat_rate_btu_per_kwh(0.3320) == Approx(10'277.0).epsilon(1e-4));
  CHECK(power::heat_rate_btu_per_kwh(0.3055) == Approx(11'169.0).epsilon(1e-4));
}
