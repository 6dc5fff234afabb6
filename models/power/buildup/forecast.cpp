// SPDX-License-Identifier: Apache-2.0
#include "models/power/buildup/forecast.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/random.h"

namespace gigawatt::power {

namespace {

/// Dates of all phases.
std::vector<TimeNs> dates_of(const BuildNetwork& network, const Schedule& schedule) {
  std::vector<TimeNs> dates_ns;
  for (std::size_t phase = 0; phase < network.phases.size(); ++phase)
    dates_ns.push_back(phase_date_ns(network, schedule, phase));
  return dates_ns;
}

/// The plan as it would be if `cause` took no time.
Schedule without(const Scheduler& scheduler, BuildCause cause) {
  std::vector<std::int64_t> spans_ns = planned_spans_ns(scheduler.network());
  const auto& activities = scheduler.network().activities;
  for (std::size_t i = 0; i < spans_ns.size(); ++i)
    if (static_cast<int>(activities[i].kind) == static_cast<int>(cause)) spans_ns[i] = 0;
  return scheduler.run(spans_ns,
                       {.crews = cause != BuildCause::crews, .dates = cause != BuildCause::dates});
}

void add_losses(const Scheduler& scheduler, BuildForecast& made) {
  for (std::size_t cause = 0; cause < kBuildCauseNames.size(); ++cause) {
    const Schedule sooner = without(scheduler, static_cast<BuildCause>(cause));
    const std::vector<TimeNs> dates_ns = dates_of(scheduler.network(), sooner);
    for (std::size_t phase = 0; phase < dates_ns.size(); ++phase)
      made.phases[phase].lost_ns[cause] = made.phases[phase].date_ns - dates_ns[phase];
  }
}

/// Nearest rank: the least value that a share `probability` of all does not exceed.
TimeNs rank(const std::vector<TimeNs>& sorted, std::size_t tenths) {
  return sorted[(sorted.size() * tenths + 9) / 10 - 1];
}

void add_draws(const Scheduler& scheduler, const DrawOptions& options, BuildForecast& made) {
  const BuildNetwork& network = scheduler.network();
  std::vector<RandomStream> streams;
  std::vector<DurationLaw> laws;
  for (const Activity& activity : network.activities) {
    streams.emplace_back(options.seed, fmt::format("{}.{}", options.path, activity.name),
                         "duration");
    laws.emplace_back(options.law, activity.low_s, activity.base_s, activity.high_s);
  }

  std::vector<std::vector<TimeNs>> dates_ns(network.phases.size());
  std::vector<std::int64_t> spans_ns(laws.size());
  std::vector<std::int64_t> times_critical(laws.size(), 0);
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    for (std::size_t i = 0; i < laws.size(); ++i) {
      const double chance = streams[i].at(static_cast<std::uint64_t>(draw)).uniform();
      spans_ns[i] = from_seconds(laws[i].quantile_s(chance));
    }
    const Schedule drawn = scheduler.run(spans_ns);
    for (std::size_t phase = 0; phase < dates_ns.size(); ++phase)
      dates_ns[phase].push_back(phase_date_ns(network, drawn, phase));
    for (std::size_t i = 0; i < laws.size(); ++i)
      times_critical[i] += drawn.is_critical(i) ? 1 : 0;
  }

  for (std::size_t phase = 0; phase < dates_ns.size(); ++phase) {
    std::sort(dates_ns[phase].begin(), dates_ns[phase].end());
    made.phases[phase].p10_ns = rank(dates_ns[phase], 1);
    made.phases[phase].p50_ns = rank(dates_ns[phase], 5);
    made.phases[phase].p90_ns = rank(dates_ns[phase], 9);
  }
  for (std::size_t i = 0; i < laws.size(); ++i)
    made.activities[i].criticality =
        static_cast<double>(times_critical[i]) / static_cast<double>(options.draws);
  made.draws = options.draws;
}

}  // namespace

BuildForecast forecast(const BuildNetwork& network, const DrawOptions& options) {
  const Scheduler scheduler(network);
  const Schedule plan = scheduler.run(planned_spans_ns(network));

  BuildForecast made;
  made.start_ns = network.start_ns;
  for (std::size_t phase = 0; phase < network.phases.size(); ++phase) {
    PhaseForecast& it = made.phases.emplace_back();
    it.name = network.phases[phase].name;
    it.power_w = network.phases[phase].power_w;
    it.date_ns = phase_date_ns(network, plan, phase);
    it.path = critical_path(network, plan, phase);
  }
  for (std::size_t i = 0; i < network.activities.size(); ++i) {
    ActivityForecast& it = made.activities.emplace_back();
    it.name = network.activities[i].name;
    it.kind = network.activities[i].kind;
    it.start_ns = plan.start_ns[i];
    it.finish_ns = plan.finish_ns[i];
    if (plan.late_finish_ns[i] != kNever) it.float_ns = plan.late_finish_ns[i] - it.finish_ns;
  }
  add_losses(scheduler, made);
  add_draws(scheduler, options, made);
  return made;
}

}  // namespace gigawatt::power
