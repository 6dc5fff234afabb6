// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "models/jobs/serving_ring.h"
#include "models/jobs/serving_roofline.h"
#include "models/jobs/serving_stats.h"
#include "models/jobs/serving_steps.h"
#include "sim/engine/wide.h"

namespace gigawatt::jobs {

/// How a replica forms its batches.
struct EngineParams {
  std::int64_t max_batch = 256;  ///< Sequences in prefill or decode at once.
  /// Chunked prefill: new tokens per iteration, decodes included; 0 = whole prompts first, while
  /// the decodes stand still.
  std::int64_t chunk_tokens = 512;
  std::int64_t max_prompt_tokens = 8192;  ///< Prompt tokens per iteration without chunks.
  double prefix_hit = 0.0;  ///< Share of a prompt whose KV cache is found; still takes memory.
  double watermark = 0.01;  ///< Share of the KV cache kept free when a prompt is admitted.
};

/// Where the time of a replica went; exact sums of whole picoseconds.
struct ReplicaMeters {
  Int128 busy_ps = 0;
  Int128 compute_ps = 0;  ///< Of busy: what the arithmetic alone would have taken.
  std::int64_t preemptions = 0;
};

/// Continuous batching on one replica, iteration by iteration; runs of decode steps with the same
/// batch are jumped over with their exact sum. Docs: docs/models/jobs/serving.md.
class ServingReplica {
 public:
  ServingReplica(std::shared_ptr<const ReplicaModel> model, const EngineParams& params);

  /// Queues a request; arrivals do not fall. Call run_until(arrival) first. Throws DomainError for
  /// fewer than one token, or a context that cannot fit even alone.
  void submit(const Request& request);

  /// Runs every iteration that starts before `until_ns`; what completes goes to `stats`. With
  /// `stop_at_completion` it returns after the first iteration in which a request completed.
  void run_until(TimeNs until_ns, ServingStats& stats, bool stop_at_completion = false);

  bool idle() const { return in_system() == 0; }
  bool has_room() const { return in_system() < params_.max_batch; }
  std::int64_t in_system() const {
    return static_cast<std::int64_t>(waiting_.size() + prefilling_.size() + decoding_.size());
  }
  /// Instant at which the next iteration may start.
  TimeNs now_ns() const { return base_ns_ + (offset_ps_ + 999) / 1000; }
  /// Counts what is queued or running, sequence by sequence.
  TokenCount inside() const;
  const ReplicaMeters& meters() const { return meters_; }

 private:
  struct Sequence {
    Request request;
    TimeNs first_ns = kNever;
    std::int64_t done = 0;     ///< Prompt tokens whose KV is there.
    std::int64_t left = 0;     ///< Prompt tokens still to compute.
    std::int32_t emitted = 0;  ///< Tokens out when it last left the decodes.
    std::uint64_t admitted = 0;
  };
  struct Finish {
    std::uint64_t step;
    std::uint32_t slot;
    friend bool operator>(const Finish& a, const Finish& b) {
      return a.step != b.step ? a.step > b.step : a.slot > b.slot;
    }
  };

  bool starts_before(TimeNs until_ns) const;
  void advance(std::int64_t time_ps);
  void admit();
  void prefill(ServingStats& stats);
  void decode(TimeNs until_ns, ServingStats& stats);
  void step_decodes(std::int64_t steps, ServingStats& stats);
  void end_prefill(std::uint32_t slot, ServingStats& stats);
  void complete(std::uint32_t slot, ServingStats& stats);
  void preempt_newest();
  DecodeSteps decode_steps() const;
  std::int64_t batch() const { return static_cast<std::int64_t>(decoding_.size()); }

  std::shared_ptr<const ReplicaModel> model_;
  EngineParams params_;

  std::vector<Sequence> slots_;
  std::vector<std::uint32_t> free_;
  Ring<std::uint32_t> waiting_;
  Ring<std::uint32_t> prefilling_;  // In order of admission.
  std::vector<Finish> decoding_;    // Heap, least step on top.

  TimeNs base_ns_ = 0;
  std::int64_t offset_ps_ = 0;  // Below 1 s beyond base_ns_.
  std::uint64_t step_ = 0;      // Decode steps so far.
  std::uint64_t admissions_ = 0;
  std::int64_t context_ = 0;  // Of the decodes [tokens], windows included.
  std::int64_t kv_used_ = 0;  // Of decodes and prefills [tokens].
  std::int64_t completions_ = 0;
  ReplicaMeters meters_;
};

}  // namespace gigawatt::jobs
