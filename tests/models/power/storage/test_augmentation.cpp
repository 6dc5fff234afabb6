// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <doctest/doctest.h>

#include "models/power/storage/augmentation.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

power::CellBatch batch(double energy_j, double health_frac) {
  return {.energy_j = energy_j, .age = {.days = 100.0, .health_frac = health_frac}};
}

}  // namespace

TEST_CASE("upkeep: planned modules are added at their time, each once") {
  const power::Upkeep upkeep{.additions = {{100, 20.0}, {200, 30.0}}};
  std::vector<power::CellBatch> batches{batch(100.0, 0.9)};
  power::UpkeepLog log;

  power::keep_up(upkeep, 100.0, 99, batches, log);
  CHECK(batches.size() == 1);
  power::keep_up(upkeep, 100.0, 150, batches, log);
  power::keep_up(upkeep, 100.0, 160, batches, log);
  CHECK(power::total_capacity_j(batches) == Approx(110.0));
  power::keep_up(upkeep, 100.0, 200, batches, log);
  CHECK(power::total_capacity_j(batches) == Approx(140.0));
  CHECK(log.additions == 2);
  CHECK(log.added_j == 50.0);
}

TEST_CASE("upkeep: capacity below what is to be kept is restored, and old modules stay old") {
  const power::Upkeep upkeep{.keep_frac = 0.9, .restore_frac = 1.05};
  std::vector<power::CellBatch> batches{batch(100.0, 0.9)};
  power::UpkeepLog log;

  power::keep_up(upkeep, 100.0, 0, batches, log);
  CHECK(log.additions == 0);
  batches[0].age.health_frac = 0.89;
  power::keep_up(upkeep, 100.0, 0, batches, log);

  REQUIRE(batches.size() == 2);
  CHECK(batches[1].energy_j == Approx(16.0));  // 105 - 89, by hand
  CHECK(batches[1].age.days == 0.0);
  CHECK(batches[0].age.health_frac == 0.89);
}

TEST_CASE("upkeep: a batch at 80 % is replaced alone, before anything is made up") {
  const power::Upkeep upkeep{.keep_frac = 0.95, .replace_frac = 0.8};
  std::vector<power::CellBatch> batches{batch(100.0, 0.8), batch(10.0, 0.81)};
  power::UpkeepLog log;

  power::keep_up(upkeep, 100.0, 0, batches, log);

  REQUIRE(batches.size() == 2);  // 100 + 8.1 is enough
  CHECK(batches[0].age.health_frac == 1.0);
  CHECK(batches[1].age.health_frac == 0.81);
  CHECK(log.replacements == 1);
  CHECK(log.replaced_j == 100.0);
}
