// SPDX-License-Identifier: Apache-2.0
#pragma once

// A scenario of every field kind, small enough to read at a glance, for the tests of this folder.

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "sim/scenario/reader.h"

namespace gigawatt::test {

struct TowerParams final : ModelParams {
  double unit_w = 0.0;
  std::int64_t units = 1;
  double fan_w = 30.0e3;

  void visit(FieldVisitor& v) override {
    v.number({.name = "unit",
              .unit = "W",
              .doc = "Heat rejected at design.",
              .min = 0.0,
              .required = true},
             unit_w);
    v.integer({.name = "units", .doc = "How many.", .min = 1}, units);
    v.number({.name = "fan", .unit = "W", .doc = "Fan power.", .min = 0.0}, fan_w);
  }
};

struct DryCoolerParams final : ModelParams {
  double unit_w = 0.0;
  double approach_k = 8.0;

  void visit(FieldVisitor& v) override {
    v.number({.name = "unit",
              .unit = "W",
              .doc = "Heat rejected at design.",
              .min = 0.0,
              .required = true},
             unit_w);
    v.number(
        {.name = "approach", .unit = "dK", .doc = "Above the air.", .min = 0.0, .above_min = true},
        approach_k);
  }
};

struct UpsParams final : ModelParams {
  double unit_w = 0.0;

  void visit(FieldVisitor& v) override {
    v.number({.name = "unit", .unit = "W", .doc = "Rated output.", .min = 0.0, .required = true},
             unit_w);
  }
};

struct Stage {
  ModelSlot converter;
  std::int64_t units = 1;

  void visit(FieldVisitor& v) {
    v.model({.name = "", .doc = "Converter.", .required = true}, "converter", converter);
    v.integer({.name = "units", .doc = "How many.", .min = 1}, units);
  }
};

struct Grid {
  double limit_w = 0.0;
  double price_usd_per_kwh = 0.05;

  void visit(FieldVisitor& v) {
    v.number({.name = "limit", .unit = "W", .doc = "Largest import.", .min = 0.0, .required = true},
             limit_w);
    v.number({.name = "price", .unit = "USD/kWh", .doc = "Energy price."}, price_usd_per_kwh);
  }
};

enum class Policy { fcfs, easy_backfill };
inline constexpr std::array<std::string_view, 2> kPolicyNames{"fcfs", "easy-backfill"};

struct Entry {
  std::string node;
  std::int64_t nodes = 0;
  std::optional<TimeNs> energised;
  std::string at;

  void visit(FieldVisitor& v) {
    v.record({.name = "node", .doc = "Hardware.", .required = true}, "node", node);
    v.integer({.name = "nodes", .doc = "How many.", .min = 0, .required = true}, nodes);
    v.instant({.name = "energised", .doc = "First day."}, energised);
    v.here(at);
  }
};

struct Site {
  std::string name;
  DataFile weather;
  std::vector<Entry> fleet;
  std::optional<Grid> grid;
  std::vector<Stage> chain;
  ModelSlot rejection;
  double supply_k = 300.15;
  double share = 0.0;
  std::vector<double> caps_w;
  std::vector<std::string> tags;
  std::optional<double> battery_j;
  bool cold_start = false;
  Policy policy = Policy::fcfs;
  std::string at;

  void visit(FieldVisitor& v) {
    v.text({.name = "name", .doc = "Of the site.", .required = true}, name);
    v.file({.name = "weather", .doc = "EPW file."}, weather);
    v.list({.name = "fleet", .doc = "What is installed."}, fleet);
    v.group({.name = "grid", .doc = "Connection."}, grid);
    v.list({.name = "chain", .doc = "Leaf to feed."}, chain);
    v.model({.name = "rejection", .doc = "Heat to the air."}, "heat-rejection", rejection);
    v.number({.name = "supply", .unit = "K", .doc = "Air supply.", .min = 273.15, .max = 333.15},
             supply_k);
    v.number({.name = "share", .doc = "Liquid share.", .min = 0.0, .max = 1.0}, share);
    v.numbers({.name = "caps", .unit = "W", .doc = "Steps.", .min = 0.0}, caps_w);
    v.texts({.name = "tags", .doc = "Labels."}, tags);
    v.number({.name = "battery", .unit = "J", .doc = "Capacity.", .min = 0.0}, battery_j);
    v.boolean({.name = "cold_start", .doc = "Start empty."}, cold_start);
    v.choice({.name = "policy", .doc = "Order of jobs."}, kPolicyNames, policy);
    v.here(at);
  }
};

struct Plan {
  std::string name;
  std::optional<TimeNs> start;
  CalendarDuration duration{.months = 12};
  std::int64_t seed = 1;
  std::vector<Site> sites;

  void visit(FieldVisitor& v) {
    v.text({.name = "name", .doc = "Of the scenario."}, name);
    v.instant({.name = "start", .doc = "First instant."}, start);
    v.duration({.name = "duration", .doc = "Simulated span.", .min = 0.0, .above_min = true},
               duration);
    v.integer({.name = "seed", .doc = "Of all random draws."}, seed);
    v.list({.name = "sites", .doc = "Where the machines stand.", .min = 1.0, .required = true},
           sites);
  }
};

inline const Registry& registry() {
  static const Registry made = [] {
    Registry r;
    r.add<TowerParams>("heat-rejection", "wet-tower-merkel", "Wet tower.");
    r.add<DryCoolerParams>("heat-rejection", "dry-cooler", "Dry cooler.");
    r.add<UpsParams>("converter", "ups-double-conversion", "UPS.");
    r.add<UpsParams>("converter", "busway", "Busway.");
    return r;
  }();
  return made;
}

inline ReadOptions options() {
  ReadOptions made;
  made.registry = &registry();
  made.record_names = [](std::string_view) {
    return std::vector<std::string>{"hgx-h100-8", "gb300-nvl72"};
  };
  return made;
}

inline Plan read_plan(const Tree& tree, const ReadOptions& how = options()) {
  Plan plan;
  ProblemList problems(tree);
  read_fields(tree, "", how, [&](FieldVisitor& v) { plan.visit(v); }, problems);
  problems.throw_if_any();
  return plan;
}

inline Plan read_plan(const std::string& text, const ReadOptions& how = options()) {
  return read_plan(parse_yaml(text, "plan.yaml"), how);
}

/// The message of the ScenarioError that `act` throws; "" if it throws none.
template <class Act>
std::string error_of(const Act& act) {
  try {
    act();
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

/// A folder that is removed at the end of the test.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("gigawatt_" + name)) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace gigawatt::test
