// SPDX-License-Identifier: Apache-2.0
#include "models/power/distribution.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/power/params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

namespace {

const ChainEntryParams* find_stage(std::span<const ChainEntryParams> chain,
                                   const std::string& name) {
  for (const ChainEntryParams& entry : chain)
    if (name == (entry.name.empty() ? entry.model.name : entry.name)) return &entry;
  return nullptr;
}

std::vector<std::string> stage_names(std::span<const ChainEntryParams> chain) {
  std::vector<std::string> names;
  for (const ChainEntryParams& entry : chain)
    names.push_back(entry.name.empty() ? entry.model.name : entry.name);
  return names;
}

/// Whether the way up from an entry never ends.
bool feeds_itself(std::span<const DistributionParams> entries, std::size_t entry) {
  std::optional<std::size_t> above = entry;
  for (std::size_t step = 0; step <= entries.size(); ++step) {
    if (entries[*above].fed_by.empty()) return false;
    above = find_entry(entries, entries[*above].fed_by);
    if (!above) return false;  // said elsewhere
  }
  return true;
}

void check_limit(const DistributionParams& entry, std::span<const ChainEntryParams> chain,
                 std::vector<Problem>& problems) {
  if (entry.stage.empty()) {
    if (!entry.limit_w)
      problems.push_back(
          problem_at(entry.path, fmt::format("how much {} carries is not said", entry.name),
                     "`limit: 150 kW`, or `stage:` with a converter of power.chain"));
    return;
  }
  if (find_stage(chain, entry.stage)) return;
  problems.push_back(
      problem_at(entry.path + ".stage", fmt::format("power.chain has no stage '{}'", entry.stage),
                 "the name of a converter there", nearest_name(entry.stage, stage_names(chain))));
}

}  // namespace

void DistributionParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name",
          .doc = "Name of the row, PDU or feed; fleet entries name it as their `row`.",
          .required = true},
         name);
  v.text({.name = "fed_by", .doc = "Name of what feeds it; nothing else if absent."}, fed_by);
  v.number({.name = "limit",
            .unit = "W",
            .doc = "IT power it carries; the rating of one unit of `stage` if absent.",
            .min = 0.0,
            .above_min = true},
           limit_w);
  v.text({.name = "stage", .doc = "Converter of `chain` of which it is one unit."}, stage);
  v.number({.name = "rack_limit",
            .unit = "W",
            .doc = "IT power that each rack on it carries; any if absent.",
            .min = 0.0,
            .above_min = true},
           rack_limit_w);
  v.number({.name = "supply_rise",
            .unit = "dK",
            .doc = "By how much coolant and air of the racks in it are warmer than the plant's "
                   "set points: recirculation, long pipes.",
            .min = 0.0,
            .max = 100.0},
           supply_rise_k);
  v.number({.name = "warmest_air",
            .unit = "K",
            .doc = "Inlet air that nodes in it accept.",
            .min = 250.0,
            .max = 400.0},
           warmest_air_k);
}

std::optional<std::size_t> find_entry(std::span<const DistributionParams> entries,
                                      const std::string& name) {
  for (std::size_t i = 0; i < entries.size(); ++i)
    if (entries[i].name == name) return i;
  return std::nullopt;
}

double limit_of(const DistributionParams& entry, std::span<const ChainEntryParams> chain) {
  return entry.limit_w ? *entry.limit_w : find_stage(chain, entry.stage)->unit_w;
}

std::vector<Problem> find_distribution_problems(std::span<const DistributionParams> entries,
                                                std::span<const ChainEntryParams> chain) {
  std::vector<Problem> problems;
  std::vector<std::string> names;
  for (const DistributionParams& entry : entries)
    names.push_back(entry.name);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const DistributionParams& entry = entries[i];
    if (entry.name.empty())
      problems.push_back(
          problem_at(entry.path + ".name", "an entry has no name", "for example row-1"));
    if (!entry.fed_by.empty() && !find_entry(entries, entry.fed_by)) {
      problems.push_back(
          problem_at(entry.path + ".fed_by",
                     fmt::format("nothing in power.distribution is named '{}'", entry.fed_by),
                     "the name of another entry", nearest_name(entry.fed_by, names)));
    } else if (feeds_itself(entries, i)) {
      problems.push_back(problem_at(entry.path + ".fed_by",
                                    fmt::format("the way up from {} never ends", entry.name),
                                    "an entry that it does not feed itself"));
    }
    check_limit(entry, chain, problems);
  }
  return problems;
}

}  // namespace gigawatt::power
