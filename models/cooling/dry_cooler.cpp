// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/dry_cooler.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {
namespace {

constexpr double kAirExponent = 0.8;
constexpr double kWaterExponent = 0.85;
constexpr double kAirHeat = 1006.0;  // [J/(kg K)]

}  // namespace

double cross_flow_effectiveness(double ntu, double capacity_ratio) {
  if (ntu <= 0.0) return 0.0;
  if (capacity_ratio < 1e-9) return 1.0 - std::exp(-ntu);
  const double damped = capacity_ratio * std::pow(ntu, -0.22);
  return 1.0 - std::exp((std::exp(-ntu * damped) - 1.0) / damped);
}

double cross_flow_ntu(double effectiveness, double capacity_ratio) {
  double low = 0.0;
  double high = 100.0;
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (low + high);
    (cross_flow_effectiveness(middle, capacity_ratio) < effectiveness ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

DryCooler::DryCooler(const RejectionDesign& design, double design_air_k,
                     double air_to_water_resistance)
    : HeatRejection(design), capacity_w_per_k_(design.heat_w / design.range_k) {
  const double entering_k = design_air_k + design.approach_k + design.range_k;
  effectiveness_ = design.range_k / (entering_k - design_air_k);
  // Beyond this a cross-flow coil with equal streams needs more than 20 transfer units.
  constexpr double kMostUnits = 20.0;
  if (effectiveness_ <= 0.0 || effectiveness_ > cross_flow_effectiveness(kMostUnits, 1.0)) {
    throw DomainError(fmt::format(
        "dry-cooler: coolant cannot be cooled from {:.2f} to {:.2f} degC by air of {:.2f} degC "
        "with equal heat "
        "capacity flows; raise leaving or lower the design air temperature",
        entering_k - climate::kCelsiusZeroK, entering_k - design.range_k - climate::kCelsiusZeroK,
        design_air_k - climate::kCelsiusZeroK));
  }
  ntu_ = cross_flow_ntu(effectiveness_, 1.0);
  ua_w_per_k_ = ntu_ * capacity_w_per_k_;
  air_ha_w_per_k_ = ua_w_per_k_ * (1.0 + air_to_water_resistance);
  water_ha_w_per_k_ = air_ha_w_per_k_ / air_to_water_resistance;
  design_.air_kg_per_s = capacity_w_per_k_ / kAirHeat;
}

RejectionState DryCooler::state(double heat_w, double water_frac,
                                const climate::AirState& air) const {
  RejectionState state;
  state.heat_w = heat_w;
  state.water_frac = water_frac;
  state.water_w_per_k = capacity_w_per_k_ * state.water_frac;
  state.range_k = heat_w / state.water_w_per_k;
  state.sink_k = air.dry_bulb_k;
  state.pressure_pa = air.pressure_pa;
  state.ua_w_per_k = water_ha_w_per_k_ * std::pow(state.water_frac, kWaterExponent);
  return state;
}

double DryCooler::leaving_k(const RejectionState& state, double air_ratio) const {
  if (state.heat_w <= 0.0) return state.sink_k;
  const double air_ha = air_ha_w_per_k_ * std::pow(air_ratio, kAirExponent);
  const double ua = air_ha * state.ua_w_per_k / (air_ha + state.ua_w_per_k);
  const double air_w_per_k = capacity_w_per_k_ * air_ratio;
  const double least = std::min(air_w_per_k, state.water_w_per_k);
  const double most = std::max(air_w_per_k, state.water_w_per_k);
  const double effectiveness = cross_flow_effectiveness(ua / least, least / most);
  return state.sink_k + state.heat_w / (least * effectiveness) - state.range_k;
}

}  // namespace gigawatt::cooling
