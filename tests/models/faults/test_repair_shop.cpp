// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <queue>
#include <vector>

#include <doctest/doctest.h>

#include "models/faults/repair_shop.h"
#include "sim/engine/random.h"

using namespace gigawatt;
using faults::DailyWindow;
using faults::RepairModel;
using faults::RepairNeed;
using faults::RepairShop;

namespace {

constexpr TimeNs kMidnight = 1'735'689'600 * kNsPerSecond;  // 2025-01-01

constexpr TimeNs at(std::int64_t hours) {
  return kMidnight + hours * kNsPerHour;
}

}  // namespace

TEST_CASE("daily window: work rests while it is closed") {
  const DailyWindow day{8 * kNsPerHour, 18 * kNsPerHour, 0};
  CHECK(day.finish(at(9), 3 * kNsPerHour) == at(12));
  CHECK(day.finish(at(17), 3 * kNsPerHour) == at(24 + 10));   // One hour, then two of the next day.
  CHECK(day.finish(at(20), 10 * kNsPerHour) == at(24 + 18));  // A whole shift ends at its close.
  CHECK(day.finish(at(8), 25 * kNsPerHour) == at(48 + 13));
  CHECK(day.next_open(at(18)) == at(24 + 8));
  CHECK(day.next_open(at(8)) == at(8));

  const DailyWindow night{20 * kNsPerHour, 6 * kNsPerHour, -6 * kNsPerHour};  // 02:00-12:00 UTC
  CHECK(night.next_open(at(0)) == at(2));
  CHECK(night.finish(at(11), 2 * kNsPerHour) == at(24 + 3));
  CHECK(DailyWindow{}.finish(at(1), kNsPerHour) == at(2));
  CHECK(day.finish(at(9), kNever) == kNever);
}

TEST_CASE("repair shop: with crews for all a repair takes its own time") {
  RepairShop shop(RepairModel{});
  CHECK(shop.submit(3, at(0), 5 * kNsPerHour) == at(5));
  CHECK(shop.submit(1, at(1), 2 * kNsPerHour) == at(3));
  CHECK(shop.in_repair() == 2);
  CHECK(shop.next_ns() == at(3));
  CHECK(shop.pop() == 1);
  CHECK(shop.pop() == 3);
  CHECK(shop.next_ns() == kNever);
}

TEST_CASE("repair shop: one crew works off what comes, in order") {
  RepairShop shop(RepairModel{.crews = 1});
  CHECK(shop.submit(0, at(0), 5 * kNsPerHour) == at(5));
  CHECK(shop.submit(1, at(1), 2 * kNsPerHour) == at(7));
  // A reboot does not wait for the crew.
  CHECK(shop.submit(2, at(2), kNsPerHour, RepairNeed::nothing) == at(3));
  CHECK(shop.submit(3, at(9), kNsPerHour) == at(10));
}

TEST_CASE("repair shop: with a spare the node is back after the swap, without one it waits") {
  RepairShop shop(RepairModel{.spares = 1, .swap_ns = kNsPerHour});
  CHECK(shop.spares_on_shelf(at(0)) == 1);
  CHECK(shop.submit(0, at(0), 20 * kNsPerHour) == at(1));  // The broken unit is mended at 21.
  CHECK(shop.spares_on_shelf(at(2)) == 0);
  CHECK(shop.submit(1, at(2), 20 * kNsPerHour) == at(22));
  CHECK(shop.waited_for_spare() == 1);
  // A switch has no spare node: its own repair.
  CHECK(shop.submit(2, at(3), 4 * kNsPerHour, RepairNeed::crew) == at(7));
  CHECK(shop.spares_on_shelf(at(42)) == 1);

  RepairShop restocked(RepairModel{.spares = 1, .swap_ns = 0, .restock_ns = 100 * kNsPerHour});
  restocked.submit(0, at(0), kNsPerHour);
  CHECK(restocked.submit(1, at(1), kNsPerHour) == at(100));
}

TEST_CASE("repair shop: a queue of crews waits as M/M/c does") {
  // c = 10, a = 8: mean wait 0.20459 of a mean repair (Erlang C).
  constexpr int kRepairs = 400'000;
  RepairShop shop(RepairModel{.crews = 10});
  RandomDraws draws = RandomStream(7, "test", "mmc").at(0);
  double wait_h = 0.0;
  double time_h = 0.0;
  for (int repair = 0; repair < kRepairs; ++repair) {
    time_h += draws.exponential(1.0 / 8.0);
    const double work_h = draws.exponential(1.0);
    const TimeNs now_ns = kMidnight + from_seconds(3600.0 * time_h);
    while (shop.next_ns() <= now_ns)
      shop.pop();
    const TimeNs back_ns = shop.submit(0, now_ns, from_seconds(3600.0 * work_h));
    wait_h += to_seconds(back_ns - now_ns) / 3600.0 - work_h;
  }
  CHECK(std::abs(wait_h / kRepairs / 0.20459 - 1.0) < 0.05);
}

TEST_CASE("repair shop: a store of spares is a queue whose servers are the units") {
  // A unit serves from its swap until the one it replaced is mended. 8 units, 5 on average out:
  // Erlang C says that 0.16727 of the swaps wait.
  constexpr int kRepairs = 400'000;
  RepairShop shop(RepairModel{.spares = 8});
  RandomDraws draws = RandomStream(7, "test", "spares").at(0);
  double time_h = 0.0;
  for (int repair = 0; repair < kRepairs; ++repair) {
    time_h += draws.exponential(1.0 / 5.0);
    const double turn_h = draws.exponential(1.0);
    const TimeNs now_ns = kMidnight + from_seconds(3600.0 * time_h);
    while (shop.next_ns() <= now_ns)
      shop.pop();
    shop.submit(0, now_ns, from_seconds(3600.0 * turn_h));
  }
  const double waited = static_cast<double>(shop.waited_for_spare()) / kRepairs;
  CHECK(std::abs(waited / 0.16727 - 1.0) < 0.03);
}

TEST_CASE("repair shop: a copy goes on as the original does") {
  RepairShop shop(RepairModel{.crews = 2, .spares = 1, .swap_ns = kNsPerHour});
  shop.submit(0, at(0), 9 * kNsPerHour);
  shop.submit(1, at(0), 9 * kNsPerHour);
  RepairShop copy = shop;
  CHECK(shop.submit(2, at(1), kNsPerHour) == copy.submit(2, at(1), kNsPerHour));
  CHECK(shop.next_ns() == copy.next_ns());
}
