// SPDX-License-Identifier: Apache-2.0
#include "models/power/interruption_params.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "sim/engine/time.h"

namespace gigawatt::power {
namespace {

/// A span of the run in which import is held at a limit.
struct Hold {
  TimeNs from_ns;
  TimeNs to_ns;
  double limit_w;
  std::int64_t notice_ns;
};

double exponential_s(double mean_s, RandomDraws& draws) {
  return -mean_s * std::log1p(-draws.uniform());
}

void add_outages(const OutageStatisticsParams& statistics, const RandomStream& luck,
                 TimeNs start_ns, TimeNs end_ns, std::vector<Hold>& holds) {
  if (statistics.per_year <= 0.0) return;
  TimeNs at_ns = start_ns;
  for (std::uint64_t number = 0;; ++number) {
    RandomDraws draws = luck.at(number);
    at_ns = saturating_add(at_ns,
                           from_seconds(exponential_s(kCommonYearS / statistics.per_year, draws)));
    if (at_ns >= end_ns) return;
    const TimeNs to_ns = saturating_add(
        at_ns,
        std::max<std::int64_t>(1, from_seconds(exponential_s(statistics.mean_duration_s, draws))));
    holds.push_back({at_ns, to_ns, 0.0, 0});
    at_ns = to_ns;
  }
}

GridLimit limit_at(TimeNs at_ns, std::span<const GridLimit> steps, std::span<const Hold> holds) {
  GridLimit limit;
  for (const GridLimit& step : steps)
    if (step.from_ns <= at_ns) limit = step;
  limit.from_ns = at_ns;
  for (const Hold& hold : holds) {
    if (at_ns < hold.from_ns || at_ns >= hold.to_ns || hold.limit_w >= limit.limit_w) continue;
    limit.limit_w = hold.limit_w;
    limit.notice_ns = hold.notice_ns;
  }
  return limit;
}

}  // namespace

void InterruptionParams::visit(FieldVisitor& v) {
  v.instant(
      {.name = "from", .doc = "When it begins; UTC unless it has an offset.", .required = true},
      from);
  v.number(
      {.name = "duration", .unit = "s", .doc = "How long it lasts.", .min = 0.0, .above_min = true},
      duration_s);
  v.instant({.name = "until", .doc = "When it ends, instead of `duration`."}, until);
  v.number({.name = "limit", .unit = "W", .doc = "Import that is left.", .min = 0.0}, limit_w);
  v.number({.name = "notice",
            .unit = "s",
            .doc = "It is known so long before; an outage is not.",
            .min = 0.0},
           notice_s);
}

TimeNs InterruptionParams::end_ns() const {
  return until ? *until : saturating_add(*from, from_seconds(*duration_s));
}

void find_interruption_problems(std::span<const InterruptionParams> interruptions,
                                const std::string& path, std::vector<Problem>& problems) {
  for (std::size_t i = 0; i < interruptions.size(); ++i) {
    const InterruptionParams& one = interruptions[i];
    const std::string here = fmt::format("{}.{}", path, i);
    if (one.duration_s.has_value() == one.until.has_value())
      problems.push_back(problem_at(
          here,
          one.until ? "the interruption has two ends" : "when the interruption ends is not said",
          "either `duration:` or `until:`"));
    else if (one.from && one.until && *one.until <= *one.from)
      problems.push_back(problem_at(here + ".until", "the interruption ends before it begins",
                                    "an end after `from`"));
  }
}

void OutageStatisticsParams::visit(FieldVisitor& v) {
  v.number({.name = "per_year",
            .doc = "Outages in a year (SAIFI).",
            .min = 0.0,
            .max = 200.0,
            .required = true},
           per_year);
  v.number({.name = "mean_duration",
            .unit = "s",
            .doc = "Mean length of an outage (CAIDI).",
            .min = 0.0,
            .above_min = true,
            .required = true},
           mean_duration_s);
}

std::vector<GridLimit> with_interruptions(std::span<const GridLimit> steps,
                                          std::span<const InterruptionParams> interruptions,
                                          const std::optional<OutageStatisticsParams>& statistics,
                                          const RandomStream& luck, TimeNs start_ns,
                                          TimeNs end_ns) {
  std::vector<Hold> holds;
  for (const InterruptionParams& one : interruptions) {
    holds.push_back({*one.from, one.end_ns(), one.limit_w, from_seconds(one.notice_s)});
  }
  if (statistics) add_outages(*statistics, luck, start_ns, end_ns, holds);
  if (holds.empty()) return {steps.begin(), steps.end()};

  std::set<TimeNs> changes;
  for (const GridLimit& step : steps)
    changes.insert(step.from_ns);
  for (const Hold& hold : holds) {
    changes.insert(std::max(hold.from_ns, start_ns));
    changes.insert(std::max(hold.to_ns, start_ns));
  }
  std::vector<GridLimit> limits;
  for (const TimeNs at_ns : changes) {
    const GridLimit limit = limit_at(at_ns, steps, holds);
    if (!limits.empty() && limits.back().limit_w == limit.limit_w &&
        limits.back().uninterrupted_w == limit.uninterrupted_w)
      continue;
    limits.push_back(limit);
  }
  return limits;
}

}  // namespace gigawatt::power
