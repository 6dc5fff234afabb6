// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/compute/swing_shape.h"
#include "sim/engine/errors.h"
#include "tests/models/compute/random_swings.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

/// 100 W between 100 and 200 W, edges of 1 s: up at 0 to 1, down at 6 to 7, every 10 s.
const PowerSwing kStep{
    .low_w = 100.0, .high_w = 200.0, .period_s = 10.0, .high_share = 0.6, .edge_s = 1.0};

/// `periods` of the swing as drawn, one after the other.
Waveform repeat(const ShapedSwing& swing, int periods) {
  Waveform wave;
  for (int i = 0; i < periods; ++i)
    for (Corner corner : render_period(swing)) {
      corner.time_s += i * swing.period_s;
      wave.push_back(corner);
    }
  return wave;
}

}  // namespace

TEST_CASE("swing shape: without smoothing a swing keeps its levels, edges and mean") {
  const ShapedSwing shaped = shape(kStep);

  CHECK(shaped.rise_s == 1.0);
  CHECK(shaped.top_s == Approx(5.0));
  CHECK(shaped.mean_w() == Approx(kStep.mean_w()));
  CHECK(shaped.rise_within_w(0.5) == Approx(50.0));  // half an edge
  CHECK(shaped.fall_within_w(2.0) == Approx(100.0));
  CHECK(shaped.filler_w == 0.0);
}

TEST_CASE("swing shape: a floor fills the valley and cuts the edges") {
  const ShapedSwing shaped =
      shape(kStep, {.floor_w = 150.0, .up_w_per_s = {}, .down_w_per_s = {}, .store = {}});

  // By hand: 50 W over the 3 s at the bottom and two triangles of 50 W and 0.5 s, in 10 s.
  CHECK(shaped.filler_w == Approx((50.0 * 3.0 + 50.0 * 0.5) / 10.0));
  CHECK(shaped.low_w == 150.0);
  CHECK(shaped.swing_w() == Approx(50.0));
  CHECK(shaped.rise_s == Approx(0.5));
  CHECK(shaped.top_s == Approx(5.0));
}

TEST_CASE("swing shape: slower edges withhold on the way up and burn on the way down") {
  const ShapedSwing shaped =
      shape(kStep, {.floor_w = {}, .up_w_per_s = 25.0, .down_w_per_s = 50.0, .store = {}});

  CHECK(shaped.rise_s == Approx(4.0));
  CHECK(shaped.fall_s == Approx(2.0));
  CHECK(shaped.withheld_w == Approx(0.5 * 100.0 * (4.0 - 1.0) / 10.0));  // docs, closed form
  CHECK(shaped.filler_w == Approx(0.5 * 100.0 * (2.0 - 1.0) / 10.0));
  CHECK(shaped.rise_within_w(1.0) == Approx(25.0));
  CHECK(shaped.mean_w() == Approx(kStep.mean_w() + shaped.filler_w - shaped.withheld_w));
}

TEST_CASE("swing shape: a store gives at the top what it took at the bottom") {
  // 20 W off a top of 5 s between edges of 1 s per 100 W: 20 · 5 + 20² / 100 = 104 J, by hand.
  const ShapedSwing shaped =
      shape(kStep, {.floor_w = {},
                    .up_w_per_s = {},
                    .down_w_per_s = {},
                    .store = {.capacity_j = 104.0, .power_w = 0.0, .charge_efficiency = 0.8}});

  CHECK(shaped.high_w == Approx(180.0));
  // It takes 104 / 0.8 = 130 J and gives 104 J: 26 J in ten seconds are lost.
  CHECK(shaped.lost_w == Approx(2.6));
  CHECK(shaped.mean_w() == Approx(kStep.mean_w() + shaped.lost_w));
}

TEST_CASE("swing shape: any means keep the energy balance, and the waveform is the limiter's own") {
  for (std::uint64_t set = 0; set < 40; ++set)
    for (const PowerSwing& swing : test::random_swings(set)) {
      CAPTURE(set);
      const double high_s = swing.high_share * swing.period_s;
      const double floor_w = swing.low_w + 0.3 * swing.swing_w();
      const double up_w_per_s = 1.3 * swing.swing_w() / high_s;
      const double down_w_per_s = 1.4 * swing.swing_w() / (swing.period_s - high_s);
      const ShapedSwing shaped = shape(swing, {.floor_w = floor_w,
                                               .up_w_per_s = up_w_per_s,
                                               .down_w_per_s = down_w_per_s,
                                               .store = {}});

      CHECK(shaped.mean_w() ==
            Approx(swing.mean_w() + shaped.filler_w - shaped.withheld_w).epsilon(1e-9));
      // The same through the waveform, once its beginning is forgotten.
      const double period_s = swing.period_s;
      const auto drawn = [&](double periods) {
        return limit_ramps(apply_floor(render(swing, 0.0, periods * period_s), floor_w).wave,
                           up_w_per_s, down_w_per_s)
            .wave;
      };
      const double mean_w = (energy_j(drawn(6.0)) - energy_j(drawn(5.0))) / period_s;
      CHECK(shaped.mean_w() == Approx(mean_w).epsilon(1e-6));
      const Ramps ramps = worst_ramps(drawn(6.0), 1.0);
      CHECK(shaped.rise_within_w(1.0) >= ramps.up_w_per_s * (1.0 - 1e-9));
      CHECK(shaped.fall_within_w(1.0) >= ramps.down_w_per_s * (1.0 - 1e-9));
    }
}

TEST_CASE("swing shape: a store of any size keeps the energy balance") {
  for (std::uint64_t set = 0; set < 40; ++set)
    for (const PowerSwing& swing : test::random_swings(set)) {
      const double whole_j = swing.swing_w() * swing.period_s;
      for (const double share : {0.001, 0.05, 1.0}) {
        CAPTURE(set);
        CAPTURE(share);
        const ShapedSwing shaped = shape(
            swing,
            {.floor_w = {},
             .up_w_per_s = {},
             .down_w_per_s = {},
             .store = {.capacity_j = share * whole_j, .power_w = 0.0, .charge_efficiency = 0.9}});
        CHECK(shaped.mean_w() == Approx(swing.mean_w() + shaped.lost_w).epsilon(1e-9));
        CHECK(shaped.swing_w() <= swing.swing_w());
      }
    }
}

TEST_CASE("swing shape: the spectrum of one period is that of the trapezoid's closed form") {
  for (std::uint64_t set = 0; set < 20; ++set)
    for (const PowerSwing& swing : test::random_swings(set)) {
      CAPTURE(set);
      const double share = band_share_of_period(render_period(shape(swing)));
      CHECK(share == Approx(band_share({&swing, 1})).epsilon(1e-9));
    }
  CHECK(band_share_of_period({{0.0, 5.0}, {1.0, 5.0}}) == 0.0);
}

TEST_CASE("swing shape: a period stands for all of them") {
  const ShapedSwing shaped =
      shape(kStep, {.floor_w = 120.0, .up_w_per_s = 25.0, .down_w_per_s = {}, .store = {}});
  CHECK(mean_power_w(repeat(shaped, 3)) == Approx(shaped.mean_w()));
}

TEST_CASE("swing shape: a floor above the top and ramps that never arrive are refused") {
  CHECK_THROWS_AS(
      shape(kStep, {.floor_w = 201.0, .up_w_per_s = {}, .down_w_per_s = {}, .store = {}}),
      DomainError);
  // A rise of 100 W has the 6 s until the fall begins: 16.7 W/s, by hand.
  CHECK_THROWS_WITH_AS(
      shape(kStep, {.floor_w = {}, .up_w_per_s = 16.0, .down_w_per_s = {}, .store = {}}),
      doctest::Contains("allow 16.67 W/s or more"), DomainError);
  CHECK_THROWS_AS(
      shape(kStep, {.floor_w = {}, .up_w_per_s = {}, .down_w_per_s = 24.0, .store = {}}),
      DomainError);
}
