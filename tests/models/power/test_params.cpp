// SPDX-License-Identifier: Apache-2.0
#include "models/power/params.h"

#include <doctest/doctest.h>

#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

power::ChainEntryParams entry(const char* model, std::shared_ptr<const ModelParams> params) {
  power::ChainEntryParams chain;
  chain.model = {model, std::move(params)};
  chain.unit_w = 2.0e6;
  chain.units = 3;
  return chain;
}

}  // namespace

TEST_CASE("power chain: a stage takes size from the entry and loss from the model") {
  const power::TrunkStage stage =
      power::make_stage(entry("ups-double-conversion", std::make_shared<power::UpsDoubleConversionParams>()));
  CHECK(stage.name == "ups-double-conversion");
  CHECK(stage.units == 3.0);
  CHECK(stage.loss.fixed_w == Approx(24.0e3));  // 1.2 % of 2 MW
  CHECK(stage.loss.rated_w == 2.0e6);
  CHECK_FALSE(stage.carries_cooling);
}

TEST_CASE("power chain: two stages of one model get different names") {
  const auto stages = power::make_trunk_stages({entry("transformer-dry", std::make_shared<power::TransformerDryParams>()),
                                                entry("transformer-dry", std::make_shared<power::TransformerDryParams>())});
  CHECK(stages[0].name == "transformer-dry");
  CHECK(stages[1].name == "transformer-dry-2");
  CHECK(stages[1].carries_cooling);
}

TEST_CASE("power chain: a generic converter may be given by efficiency or by a table") {
  auto params = std::make_shared<power::GenericConverterParams>();
  params->efficiency = 0.96;
  CHECK(power::make_stage(entry("converter", params)).loss.proportional == Approx(1.0 / 0.96 - 1.0));

  params->table_load_frac = {0.0, 1.0};
  params->table_loss_frac = {0.01};
  CHECK_THROWS_AS(power::make_stage(entry("converter", params)), DomainError);
  params->table_loss_frac = {0.01, 0.03};
  CHECK(power::make_stage(entry("converter", params)).loss.table_loss_frac.back() == 0.03);
}

TEST_CASE("power chain: an entry without a converter is refused") {
  CHECK_THROWS_AS(power::make_stage(power::ChainEntryParams{}), DomainError);
}

TEST_CASE("grid: limits change at their dates") {
  power::GridParams grid;
  grid.limit_w = 50.0;
  grid.limit_steps = {{100, 150.0}, {200, 120.0}};
  CHECK(grid.limit_w_at(99) == 50.0);
  CHECK(grid.limit_w_at(100) == 150.0);
  CHECK(grid.limit_w_at(1000) == 120.0);
}
