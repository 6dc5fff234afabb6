// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "sim/engine/errors.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

TEST_CASE("roofline: one pair of constants meets measured H100 layers within 8 %") {
  // Vidur's profile of Llama-2-70B on one H100: the four matrix products of a layer, 855,638,016
  // weights in bf16, milliseconds per layer. Between these rows the machine does not rise evenly:
  // 512 and 4,096 tokens cannot both be met by one compute efficiency.
  struct Row {
    double tokens, measured_ms;
  };
  for (const Row& row : {Row{1, 0.593}, Row{128, 0.611}, Row{512, 1.169}, Row{4096, 10.163}}) {
    const double modelled_ms = 1e3 * gemm_s(855'638'016, row.tokens, Precision::bf16, h100());
    MESSAGE(row.tokens << " tokens: " << modelled_ms << " ms, measured " << row.measured_ms << ", "
                       << 100 * (modelled_ms / row.measured_ms - 1) << " %");
    CHECK(modelled_ms == Approx(row.measured_ms).epsilon(0.08));
  }
}

TEST_CASE("roofline: a replica's steps are the formula by hand") {
  const ReplicaModel model = *llama_8b_on_a100();

  // 8,030,261,248 · 2 B / (2.0 TB/s · 0.86) = 9.337 ms to stream the weights once.
  CHECK(static_cast<double>(model.cost.weights(1)) == Approx(9.3375e9).epsilon(1e-4));
  CHECK(model.cost.weights(1) == model.cost.weights(300));
  // 131,072 B / 1.72 TB/s = 76.2 ns per context token; 2 · 8.03e9 / (312e12 · 0.725) = 71.0 µs.
  CHECK(model.cost.read_ps == 76'205);
  CHECK(static_cast<double>(model.cost.flop_ps) == Approx(71.0e6).epsilon(1e-3));
  // (80 GB · 0.9 − 16.06 GB) / 131,072 B
  CHECK(model.kv_tokens == 426'784);
}

TEST_CASE("roofline: tensor parallelism divides the work and pays for its collectives") {
  const LlmModel& llm = shipped_llms().get("llama-3.1-70b");
  const ReplicaModel four = make_replica(llm, h100(), {.tp = 4});
  const ReplicaModel eight = make_replica(llm, h100(), {.tp = 8});

  CHECK(static_cast<double>(four.cost.weights(1)) / static_cast<double>(eight.cost.weights(1)) ==
        Approx(2.0).epsilon(1e-9));
  CHECK(eight.cost.overhead_ps == 160 * 10'000'000);  // 2 · 80 all-reduces of 10 µs
  // 160 · 2 · 7/8 · 8,192 · 2 B / (450 GB/s · 0.81)
  CHECK(static_cast<double>(eight.cost.link_ps) == Approx(12.585e6).epsilon(1e-3));
}

TEST_CASE("roofline: a mixture's weights cost more with every token until all are read") {
  const ReplicaModel model =
      make_replica(shipped_llms().get("deepseek-r1"), b200(), {.tp = 8, .weights = Precision::fp8});

  CHECK(model.cost.weights(1) < model.cost.weights(8));
  CHECK(model.cost.weights(8) < model.cost.weights(64));
  // All weights: 671 GB / (8 · 7.7 TB/s · 0.86); one token: 37.5 of 671.
  CHECK(static_cast<double>(model.cost.weights(100'000)) == Approx(12.666e9).epsilon(1e-3));
  CHECK(static_cast<double>(model.cost.weights(1)) == Approx(12.666e9 * 37.53 / 671).epsilon(1e-2));
}

TEST_CASE(
    "roofline: four-bit weights are read small and computed in bf16 where that is all there is") {
  const LlmModel& llm = shipped_llms().get("gpt-oss-120b");
  const ReplicaModel hopper = make_replica(llm, h100(), {.weights = Precision::fp4});

  // 116.83e9 · 17/32 B fit one card of 72 GB; 2 · 5.13e9 / (989.5e12 · 0.725) = 14.3 µs.
  CHECK(static_cast<double>(hopper.cost.flop_ps) == Approx(14.30e6).epsilon(1e-3));
  CHECK(hopper.sequence_tokens == 128);
  // On B200 four-bit arithmetic: 9,000 TFLOP/s.
  const ReplicaModel blackwell = make_replica(llm, b200(), {.weights = Precision::fp4});
  CHECK(static_cast<double>(blackwell.cost.flop_ps) == Approx(1.5724e6).epsilon(1e-3));
}

TEST_CASE("roofline: a model that does not fit says how many accelerators it needs") {
  const LlmModel& large = shipped_llms().get("llama-3.1-405b");

  // 811.7 GB against 72 GB each: 12 of them, so two nodes of eight.
  CHECK_THROWS_WITH_AS(make_replica(large, h100(), {.tp = 8}),
                       doctest::Contains("it needs 16 accelerators per replica"), DomainError);
  CHECK(least_accelerators(large, h100(), {.weights = Precision::fp8}) == 8);
  CHECK(least_accelerators(shipped_llms().get("llama-3-8b"), h100(), {}) == 1);
  CHECK(least_accelerators(shipped_llms().get("llama-3.1-70b"), h100(), {}) == 2);
}

TEST_CASE("roofline: a precision the accelerator lacks is refused") {
  CHECK_THROWS_WITH_AS(
      make_replica(shipped_llms().get("llama-3-8b"), a100(), {.weights = Precision::fp8}),
      doctest::Contains("'a100' has no fp8 arithmetic"), DomainError);
  CHECK_THROWS_AS(make_replica(shipped_llms().get("llama-3-8b"), a100(), {.tp = 0}), DomainError);
}

}  // namespace
}  // namespace gigawatt::jobs
