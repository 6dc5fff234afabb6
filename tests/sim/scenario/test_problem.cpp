// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sim/scenario/problem.h"

using namespace gigawatt;

TEST_CASE("problem: one line names place, path, fault, expectation and nearest name") {
  const Problem problem{.file = "texas.yaml",
                        .line = 14,
                        .column = 7,
                        .path = "sites.texas.cooling.rejection.model",
                        .what = "unknown model 'dry-coler'",
                        .suggestion = "dry-cooler"};

  CHECK(problem.message() ==
        "texas.yaml:14:7: sites.texas.cooling.rejection.model: unknown model 'dry-coler'; did you "
        "mean 'dry-cooler'?");
}

TEST_CASE("problem: parts that are not known are left out") {
  CHECK(Problem{.file = "a.yaml", .what = "bad"}.message() == "a.yaml: bad");
  CHECK(Problem{.file = "a.yaml", .line = 3, .what = "bad", .expected = "mend it"}.message() ==
        "a.yaml:3: bad; mend it");
  CHECK(Problem{.what = "bad"}.message() == "bad");
}

TEST_CASE("problem: quoted input cannot break the line or reach the terminal as a control code") {
  CHECK(Problem{.what = "bad 'a\nb\x1b[31m'"}.message() == "bad 'a b [31m'");
}

TEST_CASE("problem: an error lists its problems in file order") {
  const ScenarioError error({{.file = "b.yaml", .line = 9, .what = "third"},
                             {.file = "b.yaml", .line = 2, .column = 8, .what = "second"},
                             {.file = "b.yaml", .line = 2, .column = 3, .what = "first"},
                             {.file = "--set x=1", .what = "fourth"}});

  CHECK(std::string(error.what()) ==
        "b.yaml:2:3: first\nb.yaml:2:8: second\nb.yaml:9: third\n--set x=1: fourth");
  CHECK(error.problems().front().what == "first");
}

TEST_CASE("nearest name: slips of the pen are mended, other words are not") {
  const std::vector<std::string> names{"limit", "price", "dry-cooler", "wet-tower-merkel"};

  CHECK(nearest_name("lmit", names) == "limit");   // one letter missing
  CHECK(nearest_name("pirce", names) == "price");  // two swapped
  CHECK(nearest_name("Limit", names) == "limit");  // case
  CHECK(nearest_name("dry_cooler", names) == "dry-cooler");
  CHECK(nearest_name("latitude", names) == "");
  CHECK(nearest_name("x", names) == "");
  CHECK(nearest_name("", names) == "");
  CHECK(nearest_name(std::string(100'000, 'a'), names) == "");
}
