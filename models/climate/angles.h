// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <numbers>

namespace gigawatt::climate {

inline constexpr double kRadPerDeg = std::numbers::pi / 180.0;

inline double sin_deg(double angle_deg) {
  return std::sin(angle_deg * kRadPerDeg);
}
inline double cos_deg(double angle_deg) {
  return std::cos(angle_deg * kRadPerDeg);
}
inline double tan_deg(double angle_deg) {
  return std::tan(angle_deg * kRadPerDeg);
}

/// The same angle in [0, 360).
inline double full_turn_deg(double angle_deg) {
  const double rest = std::fmod(angle_deg, 360.0);
  return rest < 0.0 ? rest + 360.0 : rest;
}
/// The same angle in [-180, 180).
inline double half_turn_deg(double angle_deg) {
  return full_turn_deg(angle_deg + 180.0) - 180.0;
}

}  // namespace gigawatt::climate
