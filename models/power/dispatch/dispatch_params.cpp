// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/dispatch_params.h"

#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "sim/engine/time.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/registry.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 3> kForecasts{"perfect", "persistence", "noisy"};

bool divides(double part, double whole) {
  return std::abs(std::remainder(whole, part)) < 1e-6;
}

}  // namespace

void PeakShavingParams::visit(FieldVisitor& v) {
  v.number({.name = "target",
            .unit = "W",
            .doc = "Import to hold; if absent the month's peak so far, but no less than the mean "
                   "load less PV of the last day.",
            .min = 0.0},
           target_w);
}

void ArbitrageParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "buy_below",
            .unit = "USD/kWh",
            .doc = "Charges at this price or a lower one.",
            .required = true},
           thresholds.buy_below_usd_per_kwh);
  v.number({.name = "sell_above",
            .unit = "USD/kWh",
            .doc = "Discharges, into load and export, at this price or a higher one.",
            .required = true},
           thresholds.sell_above_usd_per_kwh);
}

std::vector<Problem> ArbitrageParams::find_problems() const {
  if (thresholds.buy_below_usd_per_kwh < thresholds.sell_above_usd_per_kwh) return {};
  return {
      problem_at(key_path(path, "buy_below"),
                 fmt::format("{:g} USD/kWh is not below sell_above, {:g} USD/kWh",
                             thresholds.buy_below_usd_per_kwh, thresholds.sell_above_usd_per_kwh),
                 "expected buy_below < sell_above")};
}

void CarbonParams::visit(FieldVisitor& v) {
  v.number({.name = "threshold",
            .unit = "g/kWh",
            .doc = "Charges while the grid emits less, carries the load otherwise.",
            .min = 0.0,
            .required = true},
           threshold_g_per_kwh);
}

void RampLimitParams::visit(FieldVisitor& v) {
  v.number({.name = "ramp",
            .unit = "W/s",
            .doc = "Fastest change of the import, from one interval to the next.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           ramp_w_per_s);
}

void LookAheadDispatchParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "horizon",
            .unit = "s",
            .doc = "How far a plan reaches, at most 28 days.",
            .min = kHourS,
            .max = 28.0 * kDayS},
           horizon_s);
  v.number({.name = "roll",
            .unit = "s",
            .doc = "Time from one plan to the next, within the horizon.",
            .min = 60.0,
            .max = 28.0 * kDayS},
           roll_s);
  v.number({.name = "step",
            .unit = "s",
            .doc = "Step of a plan: an hour divides by it, or it is whole hours.",
            .min = 60.0,
            .max = kDayS},
           step_s);
  v.choice({.name = "forecast", .doc = "What a plan knows of the hours ahead."}, kForecasts,
           forecast.kind);
  v.number({.name = "error",
            .doc = "Of a noisy forecast: standard deviation far ahead, of the value.",
            .min = 0.0,
            .max = 1.0},
           forecast.error_frac);
  v.number({.name = "correlation",
            .doc = "Of a noisy forecast: between the errors of successive steps.",
            .min = 0.0,
            .max = 0.9999},
           forecast.correlation);
  v.number({.name = "wear_cost",
            .unit = "USD/kWh",
            .doc = "Cost of ageing that a plan counts per energy discharged.",
            .min = 0.0},
           wear_usd_per_kwh);
  v.number({.name = "end_charge",
            .doc = "Charge wanted at a plan's end, of what it may use of the battery.",
            .min = 0.0,
            .max = 1.0},
           end_charge_frac);
}

std::vector<Problem> LookAheadDispatchParams::find_problems() const {
  std::vector<Problem> problems;
  const auto expect = [&](bool good, std::string_view key, std::string what, const char* expected) {
    if (!good) problems.push_back(problem_at(key_path(path, key), std::move(what), expected));
  };
  expect(divides(step_s, kDayS) && (divides(step_s, kHourS) || divides(kHourS, step_s)), "step",
         fmt::format("a day has no whole number of steps of {:g} s within hours", step_s),
         "expected a divisor of an hour, or 1, 2, 3, 4, 6, 8, 12 or 24 hours");
  expect(divides(step_s, horizon_s), "horizon",
         fmt::format("{:g} s is no whole number of steps of {:g} s", horizon_s, step_s),
         "expected a multiple of step");
  expect(divides(step_s, roll_s), "roll",
         fmt::format("{:g} s is no whole number of steps of {:g} s", roll_s, step_s),
         "expected a multiple of step");
  expect(roll_s <= horizon_s, "roll",
         fmt::format("{:g} s is more than the horizon, {:g} s", roll_s, horizon_s),
         "expected roll <= horizon");
  return problems;
}

void add_dispatch_models(Registry& registry) {
  const char* kind = "dispatch";
  registry.add<MeritOrderParams>(kind, "merit-order", "Battery before grid, both ways.");
  registry.add<PeakShavingParams>(kind, "peak-shaving", "Holds the import at a target.");
  registry.add<ArbitrageParams>(kind, "arbitrage", "Buys below one price, sells above another.");
  registry.add<CurtailmentResponseParams>(kind, "curtailment-response",
                                          "Full until the grid's limit calls for it.");
  registry.add<CarbonParams>(kind, "carbon", "Charges on a clean grid, carries on a dirty one.");
  registry.add<RampLimitParams>(kind, "ramp-limit", "Takes up fast changes of the import.");
  registry.add<LookAheadDispatchParams>(kind, "look-ahead",
                                        "Least cost over the days ahead, by linear programming.");
}

}  // namespace gigawatt::power
