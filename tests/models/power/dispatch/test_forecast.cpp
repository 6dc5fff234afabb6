// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/forecast.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

const RandomStream kErrors(3, "sites.desert.power", "forecast-price");

}  // namespace

TEST_CASE("forecast: perfect is the truth, persistence is yesterday, day after day") {
  const std::array last_day{1.0, 2.0, 3.0};
  const std::array truth{9.0, 8.0, 7.0, 6.0};
  std::array<double, 4> expected{};

  forecast({.kind = ForecastKind::perfect}, kErrors, 0, last_day, truth, expected);
  CHECK(expected == truth);
  forecast({}, kErrors, 0, last_day, {}, expected);
  CHECK(expected == std::array{1.0, 2.0, 3.0, 1.0});
}

TEST_CASE("forecast: a noisy error grows from nothing to the stated deviation") {
  constexpr int kRolls = 20'000;
  const ForecastParams params{.kind = ForecastKind::noisy, .error_frac = 0.1, .correlation = 0.8};
  const std::vector<double> truth(24, 50.0);
  std::vector<double> expected(24), sum(24), squares(24);
  for (int roll = 0; roll < kRolls; ++roll) {
    forecast(params, kErrors, static_cast<std::uint64_t>(roll), {}, truth, expected);
    for (std::size_t step = 0; step < 24; ++step) {
      sum[step] += expected[step] - 50.0;
      squares[step] += std::pow(expected[step] - 50.0, 2);
    }
  }

  for (const std::size_t step : {std::size_t{0}, std::size_t{1}, std::size_t{23}}) {
    CAPTURE(step);
    // Variance of the autoregression, analytic; four standard errors of 20,000 normal draws.
    const double sd = 5.0 * std::sqrt(1.0 - std::pow(0.8, 2.0 * static_cast<double>(step + 1)));
    CHECK(std::sqrt(squares[step] / kRolls) == Approx(sd).epsilon(4.0 / std::sqrt(2.0 * kRolls)));
    CHECK(std::abs(sum[step] / kRolls) < 4.0 * sd / std::sqrt(kRolls));
  }
}

TEST_CASE("forecast: noise is of its roll, the same in every run, and keeps signs") {
  const ForecastParams params{.kind = ForecastKind::noisy, .error_frac = 2.0};
  const std::array truth{50.0, -5.0, 0.0, 20.0};
  std::array<double, 4> first{}, again{}, other{};

  forecast(params, kErrors, 5, {}, truth, first);
  forecast(params, kErrors, 6, {}, truth, other);
  forecast(params, kErrors, 5, {}, truth, again);

  CHECK(first == again);
  CHECK(first != other);
  CHECK(first[0] >= 0.0);
  CHECK(first[1] <= 0.0);
  CHECK(first[2] == 0.0);
}
