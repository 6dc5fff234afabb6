// SPDX-License-Identifier: Apache-2.0

// What workloads change in the power of a site's nodes: how they use them, swings within seconds,
// smoothing.

#include "models/build_power.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/build_caps.h"
#include "models/build_partition.h"
#include "models/build_use.h"
#include "models/jobs/slowed_source.h"
#include "models/jobs/training_plan.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

/// The accelerators of one node, before smoothing.
struct BareSwing {
  compute::PowerSwing swing;
  double
      accelerators;  ///< Those the job uses; fewer than there are where the last node is partial.
  double rated_w;    ///< All of them.
};

/// Nothing if the workload does not swing.
std::optional<BareSwing> node_swing(const Placed& placed) {
  const std::optional<jobs::SwingParams>& own = placed.workload.swing;
  const auto& training = placed.workload.params.training;
  if (training && jobs::find_training_problems(*training).empty()) {
    const jobs::TrainingPlan plan = jobs::plan_training(*training);
    const double nodes = std::ceil(plan.gpus / static_cast<double>(placed.node.gpus));
    const double accelerator_w = jobs::published(training->accelerator).power_w;
    compute::PowerSwing swing = plan.step_power;
    if (own) {
      const double all_w = plan.gpus * accelerator_w;
      swing = {.low_w = own->low_frac * all_w,
               .high_w = own->high_frac * all_w,
               .period_s = own->period_s.value_or(plan.step_s),
               .high_share = own->compute_share.value_or(swing.high_share),
               .edge_s = own->edge_s};
    }
    swing.low_w /= nodes;
    swing.high_w /= nodes;
    return BareSwing{swing, plan.gpus / nodes, accelerator_w * plan.gpus / nodes};
  }
  if (!own) return {};
  if (!own->period_s) placed.refuse(own->path, "the length of a step is not said", "period: 6 s");
  const compute::Accelerator* accelerator = placed.accelerators.find(placed.node.accelerator);
  if (!accelerator)
    placed.refuse(
        own->path,
        fmt::format("which accelerator {} holds is not known, nor what it draws", placed.node.name),
        "a node with `accelerator:` in its catalogue");
  const auto gpus = static_cast<double>(placed.node.gpus);
  const double rated_w = accelerator->power_w.value * gpus;
  return BareSwing{{.low_w = own->low_frac * rated_w,
                    .high_w = own->high_frac * rated_w,
                    .period_s = *own->period_s,
                    .high_share = own->compute_share.value_or(0.8),
                    .edge_s = own->edge_s},
                   gpus,
                   rated_w};
}

compute::SwingSmoothing smoothing_of(const SiteParams& site, double gpus, double rated_w) {
  compute::SwingSmoothing smoothing;
  if (!site.power.smoothing) return smoothing;
  const power::SmoothingParams& params = *site.power.smoothing;
  if (params.floor_frac) smoothing.floor_w = *params.floor_frac * rated_w;
  if (params.ramp_up_w_per_s) smoothing.up_w_per_s = *params.ramp_up_w_per_s * gpus;
  if (params.ramp_down_w_per_s) smoothing.down_w_per_s = *params.ramp_down_w_per_s * gpus;
  smoothing.store.capacity_j = params.store_j * gpus;
  smoothing.store.charge_efficiency = params.store_efficiency;
  smoothing.accelerators = gpus;
  return smoothing;
}

void apply_swing(const Placed& placed, SiteModel& model, WorkloadPower& power) {
  const std::string swing_path =
      placed.workload.swing ? placed.workload.swing->path : placed.path();
  const std::optional<BareSwing> bare =
      placed.blame(swing_path, [&] { return node_swing(placed); });
  if (!bare) return;
  compute::PowerSwing swing = bare->swing;
  const double each_w = bare->rated_w / bare->accelerators;
  if (const std::optional<double> most_w = most_accelerator_w(placed, each_w)) {
    // Cut off, and slower.
    swing.high_w = std::min(swing.high_w, *most_w * bare->accelerators);
    swing.low_w = std::min(swing.low_w, swing.high_w);
    swing.period_s *= static_cast<double>(1u << 20) / power.speed;
  }
  placed.blame(swing_path, [&] { compute::check(swing); });

  NodeSwing made;
  made.partition = static_cast<std::uint32_t>(&placed.partition - model.partitions.data());
  made.shape = placed.blame(placed.site.path + ".power.smoothing", [&] {
    return compute::shape(swing, smoothing_of(placed.site, bare->accelerators, bare->rated_w));
  });
  made.filler_mw = std::llround((made.shape.filler_w + made.shape.lost_w) * 1e3);
  made.spectral_share =
      compute::band_share_of_period(compute::render_period(made.shape), model.utility.band);
  // The start-up of a training run is a phase of its own, without steps.
  made.first_phase = placed.trains() && placed.workload.params.training->start_up_s > 0.0 ? 1 : 0;
  if (made.shape.withheld_w > 0.0)
    model.notes.push_back(fmt::format(
        "{}: ramp limits withhold {:.2g} % of its accelerators' power; jobs are not slowed for it",
        placed.workload.params.name, 100.0 * made.shape.withheld_w / swing.mean_w()));
  if (made.filler_mw > 0) make_room_for_filler(placed.partition, made.filler_mw);
  power.swing = made;
}

/// Null where the workload runs elsewhere or its nodes are not clear: build_sites() says so.
Partition* partition_of(const SiteParams& site, const SiteWorkload& workload, SiteModel& model) {
  if (!workload.site.empty() && workload.site != site.name) return nullptr;
  if (workload.params.node.empty())
    return model.partitions.size() == 1 ? &model.partitions.front() : nullptr;
  const auto found =
      std::find_if(model.partitions.begin(), model.partitions.end(),
                   [&](const Partition& p) { return p.name == workload.params.node; });
  return found == model.partitions.end() ? nullptr : &*found;
}

bool concerns_power(const SiteParams& site, const SiteWorkload& workload) {
  return workload.swing || workload.power_cap_w || workload.host_utilisation ||
         workload.params.training ||
         std::any_of(site.fleet.begin(), site.fleet.end(), [](const auto& entry) {
           return entry.power_cap_w.has_value() || !entry.clock.empty();
         });
}

compute::UtilitySpec utility_of(const SiteParams& site) {
  compute::UtilitySpec spec;
  if (!site.power.utility) return spec;
  const power::UtilityParams& params = *site.power.utility;
  spec.ramp_up_w_per_s = params.ramp_up_w_per_s;
  spec.ramp_down_w_per_s = params.ramp_down_w_per_s;
  spec.ramp_window_s = params.ramp_window_s;
  spec.dynamic_range_w = params.dynamic_range_w;
  spec.band_share = params.spectral_share;
  return spec;
}

/// Says whose jobs are held against the limits, or smoothed, as if they did not swing.
void note_steady_workloads(const Scenario& scenario, const SiteParams& site, SiteModel& model) {
  if (!site.power.utility && !site.power.smoothing) return;
  std::vector<std::string> steady;
  for (std::size_t i = 0; i < scenario.workloads.size(); ++i) {
    const SiteWorkload& workload = scenario.workloads[i];
    const bool swings = !model.workload_power.empty() && model.workload_power[i].swing;
    if ((workload.site.empty() || workload.site == site.name) && !swings)
      steady.push_back(workload.params.name);
  }
  if (steady.empty()) return;
  model.notes.push_back(fmt::format("{}: {} without `swing:`; to power.{} their jobs are steady",
                                    site.name, fmt::join(steady, ", "),
                                    site.power.utility ? "utility" : "smoothing"));
}

}  // namespace

void add_workload_power(const Scenario& scenario, const SiteParams& site, SiteModel& model) {
  model.utility = utility_of(site);
  const auto& all = scenario.workloads;
  const bool any = std::any_of(all.begin(), all.end(), [&](const SiteWorkload& workload) {
    return concerns_power(site, workload) && partition_of(site, workload, model);
  });
  if (!any) return note_steady_workloads(scenario, site, model);

  const compute::AcceleratorCatalogue accelerators = load_accelerators(scenario);
  std::vector<Problem> problems;
  for (const SiteWorkload& workload : all) {
    WorkloadPower& power = model.workload_power.emplace_back();
    Partition* partition = partition_of(site, workload, model);
    if (!partition) continue;
    const auto entry =
        std::find_if(site.fleet.begin(), site.fleet.end(),
                     [&](const auto& candidate) { return candidate.node == partition->name; });
    const compute::NodeType node =
        compute::at_clock(*scenario.catalogue.find(partition->name), entry->clock);
    const Placed placed{scenario, site, workload, *entry, node, *partition, accelerators};
    try {
      apply_use(placed, model, power);
      apply_swing(placed, model, power);
    } catch (const ScenarioError& error) {
      problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    }
  }
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  note_steady_workloads(scenario, site, model);
}

std::unique_ptr<jobs::JobSource> at_speed_of(const SiteModel& model, std::size_t workload,
                                             std::unique_ptr<jobs::JobSource> source) {
  if (model.workload_power.empty()) return source;
  const std::uint32_t speed = model.workload_power[workload].speed;
  if (speed == 1u << 20) return source;
  return std::make_unique<jobs::SlowedSource>(std::move(source), speed);
}

}  // namespace gigawatt
