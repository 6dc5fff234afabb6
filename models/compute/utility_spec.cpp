// SPDX-License-Identifier: Apache-2.0
#include "models/compute/utility_spec.h"

namespace gigawatt::compute {

SwingFigures figures_of(std::span<const PowerSwing> swings, std::span<const PowerDrop> drops,
                        double from_s, double to_s, const UtilitySpec& spec) {
  const Waveform wave = render(swings, drops, from_s, to_s);
  return {worst_ramps(wave, spec.ramp_window_s), power_range(wave).span_w(),
          band_share(swings, spec.band)};
}

std::vector<SpecViolation> find_violations(const UtilitySpec& spec, const SwingFigures& figures) {
  std::vector<SpecViolation> found;
  const auto compare = [&found](const char* limit, double value, std::optional<double> allowed) {
    if (allowed && value > *allowed) found.push_back({limit, value, *allowed});
  };
  compare("ramp-up", figures.ramps.up_w_per_s, spec.ramp_up_w_per_s);
  compare("ramp-down", figures.ramps.down_w_per_s, spec.ramp_down_w_per_s);
  compare("dynamic-range", figures.dynamic_range_w, spec.dynamic_range_w);
  compare("spectrum", figures.band_share, spec.band_share);
  return found;
}

}  // namespace gigawatt::compute
