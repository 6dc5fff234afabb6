// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/adequacy/reliability.h"
#include "sim/engine/errors.h"
#include "tests/models/power/adequacy/reliability_systems.h"

using namespace gigawatt;
using doctest::Approx;
using power::AdequacyCase;
using power::AdequacyFigures;
using test::kMwhJ;

TEST_CASE("reliability: IEEE RTS, 9.3941 hours, 1.3689 days and 1176.3 MWh a year") {
  const AdequacyFigures figures = power::assess(test::ieee_rts());

  // R. N. Allan, R. Billinton, N. M. K. Abdel-Gawad, "The IEEE reliability test system: extensions
  // to and evaluation of the generating system", IEEE Trans. Power Systems 1 (1986) 1: no
  // maintenance, every hour, no rounding.
  CHECK(figures.lolh_h == Approx(9.3941).epsilon(2e-5));
  CHECK(figures.lole_days == Approx(1.36886).epsilon(1e-5));
  CHECK(figures.unserved_j / kMwhJ == Approx(1176.3).epsilon(1e-4));
  // The same by a convolution on a grid of 1 MW in NumPy, written apart from this code.
  CHECK(figures.lolh_h == Approx(9.39417548945476).epsilon(1e-11));
  CHECK(figures.lole_days == Approx(1.3688629055236698).epsilon(1e-11));
  CHECK(figures.unserved_j / kMwhJ == Approx(1176.298460044823).epsilon(1e-10));
}

TEST_CASE("reliability: Billinton's test system, 1.0916 hours, 0.1469 days and 9.861 MWh a year") {
  const AdequacyFigures figures = power::assess(test::rbts());

  // R. Billinton et al., basic data and basic results of the RBTS, IEEE Trans. Power Systems 4
  // (1989) 1238 and 5 (1990) 319.
  CHECK(figures.lolh_h == Approx(1.0916).epsilon(1e-4));
  CHECK(figures.lole_days == Approx(0.1469).epsilon(5e-4));
  CHECK(figures.unserved_j / kMwhJ == Approx(9.861).epsilon(1e-4));
  // NumPy, as above; loads of half a watt are rounded here.
  CHECK(figures.lolh_h == Approx(1.0915604727385457).epsilon(1e-10));
  CHECK(figures.unserved_j / kMwhJ == Approx(9.8613507038879).epsilon(1e-7));
}

TEST_CASE("reliability: a day by hand") {
  // Two units of 10 MW, each out a tenth of the time; 15 MW for 24 hours.
  AdequacyCase plant = test::flat_day(15);
  plant.groups = {test::units_of("gas", 2, 10, 90, 10)};

  const AdequacyFigures figures = power::assess(plant);
  CHECK(figures.lolh_h == Approx(24 * (1 - 0.81)).epsilon(1e-12));
  CHECK(figures.lole_days == Approx(1 - 0.81).epsilon(1e-12));
  // 5 MW are missing with one out (18 %), 15 MW with both out (1 %).
  CHECK(figures.unserved_j / kMwhJ == Approx(24 * (5 * 0.18 + 15 * 0.01)).epsilon(1e-12));
}

TEST_CASE("reliability: sun counts hour by hour, not by its mean") {
  AdequacyCase plant = test::flat_day(15);
  plant.groups = {test::units_of("gas", 2, 10, 90, 10)};
  plant.variable_w.assign(24, 0.0);
  for (std::size_t hour = 8; hour < 16; ++hour)
    plant.variable_w[hour] = 5e6;  // Then 10 MW are enough.

  const AdequacyFigures figures = power::assess(plant);
  CHECK(figures.lolh_h == Approx(16 * 0.19 + 8 * 0.01).epsilon(1e-12));
  CHECK(figures.lole_days == Approx(0.19).epsilon(1e-12));
}

TEST_CASE("reliability: derating, maintenance and partial outages hour by hour") {
  AdequacyCase plant = test::flat_day(10);
  power::UnitGroup gas = test::units_of("gas", 2, 10, 90, 10);
  gas.modes = {{.share = 0.5, .left_frac = 0.4, .repair = gas.modes[0].repair},
               {.share = 0.5, .left_frac = 0.0, .repair = gas.modes[0].repair}};
  gas.capacity_frac.assign(24, 1.0);
  gas.planned_out.assign(24, 0);
  for (std::size_t hour = 0; hour < 6; ++hour)
    gas.planned_out[hour] = 1;
  for (std::size_t hour = 12; hour < 18; ++hour)
    gas.capacity_frac[hour] = 0.9;
  plant.groups = {gas};

  const power::StepTables tables(plant);
  CHECK(tables.count() == 3);
  const AdequacyFigures figures = power::assess(plant, tables);
  // By hand. One unit alone fails 10 % of the time. Of two at 10 MW one must be whole, or both have
  // 4 MW left, which is 8 MW; of two at 9 MW: both, or one and 3.6 MW left.
  const double both_hurt = 0.01;
  const double derated_ok = 0.81 + 2 * 0.9 * 0.05;
  CHECK(figures.lolh_h == Approx(6 * 0.1 + 12 * both_hurt + 6 * (1 - derated_ok)).epsilon(1e-12));
}

TEST_CASE("reliability: more load, fewer units or worse ones never lose less") {
  const AdequacyCase base = test::rbts();
  const power::StepTables tables(base);
  double before_h = 0.0;
  for (std::int64_t added_w = -20'000'000; added_w <= 40'000'000; added_w += 5'000'000) {
    const double lolh_h = power::assess(base, tables, added_w).lolh_h;
    CHECK(lolh_h >= before_h);
    before_h = lolh_h;
  }
  AdequacyCase fewer = base;
  fewer.groups[5].units = 3;
  CHECK(power::assess(fewer).unserved_j > power::assess(base).unserved_j);
}

TEST_CASE("reliability: what does not fit together is refused, with names") {
  AdequacyCase plant = test::flat_day(15);
  plant.groups = {test::units_of("gas", 2, 10, 90, 10)};
  plant.variable_w.assign(23, 0.0);
  CHECK_THROWS_WITH_AS(power::assess(plant),
                       "site: sun and wind has 23 steps and the load 24; expected one value per "
                       "step of the load",
                       DomainError);
  plant.variable_w.clear();
  plant.groups[0].modes[0].share = 0.5;
  CHECK_THROWS_WITH_AS(power::assess(plant),
                       "site: gas: shares of failures add up to 0.5; expected 1", DomainError);
  plant.groups.clear();
  plant.store = power::AdequacyStore{};
  CHECK_THROWS_AS(power::assess(plant), DomainError);
}
