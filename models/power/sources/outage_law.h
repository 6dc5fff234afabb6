// SPDX-License-Identifier: Apache-2.0
#pragma once

// When a generator fails, how long it is away, and when it is taken out on purpose. Equations and
// sources: docs/models/power/generators.md.

#include <cstdint>
#include <span>

#include "sim/engine/random.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// A positive span of time. Draws have the same bits on every machine.
struct SpanLaw {
  enum class Shape { fixed, exponential, weibull };

  Shape shape = Shape::fixed;
  double scale_s = 0.0;  ///< The value, the mean, or Weibull's λ [s].
  double k = 1.0;        ///< Weibull's shape; above 1 it wears out.

  static SpanLaw fixed(double value_s) { return {Shape::fixed, value_s, 1.0}; }
  static SpanLaw exponential(double mean_s) { return {Shape::exponential, mean_s, 1.0}; }
  /// Weibull of shape `k` with this mean: λ = mean / Γ(1 + 1/k).
  static SpanLaw weibull_of_mean(double mean_s, double k);

  double mean_s() const;
  /// One draw [s]; takes one uniform, also where the law is fixed.
  double draw_s(RandomDraws& draws) const;
};

/// Nanoseconds of a span, at least one; what passes the clock's range is kNever.
std::int64_t whole_ns(double span_s);

/// A block of planned maintenance, the same days each year as the calendar allows: REopt's
/// `unavailability_periods`. The week is counted from the Monday on or before the first of the
/// month; weeks 2 to 4 lie within every month.
struct PlannedBlock {
  int month = 1;    ///< 1-12.
  int week = 2;     ///< 2-4.
  int weekday = 1;  ///< 1 Monday - 7 Sunday.
  int hour = 0;     ///< 0-23.
  std::int64_t length_ns = 0;

  /// Start in a year of a clock that is `utc_offset_ns` ahead of UTC.
  TimeNs start_ns(int year, std::int64_t utc_offset_ns) const;
};

struct OutageSpan {
  TimeNs from_ns = kNever;
  TimeNs to_ns = kNever;
};

/// The earliest block that ends after `at_ns`, all moved by `shift_ns` (so that sister units do not
/// go together; at most one year); never if there is none.
OutageSpan next_planned(std::span<const PlannedBlock> blocks, TimeNs at_ns,
                        std::int64_t utc_offset_ns, std::int64_t shift_ns);

/// Hours of planned outage over those of an average year.
double planned_share(std::span<const PlannedBlock> blocks);

}  // namespace gigawatt::power
