// SPDX-License-Identifier: Apache-2.0

// `gigawatt schema`: the keys of scenario files, for editors and for readers.

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/verbs.h"
#include "models/describe.h"

namespace gigawatt::cli {

Verb add_schema(CLI::App& root) {
  CLI::App* command = root.add_subcommand("schema", "Print the JSON Schema of scenario files");
  auto reference = std::make_shared<bool>(false);
  command->footer(
      "Examples:\n"
      "  gigawatt schema > gigawatt.schema.json\n"
      "  gigawatt schema --reference > reference.md");
  command->add_flag("--reference", *reference, "A reference page in Markdown instead");
  return {command, [reference](const Invocation&) {
            fmt::print("{}", *reference ? scenario_reference() : scenario_schema());
            return kOk;
          }};
}

}  // namespace gigawatt::cli
