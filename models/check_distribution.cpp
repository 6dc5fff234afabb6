// SPDX-License-Identifier: Apache-2.0
#include "models/check_distribution.h"

#include <algorithm>

#include <fmt/format.h>

namespace gigawatt {

namespace {

std::vector<std::string> names_of(std::span<const power::DistributionParams> entries) {
  std::vector<std::string> names;
  for (const power::DistributionParams& entry : entries)
    names.push_back(entry.name);
  return names;
}

/// Whether racks hang on the entry, or on anything that it feeds.
bool has_racks(const SiteParams& site, const power::DistributionParams& entry) {
  const auto& entries = site.power.distribution;
  const auto stands_below = [&](const std::string& row) {
    std::optional<std::size_t> at = power::find_entry(entries, row);
    for (std::size_t step = 0; at && step < entries.size(); ++step) {
      if (entries[*at].name == entry.name) return true;
      at = power::find_entry(entries, entries[*at].fed_by);
    }
    return false;
  };
  return std::any_of(site.fleet.begin(), site.fleet.end(),
                     [&](const auto& fleet) { return stands_below(fleet.row); });
}

void check_rows(const SiteParams& site, ProblemList& problems) {
  const auto& entries = site.power.distribution;
  for (const compute::FleetEntryParams& fleet : site.fleet) {
    if (fleet.row.empty()) {
      problems.add(fleet.path,
                   "its racks stand in no row, so nothing tells what of power.distribution feeds "
                   "them",
                   fmt::format("`row:` with a name there, for example {}", entries.front().name));
    } else if (!power::find_entry(entries, fleet.row)) {
      problems.add(fleet.path + ".row",
                   fmt::format("power.distribution has no entry '{}'", fleet.row), "a name there",
                   nearest_name(fleet.row, names_of(entries)));
    }
  }
  for (const power::DistributionParams& entry : entries) {
    if (has_racks(site, entry)) continue;
    problems.add(entry.path, fmt::format("no rack hangs on {}", entry.name),
                 "a fleet entry with this `row`, or on something it feeds; or leave it out");
  }
}

/// Racks are told apart by counting nodes, so only the last entry of a type may end in a part.
void check_whole_racks(const SiteParams& site, const compute::Catalogue& catalogue,
                       const std::string& why, ProblemList& problems) {
  for (std::size_t i = 0; i < site.fleet.size(); ++i) {
    const compute::FleetEntryParams& entry = site.fleet[i];
    const compute::NodeType* type = catalogue.find(entry.node);
    if (!type) continue;
    const bool is_last =
        std::none_of(site.fleet.begin() + static_cast<std::ptrdiff_t>(i) + 1, site.fleet.end(),
                     [&](const auto& later) { return later.node == entry.node; });
    const std::int64_t per_rack = compute::nodes_per_rack(entry, *type);
    const std::int64_t nodes = compute::node_count(entry, *type);
    if (is_last || nodes % per_rack == 0) continue;
    problems.add(
        entry.path,
        fmt::format("{} nodes fill no whole number of racks of {}, and {}", nodes, per_rack, why),
        "list the entry with the partial rack last");
  }
}

void check_spares(const SiteParams& site, const compute::Catalogue& catalogue,
                  ProblemList& problems) {
  for (const compute::FleetEntryParams& entry : site.fleet) {
    const compute::NodeType* type = catalogue.find(entry.node);
    if (!type || entry.hot_spares == 0) continue;
    const std::int64_t per_rack = compute::nodes_per_rack(entry, *type);
    if (entry.hot_spares < per_rack) continue;
    problems.add(entry.path + ".hot_spares",
                 fmt::format("{} of the {} nodes of a rack are spares: none is left for jobs",
                             entry.hot_spares, per_rack),
                 fmt::format("at most {}", per_rack - 1));
  }
}

}  // namespace

void check_distribution(const Scenario& scenario, ProblemList& problems) {
  for (const SiteParams& site : scenario.sites) {
    const bool limited = !site.power.distribution.empty();
    const bool spares = std::any_of(site.fleet.begin(), site.fleet.end(),
                                    [](const auto& entry) { return entry.hot_spares > 0; });
    if (limited) check_rows(site, problems);
    check_spares(site, scenario.catalogue, problems);
    if (limited || spares)
      check_whole_racks(site, scenario.catalogue,
                        limited ? "limits of rows count racks" : "hot spares belong to racks",
                        problems);
    if (scenario.jobs_mode != JobsMode::fluid) continue;
    if (limited)
      problems.add(site.power.distribution.front().path,
                   "a fluid has no jobs that could be placed in rows", "`jobs: events`");
    for (const compute::FleetEntryParams& entry : site.fleet)
      if (entry.hot_spares > 0)
        problems.add(entry.path + ".hot_spares", "a fluid knows no racks", "`jobs: events`");
  }
}

}  // namespace gigawatt
