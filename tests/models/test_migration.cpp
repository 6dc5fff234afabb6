// SPDX-License-Identifier: Apache-2.0

// Running jobs that move to the site where an hour of them costs less: when, what it takes, and
// that nothing is lost on the way.

#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/models/support/portfolio_lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// Two sites of two hosts. b asks 50 USD/MWh throughout; a asks 40, from 2:00 on 100 and from
/// 4:00 on 10. A job writes its state in 120 s and loads it in 300 s; 5 TB at 100 Gbit/s cross in
/// 5e12 · 8 / 1e11 = 400 s.
PortfolioLab price_step(const std::string& trace, const std::string& migration = "") {
  PortfolioLab lab = labs({"", "price: 50 USD/MWh"}, "", trace);
  lab.sites[0].grid =
      "limit: 1 MW, price_series: {file: price.csv, column: usd, time_column: time, unit: USD/MWh}";
  std::string series = "time,usd\n";
  for (int hour = 0; hour < 14; ++hour)
    series += fmt::format("2025-01-01T{:02}:00:00Z,{}\n", hour,
                          hour < 2   ? 40
                          : hour < 4 ? 100
                                     : 10);
  lab.files.emplace_back("price.csv", series);
  lab.routing = fmt::format(
      "policy: cheapest-available, migration: {{every: 1 hour, bandwidth: 100 Gbit/s, state: 5 TB, "
      "egress_price: 0.02 USD/GB{}}}",
      migration);
  lab.workload += ", checkpoint: {interval: none, mode: sync, write: 2 min, restart: 5 min}";
  lab.span = "12 hours";
  return lab;
}

/// One job of two nodes and so many seconds, from the start.
std::string one_job(int run_s) {
  return fmt::format("j0,0,{},2,40000,1\n", run_s);
}

struct Stay {
  std::size_t site;
  JobEnd end;
  double start_s, end_s;
  bool operator==(const Stay&) const = default;
};

std::vector<Stay> stays(const Routed& run, std::uint64_t job) {
  std::vector<Stay> all;
  for (const auto& [site, row] : run.out.jobs)
    if (row.id == job)
      all.push_back({site, row.end, lab_seconds(row.start_ns), lab_seconds(row.end_ns)});
  return all;
}

std::vector<std::string> laws_broken(const Simulation& simulation) {
  Summary summary;
  for (const Site& site : simulation.sites())
    summary.sites.push_back(summarise(site));
  summary.routing = summarise_routing(simulation);
  return broken_laws(summary);
}

constexpr int kSixHoursS = 6 * 3600;

}  // namespace

TEST_CASE("migration: a job moves when its site gets dearer, and ends when the sum says") {
  const Routed run(price_step(one_job(kSixHoursS)).scenario());

  // At 7200 s it has 14,400 s of work left. It writes until 7320 s, is across at 7720 s, loads
  // until 8020 s and ends at 8020 + 14,400 s.
  const std::vector<Stay> expected{{0, JobEnd::moved, 0.0, 7320.0},
                                   {1, JobEnd::completed, 7720.0, 22420.0}};
  CHECK(stays(run, 0) == expected);
  CHECK(laws_broken(run.simulation).empty());

  const RoutingSummary routing = *summarise_routing(run.simulation);
  REQUIRE(routing.migration);
  CHECK(routing.migration->moves == 1);
  CHECK(routing.migration->in_transit == 0);
  CHECK(routing.migration->bytes == Approx(5e12));
  CHECK(routing.migration->egress_usd == Approx(100.0));  // 5000 GB at 0.02 USD
  CHECK(routing.migration->checkpoint_gpu_hours == Approx(2 * 120.0 / 3600.0));
  CHECK(routing.migration->restart_gpu_hours == Approx(2 * 300.0 / 3600.0));
  CHECK(routing.migration->transit_hours == Approx(400.0 / 3600.0));
  // Two nodes of 200 W: 7200 s at 40 and 120 s at 100 USD/MWh at a, 14,700 s at 50 at b.
  REQUIRE(routing.by_site.size() == 2);
  CHECK(routing.by_site[0].jobs == 0);  // the job is counted where it ended
  CHECK(routing.by_site[1].jobs == 1);
  CHECK(routing.by_site[0].gpu_hours == Approx(2 * 7320.0 / 3600.0));
  CHECK(routing.by_site[0].node_energy_j == Approx(400.0 * 7320.0));
  CHECK(routing.by_site[0].node_energy_cost_usd == Approx(0.4 * (2.0 * 0.04 + 0.1 / 30.0)));
  CHECK(routing.by_site[1].node_energy_cost_usd == Approx(0.4 * 14'700.0 / 3600.0 * 0.05));
}

TEST_CASE("migration: gain, free nodes and the rest of the work decide") {
  const std::vector<Stay> stayed{{0, JobEnd::completed, 0.0, 21600.0}};
  // 100 is 100 % more than 50 USD/MWh.
  CHECK(stays(Routed(price_step(one_job(kSixHoursS), ", gain: 101 %").scenario()), 0) == stayed);
  CHECK(stays(Routed(price_step(one_job(kSixHoursS), ", gain: 99 %").scenario()), 0).size() == 2);

  // From 1 s on a second job holds a node of b until the price has fallen again.
  const Routed full(price_step(one_job(kSixHoursS) + "j1,1,18000,1,40000,1\n").scenario());
  CHECK(full.out.site_of.at(1) == 1);
  CHECK(stays(full, 0) == stayed);

  // Writing, crossing and loading take 820 s; of 8020 s so much is left at 7200 s.
  CHECK(stays(Routed(price_step(one_job(8020)).scenario()), 0).size() == 1);
  CHECK(stays(Routed(price_step(one_job(8021)).scenario()), 0).size() == 2);
}

TEST_CASE("migration: a job whose limit comes before it could go on does not move") {
  // Writing, crossing and loading take 820 s from 7200 s on; the limit is in real time.
  const auto stays_of = [](int limit_s) {
    return stays(Routed(price_step(fmt::format("j0,0,21600,2,{},1\n", limit_s)).scenario()), 0);
  };
  const std::vector<Stay> killed{{0, JobEnd::killed_at_limit, 0.0, 8020.0}};
  CHECK(stays_of(8020) == killed);
  CHECK(stays_of(8021).front().end == JobEnd::moved);
}

TEST_CASE("migration: a job stays a while where it has gone") {
  // At 4:00 a is cheaper than b again; the job came to b at 7720 s, 6680 s before.
  const auto moves = [](const char* stay) {
    const Routed run(price_step(one_job(kSixHoursS), stay).scenario());
    CHECK(laws_broken(run.simulation).empty());
    return stays(run, 0);
  };

  CHECK(moves("").size() == 2);                        // 6 hours, and it has ended
  CHECK(moves(", stay: 6681 s")[1].end_s == 18120.0);  // at the next look, at 5:00
  // It did 14,400 − 8020 = 6380 s at b after 7200 s at a; it is back at a at 14,400 + 120 + 400 s
  // and does the other 8020 s from 15,220 s on.
  const std::vector<Stay> expected{{0, JobEnd::moved, 0.0, 7320.0},
                                   {1, JobEnd::moved, 7720.0, 14520.0},
                                   {0, JobEnd::completed, 14920.0, 23240.0}};
  CHECK(moves(", stay: 6680 s") == expected);
}

TEST_CASE("migration: states cross a link one after the other, and nodes are promised once") {
  const std::string two = "j0,0,21600,1,40000,1\nj1,0,21600,1,40000,1\n";
  const Routed both(price_step(two).scenario());
  CHECK(stays(both, 0)[1].start_s == 7720.0);
  CHECK(stays(both, 1)[1].start_s == 8120.0);
  CHECK(summarise_routing(both.simulation)->migration->transit_hours == Approx(1200.0 / 3600.0));

  PortfolioLab narrow = price_step(two);
  narrow.sites[1].fleet = "[{node: host-100-200, nodes: 1}]";
  const Routed one(narrow.scenario());
  CHECK(stays(one, 0).size() == 2);
  CHECK(stays(one, 1).size() == 1);
}

TEST_CASE("migration: an arriving job waits like any other if its nodes have gone") {
  // j1 comes to b while j0 is on its way, and holds both nodes from 7500 s to 9500 s.
  const Routed run(price_step(one_job(kSixHoursS) + "j1,7500,2000,2,40000,1\n").scenario());

  CHECK(run.out.site_of.at(1) == 1);
  CHECK(stays(run, 0)[1].start_s == 9500.0);
  // Its wait is that until its first start, at a: none.
  CHECK(run.simulation.sites()[0].state().counts.started == 1);
  CHECK(run.simulation.sites()[1].state().counts.started == 1);
}

TEST_CASE("migration: the state grows with the accelerators, and carbon decides as price does") {
  PortfolioLab lab = price_step(one_job(kSixHoursS));
  lab.routing =
      "policy: lowest-carbon, migration: {every: 30 min, bandwidth: 1 Gbit/s, state_per_gpu: 10 "
      "GB}";
  lab.sites[0].grid =
      "limit: 1 MW, carbon_series: {file: price.csv, column: usd, time_column: time, unit: g/kWh}";
  lab.sites[1].grid = "limit: 1 MW, carbon: 50 g/kWh";
  const Routed run(lab.scenario());

  // The hour from 1:30 is half at 40, half at 100: 70 g/kWh, 40 % more than 50. Two accelerators:
  // 20 GB, 160 s.
  const std::vector<Stay> at = stays(run, 0);
  REQUIRE(at.size() == 2);
  CHECK(at[0].end_s == 5400.0 + 120.0);
  CHECK(at[1].start_s == 5520.0 + 160.0);
}

TEST_CASE("migration: a run that ends while a job is between sites counts it there") {
  PortfolioLab lab = price_step(one_job(kSixHoursS));
  lab.span = "125 min";  // 7500 s
  const Routed run(lab.scenario());

  CHECK(laws_broken(run.simulation).empty());
  const auto routing = summarise_routing(run.simulation);
  CHECK(routing->migration->in_transit == 1);
  CHECK(routing->migration->transit_hours == Approx(180.0 / 3600.0));
  CHECK(stays(run, 0).size() == 1);
}

TEST_CASE("migration: no law breaks over random portfolios with faults, outages and holds") {
  std::uint64_t moves = 0, late = 0;
  for (std::uint64_t number = 0; number < 60; ++number) {
    CAPTURE(number);
    const Routed run(random_portfolio(number, true));
    for (const std::string& law : laws_broken(run.simulation))
      FAIL_CHECK(law);
    const auto routing = summarise_routing(run.simulation);
    std::map<std::uint64_t, int> last_rows;
    for (const auto& [site, row] : run.out.jobs)
      last_rows[row.id] += row.end != JobEnd::failed && row.end != JobEnd::moved;
    std::uint64_t ended = 0;
    for (const auto& [job, rows] : last_rows) {
      CHECK(rows <= 1);
      ended += static_cast<std::uint64_t>(rows);
    }
    CHECK(ended + routing->migration->in_transit == 150);  // jobs of the trace
    moves += routing->migration->moves;
    late += routing->migration->in_transit;
  }
  CHECK(moves > 30);  // the draws reach what they are for
  MESSAGE(moves << " moves, " << late << " not at their end");
}

TEST_CASE("migration: a snapshot holds who writes and who is on the way") {
  const auto same_rest = [](const Scenario& scenario, double stop_s) {
    const Routed straight(scenario);
    Simulation first(scenario);
    first.run_until(lab_time(stop_s));
    const Simulation::Snapshot saved = first.snapshot();
    first.run_until(lab_time(stop_s + 3000));
    first.restore(saved);
    SiteSink rest;
    first.attach(&rest, nullptr);
    first.run_until(first.end_ns());

    REQUIRE(rest.jobs.size() <= straight.out.jobs.size());
    const std::size_t skip = straight.out.jobs.size() - rest.jobs.size();
    for (std::size_t i = 0; i < rest.jobs.size(); ++i) {
      const auto& [site, row] = straight.out.jobs[skip + i];
      CHECK(site == rest.jobs[i].first);
      CHECK(row.id == rest.jobs[i].second.id);
      CHECK(row.start_ns == rest.jobs[i].second.start_ns);
      CHECK(row.end_ns == rest.jobs[i].second.end_ns);
      CHECK(row.energy_j == rest.jobs[i].second.energy_j);
    }
    const auto whole = summarise_routing(straight.simulation)->migration;
    const auto resumed = summarise_routing(first)->migration;
    CHECK(whole->moves == resumed->moves);
    CHECK(whole->egress_usd == resumed->egress_usd);
    CHECK(whole->checkpoint_gpu_hours == resumed->checkpoint_gpu_hours);
    CHECK(whole->restart_gpu_hours == resumed->restart_gpu_hours);
    CHECK(whole->transit_hours == resumed->transit_hours);
  };

  const Scenario step = price_step(one_job(kSixHoursS)).scenario();
  for (const double stop_s : {7200.0, 7210.0, 7400.0, 7800.0})  // before, writing, between, loading
    same_rest(step, stop_s);
  for (std::uint64_t number = 0; number < 10; ++number) {
    CAPTURE(number);
    same_rest(random_portfolio(number, true), 4321.0);
  }
}

TEST_CASE("migration: without the block nothing is said of it, with it JSON and table tell") {
  const auto summary_of = [](const PortfolioLab& lab) {
    const Routed run(lab.scenario());
    Summary summary;
    for (const Site& site : run.simulation.sites())
      summary.sites.push_back(summarise(site));
    summary.routing = summarise_routing(run.simulation);
    return summary;
  };
  PortfolioLab lab = price_step(one_job(kSixHoursS));
  const Summary with = summary_of(lab);
  lab.routing = "policy: cheapest-available";
  const Summary without = summary_of(lab);

  CHECK(nlohmann::json::parse(to_json(with)).at("routing").at("migration").at("moves") == 1);
  CHECK_FALSE(nlohmann::json::parse(to_json(without)).at("routing").contains("migration"));
  CHECK(contains(to_table(with), "5.0 TB for 100 USD of egress"));
}

TEST_CASE("migration: what cannot move is refused by name") {
  const auto refused = [](const std::string& migration, const std::string& more = "") {
    PortfolioLab lab = price_step(one_job(100));
    lab.routing = "policy: cheapest-available, migration: {" + migration + "}";
    lab.workload = "node: host-100-200" + more;
    return refusal_of(lab);
  };
  const std::string saves = ", checkpoint: {interval: none}";
  const std::string good = "bandwidth: 1 Gbit/s, state: 1 GB";

  CHECK(refused(good, saves).empty());
  CHECK(contains(refused(good), "no shared workload has checkpoints to move"));
  CHECK(contains(refused(good + ", workloads: [tasks]"),
                 "jobs of workload 'tasks' have no checkpoints to move"));
  CHECK(contains(refused(good + ", workloads: [task]", saves), "there is no workload 'task'"));
  CHECK(contains(refused("bandwidth: -1 Gbit/s, state: 1 GB", saves), "bandwidth"));
  CHECK(contains(refused("state: 1 GB", saves), "bandwidth"));
  CHECK(contains(refused("bandwidth: 1 Gbit/s", saves), "has to be told in one way"));
  CHECK(contains(refused(good + ", state_per_gpu: 1 GB", saves), "has to be told in one way"));

  PortfolioLab turns = price_step(one_job(100));
  turns.routing = "policy: round-robin, migration: {" + good + "}";
  CHECK(contains(refusal_of(turns), "policy 'round-robin' has no rate"));
}

TEST_CASE("migration: a state that would take centuries never arrives") {
  MigrationModel model;
  model.bytes_per_s = 125.0;                   // 1 kbit/s
  CHECK(model.crossing_ns(5.0e12) == kNever);  // 1,268 years
  CHECK(model.crossing_ns(125.0 * 60.0) == 60 * kNsPerSecond);
}

}  // namespace gigawatt::test
