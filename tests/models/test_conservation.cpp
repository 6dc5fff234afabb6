// SPDX-License-Identifier: Apache-2.0

// Energy, accelerator-seconds and job counts close in every run, and the check would notice.

#include <doctest/doctest.h>

#include "tests/models/support/random_lab.h"
#include "tests/support/rounds.h"

namespace gigawatt::test {

using doctest::Approx;

TEST_CASE("laws: they hold in runs drawn at random, whatever happens in them") {
  JobCounts seen;
  double blocked_h = 0.0, discarded_h = 0.0, unavailable_h = 0.0, unserved_j = 0.0;
  double rejected_j = 0.0, makeup_kg = 0.0;
  double checkpoint_h = 0.0, restart_h = 0.0, hung_h = 0.0, failed_h = 0.0;
  std::uint64_t given_up = 0;
  for (std::uint64_t number = 0; number < rounds(80); ++number) {
    CAPTURE(number);
    const Finished run(random_lab(number).scenario());
    const auto broken = broken_laws_of({run.summary});
    for (const std::string& law : broken)
      MESSAGE(law);
    REQUIRE(broken.empty());

    // Every attempt has its row, and rows and counts agree.
    std::array<std::uint64_t, 6> ends{};
    double energy_j = 0.0;
    for (const JobRow& row : run.out.jobs) {
      ++ends[static_cast<std::size_t>(row.end)];
      energy_j += row.energy_j;
    }
    const JobCounts& counts = run.summary.jobs.counts;
    CHECK(ends[0] == counts.completed);
    CHECK(ends[1] == counts.killed);
    CHECK(ends[2] + ends[5] == counts.failed_attempts);
    CHECK(ends[5] == counts.given_up);
    CHECK(ends[3] == counts.running);
    CHECK(ends[4] == counts.queued);
    CHECK(run.out.jobs.size() == counts.submitted + counts.failed_attempts - counts.given_up);
    const FaultCounts& faults = run.summary.faults;
    CHECK(run.out.faults.size() == faults.nodes + faults.domains);

    // The jobs' rows and what idle nodes drew are what the nodes' meter counted.
    const Site& site = run.simulation.sites().front();
    const Partition& partition = site.model().partitions.front();
    const PartitionMeters& meters = site.state().partitions.front().meters;
    CHECK(energy_j + joules_from_mw_ns(meters.free_energy(partition)) ==
          Approx(joules_from_mw_ns(meters.node_energy(partition))).epsilon(1e-12));

    seen.killed += counts.killed;
    seen.failed_attempts += counts.failed_attempts;
    seen.running += counts.running;
    seen.queued += counts.queued;
    blocked_h += run.summary.gpu_hours.blocked;
    checkpoint_h += run.summary.gpu_hours.checkpoint;
    restart_h += run.summary.gpu_hours.restart;
    hung_h += run.summary.gpu_hours.hung;
    failed_h += run.summary.gpu_hours.failed;
    given_up += counts.given_up;
    discarded_h += run.summary.gpu_hours.discarded;
    unavailable_h += run.summary.gpu_hours.unavailable;
    unserved_j += run.summary.totals.unserved_energy_j;
    rejected_j += run.summary.totals.heat_rejected_j;
    makeup_kg += run.summary.totals.makeup_kg;
  }
  // The draw reached what it is meant to reach.
  CHECK(seen.killed > 100);
  CHECK(seen.failed_attempts > 50);
  CHECK(seen.running > 20);
  CHECK(seen.queued > 20);
  CHECK(blocked_h > 10.0);
  CHECK(checkpoint_h > 1.0);
  CHECK(restart_h > 1.0);
  CHECK(hung_h > 1.0);
  CHECK(failed_h > 10.0);
  CHECK(given_up > 10);
  CHECK(discarded_h > 10.0);
  CHECK(unavailable_h > 10.0);
  CHECK(unserved_j > 0.0);
  CHECK(rejected_j > 0.0);
  CHECK(makeup_kg > 0.0);
}

TEST_CASE("laws: the sites' exact meters are those of the rows, interval by interval") {
  for (std::uint64_t number = 0; number < 10; ++number) {
    const Finished run(random_lab(number).scenario());
    double it_j = 0.0, facility_j = 0.0, cost_usd = 0.0;
    for (const Collected::Row& row : run.out.rows) {
      it_j += row.integral[channel("it_power_w")];
      facility_j += row.integral[channel("facility_power_w")];
      cost_usd += row.integral[channel("energy_cost_usd_per_s")];
    }
    CHECK(it_j == Approx(run.summary.totals.it_energy_j).epsilon(1e-12));
    CHECK(facility_j == Approx(run.summary.totals.facility_energy_j).epsilon(1e-12));
    CHECK(cost_usd == Approx(run.summary.totals.energy_cost_usd).epsilon(1e-12));
    CHECK(cost_usd == Approx(facility_j / 3.6e9 * 50.0).epsilon(1e-12));  // 50 USD/MWh
  }
}

TEST_CASE("laws: a residual beyond its tolerance is reported by site, law and size") {
  const Finished run(random_lab(3).scenario());
  REQUIRE(run.summary.residuals.size() >= 10);
  for (std::size_t i = 0; i < run.summary.residuals.size(); ++i) {
    SiteSummary tampered = run.summary;
    tampered.residuals[i].value += 2.0 * tampered.residuals[i].tolerance + 1e-12;
    const auto broken = broken_laws_of({tampered});
    REQUIRE(broken.size() == 1);
    CHECK(broken.front().find("lab") != std::string::npos);
    CHECK(broken.front().find(tampered.residuals[i].law) != std::string::npos);
  }
}

TEST_CASE(
    "laws: a site whose run is not finished breaks them, since work in progress is not in yet") {
  Simulation simulation(random_lab(3).scenario());
  simulation.run_until(lab_time(3600));

  CHECK_FALSE(broken_laws_of({summarise(simulation.sites().front())}).empty());
}

}  // namespace gigawatt::test
