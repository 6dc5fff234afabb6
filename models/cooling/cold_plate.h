// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "sim/scenario/fields.h"

namespace gigawatt::cooling {

/// The hottest chip on the liquid loop and its cold plate. Steady:
///   T_junction = T_facility + a_CDU + P (R_plate(flow) + R_junction)
/// Sources of the defaults: docs/models/cooling/cold_plate.md.
struct ColdPlateParams {
  double power_w = 0.0;                        ///< Of the chip [W], > 0.
  double resistance_k_per_w = 0.0267;          ///< Case to inlet at `rated_flow` [K/W].
  double rated_flow_m3_per_s = 1.6e-3 / 60.0;  ///< [m³/s].
  std::optional<double> flow_m3_per_s{};       ///< Of one plate [m³/s]; default: rated.
  double flow_exponent = 0.8;                  ///< Film conductance ~ flow^this.
  double junction_resistance_k_per_w = 0.02;   ///< Junction to case [K/W].
  double limit_k = 358.15;                     ///< Warmest junction [K].
  double cdu_approach_k = 3.0;                 ///< Coolant above facility water [K].

  void visit(FieldVisitor& v);
};

/// Case-to-inlet resistance [K/W] at a flow [m³/s] > 0: the coolant's own warming, 1 / (ρ V c_p),
/// and a film ~ flow^-exponent. Throws DomainError if the rated resistance is no more than the
/// coolant's warming at the rated flow.
double plate_resistance_k_per_w(const ColdPlateParams& plate, double flow_m3_per_s);

/// What a supply temperature makes of the chip.
struct JunctionPoint {
  double power_w = 0.0;
  double junction_k = 0.0;
  double limit_k = 0.0;
  double warmest_supply_k = 0.0;  ///< Facility water at which the junction is at its limit [K].

  double headroom_k() const { return limit_k - junction_k; }
};

JunctionPoint junction_at(const ColdPlateParams& plate, double facility_supply_k);

}  // namespace gigawatt::cooling
