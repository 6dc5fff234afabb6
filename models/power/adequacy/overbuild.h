// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much sun alone takes: the least photovoltaics that, with a battery and nothing else, carry a
// constant load through every hour of a typical year. Equations and figures:
// docs/models/power/adequacy.md.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/power/adequacy/adequacy_case.h"

namespace gigawatt::power {

struct SolarCase {
  std::string path;  ///< For messages.
  double load_w = 0.0;
  double step_s = 3600.0;
  std::vector<double> pv_frac = {};  ///< Alternating current per rating of the modules, per step.
  AdequacyStore block = {};  ///< The battery is built of such blocks, power and energy together.
  double most_unserved_frac = 0.0;  ///< Of the year's energy; 0 is full availability.
  double most_overbuild = 1000.0;   ///< Beyond this, more modules are no answer.
};

/// What one size of battery takes.
struct SolarPoint {
  double battery_h = 0.0;                ///< Nameplate energy over load.
  std::optional<double> overbuild = {};  ///< Rating of the modules over load; absent: none will do.
  double spilled_frac = 0.0;             ///< At that size: share of the sun's energy without use.
  double lolh_at_one_h = 0.0;            ///< With modules rated as the load.
  double unserved_frac_at_one = 0.0;     ///< Of the year's energy.
};

/// For each size of battery, in the order given. The overbuild is the upper end of an interval of
/// 1/1000 of the load: it serves. Throws DomainError if the case makes no sense.
std::vector<SolarPoint> overbuild_curve(const SolarCase& solar, std::span<const double> battery_h);

/// Longest time [h] without any output.
double longest_dark_h(const SolarCase& solar);

/// The curve in words and figures, one line per size of battery and a sentence that judges it.
std::string overbuild_table(const SolarCase& solar, std::span<const SolarPoint> curve);
std::string overbuild_verdict(const SolarCase& solar, std::span<const SolarPoint> curve);

}  // namespace gigawatt::power
