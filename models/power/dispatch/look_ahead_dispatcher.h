// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/power/dispatch/dispatcher.h"
#include "models/power/dispatch/forecast.h"
#include "models/power/dispatch/look_ahead.h"
#include "models/power/dispatch/tariff_planning.h"

namespace gigawatt::power {

struct LookAheadSettings {
  int steps = 48;
  std::int64_t step_ns = kNsPerHour;  ///< Divides a day.
  int roll_steps = 24;                ///< From one plan to the next, at most `steps`.
  ForecastParams forecast = {};
  double wear_usd_per_kwh = 0.0;
  double end_charge_frac = 0.5;
};

/// Plans at every roll, follows the plan in between. Its solver is built for each plan: the battery
/// ages, offers change, and a dispatcher holds no state.
class LookAheadDispatcher final : public Dispatcher {
 public:
  LookAheadDispatcher(const LookAheadSettings& settings, const RandomStream& luck,
                      const Tariff* tariff)
      : settings_(settings), luck_(luck), tariff_(tariff) {}

  double battery_w(const DispatchMoment& moment, const DispatchOutlook& outlook,
                   DispatchMemory& memory) const override;
  void observe(TimeNs from, TimeNs to, double load_w, double pv_w, double usd_per_kwh,
               DispatchMemory& memory) const override;
  /// What the plan gives: what it keeps, units carry.
  double carries_w(const DispatchMemory& memory, TimeNs from, TimeNs to,
                   double most_w) const override;
  double held_import_w(const DispatchMemory& memory, TimeNs now) const override;

 private:
  void make_plan(const DispatchMoment& moment, const DispatchOutlook& outlook,
                 DispatchMemory& memory) const;
  LookAheadParams plan_params(const DispatchMoment& moment) const;
  LookAheadInput plan_input(const DispatchMoment& moment, const DispatchOutlook& outlook,
                            const PlanSteps& steps, const DispatchMemory& memory) const;
  std::vector<double> expected_load_w(const DispatchMoment& moment, const PlanSteps& steps,
                                      const DispatchMemory& memory) const;
  std::vector<double> expected_pv_w(const DispatchOutlook& outlook, const PlanSteps& steps,
                                    const DispatchMemory& memory) const;
  std::vector<double> expected_market_usd_per_kwh(const DispatchMoment& moment,
                                                  const DispatchOutlook& outlook,
                                                  const PlanSteps& steps,
                                                  const DispatchMemory& memory) const;
  void fill_prices(const DispatchMoment& moment, const DispatchOutlook& outlook,
                   const PlanSteps& steps, const DispatchMemory& memory,
                   LookAheadInput& input) const;

  LookAheadSettings settings_;
  RandomStream luck_;
  const Tariff* tariff_;  ///< May be null: then the outlook's price is all there is.
};

}  // namespace gigawatt::power
