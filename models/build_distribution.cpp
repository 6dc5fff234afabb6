// SPDX-License-Identifier: Apache-2.0
#include "models/build_distribution.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/build_row_supply.h"
#include "models/jobs/placement_limits.h"
#include "models/row_limits.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

constexpr double kWPerMw = 1e-3;  // milliwatt

std::string kilowatts(std::int64_t power_mw) {
  return fmt::format("{:.2f} kW", static_cast<double>(power_mw) * 1e-6);
}

/// Entries in an order in which each comes after the one that feeds it.
std::vector<std::size_t> from_the_top(std::span<const power::DistributionParams> entries) {
  std::vector<std::size_t> order;
  const auto add_below = [&](const auto& self, const std::string& above) -> void {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].fed_by != above) continue;
      order.push_back(i);
      self(self, entries[i].name);
    }
  };
  add_below(add_below, "");
  return order;
}

/// The most that a start adds per node [mW], as the schedulers are told.
std::int64_t start_mw(const Partition& partition) {
  return std::llround(static_cast<double>(partition.dynamic_mw.back()) *
                      partition.start_input_factor);
}

/// A rack: its nodes in one batch of its partition.
struct Rack {
  std::uint32_t partition, index, nodes;
  const NodeBatch* batch;
};

struct Builder {
  const Scenario& scenario;
  const SiteParams& site;
  const SiteModel& model;
  DistributionModel made{};
  std::vector<std::string> paths{};           ///< By point: where its limit stands.
  std::vector<std::vector<Rack>> racks_on{};  ///< By point, those below included.
  std::vector<std::int64_t> set_aside_mw{};   ///< By point, those below included: at the start.

  void add_named_points();
  void add_racks();
  std::uint32_t add_rack(std::uint32_t row, const Rack& rack,
                         const power::DistributionParams& entry);
  void reserve(std::uint32_t point);
  void count(std::uint32_t point);
  void check(std::vector<Problem>& problems) const;
  /// Of one node, with its share of converters, switches, network and storage.
  std::int64_t idle_mw(const Rack& rack) const {
    const Partition& partition = model.partitions[rack.partition];
    return std::llround(partition.idle_input_mw) + partition.beside_mw;
  }
};

void Builder::add_named_points() {
  const auto& entries = site.power.distribution;
  for (const std::size_t i : from_the_top(entries)) {
    const power::DistributionParams& entry = entries[i];
    DistributionPoint point;
    point.name = entry.name;
    point.fed_by = entry.fed_by;
    point.parent = jobs::LimitTree::kTop;
    for (std::uint32_t above = 0; above < made.points.size(); ++above)
      if (made.points[above].name == entry.fed_by) point.parent = above;
    point.limit_mw = std::llround(power::limit_of(entry, site.power.chain) / kWPerMw);
    made.points.push_back(std::move(point));
    paths.push_back(entry.path + (entry.limit_w ? ".limit" : ".stage"));
  }
  made.named = made.points.size();
  racks_on.resize(made.named);
}

std::uint32_t Builder::add_rack(std::uint32_t row, const Rack& rack,
                                const power::DistributionParams& entry) {
  for (std::uint32_t at = row; at != jobs::LimitTree::kTop; at = made.points[at].parent)
    racks_on[at].push_back(rack);
  if (!entry.rack_limit_w) return row;
  DistributionPoint point;
  point.name = fmt::format("a rack of {}", entry.name);
  point.parent = row;
  point.limit_mw = std::llround(*entry.rack_limit_w / kWPerMw);
  made.points.push_back(std::move(point));
  paths.push_back(entry.path + ".rack_limit");
  racks_on.push_back({rack});
  return static_cast<std::uint32_t>(made.points.size() - 1);
}

void Builder::add_racks() {
  made.coolant_set_k = coolant_set_point_k(site);
  for (std::uint32_t p = 0; p < model.partitions.size(); ++p) {
    const Partition& partition = model.partitions[p];
    std::vector<std::uint32_t>& points = made.point_of_rack.emplace_back();
    made.gpus_per_node.push_back(partition.gpus_per_node);
    std::vector<double>& headrooms_k = made.headroom_k_of_rack.emplace_back();
    std::vector<double>& coolant_headrooms_k = made.coolant_headroom_k_of_rack.emplace_back();
    auto batch = partition.batches.begin();
    for (const compute::FleetEntryParams& fleet : site.fleet) {
      if (fleet.node != partition.name) continue;
      const auto entry = power::find_entry(site.power.distribution, fleet.row);
      const auto row = static_cast<std::uint32_t>(
          std::find_if(made.points.begin(), made.points.end(),
                       [&](const auto& point) { return point.name == fleet.row; }) -
          made.points.begin());
      for (std::uint32_t first = 0; first < batch->node_count;
           first += partition.nodes_per_domain) {
        const Rack rack{p, static_cast<std::uint32_t>(points.size()),
                        std::min(partition.nodes_per_domain, batch->node_count - first), &*batch};
        points.push_back(add_rack(row, rack, site.power.distribution[*entry]));
        const RowHeadroom headroom = row_headroom(scenario, site, fleet);
        headrooms_k.push_back(headroom.least_k);
        coolant_headrooms_k.push_back(headroom.coolant_k);
      }
      ++batch;
    }
  }
}

/// Idle power of the racks right on the point, as much as any later instant needs.
void Builder::reserve(std::uint32_t index) {
  std::vector<const Rack*> own;
  for (const Rack& rack : racks_on[index])
    if (made.point_of_rack[rack.partition][rack.index] == index) own.push_back(&rack);
  std::vector<TimeNs> instants;
  for (const Rack* rack : own) {
    instants.push_back(rack->batch->energised_ns);
    if (rack->batch->retired_ns != kNever) instants.push_back(rack->batch->retired_ns);
  }
  std::sort(instants.begin(), instants.end());
  instants.erase(std::unique(instants.begin(), instants.end()), instants.end());

  std::int64_t most_mw = 0;
  std::vector<ReservedPower>& reserved = made.points[index].reserved;
  for (std::size_t i = instants.size(); i-- > 0;) {
    std::int64_t power_mw = 0;
    for (const Rack* rack : own)
      if (rack->batch->energised_ns <= instants[i] && instants[i] < rack->batch->retired_ns)
        power_mw += rack->nodes * idle_mw(*rack);
    most_mw = std::max(most_mw, power_mw);
    reserved.push_back({instants[i], most_mw});
  }
  std::reverse(reserved.begin(), reserved.end());
  if (reserved.empty()) return;
  reserved.front().from_ns = std::min(reserved.front().from_ns, scenario.start_ns());
  for (std::uint32_t at = index; at != jobs::LimitTree::kTop; at = made.points[at].parent)
    set_aside_mw[at] += reserved.front().power_mw;
}

/// At the time when its energised nodes draw most: how many, and how many of them it carries.
void Builder::count(std::uint32_t index) {
  DistributionPoint& point = made.points[index];
  point.racks = static_cast<std::uint32_t>(racks_on[index].size());
  const NodeBatch* looked_at = nullptr;
  for (const Rack& moment : racks_on[index]) {
    if (moment.batch == looked_at) continue;
    looked_at = moment.batch;
    std::uint32_t nodes = 0;
    std::int64_t full_mw = 0;
    std::int64_t room_mw = point.limit_mw;
    std::vector<std::pair<std::int64_t, std::uint32_t>> starts;  // (power of one, nodes)
    for (const Rack& rack : racks_on[index]) {
      const bool there = rack.batch->energised_ns <= moment.batch->energised_ns &&
                         moment.batch->energised_ns < rack.batch->retired_ns;
      if (!there) continue;
      nodes += rack.nodes;
      room_mw -= rack.nodes * idle_mw(rack);
      full_mw += rack.nodes * (idle_mw(rack) + start_mw(model.partitions[rack.partition]));
      starts.emplace_back(start_mw(model.partitions[rack.partition]), rack.nodes);
    }
    if (full_mw <= point.full_mw) continue;
    point.nodes = nodes;
    point.full_mw = full_mw;
    point.carried = 0;
    std::sort(starts.begin(), starts.end());
    for (const auto& [one_mw, count] : starts) {
      std::int64_t fit = room_mw < 0 ? 0 : count;
      if (one_mw > 0) fit = std::max<std::int64_t>(0, room_mw / one_mw);
      const auto more = static_cast<std::uint32_t>(std::min<std::int64_t>(fit, count));
      point.carried += more;
      room_mw -= more * one_mw;
    }
  }
}

void Builder::check(std::vector<Problem>& problems) const {
  std::string said;  // racks of one row have one limit
  for (std::size_t i = 0; i < made.points.size(); ++i) {
    const DistributionPoint& point = made.points[i];
    std::int64_t one_mw = 0;
    for (const Rack& rack : racks_on[i]) {
      const std::int64_t start = start_mw(model.partitions[rack.partition]);
      one_mw = one_mw == 0 ? start : std::min(one_mw, start);
    }
    const std::int64_t least_mw = set_aside_mw[i] + one_mw;
    if (point.limit_mw >= least_mw || said == paths[i]) continue;
    said = paths[i];
    problems.push_back(scenario.problem_at(
        paths[i],
        fmt::format("{} carries {}, less than its {} idle nodes and one of them at full power: {} "
                    "and {} more",
                    point.name, kilowatts(point.limit_mw), point.nodes, kilowatts(set_aside_mw[i]),
                    kilowatts(one_mw)),
        fmt::format("at least {}, or fewer nodes on it", kilowatts(least_mw))));
  }
}

/// What a limit strands even at the best of times.
void note_stranded(const DistributionModel& made, std::vector<std::string>& notes) {
  for (std::size_t i = 0; i < made.named; ++i) {
    const DistributionPoint& point = made.points[i];
    if (point.carried < point.nodes) {
      notes.push_back(fmt::format(
          "{}: {} carry {} of its {} nodes at full power; {} more must idle then", point.name,
          kilowatts(point.limit_mw), point.carried, point.nodes, point.nodes - point.carried));
    } else if (point.limit_mw > point.full_mw) {
      notes.push_back(
          fmt::format("{}: all its {} nodes at full power draw {}; {} of its limit are "
                      "out of their reach",
                      point.name, point.nodes, kilowatts(point.full_mw),
                      kilowatts(point.limit_mw - point.full_mw)));
    }
  }
}

}  // namespace

void build_distribution(const Scenario& scenario, const SiteParams& site, SiteModel& model) {
  if (site.power.distribution.empty()) return;
  Builder builder{scenario, site, model};
  builder.add_named_points();
  builder.add_racks();
  builder.set_aside_mw.resize(builder.made.points.size());
  for (std::uint32_t point = 0; point < builder.made.points.size(); ++point) {
    builder.reserve(point);
    builder.count(point);
  }
  std::vector<Problem> problems;
  builder.check(problems);
  check_row_supply(scenario, site, problems);
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  note_stranded(builder.made, model.notes);
  model.distribution = std::move(builder.made);
}

void note_gang_power(SiteModel& model, std::uint32_t partition, std::uint16_t job_class,
                     std::uint32_t nodes, const std::string& who) {
  if (!model.distribution || nodes == 0) return;
  const Partition& there = model.partitions[partition];
  const jobs::SchedulerSetup& setup = there.scheduler;
  jobs::DomainSet idle(setup.domain_nodes.size());
  for (std::size_t rack = 0; rack < setup.domain_nodes.size(); ++rack)
    idle.change_free(rack, setup.domain_nodes[rack]);
  RowLimits limits(*model.distribution, model.start_ns);
  limits.expect(0, start_mw(there));
  limits.begin_pass(model.start_ns, partition);
  std::vector<jobs::DomainShare> chosen;
  const jobs::Placement& placement = setup.classes[job_class].placement;
  if (choose_by_headroom(idle, placement, {0, 0, nodes, 0, job_class}, limits, chosen)) return;
  model.notes.push_back(
      fmt::format("{}: its largest job of {} nodes at full power does not fit the limits of "
                  "power.distribution even on an idle site; it waits for ever unless it draws less",
                  who, nodes));
}

}  // namespace gigawatt
