// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "models/climate/solar_weather.h"
#include "models/climate/weather.h"
#include "models/power/sources/pv_array.h"
#include "models/power/sources/soiling.h"

namespace gigawatt::power {

/// A photovoltaic plant in its weather. Immutable.
struct SolarPlant {
  PvArray array;
  std::shared_ptr<const climate::SolarWeather> sun;
  std::shared_ptr<const climate::Weather> air;
  std::shared_ptr<const SoilingYear> soiling;  ///< Null: a constant loss, part of the array's.
  TimeNs built_ns = 0;                         ///< It gives power and ages from then on.
};

/// Power it can give at an instant [W].
double solar_power_w(const SolarPlant& plant, TimeNs at_ns);

/// Mean of [from, to) [W]: instants in the middle of pieces of at most five minutes, so that an
/// hour is the same whether it is asked for at once or in parts of a quarter.
double mean_solar_power_w(const SolarPlant& plant, TimeNs from_ns, TimeNs to_ns);

}  // namespace gigawatt::power
