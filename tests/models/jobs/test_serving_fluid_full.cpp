// SPDX-License-Identifier: Apache-2.0

// The fluid form against the request engine over the whole range of loads. Near full load a 99th
// percentile needs millions of requests, hence apart from the quick tests.

#include <cmath>

#include <doctest/doctest.h>

#include "models/jobs/serving_fluid.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

TEST_CASE("fluid: from 0.3 to 0.95 of full load it is what the request engine gives") {
  const ServingCase serving{
      llama_8b_on_a100(), {}, std::make_shared<LengthTable>(chat_trace()), {1.1}, {}};
  const ServingTable table = calibrate(serving, 1, 150'000);

  // Loads that are not in the table, other luck.
  for (const double load : {0.3, 0.5, 0.7, 0.82, 0.88, 0.91, 0.93, 0.95}) {
    const FluidPoint fluid = table.at(load);
    const FluidPoint run = run_at_load(serving, table.full, load, 2, requests_for(load, 150'000));
    const double fluid_power = power_share(fluid.busy, fluid.compute, {});
    const double run_power = power_share(run.busy, run.compute, {});
    MESSAGE("load " << load << ": power " << 100 * (fluid_power / run_power - 1) << " %, TTFT p99 "
                    << 100 * (fluid.ttft_p99_s / run.ttft_p99_s - 1) << " % of " << run.ttft_p99_s
                    << " s, misses " << 100 * (fluid.miss_share - run.miss_share) << " points of "
                    << 100 * run.miss_share << " %");

    CHECK(fluid_power == Approx(run_power).epsilon(0.02));
    CHECK(fluid.ttft_p99_s == Approx(run.ttft_p99_s).epsilon(0.15));
    CHECK(std::abs(fluid.miss_share - run.miss_share) < 0.02);
  }
}

}  // namespace
}  // namespace gigawatt::jobs
