// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes about swings within seconds: a utility's limits, and what smooths them.
// Docs: docs/models/compute/power_swing.md.

#include <optional>
#include <string>

#include "sim/scenario/fields.h"

namespace gigawatt::power {

/// `power.utility:` of a site. Absent limits are not set.
struct UtilityParams {
  std::string path;  ///< Where it stands in the scenario.
  std::optional<double> ramp_up_w_per_s;
  std::optional<double> ramp_down_w_per_s;
  double ramp_window_s = 1.0;  ///< Over which a ramp is measured.
  std::optional<double> dynamic_range_w;
  std::optional<double> spectral_share;  ///< Of the harmonic energy, 0.1 to 20 Hz [-].

  void visit(FieldVisitor& v);
};

/// `power.smoothing:` of a site, the same for every accelerator of a swinging job.
struct SmoothingParams {
  std::string path;                         ///< Where it stands in the scenario.
  std::optional<double> floor_frac;         ///< Of rated accelerator power [-].
  std::optional<double> ramp_up_w_per_s;    ///< Per accelerator.
  std::optional<double> ramp_down_w_per_s;  ///< Per accelerator.
  double store_j = 0.0;                     ///< Per accelerator, in the racks.
  double store_efficiency = 1.0;            ///< Stored per energy taken.

  void visit(FieldVisitor& v);
};

}  // namespace gigawatt::power
