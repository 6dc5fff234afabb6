// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>

#include <doctest/doctest.h>

#include "models/jobs/workload_params.h"
#include "tests/benchmarks/plain_loop.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

TEST_CASE("easy: a plain loop written apart starts every job at the same time") {
  for (const double load : {0.6, 0.95, 1.3}) {
    CAPTURE(load);
    WorkloadParams params;
    params.name = "mixed";
    params.jobs = 20'000;
    params.load = load;
    params.nodes = SizeParams{.min = 1, .max = 256, .sizes = {}, .shares = {}};
    params.limit.overrun = 0.05;
    SourceContext context;
    context.seed = 3;
    context.end_ns = 30 * kNsPerDay;
    context.installed_nodes = 1000;
    const auto source = make_source(params, context);

    const auto first = source->clone();
    const bench::ScheduleSummary plain = bench::run_plain_loop(*first, 1000);
    const bench::ScheduleSummary library =
        bench::run_scheduler_loop(*source, 1000, "easy-backfill");

    CHECK(plain.started == 20'000);
    CHECK(plain.backfilled > 1000);
    CHECK(library.starts_hash == plain.starts_hash);
    CHECK(library.last_end_ns == plain.last_end_ns);
    CHECK(library.most_queued == plain.most_queued);
  }
}

TEST_CASE("replay: the NASA iPSC/860 log gives the published waits") {
  const char* folder = std::getenv("GIGAWATT_EXTRA_DATA");
  const std::filesystem::path path =
      std::filesystem::path(folder == nullptr ? "" : folder) / "traces/NASA-iPSC-1993-3.1-cln.swf";
  if (folder == nullptr || !std::filesystem::exists(path)) {
    MESSAGE("skipped: set GIGAWATT_EXTRA_DATA to a folder with traces/NASA-iPSC-1993-3.1-cln.swf");
    return;
  }
  WorkloadParams params;
  params.name = "nasa";
  params.kind = WorkloadKind::replay;
  params.file = {path.filename().string(), path.string()};
  SourceContext context;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = 128;
  const auto source = make_source(params, context);

  const auto first = source->clone();
  const auto second = source->clone();
  const bench::ScheduleSummary fcfs = bench::run_scheduler_loop(*first, 128, "fcfs");
  const bench::ScheduleSummary easy = bench::run_scheduler_loop(*second, 128, "easy-backfill");
  const bench::ScheduleSummary plain = bench::run_plain_loop(*source, 128);

  // 18,239 lines of which 173 ran for no time (Parallel Workloads Archive); waits and utilisation
  // as two independent programs print them.
  CHECK(easy.started == 18'066);
  CHECK(fcfs.wait_sum_s / 18'066 == Approx(8.0813).epsilon(1e-5));
  CHECK(easy.wait_sum_s / 18'066 == Approx(4.0666).epsilon(1e-5));
  CHECK(easy.node_seconds / (128 * to_seconds(easy.last_end_ns)) == Approx(0.466093).epsilon(2e-6));
  CHECK(easy.starts_hash == plain.starts_hash);
}

}  // namespace
}  // namespace gigawatt::jobs
