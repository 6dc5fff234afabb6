// SPDX-License-Identifier: Apache-2.0

// `gigawatt models`: what a scenario can choose by name, with defaults, numbers and sources.

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/choosable.h"
#include "cli/verbs.h"
#include "models/compute/hardware_tables.h"
#include "models/scenario.h"
#include "sim/scenario/problem.h"

namespace gigawatt::cli {
namespace {

struct ModelsArguments {
  std::string name;
  bool tables = false;
  bool json = false;
};

/// What a name stands for: whole groups, entries of groups, maps of keys, single keys.
struct Selection {
  std::vector<ChoosableGroup> groups;
  std::vector<ChoosableGroup> entries;  ///< Groups with the chosen entry alone.
  std::vector<KeyMap> maps;
  std::vector<KeyMap> keys;  ///< Maps with the chosen keys alone.
};

/// What a key holds: its unit, or else its type.
std::string value_text(const FieldInfo& field) {
  const std::string unit = unit_text(field);
  return unit.empty() ? std::string(type_name(field.type)) : unit;
}

std::string fallback_text(const FieldInfo& field) {
  if (field.required) return "required";
  return field.default_text.empty() ? "-" : field.default_text;
}

void print_group(const ChoosableGroup& group) {
  fmt::print("{} ({})\n", group.name, group.where);
  for (const Choosable& entry : group.entries)
    if (entry.status.empty())
      fmt::print("  {:<24}{}\n", entry.name, entry.doc);
    else
      fmt::print("  {:<24}{:<15}{}\n", entry.name, entry.status, entry.doc);
}

void print_keys(const std::vector<FieldInfo>& fields) {
  std::size_t key_width = 3;
  for (const FieldInfo& field : fields)
    key_width = std::max(key_width, field.name.size());
  const auto print_row = [&](std::string_view key, std::string_view unit, std::string_view fallback,
                             std::string_view range, std::string_view meaning) {
    fmt::print("  {:<{}}  {:<12}  {:<17}  {:<20}  {}\n", key, key_width, unit, fallback, range,
               meaning);
  };
  print_row("key", "unit", "default", "range", "meaning");
  for (const FieldInfo& field : fields) {
    std::string meaning = field.doc;
    if (!field.choices.empty())
      meaning += fmt::format(" One of {}.", fmt::join(field.choices, ", "));
    print_row(field.name, value_text(field), fallback_text(field), range_text(field), meaning);
  }
}

void print_details(const std::vector<Detail>& details) {
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  std::size_t unit_width = 0;
  for (const Detail& detail : details) {
    key_width = std::max(key_width, detail.key.size());
    value_width = std::max(value_width, detail.value.size());
    unit_width = std::max(unit_width, detail.unit.size());
  }
  for (const Detail& detail : details) {
    std::string row = fmt::format("  {:<{}}  {:>{}} {:<{}}  {}", detail.key, key_width,
                                  detail.value, value_width, detail.unit, unit_width, detail.note);
    row.erase(row.find_last_not_of(' ') + 1);
    fmt::print("{}\n", row);
  }
}

void print_entry(const ChoosableGroup& group, const Choosable& entry) {
  if (entry.keys) {
    fmt::print("model: {}   ({})\n{}\n\n", entry.name, group.name, entry.doc);
    print_keys(entry.keys());
    return;
  }
  fmt::print("{}: {}\n{}\n", group.name, entry.name, entry.doc);
  std::vector<Detail> details;
  if (!entry.status.empty()) details.push_back({"status", entry.status, "", ""});
  if (entry.details)
    for (Detail& detail : entry.details())
      details.push_back(std::move(detail));
  if (details.empty()) return;
  fmt::print("\n");
  print_details(details);
}

void print_selection(const Selection& selection) {
  const char* between = "";
  const auto part = [&] {
    fmt::print("{}", between);
    between = "\n";
  };
  for (const ChoosableGroup& group : selection.groups) {
    part();
    print_group(group);
  }
  for (const ChoosableGroup& group : selection.entries) {
    part();
    print_entry(group, group.entries.front());
  }
  for (const KeyMap& map : selection.maps) {
    part();
    fmt::print("{}: (map)\n{}\n\n", map.path, map.doc);
    print_keys(map.keys);
  }
  for (const KeyMap& map : selection.keys) {
    part();
    fmt::print("a key of {}\n\n", map.path.empty() ? "the scenario" : map.path);
    print_keys(map.keys);
  }
}

using Json = nlohmann::ordered_json;

Json keys_json(const std::vector<FieldInfo>& fields) {
  Json keys = Json::array();
  for (const FieldInfo& field : fields) {
    Json key{
        {"key", field.name},          {"value", value_text(field)}, {"default", field.default_text},
        {"required", field.required}, {"range", range_text(field)}, {"doc", field.doc}};
    if (!field.choices.empty()) key["choices"] = field.choices;
    keys.push_back(std::move(key));
  }
  return keys;
}

Json entry_json(const Choosable& entry, bool with_details) {
  Json made{{"name", entry.name}, {"doc", entry.doc}};
  if (!entry.status.empty()) made["status"] = entry.status;
  if (!with_details) return made;
  if (entry.keys) made["keys"] = keys_json(entry.keys());
  if (entry.details) {
    made["details"] = Json::array();
    for (const Detail& detail : entry.details())
      made["details"].push_back({{"key", detail.key},
                                 {"value", detail.value},
                                 {"unit", detail.unit},
                                 {"note", detail.note}});
  }
  return made;
}

std::string selection_json(const Selection& selection) {
  Json groups = Json::array();
  const auto add = [&](const ChoosableGroup& group, bool with_details) {
    Json entries = Json::array();
    for (const Choosable& entry : group.entries)
      entries.push_back(entry_json(entry, with_details));
    groups.push_back(
        {{"group", group.name}, {"where", group.where}, {"entries", std::move(entries)}});
  };
  for (const ChoosableGroup& group : selection.groups)
    add(group, false);
  for (const ChoosableGroup& group : selection.entries)
    add(group, true);
  const auto maps_json = [](const std::vector<KeyMap>& list) {
    Json maps = Json::array();
    for (const KeyMap& map : list)
      maps.push_back({{"path", map.path}, {"doc", map.doc}, {"keys", keys_json(map.keys)}});
    return maps;
  };
  return Json{{"groups", std::move(groups)},
              {"maps", maps_json(selection.maps)},
              {"keys", maps_json(selection.keys)}}
             .dump(2) +
         "\n";
}

/// The names that hold the word, else the nearest, else where all are listed.
std::string advice(const std::string& wanted, const std::vector<std::string>& names) {
  constexpr std::size_t kMostNames = 12;
  std::vector<std::string> holding;
  for (const std::string& name : names)
    if (name.find(wanted) != std::string::npos) holding.push_back(name);
  if (holding.size() > 1 && holding.size() <= kMostNames)
    return fmt::format("did you mean one of {}?", fmt::join(holding, ", "));
  const std::string nearest = holding.size() == 1 ? holding.front() : nearest_name(wanted, names);
  return nearest.empty() ? "gigawatt models lists them"
                         : fmt::format("did you mean '{}'?", nearest);
}

std::vector<std::string> all_names(const std::vector<ChoosableGroup>& groups) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const ChoosableGroup& group : groups)
    add(group.name);
  for (const ChoosableGroup& group : groups)
    for (const Choosable& entry : group.entries)
      add(entry.name);
  return names;
}

Selection selection_of(const std::string& wanted) {
  Selection chosen;
  std::vector<ChoosableGroup> groups = choosable_groups();
  if (wanted.empty()) {
    chosen.groups = std::move(groups);
    return chosen;
  }
  for (const ChoosableGroup& group : groups) {
    if (ends_in(group.name, wanted)) chosen.groups.push_back(group);
    for (const Choosable& entry : group.entries)
      if (entry.name == wanted) chosen.entries.push_back({group.name, group.where, {entry}});
  }
  std::vector<std::string> names = all_names(groups);
  for (KeyMap& map : key_maps()) {
    std::string name = map.path.substr(map.path.rfind('.') + 1);
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
    if (ends_in(map.path, wanted)) chosen.maps.push_back(std::move(map));
  }
  // Keys that hold maps are among these, and words with a meaning are found above.
  chosen.keys = keys_called(wanted);
  const bool is_word = !chosen.entries.empty();
  for (KeyMap& holder : chosen.keys)
    std::erase_if(holder.keys, [&](const FieldInfo& field) {
      return !field.fields.empty() || (is_word && field.name != wanted);
    });
  std::erase_if(chosen.keys, [](const KeyMap& holder) { return holder.keys.empty(); });
  for (std::string& name : key_names())
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  if (chosen.groups.empty() && chosen.entries.empty() && chosen.maps.empty() && chosen.keys.empty())
    throw UsageError(fmt::format("nothing is called '{}'; {}", wanted, advice(wanted, names)));
  return chosen;
}

compute::CatalogueCase load_hardware(Case number_case) {
  return {load_accelerators("", number_case), load_catalogue("", number_case)};
}

int act(const ModelsArguments& arguments) {
  if (arguments.tables) {
    if (arguments.json) throw UsageError("--tables writes Markdown; leave out --json");
    if (!arguments.name.empty()) throw UsageError("--tables writes all hardware; leave out NAME");
    fmt::print("{}", compute::hardware_markdown(load_hardware(Case::low), load_hardware(Case::base),
                                                load_hardware(Case::high)));
    return kOk;
  }
  Selection selection = selection_of(arguments.name);
  if (arguments.json) {
    if (arguments.name.empty()) selection.maps = key_maps();
    fmt::print("{}", selection_json(selection));
    return kOk;
  }
  print_selection(selection);
  if (arguments.name.empty()) {
    std::fflush(stdout);
    fmt::print(stderr, "next: gigawatt models NAME shows one, with defaults, numbers, sources\n");
  }
  return kOk;
}

}  // namespace

Verb add_models(CLI::App& root) {
  CLI::App* command =
      root.add_subcommand("models", "List what can be chosen: models, words, catalogues");
  auto arguments = std::make_shared<ModelsArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt models node\n"
      "  gigawatt models wet-tower-merkel");
  command
      ->add_option("NAME", arguments->name,
                   "A group, one of its entries, a map of keys such as `chiller`, a key or one "
                   "of its words; default: all")
      ->type_name("");
  command->add_flag("--tables", arguments->tables,
                    "All hardware as the Markdown tables of the documentation");
  command->add_flag("--json", arguments->json, "Print it as JSON");
  return {command, [arguments](const Invocation&) { return act(*arguments); },
          [] { return all_names(choosable_groups()); }};
}

}  // namespace gigawatt::cli
