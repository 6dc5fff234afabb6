// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/fade_blast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace gigawatt::power {
namespace {

constexpr double kCalendarPower = 0.526;
constexpr double kCyclePower = 0.828;

// Gauss-Legendre nodes and weights on [0, 1]. The anode's potential bends over about 0.1 of charge:
// four points on 0.05 err by 1.4e-8 at most, on a way that begins at empty.
constexpr double kPanelFrac = 0.05;
constexpr std::array<double, 4> kNodes{0.06943184420297371, 0.33000947820757187, 0.6699905217924281,
                                       0.9305681557970263};
constexpr std::array<double, 4> kWeights{0.17392742256872693, 0.32607257743127307,
                                         0.32607257743127307, 0.17392742256872693};

/// Slope of anode_potential_v over charge [V].
double anode_slope_v(double charge_frac) {
  constexpr double kLithiation = 0.78 - 0.0085;
  const double lithiation = 0.0085 + kLithiation * charge_frac;
  const auto bell = [&](double middle, double width) {
    const double tanh = std::tanh((lithiation - middle) / width);
    return (1.0 - tanh * tanh) / width;
  };
  return kLithiation * (-0.5416 * 305.5309 * std::exp(-305.5309 * lithiation) -
                        0.044 * bell(0.1958, 0.1088) - 0.1978 * bell(1.0571, 0.0854) -
                        0.6875 * bell(-0.0117, 0.0529) - 0.0175 * bell(0.5692, 0.0875));
}

double held_temperature_k(double temperature_k) {
  return std::clamp(temperature_k, BlastLfpFade::kColdestK, BlastLfpFade::kHottestK);
}

/// The anode's potential in between values and slopes at 4,097 charges, by cubics: within 2e-8 V,
/// where one exponential and four hyperbolic tangents would be most of what a battery costs.
class AnodeTable {
 public:
  AnodeTable() {
    for (std::size_t knot = 0; knot <= kCells; ++knot) {
      const double charge_frac = static_cast<double>(knot) / kCells;
      knots_[knot] = {anode_potential_v(charge_frac), anode_slope_v(charge_frac) / kCells};
    }
  }
  double potential_v(double charge_frac) const {
    const double position = std::clamp(charge_frac, 0.0, 1.0) * kCells;
    const std::size_t cell = std::min(static_cast<std::size_t>(position), kCells - 1);
    const double s = position - static_cast<double>(cell);
    const Knot& low = knots_[cell];
    const Knot& high = knots_[cell + 1];
    const double rise = high.value - low.value;
    const double bend = low.slope + high.slope - 2.0 * rise;
    return low.value + s * (low.slope + s * (rise - low.slope - bend + s * bend));
  }

 private:
  static constexpr std::size_t kCells = 4096;
  struct Knot {
    double value, slope;  // [V], [V per cell].
  };
  std::array<Knot, kCells + 1> knots_{};
};

/// k_cal^(1/p) [1/day].
double calendar_pace(double temperature_k, double charge_frac) {
  static const double log_factor = std::log(8.37e4);
  static const AnodeTable anode;
  return std::exp(
      (log_factor - (5210.0 + 3560.0 * anode.potential_v(charge_frac)) / temperature_k) /
      kCalendarPower);
}

/// Its mean over a straight way from one charge to another.
double mean_calendar_pace(double temperature_k, double from_frac, double to_frac) {
  const double way = to_frac - from_frac;
  if (way == 0.0) return calendar_pace(temperature_k, from_frac);
  const int panels = static_cast<int>(std::ceil(std::abs(way) / kPanelFrac));
  double sum = 0.0;
  for (int panel = 0; panel < panels; ++panel)
    for (std::size_t node = 0; node < kNodes.size(); ++node)
      sum += kWeights[node] *
             calendar_pace(temperature_k, from_frac + way * (panel + kNodes[node]) / panels);
  return sum / panels;
}

/// The part of k_cyc that depends on temperature, and the part that depends on how cells cycle.
double cycle_warmth(double temperature_k) {
  return std::exp(2190.0 / temperature_k) + std::exp(-1.55e5 / temperature_k);
}
double cycle_strain(double depth_frac, double rate_per_hour) {
  return 4.38e-8 + 1.55e-8 * depth_frac + 1.68e-7 * rate_per_hour;
}

}  // namespace

double anode_potential_v(double charge_frac) {
  const double lithiation = 0.0085 + (0.78 - 0.0085) * charge_frac;
  return 0.6379 + 0.5416 * std::exp(-305.5309 * lithiation) +
         0.044 * std::tanh(-(lithiation - 0.1958) / 0.1088) -
         0.1978 * std::tanh((lithiation - 1.0571) / 0.0854) -
         0.6875 * std::tanh((lithiation + 0.0117) / 0.0529) -
         0.0175 * std::tanh((lithiation - 0.5692) / 0.0875);
}

double BlastLfpFade::calendar_rate(double temperature_k, double charge_frac) {
  return std::pow(calendar_pace(temperature_k, charge_frac), kCalendarPower);
}

double BlastLfpFade::cycle_rate(double temperature_k, double depth_frac, double rate_per_hour) {
  return cycle_strain(depth_frac, rate_per_hour) * cycle_warmth(temperature_k);
}

void BlastLfpFade::endure(const ChargeStretch& stretch, CellDay& day, OutsideFade& outside) const {
  const double temperature_k = held_temperature_k(stretch.temperature_k);
  if (temperature_k != stretch.temperature_k) outside.temperature_s += stretch.seconds;
  day.calendar_dose += mean_calendar_pace(temperature_k, stretch.from_frac, stretch.to_frac) *
                       stretch.seconds / kDayS;
  // Depth and rate are known at the end of the day only; the rest of k_cyc^(1/p) is summed here.
  if (stretch.throughput_frac > 0.0)
    day.cycle_dose +=
        std::pow(cycle_warmth(temperature_k), 1.0 / kCyclePower) * stretch.throughput_frac / 2.0;
}

void BlastLfpFade::book(const CellDay& day, CellAge& age) const {
  age.days += day.seconds / kDayS;
  age.calendar_sum += day.calendar_dose;
  if (day.cycle_dose > 0.0)
    age.cycle_sum +=
        day.cycle_dose * std::pow(cycle_strain(std::clamp(day.depth_frac(), kShallowestFrac, 1.0),
                                               std::min(day.rate_per_hour(), kFastestPerHour)),
                                  1.0 / kCyclePower);
  const double health_frac =
      1.0 - std::pow(age.calendar_sum, kCalendarPower) - std::pow(age.cycle_sum, kCyclePower);
  age.health_frac = std::clamp(health_frac, 0.0, age.health_frac);
}

void BlastLfpFade::review(const CellDay& day, const CellAge&, OutsideFade& outside) const {
  if (day.throughput_frac == 0.0) return;
  if (day.depth_frac() < kShallowestFrac) outside.depth_s += day.seconds;
  if (day.rate_per_hour() > kFastestPerHour) outside.rate_s += day.seconds;
}

}  // namespace gigawatt::power
