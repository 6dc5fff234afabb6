// SPDX-License-Identifier: Apache-2.0

// libFuzzer target: the first line of the input is a `--set` assignment, the rest a scenario file.

#include <cstddef>
#include <cstdint>
#include <string>

#include "sim/scenario/csv_table.h"
#include "tests/sim/scenario/small_site.h"

namespace {

/// Bad input may only ever end as a ScenarioError.
template <class Act>
void attempt(const Act& act) {
  try {
    act();
  } catch (const gigawatt::ScenarioError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const std::size_t line_end = input.find('\n');
  const std::string assignment = input.substr(0, line_end);
  const std::string text = line_end == std::string::npos ? "" : input.substr(line_end + 1);

  attempt([&] {
    gigawatt::Tree tree = gigawatt::parse_yaml(text, "fuzz.yaml");
    attempt([&] { gigawatt::apply_override(tree, assignment); });
    gigawatt::test::read_plan(tree);
  });
  attempt([&] { gigawatt::parse_csv_table(text, "fuzz.csv"); });
  return 0;
}
