// SPDX-License-Identifier: Apache-2.0
//
// One iteration computes either a piece of prompts together with one token of every decode
// (chunked), or whole prompts alone, or one token of every decode:
//
//   waiting ──admit──► prefilling ──first token──► decoding ──last token──► done
//      ▲                                              │
//      └───────────── preempted, KV dropped ──────────┘
//
// A decode's finish is a fixed step number, so a batch is a heap of step numbers and a step touches
// no sequence. The context that a step reads is one sum.

#include "models/jobs/serving_replica.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

constexpr std::int64_t kPsPerSecond = 1'000'000'000'000;
// A run of steps is measured against at most so much time; longer spans take several runs.
constexpr std::int64_t kLongestRunNs = 1'000'000 * kNsPerSecond;

}  // namespace

ServingReplica::ServingReplica(std::shared_ptr<const ReplicaModel> model,
                               const EngineParams& params)
    : model_(std::move(model)), params_(params) {
  if (params_.max_batch < 1)
    throw DomainError(
        fmt::format("max_batch is {}; expected 1 or more sequences", params_.max_batch));
  if (params_.chunk_tokens != 0 && params_.chunk_tokens <= params_.max_batch)
    throw DomainError(fmt::format(
        "chunks of {} tokens leave no room for a prompt beside {} decodes; make chunk_tokens "
        "larger than max_batch, or 0 for whole prompts",
        params_.chunk_tokens, params_.max_batch));
  if (!(params_.prefix_hit >= 0.0 && params_.prefix_hit <= 1.0))
    throw DomainError(fmt::format("prefix hit share is {}; expected 0 to 1", params_.prefix_hit));
}

void ServingReplica::submit(const Request& request) {
  if (request.input_tokens < 1 || request.output_tokens < 1)
    throw DomainError(fmt::format("a request has {} input and {} output tokens; expected 1 or more",
                                  request.input_tokens, request.output_tokens));
  const std::int64_t context =
      std::int64_t{request.input_tokens} + request.output_tokens + model_->sequence_tokens;
  if (context > model_->kv_tokens)
    throw DomainError(fmt::format(
        "a request of {} + {} tokens does not fit the KV cache of {} tokens per replica; use more "
        "accelerators per replica or a smaller KV precision",
        request.input_tokens, request.output_tokens, model_->kv_tokens));

  if (idle() && request.arrival_ns > now_ns()) {
    base_ns_ = request.arrival_ns;
    offset_ps_ = 0;
  }
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    slots_.emplace_back();
  } else {
    slot = free_.back();
    free_.pop_back();
  }
  slots_[slot] = Sequence{};
  slots_[slot].request = request;
  waiting_.push_back(slot);
}

void ServingReplica::run_until(TimeNs until_ns, ServingStats& stats, bool stop_at_completion) {
  const std::int64_t before = completions_;
  while (!idle() && starts_before(until_ns)) {
    admit();
    if (prefilling_.empty())
      decode(until_ns, stats);
    else
      prefill(stats);
    if (stop_at_completion && completions_ > before) return;
  }
}

bool ServingReplica::starts_before(TimeNs until_ns) const {
  return base_ns_ < until_ns && offset_ps_ < std::min(until_ns - base_ns_, kLongestRunNs) * 1000;
}

void ServingReplica::advance(std::int64_t time_ps) {
  meters_.busy_ps += time_ps;
  offset_ps_ += time_ps;
  if (offset_ps_ >= kPsPerSecond) {
    base_ns_ += offset_ps_ / 1000;
    offset_ps_ %= 1000;
  }
}

void ServingReplica::admit() {
  const auto reserve =
      static_cast<std::int64_t>(params_.watermark * static_cast<double>(model_->kv_tokens));
  while (!waiting_.empty() &&
         static_cast<std::int64_t>(prefilling_.size() + decoding_.size()) < params_.max_batch) {
    const std::uint32_t slot = waiting_.front();
    Sequence& sequence = slots_[slot];
    const std::int64_t prompt = std::int64_t{sequence.request.input_tokens} + sequence.emitted;
    const std::int64_t needed = prompt + model_->sequence_tokens;
    const bool alone = prefilling_.empty() && decoding_.empty();
    if (!alone && kv_used_ + needed + reserve > model_->kv_tokens) return;

    const auto cached =
        static_cast<std::int64_t>(params_.prefix_hit * sequence.request.input_tokens);
    sequence.done = std::min(cached, prompt - 1);  // The last token is always computed.
    sequence.left = prompt - sequence.done;
    sequence.admitted = ++admissions_;
    kv_used_ += needed;
    prefilling_.push_back(slot);
    waiting_.pop_front();
  }
}

void ServingReplica::prefill(ServingStats& stats) {
  const bool chunked = params_.chunk_tokens > 0;
  while (chunked && batch() > 0 && kv_used_ + batch() > model_->kv_tokens)
    preempt_newest();

  const std::int64_t decodes = chunked ? batch() : 0;
  const std::int64_t budget = chunked ? params_.chunk_tokens - decodes : params_.max_prompt_tokens;
  std::int64_t tokens = 0;
  std::int64_t earlier = 0;
  double pairs = 0.0;
  std::size_t ended = 0;
  for (std::size_t i = 0; i < prefilling_.size() && tokens < budget; ++i) {
    Sequence& sequence = slots_[prefilling_[i]];
    std::int64_t take = sequence.left;
    if (take > budget - tokens) {
      if (chunked)
        take = budget - tokens;
      else if (tokens > 0)
        break;  // A whole prompt waits for the next iteration; an oversized one goes alone.
    }
    const auto taken = static_cast<double>(take);
    pairs += taken * (static_cast<double>(sequence.done) + 0.5 * (taken + 1.0));
    earlier += sequence.done;
    tokens += take;
    sequence.done += take;
    sequence.left -= take;
    if (sequence.left > 0) break;
    ++ended;
  }

  const StepCost& cost = model_->cost;
  const std::int64_t context = decodes > 0 ? context_ : 0;
  const std::int64_t memory_ps =
      cost.weights(tokens + decodes) + cost.read_ps * (context + earlier);
  const std::int64_t compute_ps = cost.flop_ps * (tokens + decodes) + cost.attend_ps * context +
                                  static_cast<std::int64_t>(cost.attend_prefill_ps * pairs);
  advance(std::max(memory_ps, compute_ps) + cost.overhead_ps + cost.link_ps * (tokens + decodes));
  meters_.compute_ps += compute_ps;

  if (decodes > 0) step_decodes(1, stats);
  for (; ended > 0; --ended) {
    const std::uint32_t slot = prefilling_.front();
    prefilling_.pop_front();
    end_prefill(slot, stats);
  }
}

void ServingReplica::end_prefill(std::uint32_t slot, ServingStats& stats) {
  Sequence& sequence = slots_[slot];
  if (sequence.first_ns == kNever) sequence.first_ns = now_ns();
  ++sequence.emitted;
  const std::int64_t held = sequence.done + model_->sequence_tokens;
  if (sequence.emitted == sequence.request.output_tokens) {
    kv_used_ -= held;
    complete(slot, stats);
    return;
  }
  context_ += held;
  const auto steps = static_cast<std::uint64_t>(sequence.request.output_tokens - sequence.emitted);
  decoding_.push_back({step_ + steps, slot});
  std::push_heap(decoding_.begin(), decoding_.end(), std::greater<>());
}

DecodeSteps ServingReplica::decode_steps() const {
  const StepCost& cost = model_->cost;
  const std::int64_t decodes = batch();
  return {cost.overhead_ps + cost.link_ps * decodes,
          cost.weights(decodes) + cost.read_ps * context_, cost.read_ps * decodes,
          cost.flop_ps * decodes + cost.attend_ps * context_, cost.attend_ps * decodes};
}

void ServingReplica::decode(TimeNs until_ns, ServingStats& stats) {
  while (kv_used_ + batch() > model_->kv_tokens)
    preempt_newest();
  // Nothing changes before the first finish, the last step that the KV cache holds, or `until`.
  const auto to_finish = static_cast<std::int64_t>(decoding_.front().step - step_);
  const std::int64_t to_full = (model_->kv_tokens - kv_used_) / batch();
  const std::int64_t most = std::min(to_finish, to_full);
  const std::int64_t span_ps = std::min(until_ns - base_ns_, kLongestRunNs) * 1000 - offset_ps_;
  const DecodeSteps run = decode_steps();
  const std::int64_t steps = run.count_to_pass(span_ps, most);
  advance(run.total_ps(steps));
  meters_.compute_ps += run.compute_ps(steps);
  step_decodes(steps, stats);
}

void ServingReplica::step_decodes(std::int64_t steps, ServingStats& stats) {
  step_ += static_cast<std::uint64_t>(steps);
  context_ += steps * batch();
  kv_used_ += steps * batch();
  while (!decoding_.empty() && decoding_.front().step == step_) {
    const std::uint32_t slot = decoding_.front().slot;
    std::pop_heap(decoding_.begin(), decoding_.end(), std::greater<>());
    decoding_.pop_back();
    const Request& request = slots_[slot].request;
    // The last token is never read back, so its KV is not there.
    const std::int64_t held =
        std::int64_t{request.input_tokens} + request.output_tokens - 1 + model_->sequence_tokens;
    context_ -= held;
    kv_used_ -= held;
    complete(slot, stats);
  }
}

void ServingReplica::complete(std::uint32_t slot, ServingStats& stats) {
  const Sequence& sequence = slots_[slot];
  stats.add({sequence.request, sequence.first_ns, now_ns()});
  free_.push_back(slot);
  ++completions_;
}

void ServingReplica::preempt_newest() {
  assert(!decoding_.empty());
  const auto newest =
      std::max_element(decoding_.begin(), decoding_.end(), [&](const Finish& a, const Finish& b) {
        return slots_[a.slot].admitted < slots_[b.slot].admitted;
      });
  const Finish taken = *newest;
  *newest = decoding_.back();
  decoding_.pop_back();
  std::make_heap(decoding_.begin(), decoding_.end(), std::greater<>());

  Sequence& sequence = slots_[taken.slot];
  sequence.emitted = sequence.request.output_tokens - static_cast<std::int32_t>(taken.step - step_);
  const std::int64_t held =
      std::int64_t{sequence.request.input_tokens} + sequence.emitted - 1 + model_->sequence_tokens;
  context_ -= held;
  kv_used_ -= held;
  waiting_.push_front(taken.slot);
  ++meters_.preemptions;
}

TokenCount ServingReplica::inside() const {
  TokenCount count;
  for (std::size_t i = 0; i < waiting_.size(); ++i)
    count.add(slots_[waiting_[i]].request);
  for (std::size_t i = 0; i < prefilling_.size(); ++i)
    count.add(slots_[prefilling_[i]].request);
  for (const Finish& finish : decoding_)
    count.add(slots_[finish.slot].request);
  return count;
}

}  // namespace gigawatt::jobs
