// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/synthetic.h"
#include "models/jobs/workload_params.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/tree.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

struct Root {
  std::vector<WorkloadParams> workloads;
  void visit(FieldVisitor& v) { v.list({.name = "workloads"}, workloads); }
};

std::vector<WorkloadParams> read(const std::string& text) {
  const Tree tree = parse_yaml(text, "plan.yaml");
  Root root;
  ProblemList problems(tree);
  read_fields(tree, "", ReadOptions{}, [&root](FieldVisitor& v) { root.visit(v); }, problems);
  problems.throw_if_any();
  return root.workloads;
}

TEST_CASE("workloads: a mixed workload reads as it is written in a scenario") {
  const auto workloads = read(
      "workloads:\n"
      "  - {name: mixed, kind: synthetic, jobs_per_year: 1000000, load: 0.9, nodes: {min: 1, max: "
      "512}}\n"
      "  - {name: research, statistics: acme-seren, jobs: 5000, run_time: {median: 2 min, mean: 1 "
      "hour}}\n");

  REQUIRE(workloads.size() == 2);
  CHECK(workloads[0].jobs_per_year == 1e6);
  CHECK(workloads[0].load == 0.9);
  REQUIRE(workloads[0].nodes);
  CHECK(workloads[0].nodes->max == 512);
  CHECK(workloads[0].path.find("mixed") != std::string::npos);
  CHECK(workloads[1].statistics == Statistics::acme_seren);
  CHECK(workloads[1].jobs == 5000);
  CHECK(*workloads[1].run_time->median_s == Approx(120.0));

  SourceContext context;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = 12'500;
  const SyntheticPlan plan = make_plan(workloads[0], context);
  CHECK(plan.sizes.mean_nodes() == Approx(102.3));  // (1 + 2 + ... + 512) / 10
  // Mean run of 0.9 · 12500 nodes · 31,536,000 s / (1e6 · 102.3) = 3468.035 s, from a default of
  // 7200 s.
  CHECK(plan.stretch * 7200 == Approx(3468.035).epsilon(1e-6));
}

TEST_CASE("workloads: a training run reads as it is written in a scenario") {
  const auto workloads = read(
      "workloads:\n"
      "  - name: pretraining\n"
      "    kind: training\n"
      "    training: {parameters: 405e9, tokens: 15.6e12, gpus: 16384, peak: 1.2 PFLOPS,\n"
      "               start_up: 10 min, layout: {tensor: 8, pipeline: 16, virtual_stages: 8},\n"
      "               heat: {inlet: 27 degC, loss: 2 %}}\n");

  REQUIRE(workloads.at(0).training);
  CHECK(workloads[0].kind == WorkloadKind::training);
  const TrainingParams& training = *workloads[0].training;
  CHECK(training.parameters == 405e9);
  CHECK(training.gpus == 16'384);
  CHECK(*training.peak_flops == Approx(1.2e15));
  CHECK(training.start_up_s == Approx(600.0));
  CHECK(training.layout->virtual_stages == 8);
  CHECK_FALSE(training.layout->data);
  CHECK(training.heat->inlet_k == Approx(300.15));
  CHECK(training.path.find("pretraining") != std::string::npos);
}

TEST_CASE("workloads: an unknown key is an error that knows its line") {
  try {
    read("workloads:\n  - {name: a, jobs_per_yera: 10}\n");
    FAIL("accepted");
  } catch (const ScenarioError& error) {
    CHECK(error.problems().at(0).line == 2);
    CHECK(error.problems().at(0).suggestion == "jobs_per_year");
  }
}

}  // namespace
}  // namespace gigawatt::jobs
