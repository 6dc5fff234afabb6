// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <doctest/doctest.h>

#include "models/faults/checkpoint_optimum.h"
#include "models/faults/gang_run.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using faults::CheckpointCost;
using faults::Distribution;
using faults::GangParams;
using faults::GangResult;

namespace {

/// A job that works for `failures` times the mean time between failures.
GangParams long_job(const CheckpointCost& cost, double interval_s, double failures) {
  GangParams params;
  params.between = Distribution::exponential(cost.mtbf_s);
  params.downtime_ns = from_seconds(cost.downtime_s);
  params.plan.interval_ns = from_seconds(interval_s);
  params.plan.stall_ns = params.plan.write_ns = from_seconds(cost.checkpoint_s);
  params.plan.restart_ns = from_seconds(cost.restart_s);
  params.work_ns = from_seconds(failures * cost.mtbf_s);
  return params;
}

}  // namespace

TEST_CASE("one gang: simulated efficiency is the exact formula's within half a percent") {
  struct Row {
    double checkpoint_s, period_s, failures;
  };
  const RandomStream draws(7, "test", "gang");
  // Llama-3 rate; three optimal periods, and three hours, which scatters more: longer.
  for (const Row& row :
       {Row{300, 2688.9, 2e4}, Row{60, 1176.3, 2e4}, Row{10, 475.3, 2e4}, Row{60, 10'800.0, 3e5}}) {
    CAPTURE(row.checkpoint_s);
    CAPTURE(row.period_s);
    const CheckpointCost cost{.mtbf_s = 11'136.0,
                              .checkpoint_s = row.checkpoint_s,
                              .downtime_s = 600.0,
                              .restart_s = 300.0};
    const GangResult result =
        run_gang(long_job(cost, row.period_s - row.checkpoint_s, row.failures), draws);

    CHECK(result.completed);
    CHECK(result.attempts > row.failures);
    CHECK(result.productive_ns + result.discarded_ns + result.blocked_ns + result.down_ns ==
          result.elapsed_ns);
    const double formula = faults::exponential_efficiency(cost, row.period_s);
    CHECK(std::abs(result.efficiency() / formula - 1.0) < 0.005);
  }
}

TEST_CASE("one gang: nine tenths with a stall of three seconds, never with one of 300") {
  const RandomStream draws(8, "test", "gang");
  const auto best = [&](double stall_s) {
    const CheckpointCost cost{.mtbf_s = 54.0 * 86'400.0 / 419.0,
                              .checkpoint_s = stall_s,
                              .downtime_s = 600.0,
                              .restart_s = 300.0};
    const double interval_s = faults::optimal_period_s(cost) - stall_s;
    return run_gang(long_job(cost, interval_s, 20'000.0), draws).efficiency();
  };
  CHECK(std::abs(best(3.0) - 0.902) < 0.003);
  CHECK(std::abs(best(5.0) - 0.896) < 0.003);
  CHECK(best(300.0) < 0.74);
}

TEST_CASE("one gang: a write that takes longer than its stall costs what it puts at risk") {
  // Asynchronous: stall 5 s, safe after 200 s. Work done until then is lost too, so on average
  // (200 − 5) s more per failure than with a write of 5 s: a share of 195 / 11,136 of the time.
  const RandomStream draws(9, "test", "gang");
  const CheckpointCost cost{
      .mtbf_s = 11'136.0, .checkpoint_s = 5.0, .downtime_s = 600.0, .restart_s = 300.0};
  GangParams params = long_job(cost, 1000.0, 20'000.0);
  const double quick = run_gang(params, draws).efficiency();
  params.plan.write_ns = from_seconds(200.0);
  const double slow = run_gang(params, draws).efficiency();
  CHECK(std::abs((quick - slow) - 195.0 / 11'136.0) < 0.002);
}

TEST_CASE("one gang: without failures only stalls are lost, and a hopeless job is given up") {
  GangParams params = long_job({.mtbf_s = 1e9, .checkpoint_s = 10.0}, 90.0, 1e-3);
  params.between = Distribution::fixed(9.1e9);
  const GangResult calm = run_gang(params, RandomStream(1, "test", "gang"));
  CHECK(calm.attempts == 1);
  // 1e6 s of work, a stall of 10 s after each 90 s but the last: floor((1e6 − 1e-9) / 90) = 11,111.
  CHECK(calm.elapsed_ns == from_seconds(1e6 + 111'110.0));

  params.between = Distribution::fixed(50.0);  // Fails before the first checkpoint, every time.
  params.max_attempts = 25;
  const GangResult hopeless = run_gang(params, RandomStream(1, "test", "gang"));
  CHECK_FALSE(hopeless.completed);
  CHECK(hopeless.attempts == 25);
  CHECK(hopeless.productive_ns == 0);
  CHECK(hopeless.discarded_ns == 25 * from_seconds(50.0));
}
