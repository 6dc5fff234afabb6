// SPDX-License-Identifier: Apache-2.0
#include "models/build_use.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/build_caps.h"
#include "models/build_partition.h"
#include "models/jobs/slowed_source.h"
#include "sim/scenario/name_list.h"

namespace gigawatt {

namespace {

constexpr const char* kTrainingWork = "dense-training";

std::string accelerators_with_curves(const compute::AcceleratorCatalogue& accelerators) {
  std::vector<std::string> names;
  for (const std::string& name : accelerators.names())
    if (!accelerators.find(name)->cap_curves.empty()) names.push_back(name);
  return names.empty() ? "" : "an accelerator with curves: " + name_list(names);
}

/// The lower of the workload's cap and that of the nodes.
std::optional<double> cap_of(const Placed& placed) {
  const auto& own = placed.workload.power_cap_w;
  const auto& nodes = placed.entry.power_cap_w;
  if (!own || !nodes) return own ? own : nodes;
  return std::min(*own, *nodes);
}

/// Speed of the workload under its cap, which it has; the accelerator that is capped.
const compute::Accelerator& apply_cap(const Placed& placed, double cap_w, SiteModel& model,
                                      WorkloadPower& power) {
  const std::string cap_path =
      placed.workload.power_cap_w ? placed.path() + ".power_cap" : placed.entry.path + ".power_cap";
  const compute::Accelerator& accelerator =
      capped_accelerator(placed.scenario, placed.accelerators, placed.node, cap_w, cap_path);
  const std::string work = !placed.workload.work.empty() ? placed.workload.work
                           : placed.trains()             ? kTrainingWork
                                                         : "";
  std::vector<std::string> known;
  for (const compute::CapCurve& curve : accelerator.cap_curves)
    known.push_back(curve.workload);
  if (work.empty())
    placed.refuse(placed.path(),
                  "a power cap slows its jobs, but `work:` does not say which kind "
                  "of work they are",
                  known.empty() ? accelerators_with_curves(placed.accelerators)
                                : "work: " + name_list(known));
  const auto has_curve = std::find(known.begin(), known.end(), work) != known.end();
  if (!has_curve)
    placed.refuse(placed.workload.work.empty() ? cap_path : placed.path() + ".work",
                  fmt::format("{} has no curve of performance under a power cap for '{}'",
                              accelerator.name, work),
                  known.empty() ? accelerators_with_curves(placed.accelerators) : name_list(known));
  const double performance = placed.blame(cap_path, [&] {
    const double share = compute::performance_at_cap(compute::cap_curve(accelerator, work), cap_w);
    power.speed = jobs::speed_at(share);
    return share;
  });
  model.notes.push_back(fmt::format(
      "{}: capped at {:g} of {:g} W an accelerator, {} runs at {:.1f} % of full speed; limits are "
      "longer by as much",
      placed.workload.params.name, cap_w, accelerator.power_w.value, work, performance * 100.0));
  return accelerator;
}

/// Speed of the workload at the clocks that its nodes are held at.
void apply_clock(const Placed& placed, SiteModel& model, WorkloadPower& power) {
  const double speed = placed.partition.clock_speed;
  if (speed == 1.0) return;
  const std::string path = placed.entry.path + ".clock";
  if (speed == 0.0)
    placed.refuse(path,
                  fmt::format("workload {} runs on {}, which is off at '{}'",
                              placed.workload.params.name, placed.node.name, placed.entry.clock),
                  "a state with a speed, or nodes of another type for it");
  power.speed = placed.blame(path, [&] { return jobs::speed_at(speed); });
  model.notes.push_back(
      fmt::format("{}: {} is held at clock {}, {:.1f} % of full speed; {}",
                  placed.workload.params.name, placed.node.name, placed.entry.clock, speed * 100.0,
                  placed.workload.serving  ? "arithmetic is slower by as much, memory is not"
                  : placed.workload.rental ? "its price does not change"
                                           : "limits are longer by as much"));
}

}  // namespace

void apply_use(const Placed& placed, SiteModel& model, WorkloadPower& power) {
  const std::optional<double>& host = placed.workload.host_utilisation;
  if (host && !placed.node.host)
    placed.refuse(placed.path() + ".host_utilisation",
                  fmt::format("what the host of {} draws by itself is not known", placed.node.name),
                  "a node with `host:` in its catalogue");
  if (placed.workload.power_cap_w && !placed.entry.clock.empty())
    placed.refuse(placed.path() + ".power_cap",
                  fmt::format("its nodes are held at clock '{}', whose powers are without a cap",
                              placed.entry.clock),
                  "either power_cap or clock");
  apply_clock(placed, model, power);
  NodeUse use{.host_utilisation = host};
  if (const std::optional<double> cap_w = cap_of(placed)) {
    use.capped = &apply_cap(placed, *cap_w, model, power);
    use.cap_w = *cap_w;
  }
  if (placed.workload.power_cap_w || host)
    power.dynamic_mw = dynamic_table_mw(placed.entry, placed.node, use);
  if (power.speed != 1u << 20 && placed.scenario.is_shared(placed.workload))
    placed.refuse(placed.path(), "jobs that are shared between sites have one speed at all of them",
                  "`site:`, or no power_cap and no clock where they run");
}

std::optional<double> most_accelerator_w(const Placed& placed, double rated_w) {
  if (placed.entry.clock.empty()) return cap_of(placed);
  const compute::NodeType& own = *placed.scenario.catalogue.find(placed.node.name);
  const double lower_w = own.measured_max_w.value - placed.node.measured_max_w.value;
  return std::max(rated_w - lower_w / static_cast<double>(placed.node.gpus), 0.0);
}

}  // namespace gigawatt
