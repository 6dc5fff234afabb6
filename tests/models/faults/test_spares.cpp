// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/faults/node_health.h"
#include "models/faults/spares.h"

using namespace gigawatt;
using doctest::Approx;

TEST_CASE("spares: percentiles of nodes down are binomial") {
  // Two nodes, each down half of the time: P(0) 0.25, P(≤ 1) 0.75, P(≤ 2) 1, by hand.
  CHECK(faults::nodes_down_percentile(2, 0.5, 0.2) == 0);
  CHECK(faults::nodes_down_percentile(2, 0.5, 0.25) == 0);
  CHECK(faults::nodes_down_percentile(2, 0.5, 0.5) == 1);
  CHECK(faults::nodes_down_percentile(2, 0.5, 0.75) == 1);
  CHECK(faults::nodes_down_percentile(2, 0.5, 0.99) == 2);
  CHECK(faults::nodes_down_percentile(100, 0.0, 0.99) == 0);
  CHECK(faults::nodes_down_percentile(100, 1.0, 0.99) == 100);
  // Ten nodes at 0.1: P(≤ 3) = 0.98720, P(≤ 4) = 0.99837 (binomial table).
  CHECK(faults::nodes_down_percentile(10, 0.1, 0.987) == 3);
  CHECK(faults::nodes_down_percentile(10, 0.1, 0.99) == 4);
}

TEST_CASE("spares: a real fleet's 99th percentile lies well above its mean") {
  // 400 servers, 584 outages of 132.8 h in 349 days: a server fails every 239.0 days, so 2.26 % are
  // down: 9.1 on average. Normal approximation of the 99th percentile: 9.1 + 2.33 · 2.98 = 16.0.
  const double down = faults::share_down(400.0 * 349.0 / 584.0 * 24.0, 132.8);
  CHECK(400.0 * down == Approx(9.05).scale(0.0).epsilon(0.01));
  const auto p99 = faults::nodes_down_percentile(400, down, 0.99);
  CHECK(p99 >= 16);
  CHECK(p99 <= 17);
}

TEST_CASE("spares: a stock meets its share of failures") {
  // Units out are Poisson of mean 1: P(0) 0.3679, P(≤ 1) 0.7358, P(≤ 2) 0.9197 (by hand). A
  // failure finds one of S if fewer than S are out.
  CHECK(faults::spares_for(1.0, 0.3) == 1);
  CHECK(faults::spares_for(1.0, 0.7) == 2);
  CHECK(faults::spares_for(1.0, 0.9) == 3);
  CHECK(faults::spares_for(1.0, 0.95) == 4);
  CHECK(faults::spares_for(0.0, 0.99) == 0);
}

TEST_CASE("spares: Erlang's formulas at published points") {
  // (servers, load, B, C): queueing tables.
  CHECK(faults::erlang_b(1, 0.9) == Approx(0.47368421).epsilon(1e-8));
  CHECK(faults::erlang_c(1, 0.9) == Approx(0.9).epsilon(1e-8));
  CHECK(faults::erlang_b(2, 1.8) == Approx(0.36651584).epsilon(1e-8));
  CHECK(faults::erlang_c(2, 1.8) == Approx(0.85263158).epsilon(1e-8));
  CHECK(faults::erlang_b(10, 8.0) == Approx(0.12166106).epsilon(1e-8));
  CHECK(faults::erlang_c(10, 8.0) == Approx(0.40918015).epsilon(1e-8));
  CHECK(faults::erlang_b(10, 9.0) == Approx(0.16796323).epsilon(1e-7));
  CHECK(faults::erlang_c(10, 9.0) == Approx(0.66873152).epsilon(1e-8));
  CHECK(faults::erlang_b(100, 90.0) == Approx(0.02695738).epsilon(1e-6));
  CHECK(faults::erlang_c(100, 90.0) == Approx(0.21694048).epsilon(1e-7));
  CHECK(faults::erlang_b(100, 95.0) == Approx(0.04880421).epsilon(1e-6));
  CHECK(faults::erlang_c(100, 95.0) == Approx(0.50645685).epsilon(1e-8));
  CHECK(faults::erlang_c(10, 10.0) == 1.0);
}

TEST_CASE("hot spares: 64 of 72 outlast what 72 of 72 do not") {
  // 18 trays of 4, each down 1 %: all up 0.99^18 = 0.83451; at most two down adds
  // 18 · 0.01 · 0.99^17 + 153 · 1e-4 · 0.99^16 = 0.15173 + 0.01303, by hand.
  CHECK(std::abs(faults::rack_availability(18, 18, 0.01) - 0.83451) < 1e-5);
  CHECK(std::abs(faults::rack_availability(18, 16, 0.01) - 0.99927) < 1e-5);
  CHECK(faults::rack_availability(18, 16, 0.0) == 1.0);
}

TEST_CASE("node health: a node is down while anything keeps it down, a rack while it has too few") {
  faults::NodeHealth health(40, 18, 16);  // 18, 18 and 4 nodes: the last never has 16.
  CHECK(health.usable_racks() == 2);
  CHECK(health.fail(0));
  CHECK_FALSE(health.fail(0));  // Its switch too.
  CHECK(health.fail(1));
  CHECK(health.usable_racks() == 2);
  CHECK(health.fail(17));
  CHECK_FALSE(health.is_usable(0));
  CHECK(health.usable_racks() == 1);
  CHECK(health.nodes_down() == 3);
  CHECK_FALSE(health.mend(0));
  CHECK_FALSE(health.is_up(0));
  CHECK(health.mend(0));
  CHECK(health.usable_racks() == 2);
  CHECK(health.nodes_down() == 2);
}
