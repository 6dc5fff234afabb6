// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/pv_array.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace gigawatt::power {
namespace {

constexpr double kReferenceK = 298.15;
constexpr double kReferenceWPerM2 = 1000.0;

}  // namespace

double pvwatts_dc_w(double entering_w_per_m2, double cell_k, double dc_w,
                    double temperature_per_k) {
  return entering_w_per_m2 / kReferenceWPerM2 * dc_w *
         (1.0 + temperature_per_k * (cell_k - kReferenceK));
}

double low_light_loss_w(double entering_w_per_m2, double dc_w, double low_light, bool capped) {
  constexpr double kKneeWPerM2 = 200.0;
  if (entering_w_per_m2 <= kKneeWPerM2) {
    const double missing = 1.0 - entering_w_per_m2 / kKneeWPerM2;
    return dc_w * low_light * (1.0 - missing * missing * missing * missing);
  }
  if (capped && entering_w_per_m2 >= kReferenceWPerM2) return 0.0;
  return dc_w * low_light * (kReferenceWPerM2 - entering_w_per_m2) /
         (kReferenceWPerM2 - kKneeWPerM2);
}

InverterOutput inverter_output(const PvInverter& inverter, double dc_w) {
  if (dc_w <= 0.0) return {};
  constexpr double kReferenceEfficiency = 0.9637;
  const double load = dc_w * inverter.efficiency / inverter.ac_w;
  const double efficiency =
      inverter.efficiency / kReferenceEfficiency * (-0.0162 * load - 0.0059 / load + 0.9858);
  const double unlimited_w = std::max(efficiency * dc_w, 0.0);  // Below 0.6 % load: negative.
  const double ac_w = std::min(unlimited_w, inverter.ac_w);
  return {.ac_w = ac_w, .clipped_w = unlimited_w - ac_w};
}

double beam_transmission(double cos_incidence, double reflection) {
  if (cos_incidence <= 0.0) return 0.0;
  return (1.0 - std::exp(-cos_incidence / reflection)) / (1.0 - std::exp(-1.0 / reflection));
}

DiffuseTransmission diffuse_transmission(const climate::Direction& plane, double reflection) {
  constexpr double kC1 = 0.4244;
  const double c2 = 0.5 * reflection - 0.154;
  const double cos_tilt = std::clamp(plane.up, -1.0, 1.0);
  const double tilt_rad = std::acos(cos_tilt);
  const double sin_tilt = std::sqrt(1.0 - cos_tilt * cos_tilt);
  const auto transmission = [&](double angle_rad, double cosine) {
    // Of the part of the sky or ground that the plane sees; nothing where it sees none.
    const double seen = 1.0 + cosine;
    const double term = seen > 1e-9 ? sin_tilt + (angle_rad - sin_tilt) / seen : 0.0;
    return 1.0 - std::exp(-(kC1 + c2 * term) * term / reflection);
  };
  return {.sky = transmission(std::numbers::pi - tilt_rad, cos_tilt),
          .ground = transmission(tilt_rad, -cos_tilt)};
}

PvPower pv_power(const PvArray& array, const climate::Sky& sky, const PvAir& air,
                 const PvCondition& condition) {
  PvPower power{.cell_k = air.dry_bulb_k};
  if (sky.ghi_w_per_m2 <= 0.0) return power;
  const bool sun_is_up = sky.sun.up > 0.0;
  power.rotation_deg = sun_is_up || !array.mount.tracks ? rotation_deg(array.mount, sky.sun) : 0.0;
  const climate::Direction plane = plane_of(array.mount, power.rotation_deg);
  const climate::PlaneIrradiance light =
      climate::plane_irradiance(array.sky, sky, plane, array.albedo);
  power.plane_w_per_m2 = light.total();

  const double shaded =
      light.beam > 0.0 ? shaded_share(array.mount, sky.sun, power.rotation_deg) : 0.0;
  const DiffuseTransmission diffuse = diffuse_transmission(plane, array.reflection);
  const double beam = light.beam * kept_beam(shaded, array.blocks_across) *
                      beam_transmission(light.cos_incidence, array.reflection);
  const double entering = (beam + light.sky * diffuse.sky + light.ground * diffuse.ground) *
                          (1.0 - condition.soiling_frac);

  power.cell_k = cell_temperature_k(array.cell_temperature, power.plane_w_per_m2, air.dry_bulb_k,
                                    air.wind_m_per_s);
  double modules_w = pvwatts_dc_w(entering, power.cell_k, array.dc_w, array.temperature_per_k);
  if (array.low_light > 0.0)
    modules_w -= low_light_loss_w(entering, array.dc_w, array.low_light, true);
  double kept = array.kept_frac;
  if (condition.age_years > 0.0)
    kept *= std::pow(1.0 - array.degradation_per_year, condition.age_years);
  power.dc_w = std::max(modules_w, 0.0) * kept;
  const InverterOutput output = inverter_output(array.inverter, power.dc_w);
  power.ac_w = output.ac_w;
  power.clipped_w = output.clipped_w;
  return power;
}

}  // namespace gigawatt::power
