// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "models/power/path/contingency.h"

namespace gigawatt::cli {

struct PathRowReview {
  power::StrandedRow stranded;
  double load_w = 0.0;
  std::int64_t racks = 0;
  std::optional<double> availability;      ///< Share of the time; nothing: failures not stated.
  std::vector<std::string> single_points;  ///< Elements it cannot do without.
};

/// The electrical path of a site as `check` sees it.
struct PathReview {
  power::Contingency whole;                 ///< With nothing out.
  std::vector<power::Contingency> outages;  ///< Of one element each, worst first.
  std::vector<PathRowReview> rows;          ///< As in the scenario.
};

PathReview review_path(const power::PathModel& path);

/// For people: outages that lose something, and the rows.
std::string path_table(const PathReview& review);

/// Stable keys, documented in docs/guide/command_line.md.
nlohmann::ordered_json path_json(const PathReview& review);

}  // namespace gigawatt::cli
