// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "models/run.h"

namespace gigawatt::test {

/// A folder of its own for one test, removed with it.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  /// Writes a file (making folders on the way) and returns its path.
  std::string write(const std::string& name, const std::string& text) const;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// A scenario from YAML text and further files beside it (name, text).
Scenario scenario_from(const std::string& yaml,
                       const std::vector<std::pair<std::string, std::string>>& files = {},
                       const LoadOptions& options = {});

/// A file of `scenarios/` in the repository.
std::string shipped(const std::string& name);

/// A scenario of `scenarios/` with overrides (`path=value`).
Scenario shipped_scenario(const std::string& name, std::vector<std::string> overrides = {});

/// A node of one accelerator, 100 W idle and 200 W at full use, linear: the host of the published
/// simulator cases. Save as catalog/nodes.yaml beside the scenario.
extern const char* const kReferenceHostCatalogue;

/// Keeps every row and job of a run.
struct Collected final : RunSink {
  struct Row {
    std::size_t site;
    TimeNs from_ns, to_ns;
    std::vector<double> mean, min, max, integral;
  };
  std::vector<Row> rows;
  std::vector<JobRow> jobs;
  std::vector<FaultRow> faults;
  std::vector<FragmentationRow> fragmentation;

  void write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns, std::span<const double> mean,
                 std::span<const double> min, std::span<const double> max,
                 std::span<const double> integral) override;
  void write_job(std::size_t site, const JobRow& row) override;
  void write_fault(std::size_t site, const FaultRow& row) override;
  void write_fragmentation(std::size_t site, const FragmentationRow& row) override;
  /// The job's last row. Requires that it has one.
  const JobRow& job(std::uint64_t id) const;
};

/// Index of a channel by its name.
std::size_t channel(const std::string& name);

/// A finished simulation of `scenario` and what it produced.
struct Finished {
  explicit Finished(const Scenario& scenario);
  Collected out;
  Simulation simulation;
  SiteSummary summary;  ///< Of the first site.
};

/// Laws that any of the sites broke.
std::vector<std::string> broken_laws_of(std::vector<SiteSummary> sites);

}  // namespace gigawatt::test
