// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "models/portfolio.h"
#include "models/scenario.h"
#include "models/site.h"

namespace gigawatt {

/// A scenario in motion. `run()` is a thin loop over it; a notebook or a controller steps it:
///
///   Simulation sim(scenario);
///   sim.run_until(noon);
///   sim.site("memphis").view();
///   sim.set_cap("memphis", 80e6);
///   const Simulation::Snapshot saved = sim.snapshot();
///
/// One simulation is one thread; any number may live in a process.
class Simulation {
 public:
  /// Builds every site. Throws ScenarioError for what only building can find.
  explicit Simulation(const Scenario& scenario);

  /// Where rows, jobs and events go from now on. May be null; not part of a snapshot.
  void attach(RunSink* sink, EventLog* log);

  /// Runs every instant before `until_ns`; at the scenario's end, finishes.
  void run_until(TimeNs until_ns);

  TimeNs now_ns() const { return now_ns_; }
  TimeNs start_ns() const { return start_ns_; }
  TimeNs end_ns() const { return end_ns_; }
  bool finished() const { return finished_; }

  const std::vector<Site>& sites() const { return sites_; }
  const std::optional<Router>& router() const { return router_; }  ///< Of shared demand.
  const Site& site(std::string_view name) const;  ///< Throws DomainError if there is none.

  /// Caps a site's IT power [W] from now on; nothing lifts the cap.
  void set_cap(std::string_view site, std::optional<double> it_cap_w);

  /// The whole state at one instant. Restoring it and running on gives the same bits as never
  /// having stopped; what sinks have written meanwhile is the caller's affair.
  struct Snapshot {
    TimeNs now_ns;
    bool finished;
    std::vector<Site> sites;
    std::optional<Router> router;
  };
  Snapshot snapshot() const { return {now_ns_, finished_, sites_, router_}; }
  void restore(const Snapshot& saved);

 private:
  void route(TimeNs now);

  TimeNs start_ns_, end_ns_, now_ns_;
  bool finished_ = false;
  std::vector<Site> sites_;
  std::vector<TimeNs> next_ns_;  ///< Of each site.
  std::optional<Router> router_;
  RunSink* sink_ = nullptr;
  EventLog* log_ = nullptr;
};

}  // namespace gigawatt
