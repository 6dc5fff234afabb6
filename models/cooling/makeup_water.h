// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/climate/air_state.h"
#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// How evaporation follows from the heat. Equations: docs/models/cooling/makeup_water.md.
enum class Evaporation { saturated_exit, loss_factor, qureshi_zubair };

/// Water lost by a wet tower.
struct WaterTreatment {
  Evaporation evaporation = Evaporation::saturated_exit;
  double loss_per_k = 0.002;  ///< Of the water flow per kelvin of range; loss_factor only.
  double cycles = 3.0;        ///< Cycles of concentration, > 1.
  double drift = 0.00008;     ///< Of the design water flow at full air flow.

  void visit(FieldVisitor& v);
};

/// Water flows of one operating point [kg/s].
struct WaterUse {
  double evaporation_kg_per_s = 0.0;
  double drift_kg_per_s = 0.0;
  double blowdown_kg_per_s = 0.0;
  double makeup_kg_per_s = 0.0;
};

/// Evaporation [kg/s] if the air leaves saturated with the heat [W] in it.
double evaporation_saturated_exit(double heat_w, double dry_air_kg_per_s,
                                  const climate::AirState& air);

/// Evaporation [kg/s] as a fixed share of the water flow per kelvin of range (ASHRAE rule: 0.2
/// %/K).
double evaporation_loss_factor(double loss_per_k, double range_k, double water_kg_per_s);

/// Loss factor [1/K] of Qureshi and Zubair (2007) from dry bulb and relative humidity.
double qureshi_zubair_loss_per_k(const climate::AirState& air);

/// Blowdown [kg/s] that keeps the cycles of concentration, less the drift that does the same.
double blowdown(double evaporation_kg_per_s, double drift_kg_per_s, double cycles);

/// All of it. `water_kg_per_s` is the flow now; `drift_base_kg_per_s` design flow × air ratio.
WaterUse water_use(const WaterTreatment& treatment, double heat_w, double range_k,
                   double water_kg_per_s, double dry_air_kg_per_s, double drift_base_kg_per_s,
                   const climate::AirState& air);

}  // namespace gigawatt::cooling
