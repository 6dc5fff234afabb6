// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <unistd.h>

#include "sim/engine/errors.h"
#include "sim/engine/random.h"
#include "sim/scenario/problem.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr double kServiceS = 1.0;

/// Poisson arrivals at a machine of 0.1 ms steps, one request at a time: service is a number of
/// steps, 10,000 on average.
class QueueRequests final : public RequestSource {
 public:
  QueueRequests(std::uint64_t seed, double rate, bool constant, std::uint64_t count)
      : stream_(seed, "queue", "request"), rate_(rate), constant_(constant), left_(count) {}

  bool next(Request& request) override {
    if (left_-- == 0) return false;
    RandomDraws draws = stream_.at(left_);
    at_ns_ += from_seconds(draws.exponential(1.0 / rate_));
    const double steps = constant_ ? 1e4 : std::ceil(draws.exponential(1e4));
    request = {at_ns_, 1, static_cast<std::int32_t>(steps)};
    return true;
  }

 private:
  RandomStream stream_;
  double rate_;
  bool constant_;
  std::uint64_t left_;
  TimeNs at_ns_ = 0;
};

struct Estimate {
  double mean, standard_error;
};

/// Mean wait for the first step [service times] over 60 replicates of 20,000 requests.
Estimate mean_wait(int servers, double load, bool constant) {
  EngineParams params;
  params.max_batch = 1;
  std::vector<double> waits;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    QueueRequests source(seed, load * servers / kServiceS, constant, 20'000);
    ServingCluster cluster(metronome(100, 1 << 30), params, servers, Dispatch::central_queue,
                           kNoServiceLevel);
    serve_all(source, cluster);
    CHECK(cluster.stats().served == cluster.offered());
    // The first token comes one step after the wait.
    waits.push_back(cluster.stats().ttft_ms.mean() * 1e-3 - 1e-4);
  }
  double sum = 0.0;
  for (const double wait : waits)
    sum += wait;
  const auto n = static_cast<double>(waits.size());
  double squares = 0.0;
  for (const double wait : waits)
    squares += (wait - sum / n) * (wait - sum / n);
  return {sum / n, std::sqrt(squares / (n - 1.0) / n)};
}

void check_wait(int servers, double load, bool constant, double expected) {
  const Estimate wait = mean_wait(servers, load, constant);
  MESSAGE("c = " << servers << ", load " << load << ": wait " << wait.mean << " +- "
                 << wait.standard_error << " (" << expected << ")");
  CHECK(std::abs(wait.mean - expected) < 3.5 * wait.standard_error);
  CHECK(wait.standard_error < 0.04 * expected);
}

TEST_CASE("cluster: one sequence of constant length at a time is the queue M/D/1") {
  // Pollaczek-Khinchine: ρ / (2 (1 − ρ)) service times.
  check_wait(1, 0.5, true, 0.5);
  check_wait(1, 0.8, true, 2.0);
}

TEST_CASE("cluster: replicas of one sequence behind one line are the queue M/M/c") {
  // Erlang C; runs start empty, which 20,000 requests make small against the error.
  check_wait(2, 0.9, false, 4.26315789);
  check_wait(10, 0.8, false, 0.20459008);
}

TEST_CASE("cluster: the chat trace goes through token by token") {
  TraceRequests source(chat_trace());
  ServingCluster cluster(llama_8b_on_a100(), {}, 1, Dispatch::round_robin, {});

  serve_all(source, cluster);

  // Sums over the file's columns.
  const TokenCount trace{19'366, 22'361'870, 4'088'665};
  CHECK(cluster.offered() == trace);
  CHECK(cluster.stats().served == trace);
  CHECK(cluster.inside() == TokenCount{});
}

TEST_CASE("cluster: at every instant, offered is served and inside") {
  const std::vector<Request> requests = chat_trace();
  for (const Dispatch dispatch :
       {Dispatch::round_robin, Dispatch::least_loaded, Dispatch::central_queue}) {
    EngineParams params;
    params.max_batch = 24;
    ServingCluster cluster(llama_8b_on_a100(), params, 3, dispatch, {});
    for (std::size_t i = 0; i < 3000; ++i) {
      cluster.offer(requests[i]);
      if (i % 100 == 0) CHECK(cluster.stats().served + cluster.inside() == cluster.offered());
    }
    CHECK(cluster.inside().requests > 0);
    cluster.drain();
    CHECK(cluster.stats().served == cluster.offered());
  }
}

TEST_CASE("cluster: Llama-3-8B on one A100 sustains 6.45 chat requests per second") {
  // Vidur runs this model, card and trace at 6.45 requests/s. "Sustains": over 100,000 requests the
  // queue does not grow, i.e. as many are inside at the end as in the middle, and almost all come
  // out in time.
  const auto lengths = std::make_shared<LengthTable>(chat_trace());
  ServingCluster cluster(llama_8b_on_a100(), {}, 1, Dispatch::round_robin, {});
  DrawnRequests source(7, "chat", lengths, 6.45, {}, 0, 100'000);
  Request request;
  std::int64_t most_early = 0;
  std::int64_t most_late = 0;
  for (int i = 0; source.next(request); ++i) {
    cluster.offer(request);
    if (i % 50 == 0)
      (i < 50'000 ? most_early : most_late) =
          std::max(i < 50'000 ? most_early : most_late, cluster.inside().requests);
  }

  CHECK(most_late < 2 * most_early);
  CHECK(most_late < 100);
  CHECK(cluster.stats().miss_share() < 0.01);

  // What it could carry at most: all requests there from the start.
  ServingCluster full(llama_8b_on_a100(), {}, 1, Dispatch::round_robin, kNoServiceLevel);
  DrawnRequests flood(7, "chat", lengths, 1e9, {}, 0, 20'000);
  serve_all(flood, full);
  const double capacity = 20'000 / to_seconds(full.latest_ns());
  MESSAGE("capacity " << capacity << " requests/s, " << capacity / 6.45 << " x 6.45");
  CHECK(capacity > 6.45);
  CHECK(capacity < 2.0 * 6.45);
}

TEST_CASE("requests: drawn lengths have the quantiles of the trace") {
  const auto lengths = std::make_shared<LengthTable>(chat_trace());
  CHECK(lengths->mean_input() == Approx(1154.7).epsilon(1e-4));  // published statistics
  CHECK(lengths->mean_output() == Approx(211.1).epsilon(1e-3));  // of the same file
  DrawnRequests source(7, "chat", lengths, 5.0, {}, 0, 200'000);
  std::vector<double> inputs;
  std::vector<double> outputs;
  for (Request request; source.next(request);) {
    inputs.push_back(request.input_tokens);
    outputs.push_back(request.output_tokens);
  }
  std::sort(inputs.begin(), inputs.end());
  std::sort(outputs.begin(), outputs.end());

  CHECK(inputs[100'000] == Approx(1020).epsilon(0.01));
  CHECK(inputs[180'000] == Approx(2734.5).epsilon(0.02));
  CHECK(inputs[198'000] == Approx(4142).epsilon(0.01));
  CHECK(outputs[100'000] == Approx(129).epsilon(0.02));
  CHECK(outputs[180'000] == Approx(424).epsilon(0.02));
  CHECK(outputs[198'000] == Approx(601).epsilon(0.02));
}

TEST_CASE("requests: gaps have the mean and the spread asked for") {
  const auto lengths = std::make_shared<LengthTable>(LengthTable::constant(10, 10));
  for (const double cv : {1.0, 1.1, 4.0, 13.0}) {
    DrawnRequests source(7, "bursts", lengths, 100.0, {cv}, 0, 2'000'000);
    double sum = 0.0;
    double squares = 0.0;
    TimeNs before_ns = 0;
    for (Request request; source.next(request); before_ns = request.arrival_ns) {
      const double gap_s = to_seconds(request.arrival_ns - before_ns);
      sum += gap_s;
      squares += gap_s * gap_s;
    }
    const double mean_s = sum / 2e6;
    // The standard error of the mean is cv / √n; that of the spread grows with cv².
    CHECK(mean_s == Approx(0.01).epsilon(4 * cv / std::sqrt(2e6)));
    CHECK(std::sqrt(squares / 2e6 - mean_s * mean_s) / mean_s == Approx(cv).epsilon(0.06));
  }
  CHECK_THROWS_AS(DrawnRequests(7, "x", lengths, 0.0, {}, 0, 1), DomainError);
  CHECK_THROWS_WITH_AS(DrawnRequests(7, "x", lengths, 1.0, {0.5}, 0, 1),
                       doctest::Contains("expected 1 (Poisson) or more"), DomainError);
}

}  // namespace
}  // namespace gigawatt::jobs
