// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/jobs/serving_replica.h"
#include "sim/engine/errors.h"
#include "sim/engine/random.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr std::int64_t kMs = 1'000'000;

ServingStats serve(const std::shared_ptr<const ReplicaModel>& model, const EngineParams& params,
                   const std::vector<Request>& requests) {
  ServingReplica replica(model, params);
  ServingStats stats;
  for (const Request& request : requests) {
    replica.run_until(request.arrival_ns, stats);
    replica.submit(request);
  }
  replica.run_until(kNever, stats);
  return stats;
}

TEST_CASE("decode steps: sums and cuts are those of single steps") {
  const RandomStream stream(3, "steps", "terms");
  for (std::uint64_t entity = 0; entity < 300; ++entity) {
    RandomDraws draws = stream.at(entity);
    const auto term = [&](std::uint64_t below) {
      return static_cast<std::int64_t>(draws.index(below));
    };
    const DecodeSteps run{term(50), term(1000), term(20), term(1000), term(20)};
    const std::int64_t most = 1 + term(200);
    CAPTURE(entity);

    std::int64_t total = 0;
    std::int64_t compute = 0;
    for (std::int64_t j = 0; j < most; ++j) {
      REQUIRE(run.total_ps(j) == total);
      REQUIRE(run.compute_ps(j) == compute);
      total += run.step_ps(j);
      compute += run.compute + run.compute_slope * j;
    }
    CHECK(run.total_ps(most) == total);

    const std::int64_t time = 1 + term(static_cast<std::uint64_t>(total) + 100);
    std::int64_t least = 1;
    while (least < most && run.total_ps(least) < time)
      ++least;
    CHECK(run.count_to_pass(time, most) == least);
  }
}

TEST_CASE("replica: one request takes its prefill and one step per further token") {
  // 1,000 tokens of prompt: 1,000 · 71.0 µs of weights and Σ i · 2.318 ns of attention, which is
  // more than the 9.34 ms of streaming; by hand 70.999 ms + 1.160 ms.
  EngineParams params;
  params.chunk_tokens = 0;
  const auto model = llama_8b_on_a100();

  const ServingStats stats = serve(model, params, {{5 * kMs, 1000, 11}});

  CHECK(stats.served == TokenCount{1, 1000, 11});
  CHECK(stats.ttft_ms.max() == Approx(72.159).epsilon(1e-4));
  // Ten steps of 9.3375 ms + (1,000 + j) · 76.2 ns: mean context 1,004.5.
  CHECK(stats.tpot_ms.max() == Approx(9.3375 + 1004.5 * 76.205e-6).epsilon(1e-4));
}

TEST_CASE("replica: decodes go on beside chunks of a prompt and stand still beside whole ones") {
  const std::vector<Request> requests{{0, 100, 400}, {100 * kMs, 8000, 2}};
  EngineParams whole;
  whole.chunk_tokens = 0;
  EngineParams chunked;
  chunked.chunk_tokens = 512;

  const ServingStats still = serve(llama_8b_on_a100(), whole, requests);
  const ServingStats moving = serve(llama_8b_on_a100(), chunked, requests);

  // 8,000 tokens in chunks of 511 beside one decode: 16 iterations instead of one. The short
  // request gains 15 tokens meanwhile, and the long prompt pays for reading them.
  CHECK(moving.latency_ms.max() < still.latency_ms.max());
  CHECK(moving.ttft_ms.max() > still.ttft_ms.max());
}

TEST_CASE("replica: jumping over steps changes nothing") {
  std::vector<Request> requests = chat_trace();
  requests.resize(300);
  const TimeNs start_ns = requests.front().arrival_ns;
  ServingReplica jumping(llama_8b_on_a100(), {});
  ServingReplica stepping(llama_8b_on_a100(), {});
  ServingStats one;
  ServingStats other;

  std::size_t next = 0;
  for (TimeNs now = start_ns; next < requests.size() || !stepping.idle(); now += kMs) {
    // A look every millisecond cuts every run into single steps.
    for (; next < requests.size() && requests[next].arrival_ns <= now; ++next) {
      stepping.run_until(requests[next].arrival_ns, other);
      stepping.submit(requests[next]);
      jumping.run_until(requests[next].arrival_ns, one);
      jumping.submit(requests[next]);
    }
    stepping.run_until(now, other);
  }
  jumping.run_until(kNever, one);

  CHECK(one.served == other.served);
  CHECK(one.served.requests == 300);
  CHECK(jumping.now_ns() == stepping.now_ns());
  CHECK(jumping.meters().busy_ps == stepping.meters().busy_ps);
  CHECK(jumping.meters().compute_ps == stepping.meters().compute_ps);
  CHECK(one.latency_ms.mean() == other.latency_ms.mean());
  CHECK(one.ttft_ms.mean() == other.ttft_ms.mean());
}

TEST_CASE("replica: a full KV cache preempts the newest and loses no token") {
  // Room for 1,000 tokens: three requests of 300 + 200 start and outgrow it.
  const auto model = metronome(1000, 1000);
  EngineParams params;
  ServingReplica replica(model, params);
  ServingStats stats;
  for (int i = 0; i < 3; ++i)
    replica.submit({0, 300, 200});

  replica.run_until(50 * kMs, stats);
  CHECK(replica.inside() == TokenCount{3, 900, 600});
  replica.run_until(kNever, stats);

  CHECK(replica.meters().preemptions >= 1);
  CHECK(stats.served == TokenCount{3, 900, 600});
  CHECK(replica.inside() == TokenCount{});
  // The first two ran on: 2 prefill iterations of 512 tokens (300 + 211, then the rest), 199 steps.
  CHECK(stats.latency_ms.quantile(0.5) == Approx(201.0).epsilon(0.01));
}

TEST_CASE("replica: the preempted goes before those who came later") {
  ServingReplica replica(metronome(1000, 1000), {});
  ServingStats stats;
  for (int i = 0; i < 3; ++i)
    replica.submit({0, 300, 200});
  replica.submit({0, 800, 50});  // fits beside none of the others

  while (replica.inside().requests > 1)
    replica.run_until(replica.now_ns() + kMs, stats);

  CHECK(replica.meters().preemptions >= 1);
  CHECK(replica.inside() == TokenCount{1, 800, 50});
}

TEST_CASE("replica: batch stays within its limit and order of arrival holds") {
  // One at a time: 10 steps of 1 ms each, all waiting from the start.
  EngineParams params;
  params.max_batch = 1;
  const ServingStats stats =
      serve(metronome(1000, 1000), params, {{0, 1, 10}, {0, 1, 10}, {0, 1, 10}});

  CHECK(stats.latency_ms.max() == Approx(30.0).epsilon(1e-6));
  CHECK(stats.latency_ms.mean() == Approx(20.0).epsilon(1e-6));
  CHECK(stats.ttft_ms.max() == Approx(21.0).epsilon(1e-6));
}

TEST_CASE("replica: found prefixes shorten the prefill") {
  EngineParams cold;
  cold.chunk_tokens = 0;
  EngineParams warm = cold;
  warm.prefix_hit = 0.563;  // DeepSeek's published share of input tokens
  const auto model = llama_8b_on_a100();

  const double cold_ms = serve(model, cold, {{0, 8000, 1}}).ttft_ms.max();
  const double warm_ms = serve(model, warm, {{0, 8000, 1}}).ttft_ms.max();

  // 3,496 of 8,000 tokens are computed: 248.2 ms of weights and, with 3,496 · (4,504 + 1,748.5)
  // pairs of 2.318 ns, 50.7 ms of attention to all before.
  CHECK(warm_ms == Approx(298.9).epsilon(1e-3));
  CHECK(cold_ms == Approx(568.0 + 74.2).epsilon(1e-3));
}

TEST_CASE("replica: requests that cannot be are refused in words") {
  ServingReplica replica(metronome(1000, 1000), {});
  CHECK_THROWS_WITH_AS(replica.submit({0, -1, 5}),
                       doctest::Contains("-1 input and 5 output tokens"), DomainError);
  CHECK_THROWS_WITH_AS(replica.submit({0, 5, 0}), doctest::Contains("expected 1 or more"),
                       DomainError);
  CHECK_THROWS_WITH_AS(replica.submit({0, 900, 101}),
                       doctest::Contains("does not fit the KV cache of 1000 tokens"), DomainError);
  EngineParams params;
  params.chunk_tokens = 256;
  CHECK_THROWS_WITH_AS(ServingReplica(metronome(1000, 1000), params),
                       doctest::Contains("make chunk_tokens larger than max_batch"), DomainError);
  params.chunk_tokens = 0;
  params.prefix_hit = 1.5;
  CHECK_THROWS_AS(ServingReplica(metronome(1000, 1000), params), DomainError);
}

}  // namespace
}  // namespace gigawatt::jobs
