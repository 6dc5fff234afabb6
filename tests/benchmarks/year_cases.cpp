// SPDX-License-Identifier: Apache-2.0
#include "tests/benchmarks/year_cases.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <filesystem>
#include <memory>
#include <tuple>

#include <unistd.h>

#include "models/build.h"
#include "models/run.h"
#include "models/simulation.h"

namespace gigawatt::bench {

namespace {

Scenario load(const YearCase& year) {
  LoadOptions options;
  options.overrides = year.overrides;
  return load_scenario(std::string(GIGAWATT_SOURCE_DIR) + "/scenarios/" + year.file, options);
}

/// The jobs of the scenario's one workload for its one partition.
std::unique_ptr<jobs::JobSource> jobs_of(const Scenario& scenario, const Partition& partition) {
  jobs::SourceContext context;
  context.seed = static_cast<std::uint64_t>(scenario.seed);
  context.start_ns = scenario.start_ns();
  context.end_ns = scenario.end_ns();
  context.installed_nodes = partition.node_count;
  context.gpus_per_node = static_cast<std::uint32_t>(partition.gpus_per_node);
  return jobs::make_source(scenario.workloads.front().params, context);
}

/// Keeps when each job started.
class StartSink final : public RunSink {
 public:
  void write_row(std::size_t, TimeNs, TimeNs, std::span<const double>, std::span<const double>,
                 std::span<const double>, std::span<const double>) override {}
  void write_job(std::size_t, const JobRow& row) override {
    if (row.end == JobEnd::queued) return;
    jobs::Job job;
    job.id = row.id;
    job.submit_ns = row.submit_ns;
    job.nodes = row.nodes;
    starts_.push_back({row.start_ns, job});
  }

  /// Inside an instant a pass starts jobs in the order of the queue, which is that of their ids.
  ScheduleSummary in_order() {
    const auto key = [](const Start& start) { return std::tie(start.now_ns, start.job.id); };
    std::sort(starts_.begin(), starts_.end(),
              [&](const auto& a, const auto& b) { return key(a) < key(b); });
    ScheduleSummary summary;
    for (const Start& start : starts_)
      summary.start(start.job, start.now_ns);
    return summary;
  }

 private:
  struct Start {
    TimeNs now_ns;
    jobs::Job job;
  };
  std::vector<Start> starts_;
};

}  // namespace

std::vector<double> simulate(const YearCase& year) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                     ("gigawatt_bench_" + std::to_string(getpid()) + ".h5");
  RunOptions options;
  if (year.writes_results) options.output = file.string();
  const Summary summary = run(load(year), options);
  std::filesystem::remove(file);
  const SiteSummary& site = summary.sites.front();
  return {static_cast<double>(site.jobs.counts.started),
          static_cast<double>(site.jobs.counts.queued), static_cast<double>(site.plant_intervals)};
}

std::vector<double> run_plain(const YearCase& year) {
  const Scenario scenario = load(year);
  const auto model = build_site_models(scenario).front();
  const auto source = jobs_of(scenario, model->partitions.front());
  const ScheduleSummary schedule =
      run_plain_loop(*source, model->partitions.front().node_count, scenario.end_ns());
  return {static_cast<double>(schedule.started)};
}

Schedules compare_schedules(const YearCase& year) {
  const Scenario scenario = load(year);
  Simulation simulation(scenario);
  StartSink sink;
  simulation.attach(&sink, nullptr);
  simulation.run_until(scenario.end_ns());

  const Partition& partition = simulation.sites().front().model().partitions.front();
  const auto source = jobs_of(scenario, partition);
  return {run_plain_loop(*source, partition.node_count, scenario.end_ns()), sink.in_order()};
}

std::vector<double> time_plant(const YearCase& year) {
  const Scenario scenario = load(year);
  const auto model = build_site_models(scenario).front();
  const Partition& partition = model->partitions.front();
  const double full_w = partition.full_input_mw * partition.node_count * 1e-3;

  struct Interval {
    climate::AirState air;
    ItLoad load;
  };
  std::vector<Interval> intervals;
  for (TimeNs t = model->start_ns; t < model->end_ns; t += model->plant_interval_ns) {
    const double day = to_seconds(t - model->start_ns) / 86400.0;
    const double share = 0.75 + 0.2 * std::sin(3.1 * day) + 0.05 * std::sin(41.0 * day);
    intervals.push_back({model->weather.at(t + model->plant_interval_ns / 2),
                         {full_w * share * partition.liquid_share,
                          full_w * share * (1.0 - partition.liquid_share)}});
  }

  std::vector<LimitUse> limits(model->plant.limit_names().size());
  cooling::WarmStart warm;
  double sum_w = 0.0;
  const std::clock_t begin = std::clock();
  for (const Interval& interval : intervals) {
    sum_w +=
        model->plant
            .evaluate(interval.load, interval.air, model->grid_limits.front().limit_w, warm, limits)
            .facility_w;
  }
  const double took_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  const auto count = static_cast<double>(intervals.size());
  return {1e9 * took_s / count, sum_w / count};
}

YearCase ten_times_memphis() {
  return {.overrides = {
              "workloads.mixed.jobs_per_year=10000000", "sites.memphis.fleet.0.nodes=125000",
              "sites.memphis.power.grid.limit=1800 MW", "sites.memphis.power.chain.0.units=1800",
              "sites.memphis.power.chain.1.units=840", "sites.memphis.power.chain.2.units=600",
              "sites.memphis.cooling.liquid.rejection.units=240",
              "sites.memphis.cooling.air.chiller.units=80"}};
}

}  // namespace gigawatt::bench
