// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <limits>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/black_start.h"

using namespace gigawatt::power;
using doctest::Approx;

namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// 2 MW and as much energy as it is given, without loss.
PlannedStore battery() {
  PlannedStore store;
  store.discharge_limit_w = 2e6;
  store.most_energy_j = 1e12;
  return store;
}

/// A large unit that needs 3 MW to start, and a small one that needs 1 MW and then feeds it.
constexpr std::array kUnits{BlackStartUnit{3e6, 900.0, 60e6}, BlackStartUnit{1e6, 600.0, 10e6}};

}  // namespace

TEST_CASE("black start: a small unit starts from the battery, the large one from the small one") {
  const BlackStart start = plan_black_start(kUnits, battery(), 1e9, 50e6);

  // By hand: 1 MW for 600 s, then 3 MW from the 10 MW unit for 900 s.
  CHECK(start.ready_s == std::vector{1500.0, 600.0});
  CHECK(start.load_s == 1500.0);
  CHECK(start.stored_used_j == Approx(600e6).epsilon(1e-12));
}

TEST_CASE("black start: losses and the energy that must stay count against the store") {
  PlannedStore store = battery();
  store.discharge_efficiency = 0.8;
  store.least_energy_j = 100e6;

  // 600 MJ at the terminals are 750 MJ of store, above 100 MJ.
  CHECK(plan_black_start(kUnits, store, 851e6, 50e6).stored_used_j == Approx(750e6));
  const BlackStart dead = plan_black_start(kUnits, store, 849e6, 50e6);
  CHECK(dead.ready_s == std::vector{kNever, kNever});
  CHECK(dead.load_s == kNever);
  CHECK(dead.stored_used_j == 0.0);
}

TEST_CASE("black start: without a battery only a unit that starts by itself can begin") {
  CHECK(plan_black_start(kUnits, {}, 0.0, 50e6).load_s == kNever);

  const std::array units{kUnits[0], kUnits[1], BlackStartUnit{0.0, 30.0, 1.5e6}};
  const BlackStart start = plan_black_start(units, {}, 0.0, 5e6);
  CHECK(start.ready_s == std::vector{1530.0, 630.0, 30.0});  // one after the other
  CHECK(start.load_s == 630.0);                              // 11.5 MW against 5 MW
}

TEST_CASE("black start: units that fit together start together; too little output never serves") {
  const std::array units{BlackStartUnit{1e6, 600.0, 10e6}, BlackStartUnit{1e6, 300.0, 10e6},
                         BlackStartUnit{1e6, 300.0, 10e6}};
  const BlackStart start = plan_black_start(units, battery(), 1e12, 40e6);

  // Two at once from 2 MW; the third when the second runs. 2 MW for 300 s, and from then on the
  // second unit carries what starts.
  CHECK(start.ready_s == std::vector{600.0, 300.0, 600.0});
  CHECK(start.stored_used_j == Approx(600e6));
  CHECK(start.load_s == kNever);
}
