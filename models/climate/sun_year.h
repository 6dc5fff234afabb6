// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/climate/irradiance.h"
#include "models/climate/solar_position.h"

namespace gigawatt::climate {

/// The sun over one place in a year of 365 days that stands for every year: declination and hour
/// angle at each local midnight by SPA, straight lines between. Within 0.01 deg of SPA in the year
/// it was made for (2025), 0.25 deg in others. docs/models/climate/solar_position.md.
class SunYear {
 public:
  SunYear(const Observer& observer, std::int64_t utc_offset_ns);

  struct Sun {
    Direction direction;               ///< As seen through the air.
    double extraterrestrial_w_per_m2;  ///< Facing the sun.
  };
  /// At an instant after New Year on local standard time, 0 ≤ since_new_year_ns < 365 days.
  Sun at(std::int64_t since_new_year_ns) const;

 private:
  struct Midnight {
    double sin_declination;
    double cos_declination;
    double hour_rad;  ///< Beyond the mean sun's -π.
    double extraterrestrial_w_per_m2;
  };

  Observer observer_;
  double sin_latitude_;
  double cos_latitude_;
  std::vector<Midnight> midnights_;  ///< 366: the last closes the year.
};

}  // namespace gigawatt::climate
