// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/rainflow.h"

#include <cmath>

namespace gigawatt::power {
namespace {

constexpr double kSame = 1e-9;  // What differs by less is equal but for rounding.

}  // namespace

void RainflowCounter::move_to(double charge_frac, std::vector<double>& closed) {
  if (!started_) {
    started_ = true;
    at_ = charge_frac;
    turn(at_, closed);
    return;
  }
  if (std::abs(charge_frac - at_) <= kSame) return;
  const int direction = charge_frac > at_ ? 1 : -1;
  if (direction_ != 0 && direction != direction_) turn(at_, closed);
  direction_ = direction;
  at_ = charge_frac;
}

void RainflowCounter::turn(double charge_frac, std::vector<double>& closed) {
  peaks_.push_back(charge_frac);
  while (peaks_.size() >= 3) {
    const double last = peaks_.back();
    const std::size_t n = peaks_.size();
    const double newer = std::abs(last - peaks_[n - 2]);
    const double older = std::abs(peaks_[n - 2] - peaks_[n - 3]);
    if (newer + kSame < older) return;
    closed.push_back(older);
    peaks_.resize(n - 3);
    peaks_.push_back(last);
  }
}

}  // namespace gigawatt::power
