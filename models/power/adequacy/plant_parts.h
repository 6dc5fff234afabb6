// SPDX-License-Identifier: Apache-2.0
#pragma once

// From the parts of a power plant to series of an adequacy case: hour by hour over one typical year
// of 365 days that begins at New Year on local standard time.

#include <span>
#include <vector>

#include "models/climate/weather.h"
#include "models/power/adequacy/adequacy_case.h"
#include "models/power/sources/generator_params.h"
#include "models/power/sources/pv_params.h"
#include "models/power/storage/storage.h"

namespace gigawatt::power {

/// Mean alternating current of each hour over the rating of the modules, from steps of 5 minutes.
/// With dust if the params have it. Throws DomainError if the file has no irradiance.
std::vector<double> pv_year(const PvParams& params, const climate::WeatherFile& weather);

/// A fleet in that year: full load by the air less auxiliaries, blocks of maintenance, delivery.
/// Failures come with the clock's time, not with hours run; permits, start times and failing starts
/// are left out. `year` counts deliveries and weekdays.
UnitGroup unit_group(const GeneratorFleet& fleet, const climate::Weather& air, int year,
                     std::int64_t utc_offset_ns);

/// When a grid gives less, as luck has it.
struct GridInterruption {
  double per_year = 0.0;
  double mean_s = 0.0;   ///< Of exponential lengths.
  double limit_w = 0.0;  ///< Largest import meanwhile.
};

/// A grid connection: one unit, and each kind of interruption one of its outages. Kinds of which
/// none ever happens are left out.
UnitGroup grid_group(double limit_w, std::span<const GridInterruption> interruptions = {});

/// New cells.
AdequacyStore adequacy_store(const Storage& storage);

}  // namespace gigawatt::power
