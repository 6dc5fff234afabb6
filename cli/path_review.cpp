// SPDX-License-Identifier: Apache-2.0
#include "cli/path_review.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace gigawatt::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostLines = 20;  // of each table
constexpr std::size_t kMostNames = 3;   // in one cell

/// `row-1 row-2 row-3 and 7 more`, or `-`.
std::string names_text(const std::vector<std::string>& names) {
  if (names.empty()) return "-";
  if (names.size() <= kMostNames) return fmt::format("{}", fmt::join(names, " "));
  return fmt::format("{} and {} more", fmt::join(names.begin(), names.begin() + kMostNames, " "),
                     names.size() - kMostNames);
}

/// `dark: row-2; shed: row-1, for ups-b`.
std::string rows_text(const power::Contingency& outage) {
  std::vector<std::string> parts;
  if (!outage.dark.empty()) parts.push_back("dark: " + names_text(outage.dark));
  if (!outage.shed.empty())
    parts.push_back(
        fmt::format("shed: {}, for {}", names_text(outage.shed), names_text(outage.overloaded)));
  return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, "; "));
}

std::string outage_line(const power::Contingency& outage) {
  return fmt::format("    {:<30}{:>10.1f}{:>10.1f}{:>10.2f}{:>12}  {}\n", outage.what,
                     outage.up_w * 1e-3, outage.lost_w * 1e-3, outage.loss_w * 1e-3,
                     outage.racks_dark, rows_text(outage));
}

std::string outage_table(const PathReview& review) {
  std::string out = fmt::format("  {:<32}{:>10}{:>10}{:>10}{:>12}  {}\n", "path: out", "up, kW",
                                "lost, kW", "heat, kW", "racks dark", "rows");
  out += outage_line(review.whole);
  std::size_t lines = 0;
  std::vector<std::string> harmless;
  for (const power::Contingency& outage : review.outages) {
    if (outage.lost_w <= 0.0) {
      harmless.push_back(outage.what);
    } else if (lines++ < kMostLines) {
      out += outage_line(outage);
    }
  }
  if (lines > kMostLines)
    out += fmt::format("    {} more lose less; --json has all\n", lines - kMostLines);
  if (!harmless.empty())
    out += fmt::format("    nothing is lost without {}\n", names_text(harmless));
  return out;
}

std::string row_table(const PathReview& review) {
  std::string out = fmt::format("  {:<32}{:>10}{:>11}{:>14}{:>13}{:>17}  {:<14}{}\n", "path: row",
                                "load, kW", "spare, kW", "stranded, kW", "free places",
                                "stranded places", "availability", "cannot do without");
  for (std::size_t i = 0; i < std::min(review.rows.size(), kMostLines); ++i) {
    const PathRowReview& row = review.rows[i];
    out += fmt::format("    {:<30}{:>10.1f}{:>11.1f}{:>14.1f}{:>13}{:>17}  {:<14}{}\n",
                       row.stranded.row, row.load_w * 1e-3, row.stranded.spare_w * 1e-3,
                       row.stranded.stranded_w * 1e-3, row.stranded.free_positions,
                       row.stranded.stranded_positions,
                       row.availability ? fmt::format("{:.7f}", *row.availability) : "-",
                       names_text(row.single_points));
  }
  if (review.rows.size() > kMostLines)
    out += fmt::format("    {} more rows; --json has all\n", review.rows.size() - kMostLines);
  return out;
}

Json outage_json(const power::Contingency& outage) {
  return {{"out", outage.what},
          {"up_w", outage.up_w},
          {"lost_w", outage.lost_w},
          {"loss_w", outage.loss_w},
          {"racks_dark", outage.racks_dark},
          {"rows_dark", outage.dark},
          {"rows_shed", outage.shed},
          {"overloaded", outage.overloaded}};
}

}  // namespace

PathReview review_path(const power::PathModel& path) {
  const std::vector<double> loads_w = power::planned_loads_w(path);
  PathReview made;
  made.outages = power::contingency_table(path, loads_w);
  made.whole = made.outages.front();
  made.outages.erase(made.outages.begin());
  std::stable_sort(made.outages.begin(), made.outages.end(),
                   [](const auto& a, const auto& b) { return a.lost_w > b.lost_w; });
  const std::vector<power::StrandedRow> stranded = power::stranded(path, loads_w);
  const std::vector<std::optional<double>> availability = power::availability(path);
  for (std::size_t i = 0; i < path.rows.size(); ++i) {
    PathRowReview& row = made.rows.emplace_back(PathRowReview{
        stranded[i], loads_w[i], path.elements[path.rows[i]].racks, availability[i], {}});
    for (const std::size_t element : path.single_points[i])
      row.single_points.push_back(path.elements[element].name);
  }
  return made;
}

std::string path_table(const PathReview& review) {
  return outage_table(review) + row_table(review);
}

Json path_json(const PathReview& review) {
  Json made = {
      {"planned", outage_json(review.whole)}, {"outages", Json::array()}, {"rows", Json::array()}};
  for (const power::Contingency& outage : review.outages)
    made["outages"].push_back(outage_json(outage));
  for (const PathRowReview& row : review.rows)
    made["rows"].push_back({{"name", row.stranded.row},
                            {"load_w", row.load_w},
                            {"racks", row.racks},
                            {"spare_w", row.stranded.spare_w},
                            {"stranded_w", row.stranded.stranded_w},
                            {"free_positions", row.stranded.free_positions},
                            {"stranded_positions", row.stranded.stranded_positions},
                            {"availability", row.availability ? Json(*row.availability) : Json()},
                            {"cannot_do_without", row.single_points}});
  return made;
}

}  // namespace gigawatt::cli
