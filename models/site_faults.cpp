// SPDX-License-Identifier: Apache-2.0

// What fails and who mends it. A fault strikes, is known a detection time later, and is mended by
// the repair shop:
//
//   strike ── its job hangs, holding its nodes ──▶ known: the attempt ends, the node leaves the
//   fleet, the shop gets it ──▶ mended: the node takes jobs again
//
// A free node takes no jobs from the strike on. A fault that drains lets its job go on and is known
// once the job has left. A node can be down for several reasons (itself, its switch, its rack);
// NodeHealth counts them. Docs: docs/models/faults/faults.md.

#include <algorithm>
#include <bit>

#include "models/site.h"

namespace gigawatt {

// ── Nodes that are switched on and off ─────────────────────────────────────────────────────────

bool Site::is_switched_on(std::uint32_t partition, std::uint32_t node) const {
  if (!state_.powered) return false;
  const auto& batches = model_->partitions[partition].batches;
  for (std::size_t b = 0; b < batches.size(); ++b) {
    if (node - batches[b].first_node < batches[b].node_count)
      return state_.batch_energised[partition][b];
  }
  return false;
}

void Site::switch_on(TimeNs now, std::uint32_t partition, const NodeBatch& batch) {
  if (!state_.faults) return change_nodes_up(partition, batch, true);
  for (std::uint32_t node = batch.first_node; node < batch.first_node + batch.node_count; ++node) {
    if (!state_.faults->health[partition].is_up(node)) continue;  // back when it is mended
    change_nodes_up(partition, {node, 1}, true);
    state_.faults->streams[partition].start(node, now);
  }
}

void Site::switch_off(TimeNs now, std::uint32_t partition, const NodeBatch& batch) {
  if (!state_.faults) return change_nodes_up(partition, batch, false);
  for (std::uint32_t node = batch.first_node; node < batch.first_node + batch.node_count; ++node) {
    state_.faults->streams[partition].stop(node, now);
    if (state_.partitions[partition].free.contains(node))
      change_nodes_up(partition, {node, 1}, false);
  }
}

// ── Strikes ────────────────────────────────────────────────────────────────────────────────────

void Site::strike(TimeNs now, std::uint32_t partition) {
  FaultState& faults = *state_.faults;
  faults::FaultStream& stream = faults.streams[partition];
  while (stream.next_ns() <= now) {
    const faults::Fault fault = stream.pop();
    const bool is_domain = fault.entity >= stream.node_count();
    ++(is_domain ? faults.counts.domains : faults.counts.nodes);
    note(now, EventKind::node_fail, fault.first_node, fault.node_count);

    bool waits_for_its_job = false;
    for (std::uint32_t i = 0; i < fault.node_count; ++i) {
      const std::uint32_t node = fault.first_node + i;
      if (is_domain) stream.stop(node, now);
      const bool was_in_order = faults.health[partition].fail(node);
      if (!is_switched_on(partition, node)) continue;
      if (state_.partitions[partition].free.contains(node)) {
        change_nodes_up(partition, {node, 1}, false);
      } else if (const auto slot = holder_of(partition, node)) {
        faults.broken_held[partition] += was_in_order;
        waits_for_its_job = fault.drains;
        if (!fault.drains) hang(now, *slot);
      }
    }

    const TimeNs known_ns = saturating_add(now, fault.detection_ns);
    if (sink_) {
      sink_->write_fault(index_, {now, partition, fault.first_node, fault.node_count,
                                  stream.cause_name(fault.cause), known_ns, fault.repair_ns});
    }
    if (waits_for_its_job) {
      faults.draining.push_back({partition, fault, std::nullopt, 0});
    } else {
      learn_of(known_ns, {partition, fault, std::nullopt, 0});
    }
  }
}

/// Draws when the attempt that begins fails by itself. What lies beyond its limit never comes.
void Site::expect_job_fault(TimeNs now, std::uint32_t slot) {
  const LiveJob& live = state_.jobs[slot];
  const RandomStream draws(model_->seed, "workloads." + model_->rules(live.job.workload).name,
                           "job-faults");
  const std::int64_t after_ns = model_->faults->job.time_to_fault_ns(
      draws.at(live.job.id, live.past.attempts - 1), live.job.nodes);
  if (after_ns >= live.limit_ns) return;
  state_.faults->job_faults.push({now + after_ns, live.sequence, 0, slot});
}

void Site::strike_job(TimeNs now, std::uint32_t slot) {
  ++state_.faults->counts.jobs;
  hang(now, slot);
  UnknownFailure failure;
  failure.slot = slot;
  failure.sequence = state_.jobs[slot].sequence;
  learn_of(saturating_add(now, model_->faults->model->detection_ns), failure);
}

/// The job's progress stops; it holds its nodes, at their power, until the failure is known.
void Site::hang(TimeNs now, std::uint32_t slot) {
  LiveJob& live = state_.jobs[slot];
  if (live.hangs) return;
  live.hangs = true;
  live.hung_work_ns = state_.partitions[live.partition].work_clock.at(now);
  live.sequence = state_.next_sequence++;  // its completion is void
}

// ── Known failures and repairs ─────────────────────────────────────────────────────────────────

void Site::learn_of(TimeNs at_ns, const UnknownFailure& failure) {
  FaultState& faults = *state_.faults;
  std::uint32_t place;
  if (faults.free_places.empty()) {
    place = static_cast<std::uint32_t>(faults.failures.size());
    faults.failures.emplace_back();
  } else {
    place = faults.free_places.back();
    faults.free_places.pop_back();
  }
  faults.failures[place] = failure;
  faults.unknown.push({at_ns, faults.next_tie++, 0, place});
}

void Site::act_on(TimeNs now, const UnknownFailure& failure) {
  if (failure.slot) {
    if (state_.jobs[*failure.slot].sequence == failure.sequence) fail_attempt(now, *failure.slot);
    return;
  }
  const faults::Fault& fault = failure.fault;
  if (state_.faults->broken_held[failure.partition] > 0) {
    for (std::uint32_t i = 0; i < fault.node_count; ++i) {
      if (const auto slot = holder_of(failure.partition, fault.first_node + i))
        fail_attempt(now, *slot);
    }
  }
  state_.faults->shop.submit(state_.faults->shop_number(failure.partition, fault.entity), now,
                             fault.repair_ns, fault.need);
}

void Site::mend(TimeNs now) {
  FaultState& faults = *state_.faults;
  while (faults.shop.next_ns() <= now) {
    const std::uint32_t number = faults.shop.pop();
    std::uint32_t p = 0;
    while (p + 1 < faults.first_number.size() && faults.first_number[p + 1] <= number)
      ++p;
    const std::uint32_t entity = number - faults.first_number[p];
    faults::FaultStream& stream = faults.streams[p];
    ++faults.counts.repairs;
    note(now, EventKind::node_repair, stream.first_node(entity), stream.nodes_of(entity));

    if (entity >= stream.node_count()) stream.start(entity, now);
    for (std::uint32_t i = 0; i < stream.nodes_of(entity); ++i) {
      const std::uint32_t node = stream.first_node(entity) + i;
      if (!faults.health[p].mend(node) || !is_switched_on(p, node)) continue;
      change_nodes_up(p, {node, 1}, true);
      stream.start(node, now);
    }
  }
}

/// Of the nodes that a job has just left, those that are broken leave the fleet.
void Site::take_out_broken(TimeNs now, std::uint32_t partition,
                           std::span<const jobs::NodeMask> nodes) {
  FaultState& faults = *state_.faults;
  for (const jobs::NodeMask& part : nodes) {
    for (std::uint64_t left = part.mask; left != 0; left &= left - 1) {
      const std::uint32_t node =
          64 * part.word + static_cast<std::uint32_t>(std::countr_zero(left));
      if (faults.health[partition].is_up(node)) continue;
      --faults.broken_held[partition];
      change_nodes_up(partition, {node, 1}, false);
      const auto drained = std::find_if(
          faults.draining.begin(), faults.draining.end(), [&](const UnknownFailure& waiting) {
            return waiting.partition == partition && waiting.fault.first_node == node;
          });
      if (drained == faults.draining.end()) continue;
      learn_of(now, *drained);
      faults.draining.erase(drained);
    }
  }
}

/// The running job that holds a node. A scan: failures are rare, and running jobs few.
std::optional<std::uint32_t> Site::holder_of(std::uint32_t partition, std::uint32_t node) const {
  for (std::uint32_t slot = 0; slot < state_.jobs.size(); ++slot) {
    const LiveJob& live = state_.jobs[slot];
    if (live.sequence == 0 || live.partition != partition) continue;
    for (const jobs::NodeMask& part : live.nodes) {
      if (part.word == node / 64 && (part.mask >> (node % 64) & 1) != 0) return slot;
    }
  }
  return std::nullopt;
}

}  // namespace gigawatt
