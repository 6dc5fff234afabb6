// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "models/compute/power_smoothing.h"
#include "tests/models/compute/random_swings.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

/// 2 to 12 MW, 10 s, 40 % high, edges of 1 s.
const PowerSwing kSwing{2e6, 12e6, 10.0, 0.4, 1.0, 2.0};

void check_balance(const Smoothed& smoothed) {
  const double size_j = energy_j(smoothed.wave);
  CHECK(std::abs(residual_j(smoothed)) <= 1e-11 * size_j);
  CHECK(smoothed.filler_j >= 0.0);
  CHECK(smoothed.withheld_j >= 0.0);
  CHECK(smoothed.lost_j >= 0.0);
}

}  // namespace

TEST_CASE("power floor: filler of one period by hand, in closed form and rendered") {
  const Waveform wave = render(kSwing, 0.0, 10.0);

  const Smoothed smoothed = apply_floor(wave, 5e6);

  // 3 MW over 5 s at the bottom, and two flanks of 3 MW · 0.3 s / 2: 15.9 MJ.
  CHECK(floor_energy_j(kSwing, 5e6) == Approx(15.9e6));
  CHECK(smoothed.filler_j == Approx(15.9e6));
  CHECK(power_range(smoothed.wave).low_w == Approx(5e6));
  CHECK(power_range(smoothed.wave).high_w == Approx(12e6));
  check_balance(smoothed);
  CHECK(floor_energy_j(kSwing, 1e6) == 0.0);
  CHECK(floor_energy_j(kSwing, 13e6) == Approx(70e6));  // 13 MW · 10 s less 60 MJ
  CHECK(apply_floor(wave, 13e6).filler_j == Approx(70e6));
}

TEST_CASE("power floor: closed form and rendered waveform agree for any swing and floor") {
  for (std::uint64_t set = 0; set < 60; ++set) {
    CAPTURE(set);
    const PowerSwing swing = test::random_swings(set).front();
    const double floor_w = swing.low_w + swing.swing_w() * static_cast<double>(set) / 50.0;
    const Smoothed smoothed = apply_floor(render(swing, 0.0, 3.0 * swing.period_s), floor_w);

    CHECK(smoothed.filler_j ==
          Approx(3.0 * floor_energy_j(swing, floor_w)).epsilon(1e-9).scale(1.0));
    check_balance(smoothed);
  }
}

TEST_CASE("ramp limits: a rise is held back and a fall filled, by hand") {
  // Two periods from the foot of a rise: limits of 5 and 4 MW/s against edges of 10 MW/s.
  const Waveform wave = render(kSwing, 2.0, 22.0);

  const Smoothed smoothed = limit_ramps(wave, 5e6, 4e6);

  // Up: ½ · 10 MW · (2 s − 1 s) = 5 MJ a rise. Down: ½ · 10 MW · (2.5 s − 1 s) = 7.5 MJ a fall.
  CHECK(smoothed.withheld_j == Approx(10e6));
  CHECK(smoothed.filler_j == Approx(15e6));
  const Ramps ramps = worst_ramps(smoothed.wave, 0.25);
  CHECK(ramps.up_w_per_s == Approx(5e6));
  CHECK(ramps.down_w_per_s == Approx(4e6));
  check_balance(smoothed);
}

TEST_CASE("ramp limits: no waveform leaves the limits, and energy balances") {
  for (std::uint64_t set = 0; set < 40; ++set) {
    CAPTURE(set);
    const Waveform wave = render(test::random_swings(set), {}, 0.0, 60.0);
    for (const double limit : {0.5e6, 5e6, 50e6}) {
      const Smoothed smoothed = limit_ramps(wave, limit, 2.0 * limit);
      const Ramps ramps = worst_ramps(smoothed.wave, 1e-3);

      CHECK(ramps.up_w_per_s <= limit * (1.0 + 1e-6));
      CHECK(ramps.down_w_per_s <= 2.0 * limit * (1.0 + 1e-6));
      check_balance(smoothed);
    }
  }
}

TEST_CASE("rack store: 65 J last 0.13 s against 500 W") {
  CHECK(store_lasts_s(65.0, 500.0) == Approx(0.13));  // by hand
}

TEST_CASE("rack store: the narrowest levels by hand") {
  // A square of 500 W around 0.5 s: 65 J shave 65 / 0.25 = 260 W off the top, as much off the
  // bottom: more than half each, so the draw is level at the mean.
  const PowerSwing fast{700.0, 1200.0, 0.5, 0.5, 0.0, 0.0};
  const StoreLevels level = narrowest_levels(fast, {65.0, 1e9, 1.0});
  CHECK(level.low_w == Approx(950.0));
  CHECK(level.high_w == Approx(950.0));

  // At 2 s: 65 W off each side.
  const PowerSwing slow{700.0, 1200.0, 2.0, 0.5, 0.0, 0.0};
  const StoreLevels wide = narrowest_levels(slow, {65.0, 1e9, 1.0});
  CHECK(wide.low_w == Approx(765.0));
  CHECK(wide.high_w == Approx(1135.0));

  // Power limit of 20 W: as far and no farther.
  const StoreLevels weak = narrowest_levels(slow, {65.0, 20.0, 1.0});
  CHECK(weak.low_w == Approx(720.0));
  CHECK(weak.high_w == Approx(1180.0));

  // It cannot give for 9 s what it takes in 1 s at 20 W: 20 J, 20 / 9 W off the top.
  const PowerSwing long_high{700.0, 1200.0, 10.0, 0.9, 0.0, 0.0};
  const StoreLevels uneven = narrowest_levels(long_high, {1e4, 20.0, 1.0});
  CHECK(uneven.low_w == Approx(720.0));
  CHECK(uneven.high_w == Approx(1200.0 - 20.0 / 9.0));
}

TEST_CASE("rack store: closed form and rendered waveform agree, and energy balances") {
  for (std::uint64_t set = 0; set < 60; ++set) {
    CAPTURE(set);
    const PowerSwing swing = test::random_swings(set).front();
    const double cycle_j = swing.swing_w() * swing.period_s;
    RackStore store{cycle_j * 0.004 * static_cast<double>(set), swing.swing_w(), 0.9};

    const StoreLevels levels = narrowest_levels(swing, store);
    // A hair more than the levels were made for, or rounding empties it a hair too soon.
    const double hair_j = 1e-9 * cycle_j;
    store.capacity_j += 2.0 * hair_j;
    // From the foot of a rise, with the room that the flank up to the low level still fills.
    const double raised_w = levels.low_w - swing.low_w;
    const double room_j = 0.9 * raised_w * raised_w * swing.edge_s / (2.0 * swing.swing_w());
    const double start_j = store.capacity_j - room_j - hair_j;
    const Waveform wave = render(swing, swing.phase_s, swing.phase_s + 4.0 * swing.period_s);
    const Smoothed smoothed = apply_store(wave, store, levels, start_j);

    const PowerRange range = power_range(smoothed.wave);
    const double tolerance_w = 1e-6 * swing.swing_w();
    CHECK(range.high_w <= levels.high_w + tolerance_w);
    CHECK(range.low_w >= levels.low_w - tolerance_w);
    CHECK(std::abs(smoothed.stored_j) <= 4.0 * hair_j);
    check_balance(smoothed);

    // Narrower ones cannot be held: it runs empty.
    if (levels.low_w < levels.high_w) {
      const double middle_w = (levels.low_w + levels.high_w) / 2.0;
      const double less_w = levels.high_w - 0.05 * (levels.high_w - middle_w);
      const Smoothed greedy = apply_store(wave, store, {levels.low_w, less_w}, start_j);
      CHECK(power_range(greedy.wave).high_w > less_w + tolerance_w);
      check_balance(greedy);
    }
  }
}

TEST_CASE("rack store: an empty store of a sum of jobs passes the rest through") {
  for (std::uint64_t set = 0; set < 40; ++set) {
    CAPTURE(set);
    const Waveform wave = render(test::random_swings(set), {}, 0.0, 60.0);
    const double mean_w = mean_power_w(wave);
    const RackStore store{5e6, 20e6, 0.85};

    const Smoothed smoothed = apply_store(wave, store, {0.95 * mean_w, 1.05 * mean_w}, 2.5e6);

    check_balance(smoothed);
    CHECK(smoothed.stored_j >= -2.5e6 - 1.0);
    CHECK(smoothed.stored_j <= 2.5e6 + 1.0);
    CHECK(power_range(smoothed.wave).high_w <= power_range(wave).high_w * (1.0 + 1e-12));
    CHECK(power_range(smoothed.wave).low_w >= power_range(wave).low_w * (1.0 - 1e-12));
    CHECK(smoothed.wave.back().time_s == 60.0);
  }
}
