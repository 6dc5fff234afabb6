// SPDX-License-Identifier: Apache-2.0
#include "models/climate/design_day.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include <fmt/core.h>

#include "models/climate/calendar_year.h"
#include "models/climate/clear_year.h"
#include "models/climate/daily_profile.h"
#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

namespace gigawatt::climate {
namespace {

constexpr std::size_t kHoursOfYear = 8760;

double celsius(double kelvin) {
  return kelvin - kCelsiusZeroK;
}

/// The value that `exceeded_frac` of all lie above.
double upper_percentile(std::vector<double> values, double exceeded_frac) {
  const auto rank = static_cast<std::ptrdiff_t>(exceeded_frac * static_cast<double>(values.size()));
  std::nth_element(values.begin(), values.begin() + rank, values.end(), std::greater<>());
  return values[static_cast<std::size_t>(rank)];
}

/// Mean of one quantity over the hours in which another is near a value.
double coincident_mean(const std::vector<double>& of, const std::vector<double>& where,
                       double near_k, const char* missing) {
  constexpr double kNearK = 0.5;
  double sum_k = 0.0;
  double count = 0.0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (std::abs(where[i] - near_k) > kNearK) continue;
    sum_k += of[i];
    count += 1.0;
  }
  if (count == 0.0) {
    throw DomainError(fmt::format(
        "no hour of the weather lies within {} K of {:.1f} degC; expected a stated `{}`", kNearK,
        celsius(near_k), missing));
  }
  return sum_k / count;
}

/// Mean of daily maximum minus minimum in the month with the highest mean dry bulb.
double hottest_month_range_dk(const std::vector<double>& dry_bulb_k) {
  double hottest_mean_k = 0.0;
  double range_dk = 0.0;
  std::size_t first = 0;
  for (const std::size_t days : kDaysOfMonth) {
    double mean_k = 0.0;
    double month_range_dk = 0.0;
    for (std::size_t day = 0; day < days; ++day, first += kHoursOfDay) {
      const auto begin = dry_bulb_k.begin() + static_cast<std::ptrdiff_t>(first);
      const auto end = begin + static_cast<std::ptrdiff_t>(kHoursOfDay);
      const auto [lowest, highest] = std::minmax_element(begin, end);
      month_range_dk += (*highest - *lowest) / static_cast<double>(days);
      for (auto at = begin; at != end; ++at)
        mean_k += *at / static_cast<double>(days * kHoursOfDay);
    }
    if (mean_k <= hottest_mean_k) continue;
    hottest_mean_k = mean_k;
    range_dk = month_range_dk;
  }
  return range_dk;
}

/// Pressure and wind in which the day stands.
struct DayAround {
  double pressure_pa;
  double wind_m_per_s;  ///< NaN: not known.
};

DayAround around(const WeatherFile& year) {
  if (year.rows.empty()) {
    return {.pressure_pa = standard_pressure_pa(year.elevation_m),
            .wind_m_per_s = std::numeric_limits<double>::quiet_NaN()};
  }
  DayAround mean{};
  const double share = 1.0 / static_cast<double>(year.rows.size());
  for (const WeatherRow& row : year.rows) {
    mean.pressure_pa += row.pressure_pa * share;
    mean.wind_m_per_s += row.wind_m_per_s * share;
  }
  return mean;
}

std::string source_of(const DesignDayParams& params) {
  if (params.is_stated()) return "as stated";
  const bool by_dry_bulb = params.extreme == DesignExtreme::dry_bulb;
  if (by_dry_bulb ? params.dry_bulb_k : params.wet_bulb_k)
    return "as stated, the rest from the weather";
  return fmt::format("{:g} % of hours beyond the {}", params.exceeded_frac * 100.0,
                     by_dry_bulb ? "dry bulb" : "wet bulb");
}

std::string note_of(const DesignDayParams& params, const DesignAir& air) {
  return fmt::format(
      "a design day stands for every day ({}): {:.1f} degC dry bulb, {:.1f} degC wet bulb, daily "
      "range {:.1f} K, clear sky",
      source_of(params), celsius(air.dry_bulb_k), celsius(air.wet_bulb_k), air.daily_range_dk);
}

}  // namespace

DesignAir design_air(const DesignDayParams& params, const WeatherFile& year) {
  std::vector<double> dry_bulb_k, wet_bulb_k;
  if (!params.is_stated()) {
    const Weather weather(year);
    for (const AirState& point : weather.points()) {
      dry_bulb_k.push_back(point.dry_bulb_k);
      wet_bulb_k.push_back(point.wet_bulb_k);
    }
  }
  DesignAir air{};
  if (params.extreme == DesignExtreme::dry_bulb) {
    air.dry_bulb_k =
        params.dry_bulb_k ? *params.dry_bulb_k : upper_percentile(dry_bulb_k, params.exceeded_frac);
    air.wet_bulb_k = params.wet_bulb_k
                         ? *params.wet_bulb_k
                         : coincident_mean(wet_bulb_k, dry_bulb_k, air.dry_bulb_k, "wet_bulb");
  } else {
    air.wet_bulb_k =
        params.wet_bulb_k ? *params.wet_bulb_k : upper_percentile(wet_bulb_k, params.exceeded_frac);
    air.dry_bulb_k = params.dry_bulb_k
                         ? *params.dry_bulb_k
                         : coincident_mean(dry_bulb_k, wet_bulb_k, air.wet_bulb_k, "dry_bulb");
  }
  air.daily_range_dk =
      params.daily_range_dk ? *params.daily_range_dk : hottest_month_range_dk(dry_bulb_k);
  if (air.wet_bulb_k > air.dry_bulb_k) {
    throw DomainError(
        fmt::format("wet bulb {:.1f} degC above the dry bulb {:.1f} degC; "
                    "expected a wet bulb at or below it",
                    celsius(air.wet_bulb_k), celsius(air.dry_bulb_k)));
  }
  return air;
}

WeatherFile design_day_year(const DesignDayParams& params, const WeatherFile& year,
                            double linke_turbidity) {
  const DesignAir air = design_air(params, year);
  const DayAround day = around(year);
  const double ratio =
      humidity_ratio_from_wet_bulb(air.dry_bulb_k, air.wet_bulb_k, day.pressure_pa);
  if (ratio <= 0.0) {
    throw DomainError(fmt::format(
        "air of {:.1f} degC is drier than dry at a wet bulb of {:.1f} degC; expected a higher "
        "wet bulb",
        celsius(air.dry_bulb_k), celsius(air.wet_bulb_k)));
  }
  const double dew_k = dew_point_k(vapour_pressure_pa(ratio, day.pressure_pa));

  WeatherFile made = year;
  made.rows.resize(kHoursOfYear);
  for (std::size_t i = 0; i < made.rows.size(); ++i) {
    WeatherRow& row = made.rows[i];
    row.dry_bulb_k = air.dry_bulb_k - profile_at(made, i) * air.daily_range_dk;
    row.dew_point_k = std::min(dew_k, row.dry_bulb_k);
    row.relative_humidity =
        saturation_pressure_pa(row.dew_point_k) / saturation_pressure_pa(row.dry_bulb_k);
    row.pressure_pa = day.pressure_pa;
    row.wind_m_per_s = day.wind_m_per_s;
  }
  add_clear_sky(made, linke_turbidity);
  made.origin.design_day = true;
  made.notes.push_back(note_of(params, air));
  return made;
}

}  // namespace gigawatt::climate
