// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/forecast.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace gigawatt::power {

void forecast(const ForecastParams& params, const RandomStream& luck, std::uint64_t roll,
              std::span<const double> last_day, std::span<const double> truth,
              std::span<double> expected) {
  assert(params.kind == ForecastKind::persistence || truth.size() >= expected.size());
  assert(params.kind != ForecastKind::persistence || !last_day.empty());
  switch (params.kind) {
    case ForecastKind::perfect:
      std::ranges::copy(truth.first(expected.size()), expected.begin());
      return;
    case ForecastKind::persistence:
      for (std::size_t step = 0; step < expected.size(); ++step)
        expected[step] = last_day[step % last_day.size()];
      return;
    case ForecastKind::noisy:
      break;
  }
  // An autoregressive error that starts from nothing at the present:
  //   e_i = φ e_{i−1} + √(1 − φ²) z_i,   variance 1 − φ^{2(i+1)}.
  const double fresh = std::sqrt(1.0 - params.correlation * params.correlation);
  RandomDraws draws = luck.at(roll);
  double error = 0.0;
  for (std::size_t step = 0; step < expected.size(); ++step) {
    error = params.correlation * error + fresh * draws.normal();
    expected[step] = truth[step] * std::max(1.0 + params.error_frac * error, 0.0);
  }
}

}  // namespace gigawatt::power
