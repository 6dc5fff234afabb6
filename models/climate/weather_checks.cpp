// SPDX-License-Identifier: Apache-2.0
#include "models/climate/weather_checks.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "models/climate/psychrometrics.h"

namespace gigawatt::climate {
namespace {

constexpr double kDewPointSlackK = 0.5;  // Rounding of two sensors.

bool is_given(const FileRow& row, std::size_t quantity) {
  return !std::isnan(row.value[quantity]);
}

/// Elevation [m] whose standard atmosphere has a pressure: the inverse of standard_pressure_pa.
double standard_elevation_m(double pressure_pa) {
  return (1.0 - std::pow(pressure_pa / 101325.0, 1.0 / 5.2559)) / 2.25577e-5;
}

double dew_point_of(const FileRow& row) {
  return dew_point_k(std::clamp(row.value[relative_humidity], 0.01, 1.0) *
                     saturation_pressure_pa(row.value[dry_bulb]));
}

/// Wet bulb by the file's relative humidity.
double wet_bulb_of(const FileRow& row) {
  const double pressure_pa = is_given(row, pressure) ? row.value[pressure] : 101325.0;
  return air_from_relative_humidity(row.value[dry_bulb], row.value[relative_humidity], pressure_pa)
      .wet_bulb_k;
}

/// How the two humidities of a file agree, in rows above freezing: below, files differ in whether
/// they mean ice or water.
struct HumidityMatch {
  std::size_t compared = 0;
  std::size_t apart = 0;   ///< Rows whose relative humidities differ by more than 0.1.
  double most_frac = 0.0;  ///< Furthest apart, and where.
  int line = 0;
  double wet_bulb_square_sum = 0.0;   ///< Of dew point minus wet bulb by relative humidity [K²].
  double dew_point_square_sum = 0.0;  ///< Of dew point minus dew point by relative humidity [K²].
};

HumidityMatch match_humidity(const std::vector<FileRow>& rows) {
  constexpr double kApartFrac = 0.1;
  HumidityMatch match;
  for (const FileRow& row : rows) {
    const auto& v = row.value;
    if (!is_given(row, dry_bulb) || !is_given(row, dew_point) || !is_given(row, relative_humidity))
      continue;
    if (v[dry_bulb] <= kTriplePointK) continue;
    ++match.compared;
    const double implied_frac = saturation_pressure_pa(std::min(v[dew_point], v[dry_bulb])) /
                                saturation_pressure_pa(v[dry_bulb]);
    const double apart_frac = std::abs(implied_frac - v[relative_humidity]);
    if (apart_frac <= kApartFrac) continue;
    ++match.apart;
    match.wet_bulb_square_sum += std::pow(v[dew_point] - wet_bulb_of(row), 2);
    match.dew_point_square_sum += std::pow(v[dew_point] - dew_point_of(row), 2);
    if (apart_frac > match.most_frac) {
      match.most_frac = apart_frac;
      match.line = row.line;
    }
  }
  return match;
}

void note_range_of_humidity(const std::vector<FileRow>& rows, WeatherFile& file) {
  std::size_t above = 0;
  std::size_t none = 0;
  int above_line = 0;
  int none_line = 0;
  for (const FileRow& row : rows) {
    const double fraction = row.value[relative_humidity];
    if (fraction > 1.005 && above++ == 0) above_line = row.line;
    if (fraction <= 0.0 && none++ == 0) none_line = row.line;
  }
  if (above > 0) {
    file.notes.push_back(
        fmt::format("relative humidity above 100 % in {} rows (first in line {}); taken as "
                    "saturated",
                    above, above_line));
  }
  if (none > 0) {
    file.notes.push_back(
        fmt::format("relative humidity of 0 % in {} rows (first in line {}); no air is so dry",
                    none, none_line));
  }
}

std::array<double, 12> month_means(const std::vector<FileRow>& rows, Quantity quantity) {
  std::array<double, 12> sum{};
  std::array<double, 12> count{};
  for (const FileRow& row : rows) {
    const auto month = static_cast<std::size_t>(row.month - 1);
    sum[month] += row.value[quantity];
    count[month] += 1.0;
  }
  for (std::size_t month = 0; month < sum.size(); ++month)
    sum[month] /= count[month];
  return sum;
}

/// The pressure that the file's elevation and sea level should have.
struct PressureScale {
  double standard_pa;
  double sea_level_pa = standard_pressure_pa(0.0);
  double drop_pa() const { return sea_level_pa - standard_pa; }
  /// Weather moves a mean by up to 3 kPa, elevation by 1.2 kPa per 100 m.
  bool is_sea_level(double mean_pa) const {
    return drop_pa() > 1000.0 &&
           mean_pa > std::max(standard_pa + 0.6 * drop_pa(), sea_level_pa - 3000.0);
  }
};

/// Months at sea level among months that are not: some rows were reduced, and nobody knows which.
void check_mixed_pressure(const std::vector<FileRow>& rows, const WeatherFile& file,
                          const PressureScale& scale, FileProblems& problems) {
  if (scale.drop_pa() < 5000.0) return;
  const std::array<double, 12> means = month_means(rows, pressure);
  const auto reduced = [&](std::size_t month) { return scale.is_sea_level(means[month]); };
  for (std::size_t month = 1; month < means.size(); ++month) {
    if (reduced(month) == reduced(month - 1)) continue;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const FileRow& r) {
      return r.month == static_cast<int>(month) + 1;
    });
    problems.add(row->line, row->column[pressure],
                 fmt::format("mean pressure goes from {:.0f} to {:.0f} Pa between months {} and {}",
                             means[month - 1], means[month], month, month + 1),
                 fmt::format("all of {:.0f} m (near {:.0f} Pa) or all reduced to sea level",
                             file.elevation_m, scale.standard_pa));
    return;
  }
}

}  // namespace

bool is_missing_mark(std::size_t quantity, double shown) {
  const auto is = [shown](double mark) { return std::abs(shown - mark) < 1e-6; };
  const auto is_any_negative = [&] {
    return is(-99.0) || is(-99.9) || is(-999.0) || is(-999.9) || is(-9999.0) || is(-9900.0) ||
           is(-99999.0);
  };
  if (is_any_negative()) return true;
  switch (quantity) {
    case dry_bulb:
    case dew_point:
    case wind:
      return is(99.0) || is(99.9) || is(999.0) || is(999.9) || is(9999.0) || is(9999.9);
    case relative_humidity:
      return is(999.0) || is(999.9) || is(9999.0);
    default:  // 999 W/m² is sunlight, 99999 Pa is air.
      return is(9999.0) || is(999999.0);
  }
}

void settle_humidity(std::vector<FileRow>& rows, WeatherFile& file) {
  note_range_of_humidity(rows, file);
  const HumidityMatch match = match_humidity(rows);
  if (match.apart * 100 <= match.compared) return;  // Single hours, as in TMY3 files.
  const double apart = static_cast<double>(match.apart);
  const double to_wet_bulb_k = std::sqrt(match.wet_bulb_square_sum / apart);
  const double to_dew_point_k = std::sqrt(match.dew_point_square_sum / apart);
  if (to_wet_bulb_k < 1.5 && 2.0 * to_wet_bulb_k < to_dew_point_k) {
    for (FileRow& row : rows) {
      if (is_given(row, relative_humidity))
        row.value[dew_point] = std::numeric_limits<double>::quiet_NaN();
    }
    file.notes.push_back(fmt::format(
        "the dew points are wet bulbs ({:.1f} K from those of the relative humidity, {:.1f} K from "
        "its dew points); humidity is taken from the relative humidity",
        to_wet_bulb_k, to_dew_point_k));
    return;
  }
  file.notes.push_back(
      fmt::format("dew point and relative humidity disagree by more than 10 % in {} rows (most "
                  "{:.0f} %, line {}); the dew point is used",
                  match.apart, match.most_frac * 100.0, match.line));
}

void note_supersaturation(const std::vector<FileRow>& rows, WeatherFile& file) {
  std::size_t count = 0;
  double most_k = 0.0;
  int line = 0;
  for (const FileRow& row : rows) {
    const double excess_k = row.value[dew_point] - row.value[dry_bulb];
    if (!(excess_k > kDewPointSlackK)) continue;
    ++count;
    if (excess_k > most_k) {
      most_k = excess_k;
      line = row.line;
    }
  }
  if (count == 0) return;
  file.notes.push_back(fmt::format(
      "dew point above the dry bulb in {} rows (most {:.1f} K, line {}); taken as saturated", count,
      most_k, line));
}

void note_direct_irradiance(const std::vector<FileRow>& rows, WeatherFile& file) {
  constexpr double kMostOutsideAtmosphere = 1413.0;  // Solar constant at perihelion [W/m²].
  const auto count = std::count_if(rows.begin(), rows.end(), [](const FileRow& row) {
    return row.value[dni] > kMostOutsideAtmosphere;
  });
  if (count == 0) return;
  file.notes.push_back(
      fmt::format("direct irradiance above {:.0f} W/m2, the most outside the atmosphere, in {} "
                  "rows; kept as given",
                  kMostOutsideAtmosphere, count));
}

void settle_pressure(std::vector<FileRow>& rows, WeatherFile& file, FileProblems& problems) {
  constexpr double kUnusualPa = 2500.0;     // Beyond the lows and highs of any place's mean.
  constexpr double kImpossiblePa = 10.0e3;  // 900 m of elevation.
  const PressureScale scale{.standard_pa = standard_pressure_pa(file.elevation_m)};
  if (std::none_of(rows.begin(), rows.end(),
                   [](const FileRow& row) { return is_given(row, pressure); })) {
    for (FileRow& row : rows)
      row.value[pressure] = scale.standard_pa;
    file.notes.push_back(
        fmt::format("no pressure in the file; standard atmosphere at {:.0f} m, {:.0f} Pa",
                    file.elevation_m, scale.standard_pa));
    return;
  }
  check_mixed_pressure(rows, file, scale, problems);
  if (!problems.empty()) return;
  double sum_pa = 0.0;
  for (const FileRow& row : rows)
    sum_pa += row.value[pressure];
  const double mean_pa = sum_pa / static_cast<double>(rows.size());
  const double excess_pa = mean_pa - scale.standard_pa;
  if (scale.is_sea_level(mean_pa)) {
    const double factor = scale.standard_pa / scale.sea_level_pa;
    for (FileRow& row : rows)
      row.value[pressure] *= factor;
    file.notes.push_back(
        fmt::format("mean pressure {:.0f} Pa is that of sea level, not of {:.0f} m; multiplied by "
                    "{:.4f} (standard atmosphere)",
                    mean_pa, file.elevation_m, factor));
  } else if (std::abs(excess_pa) > kImpossiblePa) {
    problems.add(rows.front().line, rows.front().column[pressure],
                 fmt::format("mean pressure {:.0f} Pa belongs to an elevation of {:.0f} m, but the "
                             "file says {:.0f} m",
                             mean_pa, standard_elevation_m(mean_pa), file.elevation_m),
                 fmt::format("near {:.0f} Pa; is the elevation in feet, or the pressure in another "
                             "unit?",
                             scale.standard_pa));
  } else if (std::abs(excess_pa) > kUnusualPa) {
    file.notes.push_back(fmt::format(
        "mean pressure {:.0f} Pa belongs to an elevation of {:.0f} m, but the file says "
        "{:.0f} m (standard {:.0f} Pa); used as given",
        mean_pa, standard_elevation_m(mean_pa), file.elevation_m, scale.standard_pa));
  }
}

}  // namespace gigawatt::climate
