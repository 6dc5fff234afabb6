// SPDX-License-Identifier: Apache-2.0
#pragma once

// A path as the stages of a run. Docs: docs/models/power/path.md.

#include <vector>

#include "models/power/path/network.h"
#include "models/power/trunk.h"

namespace gigawatt::power {

/// Stages that lose and carry what the path does, rows drawing the site's IT power in proportion to
/// their planned loads. Elements that carry the same at any load (same converter, limit, load and
/// consumers) are the units of one stage. Throws DomainError if no row has a load.
std::vector<TrunkStage> trunk_stages(const PathModel& model);

}  // namespace gigawatt::power
