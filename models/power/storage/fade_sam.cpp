// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/fade_sam.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <utility>

namespace gigawatt::power {
namespace {

constexpr double kReferenceK = 296.0;

/// Mean of k^2 over a straight way from one charge to another: exp(2 c charge / T) integrates.
double mean_square_rate(const SamCalendarCoefficients& k, const ChargeStretch& stretch) {
  const double low = k.rate(stretch.temperature_k, std::min(stretch.from_frac, stretch.to_frac));
  const double exponent =
      2.0 * k.c * std::abs(stretch.to_frac - stretch.from_frac) / stretch.temperature_k;
  return low * low * (exponent == 0.0 ? 1.0 : std::expm1(exponent) / exponent);
}

}  // namespace

double SamCalendarCoefficients::rate(double temperature_k, double charge_frac) const {
  return a * std::exp(b * (1.0 / temperature_k - 1.0 / kReferenceK) +
                      c * (charge_frac / temperature_k - 1.0 / kReferenceK));
}

double CapacityCurve::value(double x) const {
  assert(at.size() == capacity_frac.size() && at.size() >= 2);
  const auto above = std::upper_bound(at.begin() + 1, at.end() - 1, x);
  const auto right = static_cast<std::size_t>(above - at.begin());
  const double share = (x - at[right - 1]) / (at[right] - at[right - 1]);
  return capacity_frac[right - 1] + share * (capacity_frac[right] - capacity_frac[right - 1]);
}

SamFade::SamFade(Calendar calendar, std::vector<DepthCurve> cycles)
    : calendar_(std::move(calendar)), cycles_(std::move(cycles)) {}

double SamFade::calendar_capacity_frac(const CellAge& age) const {
  if (const auto* k = std::get_if<SamCalendarCoefficients>(&calendar_))
    return k->q0 - std::sqrt(age.calendar_sum);
  if (const auto* curve = std::get_if<CapacityCurve>(&calendar_)) return curve->value(age.days);
  return 1.0;
}

double SamFade::cycle_loss_frac(double range_frac, double cycle) const {
  const auto loss_at = [cycle](const DepthCurve& row) {
    return row.curve.value(cycle) - row.curve.value(cycle + 1.0);
  };
  const auto deeper =
      std::find_if(cycles_.begin(), cycles_.end(),
                   [range_frac](const DepthCurve& row) { return row.depth_frac >= range_frac; });
  if (deeper == cycles_.end()) return loss_at(cycles_.back());
  const bool first = deeper == cycles_.begin();
  const double low_depth = first ? 0.0 : std::prev(deeper)->depth_frac;
  const double low_loss = first ? 0.0 : loss_at(*std::prev(deeper));
  const double share = (range_frac - low_depth) / (deeper->depth_frac - low_depth);
  return low_loss + share * (loss_at(*deeper) - low_loss);
}

void SamFade::endure(const ChargeStretch& stretch, CellDay& day, OutsideFade&) const {
  if (const auto* k = std::get_if<SamCalendarCoefficients>(&calendar_))
    day.calendar_dose += mean_square_rate(*k, stretch) * stretch.seconds / kDayS;
}

void SamFade::book(const CellDay& day, CellAge& age) const {
  age.days += day.seconds / kDayS;
  age.calendar_sum += day.calendar_dose;
  if (!cycles_.empty())
    for (const double range_frac : day.closed_ranges) {
      age.cycles += 1.0;
      age.cycle_sum += std::max(0.0, cycle_loss_frac(range_frac, age.cycles));
    }
  const double health_frac = std::min(calendar_capacity_frac(age), cycle_capacity_frac(age));
  age.health_frac = std::clamp(health_frac, 0.0, age.health_frac);
}

void SamFade::review(const CellDay& day, const CellAge& oldest, OutsideFade& outside) const {
  const auto* calendar = std::get_if<CapacityCurve>(&calendar_);
  bool beyond = calendar && oldest.days > calendar->at.back();
  if (!cycles_.empty() && !day.closed_ranges.empty()) {
    const double deepest = *std::max_element(day.closed_ranges.begin(), day.closed_ranges.end());
    if (deepest > cycles_.back().depth_frac) outside.depth_s += day.seconds;
    for (const DepthCurve& row : cycles_)
      beyond = beyond || oldest.cycles > row.curve.at.back();
  }
  if (beyond) outside.table_s += day.seconds;
}

}  // namespace gigawatt::power
