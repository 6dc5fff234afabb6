// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <doctest/doctest.h>

#include "models/faults/checkpoint_plan.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using faults::Attempt;
using faults::AttemptProgress;
using faults::AttemptTime;
using faults::CheckpointPlan;

namespace {

constexpr std::int64_t seconds(std::int64_t s) {
  return s * kNsPerSecond;
}

/// The same attempt told second by second, as a person would.
AttemptProgress walk(const CheckpointPlan& plan, const Attempt& attempt, std::int64_t elapsed_ns) {
  AttemptProgress now;
  std::vector<std::pair<std::int64_t, std::int64_t>> writes;  // (safe at, work it saves).
  std::int64_t interval_ns = plan.interval_ns;
  std::int64_t since_ns = 0;
  std::int64_t stalled_ns = -1;
  for (std::int64_t t = 0; t < elapsed_ns; ++t) {
    if (attempt.restarted && now.restart_ns < plan.restart_ns) {
      ++now.restart_ns;
      continue;
    }
    if (plan.interval_ns > 0 && stalled_ns < 0 && since_ns == interval_ns) {
      writes.emplace_back(t + plan.write_ns, now.work_ns);
      stalled_ns = 0;
    }
    if (stalled_ns >= 0 && stalled_ns < plan.stall_ns) {
      ++stalled_ns;
      ++now.stall_ns;
      continue;
    }
    if (stalled_ns >= 0) {
      stalled_ns = -1;
      since_ns = 0;
      interval_ns = interval_ns * plan.growth_permille / 1000;
    }
    ++now.work_ns;
    ++since_ns;
  }
  // A write that begins at this very moment is safe if it takes no time.
  const bool begins = plan.interval_ns > 0 && stalled_ns < 0 && since_ns == interval_ns &&
                      attempt.done_ns + now.work_ns < attempt.work_ns;
  if (begins) writes.emplace_back(elapsed_ns + plan.write_ns, now.work_ns);
  for (const auto& [safe_ns, work_ns] : writes)
    if (safe_ns <= elapsed_ns) {
      now.saved_ns = work_ns;
      ++now.checkpoints;
    }
  return now;
}

/// Wall seconds of a task whose node fails `up` after each start and comes back `down` later.
/// Gives up after `attempts`. Work carries over through checkpoints only.
struct Story {
  std::int64_t wall_s = 0;
  std::int64_t busy_s = 0;
  int attempts = 0;
  bool completed = false;
};
Story tell(const CheckpointPlan& plan, std::int64_t work_s, const std::vector<std::int64_t>& up_s,
           std::int64_t down_s, int attempts) {
  Story story;
  Attempt attempt{.work_ns = seconds(work_s)};
  for (int nth = 0; nth < attempts; ++nth) {
    ++story.attempts;
    const std::int64_t length_ns = faults::attempt_length_ns(plan, attempt);
    const bool fails = nth < static_cast<int>(up_s.size()) &&
                       seconds(up_s[static_cast<std::size_t>(nth)]) < length_ns;
    const std::int64_t run_ns = fails ? seconds(up_s[static_cast<std::size_t>(nth)]) : length_ns;
    const AttemptTime time = faults::split_attempt(plan, attempt, run_ns);
    CHECK(time.productive_ns + time.discarded_ns + time.blocked_ns == run_ns);
    story.wall_s += run_ns / kNsPerSecond;
    story.busy_s += run_ns / kNsPerSecond;
    if (!fails) {
      story.completed = true;
      return story;
    }
    attempt.done_ns += time.productive_ns;
    attempt.restarted = true;
    if (nth + 1 < attempts) story.wall_s += down_s;
  }
  return story;
}

/// Joules of a host that draws 150 W while the task runs and 100 W while it waits.
std::int64_t host_j(const Story& story) {
  return story.busy_s * 150 + (story.wall_s - story.busy_s) * 100;
}

}  // namespace

TEST_CASE("checkpoints: productive, discarded and blocked add up to the elapsed time") {
  const RandomStream stream(7, "test", "checkpoint-plans");
  for (std::uint64_t trial = 0; trial < 4000; ++trial) {
    RandomDraws draws = stream.at(trial);
    CheckpointPlan plan;
    plan.interval_ns = static_cast<std::int64_t>(draws.index(40));
    plan.stall_ns = static_cast<std::int64_t>(draws.index(8));
    plan.write_ns =
        plan.stall_ns +
        static_cast<std::int64_t>(draws.index(static_cast<std::uint64_t>(plan.interval_ns) + 1));
    plan.restart_ns = static_cast<std::int64_t>(draws.index(30));
    plan.growth_permille = draws.index(2) == 0 ? 1000 : 1500;
    REQUIRE(plan.is_valid());
    Attempt attempt;
    attempt.work_ns = 1 + static_cast<std::int64_t>(draws.index(300));
    attempt.done_ns =
        static_cast<std::int64_t>(draws.index(static_cast<std::uint64_t>(attempt.work_ns)));
    attempt.restarted = draws.index(2) == 0;

    const std::int64_t length_ns = faults::attempt_length_ns(plan, attempt);
    std::int64_t saved_before_ns = 0;
    for (std::int64_t elapsed_ns = 0; elapsed_ns <= length_ns; ++elapsed_ns) {
      const AttemptProgress progress = faults::progress_at(plan, attempt, elapsed_ns);
      const AttemptProgress walked = walk(plan, attempt, elapsed_ns);
      REQUIRE(progress.work_ns == walked.work_ns);
      REQUIRE(progress.saved_ns == walked.saved_ns);
      REQUIRE(progress.stall_ns == walked.stall_ns);
      REQUIRE(progress.restart_ns == walked.restart_ns);
      REQUIRE(progress.checkpoints == walked.checkpoints);
      REQUIRE(progress.saved_ns >= saved_before_ns);
      saved_before_ns = progress.saved_ns;
      const AttemptTime time = faults::split_attempt(plan, attempt, elapsed_ns);
      REQUIRE(time.productive_ns + time.discarded_ns + time.blocked_ns == elapsed_ns);
      REQUIRE(time.discarded_ns >= 0);
      // All work is done at the end and not before.
      REQUIRE((attempt.done_ns + progress.work_ns == attempt.work_ns) == (elapsed_ns == length_ns));
    }
    REQUIRE(faults::split_attempt(plan, attempt, length_ns).discarded_ns == 0);
  }
}

TEST_CASE("checkpoints: an asynchronous one is safe only when its write is complete") {
  const CheckpointPlan plan{
      .interval_ns = seconds(100), .stall_ns = seconds(5), .write_ns = seconds(30)};
  const Attempt attempt{.work_ns = seconds(1000)};
  // Begins at 100 s, work resumes at 105 s, safe at 130 s with 100 s of work; 125 s are done then.
  CHECK(faults::progress_at(plan, attempt, seconds(130) - 1).saved_ns == 0);
  const AttemptProgress safe = faults::progress_at(plan, attempt, seconds(130));
  CHECK(safe.saved_ns == seconds(100));
  CHECK(safe.work_ns == seconds(125));
  // 1000 s of work, a stall after each 100 s but the last: 1000 + 9 · 5.
  CHECK(faults::attempt_length_ns(plan, attempt) == seconds(1045));
}

TEST_CASE("checkpoints: without an interval an attempt is its work and its restart") {
  const CheckpointPlan plan{.restart_ns = seconds(300)};
  Attempt attempt{.work_ns = seconds(600)};
  CHECK(faults::attempt_length_ns(plan, attempt) == seconds(600));
  attempt.restarted = true;
  CHECK(faults::attempt_length_ns(plan, attempt) == seconds(900));
  CHECK(faults::split_attempt(plan, attempt, seconds(800)).discarded_ns == seconds(500));
}

TEST_CASE("checkpoints: a plan whose writes overlap or shrink is not valid") {
  const CheckpointPlan good{.interval_ns = 10, .stall_ns = 2, .write_ns = 12};
  CHECK(good.is_valid());
  CheckpointPlan overlapping = good;
  overlapping.write_ns = 13;
  CHECK_FALSE(overlapping.is_valid());
  CheckpointPlan early = good;
  early.write_ns = 1;
  CHECK_FALSE(early.is_valid());
  CheckpointPlan shrinking = good;
  shrinking.growth_permille = 999;
  CHECK_FALSE(shrinking.is_valid());
}

TEST_CASE("checkpoints: a length past the range of the clock is never, not negative") {
  const CheckpointPlan plan{.interval_ns = 1, .stall_ns = seconds(1), .write_ns = seconds(1)};
  CHECK(faults::attempt_length_ns(plan, {.work_ns = seconds(1'000'000'000)}) == kNever);
}

// Cases that OpenDC's FailuresAndCheckpointingTest asserts: ten minutes of work on one host, 150 W
// at that load and 100 W idle, a failure after five minutes that lasts five. Each number by hand
// besides.
TEST_CASE("failure and checkpoint: published cases come out to the second and the joule") {
  const CheckpointPlan none;
  const CheckpointPlan every_minute{
      .interval_ns = seconds(60), .stall_ns = seconds(1), .write_ns = seconds(1)};
  CheckpointPlan growing = every_minute;
  growing.growth_permille = 1500;

  SUBCASE("all is lost without a checkpoint") {
    const Story story = tell(none, 600, {300}, 300, 10);
    CHECK(story.wall_s == 1200);
    CHECK(host_j(story) == 165'000);
  }
  SUBCASE("a failure after the end changes nothing") {
    const Story story = tell(none, 600, {30'000}, 300, 10);
    CHECK(story.wall_s == 600);
    CHECK(host_j(story) == 90'000);
  }
  SUBCASE("the task is given up after ten attempts") {
    const Story story = tell(none, 600, std::vector<std::int64_t>(20, 300), 300, 10);
    CHECK_FALSE(story.completed);
    CHECK(story.attempts == 10);
    CHECK(story.wall_s == 95 * 60);
    CHECK(host_j(story) == 720'000);
  }
  SUBCASE("a checkpoint every minute for one second") {
    // 4 of 61 s are safe, 56 s are lost; then 360 s of work with 5 checkpoints.
    const Story story = tell(every_minute, 600, {300}, 300, 10);
    CHECK(story.wall_s == 965);
    CHECK(host_j(story) == 129'750);
  }
  SUBCASE("intervals that grow by half") {
    // 60, 90, 135 s are safe, 12 s are lost; then 315 s of work with 3 checkpoints.
    const Story story = tell(growing, 600, {300}, 300, 10);
    CHECK(story.wall_s == 918);
    CHECK(host_j(story) == 122'700);
  }
}
