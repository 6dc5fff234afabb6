// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/compute/accelerator.h"
#include "models/compute/catalogue.h"

namespace gigawatt::compute {

/// Power per accelerator of a full site at one rating [W]: the node, its share of what a chassis
/// feeds besides, and its tiers; cooling and losses are the site's.
double all_in_w_per_gpu(const NodeType& node, double node_w);

/// All hardware, read in one case.
struct CatalogueCase {
  AcceleratorCatalogue accelerators;
  Catalogue nodes;
};

/// The page docs/models/compute/hardware.md: tables of accelerators, nodes, cap curves and the
/// comparison with published power per GPU. `low`, `base` and `high` are the same catalogues read
/// in the three cases.
std::string hardware_markdown(const CatalogueCase& low, const CatalogueCase& base,
                              const CatalogueCase& high);

}  // namespace gigawatt::compute
