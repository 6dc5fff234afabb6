// SPDX-License-Identifier: Apache-2.0

// A rental market on nodes that a site's scheduler hands out, and that fail.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

namespace {

using doctest::Approx;

constexpr std::size_t kReserved = 0, kOnDemand = 1, kSpot = 2;

/// Two days of a pool on hosts of one GPU: 100 W idle, 200 W at full use, no losses and no cooling.
Scenario pool(int nodes, const std::string& rental, const std::string& faults = "",
              const std::vector<std::pair<std::string, std::string>>& files = {}) {
  std::vector<std::pair<std::string, std::string>> all = files;
  all.emplace_back("catalog/nodes.yaml", kReferenceHostCatalogue);
  return scenario_from(fmt::format(R"(
name: pool
start: 2025-01-01
duration: 2 days
sites:
  - name: lab
    fleet: [{{node: host-100-200, nodes: {}}}]
    power: {{grid: {{limit: 1 MW}}}}
    scheduler: {{policy: fcfs}}
    {}
workloads:
  - name: cloud
    kind: rental
    rental:
{}
)",
                                   nodes, faults, rental),
                       all);
}

/// Eight-GPU nodes that fail often, and all three tiers.
Scenario busy_fleet() {
  return scenario_from(R"(
name: fleet
start: 2025-01-01
duration: 20 days
sites:
  - name: lab
    fleet: [{node: hgx-h100-8, nodes: 20}]
    power: {grid: {limit: 1 MW}}
    faults: {preset: typical, rate: 100 per 1000 node-days, repair: {kind: log-normal, median: 20 h, sigma: 0.5}}
workloads:
  - name: cloud
    kind: rental
    rental:
      gpus: 150
      contracts:
        - {name: lab, gpus: 60, price: 2 USD/GPU-h, uses: [{gpus: 16, requests: 0.5 1/h, median: 5 h, sigma: 1}]}
      on_demand:
        requests: [{gpus: 4, requests: 4 1/h, median: 3 h, sigma: 1}]
        price: {base: 3 USD/GPU-h, slope: 0.5}
        patience: 30 min
      spot:
        requests: [{gpus: 8, requests: 2 1/h, median: 4 h, sigma: 1}]
        price: {base: 1 USD/GPU-h}
        patience: 1 h
)");
}

struct RentalRows final : RunSink {
  std::vector<RentalRow> rows;
  void write_row(std::size_t, TimeNs, TimeNs, std::span<const double>, std::span<const double>,
                 std::span<const double>, std::span<const double>) override {}
  void write_job(std::size_t, const JobRow&) override {}
  void write_rental(std::size_t, const RentalRow& row) override { rows.push_back(row); }
};

}  // namespace

TEST_CASE("rental: a contract is billed in full though nobody uses it, and its nodes stand idle") {
  const Finished run(pool(4,
                          "      gpus: 3\n"
                          "      contracts: [{name: lab, gpus: 2, price: 1.7 USD/GPU-h}]\n"));

  REQUIRE(broken_laws_of({run.summary}).empty());
  const RentalSummary& rental = run.summary.rental.front();
  CHECK(rental.tiers[kReserved].used_gpu_ns == 0);
  CHECK(rental.tiers[kReserved].billed_micro_usd == 2 * 48 * 1'700'000LL);  // from the run's start
  CHECK(rental.revenue_usd() == Approx(163.2));
  CHECK(run.summary.gpu_hours.billed == Approx(96.0));
  // The pool has its three nodes from the second plant interval on.
  CHECK(rental.installed_gpu_h == Approx(3 * (48 - 5.0 / 60)));
  CHECK(rental.idle_gpu_h == rental.installed_gpu_h);
  CHECK(run.summary.totals.it_energy_j == Approx(4 * 100.0 * 172'800));
  // Nodes that stand ready are no jobs, and what they do is not productive.
  CHECK(rental.nodes == 3);
  CHECK(rental.node_energy_j == Approx(3 * 100.0 * 172'800));
  CHECK(run.summary.jobs.counts.submitted == 0);
  CHECK(run.summary.jobs.counts.running == 0);
  CHECK(run.summary.workloads.empty());
  CHECK(run.summary.gpu_hours.rented == 0.0);
  CHECK(run.summary.gpu_hours.productive == 0.0);
  CHECK(run.summary.gpu_hours.allocated == 0.0);
  CHECK(run.summary.gpu_hours.idle == Approx(4 * 48.0));
}

TEST_CASE("rental: on-demand takes what is not reserved, and its power follows what is in use") {
  // Requests come every second and stay beyond the end: what is not reserved is full from the
  // second plant interval on, with two free GPUs exactly two.
  const Finished run(pool(4,
                          "      gpus: 4\n"
                          "      utilisation: 0.5\n"
                          "      contracts: [{name: lab, gpus: 2, price: 2 USD/GPU-h}]\n"
                          "      on_demand:\n"
                          "        requests: [{gpus: 1, requests: 3600 1/h, median: 90 days}]\n"
                          "        price: {base: 3 USD/GPU-h}\n"));

  REQUIRE(broken_laws_of({run.summary}).empty());
  const jobs::RentalAccount& tier = run.summary.rental.front().tiers[kOnDemand];
  CHECK(tier.started == 2);
  CHECK(tier.running == 2);
  CHECK(tier.lost == tier.requests - 2);
  CHECK(tier.used_gpu_h() == Approx(2 * (48 - 5.0 / 60)).epsilon(1e-4));
  CHECK(tier.billed_micro_usd == 0);  // rentals are billed when they end
  CHECK(run.summary.gpu_hours.rented == tier.used_gpu_h());
  CHECK(run.summary.gpu_hours.productive == Approx(tier.used_gpu_h()).epsilon(1e-12));
  CHECK(run.summary.gpu_hours.idle == Approx(4 * 48.0 - tier.used_gpu_h()).epsilon(1e-12));
  // Two nodes at half of their 100 W above idle, from the third interval on: the rentals start
  // within the second and power is laid at its beginning only.
  const double busy_s = 172'800 - 600;
  CHECK(run.summary.totals.it_energy_j == Approx(4 * 100.0 * 172'800 + 2 * 50.0 * busy_s));
  CHECK(run.summary.gpu_hours.utilised == Approx(2 * 0.5 * busy_s / 3600));
}

TEST_CASE("rental: a node that fails cuts the newest spot rental, and a contract does not notice") {
  // One of three nodes is down from day 0.5 to day 1; the log goes on after the run.
  const Finished run(
      pool(3,
           "      gpus: 3\n"
           "      contracts: [{name: lab, gpus: 1, price: 2 USD/GPU-h, uses: [{gpus: 1, requests: "
           "3600 1/h, median: 90 days}]}]\n"
           "      spot:\n"
           "        requests: [{gpus: 1, requests: 3600 1/h, median: 90 days}]\n"
           "        price: {base: 1 USD/GPU-h, slope: 0}\n",
           "faults: {log: outages.csv, log_servers: 3}",
           {{"outages.csv", "node,start_day,end_day\n1,0.5,1.0\n1,9,9.5\n"}}));

  REQUIRE(broken_laws_of({run.summary}).empty());
  REQUIRE(run.summary.faults.nodes == 1);
  const RentalSummary& rental = run.summary.rental.front();
  CHECK(rental.tiers[kReserved].cut == 0);
  CHECK(rental.tiers[kReserved].running == 1);
  CHECK(rental.tiers[kSpot].cut == 1);
  CHECK(rental.tiers[kSpot].started == 3);  // two, and one when the node was back
  CHECK(rental.tiers[kSpot].running == 2);
  // Of the ended one alone: from the second interval to the failure, known at a plant interval.
  const double billed_h = rental.tiers[kSpot].billed_gpu_h();
  CHECK(billed_h == Approx(12.0 - 5.0 / 60).epsilon(0.01));
  CHECK(static_cast<double>(rental.tiers[kSpot].billed_micro_usd) == Approx(billed_h * 1e6));
  CHECK(rental.tiers[kReserved].billed_micro_usd == 48 * 2'000'000LL);
  // What the pool's nodes were held for is not lost work.
  CHECK(run.summary.gpu_hours.discarded == 0.0);
  CHECK(rental.node_failures == 1);
  CHECK(run.summary.jobs.counts.failed_attempts == 0);
}

TEST_CASE("rental: jobs beside a pool are counted, awaited and left out of the warm-up alone") {
  const Scenario scenario = pool(4,
                                 "      gpus: 2\n"
                                 "      contracts: [{name: lab, gpus: 2, price: 2 USD/GPU-h}]\n"
                                 "  - {name: own, kind: synthetic, jobs: 40, nodes: {max: 2}}\n"
                                 "outputs: {warm_up: 1 hour}\n");

  const SiteSummary summary = Finished(scenario).summary;

  REQUIRE(broken_laws_of({summary}).empty());
  CHECK(summary.jobs.counts.submitted == 40);
  CHECK(summary.jobs.counts.submitted ==
        summary.jobs.counts.completed + summary.jobs.counts.killed + summary.jobs.counts.running +
            summary.jobs.counts.queued);
  REQUIRE(summary.workloads.size() == 1);
  CHECK(summary.workloads.front().name == "own");
  CHECK(summary.warm_up.submitted + summary.workloads.front().jobs.submitted == 40);
  // The pool's nodes start with the run: its tally holds all of their two days.
  CHECK(summary.rental.front().nodes == 2);
  CHECK(summary.rental.front().node_energy_j == Approx(2 * 100.0 * 172'800));
}

TEST_CASE("rental: the table tells first what was earned, and calls no node of the pool a job") {
  Summary summary;
  summary.sites = {Finished(pool(4,
                                 "      gpus: 4\n"
                                 "      contracts: [{name: lab, gpus: 2, price: 2 USD/GPU-h}]\n"))
                       .summary};

  const std::string table = to_table(summary);

  CAPTURE(table);
  const std::size_t revenue = table.find(" 192 USD  revenue");  // 2 GPUs, 48 h, 2 USD
  CHECK(revenue != std::string::npos);
  CHECK(revenue < table.find("IT energy"));
  CHECK(table.find("GPU-hours billed") < table.find("IT energy"));
  CHECK(table.find("jobs submitted") == std::string::npos);
  CHECK(table.find(" 0  0.00 % of installed, GPUs in use by customers too") != std::string::npos);
}

TEST_CASE("rental: every law holds on nodes that fail, and the table adds up to the summary") {
  const Scenario scenario = busy_fleet();
  Simulation simulation(scenario);
  RentalRows out;
  simulation.attach(&out, nullptr);
  simulation.run_until(scenario.end_ns());
  const SiteSummary summary = summarise(simulation.sites().front());

  for (const std::string& law : broken_laws_of({summary}))
    FAIL_CHECK(law);
  const RentalSummary& rental = summary.rental.front();
  REQUIRE(summary.faults.nodes > 5);
  for (const jobs::RentalAccount& tier : rental.tiers) {
    CHECK(tier.started > 10);
    CHECK(tier.billed_micro_usd > 0);
  }
  CHECK(rental.tiers[kSpot].revoked > 0);
  CHECK(rental.tiers[kSpot].cut > 0);
  REQUIRE(out.rows.size() == 20 * 288);  // five-minute intervals
  double used_h = 0.0, idle_h = 0.0, billed_usd = 0.0;
  std::int64_t fewest = 1000;
  for (const RentalRow& row : out.rows) {
    used_h += (row.used_gpus[0] + row.used_gpus[1] + row.used_gpus[2]) / 12;
    idle_h += row.idle_gpus / 12;
    billed_usd += row.billed_usd;
    if (row.from_ns > scenario.start_ns()) fewest = std::min(fewest, row.gpus);
    CHECK(row.gpus <= 150);
  }
  CHECK(fewest < 150);
  CHECK(used_h + idle_h == Approx(rental.installed_gpu_h));
  CHECK(idle_h == Approx(rental.idle_gpu_h));
  CHECK(billed_usd == Approx(rental.revenue_usd()));
}

TEST_CASE("rental: a snapshot goes on as the straight run does") {
  const Scenario scenario = busy_fleet();
  Simulation straight(scenario);
  straight.run_until(scenario.start_ns() + 100 * kNsPerHour);
  const Simulation::Snapshot saved = straight.snapshot();
  straight.run_until(scenario.end_ns());
  Simulation resumed(scenario);
  resumed.restore(saved);
  resumed.run_until(scenario.end_ns());

  const RentalLoad& a = straight.sites().front().state().rental.front();
  const RentalLoad& b = resumed.sites().front().state().rental.front();
  CHECK(a.pool_gpu_ns == b.pool_gpu_ns);
  for (const auto tier :
       {jobs::RentalTier::reserved, jobs::RentalTier::on_demand, jobs::RentalTier::spot}) {
    CHECK(a.market.account(tier).requests > 0);
    CHECK(a.market.account(tier).used_gpu_ns == b.market.account(tier).used_gpu_ns);
    CHECK(a.market.account(tier).billed_micro_usd == b.market.account(tier).billed_micro_usd);
    CHECK(a.market.account(tier).cut == b.market.account(tier).cut);
  }
}

TEST_CASE("rental: the luck of a pool is its workload's name") {
  const auto requests_of = [](const std::string& name) {
    Scenario scenario = busy_fleet();
    scenario.workloads.front().params.name = name;
    return Finished(scenario).summary.rental.front().tiers[kOnDemand].used_gpu_ns;
  };
  CHECK(requests_of("cloud") == requests_of("cloud"));
  CHECK(requests_of("cloud") != requests_of("other"));
}

TEST_CASE("rental: what cannot be rented out is refused by name") {
  const auto refusal = [](const std::string& workload) {
    try {
      const Finished run(
          scenario_from("name: a\nstart: 2025-01-01\nduration: 1 day\nsites:\n  - {name: lab, "
                        "fleet: [{node: hgx-h100-8, nodes: 2}]}\nworkloads:\n  - {name: w, " +
                        workload + "}\n"));
    } catch (const ScenarioError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  const auto says = [&](const std::string& workload, const std::string& words) {
    const std::string error = refusal(workload);
    INFO(error);
    CHECK(error.find(words) != std::string::npos);
  };
  says("kind: rental", "`rental:`");
  says("jobs: 5, rental: {gpus: 8}", "kind: rental");
  says("kind: rental, jobs: 5, rental: {gpus: 8}", "described under `rental:`");
  says("kind: rental, checkpoint: {interval: 1 h, write: 10 s}, rental: {gpus: 8}",
       "described under `rental:`");
  says("kind: rental, rental: {gpus: 17}",
       "a pool of 17 GPUs, but 16 of node type hgx-h100-8 are ever installed");
  says("kind: rental, rental: {gpus: 8, contracts: [{name: big, gpus: 9, price: 2 USD/GPU-h}]}",
       "contract 'big'");
  says("kind: rental, rental: {gpus: 8, utilisation: 1.5}", "utilisation");
  says("kind: rental, rental: {gpus: 8, name: x}", "name");
}

}  // namespace gigawatt::test
