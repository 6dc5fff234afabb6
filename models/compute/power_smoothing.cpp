// SPDX-License-Identifier: Apache-2.0
#include "models/compute/power_smoothing.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace gigawatt::compute {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

void append(Waveform& wave, double time_s, double power_w) {
  if (!wave.empty() && wave.back().time_s == time_s && wave.back().power_w == power_w) return;
  wave.push_back({time_s, power_w});
}

/// Energy [J] of a line from `a_w` to `b_w`.
double line_j(double length_s, double a_w, double b_w) {
  return length_s * (a_w + b_w) / 2.0;
}

/// Seconds until a line that starts at `from_w` crosses `level_w`; never if not ahead.
double crossing_s(double from_w, double slope_w_per_s, double level_w) {
  if (slope_w_per_s == 0.0) return kNever;
  const double s = (level_w - from_w) / slope_w_per_s;
  return s > 0.0 ? s : kNever;
}

/// Area [J] of a trapezoid of height `cap_w` with flanks of `edge_s` per `swing_w`, over `width_s`
/// at half the swing's height, counted from its flat side down.
double cap_area_j(double cap_w, double width_s, double edge_s, double swing_w) {
  return cap_w * (width_s - edge_s) + cap_w * cap_w * edge_s / swing_w;
}

/// The height that has this area.
double cap_height_w(double area_j, double width_s, double edge_s, double swing_w) {
  const double flat_s = width_s - edge_s;
  const double b = edge_s / swing_w;
  // The form of the root that does not cancel where the edge is short.
  return 2.0 * area_j / (flat_s + std::sqrt(flat_s * flat_s + 4.0 * b * area_j));
}

}  // namespace

double residual_j(const Smoothed& smoothed) {
  return energy_j(smoothed.wave) - (smoothed.wanted_j + smoothed.filler_j - smoothed.withheld_j +
                                    smoothed.stored_j + smoothed.lost_j);
}

Smoothed apply_floor(const Waveform& wanted, double floor_w) {
  Smoothed done;
  done.wanted_j = energy_j(wanted);
  append(done.wave, wanted.front().time_s, std::max(wanted.front().power_w, floor_w));
  for (std::size_t i = 1; i < wanted.size(); ++i) {
    const Corner& a = wanted[i - 1];
    const Corner& b = wanted[i];
    const double length_s = b.time_s - a.time_s;
    const double under_a_w = std::max(floor_w - a.power_w, 0.0);
    const double under_b_w = std::max(floor_w - b.power_w, 0.0);
    const bool crosses = (a.power_w < floor_w) != (b.power_w < floor_w);
    if (crosses && length_s > 0.0) {
      const double below = (under_a_w + under_b_w) / std::abs(b.power_w - a.power_w);
      const double at_s = a.time_s + length_s * (under_a_w > 0.0 ? below : 1.0 - below);
      append(done.wave, at_s, floor_w);
      done.filler_j += line_j(length_s * below, under_a_w, under_b_w);
    } else {
      done.filler_j += line_j(length_s, under_a_w, under_b_w);
    }
    append(done.wave, b.time_s, std::max(b.power_w, floor_w));
  }
  return done;
}

double floor_energy_j(const PowerSwing& swing, double floor_w) {
  const double raised_w = std::max(floor_w - swing.low_w, 0.0);
  if (raised_w == 0.0) return 0.0;
  const double swing_w = swing.swing_w();
  // Above the top the whole trapezoid is filled, and the rest of the floor with it.
  if (raised_w >= swing_w) return (floor_w - swing.mean_w()) * swing.period_s;
  return cap_area_j(raised_w, (1.0 - swing.high_share) * swing.period_s, swing.edge_s, swing_w);
}

Smoothed limit_ramps(const Waveform& wanted, double up_w_per_s, double down_w_per_s) {
  assert(up_w_per_s > 0.0 && down_w_per_s > 0.0);
  Smoothed done;
  done.wanted_j = energy_j(wanted);
  double out_w = wanted.front().power_w;
  append(done.wave, wanted.front().time_s, out_w);

  for (std::size_t i = 1; i < wanted.size(); ++i) {
    double now_s = wanted[i - 1].time_s;
    double in_w = wanted[i - 1].power_w;
    const double end_s = wanted[i].time_s;
    const double end_w = wanted[i].power_w;
    if (end_s == now_s) continue;  // A jump: the draw stays where it is.
    const double slope = (end_w - in_w) / (end_s - now_s);

    // At most two stretches: towards what is wanted, then with it.
    while (now_s < end_s) {
      double rate = std::clamp(slope, -down_w_per_s, up_w_per_s);
      double length_s = end_s - now_s;
      bool meets = false;
      if (in_w != out_w) {
        rate = in_w > out_w ? up_w_per_s : -down_w_per_s;
        const double meeting_s = crossing_s(out_w - in_w, rate - slope, 0.0);
        meets = meeting_s < length_s;
        length_s = std::min(length_s, meeting_s);
      }
      const double in_end_w = meets ? in_w + slope * length_s : end_w;
      const double out_end_w =
          meets || (in_w == out_w && rate == slope) ? in_end_w : out_w + rate * length_s;
      const double excess_j = line_j(length_s, out_w - in_w, out_end_w - in_end_w);
      (excess_j > 0.0 ? done.filler_j : done.withheld_j) += std::abs(excess_j);
      now_s = meets ? now_s + length_s : end_s;
      in_w = in_end_w;
      out_w = out_end_w;
      append(done.wave, now_s, out_w);
    }
  }
  return done;
}

Smoothed apply_store(const Waveform& wanted, const RackStore& store, const StoreLevels& levels,
                     double start_j) {
  assert(levels.low_w <= levels.high_w);
  Smoothed done;
  done.wanted_j = energy_j(wanted);
  double held_j = start_j;

  for (std::size_t i = 1; i < wanted.size(); ++i) {
    double now_s = wanted[i - 1].time_s;
    double in_w = wanted[i - 1].power_w;
    const double end_s = wanted[i].time_s;
    const double slope = end_s > now_s ? (wanted[i].power_w - in_w) / (end_s - now_s) : 0.0;

    // Stretches on which the store's power is a line: cut where what is wanted crosses a level or
    // the power limit beyond it, then where the store runs empty or full.
    while (now_s < end_s) {
      double length_s = end_s - now_s;
      for (const double level_w : {levels.low_w - store.power_w, levels.low_w, levels.high_w,
                                   levels.high_w + store.power_w}) {
        const double s = crossing_s(in_w, slope, level_w);
        if (s > 1e-12 * std::max(1.0, std::abs(now_s))) length_s = std::min(length_s, s);
      }
      const double out_w = in_w + slope * length_s;
      const double middle_w = (in_w + out_w) / 2.0;
      const auto given = [&](double power_w) {
        const double over_w = power_w - std::clamp(power_w, levels.low_w, levels.high_w);
        return std::clamp(over_w, -store.power_w, store.power_w);
      };
      const bool gives = given(middle_w) > 0.0;
      const bool takes = given(middle_w) < 0.0;
      const double rate = gives ? 1.0 : store.charge_efficiency;
      const double room_j = gives ? held_j : (store.capacity_j - held_j);
      double a_w = std::abs(given(in_w)) * rate;
      double b_w = std::abs(given(out_w)) * rate;
      double stretch_s = length_s;
      if ((gives || takes) && line_j(length_s, a_w, b_w) > room_j) {
        // a t + (b − a) t² / 2 length = room, in the form that does not cancel.
        const double bend = (b_w - a_w) / length_s;
        const double root = std::sqrt(std::max(a_w * a_w + 2.0 * bend * room_j, 0.0));
        stretch_s = room_j > 0.0 ? std::min(2.0 * room_j / (a_w + root), length_s) : 0.0;
        b_w = a_w + bend * stretch_s;
      }
      const double sign = gives ? -1.0 : 1.0;
      const double moved_j = gives || takes ? line_j(stretch_s, a_w, b_w) : 0.0;
      if (stretch_s > 0.0) {
        const double in_end_w = in_w + slope * stretch_s;
        append(done.wave, now_s, in_w + sign * a_w / rate);
        append(done.wave, stretch_s == end_s - now_s ? end_s : now_s + stretch_s,
               in_end_w + sign * b_w / rate);
      }
      held_j = std::clamp(held_j + sign * moved_j, 0.0, store.capacity_j);
      done.stored_j += sign * moved_j;
      if (takes) done.lost_j += moved_j / store.charge_efficiency - moved_j;

      // Empty or full: what is wanted passes through to the end of the stretch.
      if (stretch_s < length_s) {
        append(done.wave, now_s + stretch_s, in_w + slope * stretch_s);
        append(done.wave, length_s == end_s - now_s ? end_s : now_s + length_s, out_w);
      }
      now_s = length_s == end_s - now_s ? end_s : now_s + length_s;
      in_w = out_w;
    }
  }
  return done;
}

StoreLevels narrowest_levels(const PowerSwing& swing, const RackStore& store) {
  check(swing);
  const double swing_w = swing.swing_w();
  if (swing_w == 0.0) return {swing.low_w, swing.high_w};
  const double high_s = swing.high_share * swing.period_s;
  const double low_s = swing.period_s - high_s;
  const auto above_j = [&](double cap_w) {
    return cap_area_j(cap_w, high_s, swing.edge_s, swing_w);
  };
  const auto below_j = [&](double cap_w) {
    return cap_area_j(cap_w, low_s, swing.edge_s, swing_w);
  };

  const auto limited = [&](double area_j, double width_s) {
    return std::min(cap_height_w(area_j, width_s, swing.edge_s, swing_w), store.power_w);
  };
  // Each period it gives what it took; a limit on one side is a limit on the other.
  double down_w = limited(store.capacity_j, high_s);
  double up_w = limited(store.capacity_j / store.charge_efficiency, low_s);
  const double cycle_j = std::min(above_j(down_w), below_j(up_w) * store.charge_efficiency);
  down_w = limited(cycle_j, high_s);
  up_w = limited(cycle_j / store.charge_efficiency, low_s);
  if (down_w + up_w <= swing_w) return {swing.low_w + up_w, swing.high_w - down_w};

  // It can make the draw level: at the power where a period's surplus, less losses, is its want.
  double low_w = 0.0;
  double high_w = swing_w;
  for (int halving = 0; halving < 200; ++halving) {
    const double level_w = (low_w + high_w) / 2.0;
    const bool enough = below_j(level_w) * store.charge_efficiency >= above_j(swing_w - level_w);
    (enough ? high_w : low_w) = level_w;
  }
  return {swing.low_w + high_w, swing.low_w + high_w};
}

double store_lasts_s(double capacity_j, double excess_w) {
  return capacity_j / excess_w;
}

}  // namespace gigawatt::compute
