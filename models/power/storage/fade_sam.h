// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <variant>
#include <vector>

#include "models/power/storage/fade.h"

namespace gigawatt::power {

/// Calendar fade of lithium-ion cells in NREL's SAM:
///   capacity = q0 - dq,   d(dq^2) = k^2 dt,   t in days,
///   k = a exp(b (1/T - 1/296)) exp(c (charge/T - 1/296)).
struct SamCalendarCoefficients {
  double a = 2.66e-3;  ///< [per day^1/2]
  double b = -7280.0;  ///< [K]
  double c = 930.0;    ///< [K]
  double q0 = 1.02;    ///< Capacity at the start [of nameplate].

  double rate(double temperature_k, double charge_frac) const;  ///< k.
};

/// Points of capacity [of nameplate] against days or cycles, ascending; straight between them and
/// beyond the last.
struct CapacityCurve {
  std::vector<double> at;
  std::vector<double> capacity_frac;

  double value(double x) const;
};

/// Capacity against cycles of one depth.
struct DepthCurve {
  double depth_frac = 0.0;
  CapacityCurve curve;
};

/// Calendar fade and rainflow-counted cycle fade, each with a capacity of its own; the smaller
/// counts. The n-th cycle of range r costs C(r, n) - C(r, n+1) of the cycle table, straight between
/// its depths and down to no loss at depth 0, held beyond the deepest.
class SamFade final : public FadeModel {
 public:
  struct NoCalendar {};
  using Calendar = std::variant<NoCalendar, SamCalendarCoefficients, CapacityCurve>;

  /// `cycles` by ascending depth; empty: cycles cost nothing.
  SamFade(Calendar calendar, std::vector<DepthCurve> cycles);

  /// Capacity that the calendar, and that the cycles leave [of nameplate].
  double calendar_capacity_frac(const CellAge& age) const;
  static double cycle_capacity_frac(const CellAge& age) { return 1.0 - age.cycle_sum; }

  void endure(const ChargeStretch& stretch, CellDay& day, OutsideFade& outside) const override;
  void book(const CellDay& day, CellAge& age) const override;
  void review(const CellDay& day, const CellAge& oldest, OutsideFade& outside) const override;

 private:
  double cycle_loss_frac(double range_frac, double cycle) const;

  Calendar calendar_;
  std::vector<DepthCurve> cycles_;
};

}  // namespace gigawatt::power
