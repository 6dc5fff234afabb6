// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/batch_inference.h"
#include "models/jobs/synthetic.h"
#include "sim/scenario/problem.h"
#include "tests/models/jobs/all_jobs.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

SourceContext year_from_1970(std::uint32_t nodes) {
  SourceContext context;
  context.seed = 11;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = nodes;
  return context;
}

WorkloadParams of_kind(WorkloadKind kind) {
  WorkloadParams params;
  params.name = "work";
  params.kind = kind;
  params.jobs_per_year = 300'000;
  return params;
}

/// Every item 1,000 tokens in and 100 out, read at 10,000/s and written at 100/s: 1.1 s of one
/// accelerator.
WorkloadParams batches(std::int64_t items) {
  WorkloadParams params;
  params.name = "batches";
  params.kind = WorkloadKind::batch_inference;
  params.jobs = 50;
  params.batch = BatchParams{};
  params.batch->items = items;
  params.batch->input_tokens = {.median = 1000, .mean = 1000, .max = {}};
  params.batch->output_tokens = {.median = 100, .mean = 100, .max = {}};
  params.batch->prefill_tokens_per_s = 10'000;
  params.batch->decode_tokens_per_s = 100;
  return params;
}

std::string refusal(const WorkloadParams& params) {
  try {
    make_source(params, year_from_1970(10));
  } catch (const ScenarioError& error) {
    return error.problems().at(0).path + ": " + error.problems().at(0).what;
  }
  return "accepted";
}

TEST_CASE("research and fine-tuning: jobs are cancelled and fail as in the published trace") {
  for (const WorkloadKind kind : {WorkloadKind::research, WorkloadKind::fine_tuning}) {
    const auto source = make_source(of_kind(kind), year_from_1970(2000));
    std::array<double, 3> jobs{};
    std::array<double, 3> node_s{};
    double count = 0.0;
    double total_s = 0.0;
    std::uint32_t least = 1000;
    std::uint32_t most = 0;
    for (const Job& job : all_jobs_of(*source)) {
      const auto fate = static_cast<std::size_t>(job.fate);
      const double offered_s = job.nodes * to_seconds(job.work_ns);
      jobs[fate] += 1.0;
      node_s[fate] += offered_s;
      count += 1.0;
      total_s += offered_s;
      least = std::min(least, job.nodes);
      most = std::max(most, job.nodes);
    }

    // Seren, NSDI 2024: .497 / .075 / .429 by job, which add up to 1.001.
    CHECK(jobs[0] / count == Approx(0.4965).epsilon(0.01));
    CHECK(jobs[1] / count == Approx(0.0749).epsilon(0.02));
    CHECK(jobs[2] / count == Approx(0.4286).epsilon(0.01));
    // By accelerator time .212 / .664 / .124. Fine-tuning takes whole nodes, so node time is
    // accelerator time; research jobs of few accelerators hold a whole node, which favours them.
    CHECK(least == 1);
    if (kind == WorkloadKind::research) {
      CHECK(most == 128);
      continue;
    }
    CHECK(most == 8);
    CHECK(node_s[1] / total_s == Approx(0.664).epsilon(0.1));
    CHECK(node_s[2] / total_s == Approx(0.124).epsilon(0.25));
  }
}

TEST_CASE("batch inference: items become shards of at most an hour that can be preempted") {
  // 100,000 items of 1.1 s are 110,000 accelerator-seconds: 3.82 shards of 8 for an hour, so four
  // of 3,437.5 s.
  const auto source = make_source(batches(100'000), year_from_1970(10));

  const std::vector<Job> jobs = all_jobs_of(*source);

  REQUIRE(jobs.size() == 200);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    CHECK(jobs[i].id == i);
    CHECK(to_seconds(jobs[i].work_ns) == Approx(3437.5).epsilon(1e-6));
    CHECK(jobs[i].nodes == 1);
    CHECK(jobs[i].preemptible);
    CHECK(jobs[i].submit_ns == jobs[i / 4 * 4].submit_ns);
    CHECK(jobs[i].limit_ns >= jobs[i].work_ns);
  }
  CHECK(jobs[4].submit_ns > jobs[3].submit_ns);
  CHECK(source->demand_node_s() == Approx(50 * 110'000.0 / 8).epsilon(1e-6));
}

TEST_CASE("batch inference: a shard is the largest job, and the mean one of the mean batch") {
  WorkloadParams params = batches(100'000);
  params.batch->gpus = 24;  // three nodes of eight
  const auto source = make_source(params, year_from_1970(10));

  // 110,000 / 24 = 4,583.3 s, in two shards of at most an hour.
  CHECK(source->largest_nodes() == 3);
  CHECK(source->mean_work_s() == Approx(110'000.0 / 24 / 2).epsilon(1e-6));
}

TEST_CASE("batch inference: a batch may be over in less than a second") {
  // 1,000 / 10,000 s and 100 / 100 s of one accelerator on eight of them, by hand.
  const auto source = make_source(batches(1), year_from_1970(10));
  Job job;
  REQUIRE(source->next(job));
  CHECK(to_seconds(job.work_ns) == Approx(1.1 / 8).epsilon(1e-6));
}

TEST_CASE("batch inference: sums of items drawn one by one and of many agree with their law") {
  WorkloadParams params = batches(256);
  params.jobs = 4000;
  params.batch->gpus = 1;
  params.batch->shard_s = 1e6;
  params.batch->input_tokens = {.median = 1000, .mean = 1500, .max = 20'000};
  params.batch->output_tokens = {.median = 129, .mean = 211, .max = 1000};
  for (const std::int64_t items : {256, 257}) {
    CAPTURE(items);
    params.batch->items = items;
    BatchSource source(params, year_from_1970(10));
    // By hand: mean 1,500 / 10,000 + 211 / 100 = 2.26 s an item.
    CHECK(source.plan().mean_item_s() == Approx(2.26).epsilon(1e-6));

    double sum = 0.0;
    double squared = 0.0;
    for (const Job& job : all_jobs_of(source)) {
      const double per_item_s = to_seconds(job.work_ns) / static_cast<double>(items);
      sum += per_item_s;
      squared += per_item_s * per_item_s;
    }
    const double mean = sum / 4000;
    const double variance = squared / 4000 - mean * mean;
    const double expected = source.plan().variance_item_s2() / static_cast<double>(items);
    CHECK(std::abs(mean - 2.26) < 4 * std::sqrt(expected / 4000));
    CHECK(variance == Approx(expected).epsilon(0.12));  // 4 √(2 / 4000) and a little skew
  }
}

TEST_CASE("batch inference: the load asked for sets the items, and a copy hands out the same") {
  WorkloadParams params = batches(1000);
  params.load = 0.3;
  BatchSource source(params, year_from_1970(10));
  CHECK(source.plan().load(10) == Approx(0.3).epsilon(1e-4));
  CHECK(source.notes().size() == 1);

  Job job;
  for (int i = 0; i < 3; ++i)
    source.next(job);
  const auto copy = source.clone();
  Job other;
  source.next(job);
  copy->next(other);
  CHECK(job.id == other.id);
  CHECK(job.work_ns == other.work_ns);
  CHECK(job.limit_ns == other.limit_ns);
}

TEST_CASE("batch inference: what is missing or contradicts is refused by name") {
  WorkloadParams params = batches(10);
  params.batch.reset();
  CHECK(refusal(params) == "batch: it is not said what a batch is");
  params = batches(10);
  params.batch->gpus = 81;
  CHECK(refusal(params) ==
        "batch.gpus: a shard of 11 nodes, but 10 are the most energised at one time");
  params = batches(10);
  params.batch->output_tokens.mean = 10;
  CHECK(refusal(params).starts_with("batch.output_tokens: no log-normal has median 100"));
  params = batches(100'000'000'000);
  CHECK(refusal(params) == "batch: a batch of 3.82e+06 shards, all submitted together");
  params = of_kind(WorkloadKind::research);
  params.batch = BatchParams{};
  CHECK(refusal(params) == "batch: only batch-inference runs batches");
}

}  // namespace
}  // namespace gigawatt::jobs
