// SPDX-License-Identifier: Apache-2.0
#pragma once

// The faults of one partition, in order of time. A fault is a function of seed, partition, node and
// how many faults the node had before, so other nodes, sites or repair policies change nobody's
// luck. A node's clock runs only while it is up:
//
//   start(node) ... pop() says it failed ... repaired: start(node) ... stop(node) (powered off)
//
// Equations and sources: docs/models/faults/faults.md.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/faults/fault_model.h"
#include "models/faults/soonest.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"

namespace gigawatt::faults {

/// One fault as it happens. `entity` is a node, or a domain numbered after the nodes.
struct Fault {
  TimeNs time_ns = 0;
  std::uint32_t entity = 0;       ///< To give to RepairShop::submit and back to start().
  std::uint32_t first_node = 0;   ///< The nodes that go down: one,
  std::uint32_t node_count = 1;   ///< or those of a domain.
  std::uint32_t nth = 0;          ///< Faults of this entity before this one.
  std::uint32_t cause = 0;        ///< For FaultStream::cause_name.
  std::int64_t detection_ns = 0;  ///< Until it is known.
  std::int64_t repair_ns = 0;     ///< Work to mend it once it is known.
  RepairNeed need = RepairNeed::crew_and_spare;
  bool drains = false;  ///< The job goes on; the node takes no other and is mended after it.
};

/// A copy is a snapshot. 25 bytes a node (29 with a log); nothing grows with time.
class FaultStream {
 public:
  /// `path` names the partition ("sites.memphis.hgx-h100-8"). All nodes are off, domains run from
  /// `start_ns`, which is also when a log begins. Node indices must not move when nodes are added.
  FaultStream(std::shared_ptr<const FaultModel> model, std::uint64_t seed, std::string_view path,
              std::uint32_t node_count, TimeNs start_ns);

  /// The entity is up from now on: switched on, or repaired. Nothing if it is up already.
  void start(std::uint32_t entity, TimeNs now_ns);
  /// Switched off: it cannot fail, and keeps what is left of its time. Nothing if it is not up.
  void stop(std::uint32_t entity, TimeNs now_ns);

  TimeNs next_ns() const { return soonest_.next_ns(); }
  /// The earliest fault; its entity is down until start(). Ties go to the least entity.
  Fault pop();

  std::uint32_t node_count() const { return node_count_; }
  std::uint32_t entity_count() const { return soonest_.count(); }
  /// Nodes of an entity: itself, or those of a domain (the last may have fewer).
  std::uint32_t first_node(std::uint32_t entity) const;
  std::uint32_t nodes_of(std::uint32_t entity) const;
  /// Of cause_name, counted from 0.
  std::uint32_t cause_count() const { return static_cast<std::uint32_t>(causes_->size()); }
  /// Component, domain, or class of the log.
  const std::string& cause_name(std::uint32_t cause) const { return (*causes_)[cause]; }
  /// Hazard of a node over that of an average one.
  double hazard_factor(std::uint32_t node) const;

 private:
  enum class State : std::uint8_t { fresh, up, off, failed };

  struct LoggedOutage {
    TimeNs time_ns = kNever;
    const Outage* outage = nullptr;
  };

  struct DomainGroup {
    std::uint32_t first_entity = 0;
    std::uint32_t count = 0;
    RandomStream draws;
  };

  const DomainGroup* group_of(std::uint32_t entity) const;
  RandomDraws draws_of(std::uint32_t entity) const;
  double up_time_s(std::uint32_t entity, RandomDraws& draws) const;
  TimeNs new_fault_ns(std::uint32_t entity, TimeNs now_ns) const;
  void map_servers();
  LoggedOutage next_in_log(std::uint32_t node, TimeNs from_ns) const;
  std::int64_t detection_ns(TimeNs fault_ns, RandomDraws& draws) const;

  std::shared_ptr<const FaultModel> model_;
  std::shared_ptr<const std::vector<std::string>> causes_;
  RandomStream node_draws_;
  RandomStream lemon_draws_;
  RandomStream log_draws_;
  std::vector<DomainGroup> groups_;
  std::uint32_t node_count_;
  TimeNs start_ns_;
  Soonest soonest_;                    // kNever: not up.
  std::vector<std::int64_t> kept_ns_;  // Off: what is left of its time. Failed: when it did.
  std::vector<std::uint32_t> nth_;     // Faults so far.
  std::vector<State> state_;
  std::vector<std::uint32_t> server_;  // Of the log, by node.
};

}  // namespace gigawatt::faults
