// SPDX-License-Identifier: Apache-2.0
#pragma once

// Formulas and sources: docs/models/climate/solar_position.md.

namespace gigawatt::climate {

enum class AirMassModel { simple, kasten_1966, kasten_young_1989, gueymard_2003 };

/// Air on the way of sunlight as a multiple of that straight up [-], at sea-level pressure. Takes
/// the apparent zenith angle (`simple` and `kasten_1966`: the true one); below the horizon the
/// value on it.
double relative_air_mass(double zenith_deg, AirMassModel model = AirMassModel::kasten_young_1989);

/// The same at a pressure: proportional to it.
double absolute_air_mass(double relative, double pressure_pa);

/// Pressure at an elevation [Pa], by the formula of photovoltaic tools; 0.003 % from the standard
/// atmosphere of psychrometrics.h, which air in scenarios follows.
double pressure_at_elevation_pa(double elevation_m);

}  // namespace gigawatt::climate
