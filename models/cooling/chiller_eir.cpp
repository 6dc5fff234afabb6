// SPDX-License-Identifier: Apache-2.0
#include "models/cooling/chiller_eir.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "sim/engine/errors.h"

namespace gigawatt::cooling {

double biquadratic(const std::array<double, 6>& c, double x, double y) {
  return c[0] + x * (c[1] + c[2] * x) + y * (c[3] + c[4] * y) + c[5] * x * y;
}

namespace {

constexpr double kRoundingK = 1e-9;  // Of degC to K and back.

std::array<double, 3> at_leaving(const std::array<double, 6>& c, double x) {
  return {c[0] + x * (c[1] + c[2] * x), c[3] + c[5] * x, c[4]};
}

double quadratic(const std::array<double, 3>& c, double x) {
  return c[0] + x * (c[1] + c[2] * x);
}

// Part load ratio of least power per heat: the minimum of (a + b p + c p²) / p.
double least_power_plr(const ChillerRecord& record) {
  const double constant = record.part_load[0];
  const double square = record.part_load[2];
  if (square <= 0.0) return record.plr_max;
  return std::clamp(std::sqrt(std::max(0.0, constant / square)), record.plr_min, record.plr_max);
}

}  // namespace

double CarnotCurve::cop(double leaving_c, double condenser_c) const {
  const double evaporation_c = leaving_c - evaporator_approach_k;
  const double lift_k = condenser_c + condenser_approach_k - evaporation_c;
  return efficiency * (evaporation_c + climate::kCelsiusZeroK) / std::max(lift_k, least_lift_k);
}

ChillerRecord carnot_chiller(bool air_cooled, double cop, double leaving_ref_c,
                             double condenser_ref_c, const CarnotCurve& curve) {
  const ChillerRecord& part_load_of = chiller_records()[0];
  ChillerRecord made{.name = air_cooled ? "carnot-air-cooled" : "carnot-water-cooled",
                     .capacity_w = 1.0,
                     .cop = cop,
                     .leaving_ref_c = leaving_ref_c,
                     .condenser_ref_c = condenser_ref_c,
                     .leaving_min_c = 0.5,
                     .leaving_max_c = 30.0,
                     .condenser_min_c = air_cooled ? -30.0 : 10.0,
                     .condenser_max_c = 60.0,
                     .plr_min = part_load_of.plr_min,
                     .plr_max = 1.0,
                     .air_cooled = air_cooled,
                     .capacity = {1.0, 0.0, 0.0, 0.0, 0.0, 0.0},
                     .eir = {},
                     .part_load = part_load_of.part_load,
                     .source = "a share of Carnot",
                     .carnot = curve};
  made.carnot->efficiency = 1.0;
  made.carnot->efficiency = cop / made.carnot->cop(leaving_ref_c, condenser_ref_c);
  if (made.carnot->efficiency >= 1.0) {
    throw DomainError(fmt::format(
        "cooling.air.chiller: a COP of {:.2f} between {:.1f} and {:.1f} degC beats Carnot with "
        "these approaches; lower cop or the approaches",
        cop, leaving_ref_c, condenser_ref_c));
  }
  return made;
}

ChillerBank::ChillerBank(const ChillerRecord& record, double unit_w, std::int64_t units,
                         double leaving_k, ChillerStaging staging)
    : record_(record),
      unit_w_(unit_w),
      units_(units),
      staging_(staging),
      leaving_c_(leaving_k - climate::kCelsiusZeroK),
      best_plr_(least_power_plr(record)),
      capacity_at_leaving_(at_leaving(record.capacity, leaving_c_)),
      eir_at_leaving_(at_leaving(record.eir, leaving_c_)) {
  if (leaving_c_ < record.leaving_min_c - kRoundingK ||
      leaving_c_ > record.leaving_max_c + kRoundingK) {
    throw DomainError(
        fmt::format("chiller {}: chilled water supply {:.2f} degC is outside the {:.2f} to {:.2f} "
                    "degC its curves hold for; "
                    "choose a supply inside the range or another record",
                    record.name, leaving_c_, record.leaving_min_c, record.leaving_max_c));
  }
}

double ChillerBank::machine_input_frac(double plr) const {
  // Below its least load a machine runs at that load for part of the time.
  if (plr < record_.plr_min)
    return quadratic(record_.part_load, record_.plr_min) * plr / record_.plr_min;
  return quadratic(record_.part_load, plr);
}

double ChillerBank::least_power_count(double machines_of_load) const {
  // The power of n machines is convex in n: only the two whole numbers next to the best can win.
  const double rounding = 1.0 - 1e-12;
  const auto fewest = std::min(
      units_,
      std::max<std::int64_t>(
          1, static_cast<std::int64_t>(std::ceil(machines_of_load / record_.plr_max * rounding))));
  const auto below =
      std::clamp(static_cast<std::int64_t>(machines_of_load / best_plr_), fewest, units_);
  const auto above = std::min(below + 1, units_);
  const auto input = [&](std::int64_t machines) {
    const double count = static_cast<double>(machines);
    return count * machine_input_frac(machines_of_load / count);
  };
  const double input_below = input(below);
  const double input_above = input(above);
  return static_cast<double>(input_above < input_below ? above : below);
}

double ChillerBank::full_load_eir(double condenser_c) const {
  if (record_.carnot) return record_.cop / record_.carnot->cop(leaving_c_, condenser_c);
  return quadratic(eir_at_leaving_, condenser_c);
}

ChillerPoint ChillerBank::evaluate(double load_w, double condenser_k) const {
  ChillerPoint point;
  const double asked_c = condenser_k - climate::kCelsiusZeroK;
  const double condenser_c = std::clamp(asked_c, record_.condenser_min_c, record_.condenser_max_c);
  point.clamped = std::abs(condenser_c - asked_c) > kRoundingK;

  const double machine_w = unit_w_ * quadratic(capacity_at_leaving_, condenser_c);
  point.capacity_w = machine_w * record_.plr_max * static_cast<double>(units_);
  point.load_w = std::min(load_w, point.capacity_w);
  if (point.load_w <= 0.0) return point;

  const double machines_of_load = point.load_w / machine_w;
  switch (staging_) {
    case ChillerStaging::least_power:
      point.running = least_power_count(machines_of_load);
      break;
    case ChillerStaging::all_on:
      point.running = static_cast<double>(units_);
      break;
    case ChillerStaging::fewest:
      point.running = std::clamp(machines_of_load, 1.0, static_cast<double>(units_));
      break;
  }
  point.power_w = machine_w / record_.cop * full_load_eir(condenser_c) *
                  (point.running * machine_input_frac(machines_of_load / point.running));
  point.cop = point.load_w / point.power_w;
  return point;
}

}  // namespace gigawatt::cooling
