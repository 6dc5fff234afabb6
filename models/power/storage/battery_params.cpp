// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/battery_params.h"

#include <cmath>
#include <cstddef>
#include <memory>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "models/power/storage/fade_params.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {
namespace {

// Each addition then makes up at least this much of nameplate, so their number stays small.
constexpr double kLeastAddition = 0.01;

/// Problems of one battery, with their paths.
class Findings {
 public:
  explicit Findings(const std::string& path) : path_(path) {}

  void expect(bool good, std::string_view key, std::string what, std::string expected) {
    if (good) return;
    problems_.push_back(problem_at(key_path(path_, key), std::move(what), std::move(expected)));
  }
  std::vector<Problem> take() { return std::move(problems_); }

 private:
  const std::string& path_;
  std::vector<Problem> problems_;
};

struct Efficiencies {
  double charge = 1.0;
  double discharge = 1.0;
};

Efficiencies efficiencies(const BatteryParams& params) {
  if (params.round_trip_frac) {
    const double each = std::sqrt(*params.round_trip_frac);
    return {each, each};
  }
  const double cells = std::sqrt(params.internal_efficiency);
  return {params.rectifier_efficiency * cells, params.inverter_efficiency * cells};
}

void find_size_problems(const BatteryParams& params, Findings& found) {
  found.expect(params.energy_j > 0.0, "energy",
               fmt::format("{:g} J can be stored", params.energy_j), "expected more than 0 J");
  found.expect(params.power_w > 0.0, "power", fmt::format("its power is {:g} W", params.power_w),
               "expected more than 0 W");
  found.expect(!params.c_rate_per_hour || *params.c_rate_per_hour > 0.0, "c_rate",
               "it can neither charge nor discharge", "expected more than 0");
  found.expect(params.min_charge_frac < params.max_charge_frac, "min_charge",
               fmt::format("{:g} % is not below max_charge, {:g} %", params.min_charge_frac * 100.0,
                           params.max_charge_frac * 100.0),
               "expected min_charge < max_charge");
  found.expect(
      params.initial_charge_frac >= params.min_charge_frac &&
          params.initial_charge_frac <= params.max_charge_frac,
      "initial_charge",
      fmt::format("{:g} % lies outside {:g} % to {:g} %", params.initial_charge_frac * 100.0,
                  params.min_charge_frac * 100.0, params.max_charge_frac * 100.0),
      "expected min_charge <= initial_charge <= max_charge");
  found.expect(
      params.cells.coolest_k <= params.cells.warmest_k, "cells.coolest",
      fmt::format("{:g} degC is above warmest, {:g} degC", params.cells.coolest_k - kZeroCelsiusK,
                  params.cells.warmest_k - kZeroCelsiusK),
      "expected coolest <= warmest");
}

void find_efficiency_problems(const BatteryParams& params, Findings& found) {
  const auto within = [&found](double value, std::string_view key) {
    found.expect(value > 0.0 && value <= 1.0, key, fmt::format("an efficiency of {:g}", value),
                 "expected more than 0, at most 1");
  };
  if (!params.round_trip_frac) {
    within(params.rectifier_efficiency, "rectifier_efficiency");
    within(params.inverter_efficiency, "inverter_efficiency");
    within(params.internal_efficiency, "internal_efficiency");
  }
  const Efficiencies way = efficiencies(params);
  const double round_trip = way.charge * way.discharge;
  const bool measured = params.round_trip_frac.has_value();
  found.expect(round_trip <= 1.0 && round_trip > 0.0,
               measured ? "round_trip" : "internal_efficiency",
               fmt::format("a round trip of {:.6g} gives back {}", round_trip,
                           round_trip > 1.0 ? "more than was taken" : "nothing"),
               "expected more than 0, at most 1");
}

void find_fade_problems(const BatteryParams& params, Findings& found) {
  if (!params.fade.params) {
    found.expect(params.chemistry == Chemistry::lfp, "fade",
                 "cells other than LFP have no fade model of their own",
                 "expected `fade: {model: sam, ...}`, `{model: reopt, ...}` or `{model: none}`");
    return;
  }
  const auto* fade = dynamic_cast<const FadeParams*>(params.fade.params.get());
  if (!fade) {
    found.expect(false, "fade", fmt::format("'{}' is no model of fade", params.fade.name),
                 "expected a model of kind battery-fade");
    return;
  }
  found.expect(params.chemistry == Chemistry::lfp || !fade->only_for_lfp(), "fade.model",
               fmt::format("'{}' was fitted to LFP cells", params.fade.name),
               "expected `chemistry: lfp`, or another model");
  for (FadeProblem& problem : fade->find_problems())
    found.expect(false, fmt::format("fade.{}", problem.key), std::move(problem.what),
                 "expected " + problem.expected);
}

void find_upkeep_problems(const UpkeepParams& upkeep, Findings& found) {
  // Any date tells the order; months differ in length too little to turn it.
  constexpr TimeNs kSomeDay = 0;
  for (std::size_t i = 0; i < upkeep.additions.size(); ++i) {
    const std::string at = fmt::format("upkeep.additions.{}", i);
    found.expect(upkeep.additions[i].energy_j > 0.0, at + ".energy", "nothing is added",
                 "expected more than 0 J");
    if (i > 0)
      found.expect(upkeep.additions[i].after.after(kSomeDay) >=
                       upkeep.additions[i - 1].after.after(kSomeDay),
                   at + ".after", "it comes before the one above",
                   "list additions in order of time");
  }
  if (upkeep.keep_frac)
    found.expect(upkeep.restore_frac >= *upkeep.keep_frac + kLeastAddition, "upkeep.restore",
                 fmt::format("{:g} % is no more than 1 % above keep, {:g} %",
                             upkeep.restore_frac * 100.0, *upkeep.keep_frac * 100.0),
                 "expected restore >= keep + 1 %, or modules would be added every few days");
}

Upkeep resolve_upkeep(const UpkeepParams& params, TimeNs start_ns) {
  Upkeep upkeep;
  for (const AdditionParams& addition : params.additions)
    upkeep.additions.push_back({addition.after.after(start_ns) - start_ns, addition.energy_j});
  upkeep.keep_frac = params.keep_frac;
  upkeep.restore_frac = params.restore_frac;
  upkeep.replace_frac = params.replace_frac;
  return upkeep;
}

std::shared_ptr<const FadeModel> resolve_fade(const ModelSlot& slot) {
  const auto* fade = dynamic_cast<const FadeParams*>(slot.params.get());
  return fade ? fade->make() : BlastLfpParams().make();
}

}  // namespace

std::vector<Problem> find_battery_problems(const BatteryParams& params) {
  Findings found(params.path);
  find_size_problems(params, found);
  find_efficiency_problems(params, found);
  find_fade_problems(params, found);
  find_upkeep_problems(params.upkeep, found);
  return found.take();
}

Storage make_storage(const BatteryParams& params, TimeNs start_ns) {
  const std::vector<Problem> problems = find_battery_problems(params);
  if (!problems.empty()) throw DomainError(problems.front().message());

  Storage storage;
  storage.name = params.name.empty() ? "battery" : params.name;
  Battery& battery = storage.battery;
  battery.charge_w = params.charge_power_w.value_or(params.power_w);
  battery.discharge_w = params.power_w;
  const Efficiencies way = efficiencies(params);
  battery.charge_efficiency = way.charge;
  battery.discharge_efficiency = way.discharge;
  battery.min_charge_frac = params.min_charge_frac;
  battery.max_charge_frac = params.max_charge_frac;
  if (params.c_rate_per_hour) battery.c_rate_per_s = *params.c_rate_per_hour / 3600.0;
  battery.self_discharge_per_s = params.self_discharge_per_s;
  battery.standby_w = params.standby_w;
  storage.nameplate_j = params.energy_j;
  storage.initial_charge_frac = params.initial_charge_frac;
  storage.fade = resolve_fade(params.fade);
  storage.upkeep = resolve_upkeep(params.upkeep, start_ns);
  storage.coolest_k = params.cells.coolest_k;
  storage.warmest_k = params.cells.warmest_k;
  return storage;
}

}  // namespace gigawatt::power
