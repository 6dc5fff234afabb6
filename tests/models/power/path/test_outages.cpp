// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/power/path/outages.h"
#include "tests/models/power/path/path_text.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr TimeNs kStart = 1'735'689'600 * kNsPerSecond;  // 2025-01-01 00:00 UTC
constexpr TimeNs kDay = 24 * kNsPerHour;

/// row-1 stands on both UPS, row-2 on ups-b alone.
constexpr const char* kPath = R"(
elements:
  - {name: feed, rating: 2 MW}
  - {name: ups-a, rating: 1 MW, from: [feed], failures_per_year: 10, repair: 87.6 h}
  - {name: ups-b, rating: 1 MW, from: [feed], failures_per_year: 20, repair: 1 h}
  - {name: row-1, rating: 1 MW, from: [ups-a, ups-b], load: 500 kW}
  - {name: row-2, rating: 1 MW, from: [ups-b], load: 300 kW}
)";

std::vector<power::PathLimit> limits_of(const std::string& more, TimeNs end_ns = kStart + kDay) {
  const power::PathParams params = read_path(kPath + more);
  return power::path_limits(power::make_path(params),
                            power::find_outages(params, 7, "sites.hall.power.path", kStart, end_ns),
                            kStart, end_ns);
}

/// Seconds of each element under repair.
std::vector<double> repair_s(const std::vector<power::ElementOutage>& outages, std::size_t count) {
  std::vector<double> sums(count);
  for (const power::ElementOutage& outage : outages)
    sums[outage.element] += to_seconds(outage.to_ns - outage.from_ns);
  return sums;
}

}  // namespace

TEST_CASE("outages: what stays up while elements are out, and which of them takes the most") {
  const auto limits = limits_of(R"(
outages:
  - {element: ups-a, from: 2025-01-01T01:00Z, duration: 4 h}
  - {element: ups-b, from: 2025-01-01T02:00Z, duration: 1 h}
  - {element: ups-b, from: 2025-01-01T02:30Z, duration: 1 h}
  - {element: feed, from: 2024-12-01, duration: 1 h}
  - {element: feed, from: 2025-02-01, duration: 1 h}
)");

  // Without ups-a row-1 stands on ups-b, 800 kW of 1 MW: all is up. Without both nothing is; with
  // ups-b back all would be, with ups-a row-1 alone. ups-b is out over both of its outages.
  REQUIRE(limits.size() == 4);
  CHECK(limits[0].from_ns == kStart + kNsPerHour);
  CHECK(limits[0].it_w == Approx(800.0e3));
  CHECK(limits[0].element == 1);
  CHECK(limits[1].it_w == 0.0);
  CHECK(limits[1].element == 2);
  CHECK(limits[2].from_ns == kStart + 3 * kNsPerHour + kNsPerHour / 2);
  CHECK(limits[2].it_w == Approx(800.0e3));
  CHECK(limits[3].from_ns == kStart + 5 * kNsPerHour);
  CHECK(std::isinf(limits[3].it_w));
  CHECK(limits_of("").empty());
}

TEST_CASE("outages: an outage in progress when the run begins counts from there") {
  const auto limits =
      limits_of("outages: [{element: ups-b, from: 2024-12-31T20:00Z, duration: 5 h}]\n");
  REQUIRE(limits.size() == 2);
  CHECK(limits[0].from_ns == kStart);
  CHECK(limits[0].it_w == Approx(500.0e3));  // row-1, on ups-a
  CHECK(limits[1].from_ns == kStart + kNsPerHour);
}

TEST_CASE("outages: failures take the share of time that their rates say, and only if asked for") {
  power::PathParams params = read_path(kPath);
  const TimeNs end_ns = kStart + 200 * 365 * kDay;
  CHECK(power::find_outages(params, 7, "p", kStart, end_ns).empty());
  params.failures = true;

  const auto outages = power::find_outages(params, 7, "p", kStart, end_ns);

  // 10 a year of 0.01 years each: 0.1 / 1.1 of the time. Of n = 1,818 renewals the share has a
  // standard error of q (1 − q) sqrt(2 / n) = 0.0027. ups-b: 20 a year of 1/8760, 0.00228.
  const std::vector<double> sums = repair_s(outages, params.elements.size());
  const double run_s = to_seconds(end_ns - kStart);
  CHECK(sums[1] / run_s == Approx(0.1 / 1.1).epsilon(3.0 * 0.03));
  CHECK(sums[2] / run_s == Approx(20.0 / 8780.0).epsilon(3.0 * 0.022));
  CHECK(sums[0] == 0.0);
}

TEST_CASE("outages: another element changes nobody's luck, another seed everybody's") {
  const auto first_of = [](const power::PathParams& params, std::uint64_t seed,
                           const std::string& name) {
    for (const auto& outage : power::find_outages(params, seed, "p", kStart, kStart + 3650 * kDay))
      if (params.elements[outage.element].name == name) return outage.from_ns;
    return kNever;
  };
  power::PathParams params = read_path(kPath);
  params.failures = true;
  power::PathParams more = params;
  more.elements.insert(more.elements.begin(), {.name = "other",
                                               .model = {},
                                               .rating_w = 1.0,
                                               .failures_per_year = 100.0,
                                               .repair_s = 60.0});

  CHECK(first_of(params, 7, "ups-a") == first_of(more, 7, "ups-a"));
  CHECK(first_of(params, 7, "ups-a") != first_of(params, 7, "ups-b"));
  CHECK(first_of(params, 7, "ups-a") != first_of(params, 8, "ups-a"));
}

TEST_CASE("outages: names that are not there and failures without rates are refused") {
  const power::PathParams params = read_path(R"(
elements:
  - {name: feed, rating: 2 MW}
  - {name: row, rating: 1 MW, from: [feed], load: 500 kW}
outages: [{element: fed, from: 2025-01-01, duration: 1 h}]
failures: true
)");

  const std::vector<Problem> problems = power::find_path_problems(params);

  REQUIRE(problems.size() == 2);
  CHECK(problems[0].what == "nothing in power.path is named 'fed'");
  CHECK(problems[0].suggestion == "feed");
  CHECK(problems[1].what == "no element says how often it fails");
}
