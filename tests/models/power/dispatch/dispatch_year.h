// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/climate/series.h"
#include "models/power/dispatch/dispatcher.h"
#include "models/power/dispatch/forecast.h"
#include "models/power/dispatch/look_ahead.h"
#include "models/power/dispatch/rules.h"
#include "models/power/dispatch/tariff.h"

namespace gigawatt::power {

/// A site for a year of hours: 100 MW with a daily swing, PV under a clear sky, a battery, gas, and
/// a tariff on a price series.
struct YearCase {
  TimeNs from_ns = 0;
  int days = 365;
  int steps_per_hour = 1;
  int horizon_h = 48;
  int roll_h = 24;  ///< Between two plans.
  Tariff tariff;
  PlannedStore store;
  std::vector<PlannedSource> sources;
  double pv_peak_w = 0.0;
  double import_limit_w = 200e6;
  double export_limit_w = 0.0;
};

/// Who decides.
struct YearPolicy {
  enum class Kind {
    idle,
    merit_order,
    arbitrage,
    peak_shaving,
    look_ahead,
    dispatcher
  } kind = Kind::idle;
  PriceThresholds thresholds = {};
  double target_w = 0.0;
  ForecastParams forecast = {};
  const Dispatcher* dispatcher = nullptr;
  /// At this step the state is saved, the run goes on for a fortnight, returns to what was saved
  /// and goes on with `second`, a dispatcher that has seen nothing.
  int fork_step = -1;
  const Dispatcher* second = nullptr;
};

struct YearOutcome {
  double cost_usd = 0.0;  ///< All bills, fuel, and the charge missing at the end at the mean price.
  double energy_usd = 0.0;
  double demand_usd = 0.0;
  double unserved_j = 0.0;
  double worst_gap_usd = 0.0;
  int steps_at_once = 0;  ///< Steps of plans that run both ways at once.
  int plans = 0;
  std::uint64_t hash = 0;  ///< Of every set point.
};

/// ERCOT's hub average, day ahead, 2022; `data` is the folder scenarios/data.
YearCase ercot_2022(const std::string& data);

YearOutcome run_year(const YearCase& year, const YearPolicy& policy);

}  // namespace gigawatt::power
