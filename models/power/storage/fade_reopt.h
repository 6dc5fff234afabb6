// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/power/storage/fade.h"

namespace gigawatt::power {

/// Health after NREL's REopt, day by day, in parts of nameplate:
///   health[d] = health[d-1] - k_cal m E d^(m-1) - k_cyc n,
/// with E the mean energy stored and n the full cycles of day d-1. No temperature, no depth.
class ReoptFade final : public FadeModel {
 public:
  struct Coefficients {
    double calendar = 1.16e-3;  ///< k_cal [per day^m at full charge].
    double cycle = 2.46e-5;     ///< k_cyc [per full cycle].
    double time_power = 0.428;  ///< m [-].
  };

  explicit ReoptFade(Coefficients coefficients) : coefficients_(coefficients) {}
  void book(const CellDay& day, CellAge& age) const override;

 private:
  Coefficients coefficients_;
};

}  // namespace gigawatt::power
