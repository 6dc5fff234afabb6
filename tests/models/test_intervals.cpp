// SPDX-License-Identifier: Apache-2.0

// Plant ticks, output intervals, and what happens inside one instant.

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/models/support/random_lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

Scenario memphis(std::vector<std::string> overrides) {
  return shipped_scenario("memphis.yaml", std::move(overrides));
}

/// The instants of `now` just before and after which a tick closed an interval, to `step_ns`.
std::vector<double> tick_times(const Scenario& scenario, std::int64_t step_ns, TimeNs until) {
  Simulation simulation(scenario);
  std::vector<double> ticks;
  std::int64_t intervals = 0;
  for (TimeNs now = simulation.start_ns() + 1; now <= until; now += step_ns) {
    simulation.run_until(now);
    const std::int64_t closed = simulation.sites().front().state().intervals;
    if (closed != intervals) ticks.push_back(lab_seconds(now - 1));
    intervals = closed;
  }
  return ticks;
}

}  // namespace

TEST_CASE("interval: energy does not depend on how often rows are written") {
  double facility_j = 0.0, it_j = 0.0, water_kg = 0.0;
  for (const char* interval : {"5 min", "1 hour", "1 day"}) {
    CAPTURE(interval);
    const Finished run(memphis({"duration=4 days", fmt::format("outputs.interval={}", interval)}));
    const double rows_j = [&] {
      double sum = 0.0;
      for (const Collected::Row& row : run.out.rows)
        sum += row.integral[channel("facility_power_w")];
      return sum;
    }();
    if (facility_j == 0.0) {
      facility_j = run.summary.totals.facility_energy_j;
      it_j = run.summary.totals.it_energy_j;
      water_kg = run.summary.totals.makeup_kg;
    }
    CHECK(run.summary.totals.facility_energy_j == Approx(facility_j).epsilon(1e-12));
    CHECK(run.summary.totals.it_energy_j == Approx(it_j).epsilon(1e-12));
    CHECK(run.summary.totals.makeup_kg == Approx(water_kg).epsilon(1e-12));
    CHECK(rows_j == Approx(facility_j).epsilon(1e-12));
  }
}

TEST_CASE(
    "interval: a coarser plant moves facility energy by less than 0.02 %, IT energy not at all") {
  const Finished fine(memphis({"duration=4 days", "plant={interval: 1 min}"}));
  for (const char* interval : {"5 min", "15 min", "1 hour"}) {
    CAPTURE(interval);
    const Finished run(
        memphis({"duration=4 days", fmt::format("plant={{interval: {}}}", interval)}));
    CHECK(run.summary.totals.it_energy_j == Approx(fine.summary.totals.it_energy_j).epsilon(1e-12));
    CHECK(run.summary.totals.facility_energy_j ==
          Approx(fine.summary.totals.facility_energy_j).epsilon(2e-4));
  }
}

TEST_CASE("tick: regular ticks stay on multiples of the interval, forced ones fall between them") {
  // A job ends at 100.5 s, in the middle of a minute: half of the site's power goes.
  Lab lab;
  lab.span = "5 min";
  lab.trace = "a,0,100.5,1,3600,1\n";
  const auto ticks = tick_times(lab.scenario(), kNsPerSecond / 2, lab_time(299.9));

  CHECK(ticks == std::vector<double>{60.0, 100.5, 120.0, 180.0, 240.0});
}

TEST_CASE("tick: a load that drifts to and fro forces no more than one tick a second") {
  // Twenty jobs of 150 ms, 300 ms apart, between 10 and 16 s.
  Lab lab;
  lab.span = "1 min";
  for (int i = 0; i < 20; ++i)
    lab.trace += fmt::format("{},{},0.15,1,60,1\n", i, 10.0 + 0.3 * i);
  const auto ticks = tick_times(lab.scenario(), 10 * kNsPerMinute / 60'000, lab_time(59.0));

  REQUIRE(ticks.size() >= 5);
  for (std::size_t i = 1; i < ticks.size(); ++i)
    CHECK(ticks[i] - ticks[i - 1] >= 1.0 - 1e-9);
  CHECK(ticks.front() == 10.0);  // 10 s after the last: at once
}

TEST_CASE(
    "tick: a change below the threshold forces none, one above it does, net of what came between") {
  Lab lab;
  lab.span = "1 min";
  lab.fleet = "[{node: host-100-200, nodes: 10}]";                               // 2,000 W rated
  lab.trace = "a,5,100,1,600,0.09\nb,10,100,1,600,0.09\nc,15,100,1,600,0.09\n";  // 9 W each
  lab.plant = "interval: 1 min, drift_threshold: 0.01";                          // 20 W

  CHECK(tick_times(lab.scenario(), kNsPerSecond, lab_time(59)) == std::vector<double>{15.0});
}

TEST_CASE("tick: energy is exact whatever forces ticks") {
  for (const char* threshold : {"0", "0.01", "1"}) {
    Lab lab = random_lab(8);
    lab.plant += std::string(", drift_threshold: ") + threshold;
    const Finished run(lab.scenario());
    const Site& site = run.simulation.sites().front();
    const Partition& partition = site.model().partitions.front();
    const PartitionMeters& meters = site.state().partitions.front().meters;
    CHECK(run.summary.totals.it_energy_j + run.summary.totals.unserved_energy_j ==
          Approx(joules_from_mw_ns(meters.energy(partition))).epsilon(1e-12));
  }
}

TEST_CASE(
    "tick: without ticks for small drifts the energy is the same to 2e-5, the schedule equal") {
  const Finished every_change(memphis({"duration=10 days", "plant.drift_threshold=0"}));
  const Finished by_default(memphis({"duration=10 days"}));

  // What is left out is the plant's curvature over a few per cent of load: decisions/0007.
  CHECK(by_default.summary.totals.facility_energy_j ==
        Approx(every_change.summary.totals.facility_energy_j).epsilon(2e-5));
  CHECK(by_default.summary.totals.it_energy_j ==
        Approx(every_change.summary.totals.it_energy_j).epsilon(1e-12));
  CHECK(by_default.summary.jobs.wait_mean_s == every_change.summary.jobs.wait_mean_s);
  CHECK(by_default.summary.plant_intervals < every_change.summary.plant_intervals / 5);
}

TEST_CASE("weather: an interval has the weather of its middle, forced parts of it too") {
  const Scenario scenario = memphis({"duration=2 days", "outputs.interval=5 min"});
  const Finished run(scenario);
  const SiteModel& model = run.simulation.sites().front().model();

  CHECK(run.summary.plant_intervals > 2 * 288);  // there were forced ticks
  for (const Collected::Row& row : run.out.rows) {
    const climate::AirState air = model.weather.at(row.from_ns + 150 * kNsPerSecond);
    REQUIRE(row.mean[channel("wet_bulb_k")] == air.wet_bulb_k);
    REQUIRE(row.mean[channel("dry_bulb_k")] == air.dry_bulb_k);
  }
}

TEST_CASE("series: cost and carbon are the hours' energy times the hours' price and intensity") {
  const std::string head = "time,price,carbon\n";
  std::string series = head;
  const auto price = [](int hour) { return 20.0 + 7.0 * (hour % 11); };     // USD/MWh
  const auto carbon = [](int hour) { return 300.0 + 13.0 * (hour % 17); };  // g/kWh
  for (int hour = 0; hour < 48; ++hour) {
    series += fmt::format("2025-01-{:02}T{:02}:00:00Z,{},{}\n", 1 + hour / 24, hour % 24,
                          price(hour), carbon(hour));
  }
  const Scenario scenario =
      scenario_from(R"(
name: prices
start: 2025-01-01
duration: 2 days
sites:
  - name: lab
    fleet: [{node: host-100-200, nodes: 3}]
    power:
      grid:
        limit: 1 MW
        price_series: {file: series.csv, time_column: time, column: price, unit: USD/MWh}
        carbon_series: {file: series.csv, time_column: time, column: carbon, unit: g/kWh}
workloads:
  - {name: tasks, kind: synthetic, jobs: 200, load: 0.7, nodes: {min: 1, max: 2}, run_time: {median: 10 min, mean: 20 min}}
outputs: {interval: 1 hour}
)",
                    {{"series.csv", series}, {"catalog/nodes.yaml", kReferenceHostCatalogue}});
  const Finished run(scenario);

  REQUIRE(run.out.rows.size() == 48);
  double cost_usd = 0.0, co2_kg = 0.0;
  for (int hour = 0; hour < 48; ++hour) {
    const double energy_j =
        run.out.rows[static_cast<std::size_t>(hour)].integral[channel("facility_power_w")];
    cost_usd += energy_j / 3.6e9 * price(hour);
    co2_kg += energy_j / 3.6e6 * carbon(hour) * 1e-3;
  }
  CHECK(run.summary.totals.energy_cost_usd == Approx(cost_usd).epsilon(1e-12));
  CHECK(run.summary.totals.co2_kg == Approx(co2_kg).epsilon(1e-12));
}

TEST_CASE("instant: a job that ends makes room for one that arrives at the same time") {
  Lab lab;
  lab.trace = "a,0,600,1,3600,1\nb,600,60,1,3600,1\n";
  CHECK(lab_seconds(Finished(lab.scenario()).out.job(1).start_ns) == 600.0);
}

TEST_CASE("instant: a job completes before the nodes it stood on are retired") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 1, retired: '2025-01-01T00:10:00Z'}]";
  lab.trace = "a,0,600,1,3600,1\n";
  const Finished run(lab.scenario());
  CHECK(run.out.job(0).end == JobEnd::completed);
  CHECK(run.summary.jobs.counts.failed_attempts == 0);
}

TEST_CASE("instant: nodes energised as a job arrives take it") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 1, energised: '2025-01-01T00:10:00Z'}]";
  lab.trace = "a,600,60,1,3600,1\n";
  CHECK(lab_seconds(Finished(lab.scenario()).out.job(0).start_ns) == 600.0);
}

TEST_CASE("instant: what ends with the run has ended; what arrives with its end has not arrived") {
  Lab lab;
  lab.trace = "a,0,3600,1,7200,1\nb,3000,60,1,7200,1\n";
  const Finished run(lab.scenario());
  CHECK(run.out.job(0).end == JobEnd::completed);
  CHECK(run.out.job(1).end == JobEnd::queued);
  CHECK(run.out.rows.size() == 60);
}

TEST_CASE("peak: the demand of a quarter hour is its mean, whatever ticks and rows there are") {
  // 200 W from 00:20 to 00:25 in a quarter hour at 100 W else: 5/15 of 100 W more.
  for (const char* plant : {"interval: 1 min", "interval: 5 min"}) {
    Lab lab;
    lab.plant = plant;
    lab.output = "5 min";
    lab.trace = "a,1200,300,1,3600,1\n";
    const Finished run(lab.scenario());
    CHECK(run.summary.totals.peak_facility_w == Approx(100.0 + 100.0 / 3.0).epsilon(1e-12));
    CHECK(lab_seconds(run.summary.totals.peak_facility_ns) == 900.0);
    // No losses and no cooling: IT is all of it.
    CHECK(run.summary.totals.peak_it_w == run.summary.totals.peak_facility_w);
    CHECK(run.summary.totals.peak_it_ns == run.summary.totals.peak_facility_ns);
    CHECK(run.summary.totals.peak_it_instant_w == 200.0);
  }
}

TEST_CASE("peak: a run shorter than a quarter hour has one too") {
  Lab lab;
  lab.span = "10 min";
  lab.trace = "a,0,300,1,3600,1\n";
  CHECK(Finished(lab.scenario()).summary.totals.peak_facility_w == Approx(150.0).epsilon(1e-12));
}

TEST_CASE("memory: jobs killed at their limit leave nothing behind") {
  // Each would run a year and is killed after a second.
  Lab lab;
  lab.span = "2 hours";
  for (int i = 0; i < 5000; ++i)
    lab.trace += fmt::format("{},{},31536000,1,1,1\n", i, i);
  Simulation simulation(lab.scenario());
  simulation.run_until(lab_time(5000.5));

  CHECK(simulation.sites().front().view().counts.killed >= 4999);
  CHECK(simulation.sites().front().state().partitions.front().completions.size() <= 2);
  CHECK(simulation.sites().front().state().jobs.size() <= 3);
}

}  // namespace gigawatt::test
