// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/power/converter_params.h"
#include "models/power/params.h"
#include "sim/engine/errors.h"
#include "sim/scenario/reader.h"

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

/// The `power:` section as a scenario would have it; `errors` receives every problem.
power::PowerParams read_power(const std::string& text, std::string& errors) {
  Registry registry;
  power::add_converter_models(registry);
  const Tree tree = parse_yaml(text, "power.yaml");
  ProblemList problems(tree);
  ReadOptions options;
  options.registry = &registry;
  power::PowerParams params;
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, problems);
  try {
    problems.throw_if_any();
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  return params;
}

}  // namespace

TEST_CASE(
    "power section: a scenario's grid and chain are read, model keys in the entry's own map") {
  std::string errors;
  const power::PowerParams params = read_power(R"(
grid:
  limit: 50 MW
  limit_steps: [{from: 2025-03-01, limit: 180 MW}]
  price: 64 USD/MWh
  carbon: 0.4 kg/kWh
chain:
  - {model: busway, unit: 1 MW, units: 180}
  - {model: ups-double-conversion, unit: 2 MW, units: 84, sharing: staged, heat: hall, fixed_loss: 1 %}
  - {model: converter, unit: 1 MW, units: 2, efficiency: 0.98, name: static-switch}
  - {model: transformer-dry, unit: 3 MW, units: 60}
)",
                                               errors);
  CHECK(errors == "");

  CHECK(params.grid.limit_w == 50.0e6);
  REQUIRE(params.grid.limit_steps.size() == 1);
  CHECK(params.grid.limit_steps[0].limit_w == 180.0e6);
  CHECK(params.grid.price_usd_per_kwh == Approx(0.064));
  CHECK(params.grid.carbon_g_per_kwh == Approx(400.0));

  const auto stages = power::make_trunk_stages(params.chain);
  REQUIRE(stages.size() == 4);
  CHECK(stages[0].in_hall);
  CHECK(stages[1].sharing == Sharing::staged);
  CHECK(stages[1].in_hall);
  CHECK(stages[1].loss.fixed_w == Approx(20.0e3));  // 1 % of 2 MW
  CHECK(stages[2].name == "static-switch");
  CHECK(stages[3].units == 60.0);
  CHECK_NOTHROW(power::Trunk{stages});
}

TEST_CASE("power section: a wrong model name and a missing limit are told with their place") {
  std::string errors;
  read_power(
      "grid: {price: 64 USD/MWh}\nchain:\n  - {model: ups-doble-conversion, unit: 2 MW, units: "
      "84}\n",
      errors);
  CHECK(errors.find("grid.limit") != std::string::npos);
  CHECK(errors.find("did you mean 'ups-double-conversion'") != std::string::npos);
  CHECK(errors.find("power.yaml:3:") != std::string::npos);
}

TEST_CASE("power chain: a stage takes size from the entry and loss from the model") {
  const power::TrunkStage stage = power::make_stage(
      entry("ups-double-conversion", std::make_shared<power::UpsDoubleConversionParams>()));
  CHECK(stage.name == "ups-double-conversion");
  CHECK(stage.units == 3.0);
  CHECK(stage.loss.fixed_w == Approx(24.0e3));  // 1.2 % of 2 MW
  CHECK(stage.loss.rated_w == 2.0e6);
  CHECK_FALSE(stage.carries_cooling);
}

TEST_CASE("power chain: two stages of one model get different names") {
  const auto stages = power::make_trunk_stages(
      {entry("transformer-dry", std::make_shared<power::TransformerDryParams>()),
       entry("transformer-dry", std::make_shared<power::TransformerDryParams>())});
  CHECK(stages[0].name == "transformer-dry");
  CHECK(stages[1].name == "transformer-dry-2");
  CHECK(stages[1].carries_cooling);
}

TEST_CASE("power chain: a generic converter may be given by efficiency or by a table") {
  auto params = std::make_shared<power::GenericConverterParams>();
  params->efficiency = 0.96;
  CHECK(power::make_stage(entry("converter", params)).loss.proportional ==
        Approx(1.0 / 0.96 - 1.0));

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
  grid.limit_steps = {{.from = 100, .limit_w = 150.0}, {.from = 200, .limit_w = 120.0}};
  CHECK(grid.limit_w_at(99) == 50.0);
  CHECK(grid.limit_w_at(100) == 150.0);
  CHECK(grid.limit_w_at(1000) == 120.0);
}

TEST_CASE("power section: contradictions between fields are found with their place") {
  std::string errors;
  const power::PowerParams params = read_power(R"(
grid:
  limit: 50 MW
  limit_steps: [{from: 2025-03-01, limit: 180 MW}, {from: 2025-02-01, limit: 90 MW}]
chain:
  - {model: transformer-dry, unit: 3 MW, units: 60}
  - {model: busway, unit: 1 MW, units: 180}
  - {model: converter, unit: 1 MW, units: 1, carries: everything, table_load: [0, 1], table_loss: [0.1]}
)",
                                               errors);
  CHECK(errors == "");

  const auto problems = power::find_power_problems(params);
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].path == "grid.limit_steps.1.from");
  CHECK(problems[1].what ==
        "'busway' carries IT only but follows 'transformer-dry', which carries cooling too");
  CHECK(problems[1].path == params.chain[1].path);
  CHECK(problems[2].what.find("table_load has 2 entries") != std::string::npos);
}

TEST_CASE("power section: a plain one has no problems") {
  std::string errors;
  const power::PowerParams params = read_power(
      "grid: {limit: 50 MW}\nchain:\n  - {model: busway, unit: 1 MW, units: 1}\n", errors);
  CHECK(power::find_power_problems(params).empty());
}
