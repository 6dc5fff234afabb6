// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/registry.h"

namespace gigawatt {

const Registry::Entry* Registry::find(std::string_view kind, std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.kind == kind && entry.name == name) return &entry;
  }
  return nullptr;
}

std::vector<std::string> Registry::names(std::string_view kind) const {
  std::vector<std::string> names;
  for (const Entry& entry : entries_) {
    if (entry.kind == kind) names.push_back(entry.name);
  }
  return names;
}

}  // namespace gigawatt
