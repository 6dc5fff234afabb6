// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/tariff.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace gigawatt::power {
namespace {

constexpr std::int64_t kQuarterNs = 15 * kNsPerMinute;
constexpr double kQuarterS = 900.0;
constexpr double kKwhPerJ = 1.0 / 3.6e6;
constexpr double kKwPerW = 1e-3;

bool has_month(MonthSet months, int month) {
  return ((months >> (month - 1)) & 1U) != 0;
}

TimeNs quarter_start(TimeNs time_ns) {
  const std::int64_t into_ns = time_ns % kQuarterNs;
  return time_ns - into_ns - (into_ns < 0 ? kQuarterNs : 0);
}

/// First instant of the local month after the one `time_ns` lies in.
TimeNs month_end(const Tariff& tariff, TimeNs time_ns) {
  const CivilTime local = local_time(tariff, time_ns);
  const TimeNs local_end_ns = add_months(utc_midnight(local.year, local.month, 1), 1);
  // The offset at the end is not known before the end is; that of the instant itself, applied
  // twice, finds it wherever clocks do not change in the first hours of a month.
  const TimeNs guess_ns = local_end_ns - utc_offset_ns(tariff.zone, time_ns);
  return local_end_ns - utc_offset_ns(tariff.zone, guess_ns);
}

void open_month(const Tariff& tariff, TariffState& state) {
  state.bill = {};
  state.bill.from_ns = state.now_ns;
  state.bill.to_ns = month_end(tariff, state.now_ns);
  state.bill.billed_w.assign(tariff.demand.size(), 0.0);
}

void add_demand(const Tariff& tariff, const std::vector<DemandState>& demand, int month,
                Bill& bill) {
  for (std::size_t charge = 0; charge < tariff.demand.size(); ++charge) {
    const DemandState& memory = demand[charge];
    const DemandCharge& params = tariff.demand[charge];
    bill.billed_w[charge] =
        billed_demand_w(params.ratchet, memory.past_peaks_w, month, memory.peak_w);
    bill.demand_usd +=
        bill.billed_w[charge] * kKwPerW * params.usd_per_kw[static_cast<std::size_t>(month - 1)];
  }
  bill.fixed_usd = tariff.fixed_usd_per_month;
}

/// The quarter that began at `from_ns` is over, or stands for its peak before it is.
void note_peaks(const Tariff& tariff, const CivilTime& local, double quarter_import_j,
                std::vector<DemandState>& demand) {
  const double mean_w = quarter_import_j / kQuarterS;
  for (std::size_t charge = 0; charge < tariff.demand.size(); ++charge) {
    if (tariff.demand[charge].hours.holds(local)) {
      demand[charge].peak_w = std::max(demand[charge].peak_w, mean_w);
    }
  }
}

Bill close_month(const Tariff& tariff, TariffState& state) {
  const int month = local_time(tariff, state.bill.from_ns).month;
  add_demand(tariff, state.demand, month, state.bill);
  for (DemandState& memory : state.demand)
    memory.past_peaks_w[static_cast<std::size_t>(month - 1)] = std::exchange(memory.peak_w, 0.0);
  return std::move(state.bill);
}

/// Named hours within [from, to), all of it inside one quarter [USD].
double coincident_usd(const Tariff& tariff, TimeNs from_ns, TimeNs to_ns, double import_w) {
  double usd = 0.0;
  for (const CoincidentPeak& charge : tariff.coincident) {
    for (const TimeNs hour_ns : charge.hours) {
      const TimeNs begin_ns = std::max(from_ns, hour_ns);
      const TimeNs end_ns = std::min(to_ns, hour_ns + charge.length_ns);
      if (begin_ns >= end_ns) continue;
      usd += charge.usd_per_kw * import_w * kKwPerW * to_seconds(end_ns - begin_ns) /
             to_seconds(charge.length_ns);
    }
  }
  return usd;
}

}  // namespace

bool HourWindow::holds(const CivilTime& local) const {
  if (!has_month(months, local.month)) return false;
  if (((weekdays >> (local.weekday - 1)) & 1U) == 0) return false;
  const int hour = local.hour();
  if (from_hour < to_hour) return hour >= from_hour && hour < to_hour;
  return hour >= from_hour || hour < to_hour;
}

double EnergyPrice::fixed_part_usd_per_kwh(const CivilTime& local) const {
  for (const PriceBand& band : bands) {
    if (band.hours.holds(local)) return band.usd_per_kwh;
  }
  return flat_usd_per_kwh;
}

double EnergyPrice::mean_usd_per_kwh(const CivilTime& local, TimeNs from_ns, TimeNs to_ns) const {
  const double fixed = fixed_part_usd_per_kwh(local);
  return series_usd_per_kwh ? fixed + series_usd_per_kwh->mean(from_ns, to_ns) : fixed;
}

double billed_demand_w(const Ratchet& ratchet, const std::array<double, 12>& past_peaks_w,
                       int month, double peak_w) {
  double highest_w = 0.0;
  for (int back = 1; back <= ratchet.lookback_months; ++back) {
    const int earlier = (month - back + 11) % 12 + 1;
    if (!has_month(ratchet.months, earlier)) continue;
    highest_w = std::max(highest_w, past_peaks_w[static_cast<std::size_t>(earlier - 1)]);
  }
  return std::max(peak_w, ratchet.share * highest_w);
}

CivilTime local_time(const Tariff& tariff, TimeNs time_ns) {
  return civil_time(time_ns + utc_offset_ns(tariff.zone, time_ns));
}

TariffState start_meter(const Tariff& tariff, TimeNs now_ns) {
  TariffState state;
  state.now_ns = now_ns;
  state.demand.resize(tariff.demand.size());
  open_month(tariff, state);
  return state;
}

void meter(const Tariff& tariff, TariffState& state, TimeNs to_ns, double import_w, double export_w,
           std::vector<Bill>& bills) {
  assert(to_ns >= state.now_ns);
  while (state.now_ns < to_ns) {
    const TimeNs from_ns = state.now_ns;
    const TimeNs quarter_ns = quarter_start(from_ns);
    const TimeNs piece_ns = std::min(to_ns, quarter_ns + kQuarterNs);
    const CivilTime local = local_time(tariff, quarter_ns);
    const double span_s = to_seconds(piece_ns - from_ns);
    const double import_j = import_w * span_s, export_j = export_w * span_s;
    Bill& bill = state.bill;
    bill.import_j += import_j;
    bill.export_j += export_j;
    bill.energy_usd +=
        import_j * kKwhPerJ * tariff.import.mean_usd_per_kwh(local, from_ns, piece_ns);
    bill.export_usd +=
        export_j * kKwhPerJ * tariff.export_credit.mean_usd_per_kwh(local, from_ns, piece_ns);
    bill.coincident_usd += coincident_usd(tariff, from_ns, piece_ns, import_w);
    state.quarter_import_j += import_j;
    state.now_ns = piece_ns;
    if (piece_ns < quarter_ns + kQuarterNs) return;
    note_peaks(tariff, local, std::exchange(state.quarter_import_j, 0.0), state.demand);
    if (piece_ns >= bill.to_ns) {
      bills.push_back(close_month(tariff, state));
      open_month(tariff, state);
    }
  }
}

Bill bill_so_far(const Tariff& tariff, const TariffState& state) {
  Bill bill = state.bill;
  std::vector<DemandState> demand = state.demand;
  note_peaks(tariff, local_time(tariff, quarter_start(state.now_ns)), state.quarter_import_j,
             demand);
  add_demand(tariff, demand, local_time(tariff, bill.from_ns).month, bill);
  bill.to_ns = state.now_ns;
  return bill;
}

}  // namespace gigawatt::power
