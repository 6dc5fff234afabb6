// SPDX-License-Identifier: Apache-2.0

// Restoring a snapshot and running on gives the bits of never having stopped.

#include <cstring>

#include <doctest/doctest.h>

#include "tests/models/support/random_lab.h"

namespace gigawatt::test {

namespace {

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

bool same(const JobRow& a, const JobRow& b) {
  return a.id == b.id && a.workload == b.workload && a.end == b.end && a.fate == b.fate &&
         a.submit_ns == b.submit_ns && a.start_ns == b.start_ns && a.end_ns == b.end_ns &&
         a.nodes == b.nodes && std::memcmp(&a.energy_j, &b.energy_j, sizeof(double)) == 0;
}

/// The rows of `straight` from the first one that `resumed` has, bit by bit.
void check_tail(const Collected& straight, const Collected& resumed) {
  REQUIRE(resumed.rows.size() <= straight.rows.size());
  const std::size_t skip = straight.rows.size() - resumed.rows.size();
  for (std::size_t i = 0; i < resumed.rows.size(); ++i) {
    const Collected::Row& a = straight.rows[skip + i];
    const Collected::Row& b = resumed.rows[i];
    REQUIRE(a.from_ns == b.from_ns);
    REQUIRE(a.to_ns == b.to_ns);
    REQUIRE(same_bits(a.mean, b.mean));
    REQUIRE(same_bits(a.min, b.min));
    REQUIRE(same_bits(a.max, b.max));
    REQUIRE(same_bits(a.integral, b.integral));
  }
  REQUIRE(resumed.jobs.size() <= straight.jobs.size());
  const std::size_t jobs_skip = straight.jobs.size() - resumed.jobs.size();
  for (std::size_t i = 0; i < resumed.jobs.size(); ++i) {
    REQUIRE(same(straight.jobs[jobs_skip + i], resumed.jobs[i]));
  }
}

/// Numbers to all their digits, with what differs between runs of one scenario left out.
std::string summary_text(const Simulation& simulation) {
  Summary summary;
  for (const Site& site : simulation.sites())
    summary.sites.push_back(summarise(site));
  return to_json(summary);
}

void check_every_stop(const Scenario& scenario, const std::vector<TimeNs>& stops) {
  Simulation straight(scenario);
  Collected whole;
  straight.attach(&whole, nullptr);
  straight.run_until(straight.end_ns());
  const std::string expected = summary_text(straight);

  Simulation simulation(scenario);
  for (const TimeNs stop : stops) {
    CAPTURE(stop);
    simulation.attach(nullptr, nullptr);
    simulation.run_until(stop);
    const Simulation::Snapshot saved = simulation.snapshot();
    for (int again = 0; again < 2; ++again) {
      Collected rest;
      simulation.attach(&rest, nullptr);
      simulation.run_until(simulation.end_ns());
      check_tail(whole, rest);
      CHECK(summary_text(simulation) == expected);
      simulation.restore(saved);
    }
  }
}

}  // namespace

TEST_CASE(
    "snapshot: restored at any instant, twice, a run goes on bit by bit as if never stopped") {
  for (std::uint64_t number = 0; number < 25; ++number) {
    CAPTURE(number);
    const Scenario scenario = random_lab(number).scenario();
    // Between events, at a tick, at the very start and at the very end of a queue.
    check_every_stop(scenario, {lab_time(0), lab_time(1234.5678), lab_time(3600),
                                lab_time(4321.000000001), lab_time(7200), lab_time(17999.9)});
  }
}

TEST_CASE("snapshot: a fluid goes on bit by bit, too") {
  for (std::uint64_t number = 0; number < 25; ++number) {
    CAPTURE(number);
    Scenario scenario = random_lab(number).scenario();
    scenario.jobs_mode = JobsMode::fluid;
    check_every_stop(scenario,
                     {lab_time(0), lab_time(1234.5678), lab_time(7200), lab_time(17999.9)});
  }
}

TEST_CASE("snapshot: a week of Memphis under a limit that binds, cooling's memory included") {
  const Scenario scenario = shipped_scenario(
      "memphis.yaml", {"duration=3 days", "sites.memphis.power.grid.limit=105 MW"});
  const TimeNs start = scenario.start_ns();
  check_every_stop(scenario, {start + 7 * kNsPerHour + 1, start + 30 * kNsPerHour,
                              start + 71 * kNsPerHour + 12345});
}

TEST_CASE("snapshot: it may go to another simulation of the same scenario") {
  const Scenario scenario = random_lab(5).scenario();
  Simulation first(scenario);
  first.run_until(lab_time(5000));
  Simulation second(scenario);
  second.restore(first.snapshot());

  first.run_until(first.end_ns());
  second.run_until(second.end_ns());

  CHECK(summary_text(first) == summary_text(second));
}

}  // namespace gigawatt::test
