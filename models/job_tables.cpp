// SPDX-License-Identifier: Apache-2.0
#include "models/job_tables.h"

#include <algorithm>

namespace gigawatt {

TenantNumbers::TenantNumbers(const Simulation& simulation) {
  for (const Site& site : simulation.sites()) {
    std::vector<std::int32_t>& numbers = of_site.emplace_back();
    for (const JobGroup& tenant : site.state().job_statistics.tenants()) {
      const auto known = std::find(names.begin(), names.end(), tenant.name);
      numbers.push_back(static_cast<std::int32_t>(known - names.begin()));
      if (known == names.end()) names.push_back(tenant.name);
    }
  }
}

std::vector<Column> job_columns(const TenantNumbers& tenants, bool jobs_move) {
  std::vector<Column> columns = {
      {"id", ElementType::int64, "", "position of the job in its workload", {}},
      {"workload", ElementType::int32, "", "index of the workload in the scenario", {}},
      {"site", ElementType::uint8, "", "index of the site", {}},
      {"partition",
       ElementType::uint8,
       "",
       "index of the site's node type, in order of its fleet",
       {}},
      {"end_state",
       ElementType::uint8,
       "",
       "how the attempt ended, or where the job was at the end of the run",
       {"completed", "killed_at_limit", "failed", "running", "queued", "given_up", "preempted"}},
      {"fate",
       ElementType::uint8,
       "",
       "what the job would do by itself",
       {"completes", "cancelled_by_user", "fails_by_itself"}},
      {"nodes", ElementType::int32, "1", "nodes held", {}},
      {"submit_ns", ElementType::int64, kTimeUnits, "submitted", {}},
      {"start_ns", ElementType::int64, kTimeUnits, "started; -1 = never", {}},
      {"end_ns", ElementType::int64, kTimeUnits, "ended; -1 = had not", {}},
      {"energy_j", ElementType::float64, "J", "energy of its nodes while it held them", {}},
  };
  if (jobs_move)
    std::find_if(columns.begin(), columns.end(), [](const Column& column) {
      return column.name == "end_state";
    })->meanings.push_back("moved");
  if (!tenants.names.empty())
    columns.push_back(
        {"tenant", ElementType::int32, "", "index in the attribute tenant_names", {}});
  return columns;
}

std::vector<Column> fragmentation_columns() {
  return {
      {"time_ns", ElementType::int64, kTimeUnits, "end of the output interval", {}},
      {"site", ElementType::uint8, "", "index of the site", {}},
      {"partition", ElementType::uint8, "", "index of the site's node type", {}},
      {"free_nodes", ElementType::int32, "1", "nodes that jobs could get", {}},
      {"largest_in_rack", ElementType::int32, "1", "free nodes of the emptiest rack", {}},
      {"stranded_nodes", ElementType::int32, "1", "free nodes where no waiting job fits", {}},
  };
}

bool knows_racks(const Simulation& simulation) {
  for (const Site& site : simulation.sites()) {
    if (site.state().fluid) continue;
    for (const Partition& partition : site.model().partitions)
      if (partition.domain_count() > 0) return true;
  }
  return false;
}

void append_job(Table& jobs, std::size_t site, const JobRow& row, const TenantNumbers& tenants) {
  const auto append = [&](auto... more) {
    jobs.append(static_cast<std::int64_t>(row.id), static_cast<std::int32_t>(row.workload),
                static_cast<std::uint8_t>(site), static_cast<std::uint8_t>(row.partition), row.end,
                row.fate, static_cast<std::int32_t>(row.nodes), row.submit_ns, row.start_ns,
                row.end_ns, row.energy_j, more...);
  };
  if (tenants.names.empty()) {
    append();
  } else {
    append(tenants.number(site, row.tenant));
  }
}

void append_fragmentation(Table& table, std::size_t site, const FragmentationRow& row) {
  table.append(row.time_ns, static_cast<std::uint8_t>(site),
               static_cast<std::uint8_t>(row.partition),
               static_cast<std::int32_t>(row.free.free_nodes),
               static_cast<std::int32_t>(row.free.largest_in_domain),
               static_cast<std::int32_t>(row.free.stranded_nodes));
}

}  // namespace gigawatt
