// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <regex>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "sim/scenario/describe.h"
#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;
using nlohmann::json;

namespace {

std::string schema_text() {
  test::Plan plan;
  return json_schema([&](FieldVisitor& v) { plan.visit(v); }, test::registry(), "Plan");
}

/// Every "$ref" of the schema leads to a definition.
void check_references(const json& root, const json& at) {
  if (at.is_array()) {
    for (const json& item : at)
      check_references(root, item);
  }
  if (!at.is_object()) return;
  for (const auto& [key, value] : at.items()) {
    if (key == "$ref") {
      const std::string reference = value.get<std::string>();
      CAPTURE(reference);
      CHECK(root.contains(json::json_pointer(value.get<std::string>().substr(1))));
    }
    check_references(root, value);
  }
}

}  // namespace

TEST_CASE("schema: it is JSON, closed, and the same every time") {
  const std::string text = schema_text();
  const json schema = json::parse(text);

  CHECK(text == schema_text());
  CHECK(schema["$schema"] == "http://json-schema.org/draft-07/schema#");
  CHECK(schema["title"] == "Plan");
  CHECK(schema["additionalProperties"] == false);
  CHECK(schema["properties"]["seed"]["default"] == 1);
  CHECK(schema["properties"]["duration"]["default"] == "1 year");
  check_references(schema, schema);
}

TEST_CASE("schema: fields carry their meaning, models their own keys") {
  const json schema = json::parse(schema_text());
  const json site = schema["properties"]["sites"]["anyOf"][0]["items"]["properties"];

  CHECK(site["name"]["description"] == "Of the site. Required.");
  CHECK(site["policy"]["enum"] == json({"fcfs", "easy-backfill"}));
  CHECK(site["policy"]["default"] == "fcfs");
  CHECK(site["supply"]["default"] == "27 degC");
  CHECK(site["share"]["minimum"] == 0.0);
  CHECK(site["share"]["maximum"] == 1.0);
  CHECK(site["grid"]["properties"]["limit"]["description"] ==
        "Largest import. Required. Range: ≥ 0 W.");
  const json rejection = schema["definitions"]["model_heat-rejection"];
  CHECK(rejection["properties"]["model"]["enum"] == json({"wet-tower-merkel", "dry-cooler"}));
  CHECK(rejection["oneOf"][1]["properties"]["model"]["const"] == "dry-cooler");
  CHECK(rejection["oneOf"][1]["properties"].contains("approach"));
  CHECK_FALSE(rejection["oneOf"][1]["properties"].contains("fan"));
  // A slot that is the list item itself has the item's own keys beside the model's.
  const json stage = site["chain"]["anyOf"][0]["items"]["oneOf"][0]["properties"];
  CHECK(stage.contains("unit"));
  CHECK(stage.contains("units"));
}

TEST_CASE("schema: the pattern of a quantity takes what the reader takes") {
  const json schema = json::parse(schema_text());
  const json power = schema["definitions"]["number_W"]["anyOf"][0];
  const std::regex pattern(power["pattern"].get<std::string>());

  for (const char* text : {"5 MW", "5MW", "0.5e3 kW", "100 hp", "5 kWh/h"}) {
    CAPTURE(text);
    CHECK(std::regex_search(text, pattern));
  }
  for (const char* text : {"5", "5 MWh", "MW", "five MW", "5 KW"}) {
    CAPTURE(text);
    CHECK_FALSE(std::regex_search(text, pattern));
  }
}

TEST_CASE("reference: every struct and every model has its table") {
  test::Plan plan;
  const std::string page =
      reference_markdown([&](FieldVisitor& v) { plan.visit(v); }, test::registry());

  CHECK(page.find("| `seed` | whole number | `1` |  | Of all random draws. |") !=
        std::string::npos);
  CHECK(page.find("## `sites[].grid`") != std::string::npos);
  CHECK(page.find("| `limit` | number in W | required | ≥ 0 W | Largest import. |") !=
        std::string::npos);
  CHECK(page.find("| `policy` | `fcfs`, `easy-backfill` | `fcfs` |") != std::string::npos);
  CHECK(page.find("### `dry-cooler`") != std::string::npos);
  CHECK(page.find("| `approach` | number in K | `8 K` | > 0 K | Above the air. |") !=
        std::string::npos);
}

TEST_CASE("reference: the maps and lists inside a model have tables of their own") {
  struct FanParams {
    double pressure_pa = 600.0;
    void visit(FieldVisitor& v) { v.number({.name = "pressure", .unit = "Pa"}, pressure_pa); }
  };
  struct CoilParams : ModelParams {
    FanParams fan;
    void visit(FieldVisitor& v) override { v.group({.name = "fan", .doc = "Its fans."}, fan); }
  };
  Registry registry;
  registry.add<CoilParams>("coil", "plain-coil", "A coil.");
  test::Plan plan;

  const std::string page = reference_markdown([&](FieldVisitor& v) { plan.visit(v); }, registry);

  CHECK(page.find("#### `plain-coil.fan`\n\nIts fans.\n\n| Key |") != std::string::npos);
  CHECK(page.find("| `pressure` | number in Pa | `600 Pa` |") != std::string::npos);
}

TEST_CASE("describe: a map shows the defaults of the struct that holds it") {
  struct PumpParams {
    double head_pa = 224.0e3;
    void visit(FieldVisitor& v) { v.number({.name = "head", .unit = "Pa"}, head_pa); }
  };
  struct LoopParams {
    PumpParams pump{.head_pa = 179.0e3};
    std::optional<PumpParams> spare;
    void visit(FieldVisitor& v) {
      v.group({.name = "pump"}, pump);
      v.group({.name = "spare"}, spare);
    }
  };
  LoopParams loop;

  const auto fields = describe_fields([&](FieldVisitor& v) { loop.visit(v); });

  CHECK(fields.at(0).fields.at(0).default_text == "179000 Pa");
  CHECK(fields.at(1).fields.at(0).default_text == "224000 Pa");
}

TEST_CASE("describe: flat fields are named by their paths, each map before its keys") {
  test::Plan plan;

  const std::vector<FieldInfo> flat =
      flat_fields(describe_fields([&](FieldVisitor& v) { plan.visit(v); }));

  std::vector<std::string> names;
  for (const FieldInfo& field : flat)
    names.push_back(field.name);
  const auto grid = std::find(names.begin(), names.end(), "sites[].grid");
  REQUIRE(grid != names.end());
  CHECK(std::find(grid, names.end(), "sites[].grid.limit") != names.end());
  const FieldInfo& limit = flat[static_cast<std::size_t>(
      std::find(names.begin(), names.end(), "sites[].grid.limit") - names.begin())];
  CHECK(unit_text(limit) == "W");
  CHECK(range_text(limit) == "≥ 0 W");
  CHECK(limit.required);
}

TEST_CASE("describe: defaults written out are read back as the same values") {
  test::TowerParams tower;
  for (const FieldInfo& field : describe_fields([&](FieldVisitor& v) { tower.visit(v); })) {
    if (field.default_text.empty()) continue;
    const Tree tree =
        parse_yaml("unit: 1 MW\n" + field.name + ": " + field.default_text + "\n", "t.yaml");
    test::TowerParams read;
    ProblemList problems(tree);
    read_fields(tree, "", test::options(), [&](FieldVisitor& v) { read.visit(v); }, problems);
    problems.throw_if_any();
    CHECK(read.units == tower.units);
    CHECK(read.fan_w == tower.fan_w);
  }
}
