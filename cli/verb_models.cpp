// SPDX-License-Identifier: Apache-2.0

// `gigawatt models`: what `model:` and `node:` can choose, with defaults, and the accelerators in
// the nodes.

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/verbs.h"
#include "models/compute/hardware_tables.h"
#include "models/registry.h"
#include "models/scenario.h"
#include "sim/scenario/describe.h"
#include "sim/scenario/problem.h"

namespace gigawatt::cli {
namespace {

constexpr const char* kNodeKind = "node";
constexpr const char* kAcceleratorKind = "accelerator";

std::vector<std::string> kinds() {
  std::vector<std::string> names;
  for (const Registry::Entry& entry : registry().entries())
    if (std::find(names.begin(), names.end(), entry.kind) == names.end())
      names.push_back(entry.kind);
  names.emplace_back(kAcceleratorKind);
  names.emplace_back(kNodeKind);
  return names;
}

void print_one_line(std::string_view name, std::string_view doc) {
  fmt::print("  {:<24}{}\n", name, doc);
}

void print_hardware(std::string_view name, compute::Status status, std::string_view doc) {
  fmt::print("  {:<24}{:<12}{}\n", name, compute::status_name(status), doc);
}

void print_kind(const std::string& kind, const compute::CatalogueCase& hardware) {
  if (kind == kAcceleratorKind) {
    fmt::print("{} (in nodes of the catalogue, with the status of their power)\n", kind);
    for (const std::string& name : hardware.accelerators.names()) {
      const compute::Accelerator& part = *hardware.accelerators.find(name);
      print_hardware(name, part.status, part.doc);
    }
    return;
  }
  if (kind == kNodeKind) {
    fmt::print("{} (hardware, after `node:`, with the status of its power)\n", kind);
    for (const std::string& name : hardware.nodes.names()) {
      const compute::NodeType& node = *hardware.nodes.find(name);
      print_hardware(name, node.status, node.doc);
    }
    return;
  }
  fmt::print("{} (after `model:`)\n", kind);
  for (const Registry::Entry& entry : registry().entries())
    if (entry.kind == kind) print_one_line(entry.name, entry.doc);
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

void print_sourced(std::string_view key, const compute::Sourced& number,
                   std::string_view unit = "W", double scale = 1.0) {
  fmt::print("  {:<18}{:>10.6g} {:<7} {} ({})\n", key, number.value / scale, unit, number.source,
             number.date);
}

void print_sourced(std::string_view key, const std::optional<compute::Sourced>& number,
                   std::string_view unit = "W", double scale = 1.0) {
  if (number) print_sourced(key, *number, unit, scale);
}

void print_accelerator(const compute::Accelerator& part) {
  fmt::print("accelerator: {}\n{}\n\n", part.name, part.doc);
  fmt::print("  {:<18}{:>10}\n", "status", compute::status_name(part.status));
  fmt::print("  {:<18}{:>10}\n", "released", part.released);
  print_sourced("power", part.power_w);
  print_sourced("idle", part.idle_w);
  print_sourced("bf16", part.bf16, "TFLOPS", 1e12);
  print_sourced("fp8", part.fp8, "TFLOPS", 1e12);
  print_sourced("fp4", part.fp4, "TFLOPS", 1e12);
  print_sourced("memory", part.memory_bytes, "GB", 1e9);
  print_sourced("memory_bandwidth", part.memory_bytes_per_s, "TB/s", 1e12);
  print_sourced("scale_up_bandwidth", part.scale_up_bytes_per_s, "GB/s", 1e9);
  print_sourced("scale_up_domain", part.scale_up_accelerators, "");
  print_sourced("nic_bandwidth", part.nic_bytes_per_s, "GB/s", 1e9);
  for (const compute::CapCurve& curve : part.cap_curves) {
    fmt::print("  cap, {:<30} {} ({})\n", curve.workload, curve.source, curve.date);
    for (std::size_t i = 0; i < curve.cap_w.size(); ++i)
      fmt::print("  {:<18}{:>10.6g} W   {:g} of full performance\n", "", curve.cap_w[i],
                 curve.performance[i]);
  }
  if (part.load_percentiles)
    fmt::print("  {:<18}{:>10.4g} W   mean in service, {}\n", "load_percentiles",
               compute::mean_power_w(*part.load_percentiles), part.load_percentiles->source);
}

void print_node(const compute::NodeType& node) {
  fmt::print("node: {}\n{}\n\n", node.name, node.doc);
  fmt::print("  {:<18}{:>10}\n", "status", compute::status_name(node.status));
  fmt::print("  {:<18}{:>10}   {}\n", "gpus", node.gpus, node.accelerator);
  if (node.scale_up_gpus > 0)
    fmt::print("  {:<18}{:>10}   in one scale-up domain\n", "scale_up_gpus", node.scale_up_gpus);
  fmt::print("  {:<18}{:>10}   {}\n", "powers_at", node.powers_at,
             node.powers_at == "wall" ? "input of the node" : "behind the supplies below");
  print_sourced("idle", node.idle_w);
  print_sourced("measured_max", node.measured_max_w);
  print_sourced("rated", node.rated_w);
  if (node.host) {
    print_sourced("host idle", node.host->idle_w);
    print_sourced("host max", node.host->max_w);
  }
  for (const compute::ClockState& state : node.clocks)
    fmt::print("  clock {:<12}{:>10.6g} W   idle, {:g} W under load, speed {:g}\n", state.name,
               state.idle_w.value, state.measured_max_w.value, state.speed);
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

compute::CatalogueCase load_hardware(Case number_case) {
  return {load_accelerators("", number_case), load_catalogue("", number_case)};
}

int act(const std::string& wanted, bool tables) {
  const compute::CatalogueCase hardware = load_hardware(Case::base);
  if (tables) {
    if (!wanted.empty()) throw UsageError("--tables writes all hardware; leave out NAME");
    fmt::print("{}", compute::hardware_markdown(load_hardware(Case::low), hardware,
                                                load_hardware(Case::high)));
    return kOk;
  }
  const std::vector<std::string> all_kinds = kinds();
  if (wanted.empty()) {
    for (const std::string& kind : all_kinds) {
      print_kind(kind, hardware);
      fmt::print("\n");
    }
    std::fflush(stdout);
    fmt::print(stderr, "next: gigawatt models NAME shows the keys of one, with their defaults\n");
    return kOk;
  }
  if (std::find(all_kinds.begin(), all_kinds.end(), wanted) != all_kinds.end()) {
    print_kind(wanted, hardware);
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
  if (const compute::NodeType* node = hardware.nodes.find(wanted)) {
    print_node(*node);
    return kOk;
  }
  if (const compute::Accelerator* part = hardware.accelerators.find(wanted)) {
    print_accelerator(*part);
    return kOk;
  }
  for (const std::string& name : hardware.nodes.names())
    names.push_back(name);
  for (const std::string& name : hardware.accelerators.names())
    names.push_back(name);
  throw UsageError(fmt::format("there is no kind, model, node or accelerator '{}'; {}", wanted,
                               advice(wanted, names)));
}

}  // namespace

Verb add_models(CLI::App& root) {
  CLI::App* command =
      root.add_subcommand("models", "List what can be chosen: models and hardware, with defaults");
  auto wanted = std::make_shared<std::string>();
  auto tables = std::make_shared<bool>(false);
  command->footer(
      "Examples:\n"
      "  gigawatt models node\n"
      "  gigawatt models wet-tower-merkel");
  command
      ->add_option("NAME", *wanted, "A kind, a model, a node or an accelerator; default: all kinds")
      ->type_name("");
  command->add_flag("--tables", *tables,
                    "All hardware as the Markdown tables of the documentation");
  std::vector<std::string> words = kinds();
  for (const Registry::Entry& entry : registry().entries())
    words.push_back(entry.name);
  return {command, [wanted, tables](const Invocation&) { return act(*wanted, *tables); }, words};
}

}  // namespace gigawatt::cli
