// SPDX-License-Identifier: Apache-2.0
#include "models/build_partition.h"

#include <algorithm>
#include <cmath>

#include "models/build_caps.h"
#include "models/compute/capped_node.h"

namespace gigawatt {

namespace {

constexpr double kMwPerW = 1e3;  // milliwatts
constexpr int kUtilisationSteps = 1000;

power::SupplyStage stage_of(const compute::NodeSupply& supply) {
  power::SupplyStage stage;
  stage.level = supply.level;
  stage.loss = supply.loss;
  stage.units = static_cast<int>(supply.units);
  stage.sharing = supply.sharing;
  stage.unit_rated_w = supply.unit_rated_w;
  return stage;
}

/// Power of one node [mW] behind its node-level supplies.
std::int64_t node_input_mw(const std::vector<power::SupplyStage>& node_stages, double node_w) {
  std::int64_t power_mw = std::llround(node_w * kMwPerW);
  for (const power::SupplyStage& stage : node_stages)
    power_mw = power::supply_input_mw(stage, power_mw);
  return power_mw;
}

/// Input per node [mW] with every node drawing `node_mw`, chassis and rack converters included.
double input_per_node_mw(const Partition& partition, std::int64_t node_mw) {
  power::SupplyTree tree(partition.supply_stages, partition.node_count, partition.nodes_per_chassis,
                         partition.chassis_per_rack, partition.chassis_fixed_mw);
  if (tree.trivial()) return static_cast<double>(node_mw);
  for (std::uint32_t node = 0; node < partition.node_count; ++node) {
    tree.add(node / partition.nodes_per_chassis, node_mw);
  }
  tree.flush();
  return static_cast<double>(tree.input_mw()) / partition.node_count;
}

/// The most that converters draw more [mW] per mW that a node of a rack begins to draw.
double largest_input_step(const Partition& partition) {
  if (partition.supply_stages.empty() || partition.dynamic_mw.back() == 0) return 1.0;
  const std::uint32_t nodes = partition.nodes_per_chassis * partition.chassis_per_rack;
  power::SupplyTree rack(
      partition.supply_stages, nodes, partition.nodes_per_chassis, partition.chassis_per_rack,
      partition.chassis_fixed_mw + partition.nodes_per_chassis * partition.idle_mw);
  std::int64_t largest_mw = 0;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    const std::int64_t before_mw = rack.input_mw();
    rack.add(node / partition.nodes_per_chassis, partition.dynamic_mw.back());
    rack.flush();
    largest_mw = std::max(largest_mw, rack.input_mw() - before_mw);
  }
  return static_cast<double>(largest_mw) / static_cast<double>(partition.dynamic_mw.back());
}

std::vector<power::SupplyStage> node_stages_of(const compute::FleetEntryParams& entry,
                                               const compute::NodeType& node) {
  std::vector<power::SupplyStage> stages;
  for (const compute::NodeSupply& supply : compute::supplies_of(entry, node))
    if (supply.level == TreeLevel::node) stages.push_back(stage_of(supply));
  return stages;
}

double measured_w(const compute::NodeType& node) {
  return node.measured_max_w.value > 0.0 ? node.measured_max_w.value : node.rated_w.value;
}

/// Everything but the batches, which add up over the entries of one type. `accelerator` is what
/// the entry's cap is put on; null without one.
Partition partition_of(const compute::FleetEntryParams& entry, const compute::NodeType& node,
                       const SiteParams& site, const compute::Accelerator* accelerator) {
  Partition partition;
  partition.name = node.name;
  partition.gpus_per_node = node.gpus;
  partition.liquid_share = liquid_share(site, node);
  partition.speed = compute::speed_by_level(node);
  partition.nodes_per_chassis = static_cast<std::uint32_t>(node.nodes_per_chassis);
  partition.chassis_per_rack = static_cast<std::uint32_t>(compute::chassis_per_rack(entry, node));

  for (const compute::NodeSupply& supply : compute::supplies_of(entry, node))
    if (supply.level != TreeLevel::node) partition.supply_stages.push_back(stage_of(supply));
  const std::vector<power::SupplyStage> node_stages = node_stages_of(entry, node);
  partition.idle_mw =
      node_input_mw(node_stages, compute::node_power_w(node, 0.0, measured_w(node)));
  partition.dynamic_mw = dynamic_table_mw(
      entry, node, {.capped = accelerator, .cap_w = entry.power_cap_w.value_or(0.0)});
  double rated_w = node.rated_w.value;
  if (accelerator)
    rated_w -= static_cast<double>(node.gpus) *
               std::max(accelerator->power_w.value - *entry.power_cap_w, 0.0);
  partition.rated_mw = node_input_mw(node_stages, rated_w);

  const double nodes = static_cast<double>(compute::node_count(entry, node));
  partition.beside_mw = std::llround(compute::tier_power_w(entry, node) / nodes * kMwPerW);
  const std::int64_t chassis_fixed_mw = std::llround(node.chassis_fixed_w * kMwPerW);
  if (partition.supply_stages.empty()) {
    partition.beside_mw += chassis_fixed_mw / node.nodes_per_chassis;
  } else {
    partition.chassis_fixed_mw = chassis_fixed_mw;
  }
  return partition;
}

}  // namespace

double liquid_share(const SiteParams& site, const compute::NodeType& node) {
  if (!site.cooling || !site.cooling->liquid) return 0.0;
  return site.cooling->liquid->share.value_or(node.liquid_share);
}

std::vector<std::int64_t> dynamic_table_mw(const compute::FleetEntryParams& entry,
                                           const compute::NodeType& node, const NodeUse& use) {
  const std::vector<power::SupplyStage> node_stages = node_stages_of(entry, node);
  const double max_w = measured_w(node);
  const std::int64_t idle_mw = node_input_mw(node_stages, compute::node_power_w(node, 0.0, max_w));
  std::vector<std::int64_t> dynamic_mw;
  for (int step = 0; step <= kUtilisationSteps; ++step) {
    const double utilisation = static_cast<double>(step) / kUtilisationSteps;
    double node_w = use.host_utilisation
                        ? compute::node_power_w(node, utilisation, max_w, *use.host_utilisation)
                        : compute::node_power_w(node, utilisation, max_w);
    if (use.capped)
      node_w -= compute::CappedNode{node, *use.capped, use.cap_w}.saving_w(utilisation, max_w);
    dynamic_mw.push_back(node_input_mw(node_stages, node_w) - idle_mw);
  }
  return dynamic_mw;
}

void make_room_for_filler(Partition& partition, std::int64_t filler_mw) {
  partition.full_input_mw = std::max(
      partition.full_input_mw,
      input_per_node_mw(partition, partition.idle_mw + partition.dynamic_mw.back() + filler_mw));
}

std::vector<Partition> build_partitions(const Scenario& scenario, const SiteParams& site) {
  const bool capped = std::any_of(site.fleet.begin(), site.fleet.end(),
                                  [](const auto& entry) { return entry.power_cap_w.has_value(); });
  const compute::AcceleratorCatalogue accelerators =
      capped ? load_accelerators(scenario) : compute::AcceleratorCatalogue();
  std::vector<Partition> partitions;
  for (const compute::FleetEntryParams& entry : site.fleet) {
    auto partition = std::find_if(partitions.begin(), partitions.end(),
                                  [&](const Partition& p) { return p.name == entry.node; });
    const compute::NodeType node =
        compute::at_clock(*scenario.catalogue.find(entry.node), entry.clock);
    if (partition == partitions.end()) {
      const compute::Accelerator* accelerator = nullptr;
      if (entry.power_cap_w)
        accelerator = &capped_accelerator(scenario, accelerators, node, *entry.power_cap_w,
                                          entry.path + ".power_cap");
      partitions.push_back(partition_of(entry, node, site, accelerator));
      if (const auto* clock = compute::find_clock(node, entry.clock))
        partitions.back().clock_speed = clock->speed;
      partition = partitions.end() - 1;
    }
    NodeBatch batch;
    batch.first_node = partition->node_count;
    batch.node_count = static_cast<std::uint32_t>(compute::node_count(entry, node));
    batch.energised_ns = entry.energised.value_or(scenario.start_ns());
    batch.retired_ns = entry.retired.value_or(kNever);
    partition->batches.push_back(batch);
    partition->node_count += batch.node_count;
  }
  for (Partition& partition : partitions) {
    partition.idle_input_mw = input_per_node_mw(partition, partition.idle_mw);
    partition.full_input_mw =
        input_per_node_mw(partition, partition.idle_mw + partition.dynamic_mw.back());
    partition.rated_input_mw = input_per_node_mw(partition, partition.rated_mw);
    partition.start_input_factor = largest_input_step(partition);
  }
  return partitions;
}

}  // namespace gigawatt
