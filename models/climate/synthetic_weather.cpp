// SPDX-License-Identifier: Apache-2.0
#include "models/climate/synthetic_weather.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include <fmt/core.h>

#include "models/climate/calendar_year.h"
#include "models/climate/clear_year.h"
#include "models/climate/daily_profile.h"
#include "models/climate/psychrometrics.h"

namespace gigawatt::climate {
namespace {

constexpr std::size_t kDaysOfYear = 365;

double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values)
    sum += value;
  return sum / static_cast<double>(values.size());
}

/// Lifts each month's days so that their mean is the month's.
void restore_means(const std::vector<double>& months, std::vector<double>& days) {
  std::size_t first = 0;
  for (std::size_t month = 0; month < months.size(); ++month) {
    const std::span<double> of_month(days.data() + first, kDaysOfMonth[month]);
    const double lift = months[month] - mean_of(of_month);
    for (double& day : of_month)
      day += lift;
    first += kDaysOfMonth[month];
  }
}

/// Humidity of the hours of one month.
struct HumidMonth {
  std::span<WeatherRow> rows;
  std::span<const double> dew_point_k;  // as interpolated (days)

  /// Sets the dew points to those of the days plus a shift, at most the dry bulb.
  void fill(double shift_k) const {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      WeatherRow& row = rows[i];
      row.dew_point_k = std::min(dew_point_k[i / kHoursOfDay] + shift_k, row.dry_bulb_k);
    }
  }
  double mean_dew_point_k() const {
    double sum_k = 0.0;
    for (const WeatherRow& row : rows)
      sum_k += row.dew_point_k;
    return sum_k / static_cast<double>(rows.size());
  }
  double mean_relative_humidity() const {
    double sum = 0.0;
    for (const WeatherRow& row : rows)
      sum += saturation_pressure_pa(row.dew_point_k) / saturation_pressure_pa(row.dry_bulb_k);
    return sum / static_cast<double>(rows.size());
  }
};

/// Nights cut dew points off at the dry bulb; a shift of the month's dew points makes up for it.
void fill_humidity(const HumidMonth& month, const NormalsParams& normals, std::size_t index) {
  const bool by_dew_point = !normals.dew_point_k.empty();
  const double wanted =
      by_dew_point ? normals.dew_point_k[index] : normals.relative_humidity[index];
  double low_k = -60.0;
  double high_k = 60.0;
  constexpr int kHalvings = 60;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle_k = 0.5 * (low_k + high_k);
    month.fill(middle_k);
    const double got = by_dew_point ? month.mean_dew_point_k() : month.mean_relative_humidity();
    (got < wanted ? low_k : high_k) = middle_k;
  }
}

/// Dew points to start from where the normals give relative humidity.
std::vector<double> first_dew_points_k(const NormalsParams& normals) {
  if (!normals.dew_point_k.empty()) return normals.dew_point_k;
  std::vector<double> dew_k;
  for (std::size_t month = 0; month < kDaysOfMonth.size(); ++month) {
    const double highest_k = normals.daily_maximum_k[month];
    const double mean_k =
        highest_k - mean_daily_profile() * (highest_k - normals.daily_minimum_k[month]);
    dew_k.push_back(dew_point_k(normals.relative_humidity[month] * saturation_pressure_pa(mean_k)));
  }
  return dew_k;
}

std::string synthetic_note(const WeatherFile& file) {
  const auto hottest =
      std::max_element(file.rows.begin(), file.rows.end(),
                       [](const auto& a, const auto& b) { return a.dry_bulb_k < b.dry_bulb_k; });
  return fmt::format(
      "synthetic weather from monthly normals, without extremes, fronts or clouds: it understates "
      "peaks (hottest hour {:.1f} degC) and overstates sunlight",
      hottest->dry_bulb_k - kCelsiusZeroK);
}

}  // namespace

std::vector<double> daily_from_monthly(const std::vector<double>& months) {
  std::vector<double> days;
  for (std::size_t month = 0; month < months.size(); ++month)
    days.insert(days.end(), kDaysOfMonth[month], months[month]);
  // As many passes as days, so that every day has heard of every other.
  std::vector<double> smooth(days.size());
  for (std::size_t pass = 0; pass < days.size(); ++pass) {
    for (std::size_t day = 0; day < days.size(); ++day) {
      const std::size_t before = (day + days.size() - 1) % days.size();
      const std::size_t after = (day + 1) % days.size();
      smooth[day] = (days[before] + days[day] + days[after]) / 3.0;
    }
    restore_means(months, smooth);
    std::swap(days, smooth);
  }
  return days;
}

WeatherFile synthetic_weather(const NormalsParams& normals, const WeatherPlace& place,
                              double linke_turbidity) {
  WeatherFile file;
  file.place = "monthly normals";
  file.latitude_deg = place.latitude_deg;
  file.longitude_deg = place.longitude_deg;
  file.elevation_m = place.elevation_m;
  file.utc_offset_h = static_cast<double>(std::lround(place.longitude_deg / 15.0));
  file.clock_is_local = false;
  file.origin.synthetic = true;

  const std::vector<double> highest_k = daily_from_monthly(normals.daily_maximum_k);
  const std::vector<double> lowest_k = daily_from_monthly(normals.daily_minimum_k);
  const std::vector<double> dew_k = daily_from_monthly(first_dew_points_k(normals));
  const std::vector<double> wind_m_per_s =
      normals.wind_m_per_s.empty()
          ? std::vector<double>(kDaysOfYear, std::numeric_limits<double>::quiet_NaN())
          : daily_from_monthly(normals.wind_m_per_s);

  file.rows.resize(kDaysOfYear * kHoursOfDay);
  for (std::size_t i = 0; i < file.rows.size(); ++i) {
    const std::size_t day = i / kHoursOfDay;
    // Hours 1 to 24 of the day, as the profile has them.
    const double below = kDailyProfile[i % kHoursOfDay];
    WeatherRow& row = file.rows[i];
    row.dry_bulb_k = highest_k[day] - below * (highest_k[day] - lowest_k[day]);
    row.pressure_pa = standard_pressure_pa(place.elevation_m);
    row.wind_m_per_s =
        std::isnan(wind_m_per_s[day]) ? wind_m_per_s[day] : std::max(wind_m_per_s[day], 0.0);
  }
  std::size_t first = 0;
  for (std::size_t month = 0; month < kDaysOfMonth.size(); ++month) {
    const std::size_t count = kDaysOfMonth[month];
    fill_humidity({.rows = std::span(file.rows).subspan(first * kHoursOfDay, count * kHoursOfDay),
                   .dew_point_k = std::span(dew_k).subspan(first, count)},
                  normals, month);
    first += count;
  }
  for (WeatherRow& row : file.rows) {
    row.relative_humidity =
        saturation_pressure_pa(row.dew_point_k) / saturation_pressure_pa(row.dry_bulb_k);
  }
  add_clear_sky(file, linke_turbidity);
  file.notes.push_back(synthetic_note(file));
  return file;
}

}  // namespace gigawatt::climate
