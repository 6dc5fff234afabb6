// SPDX-License-Identifier: Apache-2.0
#include "models/build_faults.h"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "models/faults/expected_progress.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

faults::FaultCatalogue load_fault_catalogue(const std::string& beside) {
  std::vector<std::string> folders = {beside};
  for (const std::string& shared : data_paths())
    folders.push_back(shared);
  faults::FaultCatalogue catalogue;
  for (const std::string& folder : folders) {
    const auto file =
        std::filesystem::path(folder.empty() ? "." : folder) / "catalog" / "faults.yaml";
    std::error_code error;
    if (!std::filesystem::is_regular_file(file, error)) continue;
    catalogue.load(file.string());
    break;
  }
  return catalogue;
}

std::optional<SiteFaults> build_faults(const Scenario& scenario, const SiteParams& site,
                                       std::vector<std::string>& notes) {
  if (!site.faults) return std::nullopt;
  const std::string zone = site.place ? site.place->timezone : "UTC";
  std::vector<Problem> problems;
  faults::ResolvedFaults resolved = faults::resolve_faults(
      *site.faults,
      load_fault_catalogue(std::filesystem::path(scenario.file).parent_path().string()),
      utc_offset_ns(zone, scenario.start_ns()), problems);
  if (!problems.empty()) throw ScenarioError(std::move(problems));
  for (const std::string& note : resolved.notes)
    notes.push_back(fmt::format("{}: {}", site.name, note));
  return SiteFaults{std::make_shared<const faults::FaultModel>(std::move(resolved.model)),
                    resolved.repair, resolved.job};
}

std::vector<WorkloadRules> build_workload_rules(const Scenario& scenario) {
  std::vector<WorkloadRules> all;
  for (const SiteWorkload& workload : scenario.workloads) {
    WorkloadRules rules;
    rules.name = workload.params.name;
    rules.checkpoint = workload.checkpoint;
    if (workload.params.training)
      rules.restart_utilisation_ppm = static_cast<std::int32_t>(
          std::lround(workload.params.training->start_up_utilisation * 1e6));
    rules.keeps_work = workload.rental.has_value() || workload.serving.has_value();
    if (workload.max_attempts)
      rules.max_attempts = static_cast<std::uint32_t>(*workload.max_attempts);
    all.push_back(std::move(rules));
  }
  return all;
}

void check_progress(SiteModel& model, const WorkloadRules& rules, std::uint32_t nodes,
                    double work_s) {
  if (!model.faults || nodes == 0) return;
  const faults::JobFailures failures =
      faults::job_failures(*model.faults->model, model.faults->job, nodes);
  if (rules.checkpoint) {
    if (auto problem = faults::find_progress_problem(*rules.checkpoint, rules.name,
                                                     static_cast<double>(nodes), failures))
      throw ScenarioError(std::move(*problem));
  }
  if (const std::string warning =
          faults::progress_warning(rules.checkpoint, rules.name, nodes, failures, work_s);
      !warning.empty())
    model.warnings.push_back(fmt::format("{}: {}", model.name, warning));
}

}  // namespace gigawatt
