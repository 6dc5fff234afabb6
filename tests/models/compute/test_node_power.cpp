// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string_view>

#include <doctest/doctest.h>

#include "models/compute/catalogue.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

/// Host of the published simulator cases: 100 W idle, 200 W at full load.
compute::NodeType reference_host() {
  compute::NodeType node;
  node.name = "reference-host-100-200";
  node.idle_w.value = 100.0;
  node.measured_max_w.value = 200.0;
  return node;
}

}  // namespace

TEST_CASE("power curves: every published form at its published points") {
  // Forms of OpenDC's PowerModels, evaluated for 100 W idle and 200 W max.
  struct Row {
    std::string_view curve;
    double parameter;
    std::array<double, 4> power_w;  // At u = 0, 0.25, 0.5, 1.
  };
  const std::array rows{
      Row{"linear", 0.0, {100.0, 125.0, 150.0, 200.0}},
      Row{"sqrt", 0.0, {100.0, 150.0, 170.710678, 200.0}},
      Row{"square", 0.0, {100.0, 106.25, 125.0, 200.0}},
      Row{"cubic", 0.0, {100.0, 101.5625, 112.5, 200.0}},
      Row{"mse", 1.4, {100.0, 135.641271, 162.107086, 200.0}},
      Row{"asymptotic", 0.3, {100.0, 140.770090, 165.556220, 198.216300}},
      Row{"asymptotic-dvfs", 0.3, {100.0, 103.318762, 123.287968, 198.216300}},
  };
  constexpr std::array loads{0.0, 0.25, 0.5, 1.0};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < loads.size(); ++i) {
      CAPTURE(row.curve);
      CAPTURE(loads[i]);
      CHECK(compute::power_curve_w(row.curve, 100.0, 200.0, loads[i], row.parameter) ==
            Approx(row.power_w[i]).epsilon(1e-8));
    }
}

TEST_CASE("power curves: utilisation is clamped and unknown names are refused") {
  CHECK(compute::power_curve_w("linear", 100.0, 200.0, 1.7, 0.0) == 200.0);
  CHECK(compute::power_curve_w("linear", 100.0, 200.0, -1.0, 0.0) == 100.0);
  CHECK_THROWS_AS(compute::power_curve_w("lineal", 100.0, 200.0, 0.5, 0.0), DomainError);
}

TEST_CASE("node power: ends are idle and max whatever the exponent") {
  compute::NodeType node = reference_host();
  for (const double exponent : {0.8, 1.0, 2.0}) {
    node.curve_exponent = exponent;
    CHECK(compute::node_power_w(node, 0.0, 200.0) == 100.0);
    CHECK(compute::node_power_w(node, 1.0, 200.0) == 200.0);
  }
  node.curve_exponent = 2.0;
  CHECK(compute::node_power_w(node, 0.5, 200.0) == 125.0);  // 100 + 100 / 4, by hand
  CHECK(compute::node_power_w(node, 2.0, 200.0) == 200.0);
}

TEST_CASE("speed by level: without a curve speed is proportional to dynamic power") {
  const auto speed = compute::speed_by_level(reference_host());
  for (std::uint32_t level = 0; level <= 64; ++level)
    CHECK(speed[level] == level << 14);
}

TEST_CASE("speed by level: a curve is linear between its points and ends at full speed") {
  compute::NodeType node = reference_host();
  node.performance_curve = {0.0, 0.8, 1.0};
  const auto speed = compute::speed_by_level(node);
  CHECK(speed[0] == 0);
  CHECK(speed[16] == 419430);  // 0.4 · 2^20 = 419430.4
  CHECK(speed[32] == 838861);  // 0.8 · 2^20 = 838860.8
  CHECK(speed[48] == 943718);  // 0.9 · 2^20 = 943718.4
  CHECK(speed[64] == 1u << 20);
}

TEST_CASE("speed by level: a curve that does not rise from 0 to 1 is refused") {
  compute::NodeType node = reference_host();
  node.performance_curve = {0.1, 1.0};
  CHECK_THROWS_AS(compute::speed_by_level(node), DomainError);
  node.performance_curve = {0.0, 0.9, 0.8, 1.0};
  CHECK_THROWS_AS(compute::speed_by_level(node), DomainError);
}
