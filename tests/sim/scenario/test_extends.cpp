// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <doctest/doctest.h>

#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;
using test::error_of;
using test::Plan;
using test::read_plan;

namespace {

const char* const kBase = R"(name: base
sites:
  - name: memphis
    grid: {limit: 180 MW, price: 64 USD/MWh}
    caps: [1 MW, 2 MW]
    rejection: {model: wet-tower-merkel, unit: 7 MW, units: 24, fan: 40 kW}
    chain:
      - {model: busway, unit: 1 MW, units: 180}
  - {name: desert, supply: 27 degC}
)";

}  // namespace

TEST_CASE("extends: every file read is handed out with its text, the named one first, each once") {
  const test::TemporaryFolder folder("extends_files");
  const std::string base = "name: base\nsites: [{name: a}]\n";
  folder.write("base.yaml", base);
  folder.write("middle.yaml", "extends: base.yaml\nseed: 2\n");
  const std::string text = "extends: middle.yaml  # as written\nsites: [{extends: base.yaml}]\n";
  const std::string top = folder.write("top.yaml", text);

  const LoadedTree loaded = load_scenario_files(top);

  REQUIRE(loaded.files.size() == 3);
  CHECK(loaded.files[0].path == top);
  CHECK(loaded.files[0].text == text);
  const auto of_base =
      std::find_if(loaded.files.begin(), loaded.files.end(),
                   [](const SourceText& f) { return f.path.ends_with("base.yaml"); });
  REQUIRE(of_base != loaded.files.end());
  CHECK(of_base->text == base);
}

TEST_CASE("extends: maps merge, named items merge by name, other lists replace") {
  const test::TemporaryFolder folder("extends_merge");
  folder.write("base.yaml", kBase);
  const std::string top = folder.write("top.yaml", R"(extends: base.yaml
name: top
sites:
  - name: memphis
    grid: {limit: 200 MW}
    caps: [3 MW]
  - name: ring
)");

  const Plan plan = read_plan(load_scenario_tree(top));

  CHECK(plan.name == "top");
  REQUIRE(plan.sites.size() == 3);
  CHECK(plan.sites[0].name == "memphis");
  CHECK(plan.sites[0].grid->limit_w == 200e6);
  CHECK(plan.sites[0].grid->price_usd_per_kwh == doctest::Approx(0.064));  // kept from the base
  CHECK(plan.sites[0].caps_w == std::vector<double>{3e6});
  CHECK(plan.sites[1].supply_k == 300.15);
  CHECK(plan.sites[2].name == "ring");
}

TEST_CASE("extends: a new model drops the old model's keys and keeps the struct's own") {
  const test::TemporaryFolder folder("extends_model");
  folder.write("base.yaml", kBase);
  const std::string top = folder.write("top.yaml", R"(extends: base.yaml
sites:
  - name: memphis
    rejection: {model: dry-cooler, unit: 3 MW}
)");

  const Plan plan = read_plan(load_scenario_tree(top));

  const auto& cooler = dynamic_cast<const test::DryCoolerParams&>(*plan.sites[0].rejection.params);
  CHECK(plan.sites[0].rejection.name == "dry-cooler");
  CHECK(cooler.unit_w == 3e6);
}

TEST_CASE("extends: a value written for the old model does not leak into the new one") {
  const test::TemporaryFolder folder("extends_leak");
  folder.write("base.yaml", kBase);
  const std::string top = folder.write("top.yaml", R"(extends: base.yaml
sites:
  - name: memphis
    rejection: {model: dry-cooler}
)");

  const std::string error = error_of([&] { read_plan(load_scenario_tree(top)); });

  // Both models have a `unit`; 7 MW was a wet tower's.
  CHECK(error.find("sites.memphis.rejection.unit: 'unit' is missing") != std::string::npos);
}

TEST_CASE("extends: the same model merges") {
  const test::TemporaryFolder folder("extends_same_model");
  folder.write("base.yaml", kBase);
  const std::string top = folder.write("top.yaml", R"(extends: base.yaml
sites:
  - name: memphis
    rejection: {model: wet-tower-merkel, units: 30}
)");

  const Plan plan = read_plan(load_scenario_tree(top));

  const auto& tower = dynamic_cast<const test::TowerParams&>(*plan.sites[0].rejection.params);
  CHECK(tower.unit_w == 7e6);
  CHECK(tower.units == 30);
}

TEST_CASE("extends: works inside a map, and through several files") {
  const test::TemporaryFolder folder("extends_inside");
  folder.write("catalog/grid.yaml", "limit: 90 MW\nprice: 50 USD/MWh\n");
  folder.write("catalog/site.yaml", "name: phoenix\ngrid:\n  extends: grid.yaml\n  limit: 95 MW\n");
  const std::string top =
      folder.write("top.yaml", "sites:\n  - name: desert\n    extends: catalog/site.yaml\n");

  const Plan plan = read_plan(load_scenario_tree(top));

  CHECK(plan.sites[0].name == "desert");
  CHECK(plan.sites[0].grid->limit_w == 95e6);
  CHECK(plan.sites[0].grid->price_usd_per_kwh == doctest::Approx(0.05));
}

TEST_CASE("extends: marks and relative paths belong to the file where a value was written") {
  const test::TemporaryFolder folder("extends_marks");
  folder.write("catalog/weather/here.epw", "x");
  folder.write("catalog/site.yaml", "name: phoenix\nweather: weather/here.epw\nshare: 7\n");
  const std::string top = folder.write("top.yaml", "sites:\n  - extends: catalog/site.yaml\n");
  const Tree tree = load_scenario_tree(top);

  const std::string error = error_of([&] { read_plan(tree); });

  CHECK(error.find("catalog/site.yaml:3:8: sites.phoenix.share: '7' is too large") !=
        std::string::npos);
  CHECK(error.find("weather") == std::string::npos);  // found beside catalog/site.yaml
}

TEST_CASE("extends: data folders are searched after the file's own") {
  const test::TemporaryFolder folder("extends_data");
  folder.write("data/site.yaml", "name: shared\n");
  const std::string top = folder.write("run/top.yaml", "sites:\n  - extends: site.yaml\n");

  CHECK(read_plan(load_scenario_tree(top, {folder.path() + "/data"})).sites[0].name == "shared");
  CHECK(error_of([&] { load_scenario_tree(top); }).find("'site.yaml' does not exist") !=
        std::string::npos);
}

TEST_CASE("extends: circles and what is no file are refused at the line that names them") {
  const test::TemporaryFolder folder("extends_circle");
  const std::string own = folder.write("own.yaml", "name: x\nextends: own.yaml\n");
  folder.write("a.yaml", "extends: b.yaml\n");
  folder.write("b.yaml", "sites: {extends: ./a.yaml}\n");

  CHECK(error_of([&] {
          load_scenario_tree(own);
        }).rfind(own + ":2:10: extends: 'own.yaml' extends itself", 0) == 0);
  CHECK(error_of([&] { load_scenario_tree(folder.path() + "/a.yaml"); }).find("in a circle") !=
        std::string::npos);
  const std::string list = folder.write("list.yaml", "extends: [own.yaml]\n");
  CHECK(error_of([&] { load_scenario_tree(list); }).find("not a file name") != std::string::npos);
  const std::string self = folder.write("folder.yaml", "extends: .\n");
  CHECK(error_of([&] { load_scenario_tree(self); }).find("does not exist") != std::string::npos);
}

TEST_CASE("extends: files that double each other are refused before they fill the memory") {
  const test::TemporaryFolder folder("extends_bomb");
  folder.write("f0.yaml", "x: 1\n");
  for (int level = 1; level <= 12; ++level) {
    std::string text;
    for (int copy = 0; copy < 10; ++copy) {
      text += "k" + std::to_string(copy) + ": {extends: f" + std::to_string(level - 1) + ".yaml}\n";
    }
    folder.write("f" + std::to_string(level) + ".yaml", text);
  }

  const std::string error = error_of([&] { load_scenario_tree(folder.path() + "/f12.yaml"); });

  CHECK(error.find("more than 1,000,000 values") != std::string::npos);
}
