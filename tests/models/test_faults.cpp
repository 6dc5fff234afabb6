// SPDX-License-Identifier: Apache-2.0

// Nodes that fail and are mended while jobs run on them. The cases of one host are those of
// OpenDC's FailuresAndCheckpointingTest: a task of 10 minutes at half use (150 W), a failure in
// minute 5 that lasts 5 minutes. OpenDC's failed host goes on to draw its idle 100 W; ours is off.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

namespace {

using doctest::Approx;

constexpr const char* kLater = "0,0.9,0.91\n";  // keeps the log from repeating within the hours

/// Rows of a fault log, in seconds.
std::string outage(int node, double from_s, double to_s) {
  return fmt::format("{},{:.12f},{:.12f}\n", node, from_s / 86400.0, to_s / 86400.0);
}

Lab one_host() {
  Lab lab;
  lab.span = "2 hours";
  lab.trace = "a,0,600,1,9000,0.5\n";
  lab.faults = "log: log.csv, detection: 0 s";
  lab.fault_log = outage(0, 300, 600) + kLater;
  return lab;
}

double job_energy_j(const Collected& out) {
  double sum_j = 0.0;
  for (const JobRow& row : out.jobs)
    sum_j += row.energy_j;
  return sum_j;
}

}  // namespace

TEST_CASE("faults: without checkpoints a job that fails begins anew when its node is back") {
  const Finished run(one_host().scenario());

  // 20 minutes in all; 5 + 10 minutes at 150 W = 135,000 J (OpenDC: and 30,000 J of the dead host).
  CHECK(lab_seconds(run.out.job(0).end_ns) == Approx(1200.0).epsilon(1e-6));
  CHECK(job_energy_j(run.out) == Approx(135.0e3).epsilon(1e-6));
  CHECK(run.out.jobs.front().end == JobEnd::failed);
  CHECK(run.summary.gpu_hours.discarded == Approx(300.0 / 3600.0).epsilon(1e-6));
  CHECK(run.summary.gpu_hours.failed == Approx(300.0 / 3600.0).epsilon(1e-6));
}

TEST_CASE("faults: a failure after the job's end costs nothing") {
  Lab lab = one_host();
  lab.fault_log = outage(0, 3000, 3300) + kLater;
  const Finished run(lab.scenario());

  CHECK(lab_seconds(run.out.job(0).end_ns) == Approx(600.0));
  CHECK(job_energy_j(run.out) == Approx(90.0e3));
  CHECK(run.summary.jobs.counts.failed_attempts == 0);
}

TEST_CASE("faults: a job that fails as often as it may is given up") {
  Lab lab = one_host();
  lab.fault_log = outage(0, 300, 600);  // the log repeats every 10 minutes
  lab.workload = "max_attempts: 10";
  const Finished run(lab.scenario());

  // The tenth attempt starts after 90 minutes and dies after 95 (OpenDC).
  CHECK(run.out.job(0).end == JobEnd::given_up);
  CHECK(lab_seconds(run.out.job(0).end_ns) == Approx(95.0 * 60.0).epsilon(1e-6));
  CHECK(run.out.jobs.size() == 10);
  CHECK(job_energy_j(run.out) == Approx(10.0 * 300.0 * 150.0).epsilon(1e-6));
  CHECK(run.summary.jobs.counts.completed == 0);
}

TEST_CASE("faults: a checkpoint every minute for a second leaves 965 s") {
  Lab lab = one_host();
  lab.workload = "checkpoint: {interval: 60 s, mode: sync, write: 1 s, restart: 0 s}";
  const Finished run(lab.scenario());

  // OpenDC: 665 s at 150 W = 99,750 J, beside the idle host. 4 minutes are saved by minute 5, the
  // other 6 take 5 more checkpoints.
  CHECK(lab_seconds(run.out.job(0).end_ns) == Approx(965.0).epsilon(1e-6));
  CHECK(job_energy_j(run.out) == Approx(665.0 * 150.0).epsilon(1e-6));
  CHECK(run.summary.gpu_hours.productive == Approx(600.0 / 3600.0).epsilon(1e-6));
  CHECK(run.summary.gpu_hours.checkpoint == Approx(9.0 / 3600.0).epsilon(1e-6));
  CHECK(run.summary.gpu_hours.discarded == Approx(56.0 / 3600.0).epsilon(1e-4));
}

TEST_CASE("faults: until a failure is known the job hangs and holds its nodes") {
  Lab lab = one_host();
  lab.fleet = "[{node: host-100-200, nodes: 3}]";
  lab.trace = "a,0,600,2,9000,0.5\n";
  lab.faults =
      "rate: 0 per node-day, detection: 100 s, "
      "domains: [{name: rack, nodes: 2, rate: 0.0001 per day, repair: 1 h}], job_rate: 60 per "
      "job-day";
  lab.fault_log = "";
  lab.workload = "max_attempts: 3";
  lab.trace = "a,0,100000,2,900000,0.5\n";
  lab.span = "1 day";
  const Finished run(lab.scenario());

  // Each attempt of the job fails by itself, about every 24 minutes, and hangs 100 s before that is
  // known; the nodes are in order and the next attempt starts at once.
  REQUIRE(run.out.jobs.size() == 3);
  CHECK(run.out.jobs[1].start_ns == run.out.jobs[0].end_ns);
  CHECK(run.summary.faults.jobs == 3);
  CHECK(run.summary.gpu_hours.hung == Approx(3 * 100.0 * 2 / 3600.0).epsilon(1e-9));
  CHECK(run.summary.gpu_hours.failed == 0.0);
}

TEST_CASE("faults: all nodes of a gang come free before the broken one leaves") {
  Lab lab = one_host();
  lab.fleet = "[{node: host-100-200, nodes: 4}]";
  lab.trace = "wide,0,600,4,9000,1\nnarrow,10,100,3,9000,1\n";
  lab.fault_log = outage(0, 300, 1500) + outage(1, 7000, 7001) + outage(2, 7000, 7001) +
                  outage(3, 7000, 7001) + kLater;
  const Finished run(lab.scenario());

  // The wide job returns to the head of the queue but needs four nodes: first come first served, so
  // the narrow one waits for it until the node is back.
  CHECK(lab_seconds(run.out.jobs[0].end_ns) == Approx(300.0).epsilon(1e-6));
  CHECK(lab_seconds(run.out.job(0).start_ns) == Approx(1500.0).epsilon(1e-6));
  CHECK(lab_seconds(run.out.job(1).start_ns) == Approx(2100.0).epsilon(1e-6));
}

TEST_CASE("faults: a drained node's job goes on, and the node is mended after it") {
  Lab lab = one_host();
  lab.faults =
      "rate: 40 per node-day, drain: 1, detection: 0 s, repair: {kind: log-normal, median: 1000 s, "
      "sigma: 0}";
  lab.trace = "a,0,20000,1,90000,1\nb,1,10,1,90000,1\n";
  lab.span = "1 day";
  const Finished run(lab.scenario());

  REQUIRE(run.out.jobs.size() == 2);
  CHECK(run.summary.jobs.counts.failed_attempts == 0);
  CHECK(lab_seconds(run.out.job(0).end_ns) == Approx(20000.0));
  // Forty faults a day: one has struck by then, and its repair of 1,000 s begins at the job's end.
  CHECK(lab_seconds(run.out.job(1).start_ns) == Approx(21000.0));
}

TEST_CASE("faults: a checkpoint that costs more than the time between failures is refused") {
  Lab lab = one_host();
  lab.faults = "rate: 200 per node-day";  // every 7.2 minutes
  lab.fault_log = "";
  lab.workload = "checkpoint: {mode: sync, write: 10 min}";
  try {
    const Finished run(lab.scenario());
    FAIL("was accepted");
  } catch (const ScenarioError& error) {
    const std::string text = error.what();
    CHECK(text.find("workloads.tasks.checkpoint") != std::string::npos);
  }
}

}  // namespace gigawatt::test
