// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/synthetic.h"
#include "sim/scenario/problem.h"
#include "tests/models/jobs/all_jobs.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

SourceContext year_of(std::uint32_t nodes) {
  SourceContext context;
  context.seed = 7;
  context.start_ns = 1'735'689'600 * kNsPerSecond;  // 2025-01-01
  context.end_ns = context.start_ns + 365 * kNsPerDay;
  context.installed_nodes = nodes;
  context.gpus_per_node = 8;
  return context;
}

WorkloadParams mixed() {
  WorkloadParams params;
  params.name = "mixed";
  params.jobs_per_year = 200'000;
  params.load = 0.9;
  params.nodes = SizeParams{.min = 1, .max = 512, .sizes = {}, .shares = {}};
  return params;
}

WorkloadParams of(Statistics statistics) {
  WorkloadParams params;
  params.name = "traced";
  params.statistics = statistics;
  params.jobs_per_year = 200'000;
  return params;
}

std::string refusal(const WorkloadParams& params) {
  try {
    make_source(params, year_of(1000));
  } catch (const ScenarioError& error) {
    return error.problems().at(0).path + ": " + error.problems().at(0).what;
  }
  return "accepted";
}

bool same(const Job& a, const Job& b) {
  return a.id == b.id && a.submit_ns == b.submit_ns && a.work_ns == b.work_ns &&
         a.limit_ns == b.limit_ns && a.nodes == b.nodes && a.utilisation_ppm == b.utilisation_ppm &&
         a.fate == b.fate;
}

TEST_CASE("log-normal: median and mean hold after cutting") {
  const auto fitted = fit_log_normal(3600, 7200, 1e9);
  const auto cut = fit_log_normal(122, 1414.335, 5000);

  REQUIRE(fitted);
  CHECK(fitted->sigma ==
        Approx(std::sqrt(2.0 * std::log(2.0))).epsilon(1e-6));  // mean / median = e^(σ²/2)
  REQUIRE(cut);
  CHECK(cut->mean_s() == Approx(1414.335).epsilon(1e-6));
  CHECK(cut->share_above(122) == Approx(0.5).epsilon(1e-6));
  CHECK(cut->share_above(5000) == 0.0);
  CHECK_FALSE(fit_log_normal(100, 90, 1000));   // a mean below the median
  CHECK_FALSE(fit_log_normal(100, 600, 1000));  // a mean that cutting cannot allow
}

TEST_CASE("geometric shares: halving shares of doubling sizes weigh the same") {
  // Shares 4/7, 2/7, 1/7 of sizes 1, 2, 4: mean 12/7, by hand.
  const auto shares = geometric_shares(3, 12.0 / 7.0);

  CHECK(shares[0] == Approx(4.0 / 7.0).epsilon(1e-8));
  CHECK(shares[1] == Approx(2.0 / 7.0).epsilon(1e-8));
  CHECK(shares[2] == Approx(1.0 / 7.0).epsilon(1e-8));
}

TEST_CASE("synthetic: published sizes, run times and fates come out of the draws") {
  struct Row {
    Statistics which;
    double mean_gpus, median_s;
  };
  // Hu et al., NSDI 2024 and SC 2021, cluster summaries; Philly: median of its run time file.
  for (const Row& row :
       {Row{Statistics::acme_seren, 5.68, 122}, Row{Statistics::acme_kalos, 26.77, 124},
        Row{Statistics::philly, 1.928, 1186}, Row{Statistics::helios, 3.716, 206},
        Row{Statistics::helios_venus, 6.736, 204}, Row{Statistics::helios_earth, 2.101, 234},
        Row{Statistics::helios_saturn, 4.01, 124}, Row{Statistics::helios_uranus, 4.038, 280},
        Row{Statistics::pai, 0.683, 480.667}}) {
    const TraceStatistics expected = published(row.which);
    CAPTURE(expected.name);
    SyntheticSource source(of(row.which), year_of(2000));
    const SyntheticPlan& plan = source.plan();

    const std::vector<Job> jobs = all_jobs_of(source);

    CHECK(plan.sizes.mean_gpus() == Approx(row.mean_gpus).epsilon(0.02));
    const auto count = static_cast<double>(jobs.size());
    CHECK(std::abs(count - 200'000) < 4 * std::sqrt(200'000.0));  // Poisson, 4 sigma
    std::vector<double> run_s;
    double nodes = 0.0;
    double nodes_squared = 0.0;
    double completed = 0.0;
    for (const Job& job : jobs) {
      run_s.push_back(to_seconds(job.work_ns));
      nodes += job.nodes;
      nodes_squared += static_cast<double>(job.nodes) * job.nodes;
      completed += job.fate == Fate::completes ? 1.0 : 0.0;
    }
    const double mean_nodes = nodes / count;
    const double nodes_sigma = std::sqrt((nodes_squared / count - mean_nodes * mean_nodes) / count);
    CHECK(std::abs(mean_nodes - plan.sizes.mean_nodes()) <= 4 * nodes_sigma);

    // Shares by job add up to 1.001 in one row of the source, hence the normalisation.
    const FateShares& by_job = expected.by_job;
    const double share = by_job.completes / (by_job.completes + by_job.cancelled + by_job.fails);
    CHECK(completed / count == Approx(share).epsilon(4 * std::sqrt(0.25 / count) / share));

    // Kolmogorov-Smirnov on the run time against the cut log-normal: 1.95 / √n is the 99.9 % bound.
    std::sort(run_s.begin(), run_s.end());
    CHECK(run_s[run_s.size() / 2] == Approx(row.median_s).epsilon(0.03));
    double distance = 0.0;
    for (std::size_t i = 0; i < run_s.size(); ++i) {
      if (run_s[i] <= 1.0 || run_s[i] >= plan.run_time.max_s()) continue;
      const double cdf = 1.0 - plan.run_time.share_above(run_s[i]);
      distance = std::max(distance, std::abs(cdf - (static_cast<double>(i) + 0.5) / count));
    }
    CHECK(distance < 1.95 / std::sqrt(count));
  }
}

TEST_CASE("synthetic: fates keep their published share of accelerator time too") {
  for (const Statistics which :
       {Statistics::acme_seren, Statistics::acme_kalos, Statistics::philly, Statistics::helios}) {
    const TraceStatistics expected = published(which);
    CAPTURE(expected.name);
    const SyntheticPlan plan = make_plan(of(which), year_of(2000));

    // Accelerator time above the threshold, summed by steps of the size table.
    double above = 0.0;
    for (const SizeTable::Entry& size : plan.sizes.entries)
      above += size.share * size.gpus *
               plan.run_time.mean_above_s(plan.fates.threshold_gpu_s / size.gpus);
    above /= plan.sizes.mean_gpus() * plan.run_time.mean_s();
    const double cancelled =
        above * plan.fates.large.cancelled + (1.0 - above) * plan.fates.small.cancelled;

    CHECK(plan.fates.exact);
    CHECK(cancelled == Approx(expected.by_gpu_time.cancelled).epsilon(0.005));
  }
}

TEST_CASE("synthetic: the load offered is the load asked for") {
  WorkloadParams params = mixed();
  params.limit.overrun = 0.1;
  SyntheticSource source(params, year_of(12'500));
  CHECK(source.plan().load(12'500) == Approx(0.9).epsilon(1e-8));

  double node_s = 0.0;
  double squared = 0.0;
  double count = 0.0;
  int killed = 0;
  for (const Job& job : all_jobs_of(source)) {
    const double offered = job.nodes * to_seconds(std::min(job.work_ns, job.limit_ns));
    node_s += offered;
    squared += offered * offered;
    count += 1.0;
    killed += job.limit_ns < job.work_ns ? 1 : 0;
  }

  // A compound Poisson sum has variance n E[x²]; 4 sigma.
  const double installed_node_s = 12'500.0 * 365 * 86'400;
  CHECK(std::abs(node_s / installed_node_s - 0.9) < 4 * std::sqrt(squared) / installed_node_s);
  CHECK(killed / count == Approx(0.1).epsilon(4 * std::sqrt(0.09 / count) / 0.1));
}

TEST_CASE("synthetic: the load is kept where many run times are the shortest there is") {
  // Log-uniform from 1 s to 1,000 s, a day on 4 nodes: a load of 0.5787 is a mean of 2 s. With
  // L = ln 1000 the mean is (1000 s − ln s − 1) / L at a stretch s, jobs below 1 s held there.
  WorkloadParams params;
  params.name = "short";
  params.jobs = 100'000;
  params.load = 2.0 * 100'000 / (4 * 86'400.0);
  params.nodes = SizeParams{.min = 1, .max = 1, .sizes = {}, .shares = {}};
  params.run_time =
      RunTimeParams{.median_s = {}, .mean_s = {}, .max_s = {}, .percentiles_s = {1.0, 1000.0}};
  SourceContext context = year_of(4);
  context.end_ns = context.start_ns + kNsPerDay;
  SyntheticSource source(params, context);

  const double stretch = source.stretch();
  CHECK(1000.0 * stretch - std::log(stretch) == Approx(1.0 + 2.0 * std::log(1000.0)).epsilon(1e-6));
  double sum = 0.0;
  double squared = 0.0;
  double shortest = 0.0;
  for (const Job& job : all_jobs_of(source)) {
    const double run_s = to_seconds(job.work_ns);
    sum += run_s;
    squared += run_s * run_s;
    shortest += run_s == 1.0 ? 1.0 : 0.0;
  }
  const double mean_s = sum / 100'000;
  const double sigma_s = std::sqrt((squared / 100'000 - mean_s * mean_s) / 100'000);
  CHECK(std::abs(mean_s - 2.0) < 4 * sigma_s);
  CHECK(source.demand_node_s() == Approx(200'000.0).epsilon(1e-6));
  CHECK(shortest / 100'000 == Approx(-std::log(stretch) / std::log(1000.0)).epsilon(0.02));
}

TEST_CASE("synthetic: a load that no run times can make is refused") {
  // A year of 1,000 nodes are 3.1536e10 node-seconds, of which 0.5 are asked for.
  WorkloadParams params = mixed();
  params.load = 0.5;
  params.nodes = SizeParams{.min = 1, .max = 1, .sizes = {}, .shares = {}};
  params.jobs_per_year = 3.1536e10;
  CHECK(refusal(params) ==
        "load: 3.154e+10 jobs a year of 1 nodes in the mean are a load of 1 even at 1 s each, the "
        "shortest run time");

  params.jobs_per_year.reset();
  params.jobs = 1;
  CHECK(refusal(params) ==
        "load: 1 jobs of 1 nodes in the mean are a load of 0.2854 even at 9000000000 s each, the "
        "longest run time");
  params.jobs = 2;  // 2 × 9e9 s are enough for 1.5768e10.
  CHECK(refusal(params) == "accepted");
}

TEST_CASE("synthetic: sizes are equally likely powers of two") {
  SyntheticSource source(mixed(), year_of(12'500));
  std::vector<double> count(10);

  double total = 0.0;
  for (const Job& job : all_jobs_of(source)) {
    const double power = std::log2(job.nodes);
    REQUIRE(power == std::floor(power));
    REQUIRE(job.nodes <= 512);
    count[static_cast<std::size_t>(power)] += 1.0;
    total += 1.0;
  }

  // Chi-squared with 9 degrees of freedom: 27.9 is its 99.9 % point.
  double chi_squared = 0.0;
  for (const double seen : count)
    chi_squared += (seen - total / 10) * (seen - total / 10) / (total / 10);
  CHECK(chi_squared < 27.9);
}

TEST_CASE("synthetic: arrivals are a Poisson process") {
  SyntheticSource source(mixed(), year_of(12'500));
  const std::vector<Job> jobs = all_jobs_of(source);

  // Gaps of a Poisson process have a coefficient of variation of 1.
  double sum = 0.0;
  double squared = 0.0;
  for (std::size_t i = 1; i < jobs.size(); ++i) {
    REQUIRE(jobs[i].submit_ns >= jobs[i - 1].submit_ns);
    const double gap_s = to_seconds(jobs[i].submit_ns - jobs[i - 1].submit_ns);
    sum += gap_s;
    squared += gap_s * gap_s;
  }
  const auto gaps = static_cast<double>(jobs.size() - 1);
  const double mean_s = sum / gaps;
  CHECK(std::sqrt(squared / gaps - mean_s * mean_s) / mean_s == Approx(1.0).epsilon(0.01));
  CHECK(mean_s == Approx(365.0 * 86'400 / 200'000).epsilon(0.01));
}

TEST_CASE("synthetic: a count of jobs is met exactly and fills the span") {
  WorkloadParams params = mixed();
  params.jobs_per_year.reset();
  params.jobs = 10'000;
  const SourceContext context = year_of(12'500);
  SyntheticSource source(params, context);

  const std::vector<Job> jobs = all_jobs_of(source);

  CHECK(jobs.size() == 10'000);
  CHECK(jobs.back().submit_ns < context.end_ns);
  // The middle of ten thousand uniform instants has a standard deviation of half a percent.
  const double middle = to_seconds(jobs[5000].submit_ns - context.start_ns) / (365.0 * 86'400);
  CHECK(std::abs(middle - 0.5) < 0.02);
}

TEST_CASE("synthetic: a job is the same whatever was drawn before it, and a copy draws on") {
  const SourceContext context = year_of(12'500);
  SyntheticSource whole(mixed(), context);
  WorkloadParams other = mixed();
  other.load = 0.3;  // Another stretch moves run times, not luck.
  other.jobs_per_year = 400'000;
  SyntheticSource shifted(other, context);
  const std::vector<Job> jobs = all_jobs_of(whole);
  const std::vector<Job> others = all_jobs_of(shifted);

  for (const std::size_t n : {0u, 17u, 99'999u}) {
    CHECK(jobs[n].nodes == others[n].nodes);
    CHECK(to_seconds(jobs[n].work_ns) / whole.stretch() ==
          Approx(to_seconds(others[n].work_ns) / shifted.stretch()).epsilon(1e-3));
  }

  SyntheticSource again(mixed(), context);
  Job job;
  for (int i = 0; i < 500; ++i)
    again.next(job);
  const auto copy = again.clone();
  again.next(job);
  CHECK(same(job, jobs[500]));
  copy->next(job);
  CHECK(same(job, jobs[500]));
}

TEST_CASE("synthetic: the name of the workload is its luck") {
  WorkloadParams renamed = mixed();
  renamed.name = "other";
  SyntheticSource one(mixed(), year_of(100'000));
  SyntheticSource two(renamed, year_of(100'000));
  Job a;
  Job b;
  one.next(a);
  two.next(b);

  CHECK(a.submit_ns != b.submit_ns);
  CHECK(a.work_ns != b.work_ns);
}

TEST_CASE("synthetic: requested wall times spread evenly up to the overestimate") {
  WorkloadParams params = mixed();
  params.limit.overestimate = 1.0;
  SyntheticSource source(params, year_of(12'500));

  double factor_sum = 0.0;
  double count = 0.0;
  for (const Job& job : all_jobs_of(source)) {
    REQUIRE(job.limit_ns >= job.work_ns);
    REQUIRE(job.limit_ns <= 2 * job.work_ns);
    factor_sum += static_cast<double>(job.limit_ns) / static_cast<double>(job.work_ns);
    count += 1.0;
  }
  CHECK(factor_sum / count == Approx(1.5).epsilon(0.002));  // uniform in [1, 2]
}

TEST_CASE("synthetic: what contradicts itself is refused by name") {
  WorkloadParams params = mixed();
  params.path = "workloads.mixed";
  params.nodes->max = 2048;
  CHECK(refusal(params) ==
        "workloads.mixed.nodes: jobs of 2048 nodes, but 1000 are the most energised at one time");

  params = mixed();
  params.jobs = 10;
  CHECK(refusal(params) == "jobs: both jobs and jobs_per_year are given");

  params = mixed();
  params.nodes = SizeParams{.min = 1, .max = {}, .sizes = {1, 2}, .shares = {1.0}};
  CHECK(refusal(params) == "nodes: 2 sizes but 1 shares");

  params = mixed();
  params.run_time = RunTimeParams{.median_s = 100, .mean_s = 50, .max_s = {}, .percentiles_s = {}};
  CHECK(refusal(params).starts_with("run_time: no log-normal has median 100 s"));

  params = mixed();
  params.gpus = SizeParams{};
  CHECK(refusal(params) == "gpus: sizes are given both in nodes and in accelerators");
}

}  // namespace
}  // namespace gigawatt::jobs
