// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the domains under models/ share. They include this and not each other.

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt {

/// How close one constraint is to binding at an evaluated operating point. Both in `unit` of the
/// constraint; binding when used > limit. `used` never falls as IT power rises (tested).
struct LimitUse {
  double used = 0.0;
  double limit = 0.0;
};

/// Name and unit of a constraint, in the order a plant writes its LimitUse entries.
struct LimitName {
  std::string name;  ///< e.g. "grid", "ups-double-conversion", "chiller", "liquid-supply".
  std::string unit;  ///< e.g. "W", "K".
};

/// Loss of one electrical converter with output P [W] and rating R [W]:
///   loss = fixed_w + proportional · P + square_per_w · P²      (or the table, if one is given)
/// `proportional` = 1/η − 1 for a converter stated by its efficiency η.
struct ConverterLoss {
  double fixed_w = 0.0;                 ///< [W], paid whenever the converter is on.
  double proportional = 0.0;            ///< [W/W of output].
  double square_per_w = 0.0;            ///< [1/W].
  std::vector<double> table_load_frac;  ///< Output / rating, ascending; empty = formula.
  std::vector<double> table_loss_frac;  ///< Loss / rating at those points; linear between them.
  double rated_w = 0.0;                 ///< Output rating [W]; 0 = unlimited (formula only).
};

/// How parallel converters share a load.
enum class Sharing { equal, staged };  ///< staged: only as many on as the load needs.

/// Level of the converter tree, leaf to root.
enum class TreeLevel { node, chassis, rack, row, site };

}  // namespace gigawatt
