// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/storage/fade_reopt.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

power::CellDay day_of(double charge_frac, double full_cycles) {
  power::CellDay day;
  day.seconds = kDayS;
  day.charge_s = charge_frac * kDayS;
  day.throughput_frac = 2.0 * full_cycles;
  return day;
}

}  // namespace

TEST_CASE("REopt: two days by hand") {
  const power::ReoptFade model({.calendar = 1.16e-3, .cycle = 2.46e-5, .time_power = 0.5});
  power::CellAge age;

  model.book(day_of(0.5, 1.0), age);
  const double first = 1.0 - (0.5 * 1.16e-3 * 0.5 / std::sqrt(2.0) + 2.46e-5);
  CHECK(age.health_frac == Approx(first).epsilon(1e-14));
  model.book(day_of(0.8, 0.5), age);
  // Stored energy and cycles are parts of what is left.
  const double second = first * (1.0 - (0.5 * 1.16e-3 * 0.8 / std::sqrt(3.0) + 2.46e-5 * 0.5));
  CHECK(age.health_frac == Approx(second).epsilon(1e-14));
}

TEST_CASE("REopt: calendar fade sums to the power law, cycles to a line") {
  const power::ReoptFade model({});
  power::CellAge rested;
  power::CellAge cycled;
  for (int i = 0; i < 3650; ++i) {
    model.book(day_of(1.0, 0.0), rested);
    model.book(day_of(0.0, 1.0), cycled);
  }
  // -ln(health) / k is the sum of m d^(m-1) for d = 2 ... 3651, but for (k m)^2 / 2 a day: it lies
  // between the integrals that begin at 2 and at 1.
  const double sum = -std::log(rested.health_frac) / 1.16e-3;
  CHECK(sum > std::pow(3652.0, 0.428) - std::pow(2.0, 0.428));
  CHECK(sum < (std::pow(3651.0, 0.428) - 1.0) * 1.001);
  CHECK(cycled.health_frac == Approx(std::pow(1.0 - 2.46e-5, 3650.0)).epsilon(1e-12));
}
