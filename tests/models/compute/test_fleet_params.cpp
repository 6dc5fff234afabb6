// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/compute/fleet_params.h"
#include "sim/scenario/reader.h"

using namespace gigawatt;
using compute::FleetEntryParams;
using doctest::Approx;

namespace {

const compute::Catalogue& catalogue() {
  static const compute::Catalogue loaded = [] {
    compute::Catalogue read;
    read.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/nodes.yaml");
    return read;
  }();
  return loaded;
}

FleetEntryParams racks_in_row(std::int64_t first, std::int64_t count, const std::string& path) {
  FleetEntryParams entry;
  entry.node = "gb200-nvl72";
  entry.racks = count;
  entry.row = "A";
  entry.first_rack = first;
  entry.path = path;
  return entry;
}

}  // namespace

TEST_CASE("fleet: an entry is read as a scenario writes it") {
  const Tree tree = parse_yaml(
      "{node: hgx-h100-8, nodes: 12500, nodes_per_rack: 8, energised: 2025-01-01, row: A, "
      "supply_sharing: staged, network: false}",
      "fleet.yaml");
  ProblemList problems(tree);
  ReadOptions options;
  options.record_names = [](std::string_view) { return catalogue().names(); };
  FleetEntryParams entry;
  read_fields(tree, "", options, [&entry](FieldVisitor& v) { entry.visit(v); }, problems);

  CHECK(problems.empty());
  CHECK(entry.node == "hgx-h100-8");
  CHECK(entry.nodes == 12'500);
  CHECK(entry.energised == 1'735'689'600'000'000'000);  // 2025-01-01T00:00Z
  CHECK(entry.supply_sharing == compute::SupplySharing::staged);
  CHECK_FALSE(entry.network);
}

TEST_CASE("fleet: nodes fill racks and the last rack may be partial") {
  FleetEntryParams entry;
  entry.node = "hgx-h100-8";
  entry.nodes = 12'500;
  entry.nodes_per_rack = 8;
  const compute::NodeType& type = *catalogue().find(entry.node);
  CHECK(compute::node_count(entry, type) == 12'500);
  CHECK(compute::rack_count(entry, type) == 1563);  // 1562.5, by hand
  CHECK(compute::chassis_per_rack(entry, type) == 8);
}

TEST_CASE("fleet: racks of a rack-scale system count its trays") {
  FleetEntryParams entry;
  entry.node = "gb300-nvl72";
  entry.racks = 1100;
  const compute::NodeType& type = *catalogue().find(entry.node);
  CHECK(compute::node_count(entry, type) == 19'800);
  CHECK(compute::rack_count(entry, type) == 1100);
  CHECK(compute::chassis_per_rack(entry, type) == 1);
}

TEST_CASE("fleet: tiers count per accelerator unless they are left out") {
  FleetEntryParams entry;
  entry.node = "hgx-h100-8";
  entry.nodes = 10;
  const compute::NodeType& type = *catalogue().find(entry.node);
  double w_per_gpu = 0.0;
  for (const compute::Tier& tier : type.tiers)
    w_per_gpu += tier.w_per_gpu;
  CHECK(w_per_gpu > 0.0);
  CHECK(compute::tier_power_w(entry, type) == Approx(80.0 * w_per_gpu));
  entry.network = false;
  CHECK(compute::tier_power_w(entry, type) == 0.0);
}

TEST_CASE("fleet: the choice of sharing reaches the rectifiers but not the node's own converter") {
  FleetEntryParams entry;
  entry.node = "frontier-node";
  entry.supply_sharing = compute::SupplySharing::staged;
  const auto supplies = compute::supplies_of(entry, *catalogue().find(entry.node));
  CHECK(supplies[0].sharing == Sharing::equal);
  CHECK(supplies[1].sharing == Sharing::staged);
}

TEST_CASE("fleet: two entries in the same racks at once are told by name") {
  const std::vector<FleetEntryParams> entries{racks_in_row(1, 10, "sites.a.fleet.0"),
                                              racks_in_row(10, 5, "sites.a.fleet.1")};
  const auto problems = compute::find_rack_conflicts(entries, catalogue());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "sites.a.fleet.1.first_rack");
  CHECK(problems[0].what.find("racks 10-10 of row A") != std::string::npos);
  CHECK(problems[0].what.find("sites.a.fleet.0") != std::string::npos);
}

TEST_CASE("fleet: neighbours, other rows and successors do not conflict") {
  std::vector<FleetEntryParams> entries{racks_in_row(1, 10, "0"), racks_in_row(11, 5, "1")};
  CHECK(compute::find_rack_conflicts(entries, catalogue()).empty());

  entries[1] = racks_in_row(1, 10, "1");
  entries[1].row = "B";
  CHECK(compute::find_rack_conflicts(entries, catalogue()).empty());

  entries[1].row = "A";
  entries[0].retired = 100;
  entries[1].energised = 100;  // The first instant without the old racks is free.
  CHECK(compute::find_rack_conflicts(entries, catalogue()).empty());
  entries[1].energised = 99;
  CHECK(compute::find_rack_conflicts(entries, catalogue()).size() == 1);
}

TEST_CASE("fleet: a row begins at its first rack, and without a row there is no first rack") {
  std::vector<FleetEntryParams> entries{racks_in_row(1, 10, "0"), racks_in_row(10, 5, "1")};
  entries[0].first_rack.reset();
  CHECK(compute::find_rack_conflicts(entries, catalogue()).size() == 1);
  CHECK(compute::find_fleet_problems(entries, catalogue()).empty());

  entries[1].row.clear();
  const auto problems = compute::find_fleet_problems(entries, catalogue());
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "1.first_rack");
  CHECK(problems[0].what.find("in no row") != std::string::npos);
}

TEST_CASE("fleet: faults of an entry are found, all of them") {
  FleetEntryParams neither, both, wrong;
  neither.node = both.node = "hgx-h100-8";
  both.nodes = 8;
  both.racks = 1;
  both.energised = 10;
  both.retired = 10;
  wrong.node = "hgx-h100";
  wrong.nodes = 1;
  const auto problems = compute::find_fleet_problems(
      std::vector<FleetEntryParams>{neither, both, wrong}, catalogue());
  REQUIRE(problems.size() == 4);
  CHECK(problems[3].suggestion == "hgx-h100-8");
}
