// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/rules.h"

#include <algorithm>
#include <cassert>

#include <fmt/core.h>

#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

/// Moves up to `amount` from `from` to the caller; returns what was moved.
double take(double& from, double amount) {
  const double taken = std::clamp(amount, 0.0, from);
  from -= taken;
  return taken;
}

/// Grid and sources, the cheapest that is left first; returns what stays open.
double buy(const DispatchSnapshot& now, double open_w, SetPoints& points,
           std::span<double> source_w) {
  constexpr std::size_t kGrid = static_cast<std::size_t>(-1);
  bool grid_is_left = true;
  for (std::size_t round = 0; round <= now.sources.size() && open_w > 0.0; ++round) {
    bool any = grid_is_left;
    std::size_t best = kGrid;
    double best_usd = now.import_usd_per_kwh;
    for (std::size_t source = 0; source < now.sources.size(); ++source) {
      const SourceOffer& offer = now.sources[source];
      if (source_w[source] >= offer.limit_w) continue;  // used up
      if (!any || offer.usd_per_kwh < best_usd) {
        any = true;
        best = source;
        best_usd = offer.usd_per_kwh;
      }
    }
    if (!any) break;
    if (best == kGrid) {
      points.import_w = std::min(open_w, now.import_limit_w);
      open_w -= points.import_w;
      grid_is_left = false;
    } else {
      source_w[best] = std::min(open_w, now.sources[best].limit_w);
      points.sources_w += source_w[best];
      open_w -= source_w[best];
    }
  }
  return open_w;
}

double clamped(const DispatchSnapshot& now, double battery_w) {
  return std::clamp(battery_w, -now.battery.discharge_w, now.battery.charge_w);
}

/// What all sources can give [W].
double offered_w(const DispatchSnapshot& now) {
  double sum_w = 0.0;
  for (const SourceOffer& offer : now.sources)
    sum_w += offer.limit_w;
  return sum_w;
}

/// Full charge as far as PV and grid carry it beside the load: no source burns fuel for it.
double charge_from_grid_w(const DispatchSnapshot& now) {
  return clamped(now, std::max(now.import_limit_w - now.net_load_w(), 0.0));
}

}  // namespace

SetPoints balance(const DispatchSnapshot& now, double battery_w, std::span<double> source_w) {
  assert(source_w.size() == now.sources.size());
  std::ranges::fill(source_w, 0.0);
  const double wanted_w = clamped(now, battery_w);
  SetPoints points{.pv_w = now.pv_w,
                   .charge_w = std::max(wanted_w, 0.0),
                   .discharge_w = std::max(-wanted_w, 0.0)};
  double open_w = now.load_w + points.charge_w - points.pv_w - points.discharge_w;
  if (open_w < 0.0) {
    double surplus_w = -open_w;
    points.export_w = std::min(surplus_w, now.export_limit_w);
    surplus_w -= points.export_w;
    surplus_w -= take(points.pv_w, surplus_w);
    take(points.discharge_w, surplus_w);
    return points;
  }
  open_w = buy(now, open_w, points, source_w);
  open_w -= take(points.charge_w, open_w);
  if (points.charge_w == 0.0) {
    const double more_w = std::min(open_w, now.battery.discharge_w - points.discharge_w);
    points.discharge_w += more_w;
    open_w -= more_w;
  }
  points.unserved_w = std::max(open_w, 0.0);
  return points;
}

void require_served(const SetPoints& points, std::string_view site, TimeNs time_ns) {
  if (points.unserved_w <= 0.0) return;
  throw DomainError(
      fmt::format("{}: {:.6g} W of load cannot be served at {}; grid, sources and battery give no "
                  "more",
                  site, points.unserved_w, to_iso8601(time_ns)));
}

double merit_order_w(const DispatchSnapshot& now) {
  return clamped(now, -now.net_load_w());
}

double shave_peak_w(const DispatchSnapshot& now, double target_w) {
  return clamped(now, target_w - now.net_load_w());
}

double arbitrage_w(const DispatchSnapshot& now, const PriceThresholds& thresholds) {
  if (now.import_usd_per_kwh <= thresholds.buy_below_usd_per_kwh) return charge_from_grid_w(now);
  if (now.import_usd_per_kwh >= thresholds.sell_above_usd_per_kwh) {
    return clamped(now, -std::max(now.net_load_w() + now.export_limit_w, 0.0));
  }
  return clamped(now, std::max(-now.net_load_w() - now.export_limit_w, 0.0));
}

double limit_ramp_w(const DispatchSnapshot& now, double last_import_w, double ramp_w_per_s,
                    double span_s) {
  const double move_w = ramp_w_per_s * span_s;
  const double import_w =
      std::clamp(now.net_load_w(), last_import_w - move_w, last_import_w + move_w);
  return clamped(now, import_w - now.net_load_w());
}

double respond_to_call_w(const DispatchSnapshot& now) {
  const double free_w = now.import_limit_w - now.net_load_w();
  return clamped(now, free_w >= 0.0 ? free_w : std::min(free_w + offered_w(now), 0.0));
}

double follow_carbon_w(const DispatchSnapshot& now, double threshold_g_per_kwh) {
  if (now.carbon_g_per_kwh < threshold_g_per_kwh) return charge_from_grid_w(now);
  return clamped(now, -std::max(now.net_load_w(), 0.0));
}

double follow_plan_w(const DispatchSnapshot& now, double planned_w, double planned_peak_w) {
  // Sources run before the battery makes up for an import that may not rise.
  return clamped(now, std::min(planned_w, planned_peak_w + offered_w(now) - now.net_load_w()));
}

}  // namespace gigawatt::power
