// SPDX-License-Identifier: Apache-2.0

// Replicas of a language model as elastic jobs of a site.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

namespace {

using doctest::Approx;

Scenario chat(const std::string& demand, const std::string& autoscaler,
              const std::string& more = "") {
  return scenario_from(fmt::format(R"(
name: chat
start: 2025-01-06
duration: 2 days
sites:
  - name: lab
    fleet: [{{node: hgx-h100-8, nodes: 16}}]
    power: {{grid: {{limit: 1 MW}}}}
workloads:
  - name: chat
    kind: serving
    serving:
      llm: llama-3-8b
      replicas: {{accelerators: 8}}
      demand: {{{}, input: 1000, output: 200}}
      autoscaler: {{{}}}
{}
)",
                                   demand, autoscaler, more));
}

struct ServingRows final : RunSink {
  struct Row {
    TimeNs from_ns;
    std::int64_t replicas;
    jobs::ServingInterval interval;
  };
  std::vector<Row> rows;
  void write_row(std::size_t, TimeNs, TimeNs, std::span<const double>, std::span<const double>,
                 std::span<const double>, std::span<const double>) override {}
  void write_job(std::size_t, const JobRow&) override {}
  void write_serving(std::size_t, const ServingRow& row) override {
    rows.push_back({row.from_ns, row.replicas, *row.interval});
  }
};

}  // namespace

TEST_CASE("serving: replicas follow the day, and every token is accounted for") {
  const Scenario scenario =
      chat("requests: 300 1/s, swing: 0.8", "target_load: 0.6, min: 1, max: 16");
  Simulation simulation(scenario);
  ServingRows out;
  simulation.attach(&out, nullptr);
  simulation.run_until(scenario.end_ns());
  const SiteSummary summary = summarise(simulation.sites().front());

  for (const std::string& law : broken_laws_of({summary}))
    FAIL_CHECK(law);
  REQUIRE(out.rows.size() == 2 * 288);  // five-minute intervals
  std::int64_t least = 1000, most = 0, served = 0;
  for (const ServingRows::Row& row : out.rows) {
    if (row.from_ns > scenario.start_ns()) {
      least = std::min(least, row.replicas);
      most = std::max(most, row.replicas);
    }
    served += row.interval.served.requests;
  }
  CHECK(most > 2 * least);  // 1.8 against 0.2 of the mean demand
  CHECK(served == summary.serving.front().totals.served.requests);
  // Two days at 300 a second, whole days, so the swing cancels.
  CHECK(static_cast<double>(summary.serving.front().totals.offered.requests) ==
        Approx(300.0 * 172800.0).epsilon(0.01));
  CHECK(summary.jobs.counts.submitted > static_cast<std::uint64_t>(most));
}

TEST_CASE("serving: what more than the fleet could serve is queued or dropped, and counted") {
  const Finished run(chat("requests: 100000 1/s", "min: 1, max: 100"));

  REQUIRE(broken_laws_of({run.summary}).empty());
  const ServingSummary& serving = run.summary.serving.front();
  CHECK(serving.totals.dropped.requests > serving.totals.served.requests);
  CHECK(serving.replicas_mean == Approx(16.0).epsilon(0.01));  // 128 accelerators, eight each
  // Full replicas draw full power but for the part of decoding: below the measured maximum.
  CHECK(run.summary.totals.peak_it_instant_w < 16 * 8400.0 * 1.2);
  CHECK(run.summary.totals.peak_it_instant_w > 16 * 4000.0);
}

TEST_CASE("serving: energy follows the load") {
  const Finished idle(chat("requests: 1 1/s", "min: 4, max: 4"));
  const Finished busy(chat("requests: 400 1/s", "min: 4, max: 4"));

  CHECK(idle.summary.serving.front().busy_mean < 0.2);
  CHECK(busy.summary.totals.it_energy_j > 1.05 * idle.summary.totals.it_energy_j);
}

TEST_CASE("serving: a snapshot goes on as the straight run does") {
  const Scenario scenario =
      chat("requests: 300 1/s", "min: 1, max: 16", "      slo: {ttft: 1 s, tpot: 30 ms}\n");
  Simulation straight(scenario);
  straight.run_until(scenario.start_ns() + 30 * kNsPerHour);
  const Simulation::Snapshot saved = straight.snapshot();
  straight.run_until(scenario.end_ns());
  Simulation resumed(scenario);
  resumed.restore(saved);
  resumed.run_until(scenario.end_ns());

  const ServingTotals& a = straight.sites().front().state().serving.front().totals;
  const ServingTotals& b = resumed.sites().front().state().serving.front().totals;
  CHECK(a.served == b.served);
  CHECK(a.misses == b.misses);
  CHECK(a.replica_ns == b.replica_ns);
}

TEST_CASE("serving: what cannot be served is refused by name") {
  const auto refusal = [](const std::string& yaml) {
    try {
      const Finished run(
          scenario_from("name: a\nstart: 2025-01-01\nduration: 1 day\nsites:\n  - {name: lab, "
                        "fleet: [{node: hgx-h100-8, nodes: 1}]}\nworkloads:\n" +
                        yaml));
    } catch (const ScenarioError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(refusal("  - {name: w, kind: serving}\n").find("`serving:`") != std::string::npos);
  CHECK(
      refusal("  - {name: w, kind: serving, jobs: 5, serving: {llm: llama-3-8b, demand: {requests: "
              "1 1/s, input: 10, output: 10}}}\n")
          .find("described under `serving:`") != std::string::npos);
  CHECK(refusal("  - {name: w, kind: serving, serving: {llm: llama-3-8c, demand: {requests: 1 1/s, "
                "input: 10, output: 10}}}\n")
            .find("llama-3-8b") != std::string::npos);
  CHECK(refusal("  - {name: w, kind: serving, serving: {llm: llama-3.1-405b, demand: {requests: 1 "
                "1/s, input: 10, output: 10}}}\n")
            .find("accelerators") != std::string::npos);
}

}  // namespace gigawatt::test
