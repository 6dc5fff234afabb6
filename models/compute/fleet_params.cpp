// SPDX-License-Identifier: Apache-2.0
#include "models/compute/fleet_params.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/scenario/problem.h"

namespace gigawatt::compute {
namespace {

constexpr std::array<std::string_view, 3> kSupplySharingNames{"catalogue", "equal", "staged"};

std::int64_t divide_up(std::int64_t amount, std::int64_t by) {
  return (amount + by - 1) / by;
}

TimeNs start_of(const FleetEntryParams& entry) {
  return entry.energised.value_or(std::numeric_limits<TimeNs>::min());
}
TimeNs end_of(const FleetEntryParams& entry) {
  return entry.retired.value_or(kNever);
}

Problem entry_problem(const FleetEntryParams& entry, std::string_view key, std::string what,
                      std::string expected) {
  return problem_at(key_path(entry.path, key), std::move(what), std::move(expected));
}

}  // namespace

void FleetEntryParams::visit(FieldVisitor& v) {
  v.here(path);
  v.record({.name = "node", .doc = "Node type.", .required = true}, "node", node);
  v.integer({.name = "nodes",
             .doc = "Number of nodes; the last rack may be partial.",
             .min = 1.0,
             .max = 1e7},
            nodes);
  v.integer(
      {.name = "racks", .doc = "Number of full racks, instead of `nodes`.", .min = 1.0, .max = 1e7},
      racks);
  v.integer({.name = "nodes_per_rack",
             .doc = "Nodes in a full rack; the catalogue's if absent.",
             .min = 1.0},
            nodes_per_rack);
  v.instant({.name = "energised", .doc = "First instant of use; from the start if absent."},
            energised);
  v.text({.name = "phase",
          .doc = "Phase of the site's `buildup` that energises them, instead of a date."},
         phase);
  v.instant({.name = "retired", .doc = "First instant without them."}, retired);
  v.text({.name = "row", .doc = "Row of the hall they stand in."}, row);
  v.integer({.name = "first_rack",
             .doc = "Position of the first rack in `row`; 1 if absent.",
             .min = 1.0,
             .max = 1e7},
            first_rack);
  v.integer({.name = "hot_spares",
             .doc = "Nodes of each rack that no job gets while the others are up; each takes over "
                    "from one that fails.",
             .min = 0.0,
             .max = 1e6},
            hot_spares);
  v.choice({.name = "supply_sharing", .doc = "How chassis and rack supplies share their load."},
           kSupplySharingNames, supply_sharing);
  v.boolean({.name = "network", .doc = "Count the catalogue's network, storage and CPU nodes."},
            network);
  v.number({.name = "power_cap",
            .unit = "W",
            .doc = "Most that one accelerator may draw; what it likes if absent.",
            .min = 0.0,
            .above_min = true},
           power_cap_w);
  v.text({.name = "clock",
          .doc = "Clock state of the catalogue that its nodes are held at, such as a locked clock "
                 "or off; their own clocks if absent."},
         clock);
}

std::int64_t nodes_per_rack(const FleetEntryParams& entry, const NodeType& type) {
  return entry.nodes_per_rack.value_or(type.nodes_per_chassis * type.chassis_per_rack);
}

std::int64_t node_count(const FleetEntryParams& entry, const NodeType& type) {
  return entry.nodes ? *entry.nodes : entry.racks.value_or(0) * nodes_per_rack(entry, type);
}

std::int64_t rack_count(const FleetEntryParams& entry, const NodeType& type) {
  return entry.racks ? *entry.racks
                     : divide_up(entry.nodes.value_or(0), nodes_per_rack(entry, type));
}

std::int64_t chassis_per_rack(const FleetEntryParams& entry, const NodeType& type) {
  return divide_up(nodes_per_rack(entry, type), type.nodes_per_chassis);
}

double tier_power_w(const FleetEntryParams& entry, const NodeType& type) {
  if (!entry.network) return 0.0;
  double w_per_gpu = 0.0;
  for (const Tier& tier : type.tiers)
    w_per_gpu += tier.w_per_gpu;
  return w_per_gpu * static_cast<double>(node_count(entry, type) * type.gpus);
}

std::vector<NodeSupply> supplies_of(const FleetEntryParams& entry, const NodeType& type) {
  std::vector<NodeSupply> supplies = type.supplies;
  if (entry.supply_sharing == SupplySharing::catalogue) return supplies;
  for (NodeSupply& supply : supplies)
    if (supply.level != TreeLevel::node)
      supply.sharing =
          entry.supply_sharing == SupplySharing::staged ? Sharing::staged : Sharing::equal;
  return supplies;
}

namespace {

struct RackSpan {
  std::int64_t first, last;
};

RackSpan racks_of(const FleetEntryParams& entry, const NodeType& type) {
  const std::int64_t first = entry.first_rack.value_or(1);
  return {first, first + rack_count(entry, type) - 1};
}

void find_clock_problems(const FleetEntryParams& entry, const NodeType& type,
                         std::vector<Problem>& problems) {
  if (entry.clock.empty()) return;
  if (!find_clock(type, entry.clock)) {
    const std::vector<std::string> names = clock_names(type);
    Problem unknown =
        names.empty()
            ? entry_problem(entry, "clock", fmt::format("{} has no clock states", entry.node),
                            "a node with `clocks:` in its catalogue")
            : entry_problem(entry, "clock",
                            fmt::format("{} has no clock state '{}'", entry.node, entry.clock),
                            fmt::format("one of: {}", fmt::join(names, ", ")));
    unknown.suggestion = nearest_name(entry.clock, names);
    problems.push_back(std::move(unknown));
  }
  if (entry.power_cap_w)
    problems.push_back(entry_problem(
        entry, "power_cap", "the powers of a clock state are without a cap on accelerators",
        "either clock or power_cap"));
}

}  // namespace

std::vector<Problem> find_fleet_problems(std::span<const FleetEntryParams> entries,
                                         const Catalogue& catalogue) {
  std::vector<Problem> problems;
  for (const FleetEntryParams& entry : entries) {
    if (entry.nodes.has_value() == entry.racks.has_value())
      problems.push_back(entry_problem(
          entry, entry.nodes ? "racks" : "nodes",
          entry.nodes ? "both nodes and racks are given" : "neither nodes nor racks is given",
          "give one of the two"));
    if (entry.retired && *entry.retired <= start_of(entry))
      problems.push_back(entry_problem(entry, "retired",
                                       "the nodes are retired before they are energised",
                                       "expected a date after `energised`"));
    if (entry.first_rack && entry.row.empty())
      problems.push_back(entry_problem(entry, "first_rack",
                                       "it is a position in a row, and the racks stand in no row",
                                       "`row:` with a name, or no first_rack"));
    const NodeType* type = catalogue.find(entry.node);
    if (!type) {
      Problem unknown = entry_problem(entry, "node", fmt::format("unknown node '{}'", entry.node),
                                      "a node of the catalogue");
      unknown.suggestion = nearest_name(entry.node, catalogue.names());
      problems.push_back(std::move(unknown));
      continue;
    }
    find_clock_problems(entry, *type, problems);
    for (const NodeSupply& supply : supplies_of(entry, *type))
      if (supply.sharing == Sharing::staged && !(supply.unit_rated_w > 0.0))
        problems.push_back(entry_problem(
            entry, "supply_sharing",
            fmt::format("'{}' of {} has no rating to stage by", supply.name, entry.node),
            "write `supply_sharing: equal`"));
  }
  return problems;
}

std::vector<Problem> find_rack_conflicts(std::span<const FleetEntryParams> entries,
                                         const Catalogue& catalogue) {
  std::vector<Problem> problems;
  for (std::size_t later = 0; later < entries.size(); ++later) {
    const FleetEntryParams& b = entries[later];
    const NodeType* b_type = catalogue.find(b.node);
    if (b.row.empty() || !b_type) continue;
    const RackSpan b_racks = racks_of(b, *b_type);

    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const FleetEntryParams& a = entries[earlier];
      const NodeType* a_type = catalogue.find(a.node);
      if (a.row != b.row || !a_type) continue;
      const RackSpan a_racks = racks_of(a, *a_type);
      const std::int64_t first = std::max(a_racks.first, b_racks.first);
      const std::int64_t last = std::min(a_racks.last, b_racks.last);
      const bool at_once = start_of(a) < end_of(b) && start_of(b) < end_of(a);
      if (first > last || !at_once) continue;
      problems.push_back(entry_problem(
          b, "first_rack",
          fmt::format("racks {}-{} of row {} are claimed by {} ({}) and {} ({}) at once", first,
                      last, b.row, a.path.empty() ? fmt::format("entry {}", earlier) : a.path,
                      a.node, b.path.empty() ? fmt::format("entry {}", later) : b.path, b.node),
          "move one of them, or retire the first before the second is energised"));
    }
  }
  return problems;
}

}  // namespace gigawatt::compute
