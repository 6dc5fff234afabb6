// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/curve_fields.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/power/sources/field_parts.h"

namespace gigawatt::power {
namespace {

AirCurve grid(const std::string& name, const AirTableFields& fields) {
  AirCurve curve;
  curve.name = name;
  for (const double value_k : fields.temperature_k)
    curve.table_c.push_back(celsius(value_k));
  curve.table_pa = fields.pressure_pa;
  curve.min_c = curve.table_c.front();
  curve.max_c = curve.table_c.back();
  curve.max_altitude_m = standard_altitude_m(fields.pressure_pa.front());
  return curve;
}

}  // namespace

void PolynomialFields::visit(FieldVisitor& v) {
  v.numbers({.name = "coefficients",
             .doc = "Of 1, T, T², T³, z, z², T z with T in degC and z in m.",
             .required = true},
            coefficients);
  v.number({.name = "temperature_min", .unit = "K", .doc = "It holds from.", .required = true},
           min_k);
  v.number({.name = "temperature_max", .unit = "K", .doc = "It holds up to.", .required = true},
           max_k);
  v.number({.name = "altitude_max", .unit = "m", .doc = "It holds up to.", .required = true},
           max_altitude_m);
  visit_source(v, source, date);
}

AirCurve PolynomialFields::result(const std::string& name) const {
  AirCurve curve;
  curve.name = name;
  curve.min_c = celsius(min_k);
  curve.max_c = celsius(max_k);
  curve.max_altitude_m = max_altitude_m;
  std::copy_n(coefficients.begin(), std::min<std::size_t>(7, coefficients.size()),
              curve.polynomial.begin());
  return curve;
}

void AirTableFields::visit(FieldVisitor& v) {
  v.numbers({.name = "temperature", .unit = "K", .doc = "Of the inlet air.", .required = true},
            temperature_k);
  v.numbers({.name = "pressure", .unit = "Pa", .doc = "Of the air, rising.", .required = true},
            pressure_pa);
  v.numbers({.name = "output",
             .unit = "W",
             .doc = "Net power: all temperatures of the first pressure, then of the next.",
             .required = true},
            output_w);
  v.numbers({.name = "fuel", .unit = "kg/s", .doc = "In the same order.", .required = true},
            fuel_kg_per_s);
  v.number({.name = "lhv",
            .unit = "J/kg",
            .doc = "Lower heating value of that fuel.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           lhv_j_per_kg);
  visit_source(v, source, date);
}

std::string AirTableFields::fault() const {
  if (!is_ascending(temperature_k)) return "temperatures do not rise";
  if (!is_ascending(pressure_pa)) return "pressures do not rise";
  const std::size_t cells = temperature_k.size() * pressure_pa.size();
  if (cells == 0 || output_w.size() != cells || fuel_kg_per_s.size() != cells)
    return fmt::format("{} temperatures and {} pressures, but {} outputs and {} fuel flows",
                       temperature_k.size(), pressure_pa.size(), output_w.size(),
                       fuel_kg_per_s.size());
  for (std::size_t i = 0; i < cells; ++i)
    if (!(output_w[i] > 0.0) || !(fuel_kg_per_s[i] > 0.0)) return "an output or fuel flow is zero";
  return "";
}

AirCurve AirTableFields::output(const std::string& name, double rated_w) const {
  AirCurve curve = grid(name, *this);
  for (const double value_w : output_w)
    curve.table_value.push_back(value_w / rated_w);
  return curve;
}

AirCurve AirTableFields::efficiency(const std::string& name, double reference) const {
  AirCurve curve = grid(name, *this);
  for (std::size_t i = 0; i < output_w.size(); ++i)
    curve.table_value.push_back(output_w[i] / (fuel_kg_per_s[i] * lhv_j_per_kg * reference));
  return curve;
}

void PartLoadFields::visit(FieldVisitor& v) {
  v.numbers({.name = "cubic", .doc = "Coefficients of 1, x, x², x³ with x the load."}, cubic);
  v.numbers({.name = "load", .doc = "Instead: loads, rising to 1.", .min = 0.0, .max = 1.0}, load);
  v.numbers({.name = "efficiency", .doc = "Relative efficiency at those loads.", .min = 0.0},
            efficiency);
  v.number({.name = "min", .doc = "Least load it was made for.", .min = 0.0, .max = 1.0}, min);
  visit_source(v, source, date);
}

std::string PartLoadFields::fault() const {
  if (cubic.empty() == load.empty()) return "give either `cubic`, or `load` and `efficiency`";
  if (!cubic.empty())
    return cubic.size() == 4 ? "" : fmt::format("{} coefficients of a cubic", cubic.size());
  if (load.size() != efficiency.size())
    return fmt::format("{} loads and {} efficiencies", load.size(), efficiency.size());
  if (!is_ascending(load)) return "loads do not rise";
  for (const double value : efficiency)
    if (!(value > 0.0)) return "an efficiency is zero";
  return "";
}

Curve PartLoadFields::result() const {
  Curve curve;
  curve.min = load.empty() ? min : std::max(min, load.front());
  curve.max = 1.0;
  curve.x = load;
  curve.y = efficiency;
  if (!cubic.empty()) std::copy_n(cubic.begin(), 4, curve.cubic.begin());
  return curve;
}

}  // namespace gigawatt::power
