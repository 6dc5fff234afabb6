// SPDX-License-Identifier: Apache-2.0

// The electrical path of a site in a run: losses at the part load of its elements, its
// limits, and its outages.

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

// A UPS of rating R at load x loses R (0.012 + 0.006 x + 0.012 x²).
constexpr const char* kOneSide = R"(
  - {name: feed, rating: 1 kW}
  - {name: ups, model: ups-double-conversion, rating: 500 W, from: [feed]}
  - {name: row, rating: 1 kW, from: [ups], load: 400 W}
)";
constexpr const char* kTwoSides = R"(
  - {name: feed-a, rating: 1 kW}
  - {name: feed-b, rating: 1 kW}
  - {name: ups-a, model: ups-double-conversion, rating: 500 W, from: [feed-a]}
  - {name: ups-b, model: ups-double-conversion, rating: 500 W, from: [feed-b]}
  - {name: row, rating: 1 kW, from: [ups-a, ups-b], redundancy: 2N, load: 400 W}
)";

/// Lines of elements as a flow map, for the one line that a lab has.
std::string path_of(const std::string& lines, const std::string& more = "") {
  std::string elements;
  for (std::size_t at = lines.find('{'); at != std::string::npos; at = lines.find("  - {", at)) {
    if (lines[at] != '{') at = lines.find('{', at);
    const std::size_t end = lines.find('}', at) + 1;
    elements += (elements.empty() ? "" : ", ") + lines.substr(at, end - at);
    at = end;
  }
  return "path: {elements: [" + elements + "]" + more + "}";
}

/// Two hosts, at full use for half an hour (400 W), then idle (200 W).
Lab lab_with(const std::string& elements, const std::string& chain = "") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 2}]";
  lab.chain = chain;
  lab.power = path_of(elements);
  lab.trace = "a,0,1800,2,3600,1\n";
  return lab;
}

double loss_w(const Finished& run, std::size_t minute) {
  return run.out.rows[minute].mean[channel("electrical_loss_w")];
}

std::string refusal_of(const Lab& lab) {
  try {
    const Finished run(lab.scenario());
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

/// Without ups-b 300.1 W stay up: half of the hosts' dynamic 200 W, as with a grid of that limit.
constexpr const char* kTwoRows = R"(
  - {name: ups-a, rating: 1 kW}
  - {name: ups-b, rating: 1 kW, failures_per_year: 35040, repair: 5 min}
  - {name: row-1, rating: 1 kW, from: [ups-a], load: 300.1 W}
  - {name: row-2, rating: 1 kW, from: [ups-b], load: 99.9 W}
)";

Lab lab_with_outage() {
  Lab lab = lab_with(kTwoRows);
  lab.power = path_of(kTwoRows,
                      ", outages: [{element: ups-b, from: '2025-01-01T00:10Z', duration: 630 s}]");
  return lab;
}

}  // namespace

TEST_CASE("path: 2N halves the load of a UPS in a run, and each loses what it does at half load") {
  const Finished one(lab_with(kOneSide).scenario());
  const Finished two(lab_with(kTwoSides).scenario());

  // By hand: 400 W on one UPS is x = 0.8, 500 (0.012 + 0.0048 + 0.00768) = 12.24 W; on two x = 0.4,
  // 2 · 500 (0.012 + 0.0024 + 0.00192) = 16.32 W. Idle x = 0.4 and 0.2: 8.16 and 13.68 W.
  CHECK(loss_w(one, 10) == Approx(12.24).epsilon(1e-12));
  CHECK(loss_w(two, 10) == Approx(16.32).epsilon(1e-12));
  CHECK(loss_w(one, 50) == Approx(8.16).epsilon(1e-12));
  CHECK(loss_w(two, 50) == Approx(13.68).epsilon(1e-12));
  CHECK(two.summary.totals.facility_energy_j == Approx(1800.0 * (416.32 + 213.68)).epsilon(1e-12));
  CHECK(broken_laws_of({two.summary}).empty());
}

TEST_CASE("path: what its elements cannot carry holds back the load, and is named") {
  // 300.1 W of 400 W: half of the dynamic 200 W, as with a grid of that limit.
  const std::string small =
      "- {name: feed-a, rating: 1 kW}\n  - {name: ups-a, rating: 150.05 W, from: [feed-a]}\n"
      "  - {name: ups-b, rating: 150.05 W, from: [feed-a]}\n"
      "  - {name: row, rating: 1 kW, from: [ups-a, ups-b], load: 300 W}\n";
  const Finished run(lab_with(small).scenario());

  CHECK(run.summary.totals.peak_it_w == Approx(300.0).epsilon(1e-12));
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().name == "ups-a and 1 more");
  CHECK(run.summary.limits.front().hours_binding == Approx(1.0).epsilon(1e-12));
}

TEST_CASE("path: beside a chain it has no say in losses") {
  const std::string chain = "{model: ups-double-conversion, unit: 500 W, units: 1}";
  const Finished run(lab_with(kTwoSides, chain).scenario());
  CHECK(loss_w(run, 10) == Approx(12.24).epsilon(1e-12));
}

TEST_CASE("path: more kinds of load than a run has room for are refused with their number") {
  std::string rows = "- {name: feed, rating: 1 MW}\n";
  for (int row = 1; row <= 40; ++row)
    rows += fmt::format("  - {{name: row-{0}, rating: 1 kW, from: [feed], load: {0} W}}\n", row);

  const std::string refusal = refusal_of(lab_with(rows));

  CHECK(refusal.find("41 classes") != std::string::npos);
  CHECK(refusal.find("a run has room for 31") != std::string::npos);
  CHECK(refusal_of(lab_with(rows, "{model: ups-double-conversion, unit: 500 W, units: 1}")) == "");
}

TEST_CASE("path: with an element out IT keeps to what stays up, and the loss has its name") {
  const Finished run(lab_with_outage().scenario());

  // At half speed for 630 s the job loses 315 s.
  CHECK(lab_seconds(run.out.job(0).end_ns) == 2115.0);
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().name == "ups-b out");
  CHECK(run.summary.limits.front().hours_binding == Approx(630.0 / 3600.0).epsilon(1e-12));
  CHECK(run.summary.limits.front().gpu_hours_lost == Approx(2 * 315.0 / 3600.0).epsilon(1e-12));
  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("path: one side of 2N out is no limit") {
  Lab lab = lab_with(kTwoSides);
  lab.power = path_of(kTwoSides,
                      ", outages: [{element: ups-b, from: '2025-01-01T00:10Z', duration: 10 min}]");
  const Finished run(lab.scenario());
  CHECK(run.summary.limits.empty());
  CHECK(lab_seconds(run.out.job(0).end_ns) == 1800.0);
}

TEST_CASE("path: a run stopped within an outage and restored goes on to the same bits") {
  Lab lab = lab_with(kTwoRows);
  lab.power = path_of(kTwoRows, ", failures: true");
  const Scenario scenario = lab.scenario();
  Simulation straight(scenario);
  straight.run_until(straight.end_ns());
  const SiteSummary whole = summarise(straight.sites().front());
  REQUIRE(!whole.limits.empty());  // four failures an hour of service are expected

  Simulation run(scenario);
  TimeNs out_ns = scenario.start_ns();
  while (std::isinf(run.sites().front().state().path_limit.it_w) && out_ns < run.end_ns())
    run.run_until(out_ns += kNsPerMinute);
  const auto snapshot = run.snapshot();
  run.run_until(run.end_ns());
  run.restore(snapshot);
  run.run_until(run.end_ns());

  const SiteSummary resumed = summarise(run.sites().front());
  CHECK(resumed.totals.facility_energy_j == whole.totals.facility_energy_j);
  CHECK(resumed.limits.front().gpu_hours_lost == whole.limits.front().gpu_hours_lost);
  CHECK(resumed.limits.front().hours_binding == whole.limits.front().hours_binding);
  CHECK(broken_laws_of({resumed}).empty());
}

}  // namespace gigawatt::test
