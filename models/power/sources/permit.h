// SPDX-License-Identifier: Apache-2.0
#pragma once

// What an air permit lets a generator do, and how much of it is used. Hours and starts are counted
// per calendar year, NOx over the running month and the eleven before it, as a "12-month rolling
// sum" is. Both clocks are local standard time.

#include <array>
#include <cstdint>
#include <limits>

#include "sim/engine/time.h"

namespace gigawatt::power {

struct PermitLimits {
  std::int64_t run_ns_per_year = kNever;  ///< kNever: no limit.
  double nox_kg_per_12_months = std::numeric_limits<double>::infinity();
  std::int64_t starts_per_year = kNever;
  TimeNs expires_ns = kNever;      ///< From then on it allows nothing.
  std::int64_t utc_offset_ns = 0;  ///< Of the local clock.

  bool limits_nox() const { return nox_kg_per_12_months < std::numeric_limits<double>::infinity(); }
};

/// Plain, copyable state. Several units may share one.
class PermitUse {
 public:
  /// Moves to the month of `now_ns`; never back. Forgets the months and years that are over.
  void roll_to(const PermitLimits& limits, TimeNs now_ns);
  void add_run(std::int64_t run_ns) { run_ns_ += run_ns; }
  void add_nox(double nox_kg) { nox_kg_[slot()] += nox_kg; }
  void add_start() { ++starts_; }

  /// In the running year.
  std::int64_t run_ns() const { return run_ns_; }
  std::int64_t starts() const { return starts_; }
  /// Over the running month and the eleven before [kg].
  double nox_kg() const;

  /// May run on at `now_ns`.
  bool allows_running(const PermitLimits& limits, TimeNs now_ns) const;
  bool allows_start(const PermitLimits& limits, TimeNs now_ns) const;
  /// First instant at which a unit that runs from `now_ns` on, with `nox_kg_per_s`, must stop.
  TimeNs exhausted_ns(const PermitLimits& limits, TimeNs now_ns, double nox_kg_per_s) const;
  /// Where the running month ends: the next instant at which anything can be forgotten.
  TimeNs month_end_ns() const { return month_end_ns_; }

 private:
  std::size_t slot() const { return static_cast<std::size_t>(month_ % 12); }

  std::int64_t month_ = -1;  // Months since year 0; -1 before the first.
  TimeNs month_end_ns_ = std::numeric_limits<TimeNs>::min();
  std::int64_t run_ns_ = 0;
  std::int64_t starts_ = 0;
  std::array<double, 12> nox_kg_{};  // By month modulo 12.
};

}  // namespace gigawatt::power
