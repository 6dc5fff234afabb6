// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/engine/random.h"

namespace gigawatt::jobs {

/// Run time: e^(mu + sigma·z) cut at `max_s`, with z standard normal.
struct ClippedLogNormal {
  double mu = 0.0;  ///< ln of the median [ln s].
  double sigma = 0.0;
  double max_s = 0.0;

  double mean_s() const;
  double share_above(double time_s) const;   ///< P(X > time).
  double mean_above_s(double time_s) const;  ///< E[X; X > time], so mean_s() at 0.
  double variance_s2() const;
};

/// The one with this median and this mean *after* cutting. Empty if there is none: the mean is
/// below the median or half of `max_s` or more.
std::optional<ClippedLogNormal> fit_log_normal(double median_s, double mean_s, double max_s);

/// A share of run times is at most `time_s` [s].
struct RunTimePoint {
  double share;
  double time_s;
};

/// Run times as measured: points of a distribution function, the logarithm of time linear between.
class QuantileTable {
 public:
  QuantileTable() = default;
  /// Shares rise from 0 to 1, times do not fall and are > 0.
  explicit QuantileTable(std::span<const RunTimePoint> points);

  bool empty() const { return share_.empty(); }
  double at_s(double share) const;  ///< The quantile [s].
  double max_s() const { return time_s_.back(); }
  double share_above(double time_s) const;
  double mean_above_s(double time_s) const;

 private:
  std::vector<double> share_;
  std::vector<double> time_s_;
  std::vector<double> ln_s_;
};

/// Distribution of run times: a table of what was measured, or a log-normal.
struct RunTimeLaw {
  ClippedLogNormal log_normal;
  QuantileTable table;  ///< Holds where it is not empty.

  /// One uniform draw, whichever law it is.
  double draw_s(RandomDraws& draws) const;
  double max_s() const { return table.empty() ? log_normal.max_s : table.max_s(); }
  double mean_s() const { return mean_above_s(0.0); }
  double share_above(double time_s) const;
  double mean_above_s(double time_s) const;
  /// E[X · factor], each held between `least_s` and `most_s`.
  double mean_between_s(double factor, double least_s, double most_s) const;
};

}  // namespace gigawatt::jobs
