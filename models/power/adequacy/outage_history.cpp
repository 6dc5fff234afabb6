// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/outage_history.h"

#include <cmath>
#include <utility>

#include <boost/math/special_functions/gamma.hpp>

namespace gigawatt::power {

double draw_remaining_s(const SpanLaw& law, RandomDraws& draws) {
  if (law.shape == SpanLaw::Shape::exponential) return law.draw_s(draws);  // it has no memory
  const double share = draws.uniform();
  if (law.shape == SpanLaw::Shape::fixed) return law.scale_s * share;
  const double passed = boost::math::gamma_p_inv(1.0 / law.k, share);
  // Whole milliseconds hide the last bits of a math library, which differ between machines.
  return std::round(law.scale_s * std::pow(passed, 1.0 / law.k) * 1e3) * 1e-3;
}

OutageHistory::OutageHistory(const UnitGroup& group, RandomDraws draws)
    : group_(group), draws_(draws) {
  double share = draws_.uniform();
  const std::vector<double> probabilities = mode_probabilities(group);
  for (std::size_t mode = 0; mode < probabilities.size(); ++mode) {
    if (share < probabilities[mode]) {
      is_out_ = true;
      first_ = {0.0, draw_remaining_s(group.modes[mode].repair, draws_), mode};
      return;
    }
    share -= probabilities[mode];
  }
  clock_s_ = draw_remaining_s(*group.up, draws_);
}

OutageHistory::Outage OutageHistory::next() {
  Outage outage = first_;
  if (!std::exchange(is_out_, false)) {
    const std::size_t mode = draw_mode();
    outage = {clock_s_, clock_s_ + group_.modes[mode].repair.draw_s(draws_), mode};
  }
  clock_s_ = outage.to_s + group_.up->draw_s(draws_);
  return outage;
}

std::size_t OutageHistory::draw_mode() {
  if (group_.modes.size() == 1) return 0;
  double share = draws_.uniform();
  for (std::size_t mode = 0; mode + 1 < group_.modes.size(); ++mode) {
    if (share < group_.modes[mode].share) return mode;
    share -= group_.modes[mode].share;
  }
  return group_.modes.size() - 1;
}

}  // namespace gigawatt::power
