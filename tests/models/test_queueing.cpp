// SPDX-License-Identifier: Apache-2.0

// A site as the queue M/M/c: waits against Erlang C, with replicates, and Little's law.

#include <cmath>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/build.h"
#include "tests/models/support/queue_source.h"
#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

constexpr double kServiceS = 1000.0;

struct QueueRun {
  double mean_wait = 0.0;  ///< In service times.
  double share_waiting = 0.0;
  double waits_s = 0.0;  ///< Sum over jobs, from their rows.
  double queue_s = 0.0;  ///< Time integral of the jobs waiting, from the meter.
  std::uint64_t jobs = 0;
};

/// Adds up the waits of a run's jobs.
struct Waits final : RunSink {
  std::uint64_t jobs = 0, waited = 0;
  double sum_s = 0.0, queue_s = 0.0;

  void write_row(std::size_t, TimeNs, TimeNs, std::span<const double>, std::span<const double>,
                 std::span<const double>, std::span<const double>) override {}
  void write_job(std::size_t, const JobRow& row) override {
    if (row.end != JobEnd::completed) return;
    ++jobs;
    waited += row.start_ns > row.submit_ns;
    sum_s += to_seconds(row.start_ns - row.submit_ns);
  }
};

/// Runs `jobs` jobs to their end on `servers` nodes offered `load` of them.
QueueRun run_queue(std::uint64_t seed, int servers, double load, std::uint64_t jobs,
                   QueueSource::Service service) {
  const Scenario scenario = scenario_from(fmt::format(R"(
name: queue
start: 2025-01-01
duration: 100 years
sites:
  - name: lab
    fleet: [{{node: host-100-200, nodes: {}}}]
    power: {{grid: {{limit: 1 MW}}}}
    scheduler: {{policy: fcfs}}
plant: {{interval: 10 days, drift_threshold: 1}}
outputs: {{interval: 10 days}}
)",
                                                      servers),
                                          {{"catalog/nodes.yaml", kReferenceHostCatalogue}});
  const auto model = build_site_models(scenario).front();
  Arrivals arrivals;
  arrivals.add(std::make_unique<QueueSource>(seed, model->start_ns, jobs,
                                             load * servers / kServiceS, kServiceS, service),
               0, 0);

  Site site(model, std::move(arrivals), 0);
  Waits waits;
  while (waits.jobs < jobs)
    site.step(site.next_event_ns(), &waits, nullptr);

  return {waits.sum_s / static_cast<double>(jobs) / kServiceS,
          static_cast<double>(waits.waited) / static_cast<double>(jobs), waits.sum_s,
          static_cast<double>(site.state().partitions.front().meters.jobs_queued) * 1e-9, jobs};
}

struct Estimate {
  double mean, standard_error;
};

template <class Measure>
Estimate estimate(const std::vector<QueueRun>& runs, Measure measure) {
  const double n = static_cast<double>(runs.size());
  double sum = 0.0, squares = 0.0;
  for (const QueueRun& run : runs)
    sum += measure(run);
  for (const QueueRun& run : runs)
    squares += std::pow(measure(run) - sum / n, 2);
  return {sum / n, std::sqrt(squares / (n - 1.0) / n)};
}

/// Mean wait and share of jobs that wait, from replicates, against theory: within three standard
/// errors, which themselves must be small.
void check_queue(int servers, double load, double wait, double share_waiting, double precision,
                 QueueSource::Service service = QueueSource::Service::exponential,
                 std::uint64_t jobs = 100'000) {
  std::vector<QueueRun> runs;
  for (std::uint64_t seed = 1; seed <= 100; ++seed)
    runs.push_back(run_queue(seed, servers, load, jobs, service));

  const Estimate waits = estimate(runs, [](const QueueRun& run) { return run.mean_wait; });
  CHECK(std::abs(waits.mean - wait) <= 3.0 * waits.standard_error);
  CHECK(waits.standard_error < precision * wait);
  const Estimate shares = estimate(runs, [](const QueueRun& run) { return run.share_waiting; });
  CHECK(std::abs(shares.mean - share_waiting) <= 3.0 * shares.standard_error);
  CHECK(shares.standard_error < 0.3 * precision * share_waiting);
  MESSAGE("c = " << servers << ", load " << load << ": wait " << waits.mean << " +- "
                 << waits.standard_error << " (" << wait << "), share waiting " << shares.mean
                 << " +- " << shares.standard_error << " (" << share_waiting << ")");
}

}  // namespace

// Erlang C: P(wait) = B / (1 - ρ (1 - B)), mean wait = P(wait) / (c - a) in service times.

TEST_CASE("queue: one server at load 0.9 makes jobs wait nine service times") {
  check_queue(1, 0.9, 9.0, 0.9, 0.01);
}

TEST_CASE("queue: two servers at load 0.9") {
  check_queue(2, 0.9, 4.26315789, 0.85263158, 0.01);
}

TEST_CASE("queue: ten servers at load 0.9") {
  check_queue(10, 0.9, 0.66873152, 0.66873152, 0.012);
}

TEST_CASE("queue: ten servers at load 0.8") {
  check_queue(10, 0.8, 0.20459008, 0.40918015, 0.01);
}

TEST_CASE("queue: a hundred servers at load 0.9 and 0.95") {
  // 100,000 jobs keep a hundred servers busy for only a thousand service times: twice as many.
  constexpr auto kExponential = QueueSource::Service::exponential;
  check_queue(100, 0.9, 0.02169405, 0.21694048, 0.03, kExponential, 200'000);
  check_queue(100, 0.95, 0.10129137, 0.50645685, 0.03, kExponential, 200'000);
}

TEST_CASE("queue: constant run times at load 0.8 wait half as long") {
  // Pollaczek-Khinchine: ρ / (2 (1 - ρ)) = 2.0; the share that waits is ρ.
  check_queue(1, 0.8, 2.0, 0.8, 0.01, QueueSource::Service::constant);
}

TEST_CASE("queue: Little's law holds to the rounding of a sum in every run") {
  // From an empty site to an empty site the queue's time integral is the sum of all waits, exactly.
  for (const int servers : {1, 2, 7, 100}) {
    const QueueRun run = run_queue(5, servers, 0.95, 20'000, QueueSource::Service::exponential);
    CHECK(run.queue_s == Approx(run.waits_s).epsilon(1e-11));
    CHECK(run.waits_s > 0.0);
  }
}

}  // namespace gigawatt::test
