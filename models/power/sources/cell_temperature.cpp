// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/cell_temperature.h"

#include <array>
#include <cmath>
#include <string_view>

#include "sim/scenario/registry.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 4> kMountingNames{"open-rack", "open-rack-polymer",
                                                         "close-roof", "insulated-back"};
// King, Boyson and Kratochvil 2004 (SAND2004-3535), table 1, in the order of Mounting.
constexpr std::array<SapmCell, 4> kMountings{
    {{-3.47, -0.0594, 3.0}, {-3.56, -0.0750, 3.0}, {-2.98, -0.0471, 1.0}, {-2.81, -0.0455, 0.0}}};

double rise_k(const SapmCell& cell, double plane_w_per_m2, double wind_m_per_s) {
  return plane_w_per_m2 * (std::exp(cell.a + cell.b * wind_m_per_s) + cell.rise_k / 1000.0);
}

double rise_k(const PvsystCell& cell, double plane_w_per_m2, double wind_m_per_s) {
  return plane_w_per_m2 * cell.absorption * (1.0 - cell.efficiency) /
         (cell.constant_w_per_m2_k + cell.wind_w_s_per_m3_k * wind_m_per_s);
}

double rise_k(const FaimanCell& cell, double plane_w_per_m2, double wind_m_per_s) {
  return plane_w_per_m2 / (cell.constant_w_per_m2_k + cell.wind_w_s_per_m3_k * wind_m_per_s);
}

void visit_losses(FieldVisitor& v, double& constant_w_per_m2_k, double& wind_w_s_per_m3_k) {
  v.number({.name = "constant",
            .unit = "W/m2/K",
            .doc = "Heat given off in still air.",
            .min = 0.0,
            .max = 200.0,
            .above_min = true},
           constant_w_per_m2_k);
  v.number({.name = "wind",
            .unit = "W*s/m3/K",
            .doc = "Heat given off more per speed of the wind.",
            .min = 0.0,
            .max = 50.0},
           wind_w_s_per_m3_k);
}

}  // namespace

double cell_temperature_k(const CellTemperature& model, double plane_w_per_m2, double air_k,
                          double wind_m_per_s) {
  return air_k +
         std::visit([&](const auto& cell) { return rise_k(cell, plane_w_per_m2, wind_m_per_s); },
                    model);
}

void SapmCellParams::visit(FieldVisitor& v) {
  v.choice({.name = "mounting",
            .doc = "open-rack: glass on both sides, free air behind (trackers too); "
                   "open-rack-polymer: glass and polymer; close-roof: a gap behind; "
                   "insulated-back: none."},
           kMountingNames, mounting);
}

CellTemperature SapmCellParams::make() const {
  return kMountings[static_cast<std::size_t>(mounting)];
}

void PvsystCellParams::visit(FieldVisitor& v) {
  visit_losses(v, cell.constant_w_per_m2_k, cell.wind_w_s_per_m3_k);
  v.number({.name = "efficiency", .doc = "Of the module.", .min = 0.0, .max = 0.5},
           cell.efficiency);
  v.number({.name = "absorption", .doc = "Share of light absorbed.", .min = 0.5, .max = 1.0},
           cell.absorption);
}

void FaimanCellParams::visit(FieldVisitor& v) {
  visit_losses(v, cell.constant_w_per_m2_k, cell.wind_w_s_per_m3_k);
}

void add_cell_temperature_models(Registry& registry) {
  const char* kind = "cell-temperature";
  registry.add<SapmCellParams>(kind, "sapm", "Sandia's, by mounting.");
  registry.add<PvsystCellParams>(kind, "pvsyst", "PVsyst's heat balance.");
  registry.add<FaimanCellParams>(kind, "faiman", "Faiman's, as in IEC 61853.");
}

}  // namespace gigawatt::power
