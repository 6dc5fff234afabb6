// SPDX-License-Identifier: Apache-2.0
#include "models/compute/catalogue.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "models/compute/node_state_fields.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/tree.h"

namespace gigawatt::compute {
namespace {

// The file's side of NodeType: every number stands with where it comes from.

using SourcedPower = SourcedField<Quantity::power>;

constexpr std::array<std::string_view, 2> kSideNames{"wall", "dc"};
constexpr std::array<std::string_view, 3> kLevelNames{"node", "chassis", "rack"};
constexpr std::array<std::string_view, 2> kSharingNames{"equal", "staged"};

struct SupplyFields {
  std::string name, source;
  TreeLevel level = TreeLevel::node;
  std::int64_t units = 1;
  double offset_w = 0.0;
  double efficiency = 1.0;
  double unit_rated_w = 0.0;
  Sharing sharing = Sharing::equal;

  void visit(FieldVisitor& v) {
    v.text({.name = "name", .doc = "Name of the converter.", .required = true}, name);
    v.choice({.name = "level", .doc = "What one set of units feeds.", .required = true},
             kLevelNames, level);
    v.integer({.name = "units", .doc = "Parallel units.", .min = 1.0}, units);
    v.number({.name = "offset",
              .unit = "W",
              .doc = "Input = (output + offset) / efficiency, per unit.",
              .min = 0.0},
             offset_w);
    v.number(
        {.name = "efficiency", .doc = "See offset.", .min = 0.0, .max = 1.0, .above_min = true},
        efficiency);
    v.number({.name = "unit_rating",
              .unit = "W",
              .doc = "Rated output of one unit; 0 means unlimited.",
              .min = 0.0},
             unit_rated_w);
    v.choice({.name = "sharing", .doc = "All units on, or only as many as needed."}, kSharingNames,
             sharing);
    v.text({.name = "source", .doc = "Where the numbers come from.", .required = true}, source);
  }

  NodeSupply supply() const {
    ConverterLoss loss;
    loss.fixed_w = offset_w / efficiency;
    loss.proportional = 1.0 / efficiency - 1.0;
    loss.rated_w = unit_rated_w;
    return {name, level, units, loss, unit_rated_w, sharing};
  }
};

struct TierFields {
  Tier tier;

  void visit(FieldVisitor& v) {
    v.text({.name = "name", .doc = "What it is.", .required = true}, tier.name);
    v.number({.name = "per_gpu",
              .unit = "W",
              .doc = "Steady power per accelerator.",
              .min = 0.0,
              .required = true},
             tier.w_per_gpu);
    v.text({.name = "source", .doc = "Where it comes from, with the derivation.", .required = true},
           tier.source);
  }
};

struct NodeFields {
  NodeType node;
  int side = 0;
  SourcedPower idle, rated, measured_max;
  std::optional<SourcedPower> chassis_fixed;
  std::optional<HostFields> host;
  std::vector<ClockFields> clocks;
  std::optional<SourcedField<Quantity::share>> liquid_share;
  std::optional<SourcedField<Quantity::temperature>> max_supply;
  std::vector<SupplyFields> supplies;
  std::vector<TierFields> tiers;
  std::string path;

  void visit(FieldVisitor& v) {
    v.here(path);
    v.text({.name = "name", .doc = "As written after `node:`.", .required = true}, node.name);
    v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, node.doc);
    v.choice({.name = "status", .doc = "The best that is known of its power."}, kStatusNames,
             node.status);
    v.record({.name = "accelerator", .doc = "Which accelerator it holds."}, "accelerator",
             node.accelerator);
    v.integer({.name = "gpus", .doc = "Accelerators per node.", .min = 0.0, .required = true},
              node.gpus);
    v.integer({.name = "scale_up_gpus",
               .doc = "Accelerators in one scale-up domain; 0 if not said.",
               .min = 0.0},
              node.scale_up_gpus);
    v.choice({.name = "powers_at",
              .doc = "wall: the IT boundary; dc: behind `supplies`.",
              .required = true},
             kSideNames, side);
    v.group({.name = "idle", .doc = "Power of an idle node.", .required = true}, idle);
    v.group({.name = "rated", .doc = "Power the maker says to provide.", .required = true}, rated);
    v.group({.name = "measured_max", .doc = "Largest power seen under load.", .required = true},
            measured_max);
    v.number({.name = "curve_exponent",
              .doc = "Dynamic power grows with utilisation to this power.",
              .min = 0.0,
              .above_min = true},
             node.curve_exponent);
    v.numbers({.name = "power_curve",
               .doc = "Dynamic power at utilisation 0, 1/n, ..., 1; curve_exponent if absent.",
               .min = 0.0,
               .max = 1.0},
              node.power_curve);
    v.group({.name = "host",
             .doc = "What of its power CPUs and the like draw; they follow the accelerators if "
                    "absent."},
            host);
    v.list({.name = "clocks", .doc = "States that its clocks can be held at."}, clocks);
    v.group({.name = "load_percentiles", .doc = "Power in service, by share of time."},
            node.load_percentiles);
    v.group({.name = "liquid_share", .doc = "Share of heat that goes to cold plates; 0 if absent."},
            liquid_share);
    v.group({.name = "max_supply", .doc = "Hottest facility water accepted."}, max_supply);
    v.integer(
        {.name = "nodes_per_chassis", .doc = "Nodes on one set of chassis supplies.", .min = 1.0},
        node.nodes_per_chassis);
    v.integer({.name = "chassis_per_rack", .doc = "Chassis in a full rack.", .min = 1.0},
              node.chassis_per_rack);
    v.group({.name = "chassis_fixed", .doc = "What a chassis feeds besides its nodes."},
            chassis_fixed);
    v.list({.name = "supplies", .doc = "Converters inside the IT boundary, leaf first."}, supplies);
    v.list({.name = "tiers", .doc = "Network, storage and CPU nodes."}, tiers);
    v.numbers({.name = "performance_curve",
               .doc = "Speed at dynamic power 0, 1/n, ..., 1; proportional if absent.",
               .min = 0.0,
               .max = 1.0},
              node.performance_curve);
  }

  NodeType result() const {
    NodeType made = node;
    made.powers_at = kSideNames[static_cast<std::size_t>(side)];
    made.idle_w = idle;
    made.rated_w = rated;
    made.measured_max_w = measured_max;
    if (host) made.host = host->result();
    for (const ClockFields& clock : clocks)
      made.clocks.push_back(clock.result());
    if (chassis_fixed) made.chassis_fixed_w = chassis_fixed->value;
    if (liquid_share) made.liquid_share = liquid_share->value;
    if (max_supply) made.max_supply_k = max_supply->value;
    for (const SupplyFields& supply : supplies)
      made.supplies.push_back(supply.supply());
    for (const TierFields& tier : tiers)
      made.tiers.push_back(tier.tier);
    return made;
  }
};

struct NodeFileFields {
  std::vector<NodeFields> nodes;

  void visit(FieldVisitor& v) {
    v.list({.name = "nodes", .doc = "Node types.", .required = true}, nodes);
  }
};

/// What the ranges of single fields cannot say.
void check(const NodeFields& fields, const NodeType& node, ProblemList& problems) {
  if (node.idle_w.value > node.measured_max_w.value ||
      node.measured_max_w.value > node.rated_w.value)
    problems.add(key_path(fields.path, "idle"),
                 fmt::format("idle {} W, measured_max {} W and rated {} W do not rise",
                             node.idle_w.value, node.measured_max_w.value, node.rated_w.value),
                 "expected idle <= measured_max <= rated");
  if (node.powers_at == "wall" && !node.supplies.empty())
    problems.add(key_path(fields.path, "supplies"),
                 "powers are given at the wall, so supplies would count twice",
                 "remove `supplies` or write `powers_at: dc`");
  if (node.powers_at == "dc" && node.supplies.empty())
    problems.add(key_path(fields.path, "powers_at"),
                 "powers are given behind supplies that are not listed",
                 "list `supplies` or write `powers_at: wall`");
  const auto& supplies = node.supplies;
  if (!std::is_sorted(supplies.begin(), supplies.end(),
                      [](const NodeSupply& a, const NodeSupply& b) { return a.level < b.level; }))
    problems.add(key_path(fields.path, "supplies"), "a supply stands before one nearer to the node",
                 "list them leaf first");
  for (const NodeSupply& supply : supplies)
    if (supply.sharing == Sharing::staged && !(supply.unit_rated_w > 0.0))
      problems.add(key_path(fields.path, "supplies"),
                   fmt::format("'{}' is staged without a unit_rating", supply.name),
                   "give the rated output of one unit");
  if (node.scale_up_gpus > 0 && node.scale_up_gpus % std::max<std::int64_t>(node.gpus, 1) != 0 &&
      node.gpus % node.scale_up_gpus != 0)
    problems.add(key_path(fields.path, "scale_up_gpus"),
                 fmt::format("a scale-up domain of {} accelerators does not consist of nodes of {}",
                             node.scale_up_gpus, node.gpus),
                 "expected a multiple or a divisor of `gpus`");
  if (!is_usable_curve(node.power_curve))
    problems.add(key_path(fields.path, "power_curve"), "the curve does not rise from 0 to 1",
                 "expected at least two values, the first 0, the last 1, none falling");
  if (node.load_percentiles)
    if (const std::string fault = fault_of(*node.load_percentiles); !fault.empty())
      problems.add(key_path(fields.path, "load_percentiles"), fault,
                   "expected as many powers as percentiles, both rising, from 0 to 100");
  std::string key;
  if (const std::string fault = fault_of_states(node, key); !fault.empty())
    problems.add(key_path(fields.path, key), fault,
                 key == "host" ? "expected a part of the node's own powers, idle <= max"
                               : "expected idle <= measured_max <= the node's own, a name each");
  if (!is_usable_curve(node.performance_curve))
    problems.add(key_path(fields.path, "performance_curve"), "the curve does not rise from 0 to 1",
                 "expected at least two values, the first 0, the last 1, none falling");
}

}  // namespace

void Catalogue::load(const std::string& path, Case number_case, const AcceleratorCatalogue* known) {
  LoadedTree loaded = load_scenario_files(path);
  const Tree tree = std::move(loaded.tree);
  const auto files = std::make_shared<const std::vector<SourceText>>(std::move(loaded.files));
  ProblemList problems(tree);
  ReadOptions options;
  options.number_case = number_case;
  if (known) options.record_names = [known](std::string_view) { return known->names(); };
  NodeFileFields file;
  read_fields(tree, "", options, [&file](FieldVisitor& v) { file.visit(v); }, problems);
  problems.throw_if_any();

  std::map<std::string, NodeType, std::less<>> added;
  for (const NodeFields& fields : file.nodes) {
    NodeType node = fields.result();
    node.files = files;
    check(fields, node, problems);
    if (nodes_.contains(node.name) || added.contains(node.name))
      problems.add(key_path(fields.path, "name"),
                   fmt::format("node '{}' is in the catalogue already", node.name),
                   "choose another name");
    added.emplace(node.name, std::move(node));
  }
  problems.throw_if_any();
  nodes_.merge(added);
}

void Catalogue::add_missing(const Catalogue& other) {
  nodes_.insert(other.nodes_.begin(), other.nodes_.end());
}

const NodeType* Catalogue::find(std::string_view name) const {
  const auto found = nodes_.find(name);
  return found == nodes_.end() ? nullptr : &found->second;
}

std::vector<std::string> Catalogue::names() const {
  std::vector<std::string> names;
  for (const auto& [name, node] : nodes_)
    names.push_back(name);
  return names;
}

}  // namespace gigawatt::compute
