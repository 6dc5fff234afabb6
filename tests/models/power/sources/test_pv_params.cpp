// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/climate/angles.h"
#include "models/power/sources/pv_params.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/registry.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

/// A `pv:` section as a scenario would have it; `errors` receives every problem.
PvParams read_pv(const std::string& text, std::string& errors) {
  Registry registry;
  add_cell_temperature_models(registry);
  const Tree tree = parse_yaml(text, "pv.yaml");
  ProblemList problems(tree);
  ReadOptions options;
  options.registry = &registry;
  PvParams params;
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, problems);
  try {
    problems.throw_if_any();
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  return params;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("pv section: a desert plant is read with its units") {
  std::string errors;
  const PvParams params = read_pv(R"(
dc: 900 MW
ac: 700 MW
tracker: single-axis
max_rotation: 55 deg
ground_cover: 35 %
soiling: {loss: 0.15 %/day, wash: 14 days}
degradation: 0.4 %/year
temperature_coefficient: -0.3 %/K
cell_temperature: {model: faiman, constant: 29 W/m2/K}
losses: {shading: 1 %}
)",
                                  errors);
  CHECK(errors == "");

  CHECK(params.dc_w == 900.0e6);
  CHECK(params.soiling->loss_per_day == Approx(0.0015).epsilon(1e-12));
  CHECK(*params.soiling->wash_days == Approx(14.0).epsilon(1e-12));
  const PvArray array = params.make();
  CHECK(array.inverter.ac_w == 700.0e6);
  CHECK(array.mount.tracks);
  CHECK(array.mount.max_rotation_deg == Approx(55.0).epsilon(1e-12));
  CHECK(array.mount.ground_cover == Approx(0.35).epsilon(1e-12));
  CHECK(array.degradation_per_year == Approx(0.004).epsilon(1e-12));
  CHECK(array.temperature_per_k == Approx(-0.003).epsilon(1e-12));
  // 900 / (29 + 6.84 5) K above the air.
  CHECK(cell_temperature_k(array.cell_temperature, 900.0, 300.0, 5.0) ==
        Approx(300.0 + 900.0 / 63.2).epsilon(1e-12));
}

TEST_CASE("pv section: a soiling model takes the place of constant dust") {
  std::string errors;
  const PvArray constant = read_pv("{dc: 1 MW}", errors).make();
  const PvArray modelled = read_pv("{dc: 1 MW, soiling: {wash: 7 days}}", errors).make();
  CHECK(errors == "");

  CHECK(constant.kept_frac == Approx(1.0 - 0.14075660688264469).epsilon(1e-12));
  CHECK(modelled.kept_frac == Approx(constant.kept_frac / 0.98).epsilon(1e-12));
  CHECK(constant.inverter.ac_w == Approx(1.0e6 / 1.2).epsilon(1e-12));
}

TEST_CASE("pv section: trackers on a slope get its angles") {
  std::string errors;
  const PvArray array =
      read_pv("{dc: 1 MW, tracker: single-axis, slope: 10 deg, axis_azimuth: 195 deg}", errors)
          .make();
  CHECK(errors == "");

  CHECK(array.mount.cross_slope_deg == Approx(-2.576).epsilon(2e-4));  // As in test_pv_mount.cpp.
}

TEST_CASE("pv section: what is wrong is said with its line, all at once") {
  std::string errors;
  read_pv(R"(
ac: 1 MW
tracker: dual-axis
ground_cover: 1.5
cell_temperature: {model: sandia}
soiling: {loss: 3 MW}
)",
          errors);

  CHECK(contains(errors, "dc"));
  CHECK(contains(errors, "pv.yaml:3:"));
  CHECK(contains(errors, "dual-axis"));
  CHECK(contains(errors, "pv.yaml:4:"));
  CHECK(contains(errors, "sandia"));
  CHECK(contains(errors, "pv.yaml:6:"));
}
