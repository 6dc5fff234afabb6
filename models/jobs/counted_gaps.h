// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/jobs/arrival_process.h"
#include "sim/engine/random.h"

namespace gigawatt::jobs {

/// The gaps between exactly so many arrivals, scaled so that all of them, the one after the last
/// arrival included, fill a span. Drawn one by one, in memory that does not grow with the number.
/// Derivation: docs/models/jobs/synthetic.md.
class CountedGaps {
 public:
  /// `start` holds what is drawn before the first gap; an exponential law takes nothing from it.
  CountedGaps(const GapLaw& law, std::uint64_t arrivals, double span_ns, RandomDraws start);

  /// The next of `arrivals` gaps [ns]. `exponential` is a draw of mean 1, which an exponential law
  /// uses; the others take theirs from `draws`.
  double next(double exponential, RandomDraws draws);

 private:
  /// Gaps yet to come whose lengths are gamma variates of one shape and scale.
  struct Kind {
    std::uint64_t count = 0;
    double sum_ns = 0.0;
  };

  ArrivalGaps law_;
  double shape_ = 1.0;
  std::array<Kind, 2> kinds_;
  double first_ns_ = 0.0;  // Of laws whose first gap is the wait from a random instant.
  bool first_ = false;     // It is still to come.
};

}  // namespace gigawatt::jobs
