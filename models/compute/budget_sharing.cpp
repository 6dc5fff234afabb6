// SPDX-License-Identifier: Apache-2.0

// Sharing one power budget over groups of accelerators whose work answers differently to a cap.
//
// Both rules start from every group at its lowest cap and end at least power for full performance;
// a budget above that is left over, not handed out.

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "models/compute/power_cap.h"
#include "sim/engine/errors.h"

namespace gigawatt::compute {
namespace {

double power_of(const std::vector<CapGroup>& groups, const std::vector<double>& cap_w) {
  double power_w = 0.0;
  for (std::size_t i = 0; i < groups.size(); ++i)
    power_w += groups[i].accelerators * (cap_w[i] + groups[i].beside_w);
  return power_w;
}

std::vector<double> caps_at(const std::vector<CapGroup>& groups, double performance) {
  std::vector<double> cap_w;
  for (const CapGroup& group : groups)
    cap_w.push_back(least_cap_w(group.curve, performance));
  return cap_w;
}

/// Every group at its lowest cap; refuses a budget that does not carry that.
std::vector<double> lowest_caps(const std::vector<CapGroup>& groups, double budget_w) {
  std::vector<double> cap_w;
  for (const CapGroup& group : groups)
    cap_w.push_back(group.curve.cap_w.front());
  if (const double least_w = power_of(groups, cap_w); !(least_w <= budget_w))
    throw DomainError(
        fmt::format("a budget of {:.0f} W is below {:.0f} W, the lowest caps of all groups and "
                    "what stands beside "
                    "them; raise the budget or switch accelerators off",
                    budget_w, least_w));
  return cap_w;
}

BudgetShare result(const std::vector<CapGroup>& groups, std::vector<double> cap_w) {
  BudgetShare share;
  for (std::size_t i = 0; i < groups.size(); ++i)
    share.throughput += groups[i].accelerators * groups[i].throughput *
                        performance_at_cap(groups[i].curve, cap_w[i]);
  share.power_w = power_of(groups, cap_w);
  share.cap_w = std::move(cap_w);
  return share;
}

/// A straight piece of a group's curve.
struct Piece {
  std::size_t group = 0;
  double to_w = 0.0;        ///< Cap of one accelerator at its upper end.
  double gain_per_w = 0.0;  ///< Throughput of one accelerator per watt.
};

}  // namespace

BudgetShare share_equal_slowdown(const std::vector<CapGroup>& groups, double budget_w) {
  std::vector<double> fitting_w = lowest_caps(groups, budget_w);
  std::vector<double> full_w = caps_at(groups, 1.0);
  if (power_of(groups, full_w) <= budget_w) return result(groups, std::move(full_w));

  // Power rises with the common performance, with jumps where a curve is flat: bisect, and keep the
  // side that fits.
  double low = 0.0, high = 1.0;
  for (double middle = 0.5; low < middle && middle < high; middle = low + (high - low) / 2.0) {
    std::vector<double> cap_w = caps_at(groups, middle);
    if (power_of(groups, cap_w) <= budget_w) {
      low = middle;
      fitting_w = std::move(cap_w);
    } else {
      high = middle;
    }
  }
  return result(groups, std::move(fitting_w));
}

BudgetShare share_most_throughput(const std::vector<CapGroup>& groups, double budget_w) {
  std::vector<double> cap_w = lowest_caps(groups, budget_w);
  std::vector<Piece> pieces;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const CapCurve& curve = groups[g].curve;
    if (!is_concave(curve))
      throw DomainError(fmt::format(
          "{}: each further watt must gain no more than the one before it to share a budget for "
          "throughput; use the equal slow-down",
          curve.workload));
    double gain_per_w = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < curve.cap_w.size(); ++i) {
      const double gain = groups[g].throughput * (curve.performance[i] - curve.performance[i - 1]);
      // Concave up to rounding: what is left of that must not turn the order of a group's pieces.
      gain_per_w = std::min(gain_per_w, gain / (curve.cap_w[i] - curve.cap_w[i - 1]));
      if (gain > 0.0) pieces.push_back({g, curve.cap_w[i], gain_per_w});
    }
  }
  std::stable_sort(pieces.begin(), pieces.end(),
                   [](const Piece& a, const Piece& b) { return a.gain_per_w > b.gain_per_w; });

  for (const Piece& piece : pieces) {
    double& cap = cap_w[piece.group];
    const double before_w = cap;
    const double free_w = budget_w - power_of(groups, cap_w);
    cap = std::min(piece.to_w, cap + std::max(free_w, 0.0) / groups[piece.group].accelerators);
    // Rounding must not spend what is not there.
    double step_w = cap * std::numeric_limits<double>::epsilon();
    for (; power_of(groups, cap_w) > budget_w && cap > before_w; step_w *= 2.0)
      cap = std::max(before_w, cap - step_w);
    if (cap < piece.to_w) break;
  }
  return result(groups, std::move(cap_w));
}

}  // namespace gigawatt::compute
