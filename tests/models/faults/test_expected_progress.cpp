// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "models/faults/expected_progress.h"
#include "models/faults/gang_run.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;
using faults::CheckpointParams;
using faults::CheckpointPlan;
using faults::JobFailures;

namespace {

constexpr JobFailures kLlamaFailures{.mtbf_s = 11'136.0, .downtime_s = 600.0};

CheckpointParams every(const std::string& interval) {
  CheckpointParams params;
  params.interval = interval;
  return params;
}

std::string warning(const std::optional<CheckpointParams>& params, double work_s) {
  return faults::progress_warning(params, "pretraining", 2048, kLlamaFailures, work_s);
}

}  // namespace

TEST_CASE("useful share: one gang, failure by failure, gets what is expected") {
  // Intervals saved by an attempt are geometric with a mean of 0.4 to 0.6, so 200,000 attempts
  // scatter their mean by 0.5 %; three times that.
  const JobFailures failures{.mtbf_s = 3600.0, .downtime_s = 120.0};
  for (const std::int64_t write_s : {60, 1200}) {  // as long as its stall, and much longer
    CAPTURE(write_s);
    faults::GangParams gang;
    gang.plan = CheckpointPlan{.interval_ns = 3600 * kNsPerSecond,
                               .stall_ns = 60 * kNsPerSecond,
                               .write_ns = write_s * kNsPerSecond,
                               .restart_ns = 300 * kNsPerSecond};
    gang.between = faults::Distribution::exponential(failures.mtbf_s);
    gang.downtime_ns = 120 * kNsPerSecond;
    gang.work_ns = 1'000'000 * kNsPerHour;
    gang.max_attempts = 200'000;
    const faults::GangResult run = run_gang(gang, RandomStream(7, "gang", "failure"));

    const double expected = faults::useful_share(gang.plan, failures, to_seconds(gang.work_ns));
    CHECK(run.efficiency() == Approx(expected).epsilon(0.015));
  }
}

TEST_CASE("useful share: work that is over before the first checkpoint is one interval") {
  CheckpointPlan plan;
  plan.interval_ns = 30 * kNsPerDay;
  plan.stall_ns = plan.write_ns = 5 * kNsPerSecond;
  // W / ((µ + D) (e^(W/µ) − 1)) with W = µ and D = 0, by hand.
  const JobFailures failures{.mtbf_s = 3600.0, .downtime_s = 0.0};
  CHECK(faults::useful_share(plan, failures, 3600.0) == Approx(1.0 / (std::exp(1.0) - 1.0)));
  CHECK(faults::useful_share({}, failures, 3600.0) == Approx(1.0 / (std::exp(1.0) - 1.0)));
  CHECK(faults::useful_share({}, failures, 0.0) == 0.0);
  CHECK(faults::useful_share(plan, failures, 0.0) == Approx(0.0));
  CHECK(faults::useful_share(plan, {std::numeric_limits<double>::infinity(), 0.0}, 0.0) == 1.0);
}

TEST_CASE("useful share: an interval far above the time between failures is told with the best") {
  // Period 335.4 s (Llama 3's failures, docs/models/faults/checkpoint.md), 5 s of it the stall:
  // efficiency 0.896, and e^(−25 / 11,136) of it for the write beside the work.
  CHECK(warning(every("30 days"), 0.0) ==
        "a job of 'pretraining' on 2048 nodes fails every 3.09 h and saves every 30 days: only "
        "0.0 % of its time is expected to be useful work; `interval: optimal` (5.51 min) would "
        "make it 89.4 %");
  CHECK(warning(every("none"), 30 * 86'400.0).find("and saves nothing: only 0.0 %") !=
        std::string::npos);
}

TEST_CASE("useful share: half of the time is enough to say nothing") {
  CHECK(warning(every("optimal"), 0.0).empty());
  CHECK(warning(every("30 days"), 3600.0).empty());  // it is over before it fails
  // E = τ / ((µ + D) e^((R + lag)/µ) (e^((τ + C)/µ) − 1)) crosses one half between these.
  CHECK(warning(every("2 h"), 0.0).empty());
  CHECK_FALSE(warning(every("4 h"), 0.0).empty());
}

TEST_CASE("useful share: a job without checkpoints starts over until its work fits") {
  // W / ((µ + D) (e^(W/µ) − 1)) is one half at W = 13,015 s for µ = 11,136 s and D = 600 s: the
  // expected time (µ + D)(e^(W/µ) − 1) is then 2 W. By bisection of the formula.
  CHECK(warning(std::nullopt, 12'900.0).empty());
  CHECK_FALSE(warning(std::nullopt, 13'100.0).empty());
  // 30 h: e^(108,000 / 11,136) = 16,289, of (µ + D) = 11,736 s each: 0.06 % of the time.
  CHECK(warning(std::nullopt, 30 * 3600.0) ==
        "a job of 'pretraining' on 2048 nodes fails every 3.09 h and saves nothing: only 0.1 % of "
        "its time is expected to be useful work; `checkpoint: {interval: optimal}` (5.51 min) "
        "would make it 89.4 %");
  CHECK(warning(std::nullopt, 0.0).empty());  // not known
}

TEST_CASE("useful share: where no interval helps, what would is said") {
  CheckpointParams slow = every("optimal");
  slow.restart_s = 11'000.0;
  CHECK(warning(slow, 0.0).find("shorten `restart`") != std::string::npos);

  CheckpointParams never = every("none");  // and a stall with which it could not get on
  never.stall_s = never.write_s = 12'000.0;
  CHECK(warning(never, 30 * 86'400.0).find("shorten `restart`") != std::string::npos);
}
