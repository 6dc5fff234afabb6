// SPDX-License-Identifier: Apache-2.0
//
//   bench_year [repetitions] [memphis]
//
// Speed and memory of whole runs against their bounds. Every case is a process of its own and is
// measured by the processor time and the peak memory that the kernel accounts to it, from loading
// the scenario to the closed result file. Cases take turns; a time is the median of its
// repetitions, a ratio the median of the ratios within each turn, so that a machine whose speed
// drifts does not show. With `memphis` only the year and the plain loop are compared. Exit 1 if the
// simulator's schedule differs from the plain loop's.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "tests/benchmarks/child_process.h"
#include "tests/benchmarks/year_cases.h"

namespace {

using namespace gigawatt::bench;

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

/// A case and what each of its turns cost.
class Measured {
 public:
  explicit Measured(std::function<ProcessCost()> turn) : turn_(std::move(turn)) {}

  void take_turn() { costs_.push_back(turn_()); }

  double cpu_s() const {
    return median_of([](const ProcessCost& cost) { return cost.cpu_s; });
  }
  double wall_s() const {
    return median_of([](const ProcessCost& cost) { return cost.wall_s; });
  }
  double peak_mb() const {
    return median_of([](const ProcessCost& cost) { return cost.peak_mb; });
  }
  double figure(std::size_t index) const {
    return median_of([&](const ProcessCost& cost) { return cost.figures[index]; });
  }
  double cpu_ratio_to(const Measured& other) const {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(costs_.size(), other.costs_.size()); ++i) {
      ratios.push_back(costs_[i].cpu_s / other.costs_[i].cpu_s);
    }
    return median(ratios);
  }

 private:
  template <class Get>
  double median_of(Get get) const {
    std::vector<double> values;
    for (const ProcessCost& cost : costs_)
      values.push_back(get(cost));
    return median(values);
  }

  std::function<ProcessCost()> turn_;
  std::vector<ProcessCost> costs_;
};

Measured simulated(YearCase year) {
  return Measured([year] { return run_in_child([&] { return simulate(year); }); });
}

void heading(std::string_view text) {
  fmt::print("\n{}\n", text);
}

void row(std::string_view what, double value, std::string_view unit, double bound = 0.0) {
  const int decimals = value < 10.0 ? 3 : value < 100.0 ? 1 : 0;
  fmt::print("  {:<52}{:>12.{}f} {:<3}", what, value, decimals, unit);
  if (bound > 0.0)
    fmt::print("  at most {:>5} {:<3} {}", bound, unit, value <= bound ? "ok" : "OVER");
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const int repetitions = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  const YearCase memphis;

  YearCase day;
  day.file = "frontier.yaml";
  Measured frontier = simulated(day);
  Measured plain([&] { return run_in_child([&] { return run_plain(memphis); }); });
  Measured year = simulated(memphis);
  const auto compare_year = [&] {
    heading(
        "memphis.yaml: a year, 12,500 nodes, 1,000,000 jobs, result file with every job written");
    row("plain FCFS + EASY loop on the same jobs", plain.cpu_s(), "s");
    row("the year", year.cpu_s(), "s", 1.5);
    row("  relative to the plain loop", year.cpu_ratio_to(plain), "x", 1.5);
    row("  peak memory", year.peak_mb(), "MB", 100);
  };
  if (argc > 2 && std::string_view(argv[2]) == "memphis") {
    for (int turn = 0; turn < repetitions; ++turn) {
      plain.take_turn();
      year.take_turn();
    }
    compare_year();
    return EXIT_SUCCESS;
  }
  // The site without its plant as nearly as it can be: one interval an hour, none for drift.
  Measured hourly = simulated({.overrides = {"plant={interval: 1 hour, drift_threshold: 1}"}});
  // Without jobs: the demand of a million is read, the plant is what is left.
  Measured fluid = simulated({.overrides = {"jobs=fluid"}});
  Measured hourly_fluid = simulated({.overrides = {"jobs=fluid", "plant.interval=1 hour"}});
  Measured crowded = simulated({.overrides = {"workloads.mixed.load=1.17"}});
  Measured overloaded = simulated({.overrides = {"workloads.mixed.load=2"}});
  // Everything that can make a year of one site slow at once.
  Measured racks = simulated(
      {.overrides = {"sites.memphis.faults={preset: typical, detection: 5 min, spares: {count: "
                     "200, swap: 1 hour, restock: 3 days}}",
                     "workloads.mixed.checkpoint={interval: optimal, stall: 5 s, write: 30 s, "
                     "restart: 3 min}",
                     "workloads.mixed.placement={segment: 8}"}});
  Measured plant([&] { return run_in_child([&] { return time_plant(memphis); }); });
  Measured large = simulated(ten_times_memphis());
  YearCase no_job_rows = ten_times_memphis();
  no_job_rows.overrides.push_back("outputs.jobs=false");
  Measured large_without_rows = simulated(no_job_rows);
  const std::string command =
      std::filesystem::canonical(argv[0]).parent_path() / "../../cli/gigawatt";
  Measured check([&] {
    return run_program(command, {"check", GIGAWATT_SOURCE_DIR "/scenarios/memphis.yaml"});
  });
  const bool has_command = std::filesystem::exists(command);

  // The first turn of the short cases warms up the machine and its file cache.
  for (Measured* measured : {&frontier, &year})
    Measured(*measured).take_turn();
  for (int turn = 0; turn < repetitions; ++turn) {
    for (Measured* measured : {&frontier, &plain, &year, &hourly, &fluid, &hourly_fluid, &crowded,
                               &overloaded, &racks, &plant}) {
      measured->take_turn();
    }
    if (has_command) check.take_turn();
    if (turn < 3) large.take_turn();
    if (turn < 1) large_without_rows.take_turn();
  }
  const std::vector<double> schedules =
      run_in_child([&] {
        const Schedules both = compare_schedules(memphis);
        return std::vector<double>{
            static_cast<double>(both.plain.started), static_cast<double>(both.simulated.started),
            both.plain.starts_hash == both.simulated.starts_hash ? 1.0 : 0.0};
      }).figures;
  const bool same = schedules[2] == 1.0;

  fmt::print(
      "Processor time and peak memory of whole processes; median of {} turns (large site: {}).\n",
      repetitions, std::min(repetitions, 3));

  heading("frontier.yaml: 24 hours, a sample every 15 s, result file written");
  row("processor time", frontier.cpu_s(), "s", 0.1);
  row("peak memory", frontier.peak_mb(), "MB", 150);

  compare_year();
  fmt::print("  schedule: {:.0f} starts, plain loop {:.0f}: {}\n", schedules[1], schedules[0],
             same ? "each at the same nanosecond" : "DIFFERENT");

  heading("memphis.yaml with jobs: fluid, result file written");
  row("the year", fluid.cpu_s(), "s");
  row("  relative to the year with events", fluid.cpu_ratio_to(year), "x");
  row("the year with an hourly plant", hourly_fluid.cpu_s(), "s", 0.24);
  row("  relative to the year with events", hourly_fluid.cpu_ratio_to(year), "x");
  row("  peak memory", hourly_fluid.peak_mb(), "MB", 100);

  heading("ten times memphis: 125,000 nodes, 10,000,000 jobs, result file with every job written");
  row("the year", large.cpu_s(), "s");
  row("  relative to memphis", large.cpu_ratio_to(year), "x", 10);
  row("  peak memory", large.peak_mb(), "MB", 300);
  row("without the table of jobs", large_without_rows.cpu_s(), "s");
  row("  peak memory", large_without_rows.peak_mb(), "MB", 300);

  heading("memphis with more work than it can do");
  row(fmt::format("load 1.17: {:.0f} jobs queued at the end", crowded.figure(1)), crowded.cpu_s(),
      "s");
  row("  relative to memphis", crowded.cpu_ratio_to(year), "x", 3);
  row("  peak memory", crowded.peak_mb(), "MB");
  row(fmt::format("load 2: {:.0f} jobs queued at the end", overloaded.figure(1)),
      overloaded.cpu_s(), "s");
  row("  relative to memphis", overloaded.cpu_ratio_to(year), "x", 3);
  row("  peak memory", overloaded.peak_mb(), "MB");

  heading("memphis with faults, checkpoints and racks: gangs in segments of 8, 1,563 racks");
  row("the year", racks.cpu_s(), "s", 3);
  row("  relative to memphis", racks.cpu_ratio_to(year), "x");
  row("  peak memory", racks.peak_mb(), "MB");

  heading("the plant of memphis");
  row("one evaluation", plant.figure(0) * 1e-3, "us", 0.5);
  row(fmt::format("all in, per interval ({:.0f} in the year)", year.figure(2)),
      1e6 * (year.cpu_s() - hourly.cpu_s()) / (year.figure(2) - hourly.figure(2)), "us", 1.0);

  heading("start-up");
  if (has_command) {
    row("gigawatt check scenarios/memphis.yaml, processor time", 1e3 * check.cpu_s(), "ms", 50);
    row("  wall time", 1e3 * check.wall_s(), "ms", 50);
  } else {
    fmt::print("  not measured: {} is not built\n", command);
  }
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
