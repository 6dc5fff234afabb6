// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/compute/power_swing.h"
#include "sim/engine/random.h"

namespace gigawatt::test {

/// Job set number `set`: one to six jobs of 1 to 50 MW, steps of 0.5 to 20 s with edges from none
/// to the longest that fit, any phases. Periods count whole hundredths of a second.
inline std::vector<compute::PowerSwing> random_swings(std::uint64_t set) {
  RandomDraws draws = RandomStream(11, "swings", "set").at(set);
  std::vector<compute::PowerSwing> swings(1 + draws.index(6));
  for (compute::PowerSwing& swing : swings) {
    swing.low_w = draws.uniform(0.0, 20e6);
    swing.high_w = swing.low_w + draws.uniform(1e6, 50e6);
    swing.period_s = 0.01 * static_cast<double>(50 + draws.index(1951));
    swing.high_share = draws.uniform(0.1, 0.9);
    const double room_s =
        (swing.high_share < 0.5 ? swing.high_share : 1.0 - swing.high_share) * swing.period_s;
    swing.edge_s = draws.uniform() < 0.2 ? 0.0 : draws.uniform(0.0, room_s);
    swing.phase_s = draws.uniform(-20.0, 20.0);
  }
  return swings;
}

}  // namespace gigawatt::test
