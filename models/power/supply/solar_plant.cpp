// SPDX-License-Identifier: Apache-2.0
#include "models/power/supply/solar_plant.h"

#include <algorithm>

namespace gigawatt::power {
namespace {

constexpr std::int64_t kLongestPieceNs = 5 * kNsPerMinute;
constexpr double kYearNs = 365.25 * static_cast<double>(kNsPerDay);

}  // namespace

double solar_power_w(const SolarPlant& plant, TimeNs at_ns) {
  if (at_ns < plant.built_ns) return 0.0;
  const climate::SolarState seen = plant.sun->at(at_ns);
  if (seen.sky.ghi_w_per_m2 <= 0.0) return 0.0;  // night
  const PvAir air{plant.air->at(at_ns).dry_bulb_k, seen.wind_m_per_s};
  const PvCondition condition{.soiling_frac = plant.soiling ? plant.soiling->at(at_ns) : 0.0,
                              .age_years = static_cast<double>(at_ns - plant.built_ns) / kYearNs};
  return std::max(0.0, pv_power(plant.array, seen.sky, air, condition).ac_w);
}

double mean_solar_power_w(const SolarPlant& plant, TimeNs from_ns, TimeNs to_ns) {
  const std::int64_t span_ns = to_ns - from_ns;
  const std::int64_t pieces =
      std::max<std::int64_t>(1, (span_ns + kLongestPieceNs - 1) / kLongestPieceNs);
  double sum_w = 0.0;
  for (std::int64_t i = 0; i < pieces; ++i)
    sum_w += solar_power_w(plant, from_ns + (2 * i + 1) * span_ns / (2 * pieces));
  return sum_w / static_cast<double>(pieces);
}

}  // namespace gigawatt::power
