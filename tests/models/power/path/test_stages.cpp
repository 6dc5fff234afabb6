// SPDX-License-Identifier: Apache-2.0

// The stages of a run against the flow through the path itself.

#include <numeric>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/power/path/contingency.h"
#include "models/power/path/flow.h"
#include "models/power/path/stages.h"
#include "sim/engine/errors.h"
#include "tests/models/power/path/path_text.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr const char* kNPlusOne = R"(
headroom: 10 %
elements:
  - {name: feed, rating: 9 MW}
  - {name: tx, model: transformer-dry, carries: it, rating: 5 MW, from: [feed]}
  - {name: ups-a, model: ups-double-conversion, rating: 1 MW, from: [tx]}
  - {name: ups-b, model: ups-double-conversion, rating: 1 MW, from: [tx]}
  - {name: ups-c, model: ups-double-conversion, rating: 1 MW, from: [tx]}
  - {name: row-1, model: busway, rating: 1 MW, from: [ups-a, ups-b, ups-c], load: 900 kW}
  - {name: row-2, model: busway, rating: 1 MW, from: [ups-a, ups-b, ups-c], load: 600 kW}
)";

constexpr const char* kDistributed = R"(
elements:
  - {name: feed, rating: 9 MW}
  - {name: ups-a, model: ups-double-conversion, rating: 1 MW, from: [feed]}
  - {name: ups-b, model: ups-double-conversion, rating: 1 MW, from: [feed]}
  - {name: ups-c, model: ups-double-conversion, rating: 1 MW, from: [feed]}
  - {name: row-1, model: busway, rating: 1 MW, from: [ups-a, ups-b], load: 600 kW}
  - {name: row-2, model: busway, rating: 1 MW, from: [ups-b, ups-c], load: 600 kW}
  - {name: row-3, model: busway, rating: 1 MW, from: [ups-c, ups-a], load: 600 kW}
)";

// Rows of three sizes, unequal shares, a standby, a table, and a source of two unlike consumers.
constexpr const char* kMixed = R"(
elements:
  - {name: feed-a, rating: 9 MW}
  - {name: feed-b, rating: 9 MW}
  - {name: tx-a, model: transformer-oil, carries: it, rating: 3 MW, from: [feed-a, feed-b], shares: [1, 0]}
  - {name: tx-b, model: transformer-oil, carries: it, rating: 3 MW, from: [feed-b]}
  - {name: ups-a, model: ups-double-conversion, rating: 1 MW, from: [tx-a, tx-b], shares: [3, 1]}
  - {name: ups-b, model: converter, table_load: [0, 0.5, 1], table_loss: [0.01, 0.02, 0.05],
     rating: 1 MW, from: [tx-b]}
  - {name: catcher, model: ups-double-conversion, rating: 1 MW, from: [tx-b]}
  - {name: row-1, model: busway, rating: 1 MW, from: [ups-a, catcher], shares: [1, 0], load: 700 kW}
  - {name: row-2, rating: 1 MW, from: [ups-b, ups-a, catcher], shares: [2, 1, 0], load: 300 kW}
  - {name: row-3, rating: 1 MW, from: [tx-a], load: 10 kW}
)";

constexpr const char* kThreePaths[] = {kTwoSides, kNPlusOne, kDistributed};

struct SiteFlow {
  double input_w, loss_w, it_loss_w;
  std::vector<LimitUse> limits;
};

SiteFlow flow_of(const power::Trunk& trunk, double it_w, double cooling_w = 0.0) {
  SiteFlow flow{};
  flow.limits.resize(trunk.stages().size());
  const power::ItSide side = trunk.it_side(it_w, flow.limits);
  const power::Feed feed = trunk.feed(side, cooling_w, flow.limits);
  flow.input_w = feed.input_w;
  flow.it_loss_w = side.loss_w;
  flow.loss_w = side.loss_w + feed.loss_w;
  return flow;
}

void check_against_flow(const char* text) {
  const power::PathModel model = path_of(text);
  const power::Trunk trunk(power::trunk_stages(model));
  for (const double part : {0.0, 0.01, 0.1, 0.35, 0.5, 0.8, 1.0, 1.2}) {
    std::vector<double> loads_w = power::planned_loads_w(model);
    for (double& load_w : loads_w)
      load_w *= part;
    const power::PathFlow path =
        power::solve(model, loads_w, std::vector<bool>(model.elements.size()));
    const double path_loss_w = std::accumulate(path.loss_w.begin(), path.loss_w.end(), 0.0);
    const double path_output_w = std::accumulate(path.output_w.begin(), path.output_w.end(), 0.0);

    const SiteFlow site = flow_of(trunk, std::accumulate(loads_w.begin(), loads_w.end(), 0.0));

    CHECK(site.input_w == Approx(path.input_w).epsilon(1e-9));
    CHECK(site.loss_w == Approx(path_loss_w).epsilon(1e-9));
    double site_output_w = 0.0;
    for (const LimitUse& use : site.limits)
      site_output_w += use.used;
    CHECK(site_output_w == Approx(path_output_w).epsilon(1e-9));
  }
}

}  // namespace

TEST_CASE("stages: a run's power is that of the path's flow from no load to overload") {
  for (const char* text : kThreePaths)
    check_against_flow(text);
  check_against_flow(kMixed);
}

TEST_CASE("stages: elements that carry the same at any load are units of one stage") {
  const auto stages = power::trunk_stages(path_of(kDistributed));

  REQUIRE(stages.size() == 3);  // rows, UPS, feed
  CHECK(stages[0].name == "row-1 and 2 more");
  CHECK(stages[1].name == "ups-a and 2 more");
  CHECK(stages[1].units == 3.0);
  CHECK(stages[1].unit_rated_w == 1.0e6);
  CHECK(stages[2].name == "feed");
  // Row-1 and row-2 have different loads; headroom is kept from every unit.
  const auto unlike = power::trunk_stages(path_of(kNPlusOne));
  CHECK(unlike.size() == 5);
  CHECK(unlike.back().unit_rated_w == Approx(8.1e6));
  // Nothing of the ten elements but the feeds could be alike, and they are not.
  CHECK(power::trunk_stages(path_of(kMixed)).size() == 10);
}

TEST_CASE("stages: a standby pays its no-load loss and carries nothing") {
  const power::Trunk trunk(power::trunk_stages(path_of(R"(
elements:
  - {name: a, rating: 1 MW}
  - {name: b, model: ups-double-conversion, rating: 1 MW}
  - {name: row, rating: 1 MW, from: [a, b], shares: [1, 0], load: 500 kW}
)")));
  // 1.2 % of 1 MW, and of the 250 kW nothing.
  CHECK(flow_of(trunk, 250.0e3).input_w == Approx(262.0e3).epsilon(1e-12));
}

TEST_CASE("stages: input rises strictly with load, also in overload") {
  for (const char* text : {kTwoSides, kNPlusOne, kDistributed, kMixed}) {
    const power::Trunk trunk(power::trunk_stages(path_of(text)));
    double last_w = 0.0;
    for (double it_w = 0.0; it_w < 6.0e6; it_w += 30.0e3) {
      const double input_w = flow_of(trunk, it_w).input_w;
      CHECK(input_w > last_w);
      last_w = input_w;
    }
  }
}

TEST_CASE("stages: a chain written as a path is that chain") {
  // Eight rows on four UPS on two transformers, and the same as a chain.
  std::string text = "elements:\n";
  std::string ups = "";
  for (const char* tx : {"tx-1", "tx-2"})
    text += fmt::format("  - {{name: {}, model: transformer-dry, rating: 2 MW}}\n", tx);
  for (int i = 1; i <= 4; ++i) {
    text += fmt::format(
        "  - {{name: ups-{}, model: ups-double-conversion, rating: 1 MW, from: [tx-1, tx-2]}}\n",
        i);
    ups += fmt::format("{}ups-{}", i > 1 ? ", " : "", i);
  }
  for (int i = 1; i <= 8; ++i)
    text += fmt::format(
        "  - {{name: row-{}, model: busway, rating: 500 kW, from: [{}], load: 300 kW}}\n", i, ups);
  const power::Trunk path(power::trunk_stages(path_of(text)));

  power::TrunkStage busway{.name = "busway", .units = 8.0, .unit_rated_w = 0.5e6, .in_hall = true};
  power::TrunkStage inverter{.name = "ups", .units = 4.0, .unit_rated_w = 1.0e6};
  power::TrunkStage transformer{
      .name = "tx", .units = 2.0, .unit_rated_w = 2.0e6, .carries_cooling = true};
  busway.loss = power::BuswayParams{}.loss(0.5e6);
  inverter.loss = power::UpsDoubleConversionParams{}.loss(1.0e6);
  transformer.loss = power::TransformerDryParams{}.loss(2.0e6);
  const power::Trunk chain({busway, inverter, transformer});

  REQUIRE(path.stages().size() == 3);
  for (double it_w = 0.0; it_w < 4.0e6; it_w += 170.0e3) {
    const SiteFlow one = flow_of(path, it_w, 0.2 * it_w), other = flow_of(chain, it_w, 0.2 * it_w);
    CHECK(one.input_w == Approx(other.input_w).epsilon(1e-12));
    CHECK(one.loss_w == Approx(other.loss_w).epsilon(1e-12));
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(one.limits[i].used == Approx(other.limits[i].used).epsilon(1e-12));
      CHECK(one.limits[i].limit == other.limits[i].limit);
    }
  }
  std::vector<LimitUse> limits(3);
  CHECK(path.it_side(2.0e6, limits).hall_loss_w ==
        Approx(chain.it_side(2.0e6, limits).hall_loss_w).epsilon(1e-12));
}

TEST_CASE("stages: cooling passes what carries everything, as IT power does at the planned load") {
  // Without losses: 300 kW on tx-1 and 100 kW on tx-2, so that 3/4 and 1/4 of the cooling follow.
  const power::PathModel model = path_of(R"(
elements:
  - {name: feed, rating: 2 MW}
  - {name: tx-1, model: converter, carries: everything, rating: 1 MW, from: [feed]}
  - {name: tx-2, model: converter, carries: everything, rating: 1 MW, from: [feed]}
  - {name: row-1, rating: 1 MW, from: [tx-1], load: 300 kW}
  - {name: row-2, rating: 1 MW, from: [tx-2], load: 100 kW}
)");
  const power::Trunk trunk(power::trunk_stages(model));

  const SiteFlow flow = flow_of(trunk, 200.0e3, 80.0e3);

  CHECK(flow.input_w == Approx(280.0e3));
  for (std::size_t i = 0; i < trunk.stages().size(); ++i) {
    const std::string& name = trunk.stages()[i].name;
    if (name == "tx-1") CHECK(flow.limits[i].used == Approx(150.0e3 + 60.0e3));
    if (name == "tx-2") CHECK(flow.limits[i].used == Approx(50.0e3 + 20.0e3));
    if (name == "feed") CHECK(flow.limits[i].used == Approx(280.0e3));  // carries what it feeds
    if (name == "row-1") CHECK(flow.limits[i].used == Approx(150.0e3));
  }
  CHECK(trunk.stages().size() == 5);
}

TEST_CASE("stages: an element of IT alone does not feed one that carries everything") {
  const power::PathParams params = read_path(R"(
elements:
  - {name: ups, model: ups-double-conversion, rating: 2 MW}
  - {name: bus, rating: 2 MW, from: [ups]}
  - {name: tx, model: transformer-dry, rating: 1 MW, from: [bus]}
  - {name: row, rating: 1 MW, from: [tx], load: 300 kW}
)");

  const std::vector<Problem> problems = power::find_path_problems(params);

  REQUIRE(problems.size() == 1);
  CHECK(problems[0].what == "ups carries IT only but feeds bus, which carries cooling too");
}

TEST_CASE("stages: rows without any load have nothing to share by") {
  const power::PathModel model = path_of(R"(
elements:
  - {name: feed, rating: 2 MW}
  - {name: row, rating: 1 MW, from: [feed], load: 0 kW}
)");
  CHECK_THROWS_AS(power::trunk_stages(model), DomainError);
}
