// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/models/power/path/path_text.h"

using namespace gigawatt;

namespace {

std::string problems_of(const std::string& text) {
  std::string all;
  for (const Problem& problem : power::find_path_problems(read_path(text)))
    all += problem.message() + "\n";
  return all;
}

bool says(const std::string& text, const char* part) {
  const std::string said = problems_of(text);
  INFO(said);
  return said.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("path: a sound path has no problems, and single points of failure are found") {
  CHECK(problems_of(kTwoSides) == "");
  CHECK(path_of(kTwoSides).single_points[0].empty());

  // One feed, two transformers, one bus: feed and bus are on every way, no transformer is.
  const power::PathModel model = path_of(R"(
elements:
  - {name: row, rating: 1 MW, from: [bus], load: 1 kW}
  - {name: bus, rating: 1 MW, from: [tx-a, tx-b]}
  - {name: tx-a, rating: 1 MW, from: [feed]}
  - {name: tx-b, rating: 1 MW, from: [feed]}
  - {name: feed, rating: 1 MW}
)");
  REQUIRE(model.single_points[0].size() == 2);
  CHECK(model.elements[model.single_points[0][0]].name == "feed");
  CHECK(model.elements[model.single_points[0][1]].name == "bus");
}

TEST_CASE("path: a circle, an unknown name and a row that nothing feeds are told in a line each") {
  CHECK(says(R"(
elements:
  - {name: a, rating: 1 MW, from: [b]}
  - {name: b, rating: 1 MW, from: [a]}
  - {name: row, rating: 1 MW, from: [b], load: 1 kW}
)",
             "a, b feed each other in a circle"));
  CHECK(says(R"(
elements:
  - {name: feed-a, rating: 1 MW}
  - {name: row, rating: 1 MW, from: [fed-a], load: 1 kW}
)",
             "nothing in power.path is named 'fed-a'; the name of another element; did you mean "
             "'feed-a'?"));
  CHECK(says("elements: [{name: row, rating: 1 MW, load: 1 kW}]", "nothing feeds row row"));
  CHECK(says("elements: [{name: feed, rating: 1 MW}]", "feed feeds nothing"));
  CHECK(says(R"(
elements:
  - {name: feed, rating: 1 MW}
  - {name: row, rating: 1 MW, from: [feed], shares: [1, 1], load: 1 kW}
)",
             "row has 1 sources and 2 shares"));
}
