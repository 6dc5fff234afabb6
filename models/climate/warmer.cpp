// SPDX-License-Identifier: Apache-2.0
#include "models/climate/warmer.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "models/climate/psychrometrics.h"

namespace gigawatt::climate {

void make_warmer(WeatherFile& file, double offset_dk) {
  if (offset_dk == 0.0) return;
  for (WeatherRow& row : file.rows) {
    // The humidity that runs use is the dew point's; a file's own column may say another.
    const double fraction = saturation_pressure_pa(std::min(row.dew_point_k, row.dry_bulb_k)) /
                            saturation_pressure_pa(row.dry_bulb_k);
    row.dry_bulb_k += offset_dk;
    row.dew_point_k = dew_point_k(fraction * saturation_pressure_pa(row.dry_bulb_k));
  }
  file.origin.warmer_dk += offset_dk;
  file.notes.push_back(fmt::format("dry bulb {} by {:g} K in every hour, relative humidity kept",
                                   offset_dk > 0.0 ? "raised" : "lowered", std::abs(offset_dk)));
}

}  // namespace gigawatt::climate
