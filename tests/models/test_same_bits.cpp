// SPDX-License-Identifier: Apache-2.0

// The result hash of a scenario is the same alone, beside seven other runs, and with a file.

#include <array>
#include <fstream>
#include <sstream>
#include <thread>

#include <doctest/doctest.h>

#include "tests/models/support/random_lab.h"

namespace gigawatt::test {

namespace {

Scenario memphis_day(const char* limit) {
  return shipped_scenario(
      "memphis.yaml", {"duration=1 day", std::string("sites.memphis.power.grid.limit=") + limit});
}

}  // namespace

TEST_CASE("bits: eight runs at once in one process hash as each does alone") {
  // Different scenarios side by side, so that anything shared would show.
  std::vector<Scenario> scenarios = {memphis_day("180 MW"), memphis_day("105 MW")};
  for (std::uint64_t number = 0; number < 6; ++number)
    scenarios.push_back(random_lab(number).scenario());
  std::vector<std::string> alone;
  for (const Scenario& scenario : scenarios)
    alone.push_back(run(scenario).result_hash);

  std::array<std::string, 8> together;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < together.size(); ++i) {
    threads.emplace_back([&, i] { together[i] = run(scenarios[i]).result_hash; });
  }
  for (std::thread& thread : threads)
    thread.join();

  for (std::size_t i = 0; i < together.size(); ++i)
    CHECK(together[i] == alone[i]);
  CHECK(alone[0] != alone[1]);
}

TEST_CASE("bits: eight runs of one scenario at once agree") {
  const Scenario scenario = memphis_day("105 MW");
  std::array<std::string, 8> together;
  std::vector<std::thread> threads;
  for (std::string& hash : together) {
    threads.emplace_back([&] { hash = run(scenario).result_hash; });
  }
  for (std::thread& thread : threads)
    thread.join();

  for (const std::string& hash : together)
    CHECK(hash == together.front());
}

TEST_CASE("bits: writing a file, compressed or not, leaves the hash as it is; a seed does not") {
  const Scenario scenario = memphis_day("180 MW");
  const TemporaryFolder folder;
  const std::string hash = run(scenario).result_hash;

  RunOptions plain, packed, logged;
  plain.output = folder.path() + "/plain.h5";
  packed.output = folder.path() + "/packed.h5";
  packed.compress = true;
  logged.log = folder.path() + "/events.json";
  CHECK(run(scenario, plain).result_hash == hash);
  CHECK(run(scenario, packed).result_hash == hash);
  CHECK(run(scenario, logged).result_hash == hash);
  std::ostringstream trace;
  trace << std::ifstream(logged.log).rdbuf();
  CHECK(trace.str().find("IT power [W]") != std::string::npos);
  CHECK(trace.str().find("\"memphis\"") != std::string::npos);
  Scenario other = memphis_day("180 MW");
  other.seed += 1;
  CHECK(run(other).result_hash != hash);
}

}  // namespace gigawatt::test
