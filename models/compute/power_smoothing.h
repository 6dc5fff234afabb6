// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/compute/power_swing.h"
#include "models/compute/waveform.h"

namespace gigawatt::compute {

/// What smoothing did to a waveform. Energy balances:
///   drawn = wanted + filler − withheld + stored + lost   (all [J]).
struct Smoothed {
  Waveform wave;            ///< What is drawn from upstream.
  double wanted_j = 0.0;    ///< Energy of the waveform that went in.
  double filler_j = 0.0;    ///< Burnt by work that nobody asked for.
  double withheld_j = 0.0;  ///< Not given to the job: it runs slower for it.
  double stored_j = 0.0;    ///< Change of the store, below 0 where it gave.
  double lost_j = 0.0;      ///< In charging the store.
};

/// Drawn less the other side of the balance [J]; rounding only.
double residual_j(const Smoothed& smoothed);

/// Power floor: filler work keeps the accelerators from falling below `floor_w`.
Smoothed apply_floor(const Waveform& wanted, double floor_w);
/// Filler of a floor over one period of a swing [J], in closed form.
double floor_energy_j(const PowerSwing& swing, double floor_w);

/// Ramp limits [W/s], > 0: power rises no faster than `up` (the job is held back) and falls no
/// faster than `down` (filler work). Starts at the waveform's first power.
Smoothed limit_ramps(const Waveform& wanted, double up_w_per_s, double down_w_per_s);

/// Energy storage behind the racks' supplies, e.g. capacitors of 65 J per accelerator.
struct RackStore {
  double capacity_j = 0.0;
  double power_w = 0.0;            ///< Most it takes and gives, > 0.
  double charge_efficiency = 1.0;  ///< Stored per energy taken; giving is free of loss.
};

/// Levels a store holds the draw between.
struct StoreLevels {
  double low_w;
  double high_w;
};

/// The store gives what lies above the high level and takes what lies below the low one, while it
/// has and has room. `start_j` is what it holds at first.
Smoothed apply_store(const Waveform& wanted, const RackStore& store, const StoreLevels& levels,
                     double start_j);
/// The narrowest levels that a store can hold for ever under a swing, in closed form where the
/// store is too small to make the draw level, and by bisection where it is not.
StoreLevels narrowest_levels(const PowerSwing& swing, const RackStore& store);
/// How long a store lasts against a steady excess [s].
double store_lasts_s(double capacity_j, double excess_w);

}  // namespace gigawatt::compute
