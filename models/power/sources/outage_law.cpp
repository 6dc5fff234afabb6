// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/outage_law.h"

#include <algorithm>
#include <cmath>

#include <boost/math/special_functions/gamma.hpp>

#include "sim/engine/calendar.h"
#include "sim/engine/portable_math.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

SpanLaw SpanLaw::weibull_of_mean(double mean_s, double k) {
  // Whole 2^-20 s hide the last bits of a math library, which differ between machines.
  const double scale_s =
      std::round(std::ldexp(mean_s / boost::math::tgamma(1.0 + 1.0 / k), 20)) * 0x1p-20;
  return {Shape::weibull, scale_s, k};
}

double SpanLaw::mean_s() const {
  return shape == Shape::weibull ? scale_s * boost::math::tgamma(1.0 + 1.0 / k) : scale_s;
}

double SpanLaw::draw_s(RandomDraws& draws) const {
  const double survival = draws.uniform();
  switch (shape) {
    case Shape::exponential:
      return -scale_s * portable::log(survival);
    case Shape::weibull:
      return scale_s * portable::exp(portable::log(-portable::log(survival)) / k);
    default:
      return scale_s;
  }
}

std::int64_t whole_ns(double span_s) {
  if (!(span_s < 9.2e9)) return kNever;
  return std::max<std::int64_t>(1, from_seconds(span_s));
}

TimeNs PlannedBlock::start_ns(int year, std::int64_t utc_offset_ns) const {
  const TimeNs first_ns = utc_midnight(year, month, 1);
  const int days_since_monday = civil_time(first_ns).weekday - 1;
  const int days = 7 * (week - 1) + (weekday - 1) - days_since_monday;
  return first_ns + days * kNsPerDay + hour * kNsPerHour - utc_offset_ns;
}

OutageSpan next_planned(std::span<const PlannedBlock> blocks, TimeNs at_ns,
                        std::int64_t utc_offset_ns, std::int64_t shift_ns) {
  OutageSpan next;
  const int year = civil_time(at_ns + utc_offset_ns).year;
  for (const PlannedBlock& block : blocks) {
    // From two years back, since the shift may carry a block into this year; up to the next year.
    for (int offset = -2; offset <= 1; ++offset) {
      const TimeNs from_ns = block.start_ns(year + offset, utc_offset_ns) + shift_ns;
      if (from_ns + block.length_ns <= at_ns) continue;
      if (from_ns < next.from_ns) next = {from_ns, from_ns + block.length_ns};
      break;
    }
  }
  return next;
}

double planned_share(std::span<const PlannedBlock> blocks) {
  double total_s = 0.0;
  for (const PlannedBlock& block : blocks)
    total_s += to_seconds(block.length_ns);
  return total_s / kYearS;
}

}  // namespace gigawatt::power
