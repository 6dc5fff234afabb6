// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/tariff_params.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/problem.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays{"mon", "tue", "wed", "thu",
                                                    "fri", "sat", "sun"};

class Findings {
 public:
  void add(const std::string& path, std::string_view key, std::string what, std::string expected,
           std::string suggestion = {}) {
    problems_.push_back(problem_at(key_path(path, key), std::move(what), std::move(expected),
                                   std::move(suggestion)));
  }
  std::vector<Problem> take() { return std::move(problems_); }

 private:
  std::vector<Problem> problems_;
};

/// Bits of the names; all where there are none.
unsigned set_of(const std::vector<std::string>& written, std::span<const std::string_view> names) {
  if (written.empty()) return (1U << names.size()) - 1U;
  unsigned set = 0;
  for (const std::string& name : written) {
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) set |= 1U << static_cast<unsigned>(found - names.begin());
  }
  return set;
}

MonthSet months_of(const std::vector<std::string>& written) {
  return static_cast<MonthSet>(set_of(written, kMonths));
}

HourWindow window_of(const HourParams& params) {
  return {.months = months_of(params.months),
          .weekdays = static_cast<std::uint8_t>(set_of(params.weekdays, kWeekdays)),
          .from_hour = static_cast<int>(params.from_hour),
          .to_hour = static_cast<int>(params.to_hour)};
}

void check_names(const std::string& path, std::string_view key,
                 const std::vector<std::string>& written, std::span<const std::string_view> names,
                 Findings& found) {
  for (const std::string& name : written) {
    if (std::ranges::find(names, name) != names.end()) continue;
    found.add(path, key, fmt::format("'{}' is none of them", name),
              fmt::format("expected names of {} to {}", names.front(), names.back()),
              nearest_name(name, {names.begin(), names.end()}));
  }
}

void check_hours(const std::string& path, const HourParams& hours, Findings& found) {
  check_names(path, "months", hours.months, kMonths, found);
  check_names(path, "weekdays", hours.weekdays, kWeekdays, found);
}

/// An hour in which both hold: "jul mon 13:00"; empty if there is none.
std::string common_hour(const HourWindow& first, const HourWindow& second) {
  for (int month = 1; month <= 12; ++month) {
    for (int weekday = 1; weekday <= 7; ++weekday) {
      for (int hour = 0; hour < 24; ++hour) {
        const CivilTime local{.year = 2026,
                              .month = month,
                              .day = 1,
                              .day_of_year = 1,
                              .weekday = weekday,
                              .of_day_ns = hour * kNsPerHour};
        if (!first.holds(local) || !second.holds(local)) continue;
        return fmt::format("{} {} {}:00", kMonths[static_cast<std::size_t>(month - 1)],
                           kWeekdays[static_cast<std::size_t>(weekday - 1)], hour);
      }
    }
  }
  return {};
}

void check_bands(const TariffParams& params, Findings& found) {
  for (std::size_t later = 0; later < params.bands.size(); ++later) {
    const BandParams& band = params.bands[later];
    check_hours(band.path, band.hours, found);
    for (std::size_t earlier = 0; earlier < later; ++earlier) {
      const BandParams& other = params.bands[earlier];
      if (other.usd_per_kwh == band.usd_per_kwh) continue;
      const std::string hour = common_hour(window_of(other.hours), window_of(band.hours));
      if (hour.empty()) continue;
      found.add(band.path, "price",
                fmt::format("{} costs {:g} USD/kWh here and {:g} USD/kWh in band {}", hour,
                            band.usd_per_kwh, other.usd_per_kwh, earlier + 1),
                "expected bands that share no hour");
      break;
    }
  }
}

void check_demand(const TariffParams& params, Findings& found) {
  for (const DemandParams& demand : params.demand) {
    check_hours(demand.path, demand.hours, found);
    if (demand.ratchet) {
      check_names(demand.path, "ratchet.months", demand.ratchet->months, kMonths, found);
    }
    const std::size_t prices = demand.by_month_usd_per_kw.size();
    if (prices != 0 && prices != 12) {
      found.add(demand.path, "price_by_month", fmt::format("it has {} prices", prices),
                "expected twelve, January first");
    }
    if ((prices != 0) == (demand.usd_per_kw > 0.0)) {
      found.add(demand.path, "price",
                prices != 0 ? "price and price_by_month are both given" : "there is no price",
                "expected `price` or `price_by_month`");
    }
  }
}

bool has_offset(std::string_view text) {
  const std::size_t clock = text.find_first_of("T ");
  return clock != std::string_view::npos &&
         text.find_first_of("Z+-", clock) != std::string_view::npos;
}

/// The instants at which the local clock shows what is written: none where it was put forward, two
/// where it was put back.
std::vector<TimeNs> instants_of(const std::string& zone, const std::string& text) {
  const std::optional<TimeNs> written = parse_iso8601(text);
  if (!written) return {};
  if (has_offset(text)) return {*written};
  std::vector<TimeNs> instants;
  for (const TimeNs near_ns : {*written - kNsPerDay, *written + kNsPerDay}) {
    const TimeNs at_ns = *written - utc_offset_ns(zone, near_ns);
    const bool shows = at_ns + utc_offset_ns(zone, at_ns) == *written;
    if (shows && std::ranges::find(instants, at_ns) == instants.end()) instants.push_back(at_ns);
  }
  return instants;
}

void check_coincident(const TariffParams& params, Findings& found) {
  for (const CoincidentParams& charge : params.coincident) {
    for (const std::string& hour : charge.hours) {
      if (!parse_iso8601(hour)) {
        found.add(charge.path, "hours", fmt::format("'{}' is no date and time", hour),
                  "expected for example 2026-07-15T17:00");
        continue;
      }
      const std::size_t times = instants_of(params.zone, hour).size();
      if (times == 1) continue;
      found.add(charge.path, "hours",
                fmt::format("the clocks of {} change: they show {} {}", params.zone, hour,
                            times == 0 ? "never" : "twice"),
                "expected an hour with its offset, such as 2026-11-01T01:00-05:00");
    }
  }
}

}  // namespace

std::vector<Problem> find_tariff_problems(const TariffParams& params) {
  Findings found;
  check_bands(params, found);
  check_demand(params, found);
  if (is_time_zone(params.zone)) {
    check_coincident(params, found);
  } else {
    found.add(params.path, "zone", fmt::format("there is no time zone '{}'", params.zone),
              "expected a name such as America/Chicago");
  }
  return found.take();
}

Tariff make_tariff(const TariffParams& params, const climate::StepSeries& price_usd_per_kwh,
                   double export_usd_per_kwh) {
  Tariff tariff;
  tariff.zone = params.zone;
  tariff.import.series_usd_per_kwh = price_usd_per_kwh;
  tariff.export_credit.flat_usd_per_kwh = export_usd_per_kwh;
  tariff.fixed_usd_per_month = params.fixed_usd_per_month;
  for (const BandParams& band : params.bands)
    tariff.import.bands.push_back({window_of(band.hours), band.usd_per_kwh});
  for (const DemandParams& demand : params.demand) {
    DemandCharge& charge = tariff.demand.emplace_back();
    charge.usd_per_kw.fill(demand.usd_per_kw);
    if (!demand.by_month_usd_per_kw.empty())
      std::ranges::copy(demand.by_month_usd_per_kw, charge.usd_per_kw.begin());
    charge.hours = window_of(demand.hours);
    if (demand.ratchet) {
      charge.ratchet = {.share = demand.ratchet->share_frac,
                        .months = months_of(demand.ratchet->months),
                        .lookback_months = static_cast<int>(demand.ratchet->lookback_months)};
    }
  }
  for (const CoincidentParams& coincident : params.coincident) {
    CoincidentPeak& charge = tariff.coincident.emplace_back();
    charge.usd_per_kw = coincident.usd_per_kw;
    charge.length_ns = from_seconds(coincident.length_s);
    for (const std::string& hour : coincident.hours)
      charge.hours.push_back(instants_of(params.zone, hour).front());
  }
  return tariff;
}

}  // namespace gigawatt::power
