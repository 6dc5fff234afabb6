// SPDX-License-Identifier: Apache-2.0
#pragma once

// One scenario under several seeds: how much of a number is chance. The interval is Student's
// (docs/developer/replication.md).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/run.h"
#include "sim/engine/replication.h"

namespace gigawatt {

/// A number of the summary over all runs.
struct ReplicatedQuantity {
  std::string name;  ///< Its keys in the JSON of a run, with dots: pue.mean.
  /// With 95 % confidence. Nothing where some run has no such number.
  std::optional<MeanInterval> interval;
  double min = kNoRatio, max = kNoRatio;
};

struct Replications {
  Summary first;  ///< Of the scenario's own seed.
  std::vector<std::int64_t> seeds;
  std::vector<std::string> result_hashes;  ///< By seed.
  std::vector<ReplicatedQuantity> quantities;
};

/// Runs a scenario with `count` seeds: its own and those that follow it, on as many threads as
/// OpenMP gives. One run is one thread, so numbers and hashes are the same for any number of them.
///
/// Only the first run writes result file and trace: they would be as large `count` times over, and
/// any other run is made again, bit by bit, from its seed. `progress` is told the mean share of
/// all runs, by one thread at a time.
///
/// Throws what `run` throws if the first run cannot begin, RunError with the seeds of the runs that
/// failed, Interrupted (with the first run's file, if there is one), and DomainError for a `count`
/// below two or seeds that do not exist.
Replications run_replications(const Scenario& scenario, const RunOptions& options,
                              std::size_t count);

/// The summary of the first run, and `replications` beside it. docs/results_format.md.
std::string to_json(const Replications& replications);

/// For people: one line per number that is not zero in every run.
std::string to_table(const Replications& replications);

}  // namespace gigawatt
