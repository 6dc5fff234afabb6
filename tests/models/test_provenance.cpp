// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "models/provenance.h"
#include "sim/engine/hash.h"
#include "tests/models/support/scenario_files.h"

using namespace gigawatt;
using Json = nlohmann::json;

namespace {

const char* const kBase = R"(name: Base
start: 2025-01-01
duration: 1 day
sites:
  - name: lab
    fleet: {table: fleet.csv}
    power: {grid: {limit: 1 MW, price: 60 USD/MWh}}
workloads:
  - {name: first, kind: replay, file: jobs.csv, columns: {nodes: nodes}}
)";

const char* const kTop = R"(extends: bases/base.yaml
workloads:
  - {name: second, kind: replay, file: jobs.csv, columns: {nodes: nodes}}
)";

const char* const kFleet = "node,nodes\nhost-100-200,4\n";
const char* const kJobs = "submit,run,nodes\n0,60,1\n";

std::string hash_of(std::string_view text) {
  Hasher hash;
  hash.add_bytes(std::as_bytes(std::span(text.data(), text.size())));
  return hash.hex();
}

Scenario extended() {
  return test::scenario_from(kTop, {{"bases/base.yaml", kBase},
                                    {"bases/fleet.csv", kFleet},
                                    {"bases/jobs.csv", kJobs},
                                    {"jobs.csv", kJobs},
                                    {"catalog/nodes.yaml", test::kReferenceHostCatalogue}});
}

}  // namespace

TEST_CASE("provenance: the scenario, its bases, the catalogues used and the data are named") {
  const Json sources = Json::parse(sources_json(extended()));

  REQUIRE(sources.size() == 6);
  CHECK(sources[0].at("role") == "scenario");
  CHECK(sources[0].at("path") == "scenario.yaml");
  CHECK(sources[0].at("xxh3_128") == hash_of(kTop));
  CHECK_FALSE(sources[0].contains("text"));
  CHECK(sources[1] == Json({{"role", "base"},
                            {"path", "bases/base.yaml"},
                            {"bytes", std::string(kBase).size()},
                            {"xxh3_128", hash_of(kBase)},
                            {"text", kBase}}));
  CHECK(sources[2].at("role") == "catalogue");
  CHECK(sources[2].at("path") == "catalog/nodes.yaml");
  CHECK(sources[2].at("nodes") == Json({"host-100-200"}));
  CHECK(sources[2].at("text") == test::kReferenceHostCatalogue);
  CHECK(sources[3] == Json({{"role", "data"},
                            {"path", "bases/fleet.csv"},
                            {"bytes", std::string(kFleet).size()},
                            {"xxh3_128", hash_of(kFleet)}}));
  CHECK(sources[4].at("path") == "bases/jobs.csv");
  CHECK(sources[5].at("path") == "jobs.csv");
  CHECK(sources[5].at("xxh3_128") == hash_of(kJobs));
}

TEST_CASE("provenance: a hash is what xxh128sum prints") {
  // XXH3_128bits() of the six bytes, called from Python; high half first, as xxh128sum prints it.
  CHECK(hash_of("hello\n") == "6bba86c7e069f56d5a10b435f1c8e49c");
}

TEST_CASE("provenance: workloads are named in the order by which jobs count them, bases included") {
  CHECK(workload_names_json(extended()) == R"(["first","second"])");
}
