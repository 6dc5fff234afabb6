// SPDX-License-Identifier: Apache-2.0
#pragma once

// The largest IT load that a site carries, and what stops it. Docs:
// docs/guide/limits_and_capacity.md.
//
// The load is the site's own fleet, every node busy at full utilisation all the time, scaled up and
// down in nodes; nothing fails but what the plant's own outages take. The site carries it to the
// extent that no constraint slows or holds back anything: availability is the share of the run in
// which none does.

#include <string>
#include <vector>

#include "models/study/knobs.h"
#include "models/study/trial.h"

namespace gigawatt {

/// One size of the fleet, run.
struct LoadTrial {
  double scale = 0.0;  ///< Of every fleet entry.
  std::uint64_t nodes = 0;
  double it_w = 0.0;  ///< Every node at full use, served or not.
  double availability = 0.0;
  std::string binding;  ///< What bound longest; "" if nothing did.
  double hours_binding = 0.0;
};

/// Runs a site under full load at any size.
class FullLoad {
 public:
  /// `trials` outlives this. Throws DomainError for a scenario that cannot be put under full load.
  FullLoad(const Trials& trials, std::size_t site);

  LoadTrial at(double scale, const std::vector<std::string>& overrides = {}) const;
  /// Nodes, or racks where the file counts those: what the scale is rounded to.
  std::uint64_t counts_at(double scale) const;
  /// Overrides of the fleet alone.
  std::vector<std::string> fleet_at(double scale) const;

 private:
  struct FleetPart {
    Knob knob;
    std::string node;  ///< Its type.
  };
  static double count_at(const FleetPart& part, double scale);
  std::string work_at(double scale) const;

  const Trials& trials_;
  std::size_t site_;
  std::vector<FleetPart> fleet_;
  std::vector<std::string> full_;  ///< What else is not as in the file.
  double run_h_ = 0.0;
};

struct CapacityStep {
  LoadTrial carried;                ///< The largest size that meets the availability,
  LoadTrial too_much;               ///< and the next one up that was tried: it does not.
  std::vector<std::string> beyond;  ///< What had been raised to get this far.
  bool unbounded = false;           ///< Nothing stopped it up to 64 times where the search began.
};

struct CapacityStudy {
  std::string site;
  double required = 0.0;
  std::vector<CapacityStep> steps;
  std::string end;            ///< Why there are no further steps; "" if enough were taken.
  LoadTrial a_percent_above;  ///< 1 % above the first step, or one node if that is more.
};

/// The first step is the site as it is; each further one has half as much again of what stopped the
/// one before. Ends after `most_steps`, or where that has no number in the file or cannot be raised
/// alone.
CapacityStudy study_capacity(const Trials& trials, std::size_t site, double availability,
                             std::size_t most_steps);

std::string to_table(const CapacityStudy& study);
std::string to_json(const CapacityStudy& study);

}  // namespace gigawatt
