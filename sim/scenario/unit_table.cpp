// SPDX-License-Identifier: Apache-2.0

// Conversion factors are exact by definition (NIST SP 811, appendix B) unless noted.

#include "sim/scenario/unit_table.h"

#include <initializer_list>
#include <utility>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt {
namespace {

using enum BaseUnit;
using Powers = std::initializer_list<std::pair<BaseUnit, int>>;

constexpr double kPi = 3.14159265358979323846;
constexpr double kBtuJ = 1055.05585262;     // International Table Btu [J]
constexpr double kPoundKg = 0.45359237;     // avoirdupois pound [kg]
constexpr double kGravityMPerS2 = 9.80665;  // standard gravity [m/s2]
constexpr double kInchM = 0.0254;
constexpr double kFootM = 12 * kInchM;
constexpr double kGallonM3 = 231 * kInchM * kInchM * kInchM;  // US liquid gallon [m3]
constexpr double kPsiPa = kPoundKg * kGravityMPerS2 / (kInchM * kInchM);
constexpr double kZeroCelsiusK = 273.15;
constexpr double kRankineK = 5.0 / 9.0;

Unit make_unit(double scale, Powers powers, double offset = 0.0) {
  Unit unit;
  unit.scale = scale;
  unit.offset = offset;
  for (const auto& [base, power] : powers) {
    unit.dimension[static_cast<std::size_t>(base)] = static_cast<std::int8_t>(power);
  }
  return unit;
}

std::vector<NamedUnit> make_units() {
  const Powers length{{metre, 1}}, area{{metre, 2}}, volume{{metre, 3}};
  const Powers mass{{kilogram, 1}}, time{{second, 1}}, temperature{{kelvin, 1}};
  const Powers force{{metre, 1}, {kilogram, 1}, {second, -2}};
  const Powers pressure{{metre, -1}, {kilogram, 1}, {second, -2}};
  const Powers energy{{metre, 2}, {kilogram, 1}, {second, -2}};
  const Powers power{{metre, 2}, {kilogram, 1}, {second, -3}};
  const Powers voltage{{metre, 2}, {kilogram, 1}, {second, -3}, {ampere, -1}};
  const Powers resistance{{metre, 2}, {kilogram, 1}, {second, -3}, {ampere, -2}};
  const Powers flow{{metre, 3}, {second, -1}};

  std::vector<NamedUnit> units;
  const auto add = [&](std::initializer_list<std::string_view> names, std::string_view prefixes,
                       Unit unit) {
    for (const std::string_view name : names)
      units.push_back({name, prefixes, unit});
  };
  add({"1"}, "", make_unit(1.0, {}));
  add({"%"}, "", make_unit(0.01, {}));
  add({"ppm"}, "", make_unit(1e-6, {}));

  add({"s", "sec", "second", "seconds"}, "", make_unit(1.0, time));
  add({"s"}, "munp", make_unit(1.0, time));
  add({"min", "minute", "minutes"}, "", make_unit(60.0, time));
  add({"h", "hr", "hour", "hours"}, "", make_unit(kHourS, time));
  add({"d", "day", "days"}, "", make_unit(kDayS, time));
  add({"week", "weeks"}, "", make_unit(7 * kDayS, time));
  add({"month", "months"}, "", make_unit(kYearS / 12, time));
  add({"year", "years", "yr"}, "", make_unit(kYearS, time));
  add({"Hz"}, "kMG", make_unit(1.0, {{second, -1}}));

  add({"m"}, "kcmun", make_unit(1.0, length));
  add({"in"}, "", make_unit(kInchM, length));
  add({"ft"}, "", make_unit(kFootM, length));
  add({"mi"}, "", make_unit(5280 * kFootM, length));
  add({"ha"}, "", make_unit(1e4, area));
  add({"acre", "acres"}, "", make_unit(43560 * kFootM * kFootM, area));
  add({"L", "l", "litre", "litres", "liter", "liters"}, "", make_unit(1e-3, volume));
  add({"L"}, "mkM", make_unit(1e-3, volume));
  add({"gal"}, "", make_unit(kGallonM3, volume));
  add({"cfm"}, "", make_unit(kFootM * kFootM * kFootM / 60, flow));
  add({"gpm"}, "", make_unit(kGallonM3 / 60, flow));

  add({"g"}, "kmu", make_unit(1e-3, mass));
  add({"t", "tonne", "tonnes"}, "", make_unit(1e3, mass));
  add({"t"}, "kM", make_unit(1e3, mass));
  add({"lb", "lbs"}, "", make_unit(kPoundKg, mass));
  add({"mol"}, "mk", make_unit(1.0, {{mole, 1}}));

  add({"K"}, "m", make_unit(1.0, temperature));
  add({"degC", "°C", "C"}, "", make_unit(1.0, temperature, kZeroCelsiusK));
  add({"degF", "°F", "F"}, "", make_unit(kRankineK, temperature, kZeroCelsiusK - 32.0 * kRankineK));

  add({"N"}, "mkM", make_unit(1.0, force));
  add({"Pa"}, "hkM", make_unit(1.0, pressure));
  add({"bar"}, "m", make_unit(1e5, pressure));
  add({"atm"}, "", make_unit(101325.0, pressure));
  add({"psi"}, "", make_unit(kPsiPa, pressure));
  add({"inHg"}, "", make_unit(3386.389, pressure));    // conventional, SP 811
  add({"inH2O"}, "", make_unit(249.08891, pressure));  // conventional (4 degC water), SP 811

  add({"J"}, "mkMGTP", make_unit(1.0, energy));
  add({"Wh"}, "kMGT", make_unit(kHourS, energy));
  add({"Btu", "BTU"}, "k", make_unit(kBtuJ, energy));
  add({"MMBtu", "MMBTU"}, "", make_unit(1e6 * kBtuJ, energy));
  add({"therm", "therms"}, "", make_unit(1e5 * kBtuJ, energy));
  add({"W"}, "munkMGT", make_unit(1.0, power));
  add({"hp"}, "", make_unit(550 * kFootM * kPoundKg * kGravityMPerS2, power));
  add({"TR"}, "", make_unit(12000 * kBtuJ / kHourS, power));  // ton of refrigeration
  add({"VA"}, "kMG", make_unit(1.0, {{volt_ampere, 1}}));
  add({"V"}, "mkM", make_unit(1.0, voltage));
  add({"A"}, "mk", make_unit(1.0, {{ampere, 1}}));
  add({"Ohm", "ohm"}, "mk", make_unit(1.0, resistance));

  add({"rad"}, "m", make_unit(1.0, {{radian, 1}}));
  add({"deg", "°"}, "", make_unit(kPi / 180.0, {{radian, 1}}));
  add({"bit", "bits"}, "", make_unit(1.0, {{bit, 1}}));
  add({"bit"}, "kMGTP", make_unit(1.0, {{bit, 1}}));
  add({"B", "byte", "bytes"}, "", make_unit(8.0, {{bit, 1}}));
  add({"B"}, "kMGTPE", make_unit(8.0, {{bit, 1}}));
  add({"KiB"}, "", make_unit(8.0 * 1024, {{bit, 1}}));
  add({"MiB"}, "", make_unit(8.0 * 1024 * 1024, {{bit, 1}}));
  add({"GiB"}, "", make_unit(8.0 * 1024 * 1024 * 1024, {{bit, 1}}));
  add({"TiB"}, "", make_unit(8.0 * 1024 * 1024 * 1024 * 1024, {{bit, 1}}));
  add({"FLOP", "flop"}, "kMGTPE", make_unit(1.0, {{flop, 1}}));
  add({"FLOPS"}, "kMGTPE", make_unit(1.0, {{flop, 1}, {second, -1}}));

  add({"USD", "$"}, "", make_unit(1.0, {{usd, 1}}));
  add({"USD"}, "kM", make_unit(1.0, {{usd, 1}}));
  add({"token", "tokens"}, "kMGT", make_unit(1.0, {{token, 1}}));
  add({"GPU", "GPUs", "gpu", "gpus"}, "", make_unit(1.0, {{gpu, 1}}));
  add({"node", "nodes"}, "", make_unit(1.0, {{node, 1}}));
  add({"rack", "racks"}, "", make_unit(1.0, {{rack, 1}}));
  add({"job", "jobs"}, "", make_unit(1.0, {{job, 1}}));
  add({"satellite", "satellites"}, "", make_unit(1.0, {{satellite, 1}}));
  add({"cycle", "cycles"}, "", make_unit(1.0, {{cycle, 1}}));
  add({"launch", "launches"}, "", make_unit(1.0, {{launch, 1}}));
  add({"request", "requests"}, "", make_unit(1.0, {{request, 1}}));
  return units;
}

constexpr NamedQuantity kQuantities[] = {
    {"a power", "W", "5 MW", "W kW MW GW"},
    {"an energy", "J", "5 MWh", "J kJ MJ GJ kWh MWh GWh MMBtu"},
    {"a time", "s", "15 min", "ms s min h hour hours day days week weeks year years"},
    {"a length", "m", "12 m", "mm cm m km in ft mi"},
    {"an area", "m2", "200 m2", "m2 km2 ha acre ft2"},
    {"a volume", "m3", "40 m3", "L m3 gal"},
    {"a mass", "kg", "120 kg", "g kg t lb"},
    {"a temperature", "K", "27 degC", "degC K degF"},
    {"a temperature difference", "dK", "5 K", "K"},
    {"a pressure", "Pa", "101.3 kPa", "Pa kPa bar psi"},
    {"a frequency", "Hz", "1 Hz", "Hz kHz"},
    {"a speed", "m/s", "3 m/s", "m/s km/h"},
    {"a mass flow", "kg/s", "20 kg/s", "kg/s kg/h t/h"},
    {"a volume flow", "m3/s", "0.5 m3/s", "m3/s m3/h L/s L/min L/h L/day gpm cfm"},
    {"a density", "kg/m3", "998 kg/m3", "kg/m3"},
    {"a power per area", "W/m2", "800 W/m2", "W/m2 kW/m2"},
    {"a heat capacity", "J/K", "3 MJ/K", "J/K kJ/K MJ/K"},
    {"a specific heat", "J/kg/K", "4186 J/kg/K", "J/kg/K kJ/kg/K"},
    {"a thermal conductance", "W/K", "2 kW/K", "W/K kW/K MW/K"},
    {"a thermal resistance", "K/W", "0.03 K/W", "K/W"},
    {"a power ramp", "W/s", "1 MW/min", "W/s kW/s MW/s MW/min"},
    {"an amount of money", "USD", "2000000 USD", "USD kUSD MUSD"},
    {"a price of energy", "USD/J", "64 USD/MWh", "USD/MWh USD/kWh USD/MMBtu USD/GJ"},
    {"a price of power", "USD/W", "900 USD/kW", "USD/W USD/kW USD/MW"},
    {"a demand charge", "USD/W/s", "18 USD/kW-month", "USD/kW-month USD/MW-month USD/kW-year"},
    {"a price of volume", "USD/m3", "1.2 USD/m3", "USD/m3 USD/L USD/gal"},
    {"a price of mass", "USD/kg", "500 USD/kg", "USD/kg USD/t"},
    {"a price of data", "USD/bit", "0.02 USD/GB", "USD/GB USD/TB"},
    {"a price of GPU time", "USD/GPU-h", "2.35 USD/GPU-h", "USD/GPU-h"},
    {"a carbon intensity", "kg/J", "400 g/kWh", "g/kWh kg/kWh kg/MWh"},
    {"a water use per energy", "m3/J", "1.8 L/kWh", "L/kWh L/MWh m3/MWh gal/MWh"},
    {"an amount of data", "bit", "80 GB", "B kB MB GB TB PB GiB"},
    {"a data rate", "bit/s", "400 Gbit/s", "Mbit/s Gbit/s Tbit/s MB/s GB/s TB/s"},
    {"an amount of computing", "FLOP", "1 EFLOP", "GFLOP TFLOP PFLOP EFLOP"},
    {"a computing speed", "FLOPS", "989 TFLOPS", "GFLOPS TFLOPS PFLOPS EFLOPS"},
    {"an angle", "rad", "30 deg", "deg rad"},
    {"a voltage", "V", "480 V", "V kV"},
    {"a current", "A", "30 A", "A kA"},
    {"an apparent power", "VA", "3 MVA", "VA kVA MVA"},
    {"a power per GPU", "W/GPU", "40 W/GPU", "W/GPU kW/GPU"},
    {"a power per node", "W/node", "10 kW/node", "W/node kW/node"},
    {"a power per rack", "W/rack", "130 kW/rack", "W/rack kW/rack"},
    {"a force", "N", "10 N", "N kN"},
};

}  // namespace

std::span<const NamedUnit> named_units() {
  static const std::vector<NamedUnit> units = make_units();
  return units;
}

std::span<const NamedQuantity> named_quantities() {
  return kQuantities;
}

}  // namespace gigawatt
