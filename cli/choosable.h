// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario can choose by name, gathered from the registry, the lists of words of its keys,
// and the catalogues. What is added there appears here by itself.

#include <functional>
#include <string>
#include <vector>

#include "sim/scenario/describe.h"

namespace gigawatt::cli {

/// One number or word of a catalogue entry.
struct Detail {
  std::string key;
  std::string value;
  std::string unit;
  std::string note;  ///< Mostly its source and date.
};

/// One thing that can be chosen.
struct Choosable {
  std::string name;
  std::string doc;     ///< One line.
  std::string status;  ///< The best that is known of its numbers; empty where none is told.
  /// What a catalogue or list knows of it; null for models.
  std::function<std::vector<Detail>()> details{};
  /// The keys of a model, with their defaults; null for the rest.
  std::function<std::vector<FieldInfo>()> keys{};
};

/// Things of one sort.
struct ChoosableGroup {
  std::string name;   ///< A kind ("converter", "node"), or a key's path ("sites.scheduler.policy").
  std::string where;  ///< Where they are written.
  std::vector<Choosable> entries;
};

/// All of them, from models to starter scenarios. Throws ScenarioError for a faulty catalogue.
std::vector<ChoosableGroup> choosable_groups();

/// Catalogues: accelerators, nodes, generators, chillers, language models, failure rates.
std::vector<ChoosableGroup> catalogue_groups();

/// The scenario, a model, or a map or list of maps that they may hold.
struct KeyMap {
  std::string
      path;  ///< "sites.power.battery", "crah-chilled-water.chiller", "pv"; "" the scenario.
  std::string doc;
  std::vector<FieldInfo> keys;  ///< flat_fields of it.
};
std::vector<KeyMap> key_maps();

/// Each map with those of its own keys alone that are called `wanted` or can hold that word.
std::vector<KeyMap> keys_called(const std::string& wanted);
/// All that keys_called() finds something for, each name once.
std::vector<std::string> key_names();

/// Whether a dotted path is `wanted`, or ends in it after a dot.
bool ends_in(std::string_view path, std::string_view wanted);

}  // namespace gigawatt::cli
