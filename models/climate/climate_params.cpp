// SPDX-License-Identifier: Apache-2.0
#include "models/climate/climate_params.h"

#include <fmt/core.h>

#include "models/climate/daily_profile.h"

namespace gigawatt::climate {
namespace {

constexpr std::size_t kMonths = 12;
constexpr auto kExtremes = choices({
    {"dry-bulb", "The hottest air, with the mean wet bulb of such hours."},
    {"wet-bulb", "The most humid air, with the mean dry bulb of such hours."},
});

struct ProblemsAt {
  std::vector<Problem> list;
  void add(std::string path, std::string what, std::string expected) {
    list.push_back(problem_at(std::move(path), std::move(what), std::move(expected)));
  }
};

void check_months(const NormalsParams& normals, const char* key, const std::vector<double>& months,
                  ProblemsAt& problems) {
  if (months.size() == kMonths) return;
  problems.add(normals.path + "." + key, fmt::format("{} values", months.size()),
               "12, one per month, January first");
}

void check_normals(const NormalsParams& normals, ProblemsAt& problems) {
  check_months(normals, "daily_maximum", normals.daily_maximum_k, problems);
  check_months(normals, "daily_minimum", normals.daily_minimum_k, problems);
  if (!normals.dew_point_k.empty())
    check_months(normals, "dew_point", normals.dew_point_k, problems);
  if (!normals.relative_humidity.empty())
    check_months(normals, "relative_humidity", normals.relative_humidity, problems);
  if (!normals.wind_m_per_s.empty()) check_months(normals, "wind", normals.wind_m_per_s, problems);
  if (normals.dew_point_k.empty() == normals.relative_humidity.empty()) {
    problems.add(
        normals.path,
        normals.dew_point_k.empty() ? "the humidity is not said" : "the humidity is said twice",
        "`dew_point:` or `relative_humidity:`, 12 values");
  }
  if (!problems.list.empty()) return;
  for (std::size_t month = 0; month < kMonths; ++month) {
    const double highest_k = normals.daily_maximum_k[month];
    const double lowest_k = normals.daily_minimum_k[month];
    if (highest_k < lowest_k) {
      problems.add(fmt::format("{}.daily_minimum.{}", normals.path, month),
                   fmt::format("the minimum lies {:.1f} K above the maximum", lowest_k - highest_k),
                   "a minimum at or below the maximum");
    }
    // Saturated all day is the most that air can hold.
    const double mean_k = highest_k - mean_daily_profile() * (highest_k - lowest_k);
    if (!normals.dew_point_k.empty() && normals.dew_point_k[month] > mean_k) {
      problems.add(fmt::format("{}.dew_point.{}", normals.path, month),
                   fmt::format("the dew point lies {:.1f} K above the mean dry bulb",
                               normals.dew_point_k[month] - mean_k),
                   "a dew point that the air of the month can hold");
    }
  }
}

void check_design_day(const DesignDayParams& day, bool has_weather, bool has_place,
                      ProblemsAt& problems) {
  if (!has_weather && !day.is_stated()) {
    problems.add(day.path, "a design day that is not fully stated is taken from weather",
                 "`weather:`, `climate.normals:`, or dry_bulb, wet_bulb and daily_range");
  }
  if (!has_weather && day.is_stated() && !has_place)
    problems.add(day.path, "a design day without a weather file stands nowhere", "`place:`");
  if (day.dry_bulb_k && day.wet_bulb_k && *day.wet_bulb_k > *day.dry_bulb_k) {
    problems.add(day.path + ".wet_bulb",
                 fmt::format("the wet bulb lies {:.1f} K above the dry bulb",
                             *day.wet_bulb_k - *day.dry_bulb_k),
                 "a wet bulb at or below the dry bulb");
  }
}

}  // namespace

void DesignDayParams::visit(FieldVisitor& v) {
  v.here(path);
  v.choice({.name = "extreme", .doc = "Which quantity is the extreme one."}, kExtremes, extreme);
  v.number({.name = "exceeded",
            .doc = "Share of the weather's hours beyond the extreme; 0: its highest hour.",
            .min = 0.0,
            .max = 0.2},
           exceeded_frac);
  v.number({.name = "dry_bulb",
            .unit = "K",
            .doc = "Of the hottest hour; from the weather if absent.",
            .min = 243.15,
            .max = 338.15},
           dry_bulb_k);
  v.number({.name = "wet_bulb",
            .unit = "K",
            .doc = "In the hottest hour; from the weather if absent.",
            .min = 233.15,
            .max = 313.15},
           wet_bulb_k);
  v.number({.name = "daily_range",
            .unit = "dK",
            .doc = "Maximum minus minimum dry bulb; the mean of the weather's hottest month if "
                   "absent.",
            .min = 0.0,
            .max = 40.0},
           daily_range_dk);
}

void NormalsParams::visit(FieldVisitor& v) {
  v.here(path);
  v.numbers({.name = "daily_maximum",
             .unit = "K",
             .doc = "Mean daily maximum dry bulb of each month, January first.",
             .min = 203.15,
             .max = 328.15,
             .required = true},
            daily_maximum_k);
  v.numbers({.name = "daily_minimum",
             .unit = "K",
             .doc = "Mean daily minimum dry bulb of each month.",
             .min = 203.15,
             .max = 323.15,
             .required = true},
            daily_minimum_k);
  v.numbers({.name = "dew_point",
             .unit = "K",
             .doc = "Mean dew point of each month; or relative_humidity.",
             .min = 193.15,
             .max = 308.15},
            dew_point_k);
  v.numbers({.name = "relative_humidity",
             .doc = "Mean relative humidity of each month; or dew_point.",
             .min = 0.02,
             .max = 1.0},
            relative_humidity);
  v.numbers({.name = "wind",
             .unit = "m/s",
             .doc = "Mean wind speed of each month; 1 m/s on photovoltaic modules if absent.",
             .min = 0.0,
             .max = 40.0},
            wind_m_per_s);
}

void ClimateParams::visit(FieldVisitor& v) {
  v.here(path);
  v.group({.name = "normals",
           .doc = "Synthetic weather from published monthly means, instead of a file; needs "
                  "`place:`."},
          normals);
  v.number({.name = "warmer",
            .unit = "dK",
            .doc = "Added to every dry bulb of the weather; relative humidity is kept.",
            .min = -15.0,
            .max = 15.0},
           warmer_dk);
  v.group({.name = "design_day", .doc = "One day, repeated, in place of the year."}, design_day);
  v.number({.name = "turbidity",
            .doc = "Linke turbidity of the clear sky over `normals` and `design_day`: 2 clean and "
                   "cold, 3 rural, 4 to 6 desert dust.",
            .min = 1.0,
            .max = 10.0},
           turbidity);
}

std::vector<Problem> find_climate_problems(const ClimateParams& params, bool has_file,
                                           bool has_place) {
  ProblemsAt problems;
  if (params.normals) {
    check_normals(*params.normals, problems);
    if (has_file)
      problems.add(params.normals->path, "the site has a weather file too",
                   "`weather:` or `climate.normals:`");
    if (!has_place)
      problems.add(params.normals->path, "synthetic weather stands nowhere",
                   "`place:` with latitude, longitude and elevation");
  }
  if (params.design_day)
    check_design_day(*params.design_day, has_file || params.normals.has_value(), has_place,
                     problems);
  if (params.warmer_dk != 0.0 && !has_file && !params.normals)
    problems.add(params.path + ".warmer", "there is no weather to make warmer",
                 "`weather:` or `climate.normals:`; a stated design day is used as stated");
  return std::move(problems.list);
}

}  // namespace gigawatt::climate
