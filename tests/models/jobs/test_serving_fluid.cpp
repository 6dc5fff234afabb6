// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/jobs/serving_fluid.h"
#include "sim/engine/errors.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

ServingCase chat_on_a100() {
  return {llama_8b_on_a100(), {}, std::make_shared<LengthTable>(chat_trace()), {1.1}, {}};
}

TEST_CASE("fluid: between calibrated loads it is what the request engine gives") {
  const ServingCase serving = chat_on_a100();
  const ServingTable table =
      calibrate(serving, 1, 40'000, {0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.84});

  // Loads that are not in the table, other luck.
  for (const double load : {0.3, 0.5, 0.6, 0.7, 0.8}) {
    CAPTURE(load);
    const FluidPoint fluid = table.at(load);
    const FluidPoint run = run_at_load(serving, table.full, load, 2, requests_for(load, 100'000));

    CHECK(power_share(fluid.busy, fluid.compute, {}) ==
          Approx(power_share(run.busy, run.compute, {})).epsilon(0.02));
    CHECK(fluid.ttft_p99_s == Approx(run.ttft_p99_s).epsilon(0.15));
    CHECK(std::abs(fluid.miss_share - run.miss_share) < 0.02);
  }
}

TEST_CASE("fluid: an idle replica takes no power, a full one what the engine measured") {
  ServingTable table;
  table.points = {{0.0, 0.0, 0.0, 0.1, 0.01, 0.0},
                  {0.5, 0.9, 0.4, 0.2, 0.02, 0.0},
                  {0.75, 1.0, 0.6, 0.4, 0.03, 0.1}};

  CHECK(table.at(0.0).busy == 0.0);
  CHECK(table.at(0.25).busy == Approx(0.45));
  // Wait · (1 − load) is 0.1 at both ends, so at 0.6 the wait is 0.1 / 0.4.
  CHECK(table.at(0.6).ttft_p99_s == Approx(0.25));
  CHECK(table.at(0.95).miss_share == Approx(0.1));  // beyond the table its last point
  // Half of the dynamic power while memory is the limit: 0.5 · 0.9 + 0.5 · 0.4, by hand.
  CHECK(power_share(0.9, 0.4, {}) == Approx(0.65));
}

TEST_CASE("fluid: what a replica sustains follows from its work per request") {
  // Chat on one A100 is limited by arithmetic, so a saturated replica takes per request
  //   (in + out − 1) · weights + in (in + 1) / 2 · prefill attention + Σ (in + j) · decode
  //   attention.
  const auto model = llama_8b_on_a100();
  const StepCost& cost = model->cost;
  double work_ps = 0.0;
  for (const Request& request : chat_trace()) {
    const double in = request.input_tokens;
    const double steps = request.output_tokens - 1.0;
    work_ps += static_cast<double>(cost.flop_ps) * (in + steps) +
               cost.attend_prefill_ps * 0.5 * in * (in + 1.0) +
               static_cast<double>(cost.attend_ps) * steps * (in + 0.5 * (steps - 1.0));
  }
  const double work_s = 1e-12 * work_ps / 19'366;

  const Saturation full = saturate(chat_on_a100(), 1);

  CHECK(full.compute == Approx(1.0).epsilon(0.01));
  // 15,000 drawn requests: their mean prompt scatters by 0.8 %.
  CHECK(full.requests_per_s == Approx(1.0 / work_s).epsilon(0.016));
}

TEST_CASE("fluid: batch inference fills the memory and serves more than interactive batches") {
  // Llama-3.1-70B on four H100 at 64 sequences is bound by streaming weights.
  const auto model = std::make_shared<ReplicaModel>(
      make_replica(shipped_llms().get("llama-3.1-70b"), h100(), {.tp = 4}));
  ServingCase serving{model, {}, std::make_shared<LengthTable>(chat_trace()), {}, kNoServiceLevel};
  serving.engine.max_batch = 64;
  const Saturation interactive = saturate(serving, 1, 10'000);
  serving.engine = batch_engine();
  const Saturation batch = saturate(serving, 1, 10'000);

  CHECK(batch.requests_per_s > 1.1 * interactive.requests_per_s);
  CHECK(batch.compute > interactive.compute);

  ServingCluster cluster(model, batch_engine(), 1, Dispatch::round_robin, kNoServiceLevel);
  DrawnRequests source(1, "batch", serving.lengths, 1e9, {}, 0, 5'000);
  serve_all(source, cluster);
  CHECK(cluster.stats().served == cluster.offered());
  CHECK(cluster.stats().misses == 0);
}

TEST_CASE("fluid: loads outside of 0 to 1 are refused") {
  CHECK_THROWS_AS(calibrate(chat_on_a100(), 1, 1000, {0.5, 1.0}), DomainError);
  CHECK_THROWS_AS(calibrate(chat_on_a100(), 1, 1000, {0.5, 0.4}), DomainError);
  CHECK_THROWS_AS(calibrate(chat_on_a100(), 1, 1000, {}), DomainError);
}

}  // namespace
}  // namespace gigawatt::jobs
