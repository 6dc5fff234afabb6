// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sim/scenario/csv_table.h"
#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;

namespace {

std::string refused_table(const std::string& text) {
  return test::error_of([&] { parse_csv_table(text, "t.csv"); });
}

}  // namespace

TEST_CASE("csv table: cells become scalars with line and column") {
  const Tree rows = parse_csv_table(
      "\xEF\xBB\xBFname, nodes ,note\r\n\r\n# skipped\r\na,5 ,\"x, \"\"y\"\"\"\r\nb,,\"\"\r\n",
      "t.csv");

  REQUIRE(rows.items.size() == 2);
  CHECK(rows.items[0].find("nodes")->scalar == "5");
  CHECK(rows.items[0].find("nodes")->mark.line == 4);
  CHECK(rows.items[0].find("nodes")->mark.column == 3);
  CHECK(rows.items[0].find("note")->scalar == "x, \"y\"");
  CHECK(rows.items[1].find("nodes") == nullptr);  // an empty cell is an absent key
  CHECK(rows.items[1].find("note")->scalar.empty());
}

TEST_CASE("csv table: a dot in the header nests, quoted cells may hold line breaks") {
  const Tree rows =
      parse_csv_table("grid.limit,grid.price,name\n5 MW,\"1\n2\",x\n6 MW,3,y\n", "t.csv");

  CHECK(rows.items[0].find("grid")->find("limit")->scalar == "5 MW");
  CHECK(rows.items[0].find("grid")->find("price")->scalar == "1\n2");
  CHECK(rows.items[1].find("name")->mark.line == 4);
}

TEST_CASE("csv table: what is no table is refused_table with its place") {
  CHECK(refused_table("").rfind("t.csv:1:1: the table is empty", 0) == 0);
  CHECK(refused_table("a,b\n").rfind("t.csv:1:1: the table has no rows", 0) == 0);
  CHECK(refused_table("a,b\n1\n").rfind("t.csv:2:1: this row has 1 cells; expected 2", 0) == 0);
  CHECK(refused_table("a,b\n1,2,3\n").rfind("t.csv:2:1: this row has 3 cells; expected 2", 0) == 0);
  CHECK(refused_table("a,a\n1,2\n").rfind("t.csv:1:3: the column 'a' is given twice", 0) == 0);
  CHECK(refused_table("a,\n1,2\n").rfind("t.csv:1:3: a column has no proper name", 0) == 0);
  CHECK(refused_table("a\n\"open\n").rfind("t.csv:2:1: a quote is not closed", 0) == 0);
  CHECK(refused_table("a\n\"x\"y\n").rfind("t.csv:2:1: text follows a closing quote", 0) == 0);
  CHECK(refused_table("a,a.b\n1,2\n").find("'a' is both a value and a group") != std::string::npos);
  CHECK(refused_table(std::string("a\n\0\n", 4)).find("a control character is not text") !=
        std::string::npos);
}
