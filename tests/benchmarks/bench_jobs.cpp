// SPDX-License-Identifier: Apache-2.0
//
//   bench_jobs [load] [jobs per year] [nodes] [plain|scheduler|both]
//
// A year of synthetic jobs through the plain loop and through the library's EASY, same jobs.

#include <chrono>
#include <cstdlib>
#include <string_view>

#include <fmt/core.h>

#include "models/jobs/workload_params.h"
#include "tests/benchmarks/plain_loop.h"

using namespace gigawatt;

namespace {

template <class Function>
void measure(const char* name, const jobs::JobSource& jobs, Function run) {
  const auto source = jobs.clone();
  const auto begin = std::chrono::steady_clock::now();
  const bench::ScheduleSummary result = run(*source);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  fmt::print(
      "{:10} {:7.3f} s  {:6.0f} ns/job  started {}  queued at most {}  mean wait {:.0f} s  hash "
      "{:016x}\n",
      name, wall.count(), 1e9 * wall.count() / static_cast<double>(result.started + 1),
      result.started, result.most_queued,
      result.wait_sum_s / static_cast<double>(result.started + 1), result.starts_hash);
}

}  // namespace

int main(int argc, char** argv) {
  const double load = argc > 1 ? std::atof(argv[1]) : 0.9;
  const std::string_view which = argc > 4 ? argv[4] : "both";
  jobs::WorkloadParams params;
  params.name = "mixed";
  params.jobs_per_year = argc > 2 ? std::atof(argv[2]) : 1e6;
  params.load = load;
  params.nodes = jobs::SizeParams{.min = 1, .max = 512, .sizes = {}, .shares = {}};
  jobs::SourceContext context;
  context.seed = 7;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = argc > 3 ? static_cast<std::uint32_t>(std::atoi(argv[3])) : 12'500;
  const auto source = jobs::make_source(params, context);

  measure("draw only", *source, [](jobs::JobSource& s) {
    bench::ScheduleSummary summary;
    for (jobs::Job job; s.next(job);)
      summary.start(job, job.submit_ns);
    return summary;
  });
  if (which != "scheduler")
    measure("plain loop", *source,
            [&](jobs::JobSource& s) { return bench::run_plain_loop(s, context.installed_nodes); });
  if (which != "plain")
    measure("scheduler", *source, [&](jobs::JobSource& s) {
      return bench::run_scheduler_loop(s, context.installed_nodes, "easy-backfill");
    });
  return 0;
}
