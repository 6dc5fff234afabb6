// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt {

/// What an output interval keeps of a channel.
enum class Keep : unsigned { mean = 1, min = 2, max = 4, integral = 8 };

/// One recorded quantity of one entity kind. `unit` is that of the sampled value; the integral is
/// over seconds and has `integral_unit`.
struct Channel {
  std::string name;  ///< netCDF variable stem: "facility_power_w".
  std::string unit;  ///< CF/UDUNITS: "W", "K", "1", "kg s-1".
  std::string long_name;
  unsigned keep = static_cast<unsigned>(Keep::mean);  ///< OR of Keep.
  std::string integral_name;  ///< e.g. "facility_energy_j"; used with Keep::integral.
  std::string integral_unit;
};

/// Receives finished output intervals, in time order.
class RowSink {
 public:
  virtual ~RowSink() = default;
  /// Values per channel over [from, to) of `site`; spans are valid during the call only.
  virtual void write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns,
                         std::span<const double> mean, std::span<const double> min,
                         std::span<const double> max, std::span<const double> integral) = 0;
};

/// Accumulates piecewise-constant channel values of one site over output intervals and hands each
/// finished interval to a sink. Copyable: it is part of a snapshot. Memory is one row.
class Recorder {
 public:
  Recorder(std::size_t site, std::size_t channel_count, TimeNs start_ns, std::int64_t interval_ns);

  /// Values constant over [from, to); from = the previous `to`. May not cross an interval's end.
  void add(TimeNs from_ns, TimeNs to_ns, std::span<const double> values);
  /// End of the current interval (grid from the scenario's start).
  TimeNs interval_end_ns() const { return interval_end_ns_; }
  /// Closes the interval at `now_ns` (its end, or the run's end) and writes it to `sink` (may be
  /// null). An empty interval writes no row. After an early close the grid stays where it was.
  void close(TimeNs now_ns, RowSink* sink);

  /// Integral over the run up to the last close of each channel [unit · s], compensated.
  std::span<const double> totals() const { return totals_; }

 private:
  void clear_interval();

  std::size_t site_;
  std::int64_t interval_ns_;
  TimeNs interval_start_ns_;
  TimeNs interval_end_ns_;
  TimeNs filled_to_ns_;
  // One entry per channel. Sums carry their rounding error beside them.
  std::vector<double> integral_, integral_error_;
  std::vector<double> min_, max_, mean_;
  std::vector<double> total_sum_, total_error_, totals_;
};

}  // namespace gigawatt
