// SPDX-License-Identifier: Apache-2.0

// One scenario under several seeds: each run is the one that its seed makes alone, whatever the
// number of threads.

#include <algorithm>
#include <atomic>
#include <limits>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>
#include <omp.h>

#include "models/replications.h"
#include "sim/engine/errors.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

Scenario small() {
  return scenario_from(R"(
name: small
start: 2025-01-01
duration: 1 day
seed: 5
sites:
  - {name: lab, fleet: [{node: hgx-h100-8, nodes: 8}], power: {grid: {limit: 1 MW}}}
workloads:
  - {name: research, kind: synthetic, jobs_per_year: 20000, load: 0.7, nodes: {min: 1, max: 4}}
)");
}

const ReplicatedQuantity& quantity(const Replications& made, const std::string& name) {
  for (const ReplicatedQuantity& one : made.quantities)
    if (one.name == name) return one;
  throw std::runtime_error("no quantity " + name);
}

}  // namespace

TEST_CASE("replications: each is the run of its seed, and the same for 1, 2 and 7 threads") {
  const Scenario scenario = small();
  std::vector<std::string> alone;
  for (std::int64_t seed = 5; seed < 9; ++seed) {
    Scenario own = scenario;
    own.seed = seed;
    alone.push_back(run(own).result_hash);
  }

  std::vector<std::string> texts;
  for (const int threads : {1, 2, 7}) {
    omp_set_num_threads(threads);
    const Replications made = run_replications(scenario, {}, 4);
    CHECK(made.seeds == std::vector<std::int64_t>{5, 6, 7, 8});
    CHECK(made.result_hashes == alone);
    CHECK(made.first.result_hash == alone.front());
    auto json = nlohmann::json::parse(to_json(made));
    texts.push_back(json.at("replications").dump());
  }
  CHECK(texts[0] == texts[1]);
  CHECK(texts[0] == texts[2]);
}

TEST_CASE("replications: mean, interval and range are those of the runs") {
  const Scenario scenario = small();
  Scenario next = scenario;
  next.seed = 6;
  const double a = run(scenario).sites.front().totals.it_energy_j;
  const double b = run(next).sites.front().totals.it_energy_j;
  REQUIRE(a != b);

  const Replications made = run_replications(scenario, {}, 2);

  const ReplicatedQuantity& energy = quantity(made, "it_energy_j");
  REQUIRE(energy.interval);
  CHECK(energy.interval->mean == Approx((a + b) / 2).epsilon(1e-12));
  // Two values: t(1, 0.975) = 12.7062 from any table, times their standard error |a - b| / 2.
  CHECK(energy.interval->half_width == Approx(12.7062 * std::abs(a - b) / 2).epsilon(1e-5));
  CHECK(energy.min == std::min(a, b));
  CHECK(energy.max == std::max(a, b));
  CHECK(quantity(made, "workloads.research.wait_s.mean").interval.has_value());
  // Installed hours know no chance: 64 accelerators for a day.
  CHECK(quantity(made, "gpu_hours.installed").interval->mean == 64.0 * 24.0);
  CHECK(quantity(made, "gpu_hours.installed").interval->half_width == 0.0);
}

TEST_CASE("replications: what a pool for rent earns has an interval, tier by tier") {
  const Scenario scenario = scenario_from(R"(
name: rented
start: 2025-01-01
duration: 5 days
seed: 5
sites:
  - {name: lab, fleet: [{node: hgx-h100-8, nodes: 2}], power: {grid: {limit: 1 MW}}}
workloads:
  - name: cloud
    kind: rental
    rental:
      gpus: 16
      contracts: [{name: anchor, gpus: 4, price: 2 USD/GPU-h}]
      on_demand: {requests: [{gpus: 1, requests: 1 1/h, median: 3 h}], price: {base: 3 USD/GPU-h}}
)");
  Scenario next = scenario;
  next.seed = 6;
  const RentalSummary a = run(scenario).sites.front().rental.front();
  const RentalSummary b = run(next).sites.front().rental.front();
  REQUIRE(a.revenue_usd() != b.revenue_usd());

  const Replications made = run_replications(scenario, {}, 2);

  const ReplicatedQuantity& revenue = quantity(made, "rental.cloud.revenue_usd");
  REQUIRE(revenue.interval);
  CHECK(revenue.interval->mean == Approx((a.revenue_usd() + b.revenue_usd()) / 2).epsilon(1e-12));
  CHECK(revenue.interval->half_width ==
        Approx(12.7062 * std::abs(a.revenue_usd() - b.revenue_usd()) / 2).epsilon(1e-5));
  CHECK(quantity(made, "rental.cloud.billed_gpu_hours").interval->mean ==
        Approx((a.billed_gpu_h() + b.billed_gpu_h()) / 2).epsilon(1e-12));
  // A contract knows no chance: 4 GPUs, 5 days, 2 USD.
  const ReplicatedQuantity& reserved = quantity(made, "rental.cloud.reserved.revenue_usd");
  CHECK(reserved.interval->mean == Approx(960.0).epsilon(1e-12));
  CHECK(reserved.interval->half_width == Approx(0.0));
  CHECK(to_table(made).find("rental.cloud.on_demand.revenue_usd") != std::string::npos);
}

TEST_CASE("replications: what limits took has an interval, also where a run met none of them") {
  Scenario scenario = small();
  scenario.sites.front().power.grid.limit_w = 66e3;  // eight busy servers want a little more
  std::vector<double> lost;
  for (const std::int64_t seed : {5, 6, 7}) {
    Scenario own = scenario;
    own.seed = seed;
    const SiteSummary site = run(own).sites.front();
    lost.push_back(site.limits.empty() ? 0.0 : site.limits.front().gpu_hours_lost);
  }
  const Replications made = run_replications(scenario, {}, 3);

  const ReplicatedQuantity& grid = quantity(made, "limits.grid.gpu_hours_lost");
  REQUIRE(grid.interval);
  CHECK(grid.max > 0.0);
  CHECK(grid.interval->mean == doctest::Approx((lost[0] + lost[1] + lost[2]) / 3.0).epsilon(1e-12));
  CHECK(grid.min == *std::min_element(lost.begin(), lost.end()));
  CHECK(quantity(made, "limits.grid.hours_binding").interval->mean > 0.0);
}

TEST_CASE("replications: a run that fails is named by its seed and fails them all") {
  RunOptions options;
  options.output = "/nowhere/at/all.h5";  // only the first writes a file
  try {
    run_replications(small(), options, 3);
    FAIL("expected RunError");
  } catch (const RunError& error) {
    const std::string words = error.what();
    CHECK(words.find("1 of 3 runs failed") != std::string::npos);
    CHECK(words.find("seed 5:") != std::string::npos);
  }
}

TEST_CASE("replications: a scenario that cannot be built is refused as by a single run") {
  Scenario scenario = small();
  scenario.sites.front().weather.resolved = "/nowhere/weather.epw";

  CHECK_THROWS_AS(run_replications(scenario, {}, 2), ScenarioError);
}

TEST_CASE("replications: they stop when asked to") {
  const std::atomic<bool> stop{true};
  RunOptions options;
  options.stop = &stop;

  CHECK_THROWS_AS(run_replications(small(), options, 3), Interrupted);
}

TEST_CASE("replications: progress is the mean share of all runs and ends at one") {
  double last = 0.0;
  bool grows = true;
  RunOptions options;
  options.progress = [&](double share) {
    grows = grows && share >= last - 1e-12;
    last = share;
  };

  run_replications(small(), options, 3);

  CHECK(grows);
  CHECK(last == Approx(1.0));
}

TEST_CASE("replications: one run and seeds beyond the last are refused") {
  Scenario scenario = small();
  CHECK_THROWS_AS(run_replications(scenario, {}, 1), DomainError);
  scenario.seed = std::numeric_limits<std::int64_t>::max() - 1;
  CHECK_THROWS_AS(run_replications(scenario, {}, 3), DomainError);
}

TEST_CASE("replications: what some run has no number for is null, with several sites a peak") {
  Scenario scenario = small();
  SiteParams annex = scenario.sites.front();
  annex.name = "annex";
  scenario.sites.push_back(annex);
  scenario.workloads.front().site = "lab";

  const Replications made = run_replications(scenario, {}, 2);

  CHECK_FALSE(quantity(made, "peak_facility_w").interval);
  const auto json = nlohmann::json::parse(to_json(made));
  CHECK(json.at("replications").at("quantities").at("peak_facility_w").is_null());
  CHECK(json.at("replications").at("n") == 2);
  CHECK(to_table(made).find("peak_facility_w") == std::string::npos);
}

}  // namespace gigawatt::test
