// SPDX-License-Identifier: Apache-2.0
#include "models/describe.h"

#include "models/registry.h"
#include "models/scenario.h"

namespace gigawatt {

std::string scenario_schema() {
  Scenario defaults;
  return json_schema([&](FieldVisitor& v) { defaults.visit(v); }, registry(), "gigawatt scenario");
}

std::string scenario_reference() {
  Scenario defaults;
  return "# Scenario keys\n\n"
         "Every key a scenario file may hold, with its default and range. `gigawatt schema "
         "--reference` writes\nthis page; `gigawatt schema` the same for editors.\n\n" +
         reference_markdown([&](FieldVisitor& v) { defaults.visit(v); }, registry());
}

}  // namespace gigawatt
