// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/soiling.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "models/climate/angles.h"
#include "models/climate/calendar_year.h"
#include "models/climate/series.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

constexpr std::size_t kYearHours = 8760;
constexpr double kHourDays = 1.0 / 24.0;

/// Rain of the last `steps` steps up to step `at`.
double rain_until(std::span<const double> rain_m, std::size_t at, std::size_t steps) {
  double sum_m = 0.0;
  for (std::size_t i = at + 1 > steps ? at + 1 - steps : 0; i <= at; ++i)
    sum_m += rain_m[i];
  return sum_m;
}

/// Kimber's state from step to step.
class Dust {
 public:
  Dust(const SoilingParams& params, double step_days, double start_loss)
      : params_(params), step_days_(step_days), loss_(start_loss) {}

  double loss() const { return std::min(loss_, params_.max_loss); }

  void settle() {
    loss_ += params_.loss_per_day * step_days_;
    damp_days_ -= step_days_;
  }
  void rain(double day_rain_m) {
    // Half a step of slack: days are sums of steps.
    if (day_rain_m >= params_.clean_rain_m) damp_days_ = params_.grace_days - 0.5 * step_days_;
    if (damp_days_ > 0.0) loss_ = 0.0;
  }
  void wash() { loss_ = 0.0; }

 private:
  const SoilingParams& params_;
  double step_days_;
  double loss_;
  double damp_days_ = 0.0;
};

bool washes_at(const SoilingParams& params, std::size_t step, double step_days) {
  if (!params.wash_days || step == 0) return false;
  const double before =
      std::floor((static_cast<double>(step) - 0.5) * step_days / *params.wash_days);
  const double after =
      std::floor((static_cast<double>(step) + 0.5) * step_days / *params.wash_days);
  return after > before;
}

std::size_t steps_per_day(double step_days) {
  return static_cast<std::size_t>(std::max(std::llround(1.0 / step_days), 1LL));
}

}  // namespace

void SoilingParams::visit(FieldVisitor& v) {
  v.number({.name = "loss",
            .unit = "1/day",
            .doc = "Light lost more with each day of dust.",
            .min = 0.0,
            .max = 0.1},
           loss_per_day);
  v.number({.name = "wash",
            .unit = "day",
            .doc = "Time between washes, counted from New Year; none if absent.",
            .min = 1.0,
            .max = 366.0},
           wash_days);
  v.number({.name = "max", .doc = "Most light lost.", .min = 0.0, .max = 0.9}, max_loss);
  v.file(
      {.name = "rain", .doc = "CSV of a year of hourly rain in mm; without it only washes clean."},
      rain);
  v.text({.name = "rain_column", .doc = "Heading of the rain."}, rain_column);
  v.number({.name = "clean_rain",
            .unit = "m",
            .doc = "Rain of 24 hours that cleans.",
            .min = 0.0,
            .max = 0.1},
           clean_rain_m);
  v.number({.name = "grace",
            .unit = "day",
            .doc = "After such rain no dust settles for so long.",
            .min = 0.0,
            .max = 60.0},
           grace_days);
}

void kimber_losses(const SoilingParams& params, double step_days, std::span<const double> rain_m,
                   double start_loss, std::span<double> loss_frac) {
  const std::size_t day_steps = steps_per_day(step_days);
  Dust dust(params, step_days, start_loss);
  for (std::size_t step = 0; step < loss_frac.size(); ++step) {
    if (step > 0) dust.settle();
    dust.rain(rain_until(rain_m, step, day_steps));
    if (washes_at(params, step, step_days)) dust.wash();
    loss_frac[step] = dust.loss();
  }
}

void hsu_losses(const HsuParams& params, double step_s, std::span<const double> rain_m,
                std::span<const double> pm2_5_g_per_m3, std::span<const double> pm10_g_per_m3,
                std::span<double> loss_frac) {
  const double cos_tilt = climate::cos_deg(params.tilt_deg);
  double dust_g_per_m2 = 0.0;
  for (std::size_t step = 0; step < loss_frac.size(); ++step) {
    const double coarse = std::max(pm10_g_per_m3[step] - pm2_5_g_per_m3[step], 0.0);
    dust_g_per_m2 += (pm2_5_g_per_m3[step] * params.fine_m_per_s + coarse * params.coarse_m_per_s) *
                     step_s * cos_tilt;
    if (rain_until(rain_m, step, params.rain_steps) >= params.clean_rain_m) dust_g_per_m2 = 0.0;
    loss_frac[step] = 0.3437 * std::erf(0.17 * std::pow(dust_g_per_m2, 0.8473));
  }
}

SoilingYear::SoilingYear(const SoilingParams& params, std::span<const double> rain_m,
                         std::int64_t utc_offset_ns)
    : hourly_loss_(kYearHours), utc_offset_ns_(utc_offset_ns) {
  // The second of two equal years begins as the first ended. Washes are counted anew each year.
  std::vector<double> rain(2 * kYearHours, 0.0);
  for (std::size_t hour = 0; hour < rain.size() && !rain_m.empty(); ++hour)
    rain[hour] = rain_m[hour % kYearHours];
  Dust dust(params, kHourDays, 0.0);
  for (std::size_t hour = 0; hour < rain.size(); ++hour) {
    const std::size_t of_year = hour % kYearHours;
    if (hour > 0) dust.settle();
    if (!rain_m.empty()) dust.rain(rain_until(rain, hour, 24));
    if (washes_at(params, of_year, kHourDays) || (params.wash_days && of_year == 0)) dust.wash();
    hourly_loss_[of_year] = dust.loss();
  }
}

double SoilingYear::at(TimeNs time_ns) const {
  const climate::CalendarYear year = climate::calendar_year(time_ns + utc_offset_ns_);
  constexpr std::int64_t k29February = std::int64_t{31 + 28} * 24;
  std::int64_t hour = year.since_start_ns / kNsPerHour;
  if (year.leap && hour >= k29February) hour -= 24;
  return hourly_loss_[static_cast<std::size_t>(hour)];
}

SoilingYear make_soiling_year(const SoilingParams& params, std::int64_t utc_offset_ns) {
  if (params.rain.resolved.empty()) return {params, {}, utc_offset_ns};
  const climate::StepSeries series = climate::read_step_series(
      params.rain.resolved,
      {.value = params.rain_column, .factor = 1e-3, .utc_offset_ns = utc_offset_ns});
  if (series.step_ns() != kNsPerHour)
    throw DomainError(fmt::format("{}: rain in steps of {:g} h; expected hours",
                                  params.rain.resolved,
                                  static_cast<double>(series.step_ns()) / kNsPerHour));
  const TimeNs new_year_ns = utc_midnight(2025, 1, 1) - utc_offset_ns;  // Any common year.
  std::vector<double> rain_m(kYearHours);
  for (std::size_t hour = 0; hour < kYearHours; ++hour)
    rain_m[hour] = series.at(new_year_ns + static_cast<std::int64_t>(hour) * kNsPerHour);
  return {params, rain_m, utc_offset_ns};
}

}  // namespace gigawatt::power
