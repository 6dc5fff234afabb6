// SPDX-License-Identifier: Apache-2.0

// The study of limits as a table and as JSON.

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "models/study/limits_study.h"
#include "models/summary_text.h"
#include "sim/engine/energy_units.h"

namespace gigawatt {

namespace {

using summary_text::grouped;
using Json = nlohmann::ordered_json;

void line(std::string& out, std::string_view name, const std::string& hours,
          const std::string& lost, const std::string& share, const std::string& more = "") {
  std::string text = fmt::format("  {:<26}{:>10}{:>16}{:>9}  {}", name, hours, lost, share, more);
  text.erase(text.find_last_not_of(' ') + 1);
  out += text + "\n";
}

std::string more_of(const Relaxed& relaxed) {
  if (!relaxed.refusal.empty())
    return "cannot be had: " + relaxed.refusal.substr(0, relaxed.refusal.find('\n'));
  const auto signed_number = [](double value, int decimals) {
    return (value < 0.0 ? "-" : "+") + grouped(std::abs(value), decimals);
  };
  return fmt::format("{:>13}{:>11}{:>14}  {}", signed_number(relaxed.gpu_hours, 0),
                     signed_number(relaxed.facility_energy_j / (1e3 * kJPerMwh), 2),
                     signed_number(relaxed.site_usd * 1e-6, 2), fmt::join(relaxed.overrides, ", "));
}

void table_of(std::string& out, const SiteLimits& site, double share) {
  const auto of_installed = [&](double gpu_hours) {
    return site.installed > 0.0 ? fmt::format("{:.2f} %", 100.0 * gpu_hours / site.installed) : "-";
  };
  out +=
      fmt::format("\n{}: {} GPU-hours installed, {} productive ({})\n", site.site,
                  grouped(site.installed), grouped(site.productive), of_installed(site.productive));
  const std::string more =
      share > 0.0 ? fmt::format("{:>13}{:>11}{:>14}", "GPU-hours", "GWh", "million USD") : "";
  if (share > 0.0) {
    out += fmt::format("  {:<61}what {:g} % more of it buys, over all sites\n", "", 100.0 * share);
  }
  line(out, "constraint", "hours", "GPU-hours lost", "", more);
  for (const ConstraintUse& use : site.constraints) {
    line(out, use.name,
         std::isnan(use.hours_binding) ? "" : fmt::format("{:.1f}", use.hours_binding),
         grouped(use.gpu_hours_lost), of_installed(use.gpu_hours_lost),
         use.relaxed ? more_of(*use.relaxed) : "");
  }
  line(out, "in repair", "", grouped(site.in_repair), of_installed(site.in_repair));
  line(out, "lost work, checkpoints", "", grouped(site.faults), of_installed(site.faults));
  const bool listed =
      std::any_of(site.constraints.begin(), site.constraints.end(),
                  [](const ConstraintUse& use) { return std::isnan(use.hours_binding); });
  if (!listed)
    line(out, "without a job", "", grouped(site.without_job), of_installed(site.without_job));
}

Json json_of(const SiteLimits& site) {
  Json made = {{"site", site.site},
               {"gpu_hours",
                {{"installed", site.installed},
                 {"productive", site.productive},
                 {"limits", site.limits},
                 {"in_repair", site.in_repair},
                 {"faults", site.faults},
                 {"without_job", site.without_job}}},
               {"constraints", Json::array()}};
  for (const ConstraintUse& use : site.constraints) {
    Json one = {{"name", use.name},
                {"hours_binding", use.hours_binding},
                {"gpu_hours_lost", use.gpu_hours_lost}};
    if (use.relaxed) {
      const Relaxed& relaxed = *use.relaxed;
      one["relaxed"] = {{"set", relaxed.overrides}};
      if (relaxed.refusal.empty()) {
        one["relaxed"]["gpu_hours"] = relaxed.gpu_hours;
        one["relaxed"]["facility_energy_j"] = relaxed.facility_energy_j;
        one["relaxed"]["usd"] = relaxed.site_usd;
      } else {
        one["relaxed"]["refused"] = relaxed.refusal;
      }
    }
    made["constraints"].push_back(std::move(one));
  }
  return made;
}

}  // namespace

std::string to_table(const LimitsStudy& study) {
  std::string out =
      fmt::format("{}: {} to {}\n", study.base.name, study.base.start, study.base.end);
  for (const SiteLimits& site : study.sites)
    table_of(out, site, study.share);
  return out;
}

std::string to_json(const LimitsStudy& study) {
  Json made = {{"name", study.base.name},
               {"result_hash", study.base.result_hash},
               {"relaxed_by", study.share},
               {"sites", Json::array()}};
  for (const SiteLimits& site : study.sites)
    made["sites"].push_back(json_of(site));
  return made.dump(2);
}

}  // namespace gigawatt
