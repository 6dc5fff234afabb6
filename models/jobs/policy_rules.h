// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gigawatt::jobs {

/// Which waiting job comes first.
enum class QueueOrder {
  submission,
  requested_time,  ///< Shortest first, less what waiting forgives.
  multifactor,     ///< PriorityWeights.
  priority,        ///< JobClass::priority, then submission.
};

/// What may pass a job that does not fit.
enum class Backfill {
  none,
  anything,
  easy,          ///< What does not delay the first in order.
  conservative,  ///< What does not delay any job with a reservation.
};

/// A policy is an order, a rule of backfill and whether it evicts.
struct PolicyRules {
  std::string_view name;
  std::string_view meaning;  ///< One line, for listings.
  QueueOrder order;
  Backfill backfill;
  bool evicts = false;
};

}  // namespace gigawatt::jobs
