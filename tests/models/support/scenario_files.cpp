// SPDX-License-Identifier: Apache-2.0
#include "tests/models/support/scenario_files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "models/site_channels.h"

namespace gigawatt::test {

const char* const kReferenceHostCatalogue = R"(
nodes:
  - name: host-100-200
    doc: One accelerator, linear from 100 W to 200 W.
    gpus: 1
    powers_at: wall
    idle: {value: 100 W, source: published case, date: 2026-01-01}
    rated: {value: 200 W, source: published case, date: 2026-01-01}
    measured_max: {value: 200 W, source: published case, date: 2026-01-01}
)";

TemporaryFolder::TemporaryFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "gigawatt-test-XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
  path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
  const std::filesystem::path path = std::filesystem::path(path_) / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path.string();
}

Scenario scenario_from(const std::string& yaml,
                       const std::vector<std::pair<std::string, std::string>>& files,
                       const LoadOptions& options) {
  // Scenarios read their files when built, so the folder lives as long as the tests.
  static std::vector<std::unique_ptr<TemporaryFolder>> folders;
  folders.push_back(std::make_unique<TemporaryFolder>());
  for (const auto& [name, text] : files)
    folders.back()->write(name, text);
  return load_scenario(folders.back()->write("scenario.yaml", yaml), options);
}

std::string shipped(const std::string& name) {
  return std::string(GIGAWATT_SOURCE_DIR) + "/scenarios/" + name;
}

Scenario shipped_scenario(const std::string& name, std::vector<std::string> overrides) {
  LoadOptions options;
  options.overrides = std::move(overrides);
  return load_scenario(shipped(name), options);
}

void Collected::write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns,
                          std::span<const double> mean, std::span<const double> min,
                          std::span<const double> max, std::span<const double> integral) {
  rows.push_back({site,
                  from_ns,
                  to_ns,
                  {mean.begin(), mean.end()},
                  {min.begin(), min.end()},
                  {max.begin(), max.end()},
                  {integral.begin(), integral.end()}});
}

void Collected::write_fragmentation(std::size_t, const FragmentationRow& row) {
  fragmentation.push_back(row);
}

void Collected::write_fault(std::size_t, const FaultRow& row) {
  faults.push_back(row);
}

void Collected::write_job(std::size_t, const JobRow& row) {
  jobs.push_back(row);
}

const JobRow& Collected::job(std::uint64_t id) const {
  for (auto row = jobs.rbegin(); row != jobs.rend(); ++row) {
    if (row->id == id) return *row;
  }
  throw std::runtime_error("no such job");
}

std::size_t channel(const std::string& name) {
  const std::vector<Channel> all = site_channels(true);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].name == name) return i;
  }
  throw std::runtime_error("no channel " + name);
}

Finished::Finished(const Scenario& scenario) : simulation(scenario) {
  simulation.attach(&out, nullptr);
  simulation.run_until(simulation.end_ns());
  summary = summarise(simulation.sites().front());
}

std::vector<std::string> broken_laws_of(std::vector<SiteSummary> sites) {
  Summary summary;
  summary.sites = std::move(sites);
  return broken_laws(summary);
}

}  // namespace gigawatt::test
