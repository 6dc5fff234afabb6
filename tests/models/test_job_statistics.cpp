// SPDX-License-Identifier: Apache-2.0

// What became of the jobs of each workload and tenant: by hand, and against the rows of the jobs
// table in runs drawn at random.

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/models/support/random_lab.h"
#include "tests/support/rounds.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

// Two hosts of one accelerator, 200 W each at full use; an hour. In seconds:
//   a0 alice  0..100 on both; a1 bob  waits 100, killed at its limit of 50;
//   b0 waits 90, 100..400; b1 3500..the end; b2 wants both and waits at the end.
Scenario two_workloads(const std::string& outputs = "interval: 1 min") {
  return scenario_from(R"(
name: pair
start: 2025-01-01
duration: 1 hour
sites:
  - {name: lab, fleet: [{node: host-100-200, nodes: 2}], power: {grid: {limit: 1 MW}},
     scheduler: {policy: fcfs}}
workloads:
  - {name: a, kind: replay, file: a.csv,
     columns: {job: job, submit: submit, run: run, nodes: nodes, limit: limit, tenant: who}}
  - {name: b, kind: replay, file: b.csv,
     columns: {job: job, submit: submit, run: run, nodes: nodes, limit: limit}}
plant: {interval: 1 min}
outputs: {)" + outputs + "}\n",
                       {{"a.csv",
                         "job,submit,run,nodes,limit,who\n"
                         "a0,0,100,2,1000,alice\n"
                         "a1,0,100,1,50,bob\n"},
                        {"b.csv",
                         "job,submit,run,nodes,limit\n"
                         "b0,10,300,1,400\n"
                         "b1,3500,1000,1,2000\n"
                         "b2,3500,10,2,20\n"},
                        {"catalog/nodes.yaml", kReferenceHostCatalogue}});
}

double gpu_s(Int128 gpu_ns) {
  return to_double(gpu_ns) * 1e-9;
}

const JobTally& group(const std::vector<JobGroup>& groups, const std::string& name) {
  return std::find_if(groups.begin(), groups.end(),
                      [&](const JobGroup& g) { return g.name == name; })
      ->jobs;
}

double hours_of_limit(const SiteSummary& summary, const std::string& name) {
  for (const LimitSummary& limit : summary.limits)
    if (limit.name == name) return limit.hours_binding;
  return 0.0;
}

}  // namespace

TEST_CASE("job statistics: each workload has its own counts, waits, hours and energy") {
  const Finished run(two_workloads());
  REQUIRE(run.summary.workloads.size() == 2);
  const JobTally& a = group(run.summary.workloads, "a");
  const JobTally& b = group(run.summary.workloads, "b");

  // By hand, from the schedule above.
  CHECK(a.submitted == 2);
  CHECK(a.started == 2);
  CHECK(a.completed == 1);
  CHECK(a.killed == 1);
  CHECK(a.wait_mean_s() == Approx(50.0).epsilon(1e-12));
  CHECK(a.waits.quantile_s(0.5) == 0.0);
  CHECK(a.waits.quantile_s(0.99) == Approx(100.0).epsilon(1e-12));
  CHECK(a.bounded_slowdown_mean() == Approx((1.0 + 3.0) / 2).epsilon(1e-12));  // 150 s for 50 s
  CHECK(gpu_s(a.used.productive) == Approx(200.0).epsilon(1e-12));
  CHECK(gpu_s(a.used.discarded) == Approx(50.0).epsilon(1e-12));
  CHECK(a.goodput() == Approx(0.8).epsilon(1e-12));
  CHECK(a.ettr() == Approx(1.0).epsilon(1e-12));
  CHECK(joules_from_mw_ns(a.used.energy) == Approx(200.0 * 250.0).epsilon(1e-12));

  CHECK(b.submitted == 3);
  CHECK(b.started == 2);
  CHECK(b.completed == 1);
  CHECK(b.running == 1);
  CHECK(b.queued == 1);
  CHECK(b.wait_mean_s() == Approx(45.0).epsilon(1e-12));
  CHECK(to_seconds(b.waits.max_ns()) == 90.0);
  CHECK(b.bounded_slowdown_mean() == Approx(1.3).epsilon(1e-12));  // 390 s for 300 s
  CHECK(gpu_s(b.allocated()) == Approx(400.0).epsilon(1e-12));
  CHECK(joules_from_mw_ns(b.used.energy) == Approx(200.0 * 400.0).epsilon(1e-12));
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("job statistics: tenants are those the traces name; who names none is (none)") {
  const Finished run(two_workloads());

  REQUIRE(run.summary.tenants.size() == 3);
  CHECK(group(run.summary.tenants, "alice").completed == 1);
  CHECK(group(run.summary.tenants, "bob").killed == 1);
  CHECK(to_seconds(group(run.summary.tenants, "bob").waits.max_ns()) == 100.0);
  CHECK(group(run.summary.tenants, "(none)").submitted == 3);
}

TEST_CASE("job statistics: jobs of the warm-up are left out of groups and waits, not of energy") {
  const Finished whole(two_workloads());
  const Finished later(two_workloads("interval: 1 min, warm_up: 5 s"));

  CHECK(later.summary.warm_up_s == 5.0);
  CHECK(later.summary.warm_up.submitted == 2);  // a0 and a1
  CHECK(group(later.summary.workloads, "a").submitted == 0);
  CHECK(std::isnan(group(later.summary.workloads, "a").goodput()));
  CHECK(group(later.summary.workloads, "b").submitted == 3);
  CHECK(later.summary.jobs.counts.submitted == 5);
  CHECK(later.summary.jobs.wait_mean_s == Approx(45.0).epsilon(1e-12));
  CHECK(later.summary.jobs.bounded_slowdown_mean == Approx(1.3).epsilon(1e-12));
  CHECK(later.summary.totals.it_energy_j == whole.summary.totals.it_energy_j);
  CHECK(later.summary.gpu_hours.productive == whole.summary.gpu_hours.productive);
  CHECK(broken_laws_of({later.summary}).empty());
}

TEST_CASE("job statistics: a warm-up as long as the run is refused with its place") {
  try {
    two_workloads("interval: 1 min, warm_up: 1 h");
    FAIL("expected ScenarioError");
  } catch (const ScenarioError& error) {
    REQUIRE(error.problems().size() == 1);
    CHECK(error.problems().front().path == "outputs.warm_up");
    CHECK(error.problems().front().line > 0);
  }
}

TEST_CASE("job statistics: ETTR counts lost work and time down, weighted by work") {
  // Node 0 is out from 500 s to 600 s: its job of 1000 s begins anew and ends at 1600 s, ratio
  // 1000/1600. The other's 3000 s pass undisturbed. (1000 · 0.625 + 3000 · 1) / 4000, by hand.
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 2}]";
  lab.trace = "long,0,1000,1,9000,1\nlonger,0,3000,1,9000,1\n";
  lab.faults = "log: log.csv, detection: 0 s";
  const auto outage = [](int node, double from_s, double to_s) {
    return fmt::format("{},{:.12f},{:.12f}\n", node, from_s / 86400.0, to_s / 86400.0);
  };
  lab.fault_log = outage(0, 500, 600) + outage(1, 70000, 70001);  // the second after the end

  const Finished run(lab.scenario());

  const JobTally& tasks = run.summary.workloads.front().jobs;
  CHECK(tasks.completed == 2);
  CHECK(tasks.failed_attempts == 1);
  CHECK(tasks.ettr() == Approx(0.90625).epsilon(1e-6));
  CHECK(gpu_s(tasks.used.discarded) == Approx(500.0).epsilon(1e-6));
  CHECK(tasks.goodput() == Approx(4000.0 / 4500.0).epsilon(1e-6));
}

TEST_CASE("job statistics: quantiles of waits are high by less than their bin") {
  WaitHistogram waits;
  waits.make();
  for (std::int64_t second = 1; second <= 10'000; ++second)
    waits.add(second * kNsPerSecond);

  for (const double probability : {0.01, 0.5, 0.9, 0.99}) {
    const double exact_s = probability * 10'000.0;
    CAPTURE(probability);
    CHECK(waits.quantile_s(probability) >= exact_s);
    CHECK(waits.quantile_s(probability) < 1.012 * exact_s);  // 10^(1/200)
  }
  CHECK(waits.quantile_s(1.0) == 10'000.0);
  std::uint64_t counted = 0;
  for (const WaitHistogram::Bin& bin : waits.bins()) {
    CHECK(bin.to_s / bin.from_s == Approx(std::pow(10.0, 1.0 / 200.0)).epsilon(1e-9));
    counted += bin.count;
  }
  CHECK(counted == 10'000);
}

TEST_CASE("job statistics: in runs drawn at random they are those of the jobs table") {
  double ettr_low = 1.0;
  for (std::uint64_t number = 0; number < rounds(40); ++number) {
    CAPTURE(number);
    Scenario scenario = random_lab(number).scenario();
    if (number % 2 == 1) scenario.outputs.warm_up_s = 3000.0;
    const TimeNs from_ns = lab_time(scenario.outputs.warm_up_s);
    const Finished run(scenario);
    REQUIRE(broken_laws_of({run.summary}).empty());

    std::array<std::uint64_t, 6> ends{};
    std::map<std::uint64_t, std::pair<TimeNs, TimeNs>> first;  // submit, start
    double energy_j = 0.0;
    for (const JobRow& row : run.out.jobs) {
      if (row.submit_ns < from_ns) continue;
      ++ends[static_cast<std::size_t>(row.end)];
      energy_j += row.energy_j;
      if (row.start_ns < 0) continue;
      const auto [place, is_first] = first.try_emplace(row.id, row.submit_ns, row.start_ns);
      if (!is_first) place->second.second = std::min(place->second.second, row.start_ns);
    }
    Int128 wait_ns = 0;
    std::int64_t longest_ns = 0;
    for (const auto& [id, times] : first) {
      wait_ns += times.second - times.first;
      longest_ns = std::max(longest_ns, times.second - times.first);
    }

    const JobTally& tally = run.summary.workloads.front().jobs;
    CHECK(tally.completed == ends[0]);
    CHECK(tally.killed == ends[1]);
    CHECK(tally.failed_attempts == ends[2] + ends[5]);
    CHECK(tally.given_up == ends[5]);
    CHECK(tally.running == ends[3]);
    CHECK(tally.queued == ends[4]);
    CHECK(tally.started == first.size());
    CHECK(tally.started == tally.waits.count());
    CHECK(bool(tally.wait_ns == wait_ns));
    CHECK(tally.waits.max_ns() == longest_ns);
    CHECK(joules_from_mw_ns(tally.used.energy) == Approx(energy_j).epsilon(1e-12));
    if (tally.completed > 0) {
      CHECK(tally.ettr() > 0.0);
      CHECK(tally.ettr() <= 1.0);
      ettr_low = std::min(ettr_low, tally.ettr());
    }
  }
  CHECK(ettr_low < 0.9);  // something was lost in some of them
}

TEST_CASE("job statistics: jobs of a workload without a source, withdrawn or ended at once") {
  // As routers and serving make them: workload 2 of 3 has no source, and so no tenant.
  JobStatistics statistics(Arrivals{}, 3, 0);
  jobs::Job job;
  job.workload = 2;

  statistics.submit(job);
  statistics.submit(job);
  statistics.withdraw(job);
  statistics.start(job, 0);
  statistics.complete(job, 1.0, 8, 0, 0);

  const JobTally& tally = statistics.workloads()[2];
  CHECK(tally.submitted == 1);
  CHECK(tally.started == 1);
  CHECK(tally.completed == 1);
  CHECK(tally.waits.count() == 1);
  CHECK(tally.work_gpu_s == 0.0);
  CHECK(tally.effective_work_gpu_s == 0.0);
  CHECK(std::isnan(tally.ettr()));
  CHECK_FALSE(statistics.workloads()[0].waits.made());
  CHECK(statistics.tenants().empty());
}

TEST_CASE("job statistics: a snapshot carries them") {
  const Scenario scenario = random_lab(7).scenario();
  const Finished straight(scenario);
  Simulation simulation(scenario);
  simulation.run_until(lab_time(6000));
  const Simulation::Snapshot saved = simulation.snapshot();
  simulation.run_until(simulation.end_ns());

  simulation.restore(saved);
  simulation.run_until(simulation.end_ns());

  Summary again, once;
  again.sites = {summarise(simulation.sites().front())};
  once.sites = {straight.summary};
  CHECK(to_json(again) == to_json(once));
}

TEST_CASE("job statistics: a head wider than the nodes that are up is a limit by its hours") {
  // The second node comes at 600 s; a job for both waits from 100 s on, while one for a node
  // passes it.
  Lab lab;
  lab.fleet =
      "[{node: host-100-200, nodes: 1}, "
      "{node: host-100-200, nodes: 1, energised: '2025-01-01T00:10:00Z'}]";
  lab.scheduler = "policy: easy-backfill";
  lab.trace = "wide,100,50,2,60,1\nnarrow,110,50,1,60,1\nnext,700,50,2,60,1\nlast,710,50,2,60,1\n";

  const Finished run(lab.scenario());

  // `last` waits for `next`, on nodes that are up: no shortage of the fleet.
  CHECK(hours_of_limit(run.summary, "fleet-size") == Approx(500.0 / 3600.0).epsilon(1e-12));
  CHECK(lab_seconds(run.out.job(0).start_ns) == Approx(600.0));
  CHECK(lab_seconds(run.out.job(1).start_ns) == Approx(110.0));
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("job statistics: JSON and table name workloads and tenants") {
  Summary summary;
  summary.sites = {Finished(two_workloads()).summary};

  const auto json = nlohmann::json::parse(to_json(summary));
  const std::string table = to_table(summary);

  CHECK(json.at("workloads").at("a").at("wait_s").at("mean") == Approx(50.0));
  CHECK(json.at("workloads").at("a").at("gpu_hours").at("discarded") == Approx(50.0 / 3600.0));
  CHECK(json.at("workloads").at("b").at("queued") == 1);
  CHECK(json.at("tenants").at("bob").at("ettr").is_null());  // none of his jobs completed
  CHECK_FALSE(json.contains("warm_up"));
  CHECK(table.find("by workload") != std::string::npos);
  CHECK(table.find("alice") != std::string::npos);
  summary.sites = {Finished(random_lab(1).scenario()).summary};
  CHECK(to_table(summary).find("by workload") == std::string::npos);  // there is one
}

TEST_CASE("job statistics: groups of one name at several sites add up") {
  const SiteSummary one = Finished(two_workloads()).summary;

  const SiteSummary sum = combine({one, one});

  CHECK(sum.workloads.size() == 2);
  CHECK(group(sum.workloads, "b").submitted == 6);
  CHECK(group(sum.workloads, "b").wait_mean_s() == Approx(45.0).epsilon(1e-12));
  CHECK(group(sum.workloads, "b").goodput() == Approx(group(one.workloads, "b").goodput()));
  CHECK(sum.jobs.wait_mean_s == Approx(one.jobs.wait_mean_s).epsilon(1e-12));
}

}  // namespace gigawatt::test
