// SPDX-License-Identifier: Apache-2.0

// Rows, PDUs and feeds that carry only so much. A rack is four hosts: 400 W idle, 800 W at full
// use, 100 W for each job of one node at full use. The runs last 7,200 s.

#include <algorithm>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "sim/engine/random.h"
#include "tests/models/support/scenario_files.h"
#include "tests/models/support/two_queues.h"

namespace gigawatt::test {

namespace {

using doctest::Approx;

constexpr double kRunS = 7200.0;

std::string repeated(const std::string& line, int times) {
  std::string lines;
  for (int i = 0; i < times; ++i)
    lines += line;
  return lines;
}

/// Two racks in rows a and b, and `jobs` jobs of one node for 100 s at full use.
TwoQueues two_rows(const std::string& distribution, int jobs) {
  TwoQueues lab;
  lab.header = "submit,run,nodes,limit,utilisation";
  lab.fleet =
      "[{node: host-100-200, racks: 1, nodes_per_rack: 4, row: a}, "
      "{node: host-100-200, racks: 1, nodes_per_rack: 4, row: b}]";
  lab.power = "distribution: [" + distribution + "]";
  lab.first_trace = repeated("0,100,1,100,1\n", jobs);
  return lab;
}

TwoQueues one_row(const std::string& entry, const std::string& fleet) {
  TwoQueues lab = two_rows(entry, 0);
  lab.fleet = "[" + fleet + "]";
  return lab;
}

/// Five racks in two rows of one PDU, which carry about half of them, and 300 jobs of two kinds.
Scenario random_rows(const char* policy, std::uint64_t number) {
  RandomDraws draw = RandomStream(7, "tests.rows", "jobs").at(number);
  TwoQueues lab = two_rows(
      "{name: pdu, limit: 3 kW}, {name: a, limit: 2 kW, fed_by: pdu, rack_limit: 700 W}, "
      "{name: b, limit: 1.4 kW, fed_by: pdu}",
      0);
  lab.scheduler = fmt::format("policy: {}", policy);
  lab.fleet =
      "[{node: host-100-200, racks: 3, nodes_per_rack: 4, row: a}, "
      "{node: host-100-200, racks: 2, nodes_per_rack: 4, row: b, energised: "
      "2025-01-01T00:20:00Z, hot_spares: 1}]";
  lab.first_keys = "priority: low, preemptible: true";
  lab.second_keys = "priority: high, placement: {within: rack}";
  double submit_s = 0.0;
  for (int i = 0; i < 300; ++i) {
    submit_s += 40.0 * draw.uniform();
    const auto run_s = 1 + draw.index(300);
    (i % 3 == 0 ? lab.second_trace : lab.first_trace) +=
        fmt::format("{:.3f},{},{},{},{:.2f}\n", submit_s, run_s, 1 + draw.index(i % 3 == 0 ? 2 : 5),
                    run_s + draw.index(200), draw.uniform());
  }
  return lab.scenario();
}

Simulation finished(const Scenario& scenario) {
  Simulation simulation(scenario);
  simulation.run_until(simulation.end_ns());
  return simulation;
}

std::string numbers_of(const Simulation& simulation) {
  Summary summary;
  summary.sites.push_back(summarise(simulation.sites().front()));
  return to_json(summary);
}

constexpr const char* kRackInA = "{node: host-100-200, racks: 1, nodes_per_rack: 4, row: a}";

const RowSummary& row_of(const Finished& run, const std::string& name) {
  for (const RowSummary& row : run.summary.rows)
    if (row.name == name) return row;
  FAIL("no row " << name);
  return run.summary.rows.front();
}

}  // namespace

TEST_CASE("rows: jobs start only where the row carries them, most headroom first") {
  const Finished run(two_rows("{name: a, limit: 600 W}, {name: b, limit: 800 W}", 8).scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 0, 0, 0, 0, 100, 100});
  const RowSummary& a = row_of(run, "a");
  CHECK(a.limit_w == 600.0);
  CHECK(a.racks == 1);
  CHECK(a.nodes == 4);
  CHECK(a.carried_nodes == 2);  // 600 W less 400 W idle
  CHECK(a.full_w == 800.0);
  CHECK(a.admitted_peak_w == 600.0);
  CHECK(row_of(run, "b").admitted_peak_w == 800.0);
  // Two jobs in a and four in b for 100 s; then the other two, both in b.
  CHECK(a.admitted_mean_w == Approx(400.0 + 200.0 * 100.0 / kRunS));
  CHECK(row_of(run, "b").admitted_mean_w == Approx(400.0 + 600.0 * 100.0 / kRunS));
  // For 100 s two nodes of a are free and two jobs wait.
  CHECK(a.hours_binding == Approx(100.0 / 3600.0));
  CHECK(a.stranded_nodes == Approx(2.0 * 100.0 / kRunS));
  CHECK(a.stranded_w == 0.0);
  CHECK(row_of(run, "b").hours_binding == 0.0);
}

TEST_CASE("rows: what a feed does not carry strands the power of its rows") {
  const Finished run(two_rows("{name: a, limit: 800 W, fed_by: feed}, {name: feed, limit: 1300 W}, "
                              "{name: b, limit: 800 W, fed_by: feed}",
                              8)
                         .scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  // 800 W idle leave the feed 500 W: five jobs. Headroom is that of the feed from the third on, and
  // ties go to the first rack: four in a, one in b.
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 0, 0, 0, 100, 100, 100});
  CHECK(run.summary.rows.front().name == "feed");  // from the feed down
  CHECK(row_of(run, "feed").racks == 2);
  CHECK(row_of(run, "feed").stranded_nodes == Approx(3.0 * 100.0 / kRunS));
  CHECK(row_of(run, "feed").hours_binding == Approx(100.0 / 3600.0));
  CHECK(row_of(run, "b").stranded_nodes == 0.0);  // the feed binds, not the row
  CHECK(row_of(run, "b").stranded_w == Approx(300.0 * 100.0 / kRunS));
  CHECK(row_of(run, "a").stranded_w == 0.0);
}

TEST_CASE("rows: a job that draws less passes one that the row cannot carry") {
  TwoQueues lab = one_row("{name: a, limit: 550 W}", kRackInA);
  lab.first_trace = "0,100,1,100,1\n0,100,1,100,1\n0,100,1,100,0.5\n";
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  const auto start_s = [&](std::uint64_t job) {
    return static_cast<double>(run.out.job(job).start_ns - run.simulation.start_ns()) / 1e9;
  };
  CHECK(start_s(0) == 0.0);
  CHECK(start_s(1) == 100.0);
  CHECK(start_s(2) == 0.0);  // 50 W
  CHECK(row_of(run, "a").admitted_peak_w == 550.0);
}

TEST_CASE("rows: a limit of each rack splits what the row alone would carry") {
  TwoQueues lab = one_row("{name: a, limit: 10 kW, rack_limit: 600 W}",
                          "{node: host-100-200, racks: 2, nodes_per_rack: 4, row: a}");
  lab.first_keys = "placement: {within: rack}";
  lab.first_trace = repeated("0,100,2,100,1\n", 3);
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 100});
  CHECK(row_of(run, "a").racks == 2);
  CHECK(row_of(run, "a").stranded_nodes == Approx(4.0 * 100.0 / kRunS));
}

TEST_CASE("rows: nodes that are energised later never take a row beyond its limit") {
  const std::string later =
      ", {node: host-100-200, racks: 1, nodes_per_rack: 4, row: a, first_rack: 2, energised: "
      "2025-01-01T01:00:00Z}";
  TwoQueues lab = one_row("{name: a, limit: 1000 W}", kRackInA + later);
  lab.first_trace = repeated("0,7000,1,7000,1\n", 4);
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 7000, 7000});  // 200 W beside eight idle
  CHECK(row_of(run, "a").admitted_peak_w == 1000.0);
}

TEST_CASE("rows: retired nodes give their idle power to the others") {
  TwoQueues lab = one_row("{name: a, limit: 1000 W}",
                          std::string("{node: host-100-200, racks: 1, nodes_per_rack: 4, row: a, "
                                      "first_rack: 2, retired: 2025-01-01T01:00:00Z}, ") +
                              kRackInA);
  lab.first_trace = repeated("0,100,1,100,1\n", 3) + repeated("4000,100,1,100,1\n", 4);
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 100, 4000, 4000, 4000, 4000});
}

TEST_CASE("rows: nobody is evicted for a job that the row could not carry afterwards") {
  TwoQueues lab = one_row("{name: a, limit: 600 W}", kRackInA);
  lab.scheduler = "policy: preemptive-priority";
  lab.first_keys = "priority: low, preemptible: true";
  lab.first_trace = repeated("0,100,1,100,0.5\n", 4);
  lab.second_keys = "priority: high";
  lab.second_trace = "10,100,4,100,1\n";  // 400 W, of 200 W at most
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(run.summary.jobs.counts.preempted == 0);
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 0, 0});
  CHECK(starts(run, 1).empty());
  // The planner is told beforehand.
  bool told = false;
  for (const std::string& note : run.simulation.sites().front().model().notes)
    told = told || note.find("second: its largest job of 4 nodes") != std::string::npos;
  CHECK(told);
}

TEST_CASE("rows: conservative backfill keeps to the limits too") {
  TwoQueues lab = two_rows("{name: a, limit: 600 W}, {name: b, limit: 800 W}", 8);
  lab.scheduler = "policy: conservative-backfill";
  const Finished run(lab.scenario());

  CHECK(broken_laws_of({run.summary}).empty());
  CHECK(run.summary.jobs.counts.completed == 8);
  CHECK(row_of(run, "a").admitted_peak_w <= 600.0);
}

TEST_CASE("rows: the rating of a converter is the limit where none is stated") {
  TwoQueues lab = two_rows("{name: a, stage: pdu}, {name: b, limit: 10 kW}", 8);
  lab.power += ", chain: [{name: pdu, model: pdu-transformer, unit: 600 W, units: 4}]";
  const Finished run(lab.scenario());

  CHECK(row_of(run, "a").limit_w == 600.0);
}

TEST_CASE("rows: contradictions are refused where they stand") {
  const auto refused = [](const std::string& distribution, const std::string& fleet,
                          std::vector<std::string> texts) {
    TwoQueues lab = two_rows(distribution, 1);
    if (!fleet.empty()) lab.fleet = fleet;
    const std::string text = refusal_of(lab);
    CAPTURE(text);
    for (const std::string& expected : texts)
      CHECK(text.find(expected) != std::string::npos);
  };
  const std::string both = "{name: a, limit: 1 kW}, {name: b, limit: 1 kW}";

  refused("{name: a, limit: 450 W}, {name: b, limit: 1 kW}", "",
          {"scenario.yaml:7:",
           "limit: a carries 0.45 kW, less than its 4 idle nodes and one of "
           "them at full power: 0.40 kW and 0.10 kW more",
           "at least 0.50 kW, or fewer nodes on it"});
  refused(both + ", {name: c, limit: 1 kW}", "", {"scenario.yaml:7:", "no rack hangs on c"});
  refused(both, "[{node: host-100-200, racks: 2, nodes_per_rack: 4, row: aa}]",
          {"scenario.yaml:6:", "power.distribution has no entry 'aa'", "did you mean 'a'?"});
  refused(both, "[{node: host-100-200, racks: 2, nodes_per_rack: 4}]",
          {"scenario.yaml:6:", "its racks stand in no row", "`row:` with a name there"});
  refused("{name: a, limit: 1 kW, fed_by: b}, {name: b, limit: 1 kW, fed_by: a}", "",
          {"fed_by: the way up from a never ends"});
  refused("{name: a, limit: 1 kW, fed_by: fed}, {name: b, limit: 1 kW}", "",
          {"nothing in power.distribution is named 'fed'"});
  refused("{name: a}, {name: b, limit: 1 kW}", "", {"how much a carries is not said"});
  refused(both + ", {name: b, limit: 1 kW}", "", {"the name 'b' is used twice in this list"});
  refused(
      both,
      "[{node: host-100-200, nodes: 6, nodes_per_rack: 4, row: a}, {node: host-100-200, racks: "
      "1, nodes_per_rack: 4, row: b}]",
      {"6 nodes fill no whole number of racks of 4", "list the entry with the partial rack last"});
}

namespace {

/// Two rows of a rack each that take half their heat in coolant of 40 degC and half in air of 24.
/// The hosts accept coolant of 45 degC, the catalogue's default.
TwoQueues warm_rows(const std::string& a, const std::string& b, int jobs,
                    const char* coolant = "40 degC") {
  TwoQueues lab =
      two_rows("{name: a, limit: 800 W" + a + "}, {name: b, limit: 800 W" + b + "}", jobs);
  lab.fleet += fmt::format(
      "\n    weather: {}\n    cooling:\n      liquid: {{share: 0.5, supply: {}, rejection: "
      "{{model: dry-cooler, unit: 10 kW, units: 3}}}}\n      air: {{model: crah-chilled-water, "
      "supply: 24 degC, chiller: {{model: eir-air-cooled, supply: 8 degC, unit: 10 kW, units: "
      "2}}}}",
      shipped("data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw"), coolant);
  return lab;
}

}  // namespace

TEST_CASE("rows: jobs go to the coolest row first, and to the warmer one when that is full") {
  const Finished even(warm_rows("", "", 2).scenario());
  CHECK(row_of(even, "a").admitted_peak_w == 500.0);  // one job each: most power headroom first
  CHECK(row_of(even, "b").admitted_peak_w == 500.0);

  const Finished warm(warm_rows(", supply_rise: 4 K", "", 2).scenario());
  CHECK(row_of(warm, "a").admitted_peak_w == 400.0);  // idle
  CHECK(row_of(warm, "b").admitted_peak_w == 600.0);

  const Finished full(warm_rows(", supply_rise: 4 K", ", supply_rise: 1 K", 6).scenario());
  CHECK(starts(full, 0) == std::vector<double>(6, 0.0));
  CHECK(row_of(full, "a").admitted_peak_w == 600.0);
  CHECK(row_of(full, "b").admitted_peak_w == 800.0);
}

TEST_CASE("rows: one takes no job while the coolant floats above what its nodes accept") {
  // A dry cooler on a winter evening that cannot hold 5 degC. Row a accepts 45 - 38 = 7 degC.
  TwoQueues lab = warm_rows(", supply_rise: 38 K, warmest_air: 100 degC", "", 0, "5 degC");
  for (int minute = 1; minute < 120; minute += 5)
    lab.first_trace += repeated(fmt::format("{},100,1,100,1\n", 60 * minute), 6);
  lab.more = "outputs: {interval: 5 min}\n";
  const Finished run(lab.scenario());

  // What happens in an interval is known at its end, and jobs that begin or end cut intervals
  // short: the first at minute 1, and at minute 56 the twelfth, in which the coolant falls below 7
  // degC.
  const auto supply_c = [&](std::size_t interval) {
    return run.out.rows[interval].mean[channel("liquid_supply_k")] - 273.15;
  };
  REQUIRE(supply_c(10) > 7.0);
  REQUIRE(supply_c(11) < 7.0);
  CHECK(row_of(run, "a").hours_too_warm == Approx(55.0 / 60.0).epsilon(1e-12));
  CHECK(row_of(run, "b").hours_too_warm == 0.0);

  // Six jobs each time and four nodes in row b: two wait for the first to end, until a is open.
  const std::vector<double> all = starts(run, 0);
  const auto at = [&](double time_s) { return std::count(all.begin(), all.end(), time_s); };
  for (const double minute : {6.0, 11.0, 51.0}) {
    CAPTURE(minute);
    CHECK(at(60.0 * minute) == 4);
    CHECK(at(60.0 * minute + 100.0) == 2);
  }
  CHECK(at(60.0 * 1) == 6);
  CHECK(at(60.0 * 56) == 6);
  CHECK(at(60.0 * 116) == 6);
  // It is not power that was missing.
  CHECK(row_of(run, "a").hours_binding == 0.0);
  CHECK(row_of(run, "a").stranded_nodes == 0.0);
  CHECK(row_of(run, "a").stranded_w == 0.0);
}

TEST_CASE("rows: one that is warmer than its nodes accept is refused by name") {
  const auto refused = [](const std::string& a, const std::string& part) {
    const std::string text = refusal_of(warm_rows(a, "", 1));
    CAPTURE(text);
    return text.find(part) != std::string::npos;
  };

  CHECK(refusal_of(warm_rows(", supply_rise: 5 K", "", 1)).empty());  // 45 degC, just accepted
  CHECK(refused(", supply_rise: 5.1 K",
                "a gets coolant of 45.1 degC, and its host-100-200 accept 45.0 degC"));
  CHECK(refused(", supply_rise: 4 K, warmest_air: 27 degC",
                "a gets air of 28.0 degC, and its host-100-200 accept 27.0 degC"));
  CHECK(refused(", supply_rise: -1 K", "supply_rise"));
  CHECK(refused(", fed_by: pdu}, {name: pdu, limit: 2 kW, supply_rise: 1 K",
                "no rack stands in pdu itself"));

  TwoQueues bare =
      two_rows("{name: a, limit: 800 W, supply_rise: 1 K}, {name: b, limit: 800 W}", 1);
  CHECK(refusal_of(bare).find("no plant supplies a") != std::string::npos);
}

TEST_CASE("rows: over random jobs no limit is passed under any policy, and snapshots go on alike") {
  std::uint64_t number = 0;
  for (const char* policy : {"fcfs", "first-fit", "easy-backfill", "conservative-backfill",
                             "shortest-first", "priority", "preemptive-priority"}) {
    CAPTURE(policy);
    const Simulation straight = finished(random_rows(policy, number++));

    std::string json;
    {
      Simulation stopped(random_rows(policy, number - 1));
      stopped.run_until(stopped.start_ns() + 3000 * kNsPerSecond);
      const Simulation::Snapshot saved = stopped.snapshot();
      stopped.run_until(stopped.end_ns());
      stopped.restore(saved);
      stopped.run_until(stopped.end_ns());
      json = numbers_of(stopped);
    }
    CHECK(json == numbers_of(straight));
    const SiteSummary summary = summarise(straight.sites().front());
    CHECK(broken_laws_of({summary}).empty());
    CHECK(summary.jobs.counts.completed > 100);
    CHECK(summary.rows.front().hours_binding > 0.0);
  }
}

TEST_CASE("rows: a fluid has no jobs to place") {
  TwoQueues lab = two_rows("{name: a, limit: 1 kW}, {name: b, limit: 1 kW}", 1);
  lab.more = "jobs: fluid\n";

  CHECK(refusal_of(lab).find("a fluid has no jobs that could be placed in rows") !=
        std::string::npos);
}

}  // namespace gigawatt::test
