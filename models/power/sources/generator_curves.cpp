// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/generator_curves.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

/// Left neighbour of `value` in ascending `points` of two or more, and how far to the right one.
struct Place {
  std::size_t left;
  double part;
};

Place place_of(double value, const std::vector<double>& points) {
  const auto above = std::upper_bound(points.begin(), points.end(), value);
  const std::ptrdiff_t last = static_cast<std::ptrdiff_t>(points.size()) - 2;
  const std::ptrdiff_t left =
      std::clamp<std::ptrdiff_t>(above - points.begin() - 1, 0, std::max<std::ptrdiff_t>(last, 0));
  const auto index = static_cast<std::size_t>(left);
  if (points.size() == 1) return {0, 0.0};
  return {index, (value - points[index]) / (points[index + 1] - points[index])};
}

}  // namespace

double Curve::at(double value) const {
  const double held = std::clamp(value, min, max);
  if (x.empty()) return cubic[0] + held * (cubic[1] + held * (cubic[2] + held * cubic[3]));
  const double inside = std::clamp(held, x.front(), x.back());
  if (x.size() == 1) return y.front();
  const Place place = place_of(inside, x);
  return y[place.left] + place.part * (y[place.left + 1] - y[place.left]);
}

Curve AirCurve::at_altitude(double altitude_m) const {
  if (altitude_m > max_altitude_m)
    throw DomainError(fmt::format(
        "{}: altitude {:g} m is above {:.0f} m, where its table ends; give a table that reaches "
        "the site",
        name, altitude_m, max_altitude_m));
  Curve curve;
  curve.min = min_c;
  curve.max = max_c;
  if (table_c.empty()) {
    const double z = std::max(altitude_m, 0.0);
    const auto& c = polynomial;
    curve.cubic = {c[0] + z * (c[4] + z * c[5]), c[1] + z * c[6], c[2], c[3]};
    return curve;
  }

  assert(table_value.size() == table_c.size() * table_pa.size());
  const double pressure_pa =
      std::clamp(climate::standard_pressure_pa(altitude_m), table_pa.front(), table_pa.back());
  const Place row = place_of(pressure_pa, table_pa);
  const std::size_t columns = table_c.size();
  const double* lower = table_value.data() + row.left * columns;
  const double* upper = table_pa.size() > 1 ? lower + columns : lower;
  curve.x = table_c;
  for (std::size_t i = 0; i < columns; ++i)
    curve.y.push_back(lower[i] + row.part * (upper[i] - lower[i]));
  return curve;
}

SiteCurves::SiteCurves(const GeneratorCurves& machine, double altitude_m)
    : rated_w_(machine.rated_w),
      least_w_(machine.least_w),
      most_w_(machine.most_w),
      efficiency_lhv_(machine.efficiency_lhv),
      output_(machine.output.at_altitude(altitude_m)),
      efficiency_(machine.efficiency.at_altitude(altitude_m)),
      part_load_(machine.part_load) {
  assert(machine.least_w <= machine.most_w);
}

double SiteCurves::full_load_w(double dry_bulb_c) const {
  return std::clamp(rated_w_ * output_.at(dry_bulb_c), least_w_, most_w_);
}

double SiteCurves::efficiency_lhv(double dry_bulb_c, double load) const {
  return efficiency_lhv_ * efficiency_.at(dry_bulb_c) * part_load_.at(load);
}

double SiteCurves::fuel_lhv_w(double dry_bulb_c, double full_load_w, double output_w) const {
  if (output_w <= 0.0) return 0.0;
  return output_w / efficiency_lhv(dry_bulb_c, output_w / full_load_w);
}

bool SiteCurves::covers(double dry_bulb_c) const {
  return output_.covers(dry_bulb_c) && efficiency_.covers(dry_bulb_c);
}

double SiteCurves::min_c() const {
  return std::max(output_.min, efficiency_.min);
}

double SiteCurves::max_c() const {
  return std::min(output_.max, efficiency_.max);
}

double standard_altitude_m(double pressure_pa) {
  // The inverse of climate::standard_pressure_pa.
  return (1.0 - std::pow(pressure_pa / 101325.0, 1.0 / 5.2559)) / 2.25577e-5;
}

double heat_rate_btu_per_kwh(double efficiency) {
  constexpr double kBtuPerKwh = 3.6e6 / 1055.05585262;  // International Table Btu
  return kBtuPerKwh / efficiency;
}

}  // namespace gigawatt::power
