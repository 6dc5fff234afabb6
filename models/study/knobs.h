// SPDX-License-Identifier: Apache-2.0
#pragma once

// The numbers of a scenario file that say how much of something a site has: what a study turns to
// see what a constraint costs. Docs: docs/guide/limits_and_capacity.md.

#include <string>
#include <vector>

#include "models/scenario.h"

namespace gigawatt {

/// One number of the file.
struct Knob {
  std::string path;     ///< As `--set` takes it: "sites.memphis.power.grid.limit".
  double value = 0.0;   ///< As written,
  std::string unit;     ///< with what follows it: "MW"; empty: none.
  bool counts = false;  ///< Things: a whole number.

  /// The override that multiplies it. Counts are rounded up, and rise by one at least where the
  /// factor is above 1.
  std::string times(double factor) const;
  double value_times(double factor) const;
  /// The override that sets it.
  std::string to(double new_value) const;
};

/// Everything that sets one constraint of one site.
struct Constraint {
  std::string site;
  std::string name;  ///< As limits name it: "grid", "heat-rejection", "fleet-size".
  std::vector<Knob> knobs;

  /// All its overrides. Where demand follows the size of the fleet it is held where it was.
  std::vector<std::string> times(double factor) const;

  /// For "fleet-size": loads that are lowered as the fleet grows, those of this site's own
  /// workloads, and those of workloads that all sites share, which follow the sum of `all_nodes`.
  std::vector<Knob> own_loads, shared_loads;
  double all_nodes = 0.0;
};

/// The constraint that there is no more to do.
inline constexpr const char* kQueue = "queue";

/// Every constraint that the file states a number for, in the order of the electrical path, then
/// cooling, then nodes and who mends them, then demand ("queue").
std::vector<Constraint> constraints_of(const Scenario& scenario, const SiteParams& site);

/// The value at a dotted path with `*` for all items: the paths that exist and hold a number.
std::vector<Knob> knobs_at(const Scenario& scenario, const std::string& pattern);

}  // namespace gigawatt
