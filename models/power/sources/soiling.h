// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/engine/time.h"
#include "sim/scenario/fields.h"

// Dust on modules. Equations and sources: docs/models/power/pv.md.

namespace gigawatt::power {

/// Kimber's: a constant loss per day until rain or a wash.
struct SoilingParams {
  double loss_per_day = 0.0015;
  std::optional<double> wash_days;  ///< Between washes, counted from New Year; none if absent.
  double max_loss = 0.3;
  DataFile rain;  ///< CSV of hourly rain over a year; none if absent.
  std::string rain_column = "rain";
  double clean_rain_m = 0.006;  ///< Rain of 24 hours that cleans [m].
  double grace_days = 14.0;     ///< Ground too damp for dust after such rain.

  void visit(FieldVisitor& v);
};

/// Share of light lost at the start of each step and after `rain_m`, which falls in the step
/// before. The first step has `start_loss`; every `wash_days` after it is a wash.
void kimber_losses(const SoilingParams& params, double step_days, std::span<const double> rain_m,
                   double start_loss, std::span<double> loss_frac);

/// Humboldt State University's: mass of dust that settles, by its concentration in air.
struct HsuParams {
  double clean_rain_m = 0.001;  ///< Rain of `rain_steps` steps that cleans [m].
  std::size_t rain_steps = 1;
  double tilt_deg = 0.0;
  double fine_m_per_s = 0.0009;   ///< Settling of particles below 2.5 µm.
  double coarse_m_per_s = 0.004;  ///< Of those from 2.5 to 10 µm.
};

/// Share of light lost at the end of each step. Concentrations [g/m³] of particles below 2.5 and
/// below 10 µm; all spans have equal length.
void hsu_losses(const HsuParams& params, double step_s, std::span<const double> rain_m,
                std::span<const double> pm2_5_g_per_m3, std::span<const double> pm10_g_per_m3,
                std::span<double> loss_frac);

/// Loss at any instant: Kimber's by the hour of a year that repeats, made once.
class SoilingYear {
 public:
  /// `rain_m` per hour of a year of 365 days, or empty.
  SoilingYear(const SoilingParams& params, std::span<const double> rain_m,
              std::int64_t utc_offset_ns);

  double at(TimeNs time_ns) const;

 private:
  std::vector<double> hourly_loss_;
  std::int64_t utc_offset_ns_;
};

/// The same with the rain of the params' file. Throws ScenarioError if that cannot be read.
SoilingYear make_soiling_year(const SoilingParams& params, std::int64_t utc_offset_ns);

}  // namespace gigawatt::power
