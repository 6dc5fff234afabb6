// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <doctest/doctest.h>

#include "models/power/dispatch/planned_store.h"

using namespace gigawatt::power;
using doctest::Approx;

namespace {

constexpr double kJPerWh = 3600.0;
constexpr double kSPerH = 3600.0;

/// Lossless, between a share of `capacity_wh` and all of it.
PlannedStore lossless(double capacity_wh, double least_share, double limit_w = 1e9) {
  PlannedStore store;
  store.charge_limit_w = limit_w;
  store.discharge_limit_w = limit_w;
  store.least_energy_j = least_share * capacity_wh * kJPerWh;
  store.most_energy_j = capacity_wh * kJPerWh;
  return store;
}

/// Stored [Wh] after asking for `power_w` (above 0 charging) for some hours.
double after(const PlannedStore& store, double energy_wh, double power_w, double hours) {
  const FlowRange range = flow_range(store, energy_wh * kJPerWh, hours * kSPerH);
  const double charge_w = power_w > 0.0 ? std::min(power_w, range.charge_w) : 0.0;
  const double discharge_w = power_w < 0.0 ? std::min(-power_w, range.discharge_w) : 0.0;
  return next_energy_j(store, energy_wh * kJPerWh, charge_w, discharge_w, hours * kSPerH) / kJPerWh;
}

}  // namespace

TEST_CASE("planned store: charge and discharge end where Vessim's battery does") {
  // Vessim's tests of SimpleBattery: 100 Wh, 80 % full, 10 % kept.
  const PlannedStore store = lossless(100.0, 0.1);

  CHECK(after(store, 80.0, 1.0, 1.0) == Approx(81.0).epsilon(1e-12));
  CHECK(after(store, 80.0, 10.0, 2.0) == Approx(100.0).epsilon(1e-12));
  CHECK(after(store, 80.0, -1.0, 1.0) == Approx(79.0).epsilon(1e-12));
  CHECK(after(store, 80.0, -10.0, 7.0) == Approx(10.0).epsilon(1e-12));
  // 10 Wh at a rate of 1 per hour, half full: 10 W for six minutes.
  CHECK(after(lossless(10.0, 0.0, 10.0), 5.0, 10.0, 0.1) == Approx(6.0).epsilon(1e-12));
}

TEST_CASE("planned store: the range is what room, stock and limits allow") {
  // Vessim's feasible ranges: 20 Wh of room over 4 h; 100 Wh at a rate of 2 per hour.
  CHECK(flow_range(lossless(100.0, 0.1), 80.0 * kJPerWh, 4.0 * kSPerH).charge_w ==
        Approx(5.0).epsilon(1e-12));
  const FlowRange fast = flow_range(lossless(100.0, 0.1, 200.0), 50.0 * kJPerWh, 1.0);
  CHECK(fast.charge_w == 200.0);
  CHECK(fast.discharge_w == 200.0);
}

TEST_CASE("planned store: losses fall on the way in and on the way out") {
  PlannedStore store = lossless(100.0, 0.0);
  store.charge_efficiency = 0.9;
  store.discharge_efficiency = 0.8;

  // By hand: 9 Wh of room take 10 Wh; 10 Wh give 8.
  CHECK(flow_range(store, 91.0 * kJPerWh, kSPerH).charge_w == Approx(10.0).epsilon(1e-12));
  CHECK(flow_range(store, 10.0 * kJPerWh, kSPerH).discharge_w == Approx(8.0).epsilon(1e-12));
  CHECK(after(store, 91.0, 10.0, 1.0) == Approx(100.0).epsilon(1e-12));
  CHECK(after(store, 10.0, -8.0, 1.0) == Approx(0.0));
}

TEST_CASE("planned store: outside its bounds it can only come back") {
  const PlannedStore store = lossless(100.0, 0.1);

  CHECK(flow_range(store, 5.0 * kJPerWh, kSPerH).discharge_w == 0.0);
  CHECK(flow_range(store, 101.0 * kJPerWh, kSPerH).charge_w == 0.0);
  CHECK(next_energy_j(store, 5.0 * kJPerWh, 1.0, 0.0, kSPerH) == Approx(6.0 * kJPerWh));
}
