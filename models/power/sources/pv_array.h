// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/climate/irradiance.h"
#include "models/power/sources/cell_temperature.h"
#include "models/power/sources/pv_mount.h"

// From sunlight to alternating current: PVWatts (Dobos 2014) with reflection, rows that shade each
// other and cell temperature. Equations and sources: docs/models/power/pv.md.

namespace gigawatt::power {

/// Power of modules [W]: dc_w E/1000 [1 + γ (T - 25 degC)], irradiance E that enters them.
double pvwatts_dc_w(double entering_w_per_m2, double cell_k, double dc_w, double temperature_per_k);

/// What low light costs [W] (Marion 2008): `low_light` is the share of the rating lost at 200 W/m².
/// Negative above 1000 W/m² unless `capped`.
double low_light_loss_w(double entering_w_per_m2, double dc_w, double low_light, bool capped);

/// An inverter by its power limit. Its efficiency falls at low load; it draws nothing at night.
struct PvInverter {
  double ac_w = 0.0;         ///< Most output.
  double efficiency = 0.96;  ///< Nominal.
};
struct InverterOutput {
  double ac_w = 0.0;
  double clipped_w = 0.0;  ///< What the limit cuts off, on the side of the output.
};
InverterOutput inverter_output(const PvInverter& inverter, double dc_w);

/// Share of light that enters glass, against light that falls straight on it (Martin and Ruiz
/// 2001).
double beam_transmission(double cos_incidence, double reflection);
struct DiffuseTransmission {
  double sky;
  double ground;
};
DiffuseTransmission diffuse_transmission(const climate::Direction& plane, double reflection);

/// A plant of equal rows. Made by PvParams::make.
struct PvArray {
  PvMount mount;
  int blocks_across = 2;  ///< Blocks of cells across a row, for kept_beam.
  PvInverter inverter;
  double dc_w = 0.0;       ///< Rating of all modules [W].
  double kept_frac = 1.0;  ///< After constant losses.
  double degradation_per_year = 0.0;
  double temperature_per_k = -0.0037;
  double low_light = 0.0;
  double reflection = 0.16;
  double albedo = 0.2;
  climate::SkyModel sky = climate::SkyModel::perez;
  CellTemperature cell_temperature;
};

/// What the modules feel beside light.
struct PvAir {
  double dry_bulb_k = 298.15;
  double wind_m_per_s = 1.0;
};

/// How the modules are kept.
struct PvCondition {
  double soiling_frac = 0.0;  ///< Light lost to dust.
  double age_years = 0.0;
};

struct PvPower {
  double ac_w = 0.0;
  double clipped_w = 0.0;       ///< Lost to the inverters' limit, ≥ 0.
  double dc_w = 0.0;            ///< Into the inverters.
  double plane_w_per_m2 = 0.0;  ///< Light on the modules, unshaded.
  double cell_k = 0.0;
  double rotation_deg = 0.0;
};

/// Power at one instant. Pure; allocates nothing; under a microsecond.
PvPower pv_power(const PvArray& array, const climate::Sky& sky, const PvAir& air,
                 const PvCondition& condition = {});

}  // namespace gigawatt::power
