// SPDX-License-Identifier: Apache-2.0

// Published statistics beside those of drawn jobs, as the table of docs/models/jobs/synthetic.md.
// With GIGAWATT_UPDATE_DOCS set the table is written there; otherwise it is compared.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/jobs/synthetic.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr const char* kPage = GIGAWATT_SOURCE_DIR "/docs/models/jobs/synthetic.md";
constexpr const char* kBegin = "<!-- drawn: begin -->\n";
constexpr const char* kEnd = "<!-- drawn: end -->\n";
constexpr int kJobs = 400'000;

struct Statistic {
  double mean_gpus = 0.0;
  double median_s = 0.0;
  double mean_s = 0.0;
  std::array<double, 3> by_job{};
  std::array<double, 3> by_gpu_time{};
};

struct Drawn : Statistic {
  double mean_gpus_sigma = 0.0;  ///< Of sampling, as all sigmas here.
  double mean_s_sigma = 0.0;
  double truncated_s = 0.0;      ///< Mean up to the 99.9th percentile.
  double law_truncated_s = 0.0;  ///< The same of the law.
  std::array<double, 3> by_gpu_time_sigma{};
  double mix_error = 0.0;  ///< Largest miss of a size's share, in standard deviations of sampling.
  Statistic law;           ///< What infinitely many jobs would give.
};

/// Mean and its standard deviation.
std::array<double, 2> mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  double squared = 0.0;
  for (const double value : values) {
    sum += value;
    squared += value * value;
  }
  const auto count = static_cast<double>(values.size());
  const double mean = sum / count;
  return {mean, std::sqrt((squared / count - mean * mean) / count)};
}

std::array<double, 3> shares_of(const FateShares& fates) {
  const double sum = fates.completes + fates.cancelled + fates.fails;
  return {fates.completes / sum, fates.cancelled / sum, fates.fails / sum};
}

/// The values that a plan stands for, from its distributions alone.
Statistic law_of(const SyntheticPlan& plan) {
  Statistic law;
  law.mean_gpus = plan.sizes.mean_gpus();
  const RunTimeLaw& run = plan.run_time;
  law.median_s = run.table.empty() ? std::exp(run.log_normal.mu) : run.table.at_s(0.5);
  law.mean_s = run.mean_s();
  double jobs_above = 0.0;
  double time_above = 0.0;
  for (const SizeTable::Entry& size : plan.sizes.entries) {
    const double threshold_s = plan.fates.threshold_gpu_s / size.gpus;
    jobs_above += size.share * run.share_above(threshold_s);
    time_above += size.share * size.gpus * run.mean_above_s(threshold_s);
  }
  time_above /= law.mean_gpus * law.mean_s;
  const auto large = shares_of(plan.fates.large);
  const auto small = shares_of(plan.fates.small);
  for (std::size_t i = 0; i < 3; ++i) {
    law.by_job[i] = jobs_above * large[i] + (1.0 - jobs_above) * small[i];
    law.by_gpu_time[i] = time_above * large[i] + (1.0 - time_above) * small[i];
  }
  return law;
}

Drawn draw(Statistics which) {
  WorkloadParams params;
  params.name = published(which).name;
  params.statistics = which;
  params.jobs = kJobs;
  SourceContext context;
  context.seed = 1;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = 4096;
  context.gpus_per_node = 1;
  SyntheticSource source(params, context);

  // Nodes of one accelerator tell the size, except below one, where entries share a node.
  std::vector<double> gpus_of(context.installed_nodes + 1, 0.0);
  std::vector<double> share_of(context.installed_nodes + 1, 0.0);
  for (const SizeTable::Entry& entry : source.plan().sizes.entries) {
    gpus_of[entry.nodes] += entry.share * entry.gpus;
    share_of[entry.nodes] += entry.share;
  }
  Drawn drawn;
  drawn.law = law_of(source.plan());
  std::vector<double> gpus;
  std::vector<double> run_s;
  double gpu_s = 0.0;
  double gpu_s_squared = 0.0;
  std::array<double, 3> squared{};
  for (Job job; source.next(job);) {
    gpus.push_back(gpus_of[job.nodes] / share_of[job.nodes]);
    run_s.push_back(to_seconds(job.work_ns));
    const auto fate = static_cast<std::size_t>(job.fate);
    const double weight = gpus.back() * run_s.back();
    drawn.by_job[fate] += 1.0 / kJobs;
    drawn.by_gpu_time[fate] += weight;
    squared[fate] += weight * weight;
    gpu_s += weight;
    gpu_s_squared += weight * weight;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    double& share = drawn.by_gpu_time[i];
    share /= gpu_s;
    // Of a ratio of sums: Σ w² (1 − s)² over jobs of this end, Σ w² s² over the others.
    drawn.by_gpu_time_sigma[i] = std::sqrt(squared[i] * (1.0 - share) * (1.0 - share) +
                                           (gpu_s_squared - squared[i]) * share * share) /
                                 gpu_s;
  }
  for (std::size_t nodes = 0; nodes < share_of.size(); ++nodes) {
    const double share = share_of[nodes];
    if (share == 0.0) continue;
    const auto count =
        static_cast<double>(std::count(gpus.begin(), gpus.end(), gpus_of[nodes] / share));
    const double sigma = std::sqrt(kJobs * share * (1.0 - share));
    drawn.mix_error = std::max(drawn.mix_error, std::abs(count - kJobs * share) / sigma);
  }
  drawn.mean_gpus = mean_of(gpus)[0];
  drawn.mean_gpus_sigma = mean_of(gpus)[1];
  drawn.mean_s = mean_of(run_s)[0];
  drawn.mean_s_sigma = mean_of(run_s)[1];
  std::sort(run_s.begin(), run_s.end());
  drawn.median_s = run_s[kJobs / 2];
  const std::size_t kept = kJobs - kJobs / 1000;
  drawn.truncated_s = mean_of({run_s.begin(), run_s.begin() + kept})[0];
  const RunTimeLaw& law = source.plan().run_time;
  drawn.law_truncated_s =
      (law.mean_s() - law.mean_above_s(run_s[kept - 1])) / (1.0 - law.share_above(run_s[kept - 1]));
  return drawn;
}

std::string text_of(const std::array<double, 3>& shares) {
  return fmt::format("{:.3f} / {:.3f} / {:.3f}", shares[0], shares[1], shares[2]);
}

std::string row_of(std::string_view name, std::string_view kind, const Statistic& values,
                   bool fates_known) {
  return fmt::format("| {} | {} | {:.3g} | {:.4g} | {:.0f} | {} | {} |\n", name, kind,
                     values.mean_gpus, values.median_s, values.mean_s,
                     fates_known ? text_of(values.by_job) : "not published",
                     fates_known ? text_of(values.by_gpu_time) : "not published");
}

TEST_CASE("statistics: the table of published and drawn values in the documentation is true") {
  std::string table =
      "| `statistics` | | mean GPUs | median run [s] | mean run [s] | by job | by GPU time |\n"
      "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Statistics which :
       {Statistics::acme_seren, Statistics::acme_kalos, Statistics::philly, Statistics::helios,
        Statistics::helios_venus, Statistics::helios_earth, Statistics::helios_saturn,
        Statistics::helios_uranus, Statistics::pai}) {
    const TraceStatistics trace = published(which);
    CAPTURE(trace.name);
    const Drawn drawn = draw(which);
    const bool fates_known = which != Statistics::pai;
    const Statistic source{trace.mean_gpus, trace.median_run_s, trace.mean_run_s,
                           shares_of(trace.by_job), shares_of(trace.by_gpu_time)};
    table += row_of(trace.name, "published", source, fates_known);
    table += row_of("", "law", drawn.law, fates_known);
    table += row_of("", "drawn", drawn, fates_known);

    CHECK(drawn.law.mean_gpus == Approx(source.mean_gpus).epsilon(0.001));
    CHECK(std::abs(drawn.mean_gpus - source.mean_gpus) < 4 * drawn.mean_gpus_sigma);
    CHECK(drawn.mean_gpus == Approx(source.mean_gpus).epsilon(0.02));
    CHECK(drawn.mix_error < 4.0);
    CHECK(drawn.truncated_s == Approx(drawn.law_truncated_s).epsilon(0.05));
    for (std::size_t i = 0; fates_known && i < 3; ++i) {
      CHECK(drawn.law.by_job[i] == Approx(source.by_job[i]).epsilon(0.001));
      CHECK(drawn.law.by_gpu_time[i] == Approx(source.by_gpu_time[i]).epsilon(0.005));
      CHECK(drawn.by_job[i] == Approx(source.by_job[i]).epsilon(0.02));
      CHECK(std::abs(drawn.by_gpu_time[i] - source.by_gpu_time[i]) <
            4 * drawn.by_gpu_time_sigma[i]);
    }
    if (which == Statistics::philly) continue;  // Drawn from measured run times instead.
    CHECK(drawn.law.mean_s == Approx(source.mean_s).epsilon(0.001));
    CHECK(drawn.median_s == Approx(source.median_s).epsilon(0.02));
    CHECK(std::abs(drawn.mean_s - source.mean_s) < 4 * drawn.mean_s_sigma);
  }

  std::ifstream in(kPage);
  std::string page((std::istreambuf_iterator<char>(in)), {});
  const std::size_t begin = page.find(kBegin);
  const std::size_t end = page.find(kEnd);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  const std::size_t first = begin + std::string(kBegin).size();
  if (std::getenv("GIGAWATT_UPDATE_DOCS") != nullptr) {
    page.replace(first, end - first, table);
    std::ofstream(kPage) << page;
  } else {
    CHECK(page.substr(first, end - first) == table);
  }
}

}  // namespace
}  // namespace gigawatt::jobs
