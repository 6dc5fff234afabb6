// SPDX-License-Identifier: Apache-2.0

// The grid's limit falls to nothing and comes back. One host: 100 W idle.

#include <doctest/doctest.h>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

Lab dark_lab(const std::string& back_at, const std::string& trace) {
  Lab lab;
  lab.span = "3 hours";
  lab.grid = "limit: 1 kW, limit_steps: [{from: '2025-01-01T00:10:00Z', limit: 0 W}, {from: '" +
             back_at + "', limit: 1 kW}]";
  lab.scheduler = "policy: fcfs, dark_grace: 5 min, boot: 10 min";
  lab.trace = trace;
  return lab;
}

}  // namespace

TEST_CASE("dark: within the grace jobs pause and go on where they were") {
  const Finished run(
      dark_lab("2025-01-01T00:13:00Z", "a,0,1800,1,7200,1\nb,660,60,1,7200,1\n").scenario());

  CHECK(lab_seconds(run.out.job(0).end_ns) == 1980.0);  // 1,800 s of work and 180 s of pause
  CHECK(run.summary.jobs.counts.failed_attempts == 0);
  CHECK(run.summary.gpu_hours.blocked == Approx(180.0 / 3600.0).epsilon(1e-12));
  CHECK(run.summary.totals.unserved_energy_j == Approx(18e3).epsilon(1e-12));  // 100 W for 180 s
  // 200 W while working, nothing while dark, 200 W for b, idle for the rest, by hand.
  CHECK(run.summary.totals.it_energy_j ==
        Approx(1860 * 200.0 + (10800 - 2040) * 100.0).epsilon(1e-12));
  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("dark: no job starts before the light is back, and then at once") {
  Lab lab = dark_lab("2025-01-01T00:13:00Z", "a,660,60,1,7200,1\n");
  const Finished run(lab.scenario());

  CHECK(lab_seconds(run.out.job(0).start_ns) == 780.0);
  CHECK(lab_seconds(run.out.job(0).end_ns) == 840.0);
}

TEST_CASE(
    "dark: beyond the grace nodes go off, the job returns to its place and starts after the boot") {
  const Finished run(
      dark_lab("2025-01-01T01:00:00Z", "a,0,1800,1,7200,1\nb,1,60,1,7200,1\n").scenario());

  REQUIRE(run.out.jobs.size() == 3);
  const JobRow& lost = run.out.jobs[0];
  CHECK(lost.id == 0);
  CHECK(lost.end == JobEnd::failed);
  CHECK(lab_seconds(lost.end_ns) == 900.0);  // 00:10 and five minutes of grace
  CHECK(lost.energy_j == Approx(600 * 200.0 + 300 * 100.0).epsilon(1e-12));
  CHECK(lab_seconds(run.out.job(0).start_ns) == 4200.0);  // 01:00 and ten minutes of boot; before b
  CHECK(lab_seconds(run.out.job(0).end_ns) == 6000.0);
  CHECK(lab_seconds(run.out.job(1).start_ns) == 6000.0);
  CHECK(run.summary.jobs.counts.started == 2);
  CHECK(run.summary.jobs.counts.failed_attempts == 1);
  CHECK(run.summary.gpu_hours.discarded == Approx(600.0 / 3600.0).epsilon(1e-12));
  CHECK(run.summary.gpu_hours.blocked == Approx(300.0 / 3600.0).epsilon(1e-12));
  CHECK(run.summary.gpu_hours.unavailable ==
        Approx(3300.0 / 3600.0).epsilon(1e-12));                               // 00:15 to 01:10
  CHECK(run.summary.totals.unserved_energy_j == Approx(30e3).epsilon(1e-12));  // the grace at 100 W
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("dark: power that goes again during the boot starts the wait anew") {
  Lab lab = dark_lab("2025-01-01T01:00:00Z", "a,0,600,1,7200,1\nb,601,60,1,7200,1\n");
  lab.grid =
      "limit: 1 kW, limit_steps: [{from: '2025-01-01T00:10:00Z', limit: 0 W}, "
      "{from: '2025-01-01T01:00:00Z', limit: 1 kW}, {from: '2025-01-01T01:05:00Z', limit: 0 W}, "
      "{from: '2025-01-01T01:06:00Z', limit: 1 kW}]";
  const Finished run(lab.scenario());

  CHECK(lab_seconds(run.out.job(0).end_ns) == 600.0);     // ends as the light goes: completed first
  CHECK(lab_seconds(run.out.job(1).start_ns) == 4560.0);  // 01:06 and ten minutes
}

TEST_CASE("dark: a site that never gets power runs nothing and closes its accounts") {
  Lab lab = dark_lab("2025-01-01T01:00:00Z", "a,0,600,1,7200,1\n");
  lab.grid = "limit: 0 W";
  const Finished run(lab.scenario());

  CHECK(run.summary.jobs.counts.started == 0);
  CHECK(run.summary.jobs.counts.queued == 1);
  CHECK(run.summary.totals.it_energy_j == 0.0);
  CHECK(run.out.jobs.front().end == JobEnd::queued);
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("dark: a fleet whose nodes are only counted and one that tells them apart live alike") {
  Lab lab = dark_lab("2025-01-01T01:00:00Z",
                     "a,0,1800,2,7200,1\nb,1,300,1,7200,1\nc,2,900,2,7200,1\nd,700,60,4,7200,1\n");
  lab.fleet = "[{node: host-100-200, nodes: 4}]";
  const Finished counted(lab.scenario());
  // Two entries of one type come and go apart, so somebody asks which nodes a job has.
  lab.fleet = "[{node: host-100-200, nodes: 2}, {node: host-100-200, nodes: 2}]";
  const Finished named(lab.scenario());

  CHECK(counted.summary.jobs.counts.failed_attempts == 2);  // a and c, at 00:15
  CHECK(named.summary.jobs.counts.failed_attempts == 2);
  REQUIRE(counted.out.jobs.size() == named.out.jobs.size());
  for (std::uint64_t id = 0; id < 4; ++id) {
    CHECK(counted.out.job(id).start_ns == named.out.job(id).start_ns);
    CHECK(counted.out.job(id).end_ns == named.out.job(id).end_ns);
    CHECK(counted.out.job(id).energy_j == named.out.job(id).energy_j);
  }
  CHECK(counted.summary.totals.it_energy_j == named.summary.totals.it_energy_j);
}

}  // namespace gigawatt::test
