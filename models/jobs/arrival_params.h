// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt::jobs {

enum class ArrivalGaps { exponential, gamma, hyper_exponential };

/// How the arrivals of a synthetic workload are spread: the law of the gaps between them and the
/// rate over the hours of a week on a local clock.
struct ArrivalParams {
  ArrivalGaps gaps = ArrivalGaps::exponential;
  std::optional<double> cv;      ///< Coefficient of variation of the gaps.
  std::vector<double> hours;     ///< 24 relative rates.
  std::vector<double> weekdays;  ///< 7 relative rates, Monday first.
  double swing = 0.0;            ///< Instead of `hours`: a cosine of this amplitude ...
  double peak_hour = 15.0;       ///< ... with its peak at this hour.
  std::string timezone;          ///< The site's unless given.

  void visit(FieldVisitor& visitor);
};

/// Log-normal lengths in tokens, cut at `max`; the mean is that after cutting.
struct LengthParams {
  double median = 0.0;
  double mean = 0.0;
  std::optional<double> max;

  void visit(FieldVisitor& visitor);
};

/// Batches of items (documents, prompts) to run a model over, in shards that can be preempted.
struct BatchParams {
  std::int64_t items = 1;
  LengthParams input_tokens;
  LengthParams output_tokens;
  double prefill_tokens_per_s = 0.0;  ///< Of one accelerator.
  double decode_tokens_per_s = 0.0;   ///< Of one accelerator, over all it serves at once.
  std::int64_t gpus = 8;              ///< Of one shard.
  double shard_s = 3600.0;            ///< Most run time of one shard [s].

  void visit(FieldVisitor& visitor);
};

}  // namespace gigawatt::jobs
