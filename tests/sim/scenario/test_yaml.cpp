// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/sim/scenario/small_site.h"

using namespace gigawatt;
using test::error_of;

namespace {

std::string parse_error(const std::string& text) {
  return error_of([&] { parse_yaml(text, "plan.yaml"); });
}

std::string repeated(const std::string& part, std::size_t count) {
  std::string text;
  text.reserve(part.size() * count);
  for (std::size_t i = 0; i < count; ++i)
    text += part;
  return text;
}

}  // namespace

TEST_CASE("yaml: scalars stay text, maps keep their order, marks are 1-based") {
  const Tree tree = parse_yaml("b: 18:00\na: [no, 1e9]\nc: {d: 'x y'}\n", "plan.yaml");

  REQUIRE(tree.entries.size() == 3);
  CHECK(tree.entries[0].first == "b");
  CHECK(tree.entries[0].second.scalar == "18:00");
  CHECK(tree.entries[1].second.items[0].scalar == "no");
  CHECK(tree.entries[1].second.items[1].scalar == "1e9");
  const Tree* quoted = tree.find("c")->find("d");
  REQUIRE(quoted != nullptr);
  CHECK(quoted->quoted);
  CHECK(quoted->mark.line == 3);
  CHECK(quoted->mark.column == 8);
  CHECK(tree.key_marks[1].line == 2);
  CHECK(tree.key_marks[1].column == 1);
}

TEST_CASE("yaml: a byte-order mark and Windows line ends are no fault") {
  const Tree tree = parse_yaml("\xEF\xBB\xBFname: x\r\nsites:\r\n  - name: y\r\n", "plan.yaml");

  CHECK(tree.find("name")->scalar == "x");
  CHECK(tree.find("sites")->items[0].find("name")->mark.line == 3);
}

TEST_CASE("yaml: columns count characters, not bytes") {
  const Tree tree = parse_yaml("{a: 'Zürich µ', b: 5}\n", "plan.yaml");

  CHECK(tree.find("b")->mark.column == 20);  // counted by hand
}

TEST_CASE("yaml: a value that is not given is blamed at its key") {
  const Tree tree = parse_yaml("a: 1\ngrid:\nb: 2\n", "plan.yaml");

  CHECK(tree.find("grid")->kind == Tree::Kind::null);
  CHECK(tree.find("grid")->mark.line == 2);
}

TEST_CASE("yaml: each malformed file gives one clear line with its place") {
  struct Row {
    std::string text;
    std::string expected;
  };
  const Row rows[] = {
      {"", "plan.yaml:1:1: the file is empty"},
      {"# only a comment\n", "plan.yaml:1:1: the file is empty"},
      {"a: 1\na: 2\n", "plan.yaml:2:1: the key 'a' is given twice"},
      {"a: &x 1\nb: 2\n", "plan.yaml:1:4: anchors ('&name') are not allowed"},
      {"a: *x\n", "plan.yaml:1:4: aliases ('*name') are not allowed"},
      {"a: 1\n---\nb: 2\n", "plan.yaml:2:1: a second YAML document starts here"},
      {"[1, 2]: 3\n", "plan.yaml:1:1: a key cannot be a list or a map"},
      {"? {a: 1}\n: 3\n", "plan.yaml:1:3: a key cannot be a list or a map"},
      {": 3\n", "plan.yaml:1:1: a key is empty"},
      {"a: !!int 3\n", "plan.yaml:1:4: the tag"},
      {"a: [1, 2\nb: 3\n", "plan.yaml:"},
      {"a: {b: 1\n", "plan.yaml:"},
      {"a: 'open\n", "plan.yaml:1:4: a quote is not closed"},
      {"a: [\"x\\\"]\n", "plan.yaml:1:5: a quote is not closed"},
      {"a: 'x''\n", "plan.yaml:1:4: a quote is not closed"},
      {"a: b: c\n", "plan.yaml:1:5: "},
      {"a: 1\n  b: 2\n", "plan.yaml:2:4: "},
      {"a:\n\t- b\n", "plan.yaml:2:"},
      {"a: ]\n", "plan.yaml:1:4: a closing bracket has no opening one"},
      {"a: @x\n", "plan.yaml:1:4: this character cannot start a value"},
      {std::string("a: \0b\n", 6), "plan.yaml:1:4: a control character is not text"},
      {"a: x\nb: \xFFy\n", "plan.yaml:2:4: this byte is not UTF-8"},
      {"\xC0\xAF: overlong\n", "plan.yaml:1:1: this byte is not UTF-8"},
      {"\xFF\xFE"
       "a",
       "plan.yaml:1:1: this byte is not UTF-8"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const std::string error = parse_error(row.text);
    CHECK_MESSAGE(error.rfind(row.expected, 0) == 0, "got: ", error);
    CHECK(error.find('\n') == std::string::npos);
    CHECK(error.find("; ") != std::string::npos);  // says what to do
  }
}

TEST_CASE("yaml: 64 levels are read, 65 are refused") {
  CHECK(parse_error(repeated("[", 64) + repeated("]", 64)) == "");
  CHECK(parse_error(repeated("[", 65) + repeated("]", 65)) ==
        "plan.yaml:1:65: lists and maps are nested deeper than 64 levels; check the brackets");
}

TEST_CASE("yaml: ten megabytes of nested brackets are refused at once") {
  // Not a benchmark: anything quadratic would take hours, anything recursive the stack.
  for (const char* part : {"[", "{a: ", "- "}) {
    CAPTURE(part);

    const std::string error =
        parse_error(repeated(part, 10'000'000 / std::string_view(part).size()));

    CHECK(error.find("nested deeper than 64 levels") != std::string::npos);
  }
}

TEST_CASE("yaml: long runs of one piece of syntax are refused with one short line") {
  for (const char* part :
       {"{", "? ", "[{", "[\n", "a: [", "\"a", "'a", "|\n", "&a ", "!a ", "#", "%", "a: b: "}) {
    CAPTURE(part);

    const std::string error = parse_error(repeated(part, 200'000));

    CHECK(error.rfind("plan.yaml:", 0) == 0);
    CHECK(error.find('\n') == std::string::npos);
    CHECK(error.size() < 300);
  }
}

TEST_CASE("yaml: more than a million values are refused") {
  const std::string error = parse_error("[" + repeated("1,\n", 1'000'001) + "]");

  CHECK(error.find("more than 1,000,000 values") != std::string::npos);
}

TEST_CASE("yaml: a folder, a missing file and an empty file are told apart") {
  const test::TemporaryFolder folder("yaml");

  const auto load = [](const std::string& path) {
    return error_of([&] { load_scenario_tree(path); });
  };
  CHECK(load(folder.path()) == folder.path() + ": the file is a folder; expected a file");
  CHECK(load(folder.path() + "/none.yaml") ==
        folder.path() + "/none.yaml: the file does not exist; check the path");
  const std::string empty = folder.write("empty.yaml", "");
  CHECK(load(empty).rfind(empty + ":1:1: the file is empty", 0) == 0);
  const std::string prose = folder.write("prose.yaml", "just some words\n");
  CHECK(load(prose).rfind(prose + ":1:1: this is not a scenario", 0) == 0);
}
