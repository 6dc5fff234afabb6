// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes about rows, PDUs and feeds: how much each carries, and what feeds it.
// Docs: docs/models/jobs/row_limits.md.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

/// One entry of `power.distribution`: `{name: row-1, limit: 150 kW, fed_by: pdu-1}`. Racks hang on
/// the entry that their fleet entry's `row` names.
struct DistributionParams {
  std::string name;
  std::string fed_by;                  ///< Name of the entry above; empty: the site's feed itself.
  std::optional<double> limit_w;       ///< At the input of IT equipment.
  std::string stage;                   ///< Of `chain`, whose one unit this is.
  std::optional<double> rack_limit_w;  ///< Of each rack that hangs on it.
  double supply_rise_k = 0.0;          ///< Of coolant and air of its racks over the plant's.
  double warmest_air_k = 308.15;       ///< That its racks accept; class A2 of ASHRAE allows 35 °C.
  std::string path;                    ///< Where the entry stands in the scenario.

  void visit(FieldVisitor& v);
};

struct ChainEntryParams;

/// The entry of that name, or nothing.
std::optional<std::size_t> find_entry(std::span<const DistributionParams> entries,
                                      const std::string& name);

/// What the entry carries [W]: its limit, or the rating of one unit of its stage. Requires that
/// find_distribution_problems() found none.
double limit_of(const DistributionParams& entry, std::span<const ChainEntryParams> chain);

/// Names that are missing, entries that feed themselves, limits that nobody states.
std::vector<Problem> find_distribution_problems(std::span<const DistributionParams> entries,
                                                std::span<const ChainEntryParams> chain);

}  // namespace gigawatt::power
