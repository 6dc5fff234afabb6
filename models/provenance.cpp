// SPDX-License-Identifier: Apache-2.0
#include "models/provenance.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/engine/errors.h"
#include "sim/engine/hash.h"

namespace gigawatt {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// `path` as seen from the scenario's folder, so that a folder that moves keeps its names.
std::string relative_path(const Scenario& scenario, const std::string& path) {
  std::error_code error;
  const fs::path folder = fs::weakly_canonical(scenario.file, error).parent_path();
  const fs::path seen = fs::weakly_canonical(path, error).lexically_relative(folder);
  return seen.empty() ? path : seen.string();
}

Json entry(const Scenario& scenario, std::string_view role, const std::string& path,
           std::uint64_t bytes, const Hasher& hash) {
  return {{"role", role},
          {"path", relative_path(scenario, path)},
          {"bytes", bytes},
          {"xxh3_128", hash.hex()}};
}

Json text_entry(const Scenario& scenario, std::string_view role, const SourceText& file) {
  Hasher hash;
  hash.add_bytes(std::as_bytes(std::span(file.text.data(), file.text.size())));
  return entry(scenario, role, file.path, file.text.size(), hash);
}

/// Weather and traces can be large: only their hash is kept.
Json data_entry(const Scenario& scenario, const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::array<char, 65536> block;
  Hasher hash;
  std::uint64_t bytes = 0;
  while (stream) {
    stream.read(block.data(), block.size());
    const auto count = static_cast<std::size_t>(stream.gcount());
    hash.add_bytes(std::as_bytes(std::span(block.data(), count)));
    bytes += count;
  }
  if (!stream.eof()) throw RunError(fmt::format("'{}' cannot be read any more", path));
  return entry(scenario, "data", path, bytes, hash);
}

/// The catalogue files that define the scenario's nodes, each with the nodes used of it.
void add_catalogues(const Scenario& scenario, Json& sources) {
  std::vector<std::pair<const std::vector<SourceText>*, std::set<std::string>>> used;
  for (const SiteParams& site : scenario.sites) {
    for (const compute::FleetEntryParams& fleet : site.fleet) {
      const compute::NodeType* type = scenario.catalogue.find(fleet.node);
      if (!type || !type->files) continue;
      auto known = std::find_if(used.begin(), used.end(),
                                [&](const auto& file) { return file.first == type->files.get(); });
      if (known == used.end()) known = used.insert(used.end(), {type->files.get(), {}});
      known->second.insert(type->name);
    }
  }
  for (const auto& [files, nodes] : used) {
    for (const SourceText& file : *files) {
      Json made = text_entry(scenario, "catalogue", file);
      if (&file == &files->front()) made["nodes"] = nodes;
      made["text"] = file.text;
      sources.push_back(std::move(made));
    }
  }
}

std::string written(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string sources_json(const Scenario& scenario) {
  Json sources = Json::array();
  for (const SourceText& file : scenario.files) {
    const bool is_base = &file != &scenario.files.front();
    Json made = text_entry(scenario, is_base ? "base" : "scenario", file);
    if (is_base) made["text"] = file.text;  // the scenario's own is an attribute
    sources.push_back(std::move(made));
  }
  add_catalogues(scenario, sources);
  std::set<std::string> seen;
  for (const std::string& path : scenario.data_files)
    if (seen.insert(path).second) sources.push_back(data_entry(scenario, path));
  return written(sources);
}

std::string names_json(const std::vector<std::string>& names) {
  return written(Json(names));
}

std::string workload_names_json(const Scenario& scenario) {
  std::vector<std::string> names;
  for (const SiteWorkload& workload : scenario.workloads)
    names.push_back(workload.params.name);
  return names_json(names);
}

}  // namespace gigawatt
