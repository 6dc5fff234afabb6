// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt::compute {

/// Speed of one kind of work under a power cap on the accelerator, relative to no cap. Linear
/// between points; 1 above the last. docs/models/compute/power_caps.md.
struct CapCurve {
  std::string workload;             ///< "dense-training", "prefill", "decode", ...
  std::vector<double> cap_w;        ///< Rising [W]; the first is the lowest cap that is known.
  std::vector<double> performance;  ///< As many, never falling, the last 1.
  std::string source;
  std::string date;
};

/// What keeps a curve from being used, "" if nothing does.
std::string fault_of(const CapCurve& curve);

/// True if each further watt gains no more than the one before it.
bool is_concave(const CapCurve& curve);

/// Relative performance 0..1 under `cap_w`. DomainError below the lowest cap of the curve, which is
/// never below idle: nothing is known there.
double performance_at_cap(const CapCurve& curve, double cap_w);

/// The least cap [W] with at least `performance` (0..1). DomainError above 1; the lowest cap for
/// what that gives already.
double least_cap_w(const CapCurve& curve, double performance);

/// The cap [W] each of `accelerators` may have within `budget_w`, when each also needs
/// `beside_w` (host, network) that no cap reduces; never more than no cap needs. DomainError if the
/// budget is below the lowest cap.
double cap_for_budget_w(const CapCurve& curve, double budget_w, double accelerators,
                        double beside_w = 0.0);

/// Accelerators of one kind that do one kind of work under one cap.
struct CapGroup {
  CapCurve curve;
  double accelerators = 0.0;
  double beside_w = 0.0;    ///< Power beside each accelerator that the cap does not reduce [W].
  double throughput = 1.0;  ///< Of one accelerator without a cap, in a unit common to all groups.
};

struct BudgetShare {
  std::vector<double> cap_w;  ///< Per group.
  double power_w = 0.0;       ///< Caps and what stands beside them; never above the budget.
  double throughput = 0.0;    ///< Sum over groups of accelerators · throughput · performance.
};

/// Shares a rack's or a site's budget so that every group keeps the same relative performance, the
/// highest that fits. A group whose lowest cap gives more keeps that. DomainError if the lowest
/// caps do not fit.
BudgetShare share_equal_slowdown(const std::vector<CapGroup>& groups, double budget_w);

/// Shares a budget for the largest total throughput: each watt goes where it gains most (exact for
/// concave curves). Equal gains are served in the order of the groups. DomainError if the lowest
/// caps do not fit or a curve is not concave.
BudgetShare share_most_throughput(const std::vector<CapGroup>& groups, double budget_w);

}  // namespace gigawatt::compute
