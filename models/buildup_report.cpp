// SPDX-License-Identifier: Apache-2.0
#include "models/buildup_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "sim/engine/calendar.h"

namespace gigawatt {

namespace {

using Json = nlohmann::ordered_json;

double days(std::int64_t span_ns) {
  return static_cast<double>(span_ns) / static_cast<double>(kNsPerDay);
}

std::string date(TimeNs time_ns) {
  return to_iso8601(time_ns).substr(0, 10);
}

std::string month(TimeNs time_ns) {
  return to_iso8601(time_ns).substr(0, 7);
}

/// `120 permit, 45 delivery`: causes that have days.
std::string days_text(const power::SpanByCause& spans_ns) {
  std::vector<std::string> parts;
  for (std::size_t cause = 0; cause < spans_ns.size(); ++cause)
    if (spans_ns[cause] != 0)
      parts.push_back(
          fmt::format("{:.0f} {}", days(spans_ns[cause]), power::kBuildCauseNames[cause]));
  return parts.empty() ? "none" : fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::string> path_names(const power::BuildForecast& forecast,
                                    const power::CriticalPath& path) {
  std::vector<std::string> names;
  for (const std::size_t activity : path.activities)
    names.push_back(forecast.activities[activity].name);
  return names;
}

Json days_json(const power::SpanByCause& spans_ns) {
  Json made = Json::object();
  for (std::size_t cause = 0; cause < spans_ns.size(); ++cause)
    made[std::string(power::kBuildCauseNames[cause])] = days(spans_ns[cause]);
  return made;
}

}  // namespace

std::string months_text(const HeadroomMonths& months) {
  if (months.first_ns == months.last_ns) return month(months.first_ns);
  return fmt::format("{} to {}", month(months.first_ns), month(months.last_ns));
}

std::string buildup_table(const SiteBuildup& buildup) {
  const power::BuildForecast& forecast = buildup.forecast;
  std::string out =
      fmt::format("  time to power, from {}\n    {:<20}{:>10}  {:<12}{:<12}{:<12}{}\n",
                  date(forecast.start_ns), "phase", "MW", "energised", "P10", "P50", "P90");
  for (const power::PhaseForecast& phase : forecast.phases) {
    out += fmt::format("    {:<20}{:>10.2f}  {:<12}{:<12}{:<12}{}\n", phase.name,
                       phase.power_w * 1e-6, date(phase.date_ns), date(phase.p10_ns),
                       date(phase.p50_ns), date(phase.p90_ns));
    if (phase.path.activities.empty()) continue;
    out += fmt::format("      path: {}\n", fmt::join(path_names(forecast, phase.path), " > "));
    out += fmt::format("      days on it: {}; lost to each alone: {}\n",
                       days_text(phase.path.span_ns), days_text(phase.lost_ns));
  }
  out += fmt::format("    {:<20}{:>10}{:>12}{:>12}{:>12}\n", "headroom by month", "energised",
                     "funded", "demand", "MW left");
  for (const HeadroomMonths& months : buildup.headroom)
    out += fmt::format("    {:<20}{:>10.2f}{:>12.2f}{:>12.2f}{:>12.2f}\n", months_text(months),
                       months.energised_w * 1e-6, months.funded_w * 1e-6, months.demand_w * 1e-6,
                       months.headroom_w() * 1e-6);
  return out;
}

Json buildup_json(const SiteBuildup& buildup) {
  const power::BuildForecast& forecast = buildup.forecast;
  Json made = {{"start", to_iso8601(forecast.start_ns)},
               {"draws", forecast.draws},
               {"phases", Json::array()},
               {"activities", Json::array()},
               {"headroom", Json::array()}};
  for (const power::PhaseForecast& phase : forecast.phases)
    made["phases"].push_back({{"name", phase.name},
                              {"power_w", phase.power_w},
                              {"energised", to_iso8601(phase.date_ns)},
                              {"p10", to_iso8601(phase.p10_ns)},
                              {"p50", to_iso8601(phase.p50_ns)},
                              {"p90", to_iso8601(phase.p90_ns)},
                              {"path", path_names(forecast, phase.path)},
                              {"path_days", days_json(phase.path.span_ns)},
                              {"lost_days", days_json(phase.lost_ns)}});
  for (const power::ActivityForecast& activity : forecast.activities)
    made["activities"].push_back(
        {{"name", activity.name},
         {"start", to_iso8601(activity.start_ns)},
         {"finish", to_iso8601(activity.finish_ns)},
         {"float_days", activity.float_ns ? Json(days(*activity.float_ns)) : Json()},
         {"criticality", activity.criticality}});
  for (const HeadroomMonths& months : buildup.headroom)
    made["headroom"].push_back({{"first", month(months.first_ns)},
                                {"last", month(months.last_ns)},
                                {"energised_w", months.energised_w},
                                {"funded_w", months.funded_w},
                                {"demand_w", months.demand_w},
                                {"headroom_w", months.headroom_w()}});
  return made;
}

}  // namespace gigawatt
