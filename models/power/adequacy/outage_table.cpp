// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/outage_table.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

constexpr std::size_t kMostRows = 1'000'000;

std::int64_t capacity_of(std::span<const CapacityState> unit) {
  std::int64_t most_w = 0;
  double sum = 0.0;
  for (const CapacityState& state : unit) {
    most_w = std::max(most_w, state.available_w);
    sum += state.probability;
  }
  if (std::abs(sum - 1.0) > 1e-9)
    throw DomainError(
        fmt::format("outage table: the states of a unit of {:.6g} W have probabilities that add up "
                    "to {:.9g}; expected 1",
                    static_cast<double>(most_w), sum));
  return most_w;
}

}  // namespace

OutageTable::OutageTable(std::span<const std::vector<CapacityState>> units) : rows_{{0, 1.0}} {
  for (const std::vector<CapacityState>& unit : units)
    add(unit);

  // From the rarest end, so that small numbers meet small ones.
  tail_.assign(rows_.size() + 1, 0.0);
  tail_out_w_.assign(rows_.size() + 1, 0.0);
  for (std::size_t row = rows_.size(); row-- > 0;) {
    tail_[row] = tail_[row + 1] + rows_[row].probability;
    tail_out_w_[row] =
        tail_out_w_[row + 1] + rows_[row].probability * static_cast<double>(rows_[row].out_w);
  }
}

void OutageTable::add(std::span<const CapacityState> unit) {
  const std::int64_t unit_w = capacity_of(unit);
  std::vector<Row> all;
  all.reserve(rows_.size() * unit.size());
  for (const CapacityState& state : unit)
    for (const Row& row : rows_)
      all.push_back({row.out_w + unit_w - state.available_w, row.probability * state.probability});
  std::stable_sort(all.begin(), all.end(),
                   [](const Row& a, const Row& b) { return a.out_w < b.out_w; });

  rows_.clear();
  for (const Row& row : all) {
    if (row.probability == 0.0) continue;
    if (!rows_.empty() && rows_.back().out_w == row.out_w)
      rows_.back().probability += row.probability;
    else
      rows_.push_back(row);
  }
  if (rows_.size() > kMostRows)
    throw DomainError(
        fmt::format("outage table: more than {} different outages; expected unit sizes with a "
                    "common step, such as whole megawatts",
                    kMostRows));
  capacity_w_ += unit_w;
}

std::size_t OutageTable::first_short(std::int64_t load_w) const {
  const std::int64_t reserve_w = capacity_w_ - load_w;
  const auto row = std::upper_bound(
      rows_.begin(), rows_.end(), reserve_w,
      [](std::int64_t reserve, const Row& candidate) { return reserve < candidate.out_w; });
  return static_cast<std::size_t>(row - rows_.begin());
}

double OutageTable::loss_probability(std::int64_t load_w) const {
  return tail_[first_short(load_w)];
}

double OutageTable::expected_shortfall_w(std::int64_t load_w) const {
  const std::size_t row = first_short(load_w);
  return tail_out_w_[row] - tail_[row] * static_cast<double>(capacity_w_ - load_w);
}

}  // namespace gigawatt::power
