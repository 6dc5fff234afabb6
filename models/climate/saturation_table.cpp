// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cmath>
#include <cstdint>

#include "models/climate/psychrometrics.h"

// Pressure: one cubic per kelvin through the values and slopes of the exact formula, with a knot
// exactly on the triple point where ice and water meet at an angle. Relative error below 3e-7.
//
// Temperature from enthalpy: a bilinear first guess (some tenths of a kelvin off) and one Halley
// step on the cubic of its cell. The guess is kept on its own side of the triple point, because
// the slope jumps there. Enthalpy knots are spaced like floating-point numbers: equal steps within
// an octave, eight per octave of h + 60 kJ/kg, so the bits of the number are the knot's index.

namespace gigawatt::climate {
namespace {

constexpr int kCellsBelow = 41;  // -40.99 degC ...
constexpr int kCellsAbove = 90;  // ... to 90.01 degC: the first guess may lie above 70.
constexpr double kFirstK = kTriplePointK - kCellsBelow;

constexpr double kTableFromK = kCelsiusZeroK - 40.0;
constexpr double kTableToK = kCelsiusZeroK + 70.0;

constexpr double kEnthalpyShift = 60.0e3;
constexpr double kFirstEnthalpy = 16384.0;  // 2^14 J/kg, shifted.
constexpr int kKnotBits = 3;                // Eight knots per octave.
constexpr int kEnthalpyCells = 7 << kKnotBits;
constexpr int kFractionBits = 52 - kKnotBits;

constexpr double kFirstPressure = 55.0e3;
constexpr double kPressureStep = 5.0e3;
constexpr int kPressureCells = 12;

constexpr int kPressureKnots = kPressureCells + 1;

double knot_enthalpy(int index) {
  const auto first = std::bit_cast<std::uint64_t>(kFirstEnthalpy);
  return std::bit_cast<double>(first + (static_cast<std::uint64_t>(index) << kFractionBits)) -
         kEnthalpyShift;
}

/// Slope of ln p_ws [1/K] from one side of `t_k`, by a four-point difference inside the branch.
double log_slope(double t_k, double direction) {
  const double step = 0.05 * direction;
  const auto value = [&](int n) {
    // A hair inside the branch, so that the knot on the triple point takes this side's formula.
    return std::log(saturation_pressure_pa(t_k + 1e-9 * direction + n * step));
  };
  return (-25.0 * value(0) + 48.0 * value(1) - 36.0 * value(2) + 16.0 * value(3) - 3.0 * value(4)) /
         (12.0 * step);
}

}  // namespace

SaturationTable::SaturationTable() {
  for (int cell = 0; cell < kCellsBelow + kCellsAbove; ++cell) {
    const double low_k = kTriplePointK + (cell - kCellsBelow);
    const double high_k = low_k + 1.0;
    const double low = gigawatt::climate::saturation_pressure_pa(low_k + 1e-9);
    const double high = gigawatt::climate::saturation_pressure_pa(high_k - 1e-9);
    const double slope_low = low * log_slope(low_k, 1.0);
    const double slope_high = high * log_slope(high_k, -1.0);
    cells_.push_back({low, slope_low, 3.0 * (high - low) - 2.0 * slope_low - slope_high,
                      2.0 * (low - high) + slope_low + slope_high});
  }
  for (int enthalpy = 0; enthalpy <= kEnthalpyCells; ++enthalpy) {
    for (int pressure = 0; pressure < kPressureKnots; ++pressure) {
      first_guess_k_.push_back(gigawatt::climate::saturation_temperature_k(
          knot_enthalpy(enthalpy), kFirstPressure + pressure * kPressureStep));
    }
  }
}

const SaturationTable& SaturationTable::shared() {
  static const SaturationTable table;
  return table;
}

double SaturationTable::saturation_pressure_pa(double temperature_k) const {
  if (!(temperature_k >= kTableFromK && temperature_k <= kTableToK)) {
    return gigawatt::climate::saturation_pressure_pa(temperature_k);
  }
  const double position = temperature_k - kFirstK;
  const int index = static_cast<int>(position);
  const double s = position - index;
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  return cell.c0 + s * (cell.c1 + s * (cell.c2 + s * cell.c3));
}

double SaturationTable::saturated_humidity_ratio(double temperature_k, double pressure_pa) const {
  return humidity_ratio(saturation_pressure_pa(temperature_k), pressure_pa);
}

double SaturationTable::saturated_enthalpy_j_per_kg(double temperature_k,
                                                    double pressure_pa) const {
  return enthalpy_j_per_kg(temperature_k, saturated_humidity_ratio(temperature_k, pressure_pa));
}

double SaturationTable::saturation_temperature_k(double enthalpy, double pressure_pa) const {
  const double shifted = enthalpy + kEnthalpyShift;
  const double column = (pressure_pa - kFirstPressure) * (1.0 / kPressureStep);
  constexpr double kLastEnthalpy = kFirstEnthalpy * 128.0;
  if (!(shifted >= kFirstEnthalpy && shifted < kLastEnthalpy && column >= 0.0 &&
        column < kPressureCells)) {
    return gigawatt::climate::saturation_temperature_k(enthalpy, pressure_pa);
  }

  // Bilinear guess.
  const std::uint64_t bits =
      std::bit_cast<std::uint64_t>(shifted) - std::bit_cast<std::uint64_t>(kFirstEnthalpy);
  const std::uint64_t row = bits >> kFractionBits;
  constexpr std::uint64_t kFractionMask = (std::uint64_t{1} << kFractionBits) - 1;
  const double along = static_cast<double>(static_cast<std::int64_t>(bits & kFractionMask)) *
                       (1.0 / static_cast<double>(kFractionMask + 1));
  const auto left = static_cast<std::size_t>(column);
  const double across = column - static_cast<double>(left);
  const double* low = first_guess_k_.data() + row * kPressureKnots + left;
  const double* high = low + kPressureKnots;
  const double at_low = low[0] + across * (low[1] - low[0]);
  const double at_high = high[0] + across * (high[1] - high[0]);
  const double guess_k = at_low + along * (at_high - at_low);

  // The cell of the guess, on the solution's side of the triple point.
  const double p_triple = cells_[kCellsBelow].c0;
  const double t_triple = kTriplePointK - kCelsiusZeroK;
  const bool over_ice = (enthalpy - 1006.0 * t_triple) * (pressure_pa - p_triple) <
                        kVapourMassRatio * p_triple * (2501.0e3 + 1860.0 * t_triple);
  int index = static_cast<int>(guess_k - kFirstK);
  if (over_ice) {
    index = index < kCellsBelow ? index : kCellsBelow - 1;
  } else {
    index = index < kCellsBelow ? kCellsBelow : index;
  }
  if (!(guess_k >= kFirstK && index < kCellsBelow + kCellsAbove)) {
    return gigawatt::climate::saturation_temperature_k(enthalpy, pressure_pa);
  }
  const Cell& cell = cells_[static_cast<std::size_t>(index)];
  const double s = guess_k - kFirstK - index;

  // Halley on F(T) = M p_ws (L0 + c t) - (h - 1006 t)(p - p_ws), which has no division.
  const double t = guess_k - kCelsiusZeroK;
  const double p_ws = cell.c0 + s * (cell.c1 + s * (cell.c2 + s * cell.c3));
  const double slope = cell.c1 + s * (2.0 * cell.c2 + s * 3.0 * cell.c3);
  const double bend = 2.0 * cell.c2 + s * 6.0 * cell.c3;
  const double latent = kVapourMassRatio * (2501.0e3 + 1860.0 * t);
  const double latent_slope = kVapourMassRatio * 1860.0;
  const double lacking = enthalpy - 1006.0 * t;
  const double dry_pa = pressure_pa - p_ws;
  const double f = p_ws * latent - lacking * dry_pa;
  const double f1 = slope * (latent + lacking) + p_ws * latent_slope + 1006.0 * dry_pa;
  const double f2 = bend * (latent + lacking) + 2.0 * slope * (latent_slope - 1006.0);
  return guess_k - 2.0 * f * f1 / (2.0 * f1 * f1 - f * f2);
}

}  // namespace gigawatt::climate
