// SPDX-License-Identifier: Apache-2.0
#include "models/compute/capped_node.h"

#include <algorithm>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::compute {

double CappedNode::saving_w(double utilisation, double max_w) const {
  const double node_span_w = max_w - node.idle_w.value;
  const double accelerators_w = accelerator_span_w(node, max_w);
  const auto gpus = static_cast<double>(node.gpus);
  if (!(node_span_w > 0.0 && gpus > 0.0)) return 0.0;
  const double share = (node_power_w(node, utilisation, max_w) - node.idle_w.value) / node_span_w;
  const double idle_w = accelerator.idle_w->value;
  const double span_w = std::min(accelerator.power_w.value - idle_w, accelerators_w / gpus);
  return gpus * std::max(idle_w + span_w * share - cap_w, 0.0);
}

void check(const CappedNode& capped) {
  const Accelerator& accelerator = capped.accelerator;
  if (!accelerator.idle_w)
    throw DomainError(fmt::format("the idle power of {} is not known, so a cap cannot be put on it",
                                  accelerator.name));
  if (!(capped.cap_w >= accelerator.idle_w->value))
    throw DomainError(fmt::format("a cap of {:g} W is below the idle power of {}, {:g} W",
                                  capped.cap_w, accelerator.name, accelerator.idle_w->value));
}

}  // namespace gigawatt::compute
