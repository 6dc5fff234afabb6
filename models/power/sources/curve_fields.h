// SPDX-License-Identifier: Apache-2.0
#pragma once

// How curves of generators are written in a file: polynomials, tables, part load.

#include <string>
#include <vector>

#include "models/power/sources/generator_curves.h"
#include "sim/scenario/fields.h"

namespace gigawatt::power {

/// A polynomial in inlet temperature [degC] and altitude [m]: 1, T, T², T³, z, z², T z.
struct PolynomialFields {
  std::vector<double> coefficients;
  double min_k = 0.0, max_k = 0.0;
  double max_altitude_m = 0.0;
  std::string source, date;

  void visit(FieldVisitor& v);
  AirCurve result(const std::string& name) const;
};

/// Net power and fuel on a grid of air pressure and temperature, as a plant model prints them.
struct AirTableFields {
  std::vector<double> temperature_k, pressure_pa, output_w, fuel_kg_per_s;
  double lhv_j_per_kg = 0.0;
  std::string source, date;

  void visit(FieldVisitor& v);
  /// What does not fit together; "" if all does.
  std::string fault() const;
  AirCurve output(const std::string& name, double rated_w) const;
  AirCurve efficiency(const std::string& name, double reference) const;
};

/// Part-load efficiency over full-load efficiency: a cubic in load, or points.
struct PartLoadFields {
  std::vector<double> cubic, load, efficiency;
  double min = 0.0;
  std::string source, date;

  void visit(FieldVisitor& v);
  std::string fault() const;
  Curve result() const;
};

}  // namespace gigawatt::power
