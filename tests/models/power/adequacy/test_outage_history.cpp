// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/adequacy/adequacy_case.h"
#include "models/power/adequacy/outage_history.h"

using namespace gigawatt;
using power::OutageHistory;
using power::SpanLaw;
using power::UnitGroup;

namespace {

constexpr std::uint64_t kUnits = 40'000;

/// Share of units in each mode of outage at an instant.
std::array<double, 2> shares_at(const UnitGroup& group, double at_s) {
  const RandomStream stream(5, "site.gas", "adequacy-outages");
  std::array<double, 2> out{};
  for (std::uint64_t unit = 0; unit < kUnits; ++unit) {
    OutageHistory history(group, stream.at(unit));
    OutageHistory::Outage outage = history.next();
    while (outage.to_s <= at_s)
      outage = history.next();
    if (outage.from_s <= at_s) out[outage.mode] += 1.0 / static_cast<double>(kUnits);
  }
  return out;
}

}  // namespace

TEST_CASE("outage history: a unit is as likely out at the beginning as at any time") {
  // Wear-out, fixed repair and a partial outage: nothing is without memory here.
  UnitGroup group{.name = "gas", .capacity_w = 1e6};
  group.up = SpanLaw::weibull_of_mean(800.0, 3.0);
  group.modes = {{.share = 0.25, .left_frac = 0.5, .repair = SpanLaw::fixed(400.0)},
                 {.share = 0.75, .repair = SpanLaw::weibull_of_mean(200.0, 0.7)}};

  // By hand: a cycle is 800 + 0.25 · 400 + 0.75 · 200 = 1050 s.
  const std::array<double, 2> expected{100.0 / 1050.0, 150.0 / 1050.0};
  for (const double at_s : {0.0, 50.0, 300.0, 777.0, 2000.0, 10'000.0}) {
    INFO(at_s, " s");
    const std::array<double, 2> shares = shares_at(group, at_s);
    for (std::size_t mode = 0; mode < 2; ++mode) {
      const double spread =
          std::sqrt(expected[mode] * (1.0 - expected[mode]) / static_cast<double>(kUnits));
      CHECK(std::abs(shares[mode] - expected[mode]) < 4.0 * spread);
    }
  }
}

TEST_CASE("outage history: what remains of a span has the mean of renewal theory, E[x²] / 2 E[x]") {
  const RandomStream stream(5, "site.gas", "test");
  const SpanLaw wearing = SpanLaw::weibull_of_mean(100.0, 2.0);
  // Rayleigh: E[x²] = λ², λ = 100 / Γ(1.5).
  const double second = wearing.scale_s * wearing.scale_s;
  double sum_weibull = 0.0;
  double sum_fixed = 0.0;
  for (std::uint64_t entity = 0; entity < kUnits; ++entity) {
    RandomDraws draws = stream.at(entity);
    sum_weibull += draw_remaining_s(wearing, draws);
    sum_fixed += draw_remaining_s(SpanLaw::fixed(100.0), draws);
  }
  const auto count = static_cast<double>(kUnits);
  CHECK(sum_weibull / count == doctest::Approx(second / 200.0).epsilon(0.02));
  CHECK(sum_fixed / count == doctest::Approx(50.0).epsilon(0.02));
}
