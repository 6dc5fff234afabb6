// SPDX-License-Identifier: Apache-2.0
#include "models/study/size_study.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/power/params.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

constexpr double kPlenty = 10.0;     // times the wanted load's share of what is there
constexpr double kGridStep = 0.005;  // of the limit, to which it is found

/// The parts of a site that come in units, by what limits call them.
std::vector<SizedPart> parts_of(const Scenario& scenario, const SiteParams& site) {
  // What makes heat and losses comes before what carries them.
  std::vector<SizedPart> parts;
  const auto add = [&](const std::string& constraint, const std::string& key, bool counts) {
    for (Knob& knob : knobs_at(scenario, site.path + "." + key)) {
      knob.counts = counts;
      parts.push_back({constraint, std::move(knob), 0.0});
    }
  };
  add("crah", "cooling.air.units", true);
  add("chiller", "cooling.air.chiller.units", true);
  add("heat-rejection", "cooling.liquid.rejection.units", true);
  const std::vector<power::TrunkStage> stages = power::make_trunk_stages(site.power.chain);
  for (std::size_t i = 0; i < stages.size(); ++i)
    add(stages[i].name, fmt::format("power.chain.{}.units", i), true);
  for (std::size_t i = 0; i < site.power.generators.size(); ++i)
    add("generators", fmt::format("power.generators.{}.units", i), true);
  add("grid", "power.grid.limit", false);
  return parts;
}

class Sizing {
 public:
  Sizing(const FullLoad& load, double scale, double required, std::vector<SizedPart>& parts)
      : load_(load), scale_(scale), required_(required), parts_(parts) {}

  LoadTrial with(const std::vector<double>& values) const {
    std::vector<std::string> overrides;
    for (std::size_t i = 0; i < parts_.size(); ++i)
      overrides.push_back(parts_[i].knob.to(values[i]));
    return load_.at(scale_, overrides);
  }
  bool met(const LoadTrial& trial) const { return trial.availability >= required_; }

  /// The least of one part, with the others as in `values`, which carry the load.
  double least(std::size_t part, std::vector<double> values) const {
    const bool counts = parts_[part].knob.counts;
    double enough = values[part];
    double too_few = 0.0;
    const auto apart = [&] {
      return counts ? enough - too_few > 1.0 : enough - too_few > kGridStep * enough;
    };
    while (apart()) {
      const double middle = 0.5 * (enough + too_few);
      values[part] = counts ? std::floor(middle) : middle;
      (carried(values) ? enough : too_few) = values[part];
    }
    return enough;
  }

 private:
  /// A plant that makes no sense with so few units does not carry the load either.
  bool carried(const std::vector<double>& values) const {
    try {
      return met(with(values));
    } catch (const DomainError&) {
      return false;
    }
  }

  const FullLoad& load_;
  double scale_;
  double required_;
  std::vector<SizedPart>& parts_;
};

}  // namespace

SizeStudy study_size(const Trials& trials, std::size_t site, double it_w, double availability) {
  const Scenario& scenario = trials.scenario();
  const FullLoad load(trials, site);
  SizeStudy study;
  study.site = scenario.sites[site].name;
  study.required = availability;
  study.parts = parts_of(scenario, scenario.sites[site]);
  // Power per node is that of the fleet as it is; nothing else of its size depends on the number.
  const double scale = it_w / load.at(1.0, {}).it_w;
  study.as_it_is = load.at(scale, {});

  std::vector<double> values;
  for (const SizedPart& part : study.parts) {
    const double plenty = kPlenty * part.knob.value * std::max(1.0, scale);
    values.push_back(part.knob.counts ? std::ceil(plenty) : plenty);
  }
  Sizing sizing(load, scale, availability, study.parts);
  const LoadTrial with_plenty = sizing.with(values);
  if (!sizing.met(with_plenty))
    throw DomainError(fmt::format(
        "ten times as many units of everything still do not carry {:.1f} MW: {} binds {:.1f} h",
        it_w / 1e6, with_plenty.binding, with_plenty.hours_binding));
  for (std::size_t i = 0; i < study.parts.size(); ++i)
    values[i] = sizing.least(i, values);
  study.proposal = sizing.with(values);
  study.overrides = load.fleet_at(scale);
  for (std::size_t i = 0; i < study.parts.size(); ++i) {
    study.parts[i].proposed = values[i];
    study.overrides.push_back(study.parts[i].knob.to(values[i]));
  }
  return study;
}

}  // namespace gigawatt
