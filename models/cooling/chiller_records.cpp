// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cassert>

#include "models/cooling/chiller_eir.h"

// Measured machines of the CoolTools library (1991-2001), distributed as the EnergyPlus data set
// Chillers.idf; the same coefficients stand in the Modelica Buildings library,
// Buildings.Fluid.Chillers.Data.ElectricEIR. The reference point is not always the rated point, and
// a curve need not be exactly 1 there.

namespace gigawatt::cooling {
namespace {

constexpr std::array<ChillerRecord, 6> kRecords{{
    {.name = "carrier-19xr-1407",
     .capacity_w = 1406.6e3,
     .cop = 6.04,
     .leaving_ref_c = 6.67,
     .condenser_ref_c = 29.44,
     .leaving_min_c = 4.44,
     .leaving_max_c = 10.0,
     .condenser_min_c = 12.78,
     .condenser_max_c = 32.22,
     .plr_min = 0.20,
     .plr_max = 1.04,
     .air_cooled = false,
     .capacity = {1.042261, 2.644821e-3, -1.468026e-3, 1.366256e-2, -8.302334e-4, 1.573579e-3},
     .eir = {1.026340, -1.612819e-2, -1.092591e-3, -1.784393e-2, 7.961842e-4, -9.586049e-5},
     .part_load = {1.188880e-1, 6.723542e-1, 2.068754e-1},
     .source = "EnergyPlus Chillers.idf: ElectricEIRChiller Carrier 19XR 1407kW/6.04COP/VSD"},
    {.name = "york-yt-1055",
     .capacity_w = 1055.0e3,
     .cop = 5.96,
     .leaving_ref_c = 6.67,
     .condenser_ref_c = 29.44,
     .leaving_min_c = 4.44,
     .leaving_max_c = 8.89,
     .condenser_min_c = 12.78,
     .condenser_max_c = 35.00,
     .plr_min = 0.10,
     .plr_max = 1.05,
     .air_cooled = false,
     .capacity = {1.785912e-1, -5.900023e-2, -5.946963e-4, 9.297889e-2, -2.841024e-3, 4.974221e-3},
     .eir = {5.245110e-1, -2.850126e-2, 8.034720e-4, 1.893133e-2, 1.151629e-4, -9.340642e-5},
     .part_load = {2.619878e-1, 2.393605e-1, 4.988306e-1},
     .source = "EnergyPlus Chillers.idf: ElectricEIRChiller York YT 1055kW/5.96COP/Vanes"},
    {.name = "trane-cvhf-2317",
     .capacity_w = 2317.4e3,
     .cop = 6.33,
     .leaving_ref_c = 5.56,
     .condenser_ref_c = 29.44,
     .leaving_min_c = 4.44,
     .leaving_max_c = 8.89,
     .condenser_min_c = 12.78,
     .condenser_max_c = 29.44,
     .plr_min = 0.10,
     .plr_max = 1.04,
     .air_cooled = false,
     .capacity = {7.277716e-1, 1.018101e-2, -6.282438e-4, 1.337701e-2, -5.050352e-4, 1.527259e-3},
     .eir = {3.502330e-1, -2.301510e-2, 5.749596e-4, 1.902421e-2, 3.109974e-4, -4.714517e-4},
     .part_load = {9.861441e-2, 5.297727e-1, 3.707229e-1},
     .source = "EnergyPlus Chillers.idf: ElectricEIRChiller Trane CVHF 2317kW/6.33COP/VSD"},
    {.name = "carrier-19fa-5651",
     .capacity_w = 5651.3e3,
     .cop = 5.50,
     .leaving_ref_c = 6.67,
     .condenser_ref_c = 29.44,
     .leaving_min_c = 4.44,
     .leaving_max_c = 8.89,
     .condenser_min_c = 15.56,
     .condenser_max_c = 29.44,
     .plr_min = 0.19,
     .plr_max = 1.02,
     .air_cooled = false,
     .capacity = {1.299676, 1.790645e-2, -2.522300e-3, 2.536423e-3, -1.128041e-3, 3.003265e-3},
     .eir = {7.853207e-1, -1.652255e-2, -3.294526e-4, 4.569179e-3, 1.964013e-4, 1.761497e-4},
     .part_load = {1.629327e-1, 5.709336e-1, 2.659304e-1},
     .source = "EnergyPlus Chillers.idf: ElectricEIRChiller Carrier 19FA 5651kW/5.50COP/Vanes"},
    {.name = "york-yk-4396",
     .capacity_w = 4395.8e3,
     .cop = 6.63,
     .leaving_ref_c = 6.67,
     .condenser_ref_c = 26.67,
     .leaving_min_c = 4.44,
     .leaving_max_c = 7.78,
     .condenser_min_c = 12.78,
     .condenser_max_c = 26.67,
     .plr_min = 0.41,
     .plr_max = 1.06,
     .air_cooled = false,
     .capacity = {3.693621e-1, -7.284715e-2, -4.871930e-3, 1.223355e-1, -5.368259e-3, 1.035036e-2},
     .eir = {5.913358e-1, -5.974145e-2, 8.176561e-4, 3.987353e-2, -8.176694e-4, 1.457994e-3},
     .part_load = {3.021070e-1, 3.103971e-2, 6.669726e-1},
     .source = "EnergyPlus Chillers.idf: ElectricEIRChiller York YK 4396kW/6.63COP/Vanes"},
    {.name = "york-ycal0033-101-air",
     .capacity_w = 100.582e3,
     .cop = 3.1,
     .leaving_ref_c = 6.67,
     .condenser_ref_c = 35.0,
     .leaving_min_c = 4.44,
     .leaving_max_c = 10.0,
     .condenser_min_c = 23.89,
     .condenser_max_c = 51.67,
     .plr_min = 0.10,
     .plr_max = 1.15,
     .air_cooled = true,
     .capacity = {-0.2660645697, 0.0998714035, -0.0023814154, 0.0628316481, -0.0009644649,
                  -0.0011249224},
     .eir = {0.1807017787, 0.0271530312, -0.0004553574, 0.0188175079, 0.0002623276, -0.0012881189},
     .part_load = {0.0, 1.0, 0.0},
     .source = "EnergyPlus Chillers.idf: ElectricEIRChiller York YCAL0033EE 100.6kW/3.1COP"},
}};

constexpr auto kNames = [] {
  std::array<std::string_view, kRecords.size() + 1> names{"standard"};
  for (std::size_t i = 0; i < kRecords.size(); ++i)
    names[i + 1] = kRecords[i].name;
  return names;
}();

}  // namespace

std::span<const ChillerRecord> chiller_records() {
  return kRecords;
}

std::span<const std::string_view> chiller_record_names() {
  return kNames;
}

const ChillerRecord& standard_chiller(bool air_cooled) {
  return kRecords[air_cooled ? 5 : 1];
}

}  // namespace gigawatt::cooling
