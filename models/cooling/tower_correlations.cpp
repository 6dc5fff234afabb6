// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/tower_correlations.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {
namespace {

// Coefficients: EnergyPlus Engineering Reference, CoolingTower:VariableSpeed.
// York: every Twb^w Tr^r LG^l with exponents 0..2, w running fastest, then r, then l.
constexpr std::array<double, 27> kYork{
    -0.359741205,    -0.055053608,    0.0023850432,    0.173926877,       -0.0248473764,
    0.00048430224,   -0.005589849456, 0.0005770079712, -0.00001342427256, 2.84765801111111,
    -0.121765149,    0.0014599242,    1.680428651,     -0.0166920786,     -0.0007190532,
    -0.025485194448, 4.87491696E-05,  2.719234152E-05, -0.06537662555556, -0.002278167,
    0.0002500254,    -0.0910565458,   0.00318176316,   3.8621772E-05,     -0.0034285382352,
    8.56589904E-06,  -1.516821552E-06};

// CoolTools: every FRa^l FRw^i Twb^j Tr^k with l + i + j + k <= 3, l running fastest, then i, j, k.
constexpr std::array<double, 35> kCoolTools{
    0.52049709836241,     -10.617046395344,     10.7292974722538,     -2.74988377158227,
    4.73629943913743,     -8.25759700874711,    1.57640938114136,     6.51119643791324,
    1.50433525206692,     -3.2888529287801,     0.0257786145353773,   0.182464289315254,
    -0.0818947291400898,  -0.215010003996285,   0.0186741309635284,   0.0536824177590012,
    -0.00270968955115031, 0.00112277498589279,  -0.00127758497497718, 0.0000760420796601607,
    1.43600088336017,     -0.5198695909109,     0.117339576910507,    1.50492810819924,
    -0.135898905926974,   -0.152577581866506,   -0.0533843828114562,  0.00493294869565511,
    -0.00796260394174197, 0.000222619828621544, -0.0543952001568055,  0.00474266881169693,
    -0.0185854671815598,  0.00115667701293848,  0.000807370664460284};

constexpr ApproachRange kYorkRange{-34.4, 26.7, 1.1, 22.2, 1.1, 40.0, 0.75, 1.25, 8.0};
constexpr ApproachRange kCoolToolsRange{-1.0, 26.7, 1.1, 11.1, 1.1, 11.1, 0.75, 1.25, 8.0};

double york(double range_k, double wet_bulb_c, double water_to_air) {
  double sum = 0.0;
  std::size_t term = 0;
  double by_ratio = 1.0;
  for (int l = 0; l < 3; ++l, by_ratio *= water_to_air) {
    double by_range = by_ratio;
    for (int r = 0; r < 3; ++r, by_range *= range_k, term += 3)
      sum +=
          by_range * (kYork[term] + wet_bulb_c * (kYork[term + 1] + wet_bulb_c * kYork[term + 2]));
  }
  return sum;
}

double cool_tools(double range_k, double wet_bulb_c, double water, double air) {
  double sum = 0.0;
  std::size_t term = 0;
  double by_range = 1.0;
  for (int k = 0; k <= 3; ++k, by_range *= range_k) {
    double by_wet_bulb = by_range;
    for (int j = 0; j <= 3 - k; ++j, by_wet_bulb *= wet_bulb_c) {
      double by_water = by_wet_bulb;
      for (int i = 0; i <= 3 - k - j; ++i, by_water *= water) {
        double by_air = by_water;
        for (int l = 0; l <= 3 - k - j - i; ++l, by_air *= air)
          sum += kCoolTools[term++] * by_air;
      }
    }
  }
  return sum;
}

double evaluate(ApproachCurve curve, double range_k, double wet_bulb_c, double water, double air) {
  return curve == ApproachCurve::york_calc ? york(range_k, wet_bulb_c, water / air)
                                           : cool_tools(range_k, wet_bulb_c, water, air);
}

std::string_view name_of(ApproachCurve curve) {
  return curve == ApproachCurve::york_calc ? "wet-tower-york" : "wet-tower-cooltools";
}

void require(ApproachCurve curve, std::string_view what, double value, double low, double high,
             std::string_view unit) {
  if (value >= low && value <= high) return;
  throw DomainError(
      fmt::format("{}: {} {:.4g}{} is outside the {:.4g} to {:.4g}{} its curve holds for",
                  name_of(curve), what, value, unit, low, high, unit));
}

}  // namespace

const ApproachRange& approach_range(ApproachCurve curve) {
  return curve == ApproachCurve::york_calc ? kYorkRange : kCoolToolsRange;
}

double approach_k(ApproachCurve curve, double range_k, double wet_bulb_c, double water_ratio,
                  double air_ratio) {
  const ApproachRange& limits = approach_range(curve);
  require(curve, "wet bulb", wet_bulb_c, limits.wet_bulb_min_c, limits.wet_bulb_max_c, " degC");
  require(curve, "range", range_k, limits.range_min_k, limits.range_max_k, " K");
  require(curve, "water flow ratio", water_ratio, limits.water_min, limits.water_max, "");
  require(curve, "water to air ratio", water_ratio / air_ratio, 0.0, limits.water_to_air_max, "");
  const double approach = evaluate(curve, range_k, wet_bulb_c, water_ratio, air_ratio);
  require(curve, "approach", approach, limits.approach_min_k, limits.approach_max_k, " K");
  return approach;
}

CorrelationTower::CorrelationTower(ApproachCurve curve, const RejectionDesign& design,
                                   double design_wet_bulb_k)
    : HeatRejection(design), curve_(curve) {
  const double wet_bulb_c = design_wet_bulb_k - climate::kCelsiusZeroK;
  const ApproachRange& limits = approach_range(curve);
  double low = limits.water_min;
  double high = limits.water_max;
  const double best = approach_k(curve, design.range_k, wet_bulb_c, low, 1.0);
  const double worst = approach_k(curve, design.range_k, wet_bulb_c, high, 1.0);
  if (design.approach_k < best || design.approach_k > worst) {
    throw DomainError(
        fmt::format("{}: design approach {:.2f} K is outside the {:.2f} to {:.2f} K its curve "
                    "reaches at {:.2f} degC wet bulb and "
                    "{:.2f} K range; change approach or range, or use wet-tower-merkel",
                    name_of(curve), design.approach_k, best, worst, wet_bulb_c, design.range_k));
  }
  for (int step = 0; step < 60; ++step) {
    water_ratio_ = 0.5 * (low + high);
    (evaluate(curve, design.range_k, wet_bulb_c, water_ratio_, 1.0) > design.approach_k ? high
                                                                                        : low) =
        water_ratio_;
  }
  // The curve ends at three quarters of its reference flow: pump no less.
  design_.pump.min_flow_frac =
      std::min(1.0, std::max(design_.pump.min_flow_frac, limits.water_min / water_ratio_));
}

RejectionState CorrelationTower::state(double heat_w, double water_frac,
                                       const climate::AirState& air) const {
  const ApproachRange& limits = approach_range(curve_);
  RejectionState state;
  state.heat_w = heat_w;
  state.water_frac = water_frac;
  state.water_w_per_k = design_.heat_w / design_.range_k * state.water_frac;
  state.range_k = heat_w / state.water_w_per_k;
  state.sink_k = air.wet_bulb_k;
  state.pressure_pa = air.pressure_pa;
  const double wet_bulb_c = air.wet_bulb_k - climate::kCelsiusZeroK;
  const double range_k = state.range_k;
  state.clamped = wet_bulb_c < limits.wet_bulb_min_c || wet_bulb_c > limits.wet_bulb_max_c ||
                  range_k < limits.range_min_k || range_k > limits.range_max_k;
  return state;
}

double CorrelationTower::approach_at(const RejectionState& state, double range_k,
                                     double air_ratio) const {
  const ApproachRange& limits = approach_range(curve_);
  const double wet_bulb_c = std::clamp(state.sink_k - climate::kCelsiusZeroK, limits.wet_bulb_min_c,
                                       limits.wet_bulb_max_c);
  const double range = std::clamp(range_k, limits.range_min_k, limits.range_max_k);
  const double water =
      std::clamp(water_ratio_ * state.water_frac, limits.water_min, limits.water_max);
  const double air = std::max(air_ratio, water / limits.water_to_air_max);
  return std::clamp(evaluate(curve_, range, wet_bulb_c, water, air), limits.approach_min_k,
                    limits.approach_max_k);
}

double CorrelationTower::leaving_k(const RejectionState& state, double air_ratio) const {
  return state.sink_k + approach_at(state, state.range_k, air_ratio);
}

double CorrelationTower::leaving_free_k(const RejectionState& state) const {
  // Free convection cools the water by a fixed share of what full fans would at the same entering
  // temperature; the same heat then needs a range that much larger at full fans.
  const double range_k = state.range_k;
  const double full_range_k = range_k / design_.free_convection;
  return state.sink_k + approach_at(state, full_range_k, 1.0) + full_range_k - range_k;
}

}  // namespace gigawatt::cooling
