// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gigawatt::climate {

/// Outdoor air at one instant.
struct AirState {
  double dry_bulb_k = 288.15;      ///< [K].
  double wet_bulb_k = 283.15;      ///< Thermodynamic wet bulb [K].
  double pressure_pa = 101325.0;   ///< Station pressure [Pa].
  double humidity_ratio = 0.0065;  ///< [kg water / kg dry air].
};

}  // namespace gigawatt::climate
