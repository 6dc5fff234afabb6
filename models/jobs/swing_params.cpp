// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/swing_params.h"

namespace gigawatt::jobs {

void SwingParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "period",
            .unit = "s",
            .doc = "Length of a step; a training run's own if absent.",
            .min = 0.0,
            .max = 86'400.0,
            .above_min = true},
           period_s);
  v.number({.name = "compute_share",
            .doc = "Share of a step at high power; a training run's own, else 0.8, if absent.",
            .min = 0.0,
            .max = 1.0},
           compute_share);
  v.number({.name = "high",
            .doc = "Power while computing, as a share of the accelerator's rated power.",
            .min = 0.0,
            .max = 1.0},
           high_frac);
  v.number({.name = "low",
            .doc = "Power while communicating, as a share of the accelerator's rated power.",
            .min = 0.0,
            .max = 1.0},
           low_frac);
  v.number({.name = "edge",
            .unit = "s",
            .doc = "Length of a rise and of a fall.",
            .min = 0.0,
            .max = 3600.0},
           edge_s);
}

}  // namespace gigawatt::jobs
