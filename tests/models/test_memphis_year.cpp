// SPDX-License-Identifier: Apache-2.0

// The first real site for a whole year, and the schedule of a month of it against a plain loop.

#include <doctest/doctest.h>

#include "models/build.h"
#include "models/power_budget.h"
#include "tests/benchmarks/plain_loop.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

TEST_CASE(
    "memphis: every node at rated power in the worst design hour comes to 150 MW within 7 %") {
  const Scenario scenario =
      shipped_scenario("memphis.yaml", {"sites.memphis.power.grid.limit=10 GW"});
  const auto model = build_site_models(scenario).front();
  const auto hours = power_budget(*model);
  const DesignHour& worst = worst_of(hours);

  MESSAGE("design hour: facility " << worst.facility_w * 1e-6 << " MW, IT " << worst.it_w * 1e-6
                                   << " MW");
  CHECK(worst.facility_w == Approx(150e6).epsilon(0.07));
  for (std::size_t i = 0; i < worst.limits.size(); ++i) {
    CAPTURE(model->plant.limit_names()[i].name);
    CHECK(worst.limits[i].used <= worst.limits[i].limit);
  }
}

TEST_CASE("memphis: the year as run, on measured power") {
  const Summary summary = run(load_scenario(shipped("memphis.yaml")));
  const SiteSummary& site = summary.sites.front();

  MESSAGE(to_table(summary));
  CHECK(broken_laws(summary).empty());
  CHECK(site.jobs.counts.submitted > 990'000);
  CHECK(site.jobs.counts.submitted < 1'010'000);
  CHECK(site.jobs.utilisation == Approx(0.9).epsilon(0.03));
  CHECK(site.limits.empty());
  CHECK(site.pue_mean > 1.05);
  CHECK(site.pue_mean < 1.25);
  CHECK(site.totals.peak_facility_w < 0.95 * 180e6);  // nothing sits on the limit
  CHECK(site.totals.over_limit_energy_j == 0.0);
}

TEST_CASE("memphis: a month's jobs start when a plain loop of EASY starts them") {
  const Scenario scenario = shipped_scenario("memphis.yaml", {"duration=31 days"});
  const SiteModel& model = *build_site_models(scenario).front();
  jobs::SourceContext context;
  context.seed = static_cast<std::uint64_t>(scenario.seed);
  context.start_ns = scenario.start_ns();
  context.end_ns = scenario.end_ns();
  context.installed_nodes = model.partitions.front().node_count;
  context.gpus_per_node = static_cast<std::uint32_t>(model.partitions.front().gpus_per_node);
  const auto source = jobs::make_source(scenario.workloads.front().params, context);
  const bench::ScheduleSummary plain =
      bench::run_plain_loop(*source, context.installed_nodes, scenario.end_ns());

  // Starts in the order in which they happened, as the plain loop hashes them.
  struct Starts final : RunSink {
    std::vector<JobRow> rows;
    void write_row(std::size_t, TimeNs, TimeNs, std::span<const double>, std::span<const double>,
                   std::span<const double>, std::span<const double>) override {}
    void write_job(std::size_t, const JobRow& row) override {
      if (row.start_ns >= 0) rows.push_back(row);
    }
  } starts;
  Simulation simulation(scenario);
  simulation.attach(&starts, nullptr);
  simulation.run_until(simulation.end_ns());

  double wait_sum_s = 0.0;
  for (const JobRow& row : starts.rows)
    wait_sum_s += to_seconds(row.start_ns - row.submit_ns);
  CHECK(plain.started == starts.rows.size());
  CHECK(plain.backfilled > 1000);
  CHECK(wait_sum_s == Approx(plain.wait_sum_s).epsilon(1e-12));
}

TEST_CASE("memphis: under a limit of 110 MW the facility stays within it for a hot month") {
  const Finished run(shipped_scenario("memphis.yaml", {"start=2025-07-01", "duration=31 days",
                                                       "sites.memphis.power.grid.limit=110 MW"}));

  const SiteTotals& totals = run.summary.totals;
  const GpuHours& gpu = run.summary.gpu_hours;
  MESSAGE("over the limit: " << totals.over_limit_energy_j / totals.facility_energy_j
                             << " of facility energy; blocked: " << gpu.blocked / gpu.installed);
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().name == "grid");
  CHECK(run.summary.limits.front().gpu_hours_lost == gpu.blocked);
  CHECK(gpu.blocked > 0.01 * gpu.installed);
  // The promise is a root to 1e-6 of full power from below; the plant at work starts its iterations
  // elsewhere than the plant that promised.
  CHECK(totals.over_limit_energy_j <= 1e-7 * totals.facility_energy_j);
  for (const Collected::Row& row : run.out.rows) {
    REQUIRE(row.max[channel("it_power_w")] <= row.max[channel("it_cap_w")] * (1.0 + 1e-12));
  }
}

}  // namespace gigawatt::test
