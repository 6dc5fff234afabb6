// SPDX-License-Identifier: Apache-2.0
#include "models/fluid_demand.h"

#include <algorithm>
#include <cassert>

namespace gigawatt {

namespace {

constexpr auto kFirstOverhead = static_cast<std::size_t>(Flow::discarded);

/// Flows that an edge changes: most jobs waste nothing.
std::size_t flows_in(const FlowRates& change) {
  const bool wastes = std::any_of(change.begin() + kFirstOverhead, change.end(),
                                  [](std::int64_t rate) { return rate != 0; });
  return wastes ? kFlows : kFirstOverhead;
}

}  // namespace

FluidDemand::FluidDemand(TimeNs start_ns, TimeNs end_ns, std::int64_t bin_ns)
    : start_ns_(start_ns), end_ns_(end_ns), bin_ns_(bin_ns), ring_(kBins) {}

TimeNs FluidDemand::end_of(std::int64_t bin) const {
  return std::min(start_ns_ + (bin + 1) * bin_ns_, end_ns_);
}

void FluidDemand::add(TimeNs from_ns, TimeNs to_ns, const FlowRates& rates) {
  from_ns = std::max(from_ns, bin_start_ns());
  if (to_ns <= from_ns) return;
  FlowRates back;
  for (std::size_t i = 0; i < kFlows; ++i)
    back[i] = -rates[i];
  add_edge({from_ns, rates});
  add_edge({to_ns, back});
}

/// An edge at t changes the rate by Δ: its own bin gets Δ · (end − t), later ones Δ each instant.
void FluidDemand::add_edge(const Edge& edge) {
  if (edge.at_ns >= end_ns_) return;  // nobody sees it
  const std::int64_t bin = (edge.at_ns - start_ns_) / bin_ns_;
  assert(bin >= bin_);
  if (bin >= bin_ + kBins) {
    far_.push_back(edge);
    std::push_heap(far_.begin(), far_.end(),
                   [](const Edge& a, const Edge& b) { return a.at_ns > b.at_ns; });
    return;
  }
  Slot& slot = ring_[static_cast<std::size_t>(bin % kBins)];
  const std::int64_t rest_ns = end_of(bin) - edge.at_ns;
  const std::size_t flows = flows_in(edge.change);
  for (std::size_t i = 0; i < flows; ++i) {
    slot.partial[i] += Int128(edge.change[i]) * rest_ns;
    slot.change[i] += edge.change[i];
  }
}

FlowAmounts FluidDemand::take_bin() {
  Slot& slot = ring_[static_cast<std::size_t>(bin_ % kBins)];
  const std::int64_t span_ns = bin_end_ns() - bin_start_ns();
  FlowAmounts amounts = slot.partial;
  for (std::size_t i = 0; i < kFlows; ++i) {
    amounts[i] += Int128(rate_[i]) * span_ns;
    rate_[i] += slot.change[i];
  }
  slot = {};
  ++bin_;
  while (!far_.empty() && far_.front().at_ns < start_ns_ + (bin_ + kBins) * bin_ns_) {
    std::pop_heap(far_.begin(), far_.end(),
                  [](const Edge& a, const Edge& b) { return a.at_ns > b.at_ns; });
    const Edge edge = far_.back();
    far_.pop_back();
    add_edge(edge);
  }
  return amounts;
}

}  // namespace gigawatt
