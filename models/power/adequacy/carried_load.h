// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much constant load a plant can carry on top of its own at a standard of adequacy. With no
// load of its own this is its firm capacity; the difference that a part makes is that part's
// effective load-carrying capability.

#include "models/power/adequacy/monte_carlo.h"

namespace gigawatt::power {

/// Largest constant load [W] on top of the case's with at most `most_lolh_h` hours of lost load a
/// year; 0 if the standard is missed without any. By outage tables, in whole watts; for a plant
/// without a battery.
double carried_load_w(const AdequacyCase& plant, double most_lolh_h);

struct CarriedLoad {
  double mean_w = 0.0;  ///< Where the mean of the years meets the standard.
  double sure_w = 0.0;  ///< Where the upper end of the interval does.
};

/// The same by simulated years, within `within_frac` of what could be supplied at most, rounded
/// down. All loads meet the same years, so more load never loses less.
CarriedLoad simulated_carried_load(const AdequacyCase& plant, double most_lolh_h,
                                   const MonteCarloOptions& options = {},
                                   double within_frac = 1e-4);

}  // namespace gigawatt::power
