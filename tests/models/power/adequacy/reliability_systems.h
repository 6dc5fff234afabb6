// SPDX-License-Identifier: Apache-2.0
#pragma once

// The two published systems on which adequacy programs are compared, and small ones by hand.
// Units and load model: IEEE Committee Report, "IEEE Reliability Test System", IEEE Transactions on
// Power Apparatus and Systems 98 (1979) 2047; R. Billinton et al., "A reliability test system for
// educational purposes: basic data", IEEE Transactions on Power Systems 4 (1989) 1238.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "models/power/adequacy/adequacy_case.h"

namespace gigawatt::test {

inline constexpr double kMwhJ = 3.6e9;

/// Units that are up and away for exponential times of these means.
inline power::UnitGroup units_of(const std::string& name, std::uint32_t units, double capacity_mw,
                                 double up_h, double repair_h) {
  power::UnitGroup group{.name = name, .units = units, .capacity_w = capacity_mw * 1e6};
  group.up = power::SpanLaw::exponential(up_h * 3600.0);
  group.modes = {{.repair = power::SpanLaw::exponential(repair_h * 3600.0)}};
  return group;
}

/// The same by outage rate.
inline power::UnitGroup units_out(const std::string& name, std::uint32_t units, double capacity_mw,
                                  double outage_rate, double repair_h) {
  return units_of(name, units, capacity_mw, repair_h * (1.0 / outage_rate - 1.0), repair_h);
}

/// Hourly load of 52 weeks from Monday on, of which the first is the first of the year.
inline std::vector<double> test_system_load(double peak_w) {
  constexpr std::array<double, 52> kWeek{
      86.2, 90.0, 87.8, 83.4, 88.0, 84.1, 83.2, 80.6, 74.0, 73.7, 71.5, 72.7,  70.4,
      75.0, 72.1, 80.0, 75.4, 83.7, 87.0, 88.0, 85.6, 81.1, 90.0, 88.7, 89.6,  86.1,
      75.5, 81.6, 80.1, 88.0, 72.2, 77.6, 80.0, 72.9, 72.6, 70.5, 78.0, 69.5,  72.4,
      72.4, 74.3, 74.4, 80.0, 88.1, 88.5, 90.9, 94.0, 89.0, 94.2, 97.0, 100.0, 95.2};
  constexpr std::array<double, 7> kDay{93, 100, 98, 96, 94, 77, 75};
  using Hours = std::array<double, 24>;
  // Winter, summer, spring and fall; weekdays, weekends.
  constexpr std::array<std::array<Hours, 2>, 3> kHour{{
      {{{67, 63, 60, 59, 59, 60,  74,  86, 95, 96, 96, 95,
         95, 95, 93, 94, 99, 100, 100, 96, 91, 83, 73, 63},
        {78, 72, 68, 66, 64, 65,  66, 70, 80, 88, 90, 91,
         90, 88, 87, 87, 91, 100, 99, 97, 94, 92, 87, 81}}},
      {{{64, 60,  58,  56, 56, 58, 64, 76, 87, 95, 99, 100,
         99, 100, 100, 97, 96, 96, 93, 92, 92, 93, 87, 72},
        {74, 70, 66, 65, 64, 62, 62, 66, 81,  86, 91, 93,
         93, 92, 91, 91, 92, 94, 95, 95, 100, 93, 88, 80}}},
      {{{63, 62, 60, 58, 59, 65, 72, 85, 95, 99, 100, 99,
         93, 92, 90, 88, 90, 92, 96, 98, 96, 90, 80,  70},
        {75, 73, 69, 66, 65, 65, 68, 74,  83, 89, 92, 94,
         91, 90, 90, 86, 85, 88, 92, 100, 97, 95, 90, 85}}},
  }};
  std::vector<double> load_w;
  for (std::size_t week = 0; week < 52; ++week) {
    const bool winter = week < 8 || week >= 43;
    const bool summer = week >= 17 && week < 30;
    const std::size_t season = winter ? 0 : summer ? 1 : 2;
    for (std::size_t day = 0; day < 7; ++day)
      for (const double hour : kHour[season][day < 5 ? 0 : 1])
        load_w.push_back(peak_w * kWeek[week] * kDay[day] * hour / 1e6);
  }
  return load_w;
}

/// IEEE RTS: 32 units, 3405 MW, peak 2850 MW, no maintenance.
inline power::AdequacyCase ieee_rts() {
  power::AdequacyCase plant{.path = "rts"};
  plant.load_w = test_system_load(2850e6);
  plant.groups = {
      units_of("12", 5, 12, 2940, 60),    units_of("20", 4, 20, 450, 50),
      units_of("50", 6, 50, 1980, 20),    units_of("76", 4, 76, 1960, 40),
      units_of("100", 3, 100, 1200, 50),  units_of("155", 4, 155, 960, 40),
      units_of("197", 3, 197, 950, 50),   units_of("350", 1, 350, 1150, 100),
      units_of("400", 2, 400, 1100, 150),
  };
  return plant;
}

/// Roy Billinton's test system: 11 units, 240 MW, peak 185 MW, the RTS load model.
inline power::AdequacyCase rbts() {
  power::AdequacyCase plant{.path = "rbts"};
  plant.load_w = test_system_load(185e6);
  plant.groups = {
      units_out("t40", 2, 40, 0.030, 45), units_out("t20", 1, 20, 0.025, 45),
      units_out("t10", 1, 10, 0.020, 45), units_out("h5", 2, 5, 0.010, 45),
      units_out("h40", 1, 40, 0.020, 60), units_out("h20", 4, 20, 0.015, 55),
  };
  return plant;
}

/// A day of 24 equal hours.
inline power::AdequacyCase flat_day(double load_mw) {
  power::AdequacyCase plant{.path = "site"};
  plant.load_w.assign(24, load_mw * 1e6);
  return plant;
}

}  // namespace gigawatt::test
