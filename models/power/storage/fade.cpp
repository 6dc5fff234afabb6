// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/fade.h"

#include <utility>

namespace gigawatt::power {
namespace {

constexpr double kRestPerS = 0.01 / 3600.0;  // Slower than 0.01 C is storage, as in BLAST-Lite.

}  // namespace

void FadeModel::endure(const ChargeStretch&, CellDay&, OutsideFade&) const {}
void FadeModel::review(const CellDay&, const CellAge&, OutsideFade&) const {}

void NoFade::book(const CellDay& day, CellAge& age) const {
  age.days += day.seconds / kDayS;
}

void endure(const FadeModel& model, const ChargeStretch& stretch, FadeState& state) {
  if (stretch.seconds <= 0.0) return;
  CellDay& day = state.day;
  day.seconds += stretch.seconds;
  day.charge_s += 0.5 * (stretch.from_frac + stretch.to_frac) * stretch.seconds;
  day.throughput_frac += stretch.throughput_frac;
  if (stretch.throughput_frac >= kRestPerS * stretch.seconds) {
    day.moving_s += stretch.seconds;
    day.moved_frac += stretch.throughput_frac;
  }
  const auto [low, high] = std::minmax(stretch.from_frac, stretch.to_frac);
  day.least_frac = std::min(day.least_frac, low);
  day.most_frac = std::max(day.most_frac, high);
  state.path.move_to(stretch.from_frac, day.closed_ranges);
  state.path.move_to(stretch.to_frac, day.closed_ranges);
  model.endure(stretch, day, state.outside);
}

void begin_day(FadeState& state) {
  std::vector<double> ranges = std::move(state.day.closed_ranges);
  ranges.clear();
  state.day = CellDay{};
  state.day.closed_ranges = std::move(ranges);
}

}  // namespace gigawatt::power
