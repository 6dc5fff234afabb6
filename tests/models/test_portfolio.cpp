// SPDX-License-Identifier: Apache-2.0

// Several sites with shared demand: who gets a job, when it arrives, and that none is lost.

#include <cstring>
#include <map>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/latency.h"
#include "sim/engine/errors.h"
#include "tests/models/support/portfolio_lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

/// `count` jobs of one node and `run_s`, `gap_s` apart from time 0 on.
std::string steady_trace(int count, double gap_s, double run_s) {
  std::string rows;
  for (int job = 0; job < count; ++job)
    rows += fmt::format("j{},{},{},1,{},1\n", job, job * gap_s, run_s, run_s);
  return rows;
}

const char* const kAnyPrice = "price: 50 USD/MWh";

}  // namespace

TEST_CASE("portfolio: two equal sites under most-free take turns and carry half each") {
  // One job every 100 s for 150 s: never more than two at once, so each finds the other site freer
  // or both alike. Jobs 0 and 1 overlap, 1 and 2 overlap, ...: they alternate.
  const Routed run(
      labs({kAnyPrice, kAnyPrice}, "policy: most-free", steady_trace(30, 100, 150)).scenario());

  CHECK(run.jobs_at(0) == 15);
  CHECK(run.jobs_at(1) == 15);
  for (const auto& [job, site] : run.out.site_of)
    CHECK(site == job % 2);
}

TEST_CASE("portfolio: jobs of one instant see each other before any of them has started") {
  const Routed run(labs({kAnyPrice, kAnyPrice}, "policy: most-free",
                        "j0,10,60,1,60,1\nj1,10,60,1,60,1\nj2,10,60,1,60,1\nj3,10,60,1,60,1\n")
                       .scenario());

  CHECK(run.out.site_of == std::map<std::uint64_t, std::size_t>{{0, 0}, {1, 1}, {2, 0}, {3, 1}});
  for (const auto& [site, row] : run.out.jobs)
    CHECK(lab_seconds(row.start_ns) == 10.0);
}

TEST_CASE("portfolio: cheapest fills the cheaper site, spills, and queues where it waits least") {
  // Two nodes each; "b" is cheaper. Jobs 0 and 1 fill b. Job 2 (of 300 s) and job 3 (of 1000 s)
  // spill to a. Job 4 finds both full: at t = 4 the requests still ask for 2 × 1000 − (4 + 3) s of
  // b's two nodes, that is 996.5 s, and for 300 + 1000 − (2 + 1) s of a's, that is 648.5 s: it
  // queues at a, and starts when job 2 ends, at 2 + 300 s.
  const Routed run(labs({"price: 60 USD/MWh", "price: 40 USD/MWh"}, "policy: cheapest-available",
                        "j0,0,1000,1,1000,1\nj1,1,1000,1,1000,1\nj2,2,300,1,300,1\n"
                        "j3,3,1000,1,1000,1\nj4,4,50,1,50,1\n")
                       .scenario());

  CHECK(run.out.site_of ==
        std::map<std::uint64_t, std::size_t>{{0, 1}, {1, 1}, {2, 0}, {3, 0}, {4, 0}});
  for (const auto& [site, row] : run.out.jobs)
    if (row.id == 4) CHECK(lab_seconds(row.start_ns) == 302.0);
}

TEST_CASE("portfolio: a node that comes free at an instant is seen by a job of that instant") {
  // b has two nodes, full from 0 to 100 s; the job at 100 s goes there all the same.
  const Routed run(labs({"price: 60 USD/MWh", "price: 40 USD/MWh"}, "policy: cheapest-available",
                        "j0,0,100,2,100,1\nj1,100,50,2,50,1\n")
                       .scenario());

  CHECK(run.out.site_of == std::map<std::uint64_t, std::size_t>{{0, 1}, {1, 1}});
}

TEST_CASE("portfolio: a job's price is that of its power behind the plant") {
  // Two hosts behind a transformer of 100 kW, whose loss without load is more than a tenth of their
  // 400 W: b, 2 % dearer by the kWh, is cheaper for the job.
  PortfolioLab lab = labs({"price: 50 USD/MWh", "price: 51 USD/MWh"}, "policy: cheapest-available",
                          steady_trace(1, 1, 60));
  CHECK(Routed(lab.scenario()).jobs_at(0) == 1);

  lab.sites[0].chain = "{model: transformer-dry, unit: 100 kW, units: 1}";
  const Routed run(lab.scenario());

  CHECK(full_load_pue(run.simulation.sites()[0].model(), lab_time(0)) > 1.1);
  CHECK(full_load_pue(run.simulation.sites()[1].model(), lab_time(0)) == 1.0);
  CHECK(run.jobs_at(1) == 1);
}

TEST_CASE("portfolio: lowest-carbon follows the series of the sites hour by hour") {
  // a: 100 g/kWh in even hours, 500 in odd ones; b: 320 throughout. One short job each half hour.
  PortfolioLab lab =
      labs({kAnyPrice, "carbon: 320 g/kWh"}, "policy: lowest-carbon", steady_trace(12, 1800, 60));
  lab.span = "6 hours";
  lab.sites[0].grid +=
      ", carbon_series: {file: carbon.csv, column: g, time_column: time, unit: g/kWh}";
  std::string series = "time,g\n";
  for (int hour = 0; hour < 8; ++hour)
    series += fmt::format("2025-01-01T{:02}:00:00Z,{}\n", hour, hour % 2 == 0 ? 100 : 500);
  lab.files.emplace_back("carbon.csv", series);

  const Routed run(lab.scenario());

  // The hour from 0:30 is half at 100, half at 500: 300 g/kWh, less than b. From 1:30 the same.
  const std::map<std::uint64_t, std::size_t> expected{
      {0, 0}, {1, 0}, {2, 1}, {3, 0},  {4, 0}, {5, 0}, {6, 1},
      {7, 0}, {8, 0}, {9, 0}, {10, 1}, {11, 1}};  // the last looks only as far as the run's end:
                                                  // 500 g/kWh
  CHECK(run.out.site_of == expected);
}

TEST_CASE("portfolio: round-robin takes turns whatever the sites' load") {
  const Routed run(
      labs({kAnyPrice, kAnyPrice, kAnyPrice}, "policy: round-robin", steady_trace(9, 1, 3000))
          .scenario());

  for (const auto& [job, site] : run.out.site_of)
    CHECK(site == job % 3);
}

TEST_CASE("portfolio: fixed shares are kept at every length of the stream") {
  const Routed run(labs({kAnyPrice, kAnyPrice}, "policy: fixed-shares, shares: [0.75, 0.25]",
                        steady_trace(100, 10, 5))
                       .scenario());

  CHECK(run.jobs_at(0) == 75);
  double at_first = 0.0;
  for (const auto& [job, site] : run.out.site_of) {
    at_first += site == 0;
    CHECK(std::abs(at_first - 0.75 * static_cast<double>(job + 1)) <= 1.0);
  }
}

TEST_CASE("portfolio: distance makes latency, and the limit excludes the far site") {
  // Nashville to Los Angeles airports, the haversine task of Rosetta Code: 2887.25995 km on a
  // sphere of 6372.8 km. A degree of longitude on the equator of ours: 2π · 6371.0088 km / 360, by
  // hand.
  CHECK(great_circle_m({36.12, -86.67}, {33.94, -118.40}) ==
        Approx(2'887'259.95 * 6371.0088 / 6372.8).epsilon(1e-8));
  CHECK(great_circle_m({0, 10}, {0, 11}) == Approx(111'195.08).epsilon(1e-6));
  CHECK(great_circle_m({90, 0}, {-90, 77}) == Approx(20'015'114.44).epsilon(1e-9));  // π R
  // 1000 km of fibre: 2 · 10⁶ m over 199,861,639 m/s, by hand.
  CHECK(fibre_round_trip_s(1.0e6) == Approx(0.0100069).epsilon(1e-5));

  PortfolioLab lab = labs({"price: 60 USD/MWh", "price: 10 USD/MWh"}, "", steady_trace(10, 1, 0.5));
  lab.sites[0].more = "    place: {latitude: 35.1, longitude: -90.0}\n";
  lab.sites[1].more = "    place: {latitude: 33.4, longitude: -112.1}\n";
  lab.workload += ", region: memphis";
  const std::string region = "regions: [{name: memphis, latitude: 35.1, longitude: -90.0}]";

  // Memphis to Phoenix and back over 1.5 times 2,036 km: 30.6 ms.
  lab.routing = "policy: cheapest-available, latency_limit: 30 ms, " + region;
  CHECK(Routed(lab.scenario()).jobs_at(0) == 10);
  lab.routing = "policy: cheapest-available, latency_limit: 31 ms, " + region;
  CHECK(Routed(lab.scenario()).jobs_at(1) == 10);
  lab.routing += ", latency_overhead: 5 ms";
  CHECK(Routed(lab.scenario()).jobs_at(1) == 0);
  // Measured latencies take the place of computed ones.
  lab.routing =
      "policy: cheapest-available, latency_limit: 10 ms, regions: [{name: memphis, latencies: [12 "
      "ms, 8 ms]}]";
  CHECK(Routed(lab.scenario()).jobs_at(1) == 10);
}

TEST_CASE("portfolio: a job is never sent where it is wider than the site or of another type") {
  PortfolioLab lab = labs({kAnyPrice, "price: 1 USD/MWh"}, "policy: cheapest-available",
                          "j0,0,60,3,60,1\nj1,1,60,2,60,1\n");
  lab.sites[0].fleet = "[{node: host-100-200, nodes: 3}]";

  CHECK(Routed(lab.scenario()).out.site_of == std::map<std::uint64_t, std::size_t>{{0, 0}, {1, 1}});
}

namespace {

/// The lab's host, and one of four accelerators.
std::string two_hosts() {
  std::string wide = kReferenceHostCatalogue;
  const std::string entry = wide.substr(wide.find("  - name"));
  std::string four = entry;
  four.replace(four.find("host-100-200"), 12, "host-of-four");
  four.replace(four.find("gpus: 1"), 7, "gpus: 4");
  return wide + four;
}

}  // namespace

TEST_CASE("portfolio: sizes in accelerators become nodes of the site they go to") {
  PortfolioLab lab = labs({kAnyPrice, kAnyPrice}, "policy: round-robin", "");
  lab.catalogue = two_hosts();
  lab.sites[0].fleet = "[{node: host-100-200, nodes: 8}]";
  lab.sites[1].fleet = "[{node: host-of-four, nodes: 2}]";
  lab.workload = "max_attempts: 3";
  lab.trace = "j0,0,60,6,60,1\nj1,1,60,6,60,1\nj2,100,60,3,60,1\nj3,100,60,3,60,1\n";
  CHECK(contains(refusal_of(lab), "sizes in nodes"));

  lab.size_column = "gpus";
  const Routed run(lab.scenario());

  std::map<std::uint64_t, std::uint32_t> nodes;
  for (const auto& [site, row] : run.out.jobs)
    nodes[row.id] = row.nodes;
  // 6 accelerators: 6 hosts of one or ⌈6/4⌉ = 2 of four; 3: 3 hosts or 1.
  CHECK(nodes == std::map<std::uint64_t, std::uint32_t>{{0, 6}, {1, 2}, {2, 3}, {3, 1}});
}

TEST_CASE("portfolio: a waiting job moves when another site comes free, and its wait counts on") {
  // Both sites are full, a until 1000 s, b until 500 s by its job (which asked for 3000 s). Job 2
  // waits less at a by the requests, and is moved to b at the first look after 500 s.
  PortfolioLab lab = labs({kAnyPrice, kAnyPrice}, "policy: cheapest-available",
                          "j0,0,1000,2,1000,1\nj1,0,500,2,3000,1\nj2,10,60,1,60,1\n");
  const Routed still(lab.scenario());
  lab.routing += ", rebalance: 120 s";
  const Routed moving(lab.scenario());

  CHECK(still.out.site_of.at(2) == 0);
  CHECK(moving.out.site_of.at(2) == 1);
  for (const auto& [site, row] : still.out.jobs)
    if (row.id == 2) CHECK(lab_seconds(row.start_ns) == 1000.0);
  for (const auto& [site, row] : moving.out.jobs) {
    if (row.id != 2) continue;
    CHECK(lab_seconds(row.submit_ns) == 10.0);
    CHECK(lab_seconds(row.start_ns) == 600.0);
  }
  // Its wait is counted once, at b, from its submission: 590 s; the other job there waited 0.
  CHECK(moving.simulation.sites()[1].state().wait_s.max() == Approx(590.0).epsilon(0.01));
  CHECK(moving.jobs_at(0) == 1);
  CHECK(moving.jobs_at(1) == 2);
  const auto routing = summarise_routing(moving.simulation);
  CHECK(routing->moved == 1);
  CHECK(routing->offered == 3);
}

TEST_CASE("portfolio: a waiting job moves whatever the policy of its site") {
  for (const char* policy : {"first-fit", "easy-backfill", "conservative-backfill",
                             "shortest-first", "priority", "preemptive-priority"}) {
    CAPTURE(policy);
    PortfolioLab lab = labs({kAnyPrice, kAnyPrice}, "policy: cheapest-available, rebalance: 120 s",
                            "j0,0,1000,2,1000,1\nj1,0,500,2,3000,1\nj2,10,60,1,60,1\n");
    lab.scheduler = fmt::format("policy: {}", policy);
    const Routed run(lab.scenario());

    CHECK(run.out.site_of.at(2) == 1);  // free from 500 on, looked at at 600
    CHECK(summarise_routing(run.simulation)->moved == 1);
  }
}

TEST_CASE("portfolio: what fits at the head of a queue stays there") {
  // At 600 s, a look, job 1's nodes are free again at a: job 2 starts at once and is not moved,
  // although b is free as well.
  PortfolioLab lab = labs({kAnyPrice, kAnyPrice}, "policy: cheapest-available, rebalance: 600 s",
                          "j0,0,600,2,600,1\nj1,0,600,2,600,1\nj2,10,60,2,60,1\n");

  const Routed run(lab.scenario());

  CHECK(run.out.site_of.at(2) == 0);
  CHECK(summarise_routing(run.simulation)->moved == 0);
}

TEST_CASE(
    "portfolio: where one site is possible, its rows are those of the site alone, bit by bit") {
  // Only a has the workload's nodes. Everything at a must be as if the workload named it.
  for (std::uint64_t number = 0; number < 10; ++number) {
    CAPTURE(number);
    PortfolioLab lab = labs({kAnyPrice, kAnyPrice}, "policy: most-free, rebalance: 77 s", "");
    lab.catalogue = two_hosts();
    lab.span = "2 hours";
    lab.sites[1].fleet = "[{node: host-of-four, nodes: 9}]";
    RandomDraws draw = RandomStream(3, "tests.models", "one-site").at(number);
    double submit_s = 0.0;
    for (int job = 0; job < 80; ++job) {
      submit_s += draw.index(3) == 0 ? 0.0 : draw.exponential(60.0);
      const double run_s = 1.0 + draw.exponential(100.0);
      lab.trace += fmt::format("j{},{:.3f},{:.3f},{},{:.3f},{:.3f}\n", job, submit_s, run_s,
                               1 + draw.index(2), 2.0 * run_s, draw.uniform());
    }
    const Routed routed(lab.scenario());
    lab.routing = "";
    lab.workload += ", site: a";
    const Routed named(lab.scenario());

    REQUIRE(routed.out.jobs.size() == 80);
    REQUIRE(routed.out.jobs.size() == named.out.jobs.size());
    for (std::size_t i = 0; i < named.out.jobs.size(); ++i) {
      const JobRow& a = routed.out.jobs[i].second;
      const JobRow& b = named.out.jobs[i].second;
      CHECK(routed.out.jobs[i].first == named.out.jobs[i].first);
      CHECK(a.id == b.id);
      CHECK(a.start_ns == b.start_ns);
      CHECK(a.end_ns == b.end_ns);
      CHECK(std::memcmp(&a.energy_j, &b.energy_j, sizeof(double)) == 0);
    }
    CHECK(routed.out.rows == named.out.rows);
  }
}

TEST_CASE("portfolio: jobs, accelerator-time and energy close over random portfolios") {
  std::uint64_t moved = 0, killed = 0, failed = 0, at_small = 0;
  for (std::uint64_t number = 0; number < 60; ++number) {
    CAPTURE(number);
    const Routed run(random_portfolio(number));
    Summary summary;
    std::uint64_t submitted = 0;
    std::map<std::uint64_t, std::size_t> last_rows;
    for (const Site& site : run.simulation.sites()) {
      summary.sites.push_back(summarise(site));
      submitted += site.state().counts.submitted;
      killed += site.state().counts.killed;
      failed += site.state().counts.failed_attempts;
    }
    summary.routing = summarise_routing(run.simulation);
    for (const std::string& law : broken_laws(summary))
      FAIL_CHECK(law);

    CHECK(submitted == 150);  // rows of the trace, by job
    for (const auto& [site, row] : run.out.jobs)
      last_rows[row.id] += row.end != JobEnd::failed;
    CHECK(last_rows.size() == 150);
    for (const auto& [job, rows] : last_rows)
      CHECK(rows == 1);
    moved += summary.routing->moved;
    at_small += run.jobs_at(1);
  }
  // The draws reach what they are for.
  CHECK(moved > 30);
  CHECK(killed > 100);
  CHECK(failed > 100);
  CHECK(at_small > 100);
}

TEST_CASE("portfolio: a snapshot holds the router, and a run goes on bit by bit") {
  for (std::uint64_t number = 0; number < 25; ++number) {
    CAPTURE(number);
    const Scenario scenario = random_portfolio(number);
    const Routed straight(scenario);
    for (const double stop_s : {0.0, 1234.5678, 7200.0}) {
      Simulation first(scenario);
      first.run_until(lab_time(stop_s));
      const Simulation::Snapshot saved = first.snapshot();
      first.run_until(lab_time(stop_s + 3000));  // what happens meanwhile is forgotten
      first.restore(saved);
      SiteSink rest;
      first.attach(&rest, nullptr);
      first.run_until(first.end_ns());

      const std::size_t skip = straight.out.jobs.size() - rest.jobs.size();
      REQUIRE(rest.jobs.size() <= straight.out.jobs.size());
      for (std::size_t i = 0; i < rest.jobs.size(); ++i) {
        const auto& [site, row] = straight.out.jobs[skip + i];
        CHECK(site == rest.jobs[i].first);
        CHECK(row.id == rest.jobs[i].second.id);
        CHECK(row.start_ns == rest.jobs[i].second.start_ns);
        CHECK(row.end_ns == rest.jobs[i].second.end_ns);
      }
      const auto whole = summarise_routing(straight.simulation);
      const auto resumed = summarise_routing(first);
      REQUIRE(whole->by_site.size() == resumed->by_site.size());
      CHECK(whole->moved == resumed->moved);
      for (std::size_t i = 0; i < whole->by_site.size(); ++i) {
        CHECK(whole->by_site[i].jobs == resumed->by_site[i].jobs);
        CHECK(whole->by_site[i].node_energy_cost_usd == resumed->by_site[i].node_energy_cost_usd);
      }
    }
  }
}

TEST_CASE("portfolio: a further site changes no job's draws") {
  const auto submissions = [](std::size_t sites) {
    std::string text =
        "name: draws\nstart: 2025-01-01\nduration: 1 day\nseed: 4\nrouting: {policy: most-free}\n"
        "workloads:\n  - {name: work, kind: synthetic, jobs: 200, gpus: {min: 1, max: "
        "8}}\nsites:\n";
    for (std::size_t i = 0; i < sites; ++i)
      text += fmt::format(
          "  - {{name: s{}, fleet: [{{node: host-100-200, nodes: 16}}], power: "
          "{{grid: {{limit: 1 MW}}}}}}\n",
          i);
    const Routed run(scenario_from(text, {{"catalog/nodes.yaml", kReferenceHostCatalogue}}));
    std::map<std::uint64_t, std::pair<TimeNs, std::uint32_t>> jobs;
    for (const auto& [site, row] : run.out.jobs)
      jobs[row.id] = {row.submit_ns, row.nodes};
    return jobs;
  };

  CHECK(submissions(2).size() == 200);
  CHECK(submissions(2) == submissions(3));
}

TEST_CASE("portfolio: accounts by site and workload are those of the jobs, by hand") {
  // a: one job of 2 nodes for 1800 s at full use, 200 W each: 0.72 MJ = 0.2 kWh at 60 USD/MWh.
  const Routed run(labs({"price: 60 USD/MWh", "price: 90 USD/MWh"}, "policy: cheapest-available",
                        "j0,0,1800,2,1800,1\nj1,0,3600,1,3600,0\n")
                       .scenario());
  const RoutingSummary summary = *summarise_routing(run.simulation);

  REQUIRE(summary.by_site.size() == 2);
  CHECK(summary.by_site[0].site == "a");
  CHECK(summary.by_site[0].workload == "tasks");
  CHECK(summary.by_site[0].shared);
  CHECK(summary.by_site[0].jobs == 1);
  CHECK(summary.by_site[0].gpu_hours == Approx(1.0));
  CHECK(summary.by_site[0].node_energy_j == Approx(0.72e6));
  CHECK(summary.by_site[0].node_energy_cost_usd == Approx(0.012));
  // b: one idle node of 100 W for an hour: 0.1 kWh at 90 USD/MWh.
  CHECK(summary.by_site[1].node_energy_cost_usd == Approx(0.009));

  Summary all;
  for (const Site& site : run.simulation.sites())
    all.sites.push_back(summarise(site));
  all.routing = summary;
  const auto json = nlohmann::json::parse(to_json(all));
  CHECK(json.at("routing").at("offered") == 2);
  CHECK(json.at("routing").at("by_site").at(1).at("gpu_hours") == Approx(1.0));
  CHECK(contains(to_table(all), "tasks at b"));
  all.routing->residuals.front().value = 1.0;
  CHECK(broken_laws(all).size() == 1);
}

TEST_CASE("portfolio: what cannot be routed is refused by name") {
  const auto lab = [](std::string routing) {
    return labs({kAnyPrice, kAnyPrice}, std::move(routing), steady_trace(1, 1, 1));
  };
  CHECK(contains(refusal_of(lab("sites: [a, bb]")), "there is no site 'bb'"));
  CHECK(contains(refusal_of(lab("sites: [a, a]")), "'a' is named twice"));
  CHECK(contains(refusal_of(lab("sites: [a]")), "nothing to route between"));
  CHECK(
      contains(refusal_of(lab("policy: cheapest-availble")), "did you mean 'cheapest-available'"));
  CHECK(contains(refusal_of(lab("latency_limit: 80 ms")), "latency from where is not said"));
  CHECK(contains(
      refusal_of(lab("latency_limit: 80 ms, regions: [{name: x, latencies: [1 ms, 2 ms]}]")),
      "no workload has a region"));
  CHECK(contains(refusal_of(lab("regions: [{name: x, latencies: [1 ms, 2 ms]}]")),
                 "nothing is limited"));
  CHECK(
      contains(refusal_of(lab("policy: fixed-shares, shares: [0.5]")), "one share for each site"));
  CHECK(contains(refusal_of(lab("shares: [0.5, 0.5]")), "has no shares"));
  CHECK(contains(refusal_of(lab("policy: round-robin, rebalance: 60 s")), "does not look"));

  PortfolioLab named = lab("policy: most-free");
  named.workload += ", site: a";
  CHECK(contains(refusal_of(named), "no workload is shared"));
  PortfolioLab alone = lab("policy: most-free");
  alone.sites.pop_back();
  CHECK(contains(refusal_of(alone), "nothing to route between"));

  PortfolioLab wide = lab("policy: most-free");
  wide.trace = "j0,0,1,3,1,1\n";
  CHECK(contains(refusal_of(wide), "at most 2 are energised"));
  PortfolioLab other = lab("policy: most-free");
  other.catalogue = two_hosts();
  other.workload = "node: host-of-four";
  CHECK(contains(refusal_of(other), "workload 'tasks' fits no site: a has no host-of-four"));

  PortfolioLab far = lab("latency_limit: 1 ms, regions: [{name: x, latencies: [9 ms, 8 ms]}]");
  far.workload += ", region: x";
  CHECK(contains(refusal_of(far), "a is 9.0 ms from x, b is 8.0 ms from x"));
  far.workload += "y";
  CHECK(contains(refusal_of(far), "there is no region 'xy'"));
  PortfolioLab placeless =
      lab("latency_limit: 1 ms, regions: [{name: x, latitude: 1, longitude: 2}]");
  placeless.workload += ", region: x";
  CHECK(contains(refusal_of(placeless), "how far region 'x' is cannot be told"));
}

}  // namespace gigawatt::test
