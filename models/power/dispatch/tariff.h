// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a utility charges: energy, demand with a ratchet, coincident peaks. The tariff is constant;
// what a meter must remember is a plain value. Docs: docs/models/power/tariff.md.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/climate/series.h"
#include "sim/engine/calendar.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

/// Set of months (bit 0 = January).
using MonthSet = std::uint16_t;
inline constexpr MonthSet kAllMonths = 0xFFF;

/// Hours of the local clock.
struct HourWindow {
  MonthSet months = kAllMonths;
  std::uint8_t weekdays = 0x7F;  ///< Bit 0 = Monday.
  int from_hour = 0;             ///< 0-23.
  int to_hour = 24;              ///< 1-24, exclusive; at or before `from_hour`: past midnight.

  bool holds(const CivilTime& local) const;
};

struct PriceBand {
  HourWindow hours;
  double usd_per_kwh = 0.0;
};

/// Price = the first band that holds (else the flat price) + the series, if there is one.
struct EnergyPrice {
  double flat_usd_per_kwh = 0.0;
  std::vector<PriceBand> bands = {};
  std::optional<climate::StepSeries> series_usd_per_kwh = {};

  double fixed_part_usd_per_kwh(const CivilTime& local) const;
  double mean_usd_per_kwh(const CivilTime& local, TimeNs from_ns, TimeNs to_ns) const;
};

/// Bills at least a share of the highest peak of earlier months.
struct Ratchet {
  double share = 0.0;            ///< 0 = no ratchet; 0.75 is common.
  MonthSet months = kAllMonths;  ///< Whose peaks count.
  int lookback_months = 12;      ///< 1-12, before the billed month.
};

/// A charge on each month's highest 15-minute mean within its hours.
struct DemandCharge {
  std::array<double, 12> usd_per_kw = {};  ///< (month) Per month.
  HourWindow hours = {};
  Ratchet ratchet = {};
};

/// A charge on the import during named hours (of the grid's own peaks), billed with their month.
struct CoincidentPeak {
  double usd_per_kw = 0.0;         ///< Per named hour, on its mean import.
  std::vector<TimeNs> hours = {};  ///< Start of each.
  std::int64_t length_ns = kNsPerHour;
};

struct Tariff {
  std::string zone = "UTC";  ///< IANA name of the local clock.
  EnergyPrice import = {};
  EnergyPrice export_credit = {};
  std::vector<DemandCharge> demand = {};
  std::vector<CoincidentPeak> coincident = {};
  double fixed_usd_per_month = 0.0;
};

/// One month's bill.
struct Bill {
  TimeNs from_ns = 0;
  TimeNs to_ns = 0;
  double import_j = 0.0;
  double export_j = 0.0;
  double energy_usd = 0.0;
  double export_usd = 0.0;  ///< Earned.
  double demand_usd = 0.0;
  double coincident_usd = 0.0;
  double fixed_usd = 0.0;
  std::vector<double> billed_w = {};  ///< (demand charges)

  double total_usd() const {
    return energy_usd - export_usd + demand_usd + coincident_usd + fixed_usd;
  }
};

/// Memory of one demand charge.
struct DemandState {
  double peak_w = 0.0;                       ///< Of the month so far.
  std::array<double, 12> past_peaks_w = {};  ///< (calendar month) The latest before this month.
};

/// Memory of a meter. Copy it to save it.
struct TariffState {
  TimeNs now_ns = 0;
  double quarter_import_j = 0.0;  ///< Within the open quarter of an hour.
  Bill bill = {};                 ///< Of the open month.
  std::vector<DemandState> demand = {};
};

/// What a demand charge bills [W] in `month` (1-12) whose own peak is `peak_w`.
double billed_demand_w(const Ratchet& ratchet, const std::array<double, 12>& past_peaks_w,
                       int month, double peak_w);

/// A meter that starts at `now_ns`, with no peaks behind it unless the caller fills them in.
TariffState start_meter(const Tariff& tariff, TimeNs now_ns);

/// Meters constant import and export [W] from the state's time to `to_ns`. Months that end by then
/// are appended to `bills`.
void meter(const Tariff& tariff, TariffState& state, TimeNs to_ns, double import_w, double export_w,
           std::vector<Bill>& bills);

/// The bill of the month so far, as if it ended now.
Bill bill_so_far(const Tariff& tariff, const TariffState& state);

/// Local time of an instant.
CivilTime local_time(const Tariff& tariff, TimeNs time_ns);

}  // namespace gigawatt::power
