// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/site.h"

namespace gigawatt {

/// The largest job of a workload that swings, alone, against the utility's limits.
struct SwingReview {
  std::string workload;
  std::uint32_t nodes = 0;
  double swing_w = 0.0;
  double up_w_per_s = 0.0, down_w_per_s = 0.0;  ///< Of its steps, over the limits' window.
  double peak_w = 0.0;  ///< What its start adds and its end takes away, at once, at most.
  double spectral_share = 0.0;
  std::vector<compute::SpecViolation> by_steps;  ///< Limits that its steps exceed.
  std::vector<compute::SpecViolation> by_ends;   ///< Further ones that a start or an end exceeds.
};

/// One for each swinging workload whose largest job is known, before the site has started.
std::vector<SwingReview> review_swings(const Site& site);

/// "63.1 MW/s where 10 MW/s are allowed, 53.1 MW/s too much".
std::string excess_text(const compute::SpecViolation& violation);

}  // namespace gigawatt
