// SPDX-License-Identifier: Apache-2.0
#pragma once

// The outages of one unit in one simulated year, begun in its steady state: the year is a window on
// an endless life, so that the long-run shares of an outage table hold at every instant.

#include <cstdint>

#include "models/power/adequacy/adequacy_case.h"
#include "sim/engine/random.h"

namespace gigawatt::power {

/// What is left of a span of time that is under way at a random instant [s]; `law` begins anew
/// whenever it ends. For Weibull's law the regularised incomplete gamma function P(1/k, (x/λ)^k).
double draw_remaining_s(const SpanLaw& law, RandomDraws& draws);

class OutageHistory {
 public:
  struct Outage {
    double from_s = 0.0;
    double to_s = 0.0;
    std::size_t mode = 0;
  };

  /// `group` fails and outlives this.
  OutageHistory(const UnitGroup& group, RandomDraws draws);
  /// The next outage, in order of time.
  Outage next();

 private:
  std::size_t draw_mode();

  const UnitGroup& group_;
  RandomDraws draws_;
  bool is_out_ = false;   ///< At the beginning of the coming cycle, which then starts in an outage.
  double clock_s_ = 0.0;  ///< When the coming outage begins.
  Outage first_;
};

}  // namespace gigawatt::power
