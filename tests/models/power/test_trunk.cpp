// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/params.h"
#include "models/power/trunk.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

power::ChainEntryParams entry(const char* model, std::shared_ptr<const ModelParams> params,
                              double unit_w, std::int64_t units) {
  power::ChainEntryParams chain;
  chain.model = {model, std::move(params)};
  chain.unit_w = unit_w;
  chain.units = units;
  return chain;
}

power::Trunk example_trunk() {
  return power::Trunk(power::make_trunk_stages(
      {entry("busway", std::make_shared<power::BuswayParams>(), 1.0e6, 180),
       entry("ups-double-conversion", std::make_shared<power::UpsDoubleConversionParams>(), 2.0e6,
             84),
       entry("transformer-dry", std::make_shared<power::TransformerDryParams>(), 3.0e6, 60)}));
}

}  // namespace

TEST_CASE("trunk: every watt that enters is load, cooling or a loss") {
  const power::Trunk trunk = example_trunk();
  std::vector<LimitUse> limits(trunk.stages().size());
  for (double it_w = 0.0; it_w < 170.0e6; it_w += 7.7e6) {
    const power::ItSide side = trunk.it_side(it_w, limits);
    const power::Feed feed = trunk.feed(side, 12.0e6, limits);
    CHECK(feed.input_w == Approx(it_w + 12.0e6 + side.loss_w + feed.loss_w).epsilon(1e-14));
  }
}

TEST_CASE("trunk: losses follow the part load of one unit") {
  const power::Trunk trunk = example_trunk();
  std::vector<LimitUse> limits(3);

  const power::ItSide side = trunk.it_side(90.0e6, limits);

  // By hand: busway at half load 180 · 2387.58 / 4 W; UPS carries that plus 90 MW over 84 units.
  const double busway_w = 180.0 * 2387.58 / 4.0;
  const double share_w = (90.0e6 + busway_w) / 84.0;
  const double ups_w = 84.0 * (24.0e3 + 0.006 * share_w + 0.012 / 2.0e6 * share_w * share_w);
  CHECK(side.loss_w == Approx(busway_w + ups_w).epsilon(1e-5));
  CHECK(side.hall_loss_w == Approx(busway_w).epsilon(1e-5));  // Only the busway stands in the hall.
}

TEST_CASE("trunk: an overload is told by its limit and input never falls as power rises") {
  const power::Trunk trunk = example_trunk();
  std::vector<LimitUse> limits(3);
  double last_w = 0.0;
  for (double it_w = 0.0; it_w < 400.0e6; it_w += 3.0e6) {
    const double input_w = trunk.feed(trunk.it_side(it_w, limits), 0.0, limits).input_w;
    CHECK(input_w > last_w);
    last_w = input_w;
  }

  trunk.it_side(181.0e6, limits);
  CHECK(limits[0].used > limits[0].limit);
  CHECK(limits[0].limit == 180.0e6);
}

TEST_CASE("trunk: a table holds its last efficiency beyond its end") {
  power::TrunkStage stage{.name = "table", .unit_rated_w = 100.0};
  stage.loss = {.table_load_frac = {0.0, 1.0}, .table_loss_frac = {0.01, 0.05}, .rated_w = 100.0};
  const power::Trunk trunk({stage});
  std::vector<LimitUse> limits(1);
  CHECK(trunk.it_side(200.0, limits).loss_w == Approx(10.0).epsilon(1e-12));
}

TEST_CASE("trunk: staged units lose less at low load and the same at full load") {
  power::TrunkStage stage{.name = "ups", .units = 10.0, .unit_rated_w = 1.0e6};
  stage.loss = power::UpsDoubleConversionParams{}.loss(1.0e6);
  power::TrunkStage staged = stage;
  staged.sharing = Sharing::staged;
  std::vector<LimitUse> limits(1);
  const power::Trunk all({stage}), few({staged});
  CHECK(few.it_side(1.0e6, limits).loss_w < all.it_side(1.0e6, limits).loss_w);
  CHECK(few.it_side(10.0e6, limits).loss_w == all.it_side(10.0e6, limits).loss_w);
}

TEST_CASE("trunk: a stage of IT behind one that carries everything is refused") {
  power::TrunkStage it{.name = "ups"}, everything{.name = "transformer", .carries_cooling = true};
  CHECK_NOTHROW(power::Trunk({it, everything}));
  CHECK_THROWS_AS(power::Trunk({everything, it}), DomainError);
  CHECK_THROWS_AS(power::Trunk({{.name = "none", .units = 0.0}}), DomainError);
}

TEST_CASE("trunk: a stage carries its share of what it draws from, and each share is drawn once") {
  // Racks of 100 W, 60 % on stage a that loses 10 % of its output; b carries the rest and half of
  // a's 66 W, and no loss: 73 W. The other 33 W and 7 W of cooling pass stage c, which loses 1 W.
  power::TrunkStage a{.name = "a", .draws = {{power::TrunkDraw::kRacks, 0.6}}};
  power::TrunkStage b{.name = "b", .draws = {{power::TrunkDraw::kRacks, 0.4}, {0, 0.5}}};
  power::TrunkStage c{
      .name = "c", .carries_cooling = true, .draws = {{0, 0.5}, {power::TrunkDraw::kCooling, 1.0}}};
  a.loss.proportional = 0.1;
  c.loss.fixed_w = 1.0;
  const power::Trunk trunk({a, b, c});
  std::vector<LimitUse> limits(3);

  const power::Feed feed = trunk.feed(trunk.it_side(100.0, limits), 7.0, limits);

  CHECK(limits[0].used == Approx(60.0));
  CHECK(limits[1].used == Approx(73.0));
  CHECK(limits[2].used == Approx(40.0));
  CHECK(feed.input_w == Approx(73.0 + 41.0));

  c.draws[0].share = 0.6;
  CHECK_THROWS_AS(power::Trunk({a, b, c}), DomainError);
  a.draws.push_back({power::TrunkDraw::kCooling, 1.0});
  CHECK_THROWS_AS(power::Trunk({a}), DomainError);
}

TEST_CASE("trunk: without stages power passes unchanged") {
  const power::Trunk trunk({});
  CHECK(trunk.feed(trunk.it_side(5.0, {}), 2.0, {}).input_w == 7.0);
}
