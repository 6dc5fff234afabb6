// SPDX-License-Identifier: Apache-2.0
#include <numeric>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/compute/catalogue.h"
#include "models/compute/power_percentiles.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

using namespace gigawatt;
using compute::PowerPercentiles;
using doctest::Approx;

namespace {

PowerPercentiles acme(const std::string& column) {
  return compute::read_power_percentiles(
      GIGAWATT_SOURCE_DIR "/scenarios/data/traces/acme_power_util_cdf.csv", column);
}

/// 100 W for half of the time, then evenly up to 300 W.
PowerPercentiles half_idle() {
  return {{0.0, 50.0, 100.0}, {100.0, 100.0, 300.0}, "by hand", ""};
}

}  // namespace

TEST_CASE("percentiles: A100 draw what the published curves of two clusters say") {
  const PowerPercentiles kalos = acme("gpu_power_kalos_W");
  const PowerPercentiles seren = acme("gpu_power_seren_W");
  // As published, rounded to whole watts; AcmeTrace (Hu et al., NSDI 2024).
  for (const PowerPercentiles* curve : {&kalos, &seren}) {
    CHECK(compute::power_at_percentile_w(*curve, 1.0) == Approx(60.0).epsilon(0.01));
    CHECK(compute::power_at_percentile_w(*curve, 25.0) == Approx(66.0).epsilon(0.01));
  }
  CHECK(compute::power_at_percentile_w(kalos, 90.0) == Approx(404.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(seren, 90.0) == Approx(395.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(kalos, 99.0) == Approx(440.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(seren, 99.0) == Approx(437.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(kalos, 100.0) == Approx(600.0).epsilon(0.001));
  CHECK(compute::power_at_percentile_w(seren, 100.0) == 558.0);
}

TEST_CASE("percentiles: the means are the published ones, by the file's rows and by area") {
  struct Row {
    const char* column;
    double mean_w;
  };
  for (const Row& row : {Row{"gpu_power_kalos_W", 191.6}, Row{"gpu_power_seren_W", 168.6},
                         Row{"gpu_server_power_seren_W", 2930.0}}) {
    CAPTURE(row.column);
    const PowerPercentiles curve = acme(row.column);
    const double rows_w = std::accumulate(curve.power_w.begin(), curve.power_w.end(), 0.0) /
                          static_cast<double>(curve.power_w.size());
    CHECK(rows_w == Approx(row.mean_w).epsilon(3e-4));
    // Rows weigh the two ends fully, the area half: 0.1 % apart.
    CHECK(compute::mean_power_w(curve) == Approx(rows_w).epsilon(1e-3));
  }
}

TEST_CASE("percentiles: an 8xA100 server draws what the published curve says") {
  const PowerPercentiles server = acme("gpu_server_power_seren_W");
  // AcmeTrace, kW: p1 1.42, p50 2.52, p90 4.85, p99 5.42, largest 6.55.
  CHECK(compute::power_at_percentile_w(server, 1.0) == Approx(1420.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(server, 50.0) == Approx(2520.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(server, 90.0) == Approx(4850.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(server, 99.0) == Approx(5420.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(server, 100.0) == Approx(6550.0).epsilon(0.002));
  CHECK(compute::power_at_percentile_w(acme("cpu_server_power_seren_W"), 50.0) == 546.0);
}

TEST_CASE("percentiles: the catalogue's short copies agree with the file") {
  compute::AcceleratorCatalogue accelerators;
  accelerators.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/accelerators.yaml");
  compute::Catalogue nodes;
  nodes.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/nodes.yaml");
  struct Pair {
    const PowerPercentiles& copy;
    PowerPercentiles file;
  };
  for (const Pair& pair :
       {Pair{*accelerators.find("a100-sxm")->load_percentiles, acme("gpu_power_kalos_W")},
        Pair{*nodes.find("hgx-a100-8")->load_percentiles, acme("gpu_server_power_seren_W")}}) {
    for (std::size_t i = 0; i < pair.copy.percentile.size(); ++i) {
      CAPTURE(pair.copy.percentile[i]);
      CHECK(
          pair.copy.power_w[i] ==
          Approx(compute::power_at_percentile_w(pair.file, pair.copy.percentile[i])).epsilon(1e-3));
    }
    CHECK(compute::mean_power_w(pair.copy) ==
          Approx(compute::mean_power_w(pair.file)).epsilon(3e-3));
  }
  // The node's idle and measured maximum are the 1st and the 99th percentile of that curve.
  const compute::NodeType& node = *nodes.find("hgx-a100-8");
  CHECK(node.idle_w.value == compute::power_at_percentile_w(*node.load_percentiles, 1.0));
  CHECK(node.measured_max_w.value ==
        Approx(compute::power_at_percentile_w(*node.load_percentiles, 99.0)).epsilon(1e-4));
}

TEST_CASE("percentiles: mean and time above a power, by hand") {
  CHECK(compute::mean_power_w(half_idle()) == Approx(150.0));  // (100 + (100 + 300) / 2) / 2
  CHECK(compute::share_of_time_above(half_idle(), 99.0) == 1.0);
  CHECK(compute::share_of_time_above(half_idle(), 100.0) == Approx(0.5));
  CHECK(compute::share_of_time_above(half_idle(), 200.0) == Approx(0.25));
  CHECK(compute::share_of_time_above(half_idle(), 300.0) == 0.0);
  CHECK(compute::share_of_time_above(half_idle(), 900.0) == 0.0);
}

TEST_CASE("percentiles: an A100 fleet spends about a tenth of its time above the limit") {
  CHECK(compute::share_of_time_above(acme("gpu_power_kalos_W"), 400.0) ==
        Approx(0.118).epsilon(0.01));  // counted in the file's rows
}

TEST_CASE("percentiles: utilisation and power pair by rank") {
  // Half of the time 0 % and 100 W, then 50 % at 200 W and 100 % at 400 W.
  const PowerPercentiles power{{0.0, 40.0, 80.0, 100.0}, {90.0, 110.0, 200.0, 400.0}, "", ""};
  const PowerPercentiles utilisation{{0.0, 40.0, 80.0, 100.0}, {0.0, 0.0, 50.0, 100.0}, "", ""};
  const std::vector<double> curve = compute::power_curve_by_rank(power, utilisation, 4);
  // From 100 W (the mean of both idle rows) to 400 W: 200 W is a third, 150 and 300 W by halves.
  REQUIRE(curve.size() == 5);
  CHECK(curve[0] == 0.0);
  CHECK(curve[1] == Approx(1.0 / 6.0));
  CHECK(curve[2] == Approx(1.0 / 3.0));
  CHECK(curve[3] == Approx(2.0 / 3.0));
  CHECK(curve[4] == 1.0);

  compute::NodeType node;
  node.idle_w.value = 100.0;
  node.power_curve = curve;
  CHECK(compute::node_power_w(node, 0.5, 400.0) == Approx(200.0));
  CHECK(compute::node_power_w(node, 0.625, 400.0) == Approx(250.0));
  CHECK(compute::node_power_w(node, 1.0, 400.0) == Approx(400.0));
}

TEST_CASE("percentiles: the busy counter of real A100 says little about their power") {
  const std::vector<double> curve =
      compute::power_curve_by_rank(acme("gpu_power_kalos_W"), acme("gpu_util_kalos_pct"), 100);
  CHECK(compute::is_usable_curve(curve));
  // A GPU that is busy 95 % of the time by its counter draws a tenth of its dynamic power: 97 W of
  // 66 to 384 W, counted in the file's rows.
  CHECK(curve[95] == Approx(0.098).epsilon(0.03));
}

TEST_CASE("percentiles: what cannot be percentiles is refused") {
  PowerPercentiles wrong = half_idle();
  wrong.power_w[1] = 99.0;
  CHECK(compute::fault_of(wrong) == "the power falls with the percentile");
  wrong = half_idle();
  wrong.percentile[2] = 99.0;
  CHECK(compute::fault_of(wrong) != "");
  wrong = half_idle();
  wrong.power_w.pop_back();
  CHECK(compute::fault_of(wrong) == "3 percentiles and 2 powers");
  CHECK(compute::fault_of(half_idle()) == "");
  CHECK_THROWS_AS(compute::power_at_percentile_w(half_idle(), 101.0), DomainError);
  CHECK_THROWS_AS(acme("gpu_power_venus_W"), ScenarioError);
  CHECK_THROWS_AS(compute::power_curve_by_rank(half_idle(), acme("gpu_util_kalos_pct"), 4),
                  DomainError);
}
