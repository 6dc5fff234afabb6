// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/climate/weather.h"

namespace gigawatt::climate {

/// Adds `offset_dk` [K] to every dry bulb and moves the dew point so that relative humidity stays;
/// pressure, wind and sunlight stay too. Throws DomainError where the air leaves -100..200 degC.
/// docs/models/climate/weather.md.
void make_warmer(WeatherFile& file, double offset_dk);

}  // namespace gigawatt::climate
