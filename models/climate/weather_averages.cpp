// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "models/climate/daily_profile.h"
#include "models/climate/weather_checks.h"

// Averages of days, months or years that are written as if they were hours of weather.

namespace gigawatt::climate {
namespace {

/// Days of a year by their dry bulb.
struct DayOfAir {
  int month = 0;
  int line = 0;
  double mean_k = 0.0;
  bool is_flat = false;  ///< One value all day.
};

std::vector<DayOfAir> days_of(const std::vector<FileRow>& rows) {
  std::vector<DayOfAir> days;
  for (std::size_t first = 0; first + kHoursOfDay <= rows.size(); first += kHoursOfDay) {
    DayOfAir day{.month = rows[first].month, .line = rows[first].line, .is_flat = true};
    for (std::size_t i = first; i < first + kHoursOfDay; ++i) {
      day.mean_k += rows[i].value[dry_bulb] / static_cast<double>(kHoursOfDay);
      day.is_flat = day.is_flat && rows[i].value[dry_bulb] == rows[first].value[dry_bulb];
    }
    days.push_back(day);
  }
  return days;
}

/// Months whose days differ from the mean of the days beside them by less than any weather does.
std::vector<int> smooth_months(const std::vector<DayOfAir>& days) {
  constexpr double kLeastRmsK = 0.1;  // Singapore's calmest month of 2023 has 0.28 K.
  std::array<double, 12> square_sum{};
  std::array<double, 12> count{};
  for (std::size_t day = 1; day + 1 < days.size(); ++day) {
    const double departure_k =
        days[day].mean_k - 0.5 * (days[day - 1].mean_k + days[day + 1].mean_k);
    if (days[day - 1].month != days[day].month || days[day + 1].month != days[day].month ||
        std::isnan(departure_k))
      continue;
    const auto month = static_cast<std::size_t>(days[day].month - 1);
    square_sum[month] += departure_k * departure_k;
    count[month] += 1.0;
  }
  std::vector<int> smooth;
  for (std::size_t month = 0; month < square_sum.size(); ++month) {
    if (count[month] > 0.0 && square_sum[month] < kLeastRmsK * kLeastRmsK * count[month])
      smooth.push_back(static_cast<int>(month) + 1);
  }
  return smooth;
}

void note_constant_columns(const std::vector<FileRow>& rows, WeatherFile& file) {
  struct Column {
    Quantity quantity;
    const char* name;
  };
  constexpr std::array<Column, 3> kColumns{
      {{dew_point, "dew point"}, {relative_humidity, "relative humidity"}, {wind, "wind speed"}}};
  for (const Column& column : kColumns) {
    const double first = rows.front().value[column.quantity];
    if (std::all_of(rows.begin(), rows.end(),
                    [&](const FileRow& row) { return row.value[column.quantity] == first; })) {
      file.notes.push_back(fmt::format(
          "{} is the same in every row: a stand-in, not weather; used as given", column.name));
    }
  }
}

}  // namespace

void note_averages(const std::vector<FileRow>& rows, WeatherFile& file) {
  constexpr std::ptrdiff_t kManyFlatDays = 10;
  const std::vector<DayOfAir> days = days_of(rows);
  const auto flat = [](const DayOfAir& day) { return day.is_flat; };
  const auto flat_days = std::count_if(days.begin(), days.end(), flat);
  if (flat_days >= kManyFlatDays) {
    file.notes.push_back(
        fmt::format("dry bulb does not change within {} days (first in line {}): means of days or "
                    "months, not hourly weather; peaks are understated",
                    flat_days, std::find_if(days.begin(), days.end(), flat)->line));
  }
  const std::vector<int> smooth = smooth_months(days);
  if (!smooth.empty()) {
    file.notes.push_back(
        fmt::format("one day of a month is like the next (months {}): averages, not hourly "
                    "weather; peaks are understated",
                    fmt::join(smooth, ", ")));
  }
  note_constant_columns(rows, file);
}

}  // namespace gigawatt::climate
