// SPDX-License-Identifier: Apache-2.0
#include "models/fluid_load.h"

#include <algorithm>
#include <cassert>

#include <fmt/format.h>

#include "models/fluid_job.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

constexpr std::size_t at(Flow flow) {
  return static_cast<std::size_t>(flow);
}

/// The part of `amount` that goes with `served` of `held`; all of it with the last. Doubles are
/// enough: what rounding leaves stays in the queue.
Int128 part_of(Int128 amount, Int128 served, Int128 held) {
  if (served == held) return amount;
  const double part = to_double(amount) * (to_double(served) / to_double(held));
  return std::min(amount, static_cast<Int128>(part));
}

}  // namespace

FluidLoad::FluidLoad(const SiteModel& model, const Arrivals& arrivals)
    : interval_end_ns_(model.start_ns) {
  for (const Arrivals::Offer& offer : arrivals.offers()) {
    if (flow_of_workload_.size() <= offer.workload) flow_of_workload_.resize(offer.workload + 1u);
    flow_of_workload_[offer.workload] = flows_.size();
    Flowing flow{.demand = FluidDemand(model.start_ns, model.end_ns, model.plant_interval_ns)};
    flow.workload = offer.workload;
    flow.partition = offer.partition;
    flow.most_nodes = offer.most_nodes;
    flows_.push_back(std::move(flow));
  }
}

FluidLoad::Flowing& FluidLoad::flow_of(std::uint16_t workload) {
  return flows_[flow_of_workload_[workload]];
}

void FluidLoad::read(const SiteModel& model, const Arrivals& arrivals, Flowing& flow) {
  const jobs::Job& job = arrivals.next();
  const Partition& partition = model.partitions[flow.partition];
  if (job.nodes > partition.node_count) {
    throw DomainError(fmt::format(
        "site {}: job {} of workload {} asks for {} nodes, but only {} of type {} are ever "
        "installed",
        model.name, job.id, job.workload, job.nodes, partition.node_count, partition.name));
  }
  Interruptions failures;
  if (model.faults) {
    failures.per_s =
        model.faults->model->interruptions_per_s(job.nodes) + model.faults->job.at(job.nodes);
    failures.detection_s = to_seconds(model.faults->model->detection_ns);
  }
  const faults::CheckpointPlan plan = plans_.plan(model, job.workload, job.nodes);
  ExpectedHold hold;
  hold.held_ns = hold.work_ns = job.work_ns;
  if (failures.per_s > 0.0 || plan.interval_ns > 0 || job.limit_ns < job.work_ns)
    hold =
        expected_hold(job, plan, failures, std::max<std::int64_t>(1, model.end_ns - job.submit_ns));

  jobs::Phase single{job.work_ns, job.utilisation_ppm};
  std::span<const jobs::Phase> phases{&single, 1};
  if (job.phase_count > 0) phases = arrivals.phases(job);
  const std::int64_t nodes = job.nodes;
  FlowRates rates{};
  rates[at(Flow::held)] = nodes;
  rates[at(Flow::discarded)] = nodes * hold.discarded_ppb;
  rates[at(Flow::checkpoint)] = nodes * hold.checkpoint_ppb;
  rates[at(Flow::restart)] = nodes * hold.restart_ppb;
  rates[at(Flow::hung)] = nodes * hold.hung_ppb;
  // Overheads stretch every phase alike. In its share of restarts a node runs at theirs.
  const auto mean = [&](std::int64_t working, std::int64_t restarting) {
    return nodes * working + static_cast<std::int64_t>(Int128(nodes) * (restarting - working) *
                                                       hold.restart_ppb / kPpb);
  };
  const std::optional<std::int32_t> restart_ppm = model.rules(job.workload).restart_utilisation_ppm;
  std::int64_t done_ns = 0;
  TimeNs from_ns = job.submit_ns;
  for (const jobs::Phase& phase : phases) {
    if (done_ns >= hold.work_ns) break;
    done_ns = std::min(done_ns + phase.work_ns, hold.work_ns);
    const std::int64_t held_ns =
        hold.held_ns == hold.work_ns
            ? done_ns
            : static_cast<std::int64_t>(Int128(hold.held_ns) * done_ns / hold.work_ns);
    const TimeNs to_ns = saturating_add(job.submit_ns, held_ns);
    const std::int32_t loading_ppm = restart_ppm.value_or(phase.utilisation_ppm);
    rates[at(Flow::dynamic)] =
        mean(model.dynamic_mw_at(partition, job.workload, phase.utilisation_ppm),
             model.dynamic_mw_at(partition, job.workload, loading_ppm));
    rates[at(Flow::utilised)] = mean(phase.utilisation_ppm, loading_ppm);
    flow.demand.add(from_ns, to_ns, rates);
    from_ns = to_ns;
  }
}

void FluidLoad::open_interval(const SiteModel& model, Arrivals& arrivals, TimeNs now_ns) {
  while (interval_end_ns_ <= now_ns && interval_end_ns_ < model.end_ns) {
    const TimeNs from_ns = interval_end_ns_;
    interval_end_ns_ = std::min(from_ns + model.plant_interval_ns, model.end_ns);
    while (arrivals.next_ns() < interval_end_ns_) {
      read(model, arrivals, flow_of(arrivals.next().workload));
      arrivals.advance();
    }
    const std::int64_t span_ns = interval_end_ns_ - from_ns;
    for (Flowing& flow : flows_) {
      const FlowAmounts asked = flow.demand.take_bin();
      for (std::size_t i = 0; i < kFlows; ++i)
        flow.queue[i] += asked[i];
      flow.demanded += asked[at(Flow::held)];

      const Int128 held = flow.queue[at(Flow::held)];
      const Int128 most = flow.most_nodes.value_or(model.partitions[flow.partition].node_count);
      flow.wanted = static_cast<std::uint32_t>(std::min(held / span_ns, most));
      // Of each running node: the mean of the queue.
      flow.dynamic_mw =
          held > 0 ? static_cast<std::int64_t>(flow.queue[at(Flow::dynamic)] / held) : 0;
      flow.utilised_ppm =
          held > 0 ? static_cast<std::int64_t>(flow.queue[at(Flow::utilised)] / held) : 0;
    }
  }
}

void FluidLoad::fill(std::uint32_t partition, std::uint32_t nodes_up, bool keep) {
  std::uint64_t wanted = 0;
  for (Flowing& flow : flows_) {
    if (flow.partition != partition) continue;
    flow.filled = keep ? std::min(flow.nodes, flow.wanted) : flow.wanted;
    wanted += flow.filled;
  }
  if (wanted > nodes_up) {
    std::uint64_t left = nodes_up;
    for (Flowing& flow : flows_) {
      if (flow.partition != partition) continue;
      // What rounding leaves goes on to the next; the last gets the rest.
      const std::uint64_t share = wanted == 0 ? 0 : left * flow.filled / wanted;
      wanted -= flow.filled;
      flow.filled = static_cast<std::uint32_t>(share);
      left -= share;
    }
  }
  for (Flowing& flow : flows_)
    if (flow.partition == partition) flow.nodes = flow.filled;
}

void FluidLoad::hold_to(std::uint32_t partition, std::uint32_t share) {
  for (Flowing& flow : flows_) {
    if (flow.partition != partition) continue;
    flow.nodes = static_cast<std::uint32_t>(std::uint64_t{flow.filled} * share / 1024);
  }
}

FluidRunning FluidLoad::running(std::uint32_t partition) const {
  FluidRunning sum;
  for (const Flowing& flow : flows_) {
    if (flow.partition != partition) continue;
    sum.nodes += flow.nodes;
    sum.dynamic_mw += flow.nodes * flow.dynamic_mw;
    sum.utilised_ppm += flow.nodes * flow.utilised_ppm;
  }
  return sum;
}

std::uint32_t FluidLoad::held_back(std::uint32_t partition) const {
  std::uint32_t nodes = 0;
  for (const Flowing& flow : flows_)
    if (flow.partition == partition) nodes += flow.filled - flow.nodes;
  return nodes;
}

FluidServed FluidLoad::serve(std::uint32_t partition, std::int64_t span_ns,
                             std::int64_t progress_ns) {
  FluidServed sum;
  for (Flowing& flow : flows_) {
    if (flow.partition != partition || flow.nodes == 0) continue;
    const Int128 served = Int128(flow.nodes) * progress_ns;
    const Int128 held = flow.queue[at(Flow::held)];
    assert(served <= held);
    FlowAmounts part;
    for (std::size_t i = 0; i < kFlows; ++i) {
      part[i] = part_of(flow.queue[i], served, held);
      flow.queue[i] -= part[i];
    }
    part[at(Flow::held)] = served;
    flow.queue[at(Flow::held)] = held - served;
    flow.served += served;

    const Int128 discarded = part[at(Flow::discarded)] / kPpb;
    const Int128 checkpoint = part[at(Flow::checkpoint)] / kPpb;
    const Int128 restart = part[at(Flow::restart)] / kPpb;
    const Int128 hung = part[at(Flow::hung)] / kPpb;
    sum.discarded += discarded;
    sum.checkpoint += checkpoint;
    sum.restart += restart;
    sum.hung += hung;
    sum.productive += served - discarded - checkpoint - restart - hung;
    sum.throttled += Int128(flow.nodes) * (span_ns - progress_ns);
  }
  return sum;
}

FluidTotals FluidLoad::totals(std::uint32_t partition) const {
  FluidTotals sum;
  for (const Flowing& flow : flows_) {
    if (flow.partition != partition) continue;
    sum.demanded += flow.demanded;
    sum.served += flow.served;
    sum.backlog += flow.queue[at(Flow::held)];
  }
  return sum;
}

std::vector<std::string> fluid_notes(const SiteModel& model) {
  std::vector<std::string> notes{
      fmt::format("{}: jobs are a fluid: no waits, no counts of jobs, no nodes left idle because a "
                  "job does not "
                  "fit, no order of the queue; work at hand is served as soon as nodes are up",
                  model.name)};
  if (model.faults)
    notes.push_back(fmt::format(
        "{}: nodes fail and are mended one by one; what failures cost jobs is the expectation for "
        "each (checkpoints, restarts, lost work)",
        model.name));
  return notes;
}

}  // namespace gigawatt
