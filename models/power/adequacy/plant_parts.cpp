// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/plant_parts.h"

#include <algorithm>
#include <cmath>

#include "models/climate/solar_weather.h"
#include "sim/engine/calendar.h"
#include "sim/engine/time.h"

namespace gigawatt::power {
namespace {

constexpr std::int64_t kHoursOfYear = 8760;
constexpr std::int64_t kParts = 12;
constexpr std::int64_t kPartNs = kNsPerHour / kParts;
constexpr int kCommonYear = 2026;  // Any of 365 days: typical years repeat.

std::int64_t offset_ns(const climate::WeatherFile& weather) {
  return std::llround(weather.utc_offset_h * static_cast<double>(kNsPerHour));
}

bool is_away(const GeneratorModel& model, std::uint32_t unit, TimeNs at_ns) {
  if (at_ns < model.delivered_ns) return true;
  const OutageSpan span = next_planned(model.planned, at_ns, model.permit.utc_offset_ns,
                                       model.planned_stagger_ns * static_cast<std::int64_t>(unit));
  return span.from_ns <= at_ns;
}

std::uint32_t units_away(const GeneratorFleet& fleet, TimeNs at_ns) {
  std::uint32_t away = 0;
  for (std::uint32_t unit = 0; unit < fleet.units; ++unit)
    if (is_away(fleet.model, unit, at_ns)) ++away;
  return away;
}

}  // namespace

std::vector<double> pv_year(const PvParams& params, const climate::WeatherFile& weather) {
  const PvArray array = params.make();
  const climate::SolarWeather solar(weather);
  const climate::Weather air(weather);
  std::optional<SoilingYear> dust;
  if (params.soiling) dust = make_soiling_year(*params.soiling, offset_ns(weather));
  const TimeNs start_ns = utc_midnight(kCommonYear, 1, 1) - offset_ns(weather);

  std::vector<double> hours(static_cast<std::size_t>(kHoursOfYear), 0.0);
  for (std::int64_t part = 0; part < kHoursOfYear * kParts; ++part) {
    const TimeNs at_ns = start_ns + part * kPartNs + kPartNs / 2;
    const climate::SolarState state = solar.at(at_ns);
    const PvCondition condition{.soiling_frac = dust ? dust->at(at_ns) : 0.0};
    const PvPower power = pv_power(
        array, state.sky,
        {.dry_bulb_k = air.at(at_ns).dry_bulb_k, .wind_m_per_s = state.wind_m_per_s}, condition);
    hours[static_cast<std::size_t>(part / kParts)] +=
        std::max(0.0, power.ac_w) / (params.dc_w * static_cast<double>(kParts));
  }
  return hours;
}

UnitGroup unit_group(const GeneratorFleet& fleet, const climate::Weather& air, int year,
                     std::int64_t utc_offset_ns) {
  UnitGroup group{.name = fleet.name, .units = fleet.units, .capacity_w = fleet.rated_w};
  const TimeNs start_ns = utc_midnight(year, 1, 1) - utc_offset_ns;
  for (std::int64_t hour = 0; hour < kHoursOfYear; ++hour) {
    const TimeNs at_ns = start_ns + hour * kNsPerHour + kNsPerHour / 2;
    const double full_w = fleet.model.curves.full_load_w(air.at(at_ns).dry_bulb_k - 273.15);
    group.capacity_frac.push_back(std::max(0.0, full_w - fleet.model.auxiliary_w) / fleet.rated_w);
    group.planned_out.push_back(units_away(fleet, at_ns));
  }
  group.up = fleet.model.up;
  group.modes = {{.repair = fleet.model.repair}};
  return group;
}

UnitGroup grid_group(double limit_w, std::span<const GridInterruption> interruptions) {
  UnitGroup group{.name = "grid", .capacity_w = limit_w};
  double per_year = 0.0;
  for (const GridInterruption& kind : interruptions)
    if (kind.per_year > 0.0 && kind.mean_s > 0.0 && kind.limit_w < limit_w)
      per_year += kind.per_year;
  if (per_year == 0.0) return group;
  group.up = SpanLaw::exponential(kYearS / per_year);
  for (const GridInterruption& kind : interruptions)
    if (kind.per_year > 0.0 && kind.mean_s > 0.0 && kind.limit_w < limit_w)
      group.modes.push_back({.share = kind.per_year / per_year,
                             .left_frac = kind.limit_w / limit_w,
                             .repair = SpanLaw::exponential(kind.mean_s)});
  return group;
}

AdequacyStore adequacy_store(const Storage& storage) {
  return {storage.battery, storage.nameplate_j, storage.initial_charge_frac};
}

}  // namespace gigawatt::power
