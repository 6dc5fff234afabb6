// SPDX-License-Identifier: Apache-2.0
#include "models/climate/clear_year.h"

#include <algorithm>
#include <cmath>

#include "models/climate/angles.h"
#include "models/climate/clear_sky.h"
#include "models/climate/solar_weather.h"
#include "models/climate/sun_year.h"

namespace gigawatt::climate {

void add_clear_sky(WeatherFile& file, double linke_turbidity) {
  constexpr std::int64_t kParts = 12;  // Of an hour.
  const Observer observer = observer_of(file);
  const SunYear sun_year(observer, from_seconds(file.utc_offset_h * 3600.0));
  const ClearAir air{.linke_turbidity = linke_turbidity,
                     .elevation_m = file.elevation_m,
                     .pressure_pa = observer.pressure_pa};
  const std::int64_t first_ns = from_seconds((file.irradiance_middle_h - 0.5) * 3600.0);
  for (std::size_t row = 0; row < file.rows.size(); ++row) {
    ClearSky sum{};
    for (std::int64_t part = 0; part < kParts; ++part) {
      const std::int64_t at_ns = first_ns + static_cast<std::int64_t>(row) * kNsPerHour +
                                 kNsPerHour * (2 * part + 1) / (2 * kParts);
      const SunYear::Sun sun = sun_year.at((at_ns + kNsPerCommonYear) % kNsPerCommonYear);
      if (sun.direction.up <= 0.0) continue;
      const double zenith_deg = std::acos(std::min(sun.direction.up, 1.0)) / kRadPerDeg;
      const ClearSky sky = ineichen_clear_sky(zenith_deg, air, sun.extraterrestrial_w_per_m2);
      sum.ghi_w_per_m2 += sky.ghi_w_per_m2;
      sum.dni_w_per_m2 += sky.dni_w_per_m2;
      sum.dhi_w_per_m2 += sky.dhi_w_per_m2;
    }
    file.rows[row].ghi_w_per_m2 = sum.ghi_w_per_m2 / static_cast<double>(kParts);
    file.rows[row].dni_w_per_m2 = sum.dni_w_per_m2 / static_cast<double>(kParts);
    file.rows[row].dhi_w_per_m2 = sum.dhi_w_per_m2 / static_cast<double>(kParts);
  }
}

}  // namespace gigawatt::climate
