// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/compute/accelerator.h"
#include "models/compute/node_state.h"
#include "models/compute/power_percentiles.h"
#include "models/compute/sourced.h"
#include "models/interfaces.h"
#include "sim/scenario/reader.h"

namespace gigawatt::compute {

/// A converter level of the node's own power supply (inside the IT boundary).
struct NodeSupply {
  std::string name;                   ///< e.g. "rectifier".
  TreeLevel level = TreeLevel::node;  ///< node, chassis or rack.
  std::int64_t units = 1;             ///< Parallel units per element.
  ConverterLoss loss{};
  double unit_rated_w = 0.0;
  Sharing sharing = Sharing::equal;
};

/// IT beside the accelerators' own node: switches, optics, storage, CPU nodes. Steady power.
struct Tier {
  std::string name;  ///< "scale-out-network", "storage", ...
  double w_per_gpu = 0.0;
  std::string source;
};

/// A node (server, or rack-scale tray) as the catalogue knows it. Powers are of one node.
struct NodeType {
  std::string name;
  std::string doc;
  Status status = Status::unstated;
  std::int64_t gpus = 8;           ///< Accelerators per node.
  std::string accelerator;         ///< Name in the catalogue of accelerators; empty = not said.
  std::int64_t scale_up_gpus = 0;  ///< Accelerators in one scale-up domain; 0 = not said.
  std::string powers_at = "wall";  ///< "wall" (IT boundary) or "dc" (behind `supplies`).
  Sourced idle_w, rated_w, measured_max_w;
  double curve_exponent = 1.0;  ///< P(u) = idle + (max − idle) · u^exponent.
  /// Share of dynamic power at utilisation 0, 1/n, ..., 1, in place of the exponent; may be empty.
  std::vector<double> power_curve;
  std::optional<HostPower> host;   ///< Absent: the host follows its accelerators.
  std::vector<ClockState> clocks;  ///< That it can be held at; powers above are without.
  /// Power [W] of such a node in service, by share of time.
  std::optional<PowerPercentiles> load_percentiles;
  double liquid_share = 0.0;     ///< Of the node's heat.
  double max_supply_k = 318.15;  ///< Hottest facility water it accepts [K].
  std::int64_t nodes_per_chassis = 1;
  std::int64_t chassis_per_rack = 1;
  double chassis_fixed_w =
      0.0;  ///< What a chassis feeds besides nodes (switches), same side as `powers_at`.
  std::vector<NodeSupply> supplies;  ///< Leaf first; empty for `wall`.
  std::vector<Tier> tiers;           ///< Network, storage, CPU nodes, in W per GPU.
  /// Relative speed at relative dynamic power 0, 1/n, ..., 1 (n = size − 1); empty = proportional.
  std::vector<double> performance_curve;
  /// The catalogue file it stands in, then those that file extends.
  std::shared_ptr<const std::vector<SourceText>> files;
};

/// Nodes in one scale-up domain; 1 where the type does not say. A domain inside a node counts 1.
std::int64_t nodes_per_domain(const NodeType& node);

/// Power [W] of one node at utilisation 0..1 (clamped) under `max_w` (measured or rated), on the
/// side of `powers_at`.
double node_power_w(const NodeType& node, double utilisation, double max_w);
/// The same with a load of the host's own, 0..1 (clamped). Requires `node.host`.
double node_power_w(const NodeType& node, double utilisation, double max_w,
                    double host_utilisation);

/// Of the power [W] from idle to `max_w`, what belongs to the accelerators: all of it where the
/// node does not say what its host draws.
double accelerator_span_w(const NodeType& node, double max_w);

/// Power-curve library (idle, max [W], u 0..1): "linear", "sqrt", "square", "cubic", "mse"
/// (parameter r), "asymptotic" (a), "asymptotic-dvfs" (a); the asymptotic ones do not reach max.
/// Utilisation is clamped to 0..1. Throws DomainError for another name. Equations:
/// docs/models/compute/node_power.md.
double power_curve_w(std::string_view curve, double idle_w, double max_w, double utilisation,
                     double parameter);

/// True if a performance curve can be used: empty, or rising from 0 to 1 over two points or more.
bool is_usable_curve(const std::vector<double>& performance_curve);

/// Relative speed of work at `dynamic_share` 0..1 of the dynamic power; linear between curve
/// points.
double relative_speed(const NodeType& node, double dynamic_share);

/// Speed of work at throttle level i/64 for i = 0..64, in units of 2^-20: the class clock's k.
/// Throws DomainError if the curve is not usable.
std::array<std::uint32_t, 65> speed_by_level(const NodeType& node);

/// All node types, read from catalogue files (YAML, every number with source and date).
class Catalogue {
 public:
  /// Adds a file's nodes; `{low, base, high}` numbers take `number_case`. ScenarioError with marks,
  /// also for a name that is already there, and for an `accelerator:` that is not among `known`
  /// (null accepts any name).
  void load(const std::string& path, Case number_case = Case::base,
            const AcceleratorCatalogue* known = nullptr);
  /// Adds the nodes of `other` whose names are not there yet.
  void add_missing(const Catalogue& other);
  const NodeType* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, NodeType, std::less<>> nodes_;
};

}  // namespace gigawatt::compute
