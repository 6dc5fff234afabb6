// SPDX-License-Identifier: Apache-2.0

// Hot spares in a rack of 18 trays of which jobs get 16, as in an NVL72 that keeps two back.

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/two_queues.h"

namespace gigawatt::test {

namespace {

/// Rows of a fault log, in seconds.
std::string outage(int node, double from_s, double to_s) {
  return fmt::format("{},{:.12f},{:.12f}\n", node, from_s / 86400.0, to_s / 86400.0);
}

/// Every tray of a rack occurs in the log, much later, so that none relives another's outages and
/// the log does not repeat within the hours.
std::string later() {
  std::string rows;
  for (int node = 0; node < 18; ++node)
    rows += fmt::format("{},0.9,0.91\n", node);
  return rows;
}

/// A gang of 16 that must share the rack, for 600 s, and a job of two nodes that lasts.
TwoQueues rack(const std::string& spares, const std::string& fault_log) {
  TwoQueues lab;
  lab.fleet = "[{node: host-100-200, racks: 1, nodes_per_rack: 18" + spares + "}]";
  lab.faults = "log: log.csv, detection: 0 s";
  lab.fault_log = fault_log + later();
  lab.first_keys = "placement: {within: rack}";
  lab.first_trace = "0,600,16,7200\n";
  lab.second_trace = "0,5000,2,5000\n";
  return lab;
}

/// Which node of the log each tray relives: drawn once, the same for every log of 18 nodes.
const std::vector<int>& log_nodes() {
  static const std::vector<int> nodes = [] {
    std::string each_in_turn;
    for (int node = 0; node < 18; ++node)
      each_in_turn += outage(node, 10.0 + node, 10.5 + node);
    const Finished run(rack("", each_in_turn).scenario());
    std::vector<int> made(18);
    for (int node = 0; node < 18; ++node)
      made[run.out.faults[static_cast<std::size_t>(node)].first_node] = node;
    return made;
  }();
  return nodes;
}

std::string tray_outage(std::size_t tray, double from_s, double to_s) {
  return outage(log_nodes()[tray], from_s, to_s);
}

std::vector<double> rounded(std::vector<double> seconds) {
  for (double& each : seconds)
    each = std::round(each * 1e3) / 1e3;  // fault logs count in days
  return seconds;
}

}  // namespace

TEST_CASE("hot spares: a gang whose tray fails goes on in its rack at once") {
  const Finished run(rack(", hot_spares: 2", tray_outage(3, 300, 4000)).scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(rounded(starts(run, 0)) == std::vector<double>{0, 300});  // and ends at 900
  CHECK(rounded(starts(run, 1)) == std::vector<double>{900});     // the spares are not for it
}

TEST_CASE(
    "hot spares: without them the other two trays are taken and the gang waits for the repair") {
  const Finished run(rack("", tray_outage(3, 300, 4000)).scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(rounded(starts(run, 0)) == std::vector<double>{0, 4000});
  CHECK(rounded(starts(run, 1)) == std::vector<double>{0});
}

TEST_CASE("hot spares: when more fail than there are spares, the gang waits for as many repairs") {
  TwoQueues lab = rack(", hot_spares: 2", tray_outage(3, 300, 3000) + tray_outage(4, 300, 1000) +
                                              tray_outage(5, 300, 2000));
  lab.second_trace = "";
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(rounded(starts(run, 0)) == std::vector<double>{0, 1000});  // 15 trays from 300, then 16
}

TEST_CASE("hot spares: a spare that fails costs no job anything") {
  const Finished run(rack(", hot_spares: 2", tray_outage(17, 100, 4000)).scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(rounded(starts(run, 0)) == std::vector<double>{0});
  CHECK(run.summary.jobs.counts.failed_attempts == 0);
  CHECK(rounded(starts(run, 1)) == std::vector<double>{600});
}

TEST_CASE("hot spares: a fault of the whole rack leaves nothing to take over") {
  std::string all;
  for (std::size_t tray = 0; tray < 18; ++tray)
    all += tray_outage(tray, 300, 1000);
  const Finished run(rack(", hot_spares: 2", all).scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(rounded(starts(run, 0)) == std::vector<double>{0, 1000});
}

TEST_CASE("hot spares: two racks hold two gangs, and a third waits for one of them") {
  TwoQueues lab = rack(", hot_spares: 2", "");
  lab.faults = "";
  lab.fleet = "[{node: host-100-200, racks: 2, nodes_per_rack: 18, hot_spares: 2}]";
  lab.first_trace = "0,600,16,7200\n0,700,16,7200\n0,600,16,7200\n";
  lab.second_trace = "";
  const Finished run(lab.scenario());

  REQUIRE(broken_laws_of({run.summary}).empty());
  CHECK(starts(run, 0) == std::vector<double>{0, 0, 600});
}

TEST_CASE("hot spares: what they leave is the width of a rack") {
  TwoQueues lab = rack(", hot_spares: 2", "");
  lab.fleet = "[{node: host-100-200, racks: 2, nodes_per_rack: 18, hot_spares: 2}]";
  lab.first_trace = "0,600,17,7200\n";
  CHECK(refusal_of(lab).find("first asks for 17 nodes in one domain, but the largest has 16 beside "
                             "hot spares") != std::string::npos);

  lab = rack(", hot_spares: 18", "");
  const std::string text = refusal_of(lab);
  CAPTURE(text);
  CHECK(text.find("hot_spares: 18 of the 18 nodes of a rack are spares") != std::string::npos);
  CHECK(text.find("at most 17") != std::string::npos);
}

}  // namespace gigawatt::test
