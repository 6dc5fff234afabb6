// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much capacity is out, and how likely: the capacity outage probability table of independent
// units, by recursive convolution. Watts are whole, so equal outages meet exactly and nothing is
// rounded to a grid. Equations and sources: docs/models/power/adequacy.md.

#include <cstdint>
#include <span>
#include <vector>

namespace gigawatt::power {

/// What a unit can give, and the long-run share of time in which it can.
struct CapacityState {
  std::int64_t available_w = 0;
  double probability = 0.0;
};

class OutageTable {
 public:
  struct Row {
    std::int64_t out_w = 0;
    double probability = 0.0;  ///< Of exactly this outage.
  };

  /// One list of states per unit; the most it can give is its capacity. Throws DomainError if the
  /// probabilities of a unit do not add up to 1, and beyond a million different outages.
  explicit OutageTable(std::span<const std::vector<CapacityState>> units);

  std::int64_t capacity_w() const { return capacity_w_; }
  const std::vector<Row>& rows() const { return rows_; }  ///< Outage rising.

  /// Probability that less than `load_w` is available.
  double loss_probability(std::int64_t load_w) const;
  /// Mean of what `load_w` lacks [W].
  double expected_shortfall_w(std::int64_t load_w) const;

 private:
  void add(std::span<const CapacityState> unit);
  /// First row whose outage leaves less than `load_w`.
  std::size_t first_short(std::int64_t load_w) const;

  std::int64_t capacity_w_ = 0;
  std::vector<Row> rows_;
  std::vector<double> tail_;        ///< Σ probability from each row on; one more, 0, at the end.
  std::vector<double> tail_out_w_;  ///< Σ probability · outage from each row on.
};

}  // namespace gigawatt::power
