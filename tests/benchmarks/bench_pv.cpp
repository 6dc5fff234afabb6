// SPDX-License-Identifier: Apache-2.0
// Time of the sun and of a photovoltaic plant along a year of five-minute steps, per interval.

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "models/climate/solar_position.h"
#include "models/climate/solar_weather.h"
#include "models/power/sources/pv_params.h"
#include "sim/engine/calendar.h"

using namespace gigawatt;
using namespace gigawatt::power;

namespace {

constexpr int kSteps = 105'120;
constexpr std::int64_t kStepNs = 5 * kNsPerMinute;

/// Best of five runs over the year, processor time. `use` returns something to add up.
template <class Use>
void time_year(const char* name, Use use) {
  const TimeNs start_ns = utc_midnight(2026, 1, 1) + kStepNs / 2;
  double best_ns = 1e30;
  double sum = 0.0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    sum = 0.0;
    const std::clock_t begin = std::clock();
    for (int step = 0; step < kSteps; ++step)
      sum += use(start_ns + step * kStepNs);
    best_ns = std::min(best_ns, 1e9 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  }
  std::printf("%-32s %8.1f ns per interval (mean %.6g)\n", name, best_ns / kSteps, sum / kSteps);
}

}  // namespace

int main() {
  const climate::WeatherFile file = climate::read_weather(
      GIGAWATT_SOURCE_DIR "/scenarios/data/weather/USA_AZ_Phoenix_TMY2_SAM.csv");
  const std::clock_t begin = std::clock();
  const climate::SolarWeather weather(file);
  std::printf("table of a weather file: %.1f ms\n",
              1e3 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
  PvParams params;
  params.dc_w = 1e6;
  const PvArray fixed = params.make();
  params.tracker = Tracking::single_axis;
  const PvArray tracker = params.make();

  const climate::Observer phoenix{.latitude_deg = file.latitude_deg,
                                  .longitude_deg = file.longitude_deg};
  time_year("solar position (SPA)",
            [&](TimeNs time_ns) { return climate::solar_position(time_ns, phoenix).zenith_deg; });
  time_year("sky from the table",
            [&](TimeNs time_ns) { return weather.at(time_ns).sky.ghi_w_per_m2; });
  const auto time_plant = [&](const char* name, const PvArray& array) {
    time_year(name, [&](TimeNs time_ns) {
      const climate::SolarState state = weather.at(time_ns);
      return pv_power(array, state.sky, {.wind_m_per_s = state.wind_m_per_s}).ac_w;
    });
  };
  time_plant("sky and fixed rows", fixed);
  time_plant("sky and trackers", tracker);
  return 0;
}
