// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/path_review.h"
#include "models/offered_load.h"
#include "models/power_budget.h"
#include "models/scenario.h"
#include "models/swing_review.h"

namespace gigawatt::cli {

/// One site as `check` sees it.
struct SiteReview {
  std::string name;
  std::vector<LimitName> limit_names;
  std::vector<DesignHour> hours;
  cooling::PlantFacts cooling;
  std::vector<OfferedLoad> loads;
  std::vector<SwingReview> swings;
  std::optional<PathReview> path;
  std::optional<SiteBuildup> buildup;
  std::vector<std::string> notes;     ///< What reading the site's data noticed.
  std::vector<Problem> errors;        ///< Why the site can have its nodes up in no hour of the run.
  std::vector<std::string> warnings;  ///< What arithmetic forbids, with the number that breaks.
};

/// A quantity of a limit in words: `150.2 MW`, `36.0 degC`, `0.012 m3/s`.
std::string quantity_text(double value, const std::string& unit);

/// Reads the plans of the scenario's sites, as built, against their limits.
std::vector<SiteReview> review_sites(const Scenario& scenario, const std::vector<Site>& sites);
/// The errors of all sites.
std::vector<Problem> errors_of(const std::vector<SiteReview>& reviews);
/// Prints the warnings of all sites; returns how many there are.
std::size_t print_warnings(const std::vector<SiteReview>& reviews);

/// For people, for machines.
std::string to_table(const SiteReview& review);
std::string to_json(const std::vector<SiteReview>& reviews, const std::string& scenario_file);

}  // namespace gigawatt::cli
