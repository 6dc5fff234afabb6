// SPDX-License-Identifier: Apache-2.0
#include "sim/results/event_log.h"

namespace gigawatt {
namespace {

/// Midnight UTC at or before `time_ns`, also before 1970.
TimeNs day_start_ns(TimeNs time_ns) {
  const std::int64_t into_day_ns = time_ns % kNsPerDay;
  return time_ns - (into_day_ns < 0 ? into_day_ns + kNsPerDay : into_day_ns);
}

}  // namespace

EventHash::EventHash(TimeNs start_ns) : day_end_ns_(day_start_ns(start_ns) + kNsPerDay) {}

void EventHash::open_day(TimeNs time_ns) {
  finished_.push_back(day_);
  const auto quiet_days = static_cast<std::size_t>((time_ns - day_end_ns_) / kNsPerDay);
  finished_.insert(finished_.end(), quiet_days, 0);
  day_ = 0;
  day_end_ns_ = day_start_ns(time_ns) + kNsPerDay;
}

std::vector<std::uint64_t> EventHash::day_hashes() const {
  std::vector<std::uint64_t> hashes = finished_;
  hashes.push_back(day_);
  return hashes;
}

}  // namespace gigawatt
