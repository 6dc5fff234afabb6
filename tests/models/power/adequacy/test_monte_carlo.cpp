// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>
#include <omp.h>

#include "models/power/adequacy/monte_carlo.h"
#include "models/power/adequacy/reliability.h"
#include "sim/engine/errors.h"
#include "tests/models/power/adequacy/reliability_systems.h"

using namespace gigawatt;
using doctest::Approx;
using power::AdequacyCase;
using power::AdequacyFigures;
using power::MonteCarloOptions;
using power::SimulatedFigures;
using test::kMwhJ;

namespace {

MonteCarloOptions years(std::uint32_t count) {
  return {.years = count};
}

/// Two units of which one is enough by day, with all that makes hours differ.
AdequacyCase uneven_plant() {
  AdequacyCase plant = test::flat_day(0);
  plant.load_w.clear();
  for (std::size_t hour = 0; hour < 24 * 60; ++hour) {
    plant.load_w.push_back(hour % 24 < 8 ? 9e6 : 16e6);
    plant.variable_w.push_back(hour % 24 >= 9 && hour % 24 < 17 ? 6e6 : 0.0);
  }
  power::UnitGroup gas = test::units_of("gas", 3, 9, 200, 20);
  gas.up = power::SpanLaw::weibull_of_mean(200 * 3600.0, 2.5);
  gas.modes = {{.share = 0.4, .left_frac = 0.5, .repair = power::SpanLaw::fixed(30 * 3600.0)},
               {.share = 0.6, .repair = power::SpanLaw::exponential(20 * 3600.0)}};
  for (std::size_t hour = 0; hour < plant.steps(); ++hour) {
    gas.capacity_frac.push_back(hour % 24 >= 12 && hour % 24 < 18 ? 0.85 : 1.0);
    gas.planned_out.push_back(hour >= 500 && hour < 700 ? 1 : 0);
  }
  plant.groups = {gas, test::units_of("grid", 1, 4, 300, 6)};
  return plant;
}

}  // namespace

TEST_CASE("simulated years: IEEE RTS within the interval of the exact figures") {
  const AdequacyCase plant = test::ieee_rts();
  const AdequacyFigures exact = power::assess(plant);
  const SimulatedFigures simulated = power::simulate(plant, years(4000));

  MESSAGE("LOLH ", simulated.lolh_h.mean, " +- ", simulated.lolh_h.half_width, " against ",
          exact.lolh_h, "; EUE ", simulated.unserved_j.mean / kMwhJ, " +- ",
          simulated.unserved_j.half_width / kMwhJ, " against ", exact.unserved_j / kMwhJ);
  CHECK(simulated.lolh_h.covers(exact.lolh_h));
  CHECK(simulated.unserved_j.covers(exact.unserved_j));
  CHECK(simulated.lolh_h.half_width < 0.1 * exact.lolh_h);
  // A day with any loss is more likely than its worst hour alone.
  CHECK(simulated.lole_days.high() > exact.lole_days);
}

TEST_CASE("simulated years: wear-out, partial outages, heat, maintenance and sun agree as well") {
  const AdequacyCase plant = uneven_plant();
  const AdequacyFigures exact = power::assess(plant);
  const SimulatedFigures simulated = power::simulate(plant, years(4000));

  MESSAGE("LOLH ", simulated.lolh_h.mean, " +- ", simulated.lolh_h.half_width, " against ",
          exact.lolh_h);
  // Two figures of one sample; four standard errors, so that no seed decides.
  CHECK(std::abs(simulated.lolh_h.mean - exact.lolh_h) < 2.0 * simulated.lolh_h.half_width);
  CHECK(std::abs(simulated.unserved_j.mean - exact.unserved_j) <
        2.0 * simulated.unserved_j.half_width);
}

TEST_CASE("simulated years: 95 % intervals hold the truth in 95 % of experiments") {
  AdequacyCase plant = test::flat_day(15);
  plant.load_w.assign(24 * 20, 15e6);
  plant.groups = {test::units_of("gas", 2, 10, 45, 5)};
  const double exact_h = power::assess(plant).lolh_h;
  int held = 0;
  for (int experiment = 0; experiment < 400; ++experiment) {
    plant.seed = static_cast<std::uint64_t>(experiment);
    if (power::simulate(plant, years(100)).lolh_h.covers(exact_h)) ++held;
  }
  // Binomial: 380 ± 4 · 4.4, and a little for the skew of 100 years.
  CHECK(held > 358);
  CHECK(held <= 398);
}

TEST_CASE("simulated years: the same bits at any number of threads") {
  AdequacyCase plant = uneven_plant();
  plant.store = power::AdequacyStore{.battery = {.charge_w = 4e6,
                                                 .discharge_w = 4e6,
                                                 .charge_efficiency = 0.95,
                                                 .discharge_efficiency = 0.95,
                                                 .self_discharge_per_s = 1e-8},
                                     .capacity_j = 20 * kMwhJ};
  const int threads = omp_get_max_threads();
  omp_set_num_threads(1);
  const SimulatedFigures one = power::simulate(plant, years(200));
  for (const int count : {2, 7}) {
    omp_set_num_threads(count);
    const SimulatedFigures many = power::simulate(plant, years(200));
    CHECK(many.lolh_h.mean == one.lolh_h.mean);
    CHECK(many.unserved_j.mean == one.unserved_j.mean);
    CHECK(many.unserved_j.half_width == one.unserved_j.half_width);
  }
  omp_set_num_threads(threads);
}

TEST_CASE("simulated years: a part more changes nobody else's luck and never hurts") {
  const AdequacyCase plant = uneven_plant();
  AdequacyCase other_name = plant;
  other_name.groups[1].name = "import";
  AdequacyCase useless = plant;
  useless.groups.push_back(test::units_of("nothing", 5, 0, 10, 10));
  AdequacyCase stored = plant;
  stored.store = power::AdequacyStore{.battery = {.charge_w = 4e6, .discharge_w = 4e6},
                                      .capacity_j = 20 * kMwhJ};

  const SimulatedFigures base = power::simulate(plant, years(200));
  CHECK(power::simulate(useless, years(200)).unserved_j.mean == base.unserved_j.mean);
  CHECK(power::simulate(other_name, years(200)).unserved_j.mean != base.unserved_j.mean);
  CHECK(power::simulate(stored, years(200)).unserved_j.mean < base.unserved_j.mean);
}

TEST_CASE("simulated years: a battery for outages by hand") {
  // One unit of 10 MW that is repaired in just 2 hours; the battery holds 2 hours, and the grid's
  // 5 MW refill it while the unit runs. What stays is the outage that meets a battery not yet full.
  AdequacyCase plant = test::flat_day(10);
  plant.load_w.assign(8760, 10e6);
  power::UnitGroup gas = test::units_of("gas", 1, 10, 500, 2);
  gas.modes[0].repair = power::SpanLaw::fixed(2 * 3600.0);
  plant.groups = {gas, power::UnitGroup{.name = "grid", .capacity_w = 5e6}};
  const double alone_h = power::simulate(plant, years(300)).lolh_h.mean;
  plant.store = power::AdequacyStore{.battery = {.charge_w = 10e6, .discharge_w = 10e6},
                                     .capacity_j = 10 * kMwhJ};
  const double stored_h = power::simulate(plant, years(300)).lolh_h.mean;

  CHECK(alone_h == Approx(8760.0 * 2.0 / 502.0).epsilon(0.02));
  // 10 MWh carry the missing 5 MW for 2 h; refilled in 2 h. Another failure within those 2 h of
  // running has probability 1 - exp(-2/500) = 0.4 %, and then misses part of its 2 h.
  CHECK(stored_h < 0.004 * alone_h);
}

TEST_CASE("simulated years: unit and battery are the Markov chain that they are") {
  // 10 MW of load, a grid of 5 and a unit of 10; a battery of 10 MWh without losses, which an hour
  // fills or empties by half. Unit by the hour and charge before it are a chain of six states with
  // e^-(1/50 + 1/3) from hour to hour; in its steady state, solved in NumPy, the battery is empty
  // before an hour of outage in 257.690407 hours a year.
  AdequacyCase plant = test::flat_day(10);
  plant.load_w.assign(8760, 10e6);
  plant.groups = {test::units_of("gas", 1, 10, 50, 3),
                  power::UnitGroup{.name = "grid", .capacity_w = 5e6}};
  plant.store = power::AdequacyStore{.battery = {.charge_w = 10e6, .discharge_w = 10e6},
                                     .capacity_j = 10 * kMwhJ};
  const SimulatedFigures figures = power::simulate(plant, years(500));

  MESSAGE("LOLH ", figures.lolh_h.mean, " +- ", figures.lolh_h.half_width);
  CHECK(figures.lolh_h.covers(257.690407));
  CHECK(figures.unserved_j.covers(257.690407 * 5 * kMwhJ));
  CHECK(figures.lolh_h.half_width < 0.02 * figures.lolh_h.mean);
}

TEST_CASE("simulated years: no loss seen is not no loss") {
  AdequacyCase plant = test::flat_day(10);
  plant.groups = {power::UnitGroup{.name = "grid", .capacity_w = 20e6}};
  const SimulatedFigures figures = power::simulate(plant, years(299));
  CHECK(figures.years_with_loss == 0);
  CHECK(figures.lolh_h.mean == 0.0);
  // 1 - 0.05^(1/299), the exact form of "three over n".
  CHECK(figures.most_loss_years_frac == Approx(1.0 - std::pow(0.05, 1.0 / 299.0)).epsilon(1e-9));
  CHECK_THROWS_AS(power::simulate(plant, years(1)), DomainError);
}
