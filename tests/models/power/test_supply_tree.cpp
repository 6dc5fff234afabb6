// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/supply_tree.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr std::uint32_t kRacks = 25 * 3 - 1;  // Rack 41 of Frontier's 75 positions is absent.
constexpr std::uint32_t kNodes = kRacks * 128;
constexpr double kCduW = 25 * 8473.47;  // Cooling distribution units, outside the tree.

ConverterLoss affine(double fixed_w, double efficiency) {
  ConverterLoss loss;
  loss.fixed_w = fixed_w / efficiency;
  loss.proportional = 1.0 / efficiency - 1.0;
  return loss;
}

power::SupplyStage sivoc() {  // P_in = (P + 13) / 0.98
  return {.level = TreeLevel::node, .loss = affine(13.0, 0.98)};
}

power::SupplyStage rectifiers(Sharing sharing) {  // P_in = (P + 17) / 0.96 each
  return {.level = TreeLevel::chassis,
          .loss = affine(17.0, 0.96),
          .units = 4,
          .sharing = sharing,
          .unit_rated_w = 13'670.0};
}

/// System power [W] of Frontier with every node at `node_dc_mw` [mW].
double frontier_w(std::int64_t node_dc_mw, Sharing sharing) {
  power::SupplyTree tree({rectifiers(sharing)}, kNodes, 16, 8, 4 * 250'000);
  const std::int64_t node_mw = power::supply_input_mw(sivoc(), node_dc_mw);
  for (std::uint32_t node = 0; node < kNodes; ++node)
    tree.add(node / 16, node_mw);
  tree.flush();
  return static_cast<double>(tree.input_mw()) * 1e-3 + kCduW;
}

}  // namespace

// Configuration of Frontier in ExaDigiT/RAPS (Oak Ridge); the closed form by hand.
TEST_CASE("supply tree: Frontier draws its published power at idle, half and full load") {
  CHECK(kNodes == 9472);
  CHECK(frontier_w(626'260, Sharing::equal) == Approx(7.30652e6).epsilon(1e-6));
  CHECK(frontier_w(1'665'260, Sharing::equal) == Approx(17.76720e6).epsilon(1e-6));
  CHECK(frontier_w(2'704'260, Sharing::equal) == Approx(28.22788e6).epsilon(1e-6));
  // One rack, eight digits.
  CHECK((frontier_w(2'704'260, Sharing::equal) - kCduW) / kRacks ==
        Approx(378'595.24).epsilon(1e-6));
}

TEST_CASE("supply tree: staged rectifiers save Frontier the published power") {
  CHECK(frontier_w(626'260, Sharing::staged) == Approx(7.27507e6).epsilon(1e-6));
  CHECK(frontier_w(1'665'260, Sharing::staged) == Approx(17.75672e6).epsilon(1e-6));
  CHECK(frontier_w(2'704'260, Sharing::staged) == frontier_w(2'704'260, Sharing::equal));
}

TEST_CASE("supply tree: the incremental sum equals one from scratch after random changes") {
  power::SupplyStage rack_stage{.level = TreeLevel::rack, .loss = affine(40.0, 0.98)};
  rack_stage.loss.square_per_w = 1e-8;
  power::SupplyTree tree({rectifiers(Sharing::staged), rack_stage}, 1000, 16, 8, 1'000'000);
  std::vector<std::int64_t> loads_mw(tree.chassis_count(), 1'000'000);
  std::uint64_t x = 42;
  const auto draw = [&x] {
    return (x = x * 6364136223846793005ULL + 1442695040888963407ULL) >> 33;
  };
  for (int round = 0; round < 300; ++round) {
    for (int change = 0; change < 7; ++change) {
      const auto chassis = static_cast<std::uint32_t>(draw() % tree.chassis_count());
      const std::int64_t target_mw = static_cast<std::int64_t>(draw() % 50'000'000);
      tree.add(chassis, target_mw - loads_mw[chassis]);
      loads_mw[chassis] = target_mw;
    }
    tree.flush();

    power::SupplyTree fresh({rectifiers(Sharing::staged), rack_stage}, 1000, 16, 8, 1'000'000);
    fresh.assign(loads_mw);
    REQUIRE(tree.load_mw() == fresh.load_mw());
    REQUIRE(tree.input_mw() == fresh.input_mw());
  }
}

TEST_CASE("supply tree: assign forgets pending changes") {
  power::SupplyTree tree({rectifiers(Sharing::equal)}, 32, 16, 8, 0);
  tree.add(0, 5'000'000);
  tree.assign({0, 0});
  const std::int64_t idle_mw = tree.input_mw();
  tree.flush();
  CHECK(tree.input_mw() == idle_mw);
  CHECK(tree.load_mw() == 0);
}

TEST_CASE("supply tree: chassis and racks may be partial") {
  power::SupplyTree tree({rectifiers(Sharing::equal)}, 17, 16, 8, 0);
  CHECK(tree.chassis_count() == 2);
  CHECK(tree.input_mw() == 0);  // Nothing to feed: the rectifiers are off.

  tree.add(0, 960'000);
  tree.add(1, 960'000);
  tree.flush();

  // 960 W per chassis over four rectifiers: (960 + 4 x 17) / 0.96 W, by hand.
  CHECK(tree.input_mw() == 2 * std::llround((960.0 + 4 * 17.0) / 0.96 * 1e3));
}

TEST_CASE("supply tree: without stages it draws its load") {
  power::SupplyTree tree({}, 10, 2, 1, 7);
  tree.add(3, 100);
  CHECK(tree.trivial());
  CHECK(tree.input_mw() == 5 * 7 + 100);
  CHECK(tree.load_mw() == tree.input_mw());
}

TEST_CASE("supply tree: stages in the wrong place are refused") {
  const power::SupplyStage rack_stage{.level = TreeLevel::rack};
  CHECK_THROWS_AS(power::SupplyTree({sivoc()}, 1, 1, 1, 0), DomainError);
  CHECK_THROWS_AS(power::SupplyTree({rack_stage, rectifiers(Sharing::equal)}, 1, 1, 1, 0),
                  DomainError);
  CHECK_THROWS_AS(power::SupplyTree({}, 1, 0, 1, 0), DomainError);
}
