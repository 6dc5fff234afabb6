// SPDX-License-Identifier: Apache-2.0
#include "models/warm_up.h"

#include <exception>
#include <optional>

#include <fmt/format.h>

#include "models/simulation.h"
#include "sim/engine/replication.h"

namespace gigawatt {

std::vector<double> jobs_in_system(const Scenario& scenario, const WarmUpWatch& watch,
                                   std::size_t run) {
  Simulation simulation(scenario);
  const TimeNs start_ns = simulation.start_ns();
  const TimeNs end_ns = simulation.end_ns();
  const std::int64_t step_ns = from_seconds(scenario.outputs.interval_s);
  std::vector<double> jobs;
  for (TimeNs at_ns = saturating_add(start_ns, step_ns); at_ns < end_ns; at_ns += step_ns) {
    simulation.run_until(at_ns);
    std::uint64_t now = 0;
    for (const Site& site : simulation.sites()) {
      const SiteView view = site.view();
      now += view.jobs_queued + view.jobs_running;
    }
    jobs.push_back(static_cast<double>(now));
    if (watch)
      watch(run, static_cast<double>(at_ns - start_ns) / static_cast<double>(end_ns - start_ns));
  }
  return jobs;
}

Scenario with_warm_up_found(const Scenario& scenario, std::size_t seeds, const WarmUpWatch& watch) {
  std::vector<std::vector<double>> series(seeds);
  std::vector<std::exception_ptr> errors(seeds);
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t i = 0; i < seeds; ++i) {
    try {
      Scenario seeded = scenario;
      seeded.seed += static_cast<std::int64_t>(i);
      series[i] = jobs_in_system(seeded, watch, i);
    } catch (...) {
      errors[i] = std::current_exception();
    }
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);

  std::vector<double> mean(series.front().size(), 0.0);
  for (const std::vector<double>& one : series)
    for (std::size_t k = 0; k < mean.size(); ++k)
      mean[k] += one[k] / static_cast<double>(seeds);
  const std::optional<std::size_t> cut = warm_up_length(mean);
  if (!cut)
    throw ScenarioError(scenario.problem_at(
        "outputs.warm_up",
        fmt::format("jobs in the system do not settle: of {} samples MSER-5 would cut more than "
                    "half",
                    mean.size()),
        "a longer `duration`, less load, or a length such as '30 days'"));
  Scenario answered = scenario;
  answered.outputs.find_warm_up = false;
  answered.outputs.warm_up_found = true;
  answered.outputs.warm_up_s = static_cast<double>(*cut) * scenario.outputs.interval_s;
  return answered;
}

}  // namespace gigawatt
