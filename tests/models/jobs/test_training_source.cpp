// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "models/jobs/training_source.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

/// Llama 3.1 405B as published.
TrainingParams llama() {
  TrainingParams params;
  params.parameters = 405e9;
  params.tokens = 15.6e12;
  params.gpus = 16'384;
  return params;
}

WorkloadParams workload_of(const TrainingParams& training) {
  WorkloadParams params;
  params.name = "pretraining";
  params.path = "workloads.pretraining";
  params.kind = WorkloadKind::training;
  params.training = training;
  params.training->path = "workloads.pretraining.training";
  return params;
}

SourceContext year_on(std::uint32_t nodes, std::uint32_t gpus_per_node = 8) {
  SourceContext context;
  context.start_ns = 1'735'689'600 * kNsPerSecond;  // 2025-01-01
  context.end_ns = context.start_ns + 365 * kNsPerDay;
  context.installed_nodes = nodes;
  context.gpus_per_node = gpus_per_node;
  return context;
}

std::string refusal(const WorkloadParams& params, const SourceContext& context) {
  try {
    make_source(params, context);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("training: the source gives one gang with a start-up phase and the steps") {
  TrainingParams params = llama();
  params.after_s = 3600.0;
  TrainingSource source(workload_of(params), year_on(2048));

  Job job;
  job.workload = 3;
  REQUIRE(source.next(job));
  CHECK(job.nodes == 2048);
  CHECK(job.workload == 3);
  CHECK(job.submit_ns == year_on(1).start_ns + kNsPerHour);
  CHECK(job.limit_ns > 200 * 365 * kNsPerDay);
  REQUIRE(job.phase_count == 2);
  CHECK(source.phases()[0].work_ns == 600 * kNsPerSecond);
  CHECK(source.phases()[0].utilisation_ppm == 100'000);
  CHECK(source.phases()[1].utilisation_ppm == 900'000);
  CHECK(job.utilisation_ppm == 100'000);
  CHECK(to_seconds(source.phases()[1].work_ns) == Approx(source.plan().run_s));
  CHECK(job.work_ns == source.phases()[0].work_ns + source.phases()[1].work_ns);
  CHECK(source.demand_node_s() == Approx(2048.0 * (600.0 + source.plan().run_s)));
  REQUIRE(source.notes().size() == 2);
  // 16384 · 700 W · 0.55 = 6.31 MW within an edge of 0.1 s, by hand.
  CHECK(source.notes()[1].find("by 6.31 MW, up to 6.31, 0.631 and 0.105 MW/s") !=
        std::string::npos);

  const auto copy = source.clone();
  CHECK_FALSE(source.next(job));
  CHECK_FALSE(copy->next(job));
}

TEST_CASE("training: a gang that is no whole number of nodes takes the next") {
  TrainingParams params = llama();
  params.gpus = 65;
  TrainingSource source(workload_of(params), year_on(100, 4));
  Job job;
  REQUIRE(source.next(job));
  CHECK(job.nodes == 17);
  CHECK(source.notes().at(2).find("no MFU was measured at 65 ") != std::string::npos);
}

TEST_CASE("training: what the scenario cannot hold is refused with the key") {
  CHECK(refusal(workload_of(llama()), year_on(2047))
            .find("workloads.pretraining.training.gpus: the gang takes 2048 nodes") !=
        std::string::npos);

  TrainingParams late = llama();
  late.after_s = 366.0 * 86'400.0;
  CHECK(refusal(workload_of(late), year_on(2048)).find("training.after") != std::string::npos);

  WorkloadParams mixed = workload_of(llama());
  mixed.load = 0.5;
  CHECK(refusal(mixed, year_on(2048)).find("is one gang") != std::string::npos);

  WorkloadParams untold = workload_of(llama());
  untold.training.reset();
  CHECK(refusal(untold, year_on(2048)).find("does not say what it trains") != std::string::npos);

  WorkloadParams other = workload_of(llama());
  other.kind = WorkloadKind::synthetic;
  CHECK(refusal(other, year_on(2048)).find("only a workload of kind training") !=
        std::string::npos);
}

}  // namespace
}  // namespace gigawatt::jobs
