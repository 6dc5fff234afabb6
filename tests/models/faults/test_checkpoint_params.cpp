// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>
#include <string>

#include <doctest/doctest.h>

#include "models/faults/checkpoint_optimum.h"
#include "models/faults/checkpoint_params.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"
#include "sim/scenario/reader.h"

using namespace gigawatt;
using doctest::Approx;
using faults::CheckpointParams;
using faults::CheckpointPlan;
using faults::JobFailures;

namespace {

constexpr JobFailures kLlama{.mtbf_s = 11'136.0, .downtime_s = 600.0};

CheckpointParams read(const std::string& yaml, std::string& problems_text) {
  const Tree tree = parse_yaml(yaml, "job.yaml");
  ProblemList list(tree);
  CheckpointParams params;
  read_fields(tree, "", {}, [&params](FieldVisitor& v) { params.visit(v); }, list);
  problems_text.clear();
  for (const Problem& problem : list.problems())
    problems_text += problem.message() + "\n";
  for (const Problem& problem : faults::find_checkpoint_problems(params))
    problems_text += problem.message() + "\n";
  return params;
}

CheckpointPlan plan(const std::string& yaml, const JobFailures& failures = kLlama) {
  std::string problems;
  const CheckpointParams params = read(yaml, problems);
  CHECK(problems == "");
  const CheckpointPlan made = faults::plan_checkpoints(params, failures);
  CHECK(made.is_valid());
  return made;
}

std::string problems_of(const std::string& yaml) {
  std::string problems;
  read(yaml, problems);
  return problems;
}

}  // namespace

TEST_CASE("checkpoint block: a fixed interval, asynchronous and synchronous") {
  const CheckpointPlan async =
      plan("{interval: 30 min, stall: 5 s, write: 30 s, mode: async, restart: 5 min}");
  CHECK(async.interval_ns == 30 * kNsPerMinute);
  CHECK(async.stall_ns == 5 * kNsPerSecond);
  CHECK(async.write_ns == 30 * kNsPerSecond);
  CHECK(async.restart_ns == 5 * kNsPerMinute);
  const CheckpointPlan sync = plan("{interval: 30 min, write: 1 min, mode: sync}");
  CHECK(sync.stall_ns == sync.write_ns);
  CHECK(sync.write_ns == kNsPerMinute);
}

TEST_CASE("checkpoint block: rules choose the interval from the job's own failures") {
  // √(2 C µ) of C = 60 s, µ = 11,136 s is 1,156.0 s; the optimal period 1,176.3 s (reference case)
  // less 60 s.
  CHECK(to_seconds(plan("{interval: young, mode: sync, write: 60 s}").interval_ns) ==
        Approx(std::sqrt(2.0 * 60.0 * 11'136.0)).scale(0.0).epsilon(1e-6));
  CHECK(to_seconds(plan("{interval: optimal, mode: sync, write: 60 s}").interval_ns) ==
        Approx(1116.3).scale(0.0).epsilon(1e-4));
  const double daly_s = faults::daly_interval_s({.mtbf_s = 11'136.0, .checkpoint_s = 60.0});
  CHECK(to_seconds(plan("{interval: daly, mode: sync, write: 60 s}").interval_ns) ==
        Approx(daly_s).scale(0.0).epsilon(1e-6));
  // Asynchronous: the stall is what it costs.
  CHECK(to_seconds(plan("{interval: young, stall: 5 s, write: 30 s}").interval_ns) ==
        Approx(std::sqrt(2.0 * 5.0 * 11'136.0)).scale(0.0).epsilon(3e-6));
}

TEST_CASE("checkpoint block: writes bound the interval, and without failures there are none") {
  // √(2 · 1 ms · 11,136 s) = 4.7 s would overlap with a write of ten minutes.
  CHECK(plan("{interval: young, stall: 1 ms, write: 10 min}").interval_ns >=
        10 * kNsPerMinute - kNsPerSecond / 1000);
  CHECK(plan("{interval: optimal, stall: 0 s, write: 30 s}").interval_ns == 30 * kNsPerSecond);
  const JobFailures never{.mtbf_s = std::numeric_limits<double>::infinity()};
  CHECK(plan("{interval: optimal}", never).interval_ns == 0);
  CHECK(plan("{interval: 1 h}", never).interval_ns == kNsPerHour);
  CHECK(plan("{interval: none}").interval_ns == 0);
}

TEST_CASE("checkpoint block: a job's failures are its nodes', its domains' and its own") {
  faults::FaultModel model;
  model.up = faults::Distribution::exponential(1000.0);
  model.domains = {{"rack", 4, 8000.0, faults::Distribution::fixed(1.0)}};
  model.detection_ns = 120 * kNsPerSecond;
  faults::JobHazard job;
  job.rate_per_s = 0.0005;
  model.drain_share = 0.5;
  // 9 / 1000 / 2 + (1 + 8 / 4) / 8000 + 0.0005 = 0.005375 per second, by hand.
  const JobFailures failures = faults::job_failures(model, job, 9);
  CHECK(failures.mtbf_s == Approx(1.0 / 0.005375).scale(0.0));
  CHECK(failures.downtime_s == Approx(120.0));
}

TEST_CASE("checkpoint block: a checkpoint longer than the time between failures is told by name") {
  CheckpointParams params;
  params.path = "workloads.pretraining.checkpoint";
  params.mode = faults::CheckpointMode::sync;
  params.write_s = 4.0 * 3600.0;
  const auto problem = faults::find_progress_problem(params, "pretraining", 2048.0, kLlama);
  REQUIRE(problem);
  CHECK(problem->path == "workloads.pretraining.checkpoint.write");
  CHECK(problem->what.find("'pretraining' on 2048 nodes") != std::string::npos);
  CHECK(problem->what.find("fails every 1.114e+04 s") != std::string::npos);
  CHECK(problem->expected.find("mode: async") != std::string::npos);
  CHECK_THROWS_AS(faults::plan_checkpoints(params, kLlama), DomainError);

  params.write_s = 30.0;
  params.restart_s = 12'000.0;
  const auto restart = faults::find_progress_problem(params, "pretraining", 2048.0, kLlama);
  REQUIRE(restart);
  CHECK(restart->path == "workloads.pretraining.checkpoint.restart");
  params.restart_s = 300.0;
  CHECK_FALSE(faults::find_progress_problem(params, "pretraining", 2048.0, kLlama));
}

TEST_CASE("checkpoint block: what cannot be is told with the key and what to do") {
  CHECK(problems_of("{interval: yung}").find("did you mean 'young'?") != std::string::npos);
  CHECK(problems_of("{interval: -5 min}").find("interval") != std::string::npos);
  CHECK(problems_of("{interval: 30 MW}").find("interval") != std::string::npos);
  CHECK(problems_of("{stall: 40 s, write: 30 s}").find("expected stall <= write") !=
        std::string::npos);
  CHECK(problems_of("{interval: 10 s, stall: 5 s, write: 1 min}").find("lengthen `interval`") !=
        std::string::npos);
  CHECK(problems_of("{stall: -1 s}") != "");
}
