// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "models/power/buildup/buildup_params.h"
#include "sim/engine/calendar.h"
#include "sim/scenario/reader.h"

using namespace gigawatt;

namespace {

power::BuildupParams read_buildup(const std::string& text, std::string& errors) {
  const Tree tree = parse_yaml(text, "site.yaml");
  ProblemList problems(tree);
  const ReadOptions options;
  power::BuildupParams params;
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, problems);
  if (problems.empty())
    for (const Problem& p : power::find_buildup_problems(params))
      problems.add(p.path, p.what, p.expected, p.suggestion);
  try {
    problems.throw_if_any();
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  return params;
}

/// What is said of a block whose list of activities is `activities`.
std::string errors_of(const std::string& activities) {
  std::string errors;
  read_buildup("start: 2024-01-01\nactivities:\n" + activities +
                   "crews: [{name: riggers, count: 2}]\n"
                   "phases: [{name: one, energised_by: test, power: 50 MW}]\n",
               errors);
  return errors;
}

bool says(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

}  // namespace

TEST_CASE("buildup: a block is read, and its phases have dates") {
  std::string errors;
  const power::BuildupParams params = read_buildup(R"(
start: 2024-05-01
activities:
  - {name: permit, kind: permit, duration: {low: 30 days, base: 60 days, high: 120 days}}
  - {name: substation, kind: interconnection, duration: 26 weeks, after: permit, feeds: one}
  - {name: test, kind: commissioning, duration: 10 days, crew: riggers, crew_size: 2}
crews: [{name: riggers, count: 2}]
phases:
  - {name: now, power: 8 MW}
  - {name: one, energised_by: [test], power: 50 MW}
law: beta-pert
draws: 200
)",
                                                   errors);

  CHECK(errors.empty());
  CHECK(params.draws == 200);
  const auto dates = power::phase_dates(params);
  CHECK(dates.at("now") == utc_midnight(2024, 5, 1));
  // 60 + 182 + 10 days after 2024-05-01: testing waits for the substation that feeds its phase.
  CHECK(dates.at("one") == utc_midnight(2024, 5, 1) + 252 * kNsPerDay);
}

TEST_CASE("buildup: a cycle is named") {
  const std::string errors = errors_of(R"(
  - {name: a, kind: permit, duration: 1 day, after: c}
  - {name: b, kind: permit, duration: 1 day, after: a}
  - {name: c, kind: permit, duration: 1 day, after: b}
  - {name: test, kind: commissioning, duration: 1 day, after: c}
)");
  CHECK(says(errors, "site.yaml:4:"));
  CHECK(says(errors, "activities wait for each other: a -> b -> c -> a"));
}

TEST_CASE("buildup: an interconnection after the phase it feeds is refused") {
  const std::string errors = errors_of(R"(
  - {name: test, kind: commissioning, duration: 1 day}
  - {name: survey, kind: construction, duration: 1 day, after: test}
  - {name: line, kind: interconnection, duration: 1 day, after: survey, feeds: one}
)");
  CHECK(says(errors, "interconnection 'line' comes after 'test', which energises the phase 'one'"));
  CHECK(says(errors, "site.yaml:6:"));
}

TEST_CASE("buildup: an unknown predecessor has the nearest name") {
  const std::string errors = errors_of(R"(
  - {name: transformer, kind: delivery, duration: 1 day}
  - {name: test, kind: commissioning, duration: 1 day, after: [transfomer]}
)");
  CHECK(says(errors, "there is no activity 'transfomer'"));
  CHECK(says(errors, "did you mean 'transformer'?"));
}

TEST_CASE("buildup: durations out of order, crews of nobody and crews too small are refused") {
  CHECK(says(errors_of("  - {name: test, kind: permit, duration: {low: 9 days, base: 5 days, high: "
                       "10 days}}\n"),
             "low, base and high are not in order"));
  CHECK(says(errors_of("  - {name: test, kind: permit, duration: -1 day}\n"), "duration"));
  CHECK(says(errors_of("  - {name: test, kind: permit, duration: 1 day, crew: riggers, "
                       "crew_size: 3}\n"),
             "'test' takes 3 of crew 'riggers', of which there are 2"));
  CHECK(says(errors_of("  - {name: test, kind: permit, duration: 1 day, crew: rigers}\n"),
             "did you mean 'riggers'?"));
  std::string errors;
  read_buildup(
      "start: 2024-01-01\ncrews: [{name: riggers, count: 0}]\nphases: [{name: one, power: 1 "
      "MW}]\n",
      errors);
  CHECK(says(errors, "count"));
}

TEST_CASE("buildup: only an interconnection feeds") {
  const std::string errors = errors_of(R"(
  - {name: test, kind: permit, duration: 1 day, feeds: one}
)");
  CHECK(says(errors, "only an interconnection feeds a phase"));
}

TEST_CASE("buildup: building without end is refused") {
  std::string activities;
  for (int i = 0; i < 8; ++i)
    activities += "  - {name: a" + std::to_string(i) + ", kind: permit, duration: 30 years}\n";
  activities += "  - {name: test, kind: permit, duration: 1 day}\n";
  CHECK(says(errors_of(activities), "beyond the year 2260"));
}
