// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a generator can give and what it burns, by inlet air and load:
//
//   full load   P(T, z) = clamp(rated · output(T, z), least, most)
//   efficiency  η(T, z, x) = η_ref · efficiency(T, z) · part_load(x),   x = P / P(T, z)
//
// T is the dry bulb at the inlet [degC], z the altitude [m]. Equations, ranges and sources:
// docs/models/power/generators.md.

#include <array>
#include <limits>
#include <string>
#include <vector>

namespace gigawatt::power {

/// A factor of one variable: a cubic, or points with straight lines between. Outside [min, max] the
/// end value holds; the caller says so with covers().
struct Curve {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::array<double, 4> cubic{1.0, 0.0, 0.0, 0.0};  ///< c0 + c1 x + c2 x² + c3 x³.
  std::vector<double> x, y;                         ///< Points, x ascending; replace the cubic.

  double at(double value) const;
  bool covers(double value) const { return value >= min && value <= max; }
};

/// A factor of inlet temperature and altitude: flat (the default), a polynomial, or a table.
struct AirCurve {
  std::string name;  ///< For messages: "capstone-c65".
  double min_c = -std::numeric_limits<double>::infinity();
  double max_c = std::numeric_limits<double>::infinity();
  double max_altitude_m = std::numeric_limits<double>::infinity();
  /// 1, T, T², T³, z, z², T z.
  std::array<double, 7> polynomial{1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0};
  std::vector<double> table_c;      ///< Temperatures, ascending; empty = polynomial.
  std::vector<double> table_pa;     ///< Air pressures, ascending.
  std::vector<double> table_value;  ///< (pressures x temperatures).

  /// The curve over temperature at one altitude; a table is linear in the pressure of the standard
  /// atmosphere there. Below sea level its value holds. DomainError above `max_altitude_m`.
  Curve at_altitude(double altitude_m) const;
};

/// A machine, wherever it stands.
struct GeneratorCurves {
  double rated_w = 0.0;       ///< What an output factor of 1 means [W].
  double least_w = 0.0;       ///< Full-load output is clamped to [least, most].
  double most_w = 0.0;        ///< [W].
  double efficiency_lhv = 0;  ///< At the reference point, of the lower heating value.
  AirCurve output, efficiency;
  Curve part_load;
};

/// The same machine at its site: what remains is a function of temperature and load.
class SiteCurves {
 public:
  SiteCurves() = default;
  /// DomainError if a curve does not reach the altitude.
  SiteCurves(const GeneratorCurves& machine, double altitude_m);

  /// Largest output [W] with inlet air of `dry_bulb_c`.
  double full_load_w(double dry_bulb_c) const;
  /// Output over fuel (LHV) at `load` = output / full load.
  double efficiency_lhv(double dry_bulb_c, double load) const;
  /// Fuel [W, LHV] for `output_w`; 0 at no output.
  double fuel_lhv_w(double dry_bulb_c, double full_load_w, double output_w) const;
  /// Whether both curves were made for this temperature.
  bool covers(double dry_bulb_c) const;
  /// Range that both cover [degC].
  double min_c() const;
  double max_c() const;
  const Curve& part_load() const { return part_load_; }

 private:
  double rated_w_ = 0.0, least_w_ = 0.0, most_w_ = 0.0, efficiency_lhv_ = 0.0;
  Curve output_, efficiency_, part_load_;
};

/// Altitude [m] at which the standard atmosphere has `pressure_pa`.
double standard_altitude_m(double pressure_pa);

/// Heat rate [Btu/kWh] of an efficiency, on the same heating value: 3412.14 / η.
double heat_rate_btu_per_kwh(double efficiency);

}  // namespace gigawatt::power
