// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "sim/engine/random.h"

namespace gigawatt::power {

/// What a planner knows of the hours ahead: all of it, that tomorrow is like yesterday, or the
/// truth with an error that grows with distance.
enum class ForecastKind { perfect, persistence, noisy };

struct ForecastParams {
  ForecastKind kind = ForecastKind::persistence;
  /// Of a noisy forecast: standard deviation far ahead, as a fraction of the value.
  double error_frac = 0.1;
  /// Of a noisy forecast: correlation of the errors of two successive steps, in [0, 1).
  double correlation = 0.9;
};

/// Values as known at the start of a horizon. `truth` are the coming values, one per step;
/// `last_day` is the day before the start, oldest first, for persistence (any whole day: step i is
/// expected to be like the newest step a whole number of days before it). `roll` numbers the
/// horizons: each has errors of its own, the same in every run.
void forecast(const ForecastParams& params, const RandomStream& luck, std::uint64_t roll,
              std::span<const double> last_day, std::span<const double> truth,
              std::span<double> expected);

}  // namespace gigawatt::power
