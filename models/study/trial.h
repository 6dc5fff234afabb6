// SPDX-License-Identifier: Apache-2.0
#pragma once

// One scenario run again and again with a few values changed: same seed, so the same luck.

#include <atomic>
#include <string>
#include <vector>

#include "models/run.h"

namespace gigawatt {

/// What became of one run.
struct TrialOutcome {
  Summary summary;
  std::string refusal;  ///< Why there is none: the changed scenario makes no sense; else "".
};

class Trials {
 public:
  /// `scenario` outlives this. `stop` ends it with Interrupted; may be null.
  explicit Trials(const Scenario& scenario, const std::atomic<bool>* stop = nullptr)
      : scenario_(scenario), stop_(stop) {}

  const Scenario& scenario() const { return scenario_; }
  /// The scenario's own overrides, then these. Throws what load_scenario throws.
  Scenario changed(const std::vector<std::string>& overrides) const;
  /// As it is. Throws what run() throws.
  Summary run_base() const;
  TrialOutcome run(const std::vector<std::string>& overrides) const;
  /// Each by itself, on as many threads as OpenMP gives; results do not depend on how many. Throws
  /// what a run throws but ScenarioError and DomainError, which are refusals.
  std::vector<TrialOutcome> run_all(const std::vector<std::vector<std::string>>& each) const;

 private:
  const Scenario& scenario_;
  const std::atomic<bool>* stop_;
};

}  // namespace gigawatt
