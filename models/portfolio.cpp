// SPDX-License-Identifier: Apache-2.0

// Several sites, one demand.
//
//   shared workloads ──▶ Router ──▶ site a: inbox ─▶ queue ─▶ nodes
//                          ▲  └───▶ site b: inbox ─▶ queue ─▶ nodes
//                          └── what ended, failed or was switched at this very instant is known
//
// At an instant of the router every site first does what comes before arrivals (completions,
// repairs, switches), so that a node that comes free at t can be promised to a job that arrives at
// t. Then jobs on their way arrive, waiting jobs are moved, running ones are told to move
// (portfolio_migration.cpp), and new ones are sent; waiting and new ones lie in the inbox of their
// site, which admits them in the order of an ordinary arrival stream, and makes its one scheduling
// pass. Docs: docs/models/site/portfolio.md.

#include "models/portfolio.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

constexpr double kWattsPerMw = 1e-3;  // milliwatt

}  // namespace

double full_load_pue(const SiteModel& model, TimeNs now) {
  ItLoad load;
  for (const Partition& partition : model.partitions) {
    double nodes = 0.0;
    for (const NodeBatch& batch : partition.batches)
      if (batch.energised_ns <= now && now < batch.retired_ns) nodes += batch.node_count;
    const double own_w = partition.full_input_mw * nodes * kWattsPerMw;
    load.liquid_w += own_w * partition.liquid_share;
    load.air_w += own_w * (1.0 - partition.liquid_share) +
                  static_cast<double>(partition.beside_mw) * nodes * kWattsPerMw;
  }
  if (load.total_w() <= 0.0) return 1.0;
  // From a fresh start each time, so that it is a function of the hour alone.
  cooling::WarmStart warm;
  std::vector<LimitUse> limits(model.plant.limit_names().size());
  const climate::AirState air = model.weather.at(now);
  return model.plant.evaluate(load, air, model.grid_limits.front().limit_w, warm, limits)
             .facility_w /
         load.total_w();
}

Router::Router(std::shared_ptr<const RouterModel> model, Arrivals offered,
               std::unique_ptr<RoutingPolicy> policy)
    : model_(std::move(model)),
      offered_(std::move(offered)),
      policy_(std::move(policy)),
      next_rebalance_ns_(model_->rebalance_ns ? model_->start_ns + *model_->rebalance_ns : kNever),
      next_migration_ns_(model_->migration ? model_->start_ns + model_->migration->every_ns
                                           : kNever),
      counts_(model_->targets.size()) {}

TimeNs Router::next_ns() const {
  const TimeNs periodic_ns = std::min(next_rebalance_ns_, next_migration_ns_);
  return std::min(
      {offered_.next_ns(), next_arrival_ns(), periodic_ns < model_->end_ns ? periodic_ns : kNever});
}

void Router::route(TimeNs now, std::span<Site> sites) {
  hourly_pue_.resize(sites.size());
  link_free_ns_.resize(sites.size());
  pending_.clear();
  see_off(now, sites);
  welcome(now, sites);
  if (next_rebalance_ns_ <= now) {
    rebalance(now, sites);
    next_rebalance_ns_ += *model_->rebalance_ns;
  }
  if (next_migration_ns_ <= now) {
    migrate(now, sites);
    next_migration_ns_ += model_->migration->every_ns;
  }
  while (offered_.next_ns() <= now) {
    send(now, offered_.next(), sites);
    offered_.advance();
  }
}

// ── A new job ──────────────────────────────────────────────────────────────────────────────────

void Router::send(TimeNs now, const jobs::Job& job, std::span<Site> sites) {
  options_.clear();
  candidates_.clear();
  for (const RouteTarget& target : model_->targets[job.workload]) {
    const std::uint32_t nodes = target.nodes_for(job.nodes);
    if (nodes > target.most_nodes) continue;
    RouteOption option = look(now, sites, target, job);
    add_rates(now, sites[target.site], target, nodes, option);
    options_.push_back(option);
    candidates_.push_back(target);
  }
  if (options_.empty()) {
    throw DomainError(
        fmt::format("routing: job {} of workload {} fits no site", job.id, job.workload));
  }
  ++counts_[job.workload].offered;
  jobs::Job sent = job;
  sent.asked = job.nodes;
  hand_over(now, sites, candidates_[policy_->choose(job.workload, options_)], sent);
}

void Router::hand_over(TimeNs now, std::span<Site> sites, const RouteTarget& target,
                       jobs::Job job) {
  job.nodes = target.nodes_for(job.asked);
  Pending& handed = pending(target.site, target.partition);
  handed.nodes += job.nodes;
  handed.node_ns += Int128(job.nodes) * job.limit_ns;
  sites[target.site].hand_over(now, job);
}

// ── What a policy is shown ─────────────────────────────────────────────────────────────────────

Router::Pending& Router::pending(std::uint32_t site, std::uint32_t partition) {
  for (Pending& handed : pending_)
    if (handed.site == site && handed.partition == partition) return handed;
  return pending_.emplace_back(Pending{site, partition});
}

/// Nodes that are free and that no waiting job asks for; negative where more wait than fit.
std::int64_t Router::free_nodes(std::span<const Site> sites, std::uint32_t site,
                                std::uint32_t partition) {
  const jobs::Scheduler& scheduler = *sites[site].state().partitions[partition].scheduler;
  return static_cast<std::int64_t>(scheduler.free_nodes()) -
         static_cast<std::int64_t>(scheduler.queued_nodes() + pending(site, partition).nodes);
}

RouteOption Router::look(TimeNs now, std::span<const Site> sites, const RouteTarget& target,
                         const jobs::Job& job) {
  const Site& site = sites[target.site];
  const SiteState& state = site.state();
  const PartitionState& partition = state.partitions[target.partition];
  const std::int64_t free = free_nodes(sites, target.site, target.partition);

  RouteOption option;
  option.site = target.route;
  option.has_room = !state.dark && free >= target.nodes_for(job.asked > 0 ? job.asked : job.nodes);
  option.free_gpus = free * site.model().partitions[target.partition].gpus_per_node;
  if (state.dark || partition.nodes_up == 0) {
    option.expected_wait_s = std::numeric_limits<double>::infinity();
  } else {
    const Int128 ahead =
        partition.requested_node_ns(now) + pending(target.site, target.partition).node_ns;
    option.expected_wait_s = 1e-9 * to_double(ahead) / partition.nodes_up;
  }
  return option;
}

/// What the coming hour of a job costs, at full power and with the plant's part.
void Router::add_rates(TimeNs now, const Site& site, const RouteTarget& target, std::uint32_t nodes,
                       RouteOption& option) {
  const SiteModel& model = site.model();
  HourlyPue& hourly = hourly_pue_[target.site];
  const std::int64_t hour = (now - model_->start_ns) / kNsPerHour;
  if (hourly.hour != hour)
    hourly = {hour, full_load_pue(model, model_->start_ns + hour * kNsPerHour)};

  const Partition& partition = model.partitions[target.partition];
  const double node_w =
      (partition.full_input_mw + static_cast<double>(partition.beside_mw)) * kWattsPerMw;
  const double facility_kw = nodes * node_w * hourly.pue * 1e-3;
  const TimeNs until = std::min(now + kNsPerHour, model_->end_ns);
  option.cost_usd_per_h = facility_kw * model.price_usd_per_kwh.mean(now, until);
  option.carbon_kg_per_h = facility_kw * model.carbon_g_per_kwh.mean(now, until) * 1e-3;
}

// ── Jobs that wait ─────────────────────────────────────────────────────────────────────────────

void Router::rebalance(TimeNs now, std::span<Site> sites) {
  for (std::uint32_t site = 0; site < sites.size(); ++site) {
    for (std::uint32_t p = 0; p < sites[site].state().partitions.size(); ++p) {
      if (sites[site].state().partitions[p].scheduler->queued() > 0)
        rebalance_queue(now, sites, site, p);
    }
  }
}

/// What stands at the head of the queue and fits starts in this very instant and stays; of the
/// rest, each job that another site can start now moves there.
void Router::rebalance_queue(TimeNs now, std::span<Site> sites, std::uint32_t site,
                             std::uint32_t partition) {
  waiting_.clear();
  sites[site].waiting_jobs(partition, waiting_);
  std::int64_t left = sites[site].state().dark
                          ? 0
                          : sites[site].state().partitions[partition].scheduler->free_nodes();
  for (const std::uint32_t slot : waiting_) {
    const std::int64_t nodes = sites[site].state().jobs[slot].job.nodes;
    if (nodes <= left) {
      left -= nodes;
    } else if (!move(now, sites, site, slot)) {
      left = 0;
    }
  }
}

bool Router::move(TimeNs now, std::span<Site> sites, std::uint32_t site, std::uint32_t slot) {
  const LiveJob& live = sites[site].state().jobs[slot];
  const auto& targets = model_->targets[live.job.workload];
  // What has run before has its checkpoints where it ran.
  if (targets.empty() || live.past.attempts > 0) return false;
  options_.clear();
  candidates_.clear();
  for (const RouteTarget& target : targets) {
    const std::uint32_t nodes = target.nodes_for(live.job.asked);
    if (target.site == site || nodes > target.most_nodes) continue;
    RouteOption option = look(now, sites, target, live.job);
    if (!option.has_room) continue;
    add_rates(now, sites[target.site], target, nodes, option);
    options_.push_back(option);
    candidates_.push_back(target);
  }
  if (options_.empty()) return false;
  const jobs::Job job = live.job;
  if (!sites[site].withdraw(slot)) return false;
  ++counts_[job.workload].moved;
  hand_over(now, sites, candidates_[policy_->choose(job.workload, options_)], job);
  return true;
}

}  // namespace gigawatt
