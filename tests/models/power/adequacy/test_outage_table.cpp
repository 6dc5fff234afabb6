// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/adequacy/outage_table.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;
using power::CapacityState;
using power::OutageTable;

namespace {

std::vector<CapacityState> two_state(std::int64_t capacity_w, double outage_rate) {
  return {{capacity_w, 1.0 - outage_rate}, {0, outage_rate}};
}

}  // namespace

TEST_CASE("outage table: the textbook's three units") {
  // R. Billinton, R. N. Allan, Reliability Evaluation of Power Systems, 2nd ed., section 2.2: 3, 3
  // and 5 MW, each out 2 % of the time.
  const OutageTable table(std::vector{two_state(3, 0.02), two_state(3, 0.02), two_state(5, 0.02)});

  const std::vector<OutageTable::Row> book{{0, 0.941192}, {3, 0.038416}, {5, 0.019208},
                                           {6, 0.000392}, {8, 0.000784}, {11, 0.000008}};
  REQUIRE(table.rows().size() == book.size());
  for (std::size_t row = 0; row < book.size(); ++row) {
    CHECK(table.rows()[row].out_w == book[row].out_w);
    CHECK(table.rows()[row].probability == Approx(book[row].probability).epsilon(1e-12));
  }
  CHECK(table.capacity_w() == 11);
}

TEST_CASE("outage table: a load that just fits is served") {
  const OutageTable table(std::vector{two_state(3, 0.02), two_state(3, 0.02), two_state(5, 0.02)});

  CHECK(table.loss_probability(11) == Approx(1.0 - 0.941192).epsilon(1e-12));
  CHECK(table.loss_probability(8) == Approx(1.0 - 0.941192 - 0.038416).epsilon(1e-12));
  CHECK(table.loss_probability(12) == Approx(1.0).epsilon(1e-14));
  CHECK(table.loss_probability(0) == 0.0);
  // By hand: 8 lacks 2 at 6 left, 3 at 5 left, 5 at 3 left, 8 at nothing left.
  const double short_8 = 2 * 0.019208 + 3 * 0.000392 + 5 * 0.000784 + 8 * 0.000008;
  CHECK(table.expected_shortfall_w(8) == Approx(short_8).epsilon(1e-12));
}

TEST_CASE("outage table: a derated state by hand, after Billinton and Allan's third unit") {
  // 50 MW with 30 MW left 3.3 % and nothing left 0.7 % of the time, and 25 MW out 2 %.
  const OutageTable table(std::vector<std::vector<CapacityState>>{
      {{50, 0.960}, {30, 0.033}, {0, 0.007}}, two_state(25, 0.02)});

  CHECK(table.loss_probability(75) == Approx(1.0 - 0.960 * 0.98).epsilon(1e-12));
  CHECK(table.loss_probability(55) == Approx(1.0 - 0.98 * (0.960 + 0.033)).epsilon(1e-12));
  CHECK(table.loss_probability(25) == Approx(0.007 * 0.02).epsilon(1e-12));
}

TEST_CASE("outage table: probabilities add up to 1 and the mean outage to that of the units") {
  std::vector<std::vector<CapacityState>> units;
  double mean_w = 0.0;
  for (std::int64_t unit = 0; unit < 60; ++unit) {
    const std::int64_t capacity_w = 1'000'003 * (1 + unit % 4);
    units.push_back(two_state(capacity_w, 0.01 + 0.002 * static_cast<double>(unit)));
    mean_w += static_cast<double>(capacity_w) * units.back()[1].probability;
  }
  const OutageTable table(units);

  double sum = 0.0;
  double table_mean_w = 0.0;
  for (const OutageTable::Row& row : table.rows()) {
    sum += row.probability;
    table_mean_w += row.probability * static_cast<double>(row.out_w);
  }
  CHECK(sum == Approx(1.0).epsilon(1e-13));
  CHECK(table_mean_w == Approx(mean_w).epsilon(1e-13));
  // Full capacity as the load lacks just what is out.
  CHECK(table.expected_shortfall_w(table.capacity_w()) == Approx(mean_w).epsilon(1e-13));
}

TEST_CASE("outage table: no units serve nothing, and odd probabilities are refused") {
  const OutageTable none(std::vector<std::vector<CapacityState>>{});
  CHECK(none.loss_probability(1) == 1.0);
  CHECK(none.expected_shortfall_w(1) == 1.0);
  CHECK_THROWS_AS(OutageTable(std::vector<std::vector<CapacityState>>{{{5, 0.9}}}), DomainError);
}
