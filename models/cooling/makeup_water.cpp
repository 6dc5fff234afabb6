// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/makeup_water.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "models/climate/psychrometrics.h"

namespace gigawatt::cooling {
namespace {

constexpr std::array<std::string_view, 3> kEvaporationNames{"saturated-exit", "loss-factor",
                                                            "qureshi-zubair"};

}  // namespace

void WaterTreatment::visit(FieldVisitor& v) {
  v.choice({.name = "evaporation", .doc = "How evaporation follows from the heat."},
           kEvaporationNames, evaporation);
  v.number({.name = "loss_per_kelvin",
            .unit = "1/K",
            .doc = "Evaporated share of the water flow per kelvin of range; loss-factor only.",
            .min = 0.0,
            .max = 0.01},
           loss_per_k);
  v.number({.name = "cycles",
            .doc = "Cycles of concentration: blowdown keeps the basin at this multiple of the "
                   "make-up's salinity.",
            .min = 1.0,
            .max = 20.0,
            .above_min = true},
           cycles);
  v.number({.name = "drift",
            .doc = "Droplets carried away, share of the design water flow at full air flow.",
            .min = 0.0,
            .max = 0.01},
           drift);
}

double evaporation_saturated_exit(double heat_w, double dry_air_kg_per_s,
                                  const climate::AirState& air) {
  if (heat_w <= 0.0 || dry_air_kg_per_s <= 0.0) return 0.0;
  const auto& table = climate::SaturationTable::shared();
  const double inlet = climate::enthalpy_j_per_kg(air.dry_bulb_k, air.humidity_ratio);
  const double outlet_k =
      table.saturation_temperature_k(inlet + heat_w / dry_air_kg_per_s, air.pressure_pa);
  const double gained =
      table.saturated_humidity_ratio(outlet_k, air.pressure_pa) - air.humidity_ratio;
  return std::max(0.0, dry_air_kg_per_s * gained);
}

double evaporation_loss_factor(double loss_per_k, double range_k, double water_kg_per_s) {
  return loss_per_k * range_k * water_kg_per_s;
}

double qureshi_zubair_loss_per_k(const climate::AirState& air) {
  const double vapour_pa = climate::vapour_pressure_pa(air.humidity_ratio, air.pressure_pa);
  const double relative_humidity =
      vapour_pa / climate::SaturationTable::shared().saturation_pressure_pa(air.dry_bulb_k);
  const double dry_bulb_c = air.dry_bulb_k - climate::kCelsiusZeroK;
  return std::max(0.0, (113.0 - 8.417 * relative_humidity + 1.6147 * dry_bulb_c) * 1e-5);
}

double blowdown(double evaporation_kg_per_s, double drift_kg_per_s, double cycles) {
  return std::max(0.0, evaporation_kg_per_s / (cycles - 1.0) - drift_kg_per_s);
}

WaterUse water_use(const WaterTreatment& treatment, double heat_w, double range_k,
                   double water_kg_per_s, double dry_air_kg_per_s, double drift_base_kg_per_s,
                   const climate::AirState& air) {
  WaterUse use;
  switch (treatment.evaporation) {
    case Evaporation::saturated_exit:
      use.evaporation_kg_per_s = evaporation_saturated_exit(heat_w, dry_air_kg_per_s, air);
      break;
    case Evaporation::loss_factor:
      use.evaporation_kg_per_s =
          evaporation_loss_factor(treatment.loss_per_k, range_k, water_kg_per_s);
      break;
    case Evaporation::qureshi_zubair:
      use.evaporation_kg_per_s =
          evaporation_loss_factor(qureshi_zubair_loss_per_k(air), range_k, water_kg_per_s);
      break;
  }
  use.drift_kg_per_s = treatment.drift * drift_base_kg_per_s;
  use.blowdown_kg_per_s = blowdown(use.evaporation_kg_per_s, use.drift_kg_per_s, treatment.cycles);
  use.makeup_kg_per_s = use.evaporation_kg_per_s + use.drift_kg_per_s + use.blowdown_kg_per_s;
  return use;
}

}  // namespace gigawatt::cooling
