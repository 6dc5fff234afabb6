// SPDX-License-Identifier: Apache-2.0
#include <random>

#include <doctest/doctest.h>

#include "sim/scenario/csv_table.h"
#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;

namespace {

const std::string kSeedText = R"(name: plan
start: 2025-01-01
duration: 1 year
sites:
  - name: memphis
    fleet:
      - {node: hgx-h100-8, nodes: 12500, energised: 2025-01-01}
    grid: {limit: {low: 1 MW, base: 2 MW, high: 3 MW}, price: 64 USD/MWh}
    chain:
      - {model: busway, unit: 1 MW, units: 180}
    rejection: {model: wet-tower-merkel, unit: 7 MW, units: 24}
    supply: 27 degC
    tags: ['a', "b"]   # comment
)";

/// Reads text as a scenario file would be; returns whether it was accepted. Any error but a
/// ScenarioError, with at least one problem and a message of one line each, fails the test.
bool accepted(const std::string& text, const std::string& assignment) {
  try {
    Tree tree = parse_yaml(text, "plan.yaml");
    if (!assignment.empty()) apply_override(tree, assignment);
    test::read_plan(tree);
    return true;
  } catch (const ScenarioError& error) {
    CHECK_FALSE(error.problems().empty());
    for (const Problem& problem : error.problems()) {
      CHECK(problem.message().find('\n') == std::string::npos);
      CHECK_FALSE(problem.what.empty());
    }
    return false;
  }
}

}  // namespace

TEST_CASE("random input: mutated scenarios are read or refused, never worse") {
  std::mt19937_64 random(42);
  const std::string alphabet = "{}[]:,-#&*!|>'\"%@`\n\t ?.=0123456789eMWx\xC3\xFF\r";
  int read = 0;
  for (int trial = 0; trial < 3000; ++trial) {
    std::string text = kSeedText;
    const auto edits = 1 + random() % 4;
    for (std::uint64_t edit = 0; edit < edits; ++edit) {
      const std::size_t at = random() % (text.size() + 1);
      const std::size_t length = std::min<std::size_t>(random() % 12, text.size() - at);
      switch (random() % 4) {
        case 0:
          text.insert(at, 1, alphabet[random() % alphabet.size()]);
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, text.substr(random() % text.size(), 20));
          break;
        default:
          if (at < text.size()) text[at] = alphabet[random() % alphabet.size()];
      }
    }
    read += accepted(text, "") ? 1 : 0;
  }
  // Some edits hit names and comments only: the test would be void if nothing were ever read.
  CHECK(read > 30);
  CHECK(read < 2000);
}

TEST_CASE("random input: random bytes and random assignments never do worse than an error") {
  std::mt19937_64 random(43);
  for (int trial = 0; trial < 2000; ++trial) {
    std::string bytes(random() % 200, ' ');
    const bool printable = trial % 2 == 0;
    for (char& c : bytes)
      c = static_cast<char>(printable ? 32 + random() % 95 : random() % 256);

    accepted(bytes, "");
    accepted(kSeedText, bytes);
    accepted(kSeedText, "sites.memphis." + bytes);
    accepted(kSeedText, "sites.memphis.grid.limit=" + bytes);
    try {
      parse_csv_table(bytes, "t.csv");
    } catch (const ScenarioError& error) {
      CHECK_FALSE(error.problems().empty());
    }
  }
}
