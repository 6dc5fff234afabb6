// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>

#include "sim/scenario/fields.h"

namespace gigawatt {
class Registry;
}

// How hot a solar cell is. Equations and sources: docs/models/power/pv.md.

namespace gigawatt::power {

/// Sandia: T = T_air + E exp(a + b v) + E / 1000 ΔT, irradiance E [W/m²], wind v at 10 m [m/s].
struct SapmCell {
  double a = -3.47;
  double b = -0.0594;   ///< [s/m].
  double rise_k = 3.0;  ///< ΔT, cell above module back at 1000 W/m² [K]; 0 gives the module's.
};

/// PVsyst: T = T_air + E α (1 - η) / (u_c + u_v v).
struct PvsystCell {
  double constant_w_per_m2_k = 29.0;  ///< u_c.
  double wind_w_s_per_m3_k = 0.0;     ///< u_v.
  double efficiency = 0.2;            ///< η, of the module.
  double absorption = 0.9;            ///< α.
};

/// Faiman, IEC 61853: T = T_air + E / (u0 + u1 v), wind at the modules.
struct FaimanCell {
  double constant_w_per_m2_k = 25.0;  ///< u0.
  double wind_w_s_per_m3_k = 6.84;    ///< u1.
};

using CellTemperature = std::variant<SapmCell, PvsystCell, FaimanCell>;

/// [K]; `plane_w_per_m2` is all light that falls on the modules.
double cell_temperature_k(const CellTemperature& model, double plane_w_per_m2, double air_k,
                          double wind_m_per_s);

/// What a scenario says under `cell_temperature:`; kind "cell-temperature".
struct CellTemperatureParams : ModelParams {
  virtual CellTemperature make() const = 0;
};

/// Ways to build in a module, with Sandia's coefficients for each.
enum class Mounting { open_rack, open_rack_polymer, close_roof, insulated_back };

struct SapmCellParams final : CellTemperatureParams {
  Mounting mounting = Mounting::open_rack;

  void visit(FieldVisitor& v) override;
  CellTemperature make() const override;
};

struct PvsystCellParams final : CellTemperatureParams {
  PvsystCell cell;

  void visit(FieldVisitor& v) override;
  CellTemperature make() const override { return cell; }
};

struct FaimanCellParams final : CellTemperatureParams {
  FaimanCell cell;

  void visit(FieldVisitor& v) override;
  CellTemperature make() const override { return cell; }
};

/// Adds every model of kind "cell-temperature".
void add_cell_temperature_models(Registry& registry);

}  // namespace gigawatt::power
