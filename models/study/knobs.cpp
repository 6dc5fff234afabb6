// SPDX-License-Identifier: Apache-2.0
#include "models/study/knobs.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "models/power/params.h"
#include "sim/scenario/tree_path.h"

namespace gigawatt {

namespace {

/// "180 MW" as 180 and "MW"; of {low, base, high} the one that the run takes.
std::optional<Knob> number_at(const Tree& tree, Case number_case, std::string path) {
  if (tree.kind == Tree::Kind::map) {
    const char* const name = number_case == Case::low    ? "low"
                             : number_case == Case::high ? "high"
                                                         : "base";
    const Tree* chosen = tree.find(name);
    return chosen ? number_at(*chosen, number_case, std::move(path)) : std::nullopt;
  }
  if (tree.kind != Tree::Kind::scalar) return std::nullopt;
  const std::string& text = tree.scalar;
  Knob knob;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), knob.value);
  if (read.ec != std::errc() || !(knob.value > 0.0)) return std::nullopt;
  std::string_view rest(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  while (!rest.empty() && rest.front() == ' ')
    rest.remove_prefix(1);
  // Anything else is no number with a unit: a date, a list.
  const bool is_unit = rest.empty() || rest.front() == '%' ||
                       std::isalpha(static_cast<unsigned char>(rest.front())) != 0;
  if (!is_unit) return std::nullopt;
  knob.unit = rest;
  knob.path = std::move(path);
  return knob;
}

void collect(const Tree& tree, Case number_case, const std::string& done, std::string_view rest,
             std::vector<Knob>& found) {
  const std::size_t dot = rest.find('.');
  const std::string_view head = rest.substr(0, dot);
  const auto go_on = [&](const Tree& child, std::string_view step, std::string_view below) {
    const std::string path = done.empty() ? std::string(step) : fmt::format("{}.{}", done, step);
    if (!below.empty()) return collect(child, number_case, path, below, found);
    if (auto knob = number_at(child, number_case, path)) found.push_back(std::move(*knob));
  };
  if (head == "*") {
    const std::string_view below = dot == rest.npos ? std::string_view() : rest.substr(dot + 1);
    for (std::size_t i = 0; i < tree.items.size(); ++i) {
      const std::string_view name = item_name(tree.items[i]);
      go_on(tree.items[i], name.empty() ? std::to_string(i) : std::string(name), below);
    }
    for (const auto& [key, child] : tree.entries)
      go_on(child, key, below);
    return;
  }
  const PathStep step = first_step(tree, rest);
  if (!step.found) return;
  go_on(tree.kind == Tree::Kind::map ? tree.entries[step.index].second : tree.items[step.index],
        step.head, step.rest);
}

class Collector {
 public:
  Collector(const Scenario& scenario, const SiteParams& site) : scenario_(scenario), site_(site) {}

  /// Adds what stands at `site path.pattern` to the constraint of this name, if anything does.
  bool add(const std::string& name, const std::string& pattern, bool counts = false) {
    return add_at(name, fmt::format("{}.{}", site_.path, pattern), counts);
  }
  bool add_at(const std::string& name, const std::string& pattern, bool counts = false) {
    std::vector<Knob> knobs = knobs_at(scenario_, pattern);
    if (knobs.empty()) return false;
    Constraint& constraint = named(name);
    for (Knob& knob : knobs) {
      knob.counts = counts;
      constraint.knobs.push_back(std::move(knob));
    }
    return true;
  }
  Constraint& named(const std::string& name) {
    const auto known = std::find_if(made_.begin(), made_.end(), [&](const Constraint& constraint) {
      return constraint.name == name;
    });
    if (known != made_.end()) return *known;
    return made_.emplace_back(Constraint{.site = site_.name, .name = name});
  }
  std::vector<Constraint> take() { return std::move(made_); }

 private:
  const Scenario& scenario_;
  const SiteParams& site_;
  std::vector<Constraint> made_;
};

std::string name_or_index(const std::string& name, std::size_t index) {
  return name.empty() ? std::to_string(index) : name;
}

/// Grid and sources, then what stands between them and the racks.
void add_power(const SiteParams& site, Collector& collector) {
  const power::PowerParams& power = site.power;
  collector.add("grid", "power.grid.limit");
  collector.add("grid", "power.grid.limit_steps.*.limit");
  for (std::size_t i = 0; i < power.generators.size(); ++i) {
    const std::string name = name_or_index(power.generators[i].name, i);
    const std::string path = fmt::format("power.generators.{}", i);
    if (!collector.add("generators " + name, path + ".unit"))
      collector.add("generators " + name, path + ".units", true);
    collector.add("permit of " + name, path + ".permit.hours_per_year");
    collector.add("permit of " + name, path + ".permit.nox_per_12_months");
    collector.add("permit of " + name, path + ".permit.starts_per_year", true);
  }
  collector.add("pv", "power.pv.dc");
  collector.add("pv", "power.pv.ac");
  collector.add("battery", "power.battery.power");
  collector.add("battery", "power.battery.energy");
  const std::vector<power::TrunkStage> stages = power::make_trunk_stages(power.chain);
  for (std::size_t i = 0; i < stages.size(); ++i)
    collector.add(stages[i].name, fmt::format("power.chain.{}.unit", i));
  collector.add("path", "power.path.elements.*.rating");
  for (std::size_t i = 0; i < power.distribution.size(); ++i)
    collector.add("row " + power.distribution[i].name,
                  fmt::format("power.distribution.{}.limit", i));
}

}  // namespace

std::string Knob::to(double new_value) const {
  if (counts) return fmt::format("{}={:.0f}", path, new_value);
  return fmt::format("{}={:.9g}{}{}", path, new_value, unit.empty() ? "" : " ", unit);
}

double Knob::value_times(double factor) const {
  if (!counts) return value * factor;
  const double rounded = std::ceil(value * factor - 1e-9);
  return factor > 1.0 ? std::max(rounded, value + 1.0) : std::max(1.0, rounded);
}

std::string Knob::times(double factor) const {
  return to(value_times(factor));
}

std::vector<std::string> Constraint::times(double factor) const {
  std::vector<std::string> overrides;
  for (const Knob& knob : knobs)
    overrides.push_back(knob.times(factor));
  double before = 0.0;
  double after = 0.0;
  for (const Knob& knob : knobs) {
    before += knob.value;
    after += knob.value_times(factor);
  }
  for (const Knob& knob : own_loads)
    overrides.push_back(knob.to(knob.value * before / after));
  for (const Knob& knob : shared_loads)
    overrides.push_back(knob.to(knob.value * all_nodes / (all_nodes + after - before)));
  return overrides;
}

std::vector<Knob> knobs_at(const Scenario& scenario, const std::string& pattern) {
  std::vector<Knob> found;
  collect(scenario.tree, scenario.number_case, "", pattern, found);
  return found;
}

std::vector<Constraint> constraints_of(const Scenario& scenario, const SiteParams& site) {
  Collector collector(scenario, site);
  add_power(site, collector);
  collector.add("heat-rejection", "cooling.liquid.rejection.unit");
  collector.add("liquid-loop", "cooling.liquid.design_heat");
  collector.add("crah", "cooling.air.unit");
  collector.add("chiller", "cooling.air.chiller.unit");
  collector.add("water", "cooling.water.limit");

  collector.add("fleet-size", "fleet.*.nodes", true);
  collector.add("fleet-size", "fleet.*.racks", true);
  collector.add("crews", "faults.crews", true);
  collector.add("spares", "faults.spares.count", true);
  Constraint& fleet = collector.named("fleet-size");
  for (const SiteParams& each : scenario.sites)
    for (const char* key : {"nodes", "racks"})
      for (const Knob& knob : knobs_at(scenario, each.path + ".fleet.*." + key))
        fleet.all_nodes += knob.value;
  for (const SiteWorkload& workload : scenario.workloads) {
    const bool shared = scenario.is_shared(workload);
    if (!shared && scenario.sites.size() > 1 && workload.site != site.name) continue;
    for (Knob& knob : knobs_at(scenario, workload.params.path + ".load"))
      (shared ? fleet.shared_loads : fleet.own_loads).push_back(std::move(knob));
  }
  if (scenario.sites.size() == 1) {
    // Of one workload either the load or the number of jobs says how much there is to do.
    for (const SiteWorkload& workload : scenario.workloads) {
      const std::string& path = workload.params.path;
      if (collector.add_at(kQueue, path + ".load")) continue;
      if (collector.add_at(kQueue, path + ".jobs_per_year")) continue;
      collector.add_at(kQueue, path + ".jobs", true);
    }
  }
  return collector.take();
}

}  // namespace gigawatt
