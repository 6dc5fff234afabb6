// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

/// Labs of the same kind side by side with one demand: hosts of one accelerator, 100 W idle and
/// 200 W at full use, so that what a job costs is its price of 200 W. Jobs are the rows of `trace`.
struct PortfolioLab {
  struct LabSite {
    std::string name{};
    std::string fleet = "[{node: host-100-200, nodes: 2}]";
    std::string grid = "limit: 1 MW";
    std::string chain{};  ///< Entries of power.chain; empty: none.
    std::string more{};   ///< Further lines of the site, indented by four.
  };
  std::vector<LabSite> sites;
  std::string routing;                          ///< Keys of routing; empty: none.
  std::string workload = "node: host-100-200";  ///< Further keys of the workload.
  std::string size_column = "nodes";            ///< Or gpus: what a size in the trace counts.
  std::string trace;                            ///< job,submit,run,size,limit,utilisation.
  std::string span = "1 hour";
  std::string scheduler = "policy: fcfs";
  std::string catalogue = kReferenceHostCatalogue;
  std::vector<std::pair<std::string, std::string>> files;  ///< Beside the scenario.

  Scenario scenario() const;
};

/// Sites "a", "b", ... one grid each.
PortfolioLab labs(std::vector<std::string> grids, std::string routing, std::string trace);

/// Lab `number` of the random ones twice, and a small one, that share its trace and whatever fails:
/// policy, rebalancing and the small one's size are drawn. Always the same for a number. With
/// `migrates` running jobs move too, under one of the two policies that have a rate.
Scenario random_portfolio(std::uint64_t number, bool migrates = false);

/// Sites of the jobs by id, and what else the rows tell.
struct SiteSink final : RunSink {
  std::map<std::uint64_t, std::size_t> site_of;
  std::vector<std::pair<std::size_t, JobRow>> jobs;
  std::vector<std::vector<double>> rows;

  void write_row(std::size_t site, TimeNs from_ns, TimeNs, std::span<const double> mean,
                 std::span<const double>, std::span<const double>,
                 std::span<const double> integral) override {
    std::vector<double> row{static_cast<double>(site), static_cast<double>(from_ns)};
    row.insert(row.end(), mean.begin(), mean.end());
    row.insert(row.end(), integral.begin(), integral.end());
    rows.push_back(std::move(row));
  }
  void write_job(std::size_t site, const JobRow& row) override {
    site_of[row.id] = site;
    jobs.emplace_back(site, row);
  }
};

/// A run of a scenario from start to end.
struct Routed {
  explicit Routed(const Scenario& scenario) : simulation(scenario) {
    simulation.attach(&out, nullptr);
    simulation.run_until(simulation.end_ns());
  }
  std::uint64_t jobs_at(std::size_t site) const {
    return simulation.sites()[site].state().counts.submitted;
  }
  SiteSink out;
  Simulation simulation;
};

/// What a scenario is refused for; empty if it is not.
std::string refusal_of(const PortfolioLab& lab);

/// Whether `text` has `part`; shows it where not.
bool contains(const std::string& text, const std::string& part);

}  // namespace gigawatt::test
