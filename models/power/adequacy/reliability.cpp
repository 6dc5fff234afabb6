// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/reliability.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

/// What tells one step's table from another's: units present and the capacity of one, by group.
using TableKey = std::vector<std::pair<std::uint32_t, std::int64_t>>;

TableKey key_of(const AdequacyCase& plant, std::size_t step) {
  TableKey key;
  for (const UnitGroup& group : plant.groups)
    key.emplace_back(units_present(group, step), unit_capacity_w(group, step));
  return key;
}

OutageTable table_of(const AdequacyCase& plant, const TableKey& key) {
  std::vector<std::vector<CapacityState>> units;
  for (std::size_t group = 0; group < key.size(); ++group)
    units.insert(units.end(), key[group].first,
                 unit_states(plant.groups[group], key[group].second));
  return OutageTable(units);
}

}  // namespace

StepTables::StepTables(const AdequacyCase& plant) {
  require_sound(plant);
  std::map<TableKey, std::uint32_t> known;
  table_of_step_.reserve(plant.steps());
  for (std::size_t step = 0; step < plant.steps(); ++step) {
    const TableKey key = key_of(plant, step);
    const auto [place, is_new] = known.emplace(key, static_cast<std::uint32_t>(tables_.size()));
    if (is_new) tables_.push_back(table_of(plant, key));
    table_of_step_.push_back(place->second);
  }
}

AdequacyFigures assess(const AdequacyCase& plant, const StepTables& tables, std::int64_t added_w) {
  if (plant.store)
    throw DomainError(fmt::format(
        "{}: an outage table has no memory and knows no battery; expected a simulated year",
        plant.path));

  AdequacyFigures figures;
  std::size_t day = 0;
  double worst_of_day = 0.0;
  for (std::size_t step = 0; step < plant.steps(); ++step) {
    if (plant.day_of(step) != day) {
      figures.lole_days += std::exchange(worst_of_day, 0.0);
      day = plant.day_of(step);
    }
    const std::int64_t net_w = std::llround(plant.net_load_w(step)) + added_w;
    if (net_w <= 0) continue;
    const double probability = tables.at(step).loss_probability(net_w);
    figures.lolh_h += probability * plant.step_h();
    figures.unserved_j += tables.at(step).expected_shortfall_w(net_w) * plant.step_s;
    worst_of_day = std::max(worst_of_day, probability);
  }
  figures.lole_days += worst_of_day;
  return figures;
}

AdequacyFigures assess(const AdequacyCase& plant) {
  return assess(plant, StepTables(plant));
}

}  // namespace gigawatt::power
