// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "models/arrivals.h"
#include "models/migration.h"
#include "models/routing_policy.h"
#include "models/site.h"
#include "sim/engine/cloned_ptr.h"

namespace gigawatt {

/// Nodes of one type at one site where a shared workload may run.
struct RouteTarget {
  std::uint32_t route = 0;           ///< Position among the routed sites.
  std::uint32_t site = 0;            ///< Index of the site in the scenario.
  std::uint32_t partition = 0;       ///< Of the site.
  std::uint32_t units_per_node = 1;  ///< A job's size is counted in units its targets share.
  std::uint32_t most_nodes = 0;      ///< Energised at one time; wider jobs are never sent here.

  std::uint32_t nodes_for(std::uint32_t units) const {
    return (units + units_per_node - 1) / units_per_node;
  }
};

/// Everything about the routing that does not change while it runs.
struct RouterModel {
  std::string policy;
  std::vector<std::vector<RouteTarget>> targets;  ///< By workload; none: it is not shared.
  std::optional<std::int64_t> rebalance_ns;
  std::optional<MigrationModel> migration;
  TimeNs start_ns = 0;
  TimeNs end_ns = 0;
};

/// What a router did with one workload.
struct RoutedCounts {
  std::uint64_t offered = 0;  ///< Jobs that arrived.
  std::uint64_t moved = 0;    ///< Moves of waiting jobs from site to site.
};

/// Facility power over IT power of a site, every energised node at full power, in the weather of
/// the hour from `now`. 1 where nothing is energised.
double full_load_pue(const SiteModel& model, TimeNs now);

/// Sends the jobs of shared workloads to sites: at their submission, and on a period again while
/// they wait. The sites' simulation asks it for its next instant, lets every site begin that
/// instant, calls route(), and lets every site end it. Copyable: it is part of a snapshot.
class Router {
 public:
  Router(std::shared_ptr<const RouterModel> model, Arrivals offered,
         std::unique_ptr<RoutingPolicy> policy);

  /// Next arrival, rebalancing or look at running jobs; kNever when none is left.
  TimeNs next_ns() const;
  /// Everything that is due at `now` = next_ns(). Sites stand between begin and end of the instant.
  void route(TimeNs now, std::span<Site> sites);

  /// Jobs that have just left their sites to move get on their way.
  void see_off(TimeNs now, std::span<Site> sites);

  const RouterModel& model() const { return *model_; }
  const Arrivals& offered() const { return offered_; }
  const std::vector<RoutedCounts>& counts() const { return counts_; }  ///< By workload.
  const MigrationCounts& migrated() const { return migrated_; }
  std::uint64_t jobs_in_transit() const;
  Int128 transit_ns(TimeNs until) const;  ///< Job-time between sites so far.

 private:
  /// Handed over in this instant, and not yet known to the site's scheduler.
  struct Pending {
    std::uint32_t site = 0, partition = 0;
    std::uint64_t nodes = 0;
    Int128 node_ns = 0;
  };
  /// The plant's part in the price of a job, for an hour.
  struct HourlyPue {
    std::int64_t hour = -1;
    double pue = 1.0;
  };

  void send(TimeNs now, const jobs::Job& job, std::span<Site> sites);
  void rebalance(TimeNs now, std::span<Site> sites);
  void rebalance_queue(TimeNs now, std::span<Site> sites, std::uint32_t site,
                       std::uint32_t partition);
  bool move(TimeNs now, std::span<Site> sites, std::uint32_t site, std::uint32_t slot);
  void hand_over(TimeNs now, std::span<Site> sites, const RouteTarget& target, jobs::Job job);
  Pending& pending(std::uint32_t site, std::uint32_t partition);
  std::int64_t free_nodes(std::span<const Site> sites, std::uint32_t site, std::uint32_t partition);
  RouteOption look(TimeNs now, std::span<const Site> sites, const RouteTarget& target,
                   const jobs::Job& job);
  void add_rates(TimeNs now, const Site& site, const RouteTarget& target, std::uint32_t nodes,
                 RouteOption& option);

  // Running jobs (portfolio_migration.cpp).
  TimeNs next_arrival_ns() const;
  void welcome(TimeNs now, std::span<Site> sites);
  void migrate(TimeNs now, std::span<Site> sites);
  void migrate_job(TimeNs now, std::span<Site> sites, std::uint32_t site, std::uint32_t slot);
  std::int64_t nodes_awaited(std::uint32_t site, std::uint32_t partition) const;
  std::int64_t way_ns(TimeNs leaves_ns, std::uint32_t site, double bytes) const;

  std::shared_ptr<const RouterModel> model_;
  Arrivals offered_;
  ClonedPtr<RoutingPolicy> policy_;
  TimeNs next_rebalance_ns_;
  TimeNs next_migration_ns_;
  std::vector<Journey> journeys_;     ///< In the order in which they were decided.
  std::vector<TimeNs> link_free_ns_;  ///< By site: when the last state on its link is across.
  MigrationCounts migrated_;
  std::vector<RoutedCounts> counts_;
  std::vector<HourlyPue> hourly_pue_;    ///< By site.
  std::vector<Pending> pending_;         ///< Of this instant.
  std::vector<RouteOption> options_;     ///< Scratch of a decision,
  std::vector<RouteTarget> candidates_;  ///< the target of each option.
  std::vector<std::uint32_t> waiting_;   ///< Scratch of a rebalancing,
  std::vector<std::uint32_t> movable_;   ///< and of a look at running jobs.
};

}  // namespace gigawatt
