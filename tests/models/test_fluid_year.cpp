// SPDX-License-Identifier: Apache-2.0

// A fluid against the events it stands for: the same site, weather and jobs.

#include <cmath>

#include <doctest/doctest.h>

#include "tests/models/support/scenario_files.h"

namespace gigawatt::test {

namespace {

struct Pair {
  SiteSummary events, fluid;
};

Pair both(const std::string& file, std::vector<std::string> overrides,
          const std::vector<std::string>& fluid_overrides = {}) {
  const Finished events(shipped_scenario(file, overrides));
  overrides.push_back("jobs=fluid");
  overrides.insert(overrides.end(), fluid_overrides.begin(), fluid_overrides.end());
  const Finished fluid(shipped_scenario(file, overrides));
  for (const std::string& law : broken_laws_of({fluid.summary}))
    FAIL_CHECK(law);
  return {events.summary, fluid.summary};
}

void check_close(double fluid, double events, double tolerance) {
  MESSAGE("fluid over events: " << fluid / events);
  CHECK(std::abs(fluid / events - 1.0) <= tolerance);
}

/// Energy and productive GPU-hours within 0.5 %, PUE within 0.002: what the fluid promises where
/// no cap binds.
void check_promise(const Pair& pair) {
  check_close(pair.fluid.totals.it_energy_j, pair.events.totals.it_energy_j, 0.005);
  check_close(pair.fluid.totals.facility_energy_j, pair.events.totals.facility_energy_j, 0.005);
  check_close(pair.fluid.totals.energy_cost_usd, pair.events.totals.energy_cost_usd, 0.005);
  check_close(pair.fluid.totals.makeup_kg, pair.events.totals.makeup_kg, 0.005);
  check_close(pair.fluid.gpu_hours.productive, pair.events.gpu_hours.productive, 0.005);
  CHECK(std::abs(pair.fluid.pue_mean - pair.events.pue_mean) <= 0.002);
}

}  // namespace

TEST_CASE("fluid: a year of Memphis takes the energy of its events") {
  check_promise(both("memphis.yaml", {}));
}

TEST_CASE("fluid: with an hourly plant, too") {
  check_promise(both("memphis.yaml", {}, {"plant.interval=1 hour"}));
}

TEST_CASE("fluid: so does a month, at any luck") {
  for (const char* seed : {"seed=7", "seed=8", "seed=9"})
    check_promise(both("memphis.yaml", {"duration=31 days", seed}));
}

TEST_CASE("fluid: so does a fleet that comes in two phases") {
  check_promise(
      both("memphis.yaml",
           {"duration=60 days",
            "sites.memphis.fleet=[{node: hgx-h100-8, nodes: 6000, nodes_per_rack: 8}, {node: "
            "hgx-h100-8, nodes: 6500, nodes_per_rack: 8, energised: 2025-01-31}]"}));
}

TEST_CASE("fluid: a week under a cap throttles and leaves over as the events do, within 2 %") {
  // Jobs that throttling makes outlive their limits are killed in the events alone.
  const Pair pair = both("memphis.yaml", {"duration=7 days", "start=2025-07-01",
                                          "sites.memphis.power.grid.limit=105MW"});

  check_close(pair.fluid.totals.facility_energy_j, pair.events.totals.facility_energy_j, 0.02);
  check_close(pair.fluid.gpu_hours.productive + pair.fluid.gpu_hours.discarded,
              pair.events.gpu_hours.productive + pair.events.gpu_hours.discarded, 0.02);
  check_close(pair.fluid.gpu_hours.allocated, pair.events.gpu_hours.allocated, 0.02);
  CHECK(pair.fluid.totals.over_limit_energy_j <= 1e-7 * pair.fluid.totals.facility_energy_j);
}

TEST_CASE("fluid: nodes that fail and jobs that save their work cost what they cost as events") {
  const Pair pair =
      both("memphis.yaml", {"duration=60 days", "sites.memphis.faults={preset: typical}",
                            "workloads.mixed.checkpoint={interval: optimal}"});

  check_promise(pair);
  check_close(pair.fluid.gpu_hours.failed, pair.events.gpu_hours.failed, 0.05);
  check_close(pair.fluid.gpu_hours.checkpoint, pair.events.gpu_hours.checkpoint, 0.02);
  check_close(pair.fluid.gpu_hours.discarded, pair.events.gpu_hours.discarded, 0.03);
  check_close(pair.fluid.gpu_hours.restart, pair.events.gpu_hours.restart, 0.03);
  check_close(pair.fluid.gpu_hours.hung, pair.events.gpu_hours.hung, 0.03);
}

TEST_CASE("fluid: a replayed trace of a virtual cluster is as productive as its events") {
  check_promise(both("memphis.yaml",
                     {"duration=60 days",
                      "workloads=[{name: philly, kind: replay, format: philly-clusters, file: "
                      "data/traces/philly_derived_muri_trace2.csv}]"}));
}

}  // namespace gigawatt::test
