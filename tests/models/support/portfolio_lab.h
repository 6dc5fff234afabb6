// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
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

/// Lab `number` of the random ones twice, and a small one, that share its trace and whatever fails:
/// policy, rebalancing and the small one's size are drawn. Always the same for a number.
Scenario random_portfolio(std::uint64_t number);

}  // namespace gigawatt::test
