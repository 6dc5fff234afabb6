// SPDX-License-Identifier: Apache-2.0

// `gigawatt models`: what `model:` and `node:` can choose, with defaults.

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/verbs.h"
#include "models/registry.h"
#include "models/scenario.h"
#include "sim/scenario/describe.h"
#include "sim/scenario/problem.h"

namespace gigawatt::cli {
namespace {

constexpr const char* kNodeKind = "node";

std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const Registry::Entry& entry : registry().entries())
    if (std::find(names.begin(), names.end(), entry.kind) == names.end())
      names.push_back(entry.kind);
  names.emplace_back(kNodeKind);
  return names;
}

void print_one_line(std::string_view name, std::string_view doc) {
  fmt::print("  {:<24}{}\n", name, doc);
}

void print_kind(const std::string& kind, const compute::Catalogue& catalogue) {
  fmt::print("{} ({})\n", kind, kind == kNodeKind ? "hardware, after `node:`" : "after `model:`");
  for (const Registry::Entry& entry : registry().entries())
    if (entry.kind == kind) print_one_line(entry.name, entry.doc);
  if (kind != kNodeKind) return;
  for (const std::string& name : catalogue.names())
    print_one_line(name, catalogue.find(name)->doc);
}

/// What a key holds: its unit, or else its type.
std::string value_text(const FieldInfo& field) {
  const std::string unit = unit_text(field);
  return unit.empty() ? std::string(type_name(field.type)) : unit;
}

void print_model(const Registry::Entry& entry) {
  const auto params = entry.make();
  const std::vector<FieldInfo> fields =
      flat_fields(describe_fields([&](FieldVisitor& v) { params->visit(v); }));
  std::size_t key_width = 3;
  for (const FieldInfo& field : fields)
    key_width = std::max(key_width, field.name.size());

  const auto print_row = [&](std::string_view key, std::string_view unit, std::string_view fallback,
                             std::string_view range, std::string_view meaning) {
    fmt::print("  {:<{}}  {:<12}  {:<17}  {:<20}  {}\n", key, key_width, unit, fallback, range,
               meaning);
  };
  fmt::print("model: {}   ({})\n{}\n\n", entry.name, entry.kind, entry.doc);
  print_row("key", "unit", "default", "range", "meaning");
  for (const FieldInfo& field : fields) {
    const std::string fallback = field.required               ? "required"
                                 : field.default_text.empty() ? "-"
                                                              : field.default_text;
    std::string meaning = field.doc;
    if (!field.choices.empty())
      meaning += fmt::format(" One of {}.", fmt::join(field.choices, ", "));
    print_row(field.name, value_text(field), fallback, range_text(field), meaning);
  }
}

void print_sourced(std::string_view key, const compute::Sourced& number) {
  fmt::print("  {:<18}{:>10.6g} W   {} ({})\n", key, number.value, number.source, number.date);
}

void print_node(const compute::NodeType& node) {
  fmt::print("node: {}\n{}\n\n", node.name, node.doc);
  fmt::print("  {:<18}{:>10}\n", "gpus", node.gpus);
  fmt::print("  {:<18}{:>10}   {}\n", "powers_at", node.powers_at,
             node.powers_at == "wall" ? "input of the node" : "behind the supplies below");
  print_sourced("idle", node.idle_w);
  print_sourced("measured_max", node.measured_max_w);
  print_sourced("rated", node.rated_w);
  fmt::print("  {:<18}{:>10.6g}\n", "liquid_share", node.liquid_share);
  fmt::print("  {:<18}{:>10.4g} degC\n", "max_supply", node.max_supply_k - 273.15);
  fmt::print("  {:<18}{:>10}   {} chassis in a rack\n", "nodes_per_chassis", node.nodes_per_chassis,
             node.chassis_per_rack);
  for (const compute::NodeSupply& supply : node.supplies)
    fmt::print("  supply {:<11}{:>10}   units, loss {:g} W + {:.4g} of output each\n", supply.name,
               supply.units, supply.loss.fixed_w, supply.loss.proportional);
  for (const compute::Tier& tier : node.tiers)
    fmt::print("  {:<24} {:.6g} W per GPU   {}\n", tier.name, tier.w_per_gpu, tier.source);
}

/// The nearest name, else those that hold the word, else where all are listed.
std::string advice(const std::string& wanted, const std::vector<std::string>& names) {
  const std::string nearest = nearest_name(wanted, names);
  if (!nearest.empty()) return fmt::format("did you mean '{}'?", nearest);
  std::vector<std::string> holding;
  for (const std::string& name : names)
    if (name.find(wanted) != std::string::npos) holding.push_back(name);
  if (holding.empty()) return "gigawatt models lists them";
  return fmt::format("did you mean one of {}?", fmt::join(holding, ", "));
}

int act(const std::string& wanted) {
  const compute::Catalogue catalogue = load_catalogue("");
  const std::vector<std::string> all_kinds = kinds();
  if (wanted.empty()) {
    for (const std::string& kind : all_kinds) {
      print_kind(kind, catalogue);
      fmt::print("\n");
    }
    std::fflush(stdout);
    fmt::print(stderr, "next: gigawatt models NAME shows the keys of one, with their defaults\n");
    return kOk;
  }
  if (std::find(all_kinds.begin(), all_kinds.end(), wanted) != all_kinds.end()) {
    print_kind(wanted, catalogue);
    // `converter` is both a kind and its most general model.
    if (const Registry::Entry* general = registry().find(wanted, wanted)) {
      fmt::print("\n");
      print_model(*general);
    }
    return kOk;
  }
  std::vector<std::string> names = all_kinds;
  for (const Registry::Entry& entry : registry().entries()) {
    if (entry.name == wanted) {
      print_model(entry);
      return kOk;
    }
    names.push_back(entry.name);
  }
  if (const compute::NodeType* node = catalogue.find(wanted)) {
    print_node(*node);
    return kOk;
  }
  for (const std::string& name : catalogue.names())
    names.push_back(name);
  throw UsageError(
      fmt::format("there is no kind, model or node '{}'; {}", wanted, advice(wanted, names)));
}

}  // namespace

Verb add_models(CLI::App& root) {
  CLI::App* command =
      root.add_subcommand("models", "List what can be chosen: models and hardware, with defaults");
  auto wanted = std::make_shared<std::string>();
  command->footer(
      "Examples:\n"
      "  gigawatt models node\n"
      "  gigawatt models wet-tower-merkel");
  command->add_option("NAME", *wanted, "A kind, a model or a node; default: all kinds")
      ->type_name("");
  std::vector<std::string> words = kinds();
  for (const Registry::Entry& entry : registry().entries())
    words.push_back(entry.name);
  return {command, [wanted](const Invocation&) { return act(*wanted); }, words};
}

}  // namespace gigawatt::cli
