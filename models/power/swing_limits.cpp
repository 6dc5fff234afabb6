// SPDX-License-Identifier: Apache-2.0
#include "models/power/swing_limits.h"

namespace gigawatt::power {

void UtilityParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "ramp_up",
            .unit = "W/s",
            .doc = "Fastest rise of IT power; none if absent.",
            .min = 0.0},
           ramp_up_w_per_s);
  v.number({.name = "ramp_down",
            .unit = "W/s",
            .doc = "Fastest fall of IT power; none if absent.",
            .min = 0.0},
           ramp_down_w_per_s);
  v.number({.name = "ramp_window",
            .unit = "s",
            .doc = "Time over which a ramp is measured.",
            .min = 0.0,
            .max = 3600.0,
            .above_min = true},
           ramp_window_s);
  v.number({.name = "dynamic_range",
            .unit = "W",
            .doc = "Largest swing between high and low power within a minute; any if absent.",
            .min = 0.0},
           dynamic_range_w);
  v.number({.name = "spectral_share",
            .doc = "Most of a swing's harmonic energy between 0.1 and 20 Hz; any if absent.",
            .min = 0.0,
            .max = 1.0},
           spectral_share);
}

void SmoothingParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "floor",
            .doc = "Filler work keeps accelerators above this share of their rated power.",
            .min = 0.0,
            .max = 1.0},
           floor_frac);
  v.number({.name = "ramp_up",
            .unit = "W/s",
            .doc = "Fastest rise of one accelerator; the job is held back.",
            .min = 0.0,
            .above_min = true},
           ramp_up_w_per_s);
  v.number({.name = "ramp_down",
            .unit = "W/s",
            .doc = "Fastest fall of one accelerator; filler work.",
            .min = 0.0,
            .above_min = true},
           ramp_down_w_per_s);
  v.number({.name = "store",
            .unit = "J",
            .doc = "Energy store in the racks for each accelerator.",
            .min = 0.0},
           store_j);
  v.number({.name = "store_efficiency",
            .doc = "What the store gives back of what it takes.",
            .min = 0.0,
            .max = 1.0,
            .above_min = true},
           store_efficiency);
}

}  // namespace gigawatt::power
