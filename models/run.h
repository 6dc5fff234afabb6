// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "models/scenario.h"
#include "models/site.h"
#include "models/summary.h"

namespace gigawatt {

struct RunOptions {
  std::string output;  ///< Result file (.h5); empty: none is written.
  bool overwrite = false;
  bool compress = false;
  std::string log;  ///< Event log (Chrome trace JSON); empty: none.
  EventKinds log_kinds = kAllEventKinds;
  std::string command_line;  ///< For provenance.
  /// Called once with the sites as they are before they start, and before a file is opened; what it
  /// throws ends the run. May be empty.
  std::function<void(const std::vector<Site>&)> inspect;
  /// Called now and then with the simulated share 0..1; may be empty.
  std::function<void(double)> progress;
  /// Set to true from a signal handler or another thread to stop; may be null.
  const std::atomic<bool>* stop = nullptr;
};

/// A run was stopped on request. What it had written is in the partial file.
class Interrupted : public std::exception {
 public:
  explicit Interrupted(std::string partial_file) : partial_file_(std::move(partial_file)) {}
  const char* what() const noexcept override { return "interrupted"; }
  const std::string& partial_file() const { return partial_file_; }

 private:
  std::string partial_file_;
};

/// Runs a scenario from start to end and writes its result file. The hash, and every number but
/// `wall_s` and `peak_rss_bytes`, depend on the scenario alone. Throws ScenarioError, DomainError,
/// RunError (a broken conservation law among them; the partial file is kept), Interrupted.
Summary run(const Scenario& scenario, const RunOptions& options = {});

}  // namespace gigawatt
