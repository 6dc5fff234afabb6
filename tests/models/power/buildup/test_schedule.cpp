// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include <doctest/doctest.h>

#include "models/power/buildup/schedule.h"

using namespace gigawatt;
using power::ActivityKind;
using power::BuildCause;
using power::BuildNetwork;

namespace {

constexpr std::int64_t kDayNs = kNsPerDay;

std::size_t add(BuildNetwork& network, const char* name, std::int64_t days,
                std::vector<std::size_t> after = {},
                ActivityKind kind = ActivityKind::construction) {
  power::Activity made;
  made.name = name;
  made.kind = kind;
  made.after = std::move(after);
  made.planned_ns = days * kDayNs;
  network.activities.push_back(made);
  return network.activities.size() - 1;
}

/// Eight activities by hand. Early times, late times and floats in days:
///   A 3        0-3    0-3   0        E 4 (A)    3-7    4-8   1
///   B 4 (A)    3-7    3-7   0        F 2 (C, E) 12-14  12-14 0
///   C 5 (B)    7-12   7-12  0        G 6 (D)    5-11   8-14  3
///   D 2 (A)    3-5    6-8   3        H 3 (F, G) 14-17  14-17 0
/// Finish 17 by A-B-C-F-H; E ends at 7 and F starts at 12, so E may slip by 5, to 12.
BuildNetwork eight() {
  BuildNetwork network;
  const auto a = add(network, "A", 3);
  const auto b = add(network, "B", 4, {a});
  const auto c = add(network, "C", 5, {b});
  const auto d = add(network, "D", 2, {a});
  const auto e = add(network, "E", 4, {a});
  const auto f = add(network, "F", 2, {c, e});
  const auto g = add(network, "G", 6, {d});
  const auto h = add(network, "H", 3, {f, g});
  network.phases.push_back({"all", {h}, 1e6});
  return network;
}

power::Schedule plan(const BuildNetwork& network, const power::ScheduleRules& rules = {}) {
  return power::Scheduler(network).run(power::planned_spans_ns(network), rules);
}

}  // namespace

TEST_CASE("build schedule: forward and backward pass of a network worked by hand") {
  const BuildNetwork network = eight();

  const power::Schedule made = plan(network);

  const std::int64_t start[] = {0, 3, 7, 3, 3, 12, 5, 14};
  const std::int64_t slack[] = {0, 0, 0, 3, 5, 0, 3, 0};
  for (std::size_t i = 0; i < 8; ++i) {
    CAPTURE(network.activities[i].name);
    CHECK(made.start_ns[i] == start[i] * kDayNs);
    CHECK(made.late_finish_ns[i] - made.finish_ns[i] == slack[i] * kDayNs);
    CHECK(made.is_critical(i) == (slack[i] == 0));
  }
  CHECK(power::phase_date_ns(network, made, 0) == 17 * kDayNs);
  CHECK(power::critical_path(network, made, 0).activities ==
        std::vector<std::size_t>{0, 1, 2, 5, 7});
}

TEST_CASE("build schedule: float is to the nearest phase, and what feeds none has no late date") {
  BuildNetwork network = eight();
  network.phases.push_back({"early", {6}, 1e6});  // G ends at 11: D and G may not slip
  add(network, "fence", 100);

  const power::Schedule made = plan(network);

  CHECK(made.is_critical(3));
  CHECK(made.is_critical(6));
  CHECK(made.late_finish_ns[8] == kNever);
}

TEST_CASE("build schedule: two crews level three jobs, by hand") {
  // P 4, Q 3, R 2 days, each one of two crews, then T 1 day after R. Without crews P, Q, R start at
  // 0; late starts to the phase at day 4 (P): P 0, Q 1, R 1 (T must start by 3). Order P, Q (listed
  // before R), R: P and Q start at 0, R waits for Q until 3, ends at 5; T ends at 6.
  BuildNetwork network;
  const auto p = add(network, "P", 4);
  const auto q = add(network, "Q", 3);
  const auto r = add(network, "R", 2);
  const auto t = add(network, "T", 1, {r});
  network.crews.push_back({"linesmen", 2});
  for (const std::size_t i : {p, q, r})
    network.activities[i].crew = 0;
  network.phases.push_back({"all", {p, q, t}, 1e6});

  const power::Schedule made = plan(network);

  CHECK(made.start_ns[p] == 0);
  CHECK(made.start_ns[q] == 0);
  CHECK(made.start_ns[r] == 3 * kDayNs);
  CHECK(power::phase_date_ns(network, made, 0) == 6 * kDayNs);
  // Q hands its crew to R, so Q is critical although nothing is listed after it; P may slip 2 days.
  CHECK(made.is_critical(q));
  CHECK(made.late_finish_ns[p] == 6 * kDayNs);
  // Of the six days of the phase three were waiting for a crew and three construction.
  const power::CriticalPath path = power::critical_path(network, made, 0);
  CHECK(path.activities == std::vector<std::size_t>{r, t});
  CHECK(path.span_ns[static_cast<std::size_t>(BuildCause::crews)] == 3 * kDayNs);
  CHECK(path.span_ns[static_cast<std::size_t>(BuildCause::construction)] == 3 * kDayNs);
  CHECK(power::phase_date_ns(network, plan(network, {.crews = false}), 0) == 4 * kDayNs);
}

TEST_CASE("build schedule: a small job fills a gap that it fits, and not one it does not") {
  // One crew. First 2 days from day 0; Late 4 days, not before day 5; Small 3 days fits into
  // [2, 5); a job of 4 days must wait until Late is done at 9.
  for (const std::int64_t days : {3, 4}) {
    BuildNetwork network;
    const auto first = add(network, "First", 2);
    const auto late = add(network, "Late", 4, {first});
    network.activities[late].not_before_ns = 5 * kDayNs;
    const auto small = add(network, "Small", days);
    network.crews.push_back({"riggers", 1});
    for (power::Activity& activity : network.activities)
      activity.crew = 0;
    network.phases.push_back({"late", {late}, 1e6});  // Small feeds nothing: it comes last

    const power::Schedule made = plan(network);

    CHECK(made.start_ns[late] == 5 * kDayNs);
    CHECK(made.start_ns[small] == (days == 3 ? 2 : 9) * kDayNs);
    CHECK(power::critical_path(network, made, 0)
              .span_ns[static_cast<std::size_t>(BuildCause::dates)] ==
          3 * kDayNs);  // First ends at 2, Late starts at 5
  }
}

TEST_CASE("build schedule: crews are never overdrawn, nothing starts before it may, days add up") {
  // 60 activities of a fixed pattern: duration 1 to 7 days, up to two predecessors, crew sizes 1 to
  // 3 of 4. The laws hold for any network.
  BuildNetwork network;
  network.start_ns = 100 * kDayNs;
  network.crews = {{"a", 4}, {"b", 4}};
  for (std::size_t i = 0; i < 60; ++i) {
    std::vector<std::size_t> after;
    if (i >= 5) after = {i - 5, (i * 7) % i};
    const auto made = add(network, "x", static_cast<std::int64_t>(i * 5 % 7 + 1), after);
    network.activities[made].crew = i % 2;
    network.activities[made].crew_size = static_cast<std::int64_t>(i % 3 + 1);
    if (i % 11 == 0) network.activities[made].not_before_ns = static_cast<TimeNs>(95 + i) * kDayNs;
  }
  network.phases = {{"half", {29, 28}, 1e6}, {"all", {59, 58, 57, 56, 55}, 1e6}};

  const power::Schedule made = plan(network);

  for (std::size_t i = 0; i < 60; ++i) {
    for (const std::size_t before : network.activities[i].after)
      CHECK(made.start_ns[i] >= made.finish_ns[before]);
    std::int64_t used = 0;
    for (std::size_t j = 0; j < 60; ++j)
      if (j % 2 == i % 2 && made.start_ns[j] <= made.start_ns[i] &&
          made.start_ns[i] < made.finish_ns[j])
        used += network.activities[j].crew_size;
    CHECK(used <= 4);
    CHECK(made.late_finish_ns[i] >= made.finish_ns[i]);
  }
  for (std::size_t phase = 0; phase < 2; ++phase) {
    const power::SpanByCause spans = power::critical_path(network, made, phase).span_ns;
    CHECK(std::accumulate(spans.begin(), spans.end(), std::int64_t{0}) ==
          power::phase_date_ns(network, made, phase) - network.start_ns);
  }
}
