// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/storage/fade_blast.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

const power::BlastLfpFade kModel;

/// A full cycle of depth 0.8 and a rest, in `parts` steps per leg; an hour is 0.2 C and more.
void cycle_day(int parts, double kelvin, power::FadeState& state) {
  struct Leg {
    double hours;
    double from;
    double to;
  };
  for (const Leg& leg :
       {Leg{6, 0.2, 0.2}, {4, 0.2, 1.0}, {3, 1.0, 1.0}, {4, 1.0, 0.2}, {7, 0.2, 0.2}})
    for (int part = 0; part < parts; ++part) {
      const double way = leg.to - leg.from;
      power::endure(kModel,
                    {.seconds = leg.hours * 3600.0 / parts,
                     .temperature_k = kelvin,
                     .from_frac = leg.from + way * part / parts,
                     .to_frac = leg.from + way * (part + 1) / parts,
                     .throughput_frac = std::abs(way) / parts},
                    state);
    }
}

double health_after_days(int days, int parts, double summer_k, double winter_k) {
  power::FadeState state;
  power::CellAge age;
  for (int day = 0; day < days; ++day) {
    cycle_day(parts, day % 365 < 183 ? summer_k : winter_k, state);
    kModel.book(state.day, age);
    power::begin_day(state);
  }
  return age.health_frac;
}

}  // namespace

TEST_CASE("BLAST LFP: the anode's potential at two charges") {
  CHECK(power::anode_potential_v(0.5) == Approx(0.123304).epsilon(1e-5));
  CHECK(power::anode_potential_v(0.9) == Approx(0.0881845).epsilon(1e-6));
}

TEST_CASE("BLAST LFP: calendar fade at any charge is that of the published formula") {
  // k_cal = 8.37e4 exp(-5210/T) exp(-3560 Ua/T); the fade reads Ua from a table, good to 2e-8 V.
  constexpr double kTolerance = 3560.0 / 283.15 * 2e-8;
  for (int step = 0; step <= 9973; ++step) {  // a prime: between the knots
    const double charge_frac = step / 9973.0;
    for (const double temperature_k : {283.15, 298.15, 318.15}) {
      const double exact =
          8.37e4 * std::exp(-5210.0 / temperature_k) *
          std::exp(-3560.0 * power::anode_potential_v(charge_frac) / temperature_k);
      REQUIRE(std::abs(power::BlastLfpFade::calendar_rate(temperature_k, charge_frac) / exact -
                       1.0) < kTolerance);
    }
  }
}

TEST_CASE("BLAST LFP: one year at 25 degC, half charge, a cycle of 0.8 at C/4 every day") {
  // Conditions given to the model as they are in the published formula: the charge that sets
  // calendar fade is 0.5 throughout. Expected 0.968860 (formula evaluated by itself).
  power::CellAge age;
  for (int i = 0; i < 365; ++i) {
    power::FadeState state;
    power::endure(kModel,
                  {.seconds = kDayS,
                   .temperature_k = 298.15,
                   .from_frac = 0.5,
                   .to_frac = 0.5,
                   .throughput_frac = 2.0},
                  state);
    state.day.least_frac = 0.1;
    state.day.most_frac = 0.9;
    state.day.moved_frac = 2.0;
    state.day.moving_s = 8.0 * 3600.0;
    kModel.book(state.day, age);
  }
  CHECK(age.health_frac == Approx(0.968860).epsilon(5e-7));

  const double closed = 1.0 -
                        power::BlastLfpFade::calendar_rate(298.15, 0.5) * std::pow(365, 0.526) -
                        power::BlastLfpFade::cycle_rate(298.15, 0.8, 0.25) * std::pow(365, 0.828);
  CHECK(closed == Approx(0.968860).epsilon(5e-7));
  CHECK(age.health_frac == Approx(closed).epsilon(1e-12));
}

TEST_CASE("BLAST LFP: BLAST's own daily increments come within 1e-4 of the closed form") {
  const double k = power::BlastLfpFade::calendar_rate(298.15, 0.5);
  const double p = 0.526;
  double loss = k;  // its first day
  for (int day = 2; day <= 365; ++day)
    loss += k * p * std::pow(loss / k, (p - 1.0) / p);
  CHECK(std::abs(loss - k * std::pow(365.0, p)) < 1e-4);
}

TEST_CASE("BLAST LFP: five minutes, an hour and a whole leg age alike") {
  const double coarse = health_after_days(400, 1, 303.15, 288.15);
  const double hourly = health_after_days(400, 4, 303.15, 288.15);
  const double fine = health_after_days(400, 48, 303.15, 288.15);
  CHECK(coarse < 0.98);
  CHECK(std::abs(coarse - fine) < 1e-6 * (1.0 - fine));
  CHECK(std::abs(hourly - fine) < 1e-6 * (1.0 - fine));
}

TEST_CASE("BLAST LFP: a straight way from one charge to another is integrated to 2e-8") {
  for (const double from : {0.0, 0.1, 0.5})
    for (const double to : {0.6, 1.0}) {
      power::FadeState whole;
      power::FadeState parts;
      power::endure(kModel, {.seconds = kDayS, .from_frac = from, .to_frac = to}, whole);
      for (int part = 0; part < 1000; ++part)
        power::endure(kModel,
                      {.seconds = kDayS / 1000,
                       .from_frac = from + (to - from) * part / 1000,
                       .to_frac = from + (to - from) * (part + 1) / 1000},
                      parts);
      CHECK(whole.day.calendar_dose == Approx(parts.day.calendar_dose).epsilon(2e-8));
    }
}

TEST_CASE("BLAST LFP: hot, full and busy cells age faster, within what the fit says") {
  using Fade = power::BlastLfpFade;
  CHECK(Fade::calendar_rate(308.15, 0.5) > Fade::calendar_rate(298.15, 0.5));
  CHECK(Fade::calendar_rate(298.15, 0.9) > Fade::calendar_rate(298.15, 0.3));
  CHECK(Fade::cycle_rate(298.15, 1.0, 0.3) > Fade::cycle_rate(298.15, 0.8, 0.3));
  CHECK(Fade::cycle_rate(298.15, 0.8, 0.6) > Fade::cycle_rate(298.15, 0.8, 0.3));
  // The fit's cycle fade falls with temperature: it balances calendar fade within 10 to 45 degC.
  CHECK(Fade::cycle_rate(308.15, 0.8, 0.3) < Fade::cycle_rate(298.15, 0.8, 0.3));
}

TEST_CASE("BLAST LFP: outside its data the edge holds and the hours are counted") {
  const auto book = [](double kelvin, double depth, double hours, power::OutsideFade& outside) {
    power::FadeState state;
    for (const bool up : {true, false})
      power::endure(kModel,
                    {.seconds = hours * 3600.0,
                     .temperature_k = kelvin,
                     .from_frac = up ? 0.1 : 0.1 + depth,
                     .to_frac = up ? 0.1 + depth : 0.1,
                     .throughput_frac = depth},
                    state);
    power::CellAge age;
    kModel.book(state.day, age);
    kModel.review(state.day, age, state.outside);
    outside = state.outside;
    return 1.0 - age.health_frac;
  };
  power::OutsideFade inside;
  power::OutsideFade hot;
  power::OutsideFade shallow;
  power::OutsideFade fast;

  const double edge_loss = book(318.15, 0.8, 4.0, inside);
  const double hot_loss = book(333.15, 0.8, 4.0, hot);
  book(298.15, 0.3, 4.0, shallow);
  book(298.15, 0.8, 0.5, fast);

  CHECK(inside.temperature_s + inside.rate_s + inside.depth_s == 0.0);
  CHECK(hot_loss == edge_loss);
  CHECK(hot.temperature_s == 8.0 * 3600.0);
  CHECK(shallow.depth_s == 8.0 * 3600.0);
  CHECK(fast.rate_s == 3600.0);  // 0.8 in half an hour is 1.6 C
}

TEST_CASE("BLAST LFP: a day at rest counts as no cycle outside the data") {
  power::FadeState state;
  power::endure(kModel, {.seconds = kDayS, .from_frac = 0.6, .to_frac = 0.6}, state);
  power::CellAge age;
  kModel.book(state.day, age);
  kModel.review(state.day, age, state.outside);

  CHECK(state.outside.depth_s == 0.0);
  CHECK(age.cycle_sum == 0.0);
  CHECK(age.health_frac < 1.0);
}
