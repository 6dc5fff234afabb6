// SPDX-License-Identifier: Apache-2.0
#include "models/climate/weather_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "models/climate/calendar_year.h"
#include "models/climate/psychrometrics.h"
#include "models/climate/weather_checks.h"

namespace gigawatt::climate {
namespace {

constexpr std::size_t kRowsOfYear = 8760;
constexpr std::size_t kLongestGap = 6;   // Hours closed by a straight line.
constexpr double kDewPointErrorK = 5.0;  // More than fog and rounding can explain.

struct Bounds {
  const char* name;
  double low;
  double high;
  double scale;  // From SI to what a reader of the message expects.
  double shift;
  const char* unit;
};
// Records of the Earth's surface with room to spare; irradiance allows for cloud edges and for
// the errors of known files.
constexpr std::array<Bounds, kQuantities> kBounds{{
    {"dry bulb", 173.15, 343.15, 1.0, -273.15, "degC"},
    {"dew point", 173.15, 313.15, 1.0, -273.15, "degC"},  // Dhahran, 2003: 35 degC.
    {"relative humidity", 0.0, 1.1, 100.0, 0.0, "%"},
    {"pressure", 31.0e3, 120.0e3, 1.0, 0.0, "Pa"},
    {"wind speed", 0.0, 110.0, 1.0, 0.0, "m/s"},
    {"global irradiance", 0.0, 1700.0, 1.0, 0.0, "W/m2"},
    {"direct irradiance", 0.0, 2000.0, 1.0, 0.0, "W/m2"},
    {"diffuse irradiance", 0.0, 1500.0, 1.0, 0.0, "W/m2"},
}};

struct HourOfYear {
  int month, day, hour;
  bool operator==(const HourOfYear&) const = default;
};

int days_in(int month) {
  return static_cast<int>(kDaysOfMonth[static_cast<std::size_t>(month - 1)]);
}

HourOfYear hour_after(HourOfYear at) {
  if (++at.hour < 24) return at;
  at.hour = 0;
  if (++at.day <= days_in(at.month)) return at;
  at.day = 1;
  at.month = at.month % 12 + 1;
  return at;
}

std::string name_of(const HourOfYear& at) {
  return fmt::format("month {} day {} hour {}-{}", at.month, at.day, at.hour, at.hour + 1);
}

void check_order(const std::vector<FileRow>& rows, FileProblems& problems) {
  HourOfYear expected{1, 1, 0};
  for (const FileRow& row : rows) {
    const HourOfYear found{row.month, row.day, row.hour};
    if (row.month < 1 || row.month > 12 || row.day < 1 || row.hour < 0 || row.hour > 23 ||
        row.day > days_in(row.month)) {
      problems.add(row.line, 1, fmt::format("{} is no hour of a year", name_of(found)),
                   name_of(expected));
      expected = hour_after(expected);
      continue;
    }
    if (found != expected) {
      problems.add(
          row.line, 1, fmt::format("the row is for {}", name_of(found)),
          fmt::format("{}: rows are hours in order, none missing, none twice", name_of(expected)));
    }
    expected = hour_after(found);
  }
  if (rows.size() != kRowsOfYear) {
    problems.add(rows.empty() ? 1 : rows.back().line, 1,
                 fmt::format("the file has {} hourly rows", rows.size()),
                 "8760 (a year without 29 February); is the file complete?");
  }
}

void check_bounds(const std::vector<FileRow>& rows, FileProblems& problems) {
  for (const FileRow& row : rows) {
    bool is_air = true;
    for (std::size_t q = 0; q < kQuantities; ++q) {
      const Bounds& bounds = kBounds[q];
      const double value = row.value[q];
      const auto shown = [&](double si) { return si * bounds.scale + bounds.shift; };
      const bool marked = is_missing_mark(q, shown(value));
      if (std::isnan(value) || (value >= bounds.low && value <= bounds.high && !marked)) continue;
      if (q == dry_bulb || q == dew_point) is_air = false;
      if (marked) {
        problems.add(
            row.line, row.column[q],
            fmt::format("{} {:.10g} {} looks like another format's mark for a missing value",
                        bounds.name, shown(value), bounds.unit),
            "this format's own mark, which the documentation lists, or a value");
        continue;
      }
      problems.add(
          row.line, row.column[q],
          fmt::format("{} {:.10g} {} is impossible", bounds.name, shown(value), bounds.unit),
          fmt::format("{:.6g} to {:.6g} {}", shown(bounds.low), shown(bounds.high), bounds.unit));
    }
    const double excess_k = row.value[dew_point] - row.value[dry_bulb];
    if (is_air && excess_k > kDewPointErrorK) {
      problems.add(row.line, row.column[dew_point],
                   fmt::format("dew point {:.1f} K above the dry bulb", excess_k),
                   "a dew point at or below the dry bulb");
    }
  }
}

/// Closes gaps of one quantity by straight lines, over New Year too. A quantity that is missing
/// in every row stays so: the file does not have it.
void close_gaps(std::vector<FileRow>& rows, std::size_t q, WeatherFile& file,
                FileProblems& problems) {
  const std::size_t count = rows.size();
  const auto missing = [&](std::size_t i) { return std::isnan(rows[i % count].value[q]); };
  std::size_t first_known = 0;
  while (first_known < count && missing(first_known))
    ++first_known;
  if (first_known == count) return;

  std::size_t filled = 0;
  int first_line = 0;
  for (std::size_t i = first_known; i < first_known + count; ++i) {
    if (!missing(i)) continue;
    std::size_t end = i;
    while (missing(end))
      ++end;
    const FileRow& at = rows[i % count];
    if (end - i > kLongestGap) {
      problems.add(at.line, at.column[q],
                   fmt::format("{} is missing for {} hours", kBounds[q].name, end - i),
                   fmt::format("at most {} hours, which a straight line can close", kLongestGap));
    }
    const double before = rows[(i - 1) % count].value[q];
    const double after = rows[end % count].value[q];
    if (filled == 0) first_line = at.line;
    filled += end - i;
    for (std::size_t k = i; k < end; ++k) {
      const double share = static_cast<double>(k - i + 1) / static_cast<double>(end - i + 1);
      rows[k % count].value[q] = before + share * (after - before);
    }
    i = end;
  }
  if (filled > 0) {
    file.notes.push_back(
        fmt::format("{} missing in {} rows (first in line {}); closed by straight lines",
                    kBounds[q].name, filled, first_line));
  }
}

/// Dew point and relative humidity say the same; one stands in where the other is missing.
void complete_humidity(std::vector<FileRow>& rows) {
  for (FileRow& row : rows) {
    double& dew_k = row.value[dew_point];
    const double air_k = row.value[dry_bulb];
    double& fraction = row.value[relative_humidity];
    if (std::isnan(air_k)) continue;
    if (std::isnan(dew_k) && !std::isnan(fraction)) {
      dew_k = dew_point_k(std::min(fraction, 1.0) * saturation_pressure_pa(air_k));
    } else if (std::isnan(fraction) && !std::isnan(dew_k)) {
      fraction = saturation_pressure_pa(std::min(dew_k, air_k)) / saturation_pressure_pa(air_k);
    }
  }
}

}  // namespace

void finish_rows(std::vector<FileRow> rows, WeatherFile& file, FileProblems& problems) {
  const auto leap_rows =
      std::erase_if(rows, [](const FileRow& row) { return row.month == 2 && row.day == 29; });
  if (leap_rows > 0) {
    file.notes.push_back(
        fmt::format("29 February dropped ({} rows); leap years repeat the 28th", leap_rows));
  }
  check_order(rows, problems);
  check_bounds(rows, problems);
  if (file.elevation_m < -430.0 || file.elevation_m > 6000.0) {
    problems.add(1, 0, fmt::format("elevation {:.0f} m is impossible", file.elevation_m),
                 "-430 to 6000 m");
  }
  problems.throw_if_any();

  note_averages(rows, file);
  settle_humidity(rows, file);
  close_gaps(rows, dry_bulb, file, problems);
  complete_humidity(rows);
  for (std::size_t q = dew_point; q < kQuantities; ++q)
    close_gaps(rows, q, file, problems);
  for (const auto q : {dry_bulb, dew_point}) {
    if (!std::isnan(rows.front().value[q])) continue;
    problems.add(
        rows.front().line, rows.front().column[q],
        fmt::format("{} is missing in every row", kBounds[q].name),
        q == dry_bulb ? "a value per hour" : "a dew point or a relative humidity per hour");
  }
  problems.throw_if_any();

  note_supersaturation(rows, file);
  note_direct_irradiance(rows, file);
  settle_pressure(rows, file, problems);
  problems.throw_if_any();
  file.rows.reserve(rows.size());
  for (const FileRow& row : rows) {
    const auto& v = row.value;
    file.rows.push_back({.dry_bulb_k = v[dry_bulb],
                         .dew_point_k = v[dew_point],
                         .relative_humidity = v[relative_humidity],
                         .pressure_pa = v[pressure],
                         .wind_m_per_s = v[wind],
                         .ghi_w_per_m2 = v[ghi],
                         .dni_w_per_m2 = v[dni],
                         .dhi_w_per_m2 = v[dhi]});
  }
}

}  // namespace gigawatt::climate
