// SPDX-License-Identifier: Apache-2.0
#include "models/climate/series.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/core.h>

#include "models/climate/calendar_year.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::climate {
namespace {

constexpr std::int64_t kTo29February = (31 + 28) * kNsPerDay;

std::int64_t year_start(int year) {
  return utc_midnight(year, 1, 1);
}

bool is_leap(int year) {
  return calendar_year(year_start(year)).leap;
}

}  // namespace

StepSeries::StepSeries(TimeNs first_ns, std::int64_t step_ns, std::vector<double> values,
                       std::int64_t utc_offset_ns)
    : first_ns_(first_ns),
      step_ns_(step_ns),
      utc_offset_ns_(utc_offset_ns),
      values_(std::move(values)) {
  if (values_.empty() || step_ns <= 0) {
    throw std::invalid_argument("a series needs values and a positive step");
  }
}

TimeNs StepSeries::end() const {
  if (step_ns_ == 0) return kNever;
  return first_ns_ + static_cast<std::int64_t>(values_.size()) * step_ns_;
}

bool StepSeries::covers(TimeNs from_ns, TimeNs to_ns) const {
  if (step_ns_ == 0 || end() - first_ns_ >= kNsPerCommonYear) return true;
  return first_ns_ <= from_ns && to_ns <= end();
}

TimeNs StepSeries::inside(TimeNs time_ns) const {
  if (time_ns >= first_ns_ && time_ns < end()) return time_ns;
  if (end() - first_ns_ < kNsPerCommonYear) {
    throw DomainError(
        fmt::format("the series covers {} to {}, less than a year, and has no value at {}",
                    to_iso8601(first_ns_), to_iso8601(end()), to_iso8601(time_ns)));
  }
  const CalendarYear wanted = calendar_year(time_ns + utc_offset_ns_);
  const auto moved_to = [&](int year) {
    std::int64_t since_start_ns = wanted.since_start_ns;
    const bool leap = is_leap(year);
    if (wanted.leap && !leap && since_start_ns >= kTo29February) since_start_ns -= kNsPerDay;
    if (!wanted.leap && leap && since_start_ns >= kTo29February) since_start_ns += kNsPerDay;
    return year_start(year) + since_start_ns - utc_offset_ns_;
  };
  // From the year nearest to the instant inwards: a span of a year holds every date.
  const bool later = time_ns >= end();
  const int year = calendar_year((later ? end() - 1 : first_ns_) + utc_offset_ns_).year;
  const TimeNs moved = moved_to(year);
  if (moved >= first_ns_ && moved < end()) return moved;
  return std::clamp(moved_to(later ? year - 1 : year + 1), first_ns_, end() - 1);
}

double StepSeries::at(TimeNs time_ns) const {
  if (step_ns_ == 0) return values_.front();
  return values_[static_cast<std::size_t>((inside(time_ns) - first_ns_) / step_ns_)];
}

TimeNs StepSeries::next_step(TimeNs time_ns) const {
  if (step_ns_ == 0) return kNever;
  const TimeNs here = inside(time_ns);
  return time_ns + (step_ns_ - (here - first_ns_) % step_ns_);
}

double StepSeries::mean(TimeNs from_ns, TimeNs to_ns) const {
  if (step_ns_ == 0) return values_.front();
  double sum = 0.0;
  for (TimeNs at_ns = from_ns; at_ns < to_ns;) {
    const std::int64_t into_ns = inside(at_ns) - first_ns_;
    const TimeNs next_ns = std::min(at_ns + (step_ns_ - into_ns % step_ns_), to_ns);
    sum += values_[static_cast<std::size_t>(into_ns / step_ns_)] *
           static_cast<double>(next_ns - at_ns);
    at_ns = next_ns;
  }
  return sum / static_cast<double>(to_ns - from_ns);
}

}  // namespace gigawatt::climate
