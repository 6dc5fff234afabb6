// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/climate/air_state.h"

// Moist air by the ideal-gas relations of the ASHRAE Handbook of Fundamentals (2017), chapter 1.
// SI throughout. Temperatures outside -100..200 degC throw DomainError. Equations, limits and
// checks: docs/models/climate/psychrometrics.md.

namespace gigawatt::climate {

inline constexpr double kCelsiusZeroK = 273.15;
inline constexpr double kTriplePointK = 273.16;
inline constexpr double kVapourMassRatio = 0.621945;  ///< Molar mass of water over dry air.

/// Saturation pressure of water [Pa], over ice below the triple point (273.16 K), over liquid
/// above.
double saturation_pressure_pa(double temperature_k);

/// Dew (or frost) point [K]: where the saturation pressure is `vapour_pa`. At least -100 degC.
double dew_point_k(double vapour_pa);

/// Mass of water per mass of dry air [kg/kg]; infinite where `vapour_pa` ≥ `pressure_pa` (steam).
double humidity_ratio(double vapour_pa, double pressure_pa);

/// Partial pressure of water vapour [Pa] of air holding `humidity_ratio` [kg/kg].
double vapour_pressure_pa(double humidity_ratio, double pressure_pa);

/// Humidity ratio of saturated air [kg/kg]; infinite at and above boiling.
double saturated_humidity_ratio(double temperature_k, double pressure_pa);

/// Enthalpy [J/kg dry air], zero for dry air at 0 degC.
double enthalpy_j_per_kg(double temperature_k, double humidity_ratio);

/// Enthalpy of saturated air [J/kg dry air].
double saturated_enthalpy_j_per_kg(double temperature_k, double pressure_pa);

/// Temperature of saturated air of a given enthalpy [K], the inverse of the above. Lies below the
/// thermodynamic wet bulb by the enthalpy of the evaporated water (up to some tenths of a kelvin).
double saturation_temperature_k(double enthalpy_j_per_kg, double pressure_pa);

/// Volume of moist air [m³/kg dry air].
double specific_volume_m3_per_kg(double temperature_k, double humidity_ratio, double pressure_pa);

/// Density of moist air [kg/m³], water included.
double density_kg_per_m3(double temperature_k, double humidity_ratio, double pressure_pa);

/// Humidity ratio [kg/kg] of air with the given dry and wet bulb; 0 where the pair is drier than
/// dry.
double humidity_ratio_from_wet_bulb(double dry_bulb_k, double wet_bulb_k, double pressure_pa);

/// Thermodynamic wet bulb [K]. Supersaturated air (fog) has its dry bulb; air that is all steam
/// has the boiling point. Where the equations over ice and over water both have a root, water's.
double wet_bulb_k(double dry_bulb_k, double humidity_ratio, double pressure_pa);

/// Pressure of the standard atmosphere [Pa] at an elevation [m], -5,000..11,000 m.
double standard_pressure_pa(double elevation_m);

/// Air from what weather files give. Dew point above dry bulb counts as saturated.
AirState air_from_dew_point(double dry_bulb_k, double dew_point_k, double pressure_pa);
/// Air from relative humidity (0..1, more counts as saturated).
AirState air_from_relative_humidity(double dry_bulb_k, double relative_humidity,
                                    double pressure_pa);

/// The saturation functions above in a few nanoseconds, for models that evaluate them per event.
/// Relative error ≤ 1e-6 against them (absolute temperatures for the inverse) within -40..70 degC
/// and 60..110 kPa; outside, the call falls back on the exact function. Immutable, about 10 KB.
class SaturationTable {
 public:
  SaturationTable();

  double saturation_pressure_pa(double temperature_k) const;
  double saturated_humidity_ratio(double temperature_k, double pressure_pa) const;
  double saturated_enthalpy_j_per_kg(double temperature_k, double pressure_pa) const;
  double saturation_temperature_k(double enthalpy_j_per_kg, double pressure_pa) const;

  /// The one instance; the table depends on nothing.
  static const SaturationTable& shared();

 private:
  /// p_ws = c0 + s (c1 + s (c2 + s c3)), s in 0..1 across one kelvin.
  struct Cell {
    double c0, c1, c2, c3;
  };
  std::vector<Cell> cells_;            // (kelvins)
  std::vector<double> first_guess_k_;  // temperature (enthalpy knots x pressure knots)
};

}  // namespace gigawatt::climate
