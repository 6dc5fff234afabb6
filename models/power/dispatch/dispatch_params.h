// SPDX-License-Identifier: Apache-2.0
#pragma once

// Parameters of the models of kind "dispatch" but the default, which is in dispatcher.h. Docs:
// docs/models/power/dispatch.md.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/power/dispatch/dispatcher.h"
#include "models/power/dispatch/forecast.h"

namespace gigawatt::power {

/// `peak-shaving`.
class PeakShavingParams final : public DispatchParams {
 public:
  std::optional<double> target_w;  ///< Absent: the month's peak so far, at least the day's mean.

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
};

/// `arbitrage`.
class ArbitrageParams final : public DispatchParams {
 public:
  std::string path;
  PriceThresholds thresholds;

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
  std::vector<Problem> find_problems() const override;
};

/// `curtailment-response`.
class CurtailmentResponseParams final : public DispatchParams {
 public:
  void visit(FieldVisitor&) override {}
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
};

/// `carbon`.
class CarbonParams final : public DispatchParams {
 public:
  double threshold_g_per_kwh = 0.0;

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
};

/// `ramp-limit`.
class RampLimitParams final : public DispatchParams {
 public:
  double ramp_w_per_s = 0.0;

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
};

/// `look-ahead`.
class LookAheadDispatchParams final : public DispatchParams {
 public:
  std::string path;
  double horizon_s = 48.0 * 3600.0;
  double roll_s = 24.0 * 3600.0;
  double step_s = 3600.0;
  ForecastParams forecast;
  double wear_usd_per_kwh = 0.0;
  double end_charge_frac = 0.5;  ///< Of what a plan may use of the battery.

  void visit(FieldVisitor& v) override;
  std::unique_ptr<const Dispatcher> make(const RandomStream& luck,
                                         const Tariff* tariff) const override;
  std::vector<Problem> find_problems() const override;
};

}  // namespace gigawatt::power
