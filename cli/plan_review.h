// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/path_review.h"
#include "models/offered_load.h"
#include "models/power_budget.h"
#include "models/swing_review.h"

namespace gigawatt::cli {

/// One site as `check` sees it.
struct SiteReview {
  std::string name;
  std::vector<LimitName> limit_names;
  std::vector<DesignHour> hours;
  std::vector<OfferedLoad> loads;
  std::vector<SwingReview> swings;
  std::optional<PathReview> path;
  std::optional<SiteBuildup> buildup;
  std::vector<std::string> notes;     ///< What reading the site's data noticed.
  std::vector<std::string> errors;    ///< Why the site cannot have its nodes up at all.
  std::vector<std::string> warnings;  ///< What arithmetic forbids, with the number that breaks.
};

/// A quantity of a limit in words: `150.2 MW`, `36.0 degC`, `0.012 m3/s`.
std::string quantity_text(double value, const std::string& unit);

/// Reads the plan of a site against its limits.
SiteReview review(const Site& site);

/// For people, for machines.
std::string to_table(const SiteReview& review);
std::string to_json(const std::vector<SiteReview>& reviews, const std::string& scenario_file);

}  // namespace gigawatt::cli
