// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/permit.h"

#include <algorithm>

#include "sim/engine/calendar.h"

namespace gigawatt::power {

void PermitUse::roll_to(const PermitLimits& limits, TimeNs now_ns) {
  if (now_ns < month_end_ns_) return;
  const CivilTime local = civil_time(now_ns + limits.utc_offset_ns);
  const std::int64_t month = std::int64_t{local.year} * 12 + local.month - 1;
  if (month_ < 0 || month / 12 != month_ / 12) {
    run_ns_ = 0;
    starts_ = 0;
  }
  const std::int64_t skipped = month_ < 0 ? 12 : std::min<std::int64_t>(12, month - month_);
  for (std::int64_t back = 0; back < skipped; ++back)
    nox_kg_[static_cast<std::size_t>((month - back) % 12)] = 0.0;
  month_ = month;
  month_end_ns_ = add_months(utc_midnight(local.year, local.month, 1), 1) - limits.utc_offset_ns;
}

double PermitUse::nox_kg() const {
  double sum_kg = 0.0;
  for (const double month_kg : nox_kg_)
    sum_kg += month_kg;
  return sum_kg;
}

bool PermitUse::allows_running(const PermitLimits& limits, TimeNs now_ns) const {
  return run_ns_ < limits.run_ns_per_year && now_ns < limits.expires_ns &&
         (!limits.limits_nox() || nox_kg() < limits.nox_kg_per_12_months);
}

bool PermitUse::allows_start(const PermitLimits& limits, TimeNs now_ns) const {
  return starts_ < limits.starts_per_year && allows_running(limits, now_ns);
}

TimeNs PermitUse::exhausted_ns(const PermitLimits& limits, TimeNs now_ns,
                               double nox_kg_per_s) const {
  TimeNs end_ns = limits.expires_ns;
  if (limits.run_ns_per_year != kNever)
    end_ns = std::min(end_ns, saturating_add(now_ns, std::max<std::int64_t>(
                                                         0, limits.run_ns_per_year - run_ns_)));
  if (!limits.limits_nox()) return end_ns;
  const double left_kg = limits.nox_kg_per_12_months - nox_kg();
  if (left_kg <= 0.0) return now_ns;
  const double left_s = left_kg / nox_kg_per_s;  // Infinite without emission.
  if (left_s < 9.2e9)
    end_ns = std::min(end_ns, saturating_add(now_ns, 1 + static_cast<std::int64_t>(left_s * 1e9)));
  return end_ns;
}

}  // namespace gigawatt::power
