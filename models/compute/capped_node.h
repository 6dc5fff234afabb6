// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/compute/catalogue.h"

namespace gigawatt::compute {

/// A node whose accelerators may each draw no more than a cap. docs/models/compute/power_caps.md.
struct CappedNode {
  const NodeType& node;
  const Accelerator& accelerator;
  double cap_w;

  /// What the cap takes from the power [W] of one node at utilisation 0..1 under `max_w`, on the
  /// side of `powers_at`. An accelerator's power rises with the node's, from idle to its rated
  /// power or to what the node's own rise leaves it.
  double saving_w(double utilisation, double max_w) const;
};

/// DomainError if the accelerator's idle power is not known or the cap lies below it.
void check(const CappedNode& capped);

}  // namespace gigawatt::compute
