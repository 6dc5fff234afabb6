// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/buildup/forecast.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;
using power::ActivityKind;
using power::BuildCause;
using power::BuildNetwork;

namespace {

constexpr std::int64_t kDay = kNsPerDay;

std::size_t add(BuildNetwork& network, const char* name, ActivityKind kind, double low_days,
                double base_days, double high_days, std::vector<std::size_t> after = {}) {
  power::Activity made;
  made.name = name;
  made.kind = kind;
  made.after = std::move(after);
  made.low_s = low_days * kDayS;
  made.base_s = base_days * kDayS;
  made.high_s = high_days * kDayS;
  made.planned_ns = from_seconds(made.base_s);
  network.activities.push_back(made);
  return network.activities.size() - 1;
}

std::int64_t lost(const power::PhaseForecast& phase, BuildCause cause) {
  return phase.lost_ns[static_cast<std::size_t>(cause)];
}

}  // namespace

TEST_CASE("build forecast: what a cause costs is what its absence would save, by hand") {
  // Permit 100 days, then a line of 200; a transformer of 280 days beside; commissioning 10 after
  // both: day 310. Without the permit the transformer holds it at 290: 20 lost, not 100. Without
  // delivery the line still needs 300: nothing lost. Without the line (interconnection) 290: 20.
  BuildNetwork network;
  const auto permit = add(network, "permit", ActivityKind::permit, 100, 100, 100);
  const auto line = add(network, "line", ActivityKind::interconnection, 200, 200, 200, {permit});
  const auto transformer = add(network, "transformer", ActivityKind::delivery, 280, 280, 280);
  const auto test =
      add(network, "test", ActivityKind::commissioning, 10, 10, 10, {line, transformer});
  network.phases.push_back({"one", {test}, 50e6});

  const power::BuildForecast made = power::forecast(network, {.path = "buildup", .draws = 10});

  const power::PhaseForecast& phase = made.phases[0];
  CHECK(phase.date_ns == 310 * kDay);
  CHECK(lost(phase, BuildCause::permit) == 20 * kDay);
  CHECK(lost(phase, BuildCause::delivery) == 0);
  CHECK(lost(phase, BuildCause::interconnection) == 20 * kDay);
  CHECK(lost(phase, BuildCause::commissioning) == 10 * kDay);
  CHECK(lost(phase, BuildCause::crews) == 0);
  CHECK(phase.path.span_ns[static_cast<std::size_t>(BuildCause::permit)] == 100 * kDay);
  // Certain durations: every draw is the plan.
  CHECK(phase.p10_ns == 310 * kDay);
  CHECK(phase.p90_ns == 310 * kDay);
  CHECK(*made.activities[transformer].float_ns == 20 * kDay);
  CHECK(made.activities[permit].criticality == 1.0);
  CHECK(made.activities[transformer].criticality == 0.0);
}

TEST_CASE("build forecast: of two equal paths each is critical half the time, and both are late") {
  // Two independent, equal, symmetric durations X and Y. The median of the larger is where
  // F² = 1/2, the quantile 0.7071 of one: for the triangle of half width s = 1.80902 about 100 days
  // with tenths at 90 and 110 (in units of 10 days) 1 - (s - x)² / (2 s²) = 0.70711, so
  // x = s (1 - √(2 · 0.29289)) = 0.42443 and the median is 104.2443 days.
  BuildNetwork network;
  const auto x = add(network, "x", ActivityKind::delivery, 90, 100, 110);
  const auto y = add(network, "y", ActivityKind::permit, 90, 100, 110);
  network.phases.push_back({"one", {x, y}, 50e6});

  const power::BuildForecast made =
      power::forecast(network, {.seed = 3, .path = "buildup", .draws = 20'000});

  CHECK(made.phases[0].date_ns == 100 * kDay);
  // Four deviations of a median: √(0.25 / 20000) / density; the larger's density there is
  // 2 F f = 2 · 0.7071 · 0.0423 per day = 0.0598, so 0.24 days.
  CHECK(std::abs(to_seconds(made.phases[0].p50_ns) / kDayS - 104.2443) < 0.24);
  // Four deviations of a share of one half in 20,000: 0.0142.
  CHECK(std::abs(made.activities[x].criticality - 0.5) < 0.0142);
  CHECK(made.activities[x].criticality + made.activities[y].criticality == Approx(1.0));
}

TEST_CASE("build forecast: a new activity changes nobody else's luck") {
  BuildNetwork network;
  const auto x = add(network, "x", ActivityKind::delivery, 90, 100, 150);
  network.phases.push_back({"one", {x}, 50e6});
  const power::BuildForecast before = power::forecast(network, {.path = "buildup", .draws = 50});
  add(network, "fence", ActivityKind::construction, 1, 2, 3);

  const power::BuildForecast after = power::forecast(network, {.path = "buildup", .draws = 50});

  CHECK(after.phases[0].p10_ns == before.phases[0].p10_ns);
  CHECK(after.phases[0].p90_ns == before.phases[0].p90_ns);
  CHECK_FALSE(after.activities[1].float_ns.has_value());
  CHECK(after.activities[1].criticality == 0.0);
}
