// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/heat_rejection.h"

#include <algorithm>
#include <cmath>

namespace gigawatt::cooling {

namespace {

constexpr double kLeastStep = 1e-7;  // Of the air ratio.

}  // namespace

void PumpParams::visit(FieldVisitor& v) {
  v.number({.name = "rise",
            .unit = "dK",
            .doc = "Temperature rise of the water at design flow.",
            .min = 1.0,
            .max = 40.0},
           rise_k);
  v.number({.name = "head",
            .unit = "Pa",
            .doc = "Pressure the pumps raise at design flow.",
            .min = 0.0,
            .max = 2e6},
           head_pa);
  v.number(
      {.name = "efficiency", .doc = "Impeller, motor and drive together.", .min = 0.1, .max = 1.0},
      efficiency);
  v.number({.name = "static_head",
            .doc = "Share of the head that does not fall with flow.",
            .min = 0.0,
            .max = 1.0},
           static_frac);
  v.number({.name = "min_flow", .doc = "Least flow, share of design.", .min = 0.05, .max = 1.0},
           min_flow_frac);
}

FanPoint HeatRejection::below_modulation(const RejectionState& state, double set_k,
                                         double least_air_k) const {
  FanPoint point;
  point.leaving_k = set_k;
  point.warm_ratio = design_.min_air_ratio;
  const double off_k = leaving_free_k(state);
  // With the fans off the water may come out colder than wanted: a bypass holds the set point.
  double on_share = 0.0;
  if (off_k > set_k) on_share = std::clamp((off_k - set_k) / (off_k - least_air_k), 0.0, 1.0);
  const double least = design_.min_air_ratio;
  point.fan_frac =
      on_share * (design_.fan_fixed_frac + (1.0 - design_.fan_fixed_frac) * least * least * least);
  point.air_frac = design_.free_convection + on_share * (least - design_.free_convection);
  return point;
}

FanPoint HeatRejection::hold(const RejectionState& state, double set_k, double warm_ratio,
                             double warm_gain) const {
  const double least = design_.min_air_ratio;
  const auto full_speed = [&](double leaving) {
    return FanPoint{
        .leaving_k = leaving, .air_frac = 1.0, .fan_frac = 1.0, .warm_ratio = 1.0, .full = true};
  };
  if (set_k <= state.sink_k) return full_speed(leaving_k(state, 1.0));

  // The inverse of the approach is nearly linear in the air ratio, which suits the secant.
  // miss < 0: more air is needed.
  const double wanted = 1.0 / (set_k - state.sink_k);
  double low = least, high = 1.0;
  bool low_known = false, high_known = false;
  double ratio = std::clamp(warm_ratio, least, 1.0);
  double last_ratio = -1.0, last_miss = 0.0;
  for (int step = 0; step < 60; ++step) {
    const double leaving = leaving_k(state, ratio);
    const double approach = std::max(leaving - state.sink_k, 1e-9);
    const double miss = 1.0 / approach - wanted;
    if (miss <= 0.0) {
      if (ratio >= 1.0) return full_speed(leaving);
      low = ratio, low_known = true;
    } else {
      if (ratio <= least) return below_modulation(state, set_k, leaving);
      high = ratio, high_known = true;
    }

    const double per_miss =
        last_ratio < 0.0 ? warm_gain * ratio * approach : (ratio - last_ratio) / (miss - last_miss);
    double next = per_miss > 0.0 ? ratio - miss * per_miss : (miss < 0.0 ? 1.0 : least);
    if (low_known && high_known) {
      // Inside the bracket; a secant that leaves it, or crawls, gives way to halving.
      if (!(next > low && next < high) || (step > 12 && step % 3 == 0)) next = 0.5 * (low + high);
    } else {
      next = std::clamp(next, least, 1.0);
    }
    // The secant squares its error: after a step this small the next point is exact to rounding.
    const bool exact = std::abs(next - ratio) < kLeastStep;
    if (last_ratio >= 0.0 && exact && next > least && next < 1.0) {
      FanPoint point{.leaving_k = set_k,
                     .air_frac = next,
                     .fan_frac = 0.0,
                     .warm_ratio = next,
                     .warm_gain = per_miss / (ratio * approach),
                     .full = false};
      point.fan_frac = design_.fan_fixed_frac + (1.0 - design_.fan_fixed_frac) * next * next * next;
      return point;
    }
    last_ratio = ratio, last_miss = miss;
    if (next == ratio) next = miss < 0.0 ? 0.5 * (ratio + high) : 0.5 * (ratio + low);
    ratio = next;
  }
  // Only rounding is left of the bracket.
  FanPoint point{
      .leaving_k = set_k, .air_frac = ratio, .fan_frac = 0.0, .warm_ratio = ratio, .full = false};
  point.fan_frac = design_.fan_fixed_frac + (1.0 - design_.fan_fixed_frac) * ratio * ratio * ratio;
  return point;
}

WaterUse HeatRejection::water(const RejectionState& state, const FanPoint& fans,
                              const climate::AirState& air) const {
  if (!design_.wet) return {};
  const double design_water = design_.heat_w / (kWaterHeat * design_.range_k);
  return water_use(design_.treatment, state.heat_w, state.range_k, state.water_w_per_k / kWaterHeat,
                   design_.air_kg_per_s * fans.air_frac, design_water * fans.air_frac, air);
}

}  // namespace gigawatt::cooling
