// SPDX-License-Identifier: Apache-2.0

// `gigawatt info`: what is in a result file.

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/next_step.h"
#include "cli/verbs.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/results/result_reader.h"

namespace gigawatt::cli {
namespace {

using Json = nlohmann::ordered_json;

struct InfoArguments {
  std::string file;
  bool json = false;
};

/// Attributes that hold JSON; they stand at the top of `info --json`.
bool is_json(std::string_view attribute) {
  return attribute == "summary" || attribute == "sources" || attribute == "workload_names";
}

/// Where the run came from; the scenario's text and what is JSON stand elsewhere.
Json provenance_of(const ResultReader& reader) {
  Json provenance = Json::object();
  for (const std::string& name : reader.attribute_names()) {
    if (name == "scenario" || name == "complete" || is_json(name)) continue;
    if (const auto text = reader.text_attribute(name))
      provenance[name] = *text;
    else if (const auto whole = reader.integer_attribute(name))
      provenance[name] = *whole;
    else if (const auto number = reader.number_attribute(name))
      provenance[name] = *number;
  }
  return provenance;
}

Json json_attribute(const ResultReader& reader, const std::string& name) {
  const auto text = reader.text_attribute(name);
  if (!text) return nullptr;
  Json parsed = Json::parse(*text, nullptr, false);
  return parsed.is_discarded() ? Json(nullptr) : parsed;
}

Json describe(const ResultReader& reader, const std::string& file) {
  Json root = {{"file", file}, {"complete", reader.complete()}};
  root["provenance"] = provenance_of(reader);
  root["sources"] = json_attribute(reader, "sources");
  root["workload_names"] = json_attribute(reader, "workload_names");
  root["sites"] = reader.site_names();
  root["rows"] = reader.row_count();
  root["variables"] = Json::array();
  for (const VariableInfo& variable : reader.variables())
    root["variables"].push_back({{"name", variable.name},
                                 {"unit", variable.unit},
                                 {"long_name", variable.long_name},
                                 {"cell_methods", variable.cell_methods},
                                 {"shape", variable.shape}});
  root["tables"] = Json::array();
  for (const TableInfo& table : reader.tables()) {
    Json columns = Json::array();
    for (const Column& column : table.columns)
      columns.push_back(
          {{"name", column.name}, {"unit", column.unit}, {"long_name", column.long_name}});
    root["tables"].push_back({{"name", table.name},
                              {"long_name", table.long_name},
                              {"rows", table.rows},
                              {"columns", columns}});
  }
  root["summary"] = json_attribute(reader, "summary");
  return root;
}

std::string value_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return fmt::format("{:.6g}", value.get<double>());
  return value.dump();
}

/// Numbers of the summary, one per line, names joined with dots: pue.mean 1.18.
void print_numbers(const Json& group, const std::string& prefix) {
  for (const auto& [key, value] : group.items()) {
    if (value.is_object() && key != "residuals")
      print_numbers(value, prefix + key + ".");
    else if (value.is_number())
      fmt::print("  {:<28}{}\n", prefix + key, value_text(value));
  }
}

/// The files the run was made of, one per line.
void print_sources(const Json& sources) {
  if (!sources.is_array()) return;
  fmt::print("\nmade from, with XXH3-128 (the texts: gigawatt info --json)\n");
  for (const Json& source : sources) {
    const Json nodes = source.value("nodes", Json::array());
    fmt::print("  {:<11}{:>12} B  {}  {}{}\n", source.value("role", ""),
               source.value("bytes", std::uint64_t{0}), source.value("xxh3_128", ""),
               source.value("path", ""), nodes.empty() ? "" : "  nodes " + nodes.dump());
  }
}

void print_for_people(const Json& info, const ResultReader& reader) {
  fmt::print("{}: {}\n", info["file"].get<std::string>(),
             reader.complete() ? "complete" : "PARTIAL, the run was stopped or is still going");
  for (const auto& [key, value] : info["provenance"].items())
    fmt::print("  {:<18}{}\n", key, value_text(value));

  print_sources(info["sources"]);

  fmt::print("\nseries: {} intervals at {}\n", reader.row_count(),
             fmt::join(reader.site_names(), ", "));
  if (reader.row_count() > 0)
    fmt::print("  {} to {}\n", to_iso8601(reader.interval_starts_ns().front()),
               to_iso8601(reader.last_interval_end_ns()));
  for (const VariableInfo& variable : reader.variables())
    fmt::print("  {:<28}{:<10}{:<14}{}\n", variable.name, variable.unit,
               fmt::format("({})", fmt::join(variable.shape, ", ")), variable.long_name);

  for (const TableInfo& table : reader.tables()) {
    fmt::print("\ntable {}: {} rows, {}\n", table.name, table.rows, table.long_name);
    for (const Column& column : table.columns)
      fmt::print("  {:<28}{:<10}{}\n", column.name, column.unit.size() < 10 ? column.unit : "time",
                 column.long_name);
  }
  if (info["summary"].is_object()) {
    fmt::print("\nsummary\n");
    print_numbers(info["summary"], "");
  }
}

int act(const InfoArguments& arguments) {
  try {
    const ResultReader reader(arguments.file);
    const Json info = describe(reader, arguments.file);
    if (arguments.json)
      fmt::print("{}\n", info.dump(2, ' ', false, Json::error_handler_t::replace));
    else
      print_for_people(info, reader);
  } catch (const RunError& error) {  // the file is not what it should be: the caller's to mend
    throw UsageError(error.what() + hint_of_partial(arguments.file));
  }
  return kOk;
}

}  // namespace

Verb add_info(CLI::App& root) {
  CLI::App* command = root.add_subcommand("info", "Say what is in a result file");
  auto arguments = std::make_shared<InfoArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt info year.h5\n"
      "  gigawatt info year.h5 --json | jq .summary.pue");
  command->add_option("RESULT", arguments->file, "Result file, complete or partial")
      ->required()
      ->type_name("");
  command->add_flag("--json", arguments->json, "Print it as JSON");
  return {command, [arguments](const Invocation&) { return act(*arguments); }};
}

}  // namespace gigawatt::cli
