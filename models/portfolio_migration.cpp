// SPDX-License-Identifier: Apache-2.0

// The router's part in moving running jobs: whom it moves, and the way between the sites.
// Docs: docs/models/site/migration.md.

#include <algorithm>
#include <cassert>
#include <cmath>

#include "models/portfolio.h"

namespace gigawatt {

std::int64_t MigrationModel::crossing_ns(double bytes) const {
  const double seconds = bytes / bytes_per_s;
  if (!(seconds < 9.0e9)) return kNever;  // beyond what a span of nanoseconds can say
  return std::max<std::int64_t>(1, from_seconds(seconds));
}

// ── Between sites ──────────────────────────────────────────────────────────────────────────────

void Router::see_off(TimeNs now, std::span<Site> sites) {
  if (!model_->migration) return;
  const MigrationModel& model = *model_->migration;
  for (std::uint32_t site = 0; site < sites.size(); ++site) {
    for (Departure& left : sites[site].take_departures()) {
      const auto journey =
          std::find_if(journeys_.begin(), journeys_.end(), [&](const Journey& candidate) {
            return !candidate.on_the_way && candidate.from == site && candidate.slot == left.slot &&
                   candidate.sequence == left.sequence;
          });
      assert(journey != journeys_.end());  // nobody else tells a job to leave
      journey->on_the_way = true;
      journey->job = left.job;
      journey->past = left.past;
      journey->left_ns = now;
      TimeNs& link_free_ns = link_free_ns_[site];
      link_free_ns = saturating_add(std::max(now, link_free_ns), model.crossing_ns(journey->bytes));
      journey->due_ns = link_free_ns;
      ++migrated_.moves;
      migrated_.bytes += journey->bytes;
      migrated_.egress_usd += journey->bytes * model.egress_usd_per_byte;
    }
  }
}

TimeNs Router::next_arrival_ns() const {
  TimeNs next = kNever;
  for (const Journey& journey : journeys_)
    next = std::min(next, journey.due_ns);
  return next < model_->end_ns ? next : kNever;
}

/// Those of one instant in the order in which their moves were decided.
void Router::welcome(TimeNs now, std::span<Site> sites) {
  for (Journey& journey : journeys_) {
    if (journey.due_ns > now) continue;
    migrated_.in_transit_ns += now - journey.left_ns;
    journey.job.nodes = journey.nodes;
    journey.past.arrived_ns = now;
    sites[journey.to].take_in(journey.job, journey.partition, journey.past);
  }
  std::erase_if(journeys_, [now](const Journey& journey) { return journey.due_ns <= now; });
}

std::uint64_t Router::jobs_in_transit() const {
  return static_cast<std::uint64_t>(
      std::count_if(journeys_.begin(), journeys_.end(),
                    [](const Journey& journey) { return journey.on_the_way; }));
}

Int128 Router::transit_ns(TimeNs until) const {
  Int128 sum_ns = migrated_.in_transit_ns;
  for (const Journey& journey : journeys_)
    if (journey.on_the_way) sum_ns += until - journey.left_ns;
  return sum_ns;
}

// ── Whom it moves ──────────────────────────────────────────────────────────────────────────────

void Router::migrate(TimeNs now, std::span<Site> sites) {
  // Jobs that failed or gave way while they wrote stay where they are.
  std::erase_if(journeys_, [&](const Journey& journey) {
    return !journey.on_the_way &&
           !sites[journey.from].writes_to_move(journey.slot, journey.sequence);
  });
  for (std::uint32_t site = 0; site < sites.size(); ++site) {
    if (sites[site].state().dark) continue;
    movable_.clear();
    sites[site].jobs_at_work(movable_);
    for (const std::uint32_t slot : movable_)
      migrate_job(now, sites, site, slot);
  }
}

/// Nodes that jobs on their way to a partition will ask for.
std::int64_t Router::nodes_awaited(std::uint32_t site, std::uint32_t partition) const {
  std::int64_t nodes = 0;
  for (const Journey& journey : journeys_)
    if (journey.to == site && journey.partition == partition) nodes += journey.nodes;
  return nodes;
}

/// Time that a state of so many bytes which leaves then waits for the link and crosses it. States
/// that are being written count as in front of it.
std::int64_t Router::way_ns(TimeNs leaves_ns, std::uint32_t site, double bytes) const {
  const MigrationModel& model = *model_->migration;
  std::int64_t ns = std::max<std::int64_t>(0, link_free_ns_[site] - leaves_ns);
  for (const Journey& journey : journeys_) {
    if (!journey.on_the_way && journey.from == site)
      ns = saturating_add(ns, model.crossing_ns(journey.bytes));
  }
  return saturating_add(ns, model.crossing_ns(bytes));
}

void Router::migrate_job(TimeNs now, std::span<Site> sites, std::uint32_t site,
                         std::uint32_t slot) {
  const MigrationModel& model = *model_->migration;
  const LiveJob& live = sites[site].state().jobs[slot];
  const auto& saving = model.savings[live.job.workload];
  if (!saving) return;
  if (live.past.moves > 0 && now - live.past.arrived_ns < model.stay_ns) return;
  const std::int64_t gpus =
      live.job.nodes * sites[site].model().partitions[live.partition].gpus_per_node;
  const double bytes = model.bytes_of(gpus);
  const std::int64_t cost_ns =
      saturating_add(saving->write_ns + saving->restart_ns,
                     way_ns(saturating_add(now, saving->write_ns), site, bytes));
  if (sites[site].time_left_ns(now, slot) <= cost_ns) return;

  RouteOption here;
  options_.clear();
  candidates_.clear();
  for (const RouteTarget& target : model_->targets[live.job.workload]) {
    if (target.site == site) {
      add_rates(now, sites[site], target, live.job.nodes, here);
      continue;
    }
    const std::uint32_t nodes = target.nodes_for(live.job.asked);
    if (nodes > target.most_nodes) continue;
    RouteOption option = look(now, sites, target, live.job);
    const std::int64_t free = free_nodes(sites, target.site, target.partition);
    if (!option.has_room || free - nodes_awaited(target.site, target.partition) < nodes) continue;
    add_rates(now, sites[target.site], target, nodes, option);
    options_.push_back(option);
    candidates_.push_back(target);
  }
  if (options_.empty()) return;
  const std::size_t best = policy_->choose(live.job.workload, options_);
  const double there = options_[best].*model.rate;
  if (here.*model.rate - there <= model.gain_frac * std::abs(there)) return;

  Journey& journey = journeys_.emplace_back();
  journey.from = site;
  journey.to = candidates_[best].site;
  journey.partition = candidates_[best].partition;
  journey.nodes = candidates_[best].nodes_for(live.job.asked);
  journey.bytes = bytes;
  journey.slot = slot;
  journey.sequence = sites[site].write_to_move(now, slot, saving->write_ns);
}

}  // namespace gigawatt
