// SPDX-License-Identifier: Apache-2.0
#include "models/check_buildup.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gigawatt {

namespace {

using Dates = std::map<std::string, TimeNs>;

std::optional<TimeNs> date_of(const std::string& phase, const std::string& path, const Dates& dates,
                              ProblemList& problems) {
  const auto found = dates.find(phase);
  if (found != dates.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [name, date_ns] : dates)
    names.push_back(name);
  problems.add(path, fmt::format("there is no phase '{}'", phase),
               names.empty() ? "a `buildup:` of the site with that phase"
                             : fmt::format("one of: {}", fmt::join(names, ", ")),
               nearest_name(phase, names));
  return {};
}

void date_fleet(SiteParams& site, const Dates& dates, ProblemList& problems) {
  for (compute::FleetEntryParams& entry : site.fleet) {
    if (entry.phase.empty()) continue;
    if (entry.energised)
      problems.add(entry.path + ".phase", "both a date and a phase energise the nodes",
                   "either `energised` or `phase`");
    entry.energised = date_of(entry.phase, entry.path + ".phase", dates, problems);
  }
}

void date_limits(power::GridParams& grid, const Dates& dates, ProblemList& problems) {
  std::vector<power::LimitStepParams>& steps = grid.limit_steps;
  bool moved = false;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].phase.empty()) continue;
    const std::string path = fmt::format("{}.limit_steps.{}.phase", grid.path, i);
    if (steps[i].from)
      problems.add(path, "the limit begins both at a date and with a phase",
                   "either `from` or `phase`");
    steps[i].from = date_of(steps[i].phase, path, dates, problems);
    moved = true;
  }
  if (!moved || std::any_of(steps.begin(), steps.end(), [](const auto& s) { return !s.from; }))
    return;
  std::stable_sort(steps.begin(), steps.end(),
                   [](const auto& a, const auto& b) { return *a.from < *b.from; });
  for (std::size_t i = steps.size(); i-- > 1;)
    if (*steps[i].from == *steps[i - 1].from)
      steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i) - 1);
}

/// Sources of power that come with a phase.
template <class Source>
void date_source(Source& source, const Dates& dates, ProblemList& problems) {
  if (source.phase.empty()) return;
  if (source.delivered)
    problems.add(source.path + ".phase", "both a date and a phase deliver it",
                 "either `delivered` or `phase`");
  source.delivered = date_of(source.phase, source.path + ".phase", dates, problems);
}

void date_sources(power::PowerParams& power, const Dates& dates, ProblemList& problems) {
  for (power::GeneratorParams& generator : power.generators)
    date_source(generator, dates, problems);
  if (power.pv) date_source(*power.pv, dates, problems);
  if (power.battery) date_source(*power.battery, dates, problems);
}

}  // namespace

void read_duration_cases(ReadOptions read, Scenario& scenario) {
  if (std::none_of(scenario.sites.begin(), scenario.sites.end(),
                   [](const SiteParams& site) { return site.buildup.has_value(); }))
    return;
  read.found_file = nullptr;
  for (const Case one : {Case::low, Case::base, Case::high}) {
    read.number_case = one;
    Scenario again;
    ProblemList known(scenario.tree);
    read_fields(scenario.tree, "", read, [&](FieldVisitor& v) { again.visit(v); }, known);
    for (std::size_t s = 0; s < scenario.sites.size(); ++s) {
      if (!scenario.sites[s].buildup) continue;
      auto& activities = scenario.sites[s].buildup->activities;
      for (std::size_t i = 0; i < activities.size(); ++i) {
        const double duration_s = again.sites[s].buildup->activities[i].duration_s;
        if (one == Case::low) activities[i].low_s = duration_s;
        if (one == Case::base) activities[i].base_s = duration_s;
        if (one == Case::high) activities[i].high_s = duration_s;
      }
    }
  }
}

void date_by_phases(Scenario& scenario, ProblemList& problems) {
  for (SiteParams& site : scenario.sites) {
    Dates dates;
    if (site.buildup) {
      const std::vector<Problem> found = power::find_buildup_problems(*site.buildup);
      for (const Problem& p : found)
        problems.add(p.path, p.what, p.expected, p.suggestion);
      if (!found.empty()) continue;  // its phases have no dates
      dates = power::phase_dates(*site.buildup);
    }
    date_fleet(site, dates, problems);
    date_limits(site.power.grid, dates, problems);
    date_sources(site.power, dates, problems);
  }
}

}  // namespace gigawatt
