// SPDX-License-Identifier: Apache-2.0

// How warm the coolant and the air of each row are, and what its nodes accept. Docs:
// docs/models/jobs/row_limits.md.

#include "models/build_row_supply.h"

#include <algorithm>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "models/build_partition.h"
#include "models/climate/psychrometrics.h"
#include "models/cooling/plant_params.h"

namespace gigawatt {

namespace {

constexpr std::string_view kCoolant = "coolant";
constexpr double kNoLimitK = std::numeric_limits<double>::infinity();

double celsius_of(double kelvin) {
  return kelvin - climate::kCelsiusZeroK;
}

bool any_rise(const SiteParams& site) {
  return std::any_of(site.power.distribution.begin(), site.power.distribution.end(),
                     [](const auto& entry) { return entry.supply_rise_k > 0.0; });
}

/// What comes to the nodes of a row, and what they accept [K].
struct RowInlet {
  std::string_view medium;
  double supply_k, accepted_k;
  double rise_k;
  double headroom_k() const { return accepted_k - supply_k; }
};

std::vector<RowInlet> inlets_of(const Scenario& scenario, const SiteParams& site,
                                const compute::FleetEntryParams& fleet) {
  std::vector<RowInlet> inlets;
  const auto row = power::find_entry(site.power.distribution, fleet.row);
  if (!row || !site.cooling) return inlets;
  const power::DistributionParams& entry = site.power.distribution[*row];
  const compute::NodeType& node = *scenario.catalogue.find(fleet.node);
  const double liquid = liquid_share(site, node);
  if (site.cooling->liquid && liquid > 0.0)
    inlets.push_back({kCoolant, site.cooling->liquid->supply_k + entry.supply_rise_k,
                      node.max_supply_k, entry.supply_rise_k});
  const auto* crah =
      dynamic_cast<const cooling::CrahChilledWaterParams*>(site.cooling->air.params.get());
  if (crah && liquid < 1.0)
    inlets.push_back(
        {"air", crah->supply_k + entry.supply_rise_k, entry.warmest_air_k, entry.supply_rise_k});
  return inlets;
}

}  // namespace

RowHeadroom row_headroom(const Scenario& scenario, const SiteParams& site,
                         const compute::FleetEntryParams& fleet) {
  if (!any_rise(site)) return {};
  RowHeadroom headroom{.least_k = kNoLimitK};
  for (const RowInlet& inlet : inlets_of(scenario, site, fleet)) {
    headroom.least_k = std::min(headroom.least_k, inlet.headroom_k());
    if (inlet.medium == kCoolant && inlet.rise_k > 0.0) headroom.coolant_k = inlet.headroom_k();
  }
  return headroom;
}

double coolant_set_point_k(const SiteParams& site) {
  return any_rise(site) && site.cooling && site.cooling->liquid ? site.cooling->liquid->supply_k
                                                                : 0.0;
}

void check_row_supply(const Scenario& scenario, const SiteParams& site,
                      std::vector<Problem>& problems) {
  for (const power::DistributionParams& entry : site.power.distribution) {
    if (entry.supply_rise_k == 0.0) continue;
    const std::string path = entry.path + ".supply_rise";
    if (!site.cooling) {
      problems.push_back(scenario.problem_at(
          path, fmt::format("no plant supplies {} with anything that could be warmer", entry.name),
          "`cooling:` of the site, or no supply_rise"));
      continue;
    }
    bool has_racks = false;
    for (const compute::FleetEntryParams& fleet : site.fleet) {
      if (fleet.row != entry.name) continue;
      has_racks = true;
      for (const RowInlet& inlet : inlets_of(scenario, site, fleet)) {
        if (inlet.headroom_k() >= 0.0) continue;
        problems.push_back(scenario.problem_at(
            path,
            fmt::format("{} gets {} of {:.1f} degC, and its {} accept {:.1f} degC", entry.name,
                        inlet.medium, celsius_of(inlet.supply_k), fleet.node,
                        celsius_of(inlet.accepted_k)),
            fmt::format("a rise or a supply lower by {:.1f} K, or other nodes in this row",
                        -inlet.headroom_k())));
      }
    }
    if (!has_racks)
      problems.push_back(scenario.problem_at(path,
                                             fmt::format("no rack stands in {} itself", entry.name),
                                             "supply_rise at the rows that fleet entries name"));
  }
}

}  // namespace gigawatt
