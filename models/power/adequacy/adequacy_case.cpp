// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/adequacy_case.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

[[noreturn]] void fail(const AdequacyCase& plant, const std::string& what,
                       const std::string& expected) {
  throw DomainError(fmt::format("{}: {}; expected {}", plant.path, what, expected));
}

void require_length(const AdequacyCase& plant, const std::string& what, std::size_t length) {
  if (length != 0 && length != plant.steps())
    fail(plant, fmt::format("{} has {} steps and the load {}", what, length, plant.steps()),
         "one value per step of the load");
}

void require_sound(const AdequacyCase& plant, const UnitGroup& group) {
  require_length(plant, group.name + ": capacity", group.capacity_frac.size());
  require_length(plant, group.name + ": planned outages", group.planned_out.size());
  if (!(group.capacity_w >= 0.0 && group.capacity_w < 1e15))
    fail(plant, fmt::format("{} has units of {:g} W", group.name, group.capacity_w),
         "a capacity of 0 W to 1e15 W");
  if (!group.up) return;
  double shares = 0.0;
  for (const OutageMode& mode : group.modes) {
    shares += mode.share;
    if (!(mode.left_frac >= 0.0 && mode.left_frac <= 1.0))
      fail(plant, fmt::format("{} keeps {:g} of a unit in an outage", group.name, mode.left_frac),
           "a share of 0 to 1");
  }
  if (std::abs(shares - 1.0) > 1e-9)
    fail(plant, fmt::format("{}: shares of failures add up to {:g}", group.name, shares), "1");
  if (!(group.up->mean_s() > 0.0))
    fail(plant, fmt::format("{} fails after {:g} s", group.name, group.up->mean_s()),
         "a mean time to failure above 0");
}

}  // namespace

void require_sound(const AdequacyCase& plant) {
  if (plant.load_w.empty()) fail(plant, "there is no load", "one value per step of a year");
  if (!(plant.step_s > 0.0))
    fail(plant, fmt::format("steps of {:g} s", plant.step_s), "steps longer than 0 s");
  require_length(plant, "sun and wind", plant.variable_w.size());
  for (const UnitGroup& group : plant.groups)
    require_sound(plant, group);
}

std::int64_t unit_capacity_w(const UnitGroup& group, std::size_t step) {
  const double frac = group.capacity_frac.empty() ? 1.0 : group.capacity_frac[step];
  return static_cast<std::int64_t>(std::floor(group.capacity_w * frac));
}

std::int64_t left_capacity_w(const OutageMode& mode, std::int64_t capacity_w) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(capacity_w) * mode.left_frac));
}

std::uint32_t units_present(const UnitGroup& group, std::size_t step) {
  if (group.planned_out.empty()) return group.units;
  return group.units - std::min(group.units, group.planned_out[step]);
}

std::vector<double> mode_probabilities(const UnitGroup& group) {
  std::vector<double> probabilities(group.modes.size(), 0.0);
  if (!group.up) return probabilities;
  double cycle_s = group.up->mean_s();
  for (const OutageMode& mode : group.modes)
    cycle_s += mode.share * mode.repair.mean_s();
  for (std::size_t mode = 0; mode < group.modes.size(); ++mode)
    probabilities[mode] = group.modes[mode].share * group.modes[mode].repair.mean_s() / cycle_s;
  return probabilities;
}

std::vector<CapacityState> unit_states(const UnitGroup& group, std::int64_t capacity_w) {
  const std::vector<double> probabilities = mode_probabilities(group);
  std::vector<CapacityState> states{{capacity_w, 1.0}};
  for (std::size_t mode = 0; mode < probabilities.size(); ++mode) {
    states.front().probability -= probabilities[mode];
    states.push_back({left_capacity_w(group.modes[mode], capacity_w), probabilities[mode]});
  }
  return states;
}

}  // namespace gigawatt::power
