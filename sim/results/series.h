// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "sim/results/column_store.h"
#include "sim/results/recorder.h"

namespace gigawatt {

/// One variable of the time series: a channel under one of the things an interval keeps of it.
struct SeriesVariable {
  std::string name;
  std::string unit;
  std::string long_name;
  std::string cell_methods;  ///< CF: "time: mean", "time: minimum", ...
  std::size_t channel;
  Keep keep;
};

/// The variables a result file has for `channels`, in their order: NAME, NAME_min, NAME_max and
/// integral_name.
std::vector<SeriesVariable> series_variables(std::span<const Channel> channels);

/// Gathers the rows of several sites into rows of (time, site). A site that wrote no row for an
/// interval that others did write is missing there (NaN).
class Series {
 public:
  Series(std::span<const Channel> channels, std::size_t site_count);

  void write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns, std::span<const double> mean,
                 std::span<const double> min, std::span<const double> max,
                 std::span<const double> integral);
  /// To be called after the store was rewound.
  void restart_rows();

  const std::vector<SeriesVariable>& variables() const { return variables_; }
  /// Columns: the variables, then time [ns] and time_bounds [ns].
  ColumnStore& store() { return store_; }
  const ColumnStore& store() const { return store_; }
  std::size_t time_column() const { return variables_.size(); }
  std::size_t bounds_column() const { return variables_.size() + 1; }

 private:
  void open_row(TimeNs from_ns, TimeNs to_ns);

  std::vector<SeriesVariable> variables_;
  ColumnStore store_;
  static constexpr std::array<TimeNs, 2> kNothingYet{std::numeric_limits<TimeNs>::min(),
                                                     std::numeric_limits<TimeNs>::min()};
  std::array<TimeNs, 2> newest_ns_ = kNothingYet;  ///< Interval of the newest row.
  std::vector<std::int64_t> site_rows_;  ///< Row count after each site's newest row (site).
};

}  // namespace gigawatt
