// SPDX-License-Identifier: Apache-2.0

// What binds is named, and what a plant cannot do is posted.

#include <doctest/doctest.h>

#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

TEST_CASE("limits: a set point that is held exactly is not what binds") {
  // Frontier holds 32 degC, the hottest its nodes take; its grid is what stops it at 20 MW.
  LoadOptions options;
  options.overrides = {"sites.frontier.power.grid.limit=20MW"};
  const Finished run(load_scenario(shipped("frontier.yaml"), options));

  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().name == "grid");
  CHECK(run.summary.limits.front().hours_binding > 1.0);
  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
}

TEST_CASE(
    "limits: heat that a cooling plant cannot take is posted, and the heat law still closes") {
  // Ten idle hosts give 1,000 W to air; a chiller of 300 W cannot take it, so the site is dark.
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.scheduler = "policy: fcfs, dark_grace: 20 min";
  lab.cooling =
      "air: {model: crah-chilled-water, supply: 24 degC, chiller: {model: eir-air-cooled, supply: "
      "8 degC, unit: 300 W, units: 1}}";
  const Finished run(lab.scenario());

  CHECK(broken_laws_of({run.summary}).empty());
  CHECK(run.summary.totals.unserved_energy_j > 0.0);
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().name == "chiller");
  CHECK(run.summary.totals.unrejected_heat_j ==
        Approx(run.summary.totals.heat_taken_j - run.summary.totals.heat_rejected_j).epsilon(1e-9));
}

TEST_CASE("limits: a dead grid delivers nothing and bills nothing") {
  Lab lab;
  lab.fleet = "[{node: host-100-200, nodes: 10}]";
  lab.grid = "limit: 0 W, price: 50 USD/MWh, carbon: 300 g/kWh";
  lab.chain = "{model: transformer-dry, unit: 2 kW, units: 4}";
  lab.scheduler = "policy: fcfs, dark_grace: 10 min";
  const Finished run(lab.scenario());

  CHECK(run.summary.totals.facility_energy_j == 0.0);
  CHECK(run.summary.totals.energy_cost_usd == 0.0);
  CHECK(run.summary.totals.peak_it_instant_w == 0.0);
  CHECK(run.summary.totals.over_limit_energy_j == 0.0);
  // Ten idle hosts for the ten minutes until they go off: 10 x 100 W x 600 s, by hand.
  CHECK(run.summary.totals.unserved_energy_j == Approx(600'000.0).epsilon(1e-12));
  // The other fifty minutes without power are the grid's: 10 x 50 min, by hand.
  REQUIRE(run.summary.limits.size() == 1);
  CHECK(run.summary.limits.front().name == "grid");
  CHECK(run.summary.limits.front().gpu_hours_lost == Approx(10.0 * 50.0 / 60.0).epsilon(1e-12));
}

}  // namespace gigawatt::test
