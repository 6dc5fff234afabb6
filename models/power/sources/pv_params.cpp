// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/pv_params.h"

#include <array>
#include <string_view>

#include <fmt/core.h>

#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 2> kTrackingNames{"fixed", "single-axis"};
constexpr double kDefaultDcToAc = 1.2;

void visit_share(FieldVisitor& v, std::string_view name, std::string_view doc, double& share) {
  v.number({.name = name, .doc = doc, .min = 0.0, .max = 0.99}, share);
}

void visit_angle(FieldVisitor& v, std::string_view name, std::string_view doc, double largest_deg,
                 double& angle_deg) {
  v.number({.name = name, .unit = "deg", .doc = doc, .min = 0.0, .max = largest_deg}, angle_deg);
}

void visit_rows(FieldVisitor& v, PvParams& params) {
  v.choice({.name = "tracker", .doc = "Rows that stand still, or turn about one axis."},
           kTrackingNames, params.tracker);
  visit_angle(v, "tilt", "Of fixed rows.", 90.0, params.tilt_deg);
  visit_angle(v, "azimuth", "Where fixed rows face, eastward from north.", 360.0,
              params.azimuth_deg);
  visit_angle(v, "axis_azimuth", "Where the axes of trackers point.", 360.0,
              params.axis_azimuth_deg);
  visit_angle(v, "max_rotation", "Of trackers, to either side.", 90.0, params.max_rotation_deg);
  v.number({.name = "ground_cover",
            .doc = "Width of a row over the distance between rows.",
            .min = 0.01,
            .max = 0.99},
           params.ground_cover);
  v.boolean({.name = "backtrack", .doc = "Trackers turn back where rows would shade each other."},
            params.backtrack);
  v.integer({.name = "blocks_across",
             .doc = "Blocks of cells across a row that shade puts out one by one.",
             .min = 1.0,
             .max = 100.0},
            params.blocks_across);
  visit_angle(v, "slope", "Of the ground under trackers.", 45.0, params.slope_deg);
  visit_angle(v, "slope_azimuth", "Where that ground falls to.", 360.0, params.slope_azimuth_deg);
}

void visit_modules(FieldVisitor& v, PvParams& params) {
  v.number({.name = "albedo", .doc = "Light reflected by the ground.", .min = 0.0, .max = 1.0},
           params.albedo);
  v.choice({.name = "sky", .doc = "Spread of diffuse light over the sky."}, climate::kSkyModelNames,
           params.sky);
  v.model({.name = "cell_temperature", .doc = "Heat of the cells; default: sapm, open-rack."},
          "cell-temperature", params.cell_temperature);
  v.number({.name = "temperature_coefficient",
            .unit = "1/K",
            .doc = "Change of power per kelvin of the cells.",
            .min = -0.01,
            .max = 0.0},
           params.temperature_per_k);
  v.number({.name = "low_light",
            .doc = "Share of the rating lost at 200 W/m2 beside what falls in proportion.",
            .min = 0.0,
            .max = 0.1},
           params.low_light);
  v.number({.name = "reflection",
            .doc = "Angular loss of the glass (Martin and Ruiz).",
            .min = 0.05,
            .max = 0.5},
           params.reflection);
}

}  // namespace

void PvLosses::visit(FieldVisitor& v) {
  visit_share(v, "soiling", "Constant dust; nothing where `pv.soiling` is given.", soiling);
  visit_share(v, "shading", "By what stands around.", shading);
  visit_share(v, "snow", "By snow on the modules.", snow);
  visit_share(v, "mismatch", "Between modules of a string.", mismatch);
  visit_share(v, "wiring", "In cables of either current.", wiring);
  visit_share(v, "connections", "In connectors.", connections);
  visit_share(v, "light_induced", "Of the first hours in the sun.", light_induced);
  visit_share(v, "nameplate", "Between rating and module.", nameplate);
  visit_share(v, "age", "Constant ageing; `degradation` grows.", age);
  visit_share(v, "availability", "Of time out of service.", availability);
}

double PvLosses::total() const {
  double kept = 1.0;
  for (const double share : {soiling, shading, snow, mismatch, wiring, connections, light_induced,
                             nameplate, age, availability})
    kept *= 1.0 - share;
  return 1.0 - kept;
}

void PvParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "dc",
            .unit = "W",
            .doc = "Rating of all modules at 1000 W/m2 and 25 degC.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           dc_w);
  v.number({.name = "ac",
            .unit = "W",
            .doc = "Limit of the inverters; default: dc / 1.2.",
            .min = 0.0,
            .above_min = true},
           ac_w);
  v.instant({.name = "delivered", .doc = "It gives power from then on; at the start if absent."},
            delivered);
  v.text({.name = "phase",
          .doc = "Phase of the site's `buildup` it comes with, instead of `delivered`."},
         phase);
  visit_rows(v, *this);
  visit_modules(v, *this);
  v.number({.name = "inverter_efficiency", .doc = "Nominal.", .min = 0.5, .max = 1.0},
           inverter_efficiency);
  v.number({.name = "degradation",
            .unit = "1/year",
            .doc = "Power lost per year of age.",
            .min = 0.0,
            .max = 0.1},
           degradation_per_year);
  v.group({.name = "losses", .doc = "Constant losses of PVWatts."}, losses);
  v.group({.name = "soiling", .doc = "Dust that settles, rain and washes that take it away."},
          soiling);
}

PvArray PvParams::make() const {
  PvArray array;
  if (tracker == Tracking::fixed) {
    array.mount = fixed_mount(tilt_deg, azimuth_deg, ground_cover);
  } else {
    array.mount = sloped_tracker_mount(slope_deg, slope_azimuth_deg, axis_azimuth_deg);
    array.mount.max_rotation_deg = max_rotation_deg;
    array.mount.ground_cover = ground_cover;
    array.mount.backtracks = backtrack;
  }
  array.blocks_across = static_cast<int>(blocks_across);
  PvLosses constant = losses;
  if (soiling) constant.soiling = 0.0;
  array.dc_w = dc_w;
  array.inverter = {.ac_w = ac_w.value_or(dc_w / kDefaultDcToAc),
                    .efficiency = inverter_efficiency};
  array.kept_frac = 1.0 - constant.total();
  array.degradation_per_year = degradation_per_year;
  array.temperature_per_k = temperature_per_k;
  array.low_light = low_light;
  array.reflection = reflection;
  array.albedo = albedo;
  array.sky = sky;
  if (cell_temperature.params) {
    const auto* chosen = dynamic_cast<const CellTemperatureParams*>(cell_temperature.params.get());
    if (!chosen)
      throw DomainError(
          fmt::format("pv: '{}' is not a cell-temperature model", cell_temperature.name));
    array.cell_temperature = chosen->make();
  }
  return array;
}

}  // namespace gigawatt::power
