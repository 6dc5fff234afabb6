// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::climate {

/// A value that is constant over each step of equal length: a price, a carbon intensity.
///
/// Outside its span a series of a year or more repeats by calendar year: the value is that of the
/// same date and time (in the file's own UTC offset, no daylight saving) in the nearest year the
/// file covers; 29 February stands for the 28th where that year has none. A shorter series throws
/// DomainError outside its span. Rules and checks: docs/models/climate/series.md.
class StepSeries {
 public:
  /// The same value at all times.
  explicit StepSeries(double constant) : values_{constant} {}
  /// `values[i]` holds over [first + i step, first + (i + 1) step). `utc_offset_ns` is local time
  /// minus UTC, by which years are counted. Throws std::invalid_argument if empty or step ≤ 0.
  StepSeries(TimeNs first_ns, std::int64_t step_ns, std::vector<double> values,
             std::int64_t utc_offset_ns = 0);

  double at(TimeNs time_ns) const;
  /// First instant after `time_ns` at which the value may change; kNever for a constant.
  TimeNs next_step(TimeNs time_ns) const;
  /// Time mean over [from, to), from < to. Exact: sums the steps.
  double mean(TimeNs from_ns, TimeNs to_ns) const;

  /// True if every instant of [from, to) has a value: inside the span, or repeated by year.
  bool covers(TimeNs from_ns, TimeNs to_ns) const;

  TimeNs first() const { return first_ns_; }
  TimeNs end() const;                                ///< Of the last step; kNever for a constant.
  std::int64_t step_ns() const { return step_ns_; }  ///< 0 for a constant.
  const std::vector<double>& values() const { return values_; }

 private:
  /// Instant inside the span whose value `time_ns` has.
  TimeNs inside(TimeNs time_ns) const;

  TimeNs first_ns_ = 0;
  std::int64_t step_ns_ = 0;  ///< 0 = constant.
  std::int64_t utc_offset_ns_ = 0;
  std::vector<double> values_;
};

/// Where a file keeps a series. Header names are compared by letters and digits only.
struct SeriesColumns {
  std::string value = {};  ///< Header of the value.
  std::string time = {};   ///< Header of the start of the step; empty = the first column.
  double factor =
      1.0;  ///< SI (or the caller's) unit per unit of the file, e.g. 1e-3 for USD/MWh to USD/kWh.
  std::int64_t utc_offset_ns = 0;  ///< Local minus UTC of stamps that carry no offset.
  int row_year = 0;  ///< If > 0 the time column counts hours 0, 1, ... from this New Year.
};

/// Reads a series of equal steps from a CSV file with a header row. Time stamps are ISO 8601; an
/// offset per stamp keeps the doubled hour at a clock change apart. Throws ScenarioError with
/// file, line and column: gaps, doubled or unsorted stamps, missing or non-numeric values.
StepSeries read_step_series(const std::string& path, const SeriesColumns& columns);

}  // namespace gigawatt::climate
