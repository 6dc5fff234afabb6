// SPDX-License-Identifier: Apache-2.0
#pragma once

// The tables of a result file that jobs fill: their attempts, and what is free for them in racks.
// Docs: docs/results_format.md.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/simulation.h"
#include "sim/results/result_file.h"

namespace gigawatt {

/// Tenants of all sites, each name once, and for each site the number there of each of its own.
struct TenantNumbers {
  std::vector<std::string> names;
  std::vector<std::vector<std::int32_t>> of_site;

  explicit TenantNumbers(const Simulation& simulation);
  /// Of a tenant of a site; 0 where nobody tells tenants.
  std::int32_t number(std::size_t site, std::uint32_t tenant) const {
    return of_site[site].empty() ? 0 : of_site[site][tenant];
  }
};

/// With a column `tenant` if somebody tells tenants.
std::vector<Column> job_columns(const TenantNumbers& tenants, bool jobs_move);
void append_job(Table& jobs, std::size_t site, const JobRow& row, const TenantNumbers& tenants);

/// Whether jobs run one by one where a scheduler knows racks.
bool knows_racks(const Simulation& simulation);
std::vector<Column> fragmentation_columns();
void append_fragmentation(Table& table, std::size_t site, const FragmentationRow& row);

}  // namespace gigawatt
