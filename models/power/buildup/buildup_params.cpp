// SPDX-License-Identifier: Apache-2.0
#include "models/power/buildup/buildup_params.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/power/buildup/schedule.h"
#include "sim/engine/calendar.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

namespace {

constexpr std::array<std::string_view, 5> kKindNames{"permit", "delivery", "construction",
                                                     "interconnection", "commissioning"};
constexpr std::array<std::string_view, 2> kLawNames{"triangular", "beta-pert"};
constexpr double kLongestS = 30.0 * 365.25 * 86400.0;

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& items) {
  std::vector<std::string> names;
  for (const Named& item : items)
    names.push_back(item.name);
  return names;
}

/// Position of a name; the number of names if there is none.
std::size_t position(const std::vector<std::string>& names, const std::string& name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

class Review {
 public:
  explicit Review(const BuildupParams& params)
      : params_(params),
        activities_(names_of(params.activities)),
        crews_(names_of(params.crews)),
        phases_(names_of(params.phases)) {}

  std::vector<Problem> all() {
    find_unknown_names();
    find_missing_crews();
    if (!problems_.empty()) return std::move(problems_);
    find_late_interconnections();
    if (problems_.empty()) find_cycles();
    find_endless_building();
    return std::move(problems_);
  }

 private:
  void add(std::string path, std::string what, std::string expected, std::string suggestion = "") {
    problems_.push_back(
        problem_at(std::move(path), std::move(what), std::move(expected), std::move(suggestion)));
  }

  void know(const std::string& path, std::string_view kind, const std::string& name,
            const std::vector<std::string>& valid) {
    if (position(valid, name) < valid.size()) return;
    const std::string expected = valid.empty() ? fmt::format("none is listed")
                                               : fmt::format("one of: {}", fmt::join(valid, ", "));
    add(path, fmt::format("there is no {} '{}'", kind, name), expected, nearest_name(name, valid));
  }

  void find_unknown_names() {
    for (const ActivityParams& activity : params_.activities) {
      for (const std::string& before : activity.after)
        know(activity.path + ".after", "activity", before, activities_);
      if (!activity.crew.empty()) know(activity.path + ".crew", "crew", activity.crew, crews_);
      if (activity.feeds.empty()) continue;
      know(activity.path + ".feeds", "phase", activity.feeds, phases_);
      if (activity.kind != ActivityKind::interconnection)
        add(activity.path + ".feeds", "only an interconnection feeds a phase",
            "kind: interconnection, or the phase's `energised_by`");
    }
    for (const BuildPhaseParams& phase : params_.phases)
      for (const std::string& last : phase.energised_by)
        know(phase.path + ".energised_by", "activity", last, activities_);
  }

  void find_missing_crews() {
    for (const ActivityParams& activity : params_.activities) {
      if (activity.crew.empty() && activity.crew_size > 1)
        add(activity.path + ".crew_size", "which crew it takes is not said", "`crew:`");
      const std::size_t crew = position(crews_, activity.crew);
      if (crew == crews_.size() || activity.crew_size <= params_.crews[crew].count) continue;
      add(activity.path + ".crew_size",
          fmt::format("'{}' takes {} of crew '{}', of which there are {}", activity.name,
                      activity.crew_size, activity.crew, params_.crews[crew].count),
          fmt::format("at most {}", params_.crews[crew].count));
    }
  }

  std::vector<Precedence> arcs() const {
    std::vector<Precedence> made;
    for (std::size_t i = 0; i < params_.activities.size(); ++i)
      for (const std::string& before : params_.activities[i].after)
        made.emplace_back(position(activities_, before), i);
    return made;
  }

  void find_late_interconnections() {
    for (std::size_t i = 0; i < params_.activities.size(); ++i) {
      const ActivityParams& it = params_.activities[i];
      if (it.feeds.empty()) continue;
      for (const std::string& last : params_.phases[position(phases_, it.feeds)].energised_by) {
        const std::size_t energises = position(activities_, last);
        if (energises == i || !all_after(activities_.size(), arcs(), energises)[i]) continue;
        add(it.path + ".feeds",
            fmt::format("interconnection '{}' comes after '{}', which energises the phase '{}' "
                        "that it feeds",
                        it.name, last, it.feeds),
            fmt::format("'{}' before '{}'", it.name, last));
      }
    }
  }

  /// What an interconnection feeds waits for it, so that belongs to a cycle as well.
  std::vector<Precedence> arcs_with_feeds() const {
    std::vector<Precedence> made = arcs();
    for (std::size_t i = 0; i < params_.activities.size(); ++i) {
      const std::string& feeds = params_.activities[i].feeds;
      if (feeds.empty()) continue;
      for (const std::string& last : params_.phases[position(phases_, feeds)].energised_by)
        if (position(activities_, last) != i) made.emplace_back(i, position(activities_, last));
    }
    return made;
  }

  void find_cycles() {
    std::vector<std::string> names;
    for (const std::size_t i : find_cycle(activities_.size(), arcs_with_feeds()))
      names.push_back(activities_[i]);
    if (names.empty()) return;
    const std::string path = params_.activities[position(activities_, names.front())].path;
    names.push_back(names.front());
    add(path + ".after",
        fmt::format("activities wait for each other: {}", fmt::join(names, " -> ")),
        "no activity that comes, directly or not, after itself");
  }

  /// Instants reach to April 2262; a drawn duration to three halves of the longest.
  void find_endless_building() {
    TimeNs latest_ns = params_.start.value_or(0);
    double sum_s = 0.0;
    for (const ActivityParams& activity : params_.activities) {
      latest_ns = std::max(latest_ns, activity.not_before.value_or(latest_ns));
      sum_s += 1.5 * std::max(activity.high_s.value_or(0.0), activity.duration_s);
    }
    if (to_seconds(latest_ns) + sum_s < to_seconds(utc_midnight(2261, 1, 1))) return;
    add(params_.path + ".activities", "building could last beyond the year 2260",
        "shorter durations and earlier dates");
  }

  const BuildupParams& params_;
  std::vector<std::string> activities_, crews_, phases_;
  std::vector<Problem> problems_;
};

}  // namespace

void ActivityParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the activity.", .required = true}, name);
  v.choice({.name = "kind", .doc = "What it is; days are counted by it.", .required = true},
           kKindNames, kind);
  v.number({.name = "duration",
            .unit = "s",
            .doc = "Calendar time from its start to its end.",
            .min = 0.0,
            .max = kLongestS,
            .required = true},
           duration_s);
  v.texts({.name = "after", .doc = "Activities that end before it starts."}, after);
  v.text({.name = "crew", .doc = "Crew that does it; nobody scarce if absent."}, crew);
  v.integer({.name = "crew_size", .doc = "Crews of that name it takes.", .min = 1.0, .max = 1e6},
            crew_size);
  v.instant({.name = "not_before", .doc = "Earliest start."}, not_before);
  v.text({.name = "feeds", .doc = "Of an interconnection: the phase whose activities wait for it."},
         feeds);
}

void CrewParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the crew.", .required = true}, name);
  v.integer({.name = "count", .doc = "How many there are.", .min = 1.0, .max = 1e6}, count);
}

void BuildPhaseParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name",
          .doc = "Name of the phase, as fleet entries and grid limits call it.",
          .required = true},
         name);
  v.texts({.name = "energised_by",
           .doc = "Activities whose end energises it; from the start without any."},
          energised_by);
  v.number({.name = "power",
            .unit = "W",
            .doc = "Power for the site that it adds.",
            .min = 0.0,
            .required = true},
           power_w);
}

void BuildupParams::visit(FieldVisitor& v) {
  v.here(path);
  v.instant({.name = "start", .doc = "When building begins.", .required = true}, start);
  v.list({.name = "activities", .doc = "What must be done, in any order.", .max = 2000.0},
         activities);
  v.list({.name = "crews", .doc = "Who is scarce.", .max = 100.0}, crews);
  v.list({.name = "phases",
          .doc = "What is energised by it.",
          .min = 1.0,
          .max = 100.0,
          .required = true},
         phases);
  v.choice({.name = "law", .doc = "How durations with low, base and high are drawn."}, kLawNames,
           law);
  v.integer({.name = "draws", .doc = "Draws of all durations.", .min = 10.0, .max = 1e6}, draws);
}

std::vector<Problem> find_buildup_problems(const BuildupParams& params) {
  return Review(params).all();
}

BuildNetwork make_network(const BuildupParams& params) {
  const std::vector<std::string> activities = names_of(params.activities);
  const std::vector<std::string> crews = names_of(params.crews);
  BuildNetwork network;
  network.start_ns = params.start.value_or(0);
  for (const ActivityParams& from : params.activities) {
    Activity& made = network.activities.emplace_back();
    made.name = from.name;
    made.kind = from.kind;
    for (const std::string& before : from.after)
      made.after.push_back(position(activities, before));
    if (!from.crew.empty()) made.crew = position(crews, from.crew);
    made.crew_size = from.crew_size;
    made.not_before_ns = from.not_before;
    made.low_s = from.low_s.value_or(from.duration_s);
    made.base_s = from.base_s.value_or(from.duration_s);
    made.high_s = from.high_s.value_or(from.duration_s);
    made.planned_ns = from_seconds(from.duration_s);
  }
  for (const CrewParams& from : params.crews)
    network.crews.push_back({from.name, from.count});
  for (const BuildPhaseParams& from : params.phases) {
    BuildPhase& made = network.phases.emplace_back();
    made.name = from.name;
    made.power_w = from.power_w;
    for (const std::string& last : from.energised_by)
      made.after.push_back(position(activities, last));
    for (std::size_t i = 0; i < params.activities.size(); ++i) {
      if (params.activities[i].feeds != from.name) continue;
      for (const std::string& last : from.energised_by)
        if (last != params.activities[i].name)
          network.activities[position(activities, last)].after.push_back(i);
      if (from.energised_by.empty()) made.after.push_back(i);
    }
  }
  return network;
}

std::map<std::string, TimeNs> phase_dates(const BuildupParams& params) {
  const BuildNetwork network = make_network(params);
  const Schedule plan = Scheduler(network).run(planned_spans_ns(network));
  std::map<std::string, TimeNs> dates_ns;
  for (std::size_t phase = 0; phase < network.phases.size(); ++phase)
    dates_ns[network.phases[phase].name] = phase_date_ns(network, plan, phase);
  return dates_ns;
}

}  // namespace gigawatt::power
