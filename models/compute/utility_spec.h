// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "models/compute/power_spectrum.h"
#include "models/compute/waveform.h"

namespace gigawatt::compute {

/// What a utility allows a load to do within seconds; absent limits are not set.
struct UtilitySpec {
  std::optional<double> ramp_up_w_per_s;
  std::optional<double> ramp_down_w_per_s;
  double ramp_window_s = 1.0;  ///< Over which a ramp is measured, > 0.
  std::optional<double> dynamic_range_w;
  std::optional<double> band_share;  ///< Most of the harmonic energy in `band` [-].
  FrequencyBand band;
};

/// What the load does, in the same terms.
struct SwingFigures {
  Ramps ramps;
  double dynamic_range_w;
  double band_share;
};

/// Exact figures of jobs with known phases over [from, to], with drops; the spectrum is that of the
/// swings alone.
SwingFigures figures_of(std::span<const PowerSwing> swings, std::span<const PowerDrop> drops,
                        double from_s, double to_s, const UtilitySpec& spec);

struct SpecViolation {
  std::string limit;  ///< "ramp-up", "ramp-down", "dynamic-range" or "spectrum".
  double value;       ///< In the unit of the limit.
  double allowed;

  double excess() const { return value - allowed; }
};

/// Each limit that is exceeded, in the order of UtilitySpec; empty if the load is within all.
std::vector<SpecViolation> find_violations(const UtilitySpec& spec, const SwingFigures& figures);

}  // namespace gigawatt::compute
