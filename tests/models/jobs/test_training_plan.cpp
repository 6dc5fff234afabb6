// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/training_plan.h"
#include "sim/engine/time.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

/// Llama 3.1 405B as published.
TrainingParams llama_405b() {
  TrainingParams params;
  params.parameters = 405e9;
  params.tokens = 15.6e12;
  params.gpus = 16'384;
  return params;
}

/// "path: what" of every problem.
std::vector<std::string> problems_of(const TrainingParams& params) {
  std::vector<std::string> texts;
  for (const Problem& problem : find_training_problems(params))
    texts.push_back(problem.path + ": " + problem.what);
  return texts;
}

// ── Published runs ─────────────────────────────────────────────────────────────────────────────

TEST_CASE("training: 6ND gives the published FLOPs of three models") {
  // Published: 3.8e25 (arXiv 2407.21783); 3.14e23 (arXiv 2005.14165). DeepSeek-V3 by hand from its
  // published 37e9 active parameters and 14.8e12 tokens (arXiv 2412.19437).
  CHECK(training_flops(405e9, 15.6e12) == Approx(3.791e25).epsilon(0.001));
  CHECK(training_flops(405e9, 15.6e12) == Approx(3.8e25).epsilon(0.01));
  CHECK(training_flops(37e9, 14.8e12) == Approx(3.286e24).epsilon(0.001));
  CHECK(training_flops(175e9, 300e9) == Approx(3.14e23).epsilon(0.005));
}

TEST_CASE("training: published accelerator hours give the averages over the whole runs") {
  // 30.84 million H100 hours (Llama 3.1 405B): 341.4 TFLOP/s, 34.5 % of 989.4. 2.664 million H800
  // hours (DeepSeek-V3): 342.6 TFLOP/s. Both averages derived by hand from published figures.
  const double llama_flops = achieved_flops(training_flops(405e9, 15.6e12), 30.84e6);
  CHECK(llama_flops == Approx(341.4e12).epsilon(0.001));
  CHECK(llama_flops / 989.4e12 == Approx(0.345).epsilon(0.01));
  CHECK(achieved_flops(training_flops(37e9, 14.8e12), 2.664e6) == Approx(342.6e12).epsilon(0.001));
}

TEST_CASE("training: Llama 3.1 at its published 400 TFLOP/s takes 67 days without a stop") {
  TrainingParams params = llama_405b();
  params.mfu = 400.0 / 989.5;

  const TrainingPlan plan = plan_training(params);

  // 6ND / (16384 · 400e12), by hand: 66.95 days, 26.3 million hours; the run took 30.84 with stops.
  CHECK(plan.run_s / kDayS == Approx(66.95).epsilon(0.005));
  CHECK(plan.gpu_hours() == Approx(26.3e6).epsilon(0.005));
  CHECK(plan.gpu_hours() < 30.84e6);
  CHECK(plan.checkpoint_bytes == Approx(6.48e12));  // 16 B each; published as about 6.5 TB of state
}

TEST_CASE("training: an MFU averaged over everything gives back the published hours and days") {
  // Plain arithmetic on published inputs: only a slip in the plan's own sums can fail it.
  TrainingParams params = llama_405b();
  params.mfu = achieved_flops(training_flops(405e9, 15.6e12), 30.84e6) / 989.5e12;
  const TrainingPlan run = plan_training(params);
  CHECK(run.gpu_hours() == Approx(30.84e6));
  CHECK(run.run_s / kDayS == Approx(78.4).epsilon(0.001));  // 30.84e6 / 16384 / 24

  // Energy bounds of those hours: accelerators at 700 W, nodes at 10.2 kW, nodes at 76 % of that.
  const double gwh_per_w = run.gpu_hours() * 1e-9;
  CHECK(gwh_per_w * 700.0 == Approx(21.6).epsilon(0.002));
  CHECK(gwh_per_w * 10'200.0 / 8.0 == Approx(39.3).epsilon(0.002));
  CHECK(gwh_per_w * 0.76 * 10'200.0 / 8.0 == Approx(29.9).epsilon(0.002));
}

TEST_CASE(
    "training: a mixture of experts, DeepSeek-V3: a measured step gives the published hours") {
  // Measured: 15,360 sequences of 4,096 tokens in 19.926 s on 2,048 H800, whose peak is that of
  // H100 (DeepSeek-AI, Insights into DeepSeek-V3, ISCA 2025, arXiv 2505.09343, table 4).
  constexpr double kBatchTokens = 15'360.0 * 4096.0, kStepS = 19.926;
  TrainingParams params;
  params.parameters = 37e9;
  params.total_parameters = 671e9;
  params.tokens = 14.8e12;
  params.gpus = 2048;
  params.batch_tokens = kBatchTokens;
  params.sequence = 4096;
  params.mfu = training_flops(37e9, kBatchTokens) / (2048 * 989.5e12 * kStepS);

  const TrainingPlan plan = plan_training(params);

  CHECK(plan.step_s == Approx(kStepS).epsilon(1e-9));
  CHECK(plan.tokens_per_s * 86'400 == Approx(272.80e9).epsilon(1e-4));  // the same table
  // Another publication, the technical report (arXiv 2412.19437, table 1 and section 1): 2.664
  // million H800 hours for all tokens, 180 thousand and 3.7 days for each 10^12.
  CHECK(plan.gpu_hours() == Approx(2.664e6).epsilon(0.002));
  CHECK(plan.gpu_hours() / 14.8 == Approx(180e3).epsilon(0.002));
  CHECK(plan.run_s / kDayS / 14.8 == Approx(3.7).epsilon(0.01));
  // With 119 and 5 thousand for longer contexts and post-training: 2.788 million, at 2 USD.
  CHECK((plan.gpu_hours() + 124e3) * 2.0 == Approx(5.576e6).epsilon(0.002));
  CHECK(plan.checkpoint_bytes == Approx(16.0 * 671e9));  // of all experts
  CHECK(plan.flops == Approx(3.286e24).epsilon(0.001));  // of the active ones

  // Its own MFU, 38.94 %, counts causal attention, which 6N leaves out: 61 layers of 128 heads,
  // keys of 192 and values of 128, half of 4,096 tokens seen on average, thrice for the two passes.
  const double attention = 3.0 * 2.0 * 61 * 128 * (192 + 128) * 2048.0;
  CHECK(*params.mfu * (1.0 + attention / (6.0 * 37e9)) == Approx(0.3894).epsilon(0.02));
}

// ── MFU by scale ───────────────────────────────────────────────────────────────────────────────

TEST_CASE("training: MFU by scale goes through the published points and halves in log between") {
  const MfuCurve curve = llama3_mfu_curve();

  CHECK(mfu_at(curve, 8192) == Approx(0.43));
  CHECK(mfu_at(curve, 16'384) == Approx(0.41));
  CHECK(1.0 - mfu_at(curve, 16'384) / mfu_at(curve, 8192) == Approx(0.047).epsilon(0.02));
  CHECK(mfu_at(curve, 8192 * std::sqrt(2.0)) == Approx(0.42));  // half-way in log, by hand
  CHECK(mfu_at(curve, 1024) == Approx(0.43));                   // held, and said so by the plan
  CHECK(mfu_at(curve, 100'000) == Approx(0.41));

  TrainingParams params = llama_405b();
  CHECK_FALSE(plan_training(params).beyond_curve);
  params.gpus = 65'536;
  CHECK(plan_training(params).beyond_curve);

  // MegaScale's own point (arXiv 2402.15627), as a curve of one.
  params.mfu_by_scale = {{12'288}, {0.552}, {}};
  params.gpus = 12'288;
  CHECK(plan_training(params).mfu == Approx(0.552));
}

TEST_CASE("training: the bubble alone explains why MFU fell from 43 to 41 %") {
  // From the 8,192-accelerator point only: half the micro-batches per rank at 16,384.
  const MfuCurve small{{8192}, {0.43}, {bubble_ratio(16, 8, 32)}};

  CHECK(bubble_ratio(16, 8, 32) == Approx(15.0 / 256.0));
  CHECK(bubble_ratio(1, 1, 4) == 0.0);
  // 0.43 · (1 + 0.0586) / (1 + 0.1172) = 0.4075, by hand; published 0.41.
  CHECK(mfu_at(small, 16'384, bubble_ratio(16, 8, 16)) == Approx(0.4075).epsilon(0.001));
  CHECK(mfu_at(small, 16'384, bubble_ratio(16, 8, 16)) == Approx(0.41).epsilon(0.01));
}

TEST_CASE("training: a published layout gives back its published MFU, another bubble lowers it") {
  TrainingParams params = llama_405b();
  params.layout = ParallelLayout{.tensor = 8, .pipeline = 16, .data = {}, .virtual_stages = 8};

  const TrainingPlan published = plan_training(params);
  CHECK(published.micro_batches == Approx(16.0));  // 2^24 / (8192 · 128), by hand
  CHECK(published.bubble_ratio == Approx(15.0 / 128.0));
  CHECK(published.mfu == Approx(0.41));

  params.layout->virtual_stages = 1;
  const TrainingPlan plain = plan_training(params);
  CHECK(plain.bubble_ratio == Approx(15.0 / 16.0));
  CHECK(plain.mfu == Approx(0.41 * (1.0 + 15.0 / 128.0) / (1.0 + 15.0 / 16.0)));

  // A measured MFU has its bubble in it.
  params.mfu = 0.4;
  CHECK(plan_training(params).mfu == 0.4);
}

TEST_CASE("training: a warm inlet costs up to what was published, and never less when warmer") {
  const HeatLossParams heat{300.65, 293.15, 308.15, 0.015};
  CHECK(heat_loss_frac(heat, 280.0) == 0.0);
  CHECK(heat_loss_frac(heat, 300.65) == Approx(0.0075));  // half-way, by hand
  CHECK(heat_loss_frac(heat, 320.0) == 0.015);

  TrainingParams params = llama_405b();
  const double cool_s = plan_training(params).run_s;
  params.heat = heat;
  CHECK(plan_training(params).run_s == Approx(cool_s / (1.0 - 0.0075)));
}

// ── Steps ──────────────────────────────────────────────────────────────────────────────────────

TEST_CASE("training: steps of 16 Mi tokens at 16,384 H100 take 6.1 s and swing by 6.3 MW") {
  const TrainingPlan plan = plan_training(llama_405b());

  // 6 · 405e9 · 2^24 / (16384 · 989.5e12 · 0.41), by hand.
  CHECK(plan.step_s == Approx(6.1335).epsilon(1e-4));
  CHECK(plan.steps == 929'833);  // 15.6e12 / 2^24 = 929,832.5
  CHECK(plan.run_s == Approx(plan.step_s * 15.6e12 / 16'777'216));
  CHECK(plan.tokens_per_s * plan.run_s == Approx(15.6e12));
  CHECK(plan.step_power.period_s == plan.step_s);
  CHECK(plan.step_power.high_share == Approx(0.8));
  CHECK(plan.step_power.swing_w() == Approx(6.30784e6));
}

TEST_CASE("training: twice the peak in FP8 halves the time, and a peak given wins") {
  TrainingParams params = llama_405b();
  const double bf16_s = plan_training(params).run_s;
  params.precision = Precision::fp8;
  CHECK(plan_training(params).run_s == Approx(bf16_s / 2.0));
  params.peak_flops = 989.5e12;
  CHECK(plan_training(params).run_s == Approx(bf16_s));
}

// ── Contradictions ─────────────────────────────────────────────────────────────────────────────

TEST_CASE("training: contradictions are all told at once") {
  TrainingParams params = llama_405b();
  params.path = "training";
  params.accelerator = Accelerator::a100_sxm;
  params.precision = Precision::fp8;
  params.layout = ParallelLayout{.tensor = 8, .pipeline = 16, .data = 100};
  params.mfu_by_scale = {{4096, 2048}, {0.5}, {}};
  params.heat = HeatLossParams{300.0, 300.0, 290.0, 0.01};

  const auto problems = problems_of(params);

  REQUIRE(problems.size() == 6);
  CHECK(problems[0] == "training.precision: no FP8 peak of a100-sxm is published");
  CHECK(problems[1] == "training.layout: its ranks come to 12800 accelerators, not 16384");
  CHECK(problems[2] == "training.mfu_by_scale: 2 scales but 1 values");
  CHECK(problems[3] == "training.mfu_by_scale.gpus: the scales do not rise");
  CHECK(problems[4] == "training.mfu_by_scale.bubble: 2 scales but 0 bubble ratios");
  CHECK(problems[5].starts_with("training.heat.hot: hot, 290.00 K, is not above mild"));
  CHECK_THROWS_AS(plan_training(params), ScenarioError);
}

TEST_CASE("training: a batch that leaves ranks without a micro-batch is refused") {
  TrainingParams params = llama_405b();
  params.batch_tokens = 8192.0 * 64;
  params.layout = ParallelLayout{.tensor = 8, .pipeline = 16, .data = {}};

  CHECK(problems_of(params).at(0) ==
        "batch: each data parallel rank gets 0.5 micro-batches a step");
}

}  // namespace
}  // namespace gigawatt::jobs
