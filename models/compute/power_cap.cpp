// SPDX-License-Identifier: Apache-2.0
#include "models/compute/power_cap.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::compute {

std::string fault_of(const CapCurve& curve) {
  const auto& caps_w = curve.cap_w;
  const auto& speeds = curve.performance;
  if (caps_w.size() != speeds.size())
    return fmt::format("{} caps and {} performances", caps_w.size(), speeds.size());
  if (caps_w.size() < 2) return "a curve needs two caps or more";
  if (std::adjacent_find(caps_w.begin(), caps_w.end(), std::greater_equal<>()) != caps_w.end())
    return "the caps do not rise";
  if (!std::is_sorted(speeds.begin(), speeds.end())) return "performance falls with more power";
  if (speeds.back() != 1.0) return "the highest cap does not give full performance";
  return "";
}

bool is_concave(const CapCurve& curve) {
  for (std::size_t i = 2; i < curve.cap_w.size(); ++i) {
    const double before_w = curve.cap_w[i - 1] - curve.cap_w[i - 2];
    const double after_w = curve.cap_w[i] - curve.cap_w[i - 1];
    const double before = (curve.performance[i - 1] - curve.performance[i - 2]) * after_w;
    const double after = (curve.performance[i] - curve.performance[i - 1]) * before_w;
    if (after > before * (1.0 + 1e-12)) return false;
  }
  return true;
}

double performance_at_cap(const CapCurve& curve, double cap_w) {
  if (!(cap_w >= curve.cap_w.front()))
    throw DomainError(fmt::format(
        "{}: a cap of {:g} W is below {:g} W, the lowest that is known; raise the cap or switch "
        "accelerators off",
        curve.workload, cap_w, curve.cap_w.front()));
  if (cap_w >= curve.cap_w.back()) return 1.0;
  const auto right = std::upper_bound(curve.cap_w.begin(), curve.cap_w.end(), cap_w);
  const auto i = static_cast<std::size_t>(right - curve.cap_w.begin());
  const double share = (cap_w - curve.cap_w[i - 1]) / (curve.cap_w[i] - curve.cap_w[i - 1]);
  return curve.performance[i - 1] + share * (curve.performance[i] - curve.performance[i - 1]);
}

double least_cap_w(const CapCurve& curve, double performance) {
  if (!(performance <= 1.0))
    throw DomainError(
        fmt::format("{}: no cap gives {:g} of full performance", curve.workload, performance));
  const auto& speeds = curve.performance;
  // The first point that is fast enough; on the way up to it the performance rises.
  const auto reached = std::lower_bound(speeds.begin(), speeds.end(), performance);
  const auto i = static_cast<std::size_t>(reached - speeds.begin());
  if (i == 0) return curve.cap_w.front();
  const double share = (performance - speeds[i - 1]) / (speeds[i] - speeds[i - 1]);
  return curve.cap_w[i - 1] + share * (curve.cap_w[i] - curve.cap_w[i - 1]);
}

double cap_for_budget_w(const CapCurve& curve, double budget_w, double accelerators,
                        double beside_w) {
  if (!(accelerators > 0.0))
    throw DomainError(fmt::format("{}: {:g} accelerators share the budget; expected more than 0",
                                  curve.workload, accelerators));
  const double each_w = budget_w / accelerators - beside_w;
  if (!(each_w >= curve.cap_w.front()))
    throw DomainError(
        fmt::format("{}: a budget of {:.0f} W leaves {:g} W to each of {:g} accelerators; the "
                    "lowest cap that is "
                    "known is {:g} W",
                    curve.workload, budget_w, each_w, accelerators, curve.cap_w.front()));
  return std::min(each_w, least_cap_w(curve, 1.0));
}

}  // namespace gigawatt::compute
