// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/climate/irradiance.h"
#include "models/power/sources/pv_array.h"
#include "models/power/sources/soiling.h"
#include "sim/engine/time.h"
#include "sim/scenario/fields.h"

// What a scenario says under `pv:`. Sources of every default: docs/models/power/pv.md.

namespace gigawatt::power {

/// Losses between modules and inverter, each a share of what the ones before leave (PVWatts).
struct PvLosses {
  double soiling = 0.02;  ///< Replaced where a soiling model is given.
  double shading = 0.03;
  double snow = 0.0;
  double mismatch = 0.02;
  double wiring = 0.02;
  double connections = 0.005;
  double light_induced = 0.015;
  double nameplate = 0.01;
  double age = 0.0;  ///< A constant; `degradation` grows.
  double availability = 0.03;

  void visit(FieldVisitor& v);
  double total() const;
};

enum class Tracking { fixed, single_axis };

struct PvParams {
  std::string path;  ///< Where it stands in the scenario.
  std::optional<TimeNs> delivered;
  std::string phase;           ///< Of the site's build-up, instead of the date.
  double dc_w = 0.0;           ///< Modules at 1000 W/m², 25 degC.
  std::optional<double> ac_w;  ///< Inverters; default dc / 1.2.
  Tracking tracker = Tracking::fixed;
  double tilt_deg = 20.0;      ///< Of fixed rows.
  double azimuth_deg = 180.0;  ///< Where fixed rows face.
  double axis_azimuth_deg = 180.0;
  double max_rotation_deg = 60.0;
  double ground_cover = 0.4;
  bool backtrack = true;
  std::int64_t blocks_across = 2;  ///< Two halves of a module upright in each row.
  double slope_deg = 0.0;          ///< Of the ground under trackers.
  double slope_azimuth_deg = 180.0;
  double albedo = 0.2;
  climate::SkyModel sky = climate::SkyModel::perez;
  ModelSlot cell_temperature;  ///< Absent: Sandia's, open rack.
  double temperature_per_k = -0.0037;
  double low_light = 0.0;
  double reflection = 0.16;
  double inverter_efficiency = 0.96;
  double degradation_per_year = 0.005;
  PvLosses losses;
  std::optional<SoilingParams> soiling;

  void visit(FieldVisitor& v);
  /// Throws DomainError if the cell temperature is of no model of that kind.
  PvArray make() const;
};

}  // namespace gigawatt::power
