// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <doctest/doctest.h>

#include "models/compute/power_smoothing.h"
#include "models/compute/utility_spec.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

/// 100,000 GB200 in one job: 66 MW, edges of 0.1 s (by hand, see test_power_swing.cpp).
const PowerSwing kLarge = step_swing(100'000, 1200.0, 5.0);

}  // namespace

TEST_CASE("utility check: each limit that is exceeded is named with its excess") {
  const UtilitySpec spec{.ramp_up_w_per_s = 10e6,
                         .ramp_down_w_per_s = 100e6,
                         .ramp_window_s = 1.0,
                         .dynamic_range_w = 60e6,
                         .band_share = 0.2,
                         .band = {}};
  const SwingFigures figures = figures_of({&kLarge, 1}, {}, 0.0, 10.0, spec);

  const auto found = find_violations(spec, figures);

  REQUIRE(found.size() == 3);
  CHECK(found[0].limit == "ramp-up");
  CHECK(found[0].excess() == Approx(56e6));  // 66 MW in a second, 10 allowed
  CHECK(found[1].limit == "dynamic-range");
  CHECK(found[1].excess() == Approx(6e6));
  CHECK(found[2].limit == "spectrum");
  CHECK(found[2].value == Approx(band_share({&kLarge, 1})));
}

TEST_CASE("utility check: a limit that is met to the watt is met, and one not set never binds") {
  const SwingFigures figures{{5e6, 7e6}, 9e6, 0.3};
  CHECK(find_violations({}, figures).empty());
  CHECK(find_violations({.ramp_up_w_per_s = 5e6,
                         .ramp_down_w_per_s = 7e6,
                         .ramp_window_s = 1.0,
                         .dynamic_range_w = 9e6,
                         .band_share = 0.3,
                         .band = {}},
                        figures)
            .empty());
}

TEST_CASE("utility check: ramp limits in the accelerators mend what they are set to") {
  const UtilitySpec spec{.ramp_up_w_per_s = 10e6,
                         .ramp_down_w_per_s = 10e6,
                         .ramp_window_s = 1.0,
                         .dynamic_range_w = {},
                         .band_share = {},
                         .band = {}};
  const Waveform raw = render(kLarge, 0.0, 20.0);
  const Smoothed smoothed = limit_ramps(raw, 10e6, 10e6);

  CHECK(find_violations(spec, {worst_ramps(raw, 1.0), 0.0, 0.0}).size() == 2);
  const Ramps mended = worst_ramps(smoothed.wave, 1.0);
  CHECK(mended.up_w_per_s <= 10e6 * (1.0 + 1e-9));
  CHECK(mended.down_w_per_s <= 10e6 * (1.0 + 1e-9));
}
