// SPDX-License-Identifier: Apache-2.0
#include "cli/choosable.h"

#include <algorithm>

#include <fmt/format.h>

#include "cli/starter_scenarios.h"
#include "models/registry.h"
#include "models/scenario.h"

namespace gigawatt::cli {
namespace {

std::vector<FieldInfo> scenario_fields() {
  Scenario defaults;
  return describe_fields([&](FieldVisitor& v) { defaults.visit(v); });
}

std::vector<FieldInfo> model_fields(const Registry::Entry& entry) {
  const auto params = entry.make();
  return describe_fields([&](FieldVisitor& v) { params->visit(v); });
}

/// `sites[].power.chain[]` as people say it: `sites.power.chain`.
std::string spoken_path(std::string path) {
  for (std::size_t at; (at = path.find("[]")) != std::string::npos;)
    path.erase(at, 2);
  return path;
}

void add_registry(std::vector<ChoosableGroup>& groups) {
  for (const Registry::Entry& entry : registry().entries()) {
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const auto& known) { return known.name == entry.kind; });
    if (group == groups.end())
      group = groups.insert(groups.end(), {entry.kind, "after `model:`", {}});
    group->entries.push_back({.name = entry.name, .doc = entry.doc, .status = "", .keys = [&entry] {
                                return flat_fields(model_fields(entry));
                              }});
  }
}

/// Every key whose words say what they mean.
void add_words(std::vector<ChoosableGroup>& groups) {
  for (const FieldInfo& field : flat_fields(scenario_fields())) {
    if (field.meanings.empty()) continue;
    const std::string key = field.name.substr(field.name.rfind('.') + 1);
    ChoosableGroup group{spoken_path(field.name), fmt::format("after `{}:`", key), {}};
    for (std::size_t i = 0; i < field.choices.size(); ++i)
      group.entries.push_back({.name = field.choices[i], .doc = field.meanings[i], .status = ""});
    groups.push_back(std::move(group));
  }
}

/// A key of the map itself, not of one inside it.
bool is_own(const FieldInfo& field) {
  return field.name.find('.') == std::string::npos;
}

void add_maps(const std::string& path, const std::vector<FieldInfo>& fields,
              std::vector<KeyMap>& maps) {
  for (const FieldInfo& field : fields) {
    if (field.fields.empty()) continue;
    const std::string below = path.empty() ? field.name : path + "." + field.name;
    maps.push_back({below, field.doc, flat_fields(field.fields)});
    add_maps(below, field.fields, maps);
  }
}

/// All maps, with the scenario and the models themselves.
std::vector<KeyMap> key_holders() {
  std::vector<KeyMap> holders = key_maps();
  for (const Registry::Entry& entry : registry().entries())
    holders.push_back({entry.name, entry.doc, flat_fields(model_fields(entry))});
  holders.push_back({"", "A scenario.", flat_fields(scenario_fields())});
  return holders;
}

ChoosableGroup starters() {
  ChoosableGroup group{"starter-scenario", "gigawatt new FILE --template NAME", {}};
  for (const StarterScenario& starter : starter_scenarios())
    group.entries.push_back(
        {.name = std::string(starter.name), .doc = std::string(starter.what), .status = ""});
  return group;
}

}  // namespace

std::vector<ChoosableGroup> choosable_groups() {
  std::vector<ChoosableGroup> groups;
  add_registry(groups);
  add_words(groups);
  for (ChoosableGroup& group : catalogue_groups())
    groups.push_back(std::move(group));
  groups.push_back(starters());
  return groups;
}

std::vector<KeyMap> key_maps() {
  std::vector<KeyMap> maps;
  add_maps("", scenario_fields(), maps);
  for (const Registry::Entry& entry : registry().entries())
    add_maps(entry.name, model_fields(entry), maps);
  return maps;
}

std::vector<KeyMap> keys_called(const std::string& wanted) {
  std::vector<KeyMap> found;
  for (KeyMap& holder : key_holders()) {
    std::erase_if(holder.keys, [&](const FieldInfo& field) {
      const bool holds_word =
          std::find(field.choices.begin(), field.choices.end(), wanted) != field.choices.end();
      return !is_own(field) || !(field.name == wanted || field.name == wanted + "[]" || holds_word);
    });
    if (!holder.keys.empty()) found.push_back(std::move(holder));
  }
  return found;
}

std::vector<std::string> key_names() {
  std::vector<std::string> names;
  for (const KeyMap& holder : key_holders()) {
    for (const FieldInfo& field : holder.keys) {
      if (!is_own(field)) continue;
      names.push_back(field.name.substr(0, field.name.find('[')));
      names.insert(names.end(), field.choices.begin(), field.choices.end());
    }
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool ends_in(std::string_view path, std::string_view wanted) {
  if (!path.ends_with(wanted)) return false;
  return path.size() == wanted.size() || path[path.size() - wanted.size() - 1] == '.';
}

}  // namespace gigawatt::cli
