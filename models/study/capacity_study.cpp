// SPDX-License-Identifier: Apache-2.0
#include "models/study/capacity_study.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include <fmt/format.h>

#include "models/build.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

constexpr double kClose = 1.003;      // between what is carried and what is too much
constexpr double kLargestScale = 64;  // beyond which nothing is said to stop it
constexpr double kRaised = 1.5;       // what stopped a step, for the next
constexpr double kAbove = 1.01;

/// Whether more of this constraint loosens that limit: temperatures fall with more heat rejection,
/// and what feeds a site is grid and sources together.
bool loosens(const std::string& constraint, const std::string& limit) {
  if (limit == "liquid-supply" || limit == "condenser-water" || limit == "chilled-water")
    return constraint == "heat-rejection";
  if (limit == "supply")
    return constraint == "grid" || constraint == "pv" || constraint == "battery" ||
           constraint.starts_with("generators ");
  return constraint == limit;
}

}  // namespace

FullLoad::FullLoad(const Trials& trials, std::size_t site) : trials_(trials), site_(site) {
  const Scenario& scenario = trials.scenario();
  const SiteParams& params = scenario.sites[site];
  if (!params.power.distribution.empty())
    throw DomainError(
        "limits of rows are met rack by rack, which a load without single jobs cannot; "
        "`--set sites.*.power.distribution=[]` and `--set sites.*.fleet.*.row=null` leave them "
        "out");
  for (std::size_t i = 0; i < params.fleet.size(); ++i) {
    for (const char* key : {"nodes", "racks"}) {
      for (Knob& knob : knobs_at(scenario, fmt::format("{}.fleet.{}.{}", params.path, i, key))) {
        knob.counts = true;
        fleet_.push_back({std::move(knob), params.fleet[i].node});
      }
    }
  }
  if (fleet_.empty()) throw DomainError("the fleet has no count of nodes or racks in the file");
  full_ = {"jobs=fluid", "outputs.warm_up=0 s"};
  if (scenario.routing) full_.push_back("routing=null");
  if (params.faults) full_.push_back(params.path + ".faults=null");
  run_h_ = to_seconds(scenario.end_ns() - scenario.start_ns()) / 3600.0;
}

double FullLoad::count_at(const FleetPart& part, double scale) {
  return std::max(1.0, std::round(part.knob.value * scale));
}

std::vector<std::string> FullLoad::fleet_at(double scale) const {
  std::vector<std::string> overrides;
  for (const FleetPart& part : fleet_)
    overrides.push_back(part.knob.to(count_at(part, scale)));
  return overrides;
}

std::uint64_t FullLoad::counts_at(double scale) const {
  double sum = 0.0;
  for (const FleetPart& part : fleet_)
    sum += count_at(part, scale);
  return static_cast<std::uint64_t>(sum);
}

/// Twice the work there is time for, of each node type, in jobs of half its nodes: all are busy
/// within minutes and stay so.
std::string FullLoad::work_at(double scale) const {
  std::map<std::string, double> counts;
  for (const FleetPart& part : fleet_)
    counts[part.node] += count_at(part, scale);
  std::string workloads;
  for (const auto& [node, count] : counts) {
    const double width = std::max(1.0, std::floor(count / 2.0));
    workloads += fmt::format(
        "{}{{name: full-load-{}, site: {}, node: {}, kind: synthetic, jobs_per_year: 100000, "
        "load: 2, nodes: {{min: {:.0f}, max: {:.0f}}}, utilisation: {{low: 1, high: 1}}}}",
        workloads.empty() ? "" : ", ", node, trials_.scenario().sites[site_].name, node, width,
        width);
  }
  return fmt::format("workloads=[{}]", workloads);
}

LoadTrial FullLoad::at(double scale, const std::vector<std::string>& overrides) const {
  std::vector<std::string> all = full_;
  all.push_back(work_at(scale));
  for (const auto& more : {fleet_at(scale), overrides})
    all.insert(all.end(), more.begin(), more.end());
  const TrialOutcome outcome = trials_.run(all);
  if (!outcome.refusal.empty()) throw DomainError(outcome.refusal);
  const auto models = build_site_models(trials_.changed(all));
  const SiteSummary& site = outcome.summary.sites[site_];

  LoadTrial trial;
  trial.scale = scale;
  for (const Partition& partition : models[site_]->partitions) {
    trial.nodes += partition.node_count;
    trial.it_w += (partition.full_input_mw + static_cast<double>(partition.beside_mw)) *
                  partition.node_count * 1e-3;
  }
  double bound_h = 0.0;
  for (const LimitSummary& limit : site.limits) {
    if (limit.name == "fleet-size") continue;
    bound_h += limit.hours_binding;
    if (limit.hours_binding > trial.hours_binding) {
      trial.hours_binding = limit.hours_binding;
      trial.binding = limit.name;
    }
  }
  trial.availability = 1.0 - bound_h / run_h_;
  return trial;
}

namespace {

/// The largest size that is carried, looked for from `from` on.
CapacityStep largest(const FullLoad& load, double from, double required,
                     const std::vector<std::string>& overrides) {
  CapacityStep step;
  step.beyond = overrides;
  const auto carried = [&](double scale) {
    const LoadTrial trial = load.at(scale, overrides);
    const bool met = trial.availability >= required;
    (met ? step.carried : step.too_much) = trial;
    return met;
  };
  double low = from;
  double high = 0.0;  // None is known yet.
  while (!carried(low)) {
    if (load.counts_at(low) <= 1 || low < 1e-4)
      throw DomainError("the site does not carry a single node with that availability");
    high = low;
    low /= 2.0;
  }
  for (double next = 2.0 * low; high == 0.0; next *= 2.0) {
    if (next > kLargestScale * from) {
      step.unbounded = true;
      return step;
    }
    if (!carried(next))
      high = next;
    else
      low = next;
  }
  while (high / low > kClose && load.counts_at(high) - load.counts_at(low) > 1) {
    const double middle = std::sqrt(low * high);
    (carried(middle) ? low : high) = middle;
  }
  return step;
}

/// One size more: a percent, or a node or rack if that is more.
double next_scale(const FullLoad& load, const LoadTrial& trial) {
  double above = trial.scale * kAbove;
  while (load.counts_at(above) <= load.counts_at(trial.scale))
    above *= 1.001;
  return above;
}

/// Units that come in and go out make a larger load easier to carry here and there: as long as a
/// percent more is carried too, the search goes on from there.
CapacityStep largest_of_all(const FullLoad& load, double from, double required,
                            const std::vector<std::string>& overrides, LoadTrial& above) {
  constexpr int kMostRestarts = 8;
  CapacityStep step = largest(load, from, required, overrides);
  for (int restart = 0; !step.unbounded; ++restart) {
    above = load.at(next_scale(load, step.carried), overrides);
    if (above.availability < required || restart == kMostRestarts) break;
    step = largest(load, above.scale, required, overrides);
  }
  return step;
}

}  // namespace

CapacityStudy study_capacity(const Trials& trials, std::size_t site, double availability,
                             std::size_t most_steps) {
  const Scenario& scenario = trials.scenario();
  const FullLoad load(trials, site);
  const std::vector<Constraint> constraints = constraints_of(scenario, scenario.sites[site]);
  CapacityStudy study;
  study.site = scenario.sites[site].name;
  study.required = availability;
  std::map<std::string, double> factors;  // of constraints that stopped a step
  double from = 1.0;
  while (study.steps.size() < most_steps) {
    std::vector<std::string> raised;
    for (const Constraint& constraint : constraints) {
      const auto factor = factors.find(constraint.name);
      if (factor == factors.end()) continue;
      for (std::string& override : constraint.times(factor->second))
        raised.push_back(std::move(override));
    }
    LoadTrial above;
    try {
      study.steps.push_back(largest_of_all(load, from, availability, raised, above));
    } catch (const DomainError& error) {
      if (study.steps.empty()) throw;
      study.end = error.what();
      break;
    }
    if (study.steps.size() == 1) study.a_percent_above = above;
    const CapacityStep& step = study.steps.back();
    if (step.unbounded) break;
    from = step.carried.scale;
    bool raises = false;
    for (const Constraint& constraint : constraints) {
      if (constraint.knobs.empty() || !loosens(constraint.name, step.too_much.binding)) continue;
      const auto [factor, fresh] = factors.try_emplace(constraint.name, kRaised);
      if (!fresh) factor->second *= kRaised;
      raises = true;
    }
    if (!raises) {
      study.end = fmt::format("{} has no number in the file to raise", step.too_much.binding);
      break;
    }
  }
  return study;
}

}  // namespace gigawatt
