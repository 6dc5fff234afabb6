// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include <boost/math/special_functions/lambert_w.hpp>
#include <doctest/doctest.h>

#include "models/faults/checkpoint_optimum.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

/// Failures of one node [1/s] at `per_1000` in a thousand node-days.
constexpr double rate_per_s(double per_1000) {
  return per_1000 / 1000.0 / kDayS;
}
/// Llama 3 (arXiv 2407.21783): 419 unexpected interruptions in 54 days on 2,048 nodes.
constexpr double kLlamaPer1000 = 419.0 / (2048.0 * 54.0) * 1000.0;

}  // namespace

TEST_CASE("job mtbf: published rates give the published times") {
  struct Row {
    double per_1000, gpus, hours;
  };
  // 24 / (GPUs / 8 · rate / 1000), by hand; 1.80 h and 0.23 h are also printed by Kokolis et al.
  constexpr std::array rows{Row{6.50, 1024, 28.846}, Row{6.50, 16'384, 1.8029},
                            Row{6.50, 131'072, 0.2254}, Row{kLlamaPer1000, 1024, 49.489},
                            Row{kLlamaPer1000, 16'384, 3.0931}};
  for (const Row& row : rows) {
    CAPTURE(row.gpus);
    CHECK(faults::job_mtbf_s(row.gpus / 8.0, rate_per_s(row.per_1000)) / kHourS ==
          Approx(row.hours).epsilon(3e-4).scale(0.0));  // Four printed digits of the shortest.
  }
  CHECK(kLlamaPer1000 == Approx(3.7887).epsilon(1e-4).scale(0.0));
  const double with_planned = 466.0 / (2048.0 * 54.0) * 1000.0;  // 47 planned ones more.
  CHECK(faults::job_mtbf_s(2048.0, rate_per_s(with_planned)) / kHourS ==
        Approx(2.7811).epsilon(1e-4).scale(0.0));
  // No failure in 24 h: e^(−24 / 3.0931).
  const double mtbf_s = faults::job_mtbf_s(2048.0, rate_per_s(kLlamaPer1000));
  CHECK(std::exp(-kDayS / mtbf_s) == Approx(4.268e-4).epsilon(1e-3).scale(0.0));
  CHECK(std::isinf(faults::job_mtbf_s(2048.0, 0.0)));
}

TEST_CASE("checkpoint: closed forms and optimum of Aupy et al. (2013), table 2") {
  struct Row {
    double mtbf_s, young, daly, rfo, best;
  };
  constexpr std::array rows{Row{3'849'609, 68'567, 68'573, 67'961, 68'240},
                            Row{240'601, 17'592, 17'615, 16'968, 17'194},
                            Row{7'519, 3'604, 3'733, 2'869, 3'218}};
  for (const Row& row : rows) {
    CAPTURE(row.mtbf_s);
    const faults::CheckpointCost cost{
        .mtbf_s = row.mtbf_s, .checkpoint_s = 600.0, .downtime_s = 60.0, .restart_s = 600.0};
    CHECK(std::abs(faults::young_interval_s(cost) + 600.0 - row.young) <= 1.0);
    CHECK(std::abs(faults::daly_first_order_period_s(cost) - row.daly) <= 1.0);
    CHECK(std::abs(faults::rfo_period_s(cost) - row.rfo) <= 1.0);
    CHECK(faults::optimal_period_s(cost) == Approx(row.best).epsilon(0.002).scale(0.0));
  }
}

TEST_CASE("checkpoint: the optimal period is the one with Lambert's W") {
  for (const double checkpoint_s : {0.1, 3.0, 60.0, 3000.0, 30'000.0}) {
    CAPTURE(checkpoint_s);
    const faults::CheckpointCost cost{.mtbf_s = 11'136.0, .checkpoint_s = checkpoint_s};
    const double w = boost::math::lambert_w0(-std::exp(-1.0 - checkpoint_s / cost.mtbf_s));
    CHECK(faults::optimal_period_s(cost) ==
          Approx(checkpoint_s + cost.mtbf_s * (1.0 + w)).epsilon(1e-9).scale(0.0));
  }
}

TEST_CASE("checkpoint: exact efficiency at the Llama-3 rate") {
  struct Row {
    double checkpoint_s, best_s, best, young, three_hours;
  };
  constexpr std::array rows{Row{300, 2688.9, 0.72551, 0.72503, 0.53185},
                            Row{60, 1176.3, 0.83106, 0.83101, 0.54401},
                            Row{10, 475.3, 0.88506, 0.88506, 0.54654}};
  for (const Row& row : rows) {
    CAPTURE(row.checkpoint_s);
    const faults::CheckpointCost cost{.mtbf_s = 11'136.0,
                                      .checkpoint_s = row.checkpoint_s,
                                      .downtime_s = 600.0,
                                      .restart_s = 300.0};
    const double best_s = faults::optimal_period_s(cost);
    const double young_s = faults::young_interval_s(cost) + row.checkpoint_s;
    CHECK(best_s == Approx(row.best_s).epsilon(1e-4).scale(0.0));
    CHECK(faults::exponential_efficiency(cost, best_s) ==
          Approx(row.best).epsilon(1e-4).scale(0.0));
    CHECK(faults::exponential_efficiency(cost, young_s) ==
          Approx(row.young).epsilon(1e-4).scale(0.0));
    CHECK(faults::exponential_efficiency(cost, 3.0 * kHourS) ==
          Approx(row.three_hours).epsilon(1e-4).scale(0.0));
    CHECK(faults::exponential_efficiency(cost, best_s) >=
          faults::exponential_efficiency(cost, 1.01 * best_s));
    CHECK(faults::exponential_efficiency(cost, best_s) >=
          faults::exponential_efficiency(cost, 0.99 * best_s));
  }
}

TEST_CASE("checkpoint: nine tenths of effective time need a stall of about three seconds") {
  // Exact efficiency at its optimal period, µ = 54 d / 419, D = 600 s to detect and replace,
  // R = 300 s to load. Evaluated independently with a bisection.
  const auto best = [](double stall_s) {
    const faults::CheckpointCost cost{.mtbf_s = 54.0 * kDayS / 419.0,
                                      .checkpoint_s = stall_s,
                                      .downtime_s = 600.0,
                                      .restart_s = 300.0};
    return faults::exponential_efficiency(cost, faults::optimal_period_s(cost));
  };
  CHECK(best(3.0) == Approx(0.9024).epsilon(1e-4).scale(0.0));
  CHECK(best(5.0) == Approx(0.8962).epsilon(1e-4).scale(0.0));
  CHECK(best(300.0) < 0.73);
}

TEST_CASE("checkpoint: first order waste is the exact one when failures are rare") {
  const faults::CheckpointCost cost{
      .mtbf_s = 1e7, .checkpoint_s = 60.0, .downtime_s = 600.0, .restart_s = 300.0};
  for (const double period_s : {3600.0, 36'000.0})
    CHECK(1.0 - faults::first_order_waste(cost, period_s) ==
          Approx(faults::exponential_efficiency(cost, period_s)).epsilon(2e-5).scale(0.0));
}

TEST_CASE("checkpoint: Daly's higher order lies within a thousandth of the best efficiency") {
  for (const double checkpoint_s : {10.0, 60.0, 300.0, 3000.0}) {
    CAPTURE(checkpoint_s);
    const faults::CheckpointCost cost{.mtbf_s = 11'136.0, .checkpoint_s = checkpoint_s};
    const double daly =
        faults::exponential_efficiency(cost, faults::daly_interval_s(cost) + checkpoint_s);
    CHECK(daly == Approx(faults::exponential_efficiency(cost, faults::optimal_period_s(cost)))
                      .epsilon(1e-3)
                      .scale(0.0));
  }
  // C ≥ 2µ: the mean time between failures itself (Daly 2006, equation 37).
  CHECK(faults::daly_interval_s({.mtbf_s = 100.0, .checkpoint_s = 200.0}) == 100.0);
}

TEST_CASE("checkpoint: expected ETTR of Kokolis et al. (2024)") {
  const auto ettr = [](double gpus, double restart_s, double interval_s) {
    const faults::CheckpointCost cost{.mtbf_s = faults::job_mtbf_s(gpus / 8.0, rate_per_s(6.50)),
                                      .restart_s = restart_s};
    return faults::expected_ettr(cost, interval_s);
  };
  CHECK(ettr(16'384, 300.0, 300.0) == Approx(0.9307).epsilon(1e-4).scale(0.0));  // They print 0.93.
  CHECK(ettr(2048, 300.0, 3600.0) ==
        Approx(0.960).epsilon(5e-4).scale(0.0));  // "> 0.9 for 2-4K GPUs".
  CHECK(ettr(4096, 300.0, 3600.0) == Approx(0.919).epsilon(5e-4).scale(0.0));
  CHECK(ettr(1e9, 300.0, 300.0) == 0.0);
}

TEST_CASE("checkpoint: a recovery longer than the time between failures has no first order") {
  CHECK_THROWS_AS(
      faults::rfo_period_s(
          {.mtbf_s = 500.0, .checkpoint_s = 10.0, .downtime_s = 600.0, .restart_s = 300.0}),
      DomainError);
}
