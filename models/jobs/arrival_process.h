// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "models/jobs/workload_params.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// Rate of arrivals over the hours of a week on a local clock, 1 in the mean over a week. Gaps are
/// drawn in operational time, which runs at this rate; a flat profile is the calendar itself.
class RateProfile {
 public:
  RateProfile() = default;
  /// `rates` by hour of the week, Monday 00:00 first; any scale, not all 0. `zone` as in the IANA
  /// database.
  RateProfile(const std::array<double, 168>& rates, std::string zone);

  bool flat() const { return zone_.empty(); }
  /// Instant at which `gap_ns` of operational time have passed since `from_ns`; `end_ns` if they
  /// have not passed by then.
  TimeNs after(TimeNs from_ns, double gap_ns, TimeNs end_ns);
  /// Operational time in a span of the calendar [ns].
  double operational_ns(TimeNs from_ns, TimeNs to_ns);

 private:
  void find_hour(TimeNs time_ns);

  std::array<double, 168> rates_{};
  std::string zone_;
  // The local hour looked at last.
  TimeNs hour_from_ns_ = 0;
  TimeNs hour_to_ns_ = 0;
  double rate_ = 1.0;
};

/// Gaps of a stationary renewal process with mean 1. The first gap is the wait from a random
/// instant to the next arrival, so that the expected count of a span is the rate times its length.
struct GapLaw {
  ArrivalGaps gaps = ArrivalGaps::exponential;
  double cv = 1.0;  ///< Coefficient of variation.

  double draw(RandomDraws& draws, bool first) const;
  /// Probability that a hyper-exponential gap is of the shorter kind.
  double often() const;
};

/// Gamma variate of this shape and scale 1.
double gamma_variate(RandomDraws& draws, double shape);

/// Throws ScenarioError for what contradicts itself. `zone` holds where the workload names none.
RateProfile make_profile(const WorkloadParams& params, const std::string& zone);
GapLaw make_gaps(const WorkloadParams& params);

}  // namespace gigawatt::jobs
