// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/batch_inference.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "models/jobs/fitting.h"
#include "models/jobs/synthetic.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

// Up to so many items of a batch are drawn one by one; the sum of more is near enough normal.
constexpr std::uint64_t kDrawnItems = 256;
constexpr double kMostItems = 1e15;
constexpr double kMostShards = 1e6;

ClippedLogNormal length_law(const WorkloadParams& params, const LengthParams& asked,
                            const char* key) {
  const double most = asked.max.value_or(100.0 * asked.mean);
  const auto fitted = fit_log_normal(asked.median, asked.mean, most);
  if (!fitted)
    refuse(key_path(params.path, fmt::format("batch.{}", key)),
           fmt::format("no log-normal has median {} and mean {} tokens when cut at {}",
                       asked.median, asked.mean, most),
           "median ≤ mean < 0.49 max");
  return *fitted;
}

double drawn_tokens(RandomDraws& draws, const ClippedLogNormal& law) {
  return std::min(draws.log_normal(law.mu, law.sigma), law.max_s);
}

}  // namespace

double BatchPlan::mean_item_s() const {
  return input.mean_s() / prefill_tokens_per_s + output.mean_s() / decode_tokens_per_s;
}

double BatchPlan::variance_item_s2() const {
  // Prompt and answer are drawn independently.
  return input.variance_s2() / (prefill_tokens_per_s * prefill_tokens_per_s) +
         output.variance_s2() / (decode_tokens_per_s * decode_tokens_per_s);
}

double BatchPlan::load(double mean_nodes) const {
  const double served = 1.0 - 0.25 * limit.overrun;
  const double node_s = static_cast<double>(items) * mean_item_s() / gpus * nodes;
  return node_s * served * arrivals.per_ns() * 1e9 / mean_nodes;
}

BatchPlan plan_batches(const WorkloadParams& params, const SourceContext& context) {
  if (!params.batch)
    refuse(key_path(params.path, "batch"), "it is not said what a batch is",
           "batch: {items: 100000, input_tokens: {median: 1000, mean: 1500}, ...}");
  if (params.nodes || params.gpus)
    refuse(key_path(params.path, params.nodes ? "nodes" : "gpus"), "the size is that of a shard",
           "batch: {gpus: 8}");
  if (params.statistics != Statistics::none || params.run_time)
    refuse(key_path(params.path, params.run_time ? "run_time" : "statistics"),
           "the run times of shards follow from their items", "batch: alone");
  if (context.installed_nodes == 0)
    refuse(key_path(params.path, "node"), "no node is energised for this workload during the run",
           "a fleet entry with nodes in the span of the run");
  const BatchParams& asked = *params.batch;

  BatchPlan plan;
  plan.arrivals = plan_arrivals(params, context);
  plan.input = length_law(params, asked.input_tokens, "input_tokens");
  plan.output = length_law(params, asked.output_tokens, "output_tokens");
  plan.prefill_tokens_per_s = asked.prefill_tokens_per_s;
  plan.decode_tokens_per_s = asked.decode_tokens_per_s;
  plan.items = static_cast<std::uint64_t>(asked.items);
  const std::int64_t per_node = context.gpus_per_node;
  const std::int64_t nodes = (asked.gpus + per_node - 1) / per_node;
  if (nodes > context.installed_nodes)
    refuse(key_path(params.path, "batch.gpus"),
           fmt::format("a shard of {} nodes, but {} are the most energised at one time", nodes,
                       context.installed_nodes),
           fmt::format("gpus: {} or less", per_node * context.installed_nodes));
  plan.gpus = static_cast<std::uint32_t>(asked.gpus);
  plan.nodes = static_cast<std::uint32_t>(nodes);
  plan.shard_s = asked.shard_s;
  plan.limit = params.limit;
  plan.utilisation = utilisation_percentiles(params);
  if (params.load) {
    plan.stretch =
        quantised(*params.load / plan.load(context.mean_nodes.value_or(context.installed_nodes)));
    const double items = std::round(plan.stretch * static_cast<double>(plan.items));
    if (!(items >= 1.0 && items < kMostItems))
      refuse(key_path(params.path, "load"),
             fmt::format("the load asks for {:.3g} items a batch", items),
             "more or fewer batches: jobs_per_year or jobs");
    plan.items = static_cast<std::uint64_t>(items);
  }
  const double shards =
      static_cast<double>(plan.items) * plan.mean_item_s() / (plan.gpus * plan.shard_s);
  if (!(shards <= kMostShards))
    refuse(key_path(params.path, "batch"),
           fmt::format("a batch of {:.3g} shards, all submitted together", shards),
           fmt::format("at most {:.0f}: fewer items, more accelerators or longer shards",
                       kMostShards));
  return plan;
}

BatchSource::BatchSource(const WorkloadParams& params, const SourceContext& context)
    : plan_(std::make_shared<const BatchPlan>(plan_batches(params, context))),
      name_(params.name),
      batch_stream_(context.seed, "workloads." + params.name, "batch"),
      shard_stream_(context.seed, "workloads." + params.name, "shard"),
      clock_(plan_->arrivals, params, context) {}

bool BatchSource::draw_batch() {
  const BatchPlan& plan = *plan_;
  RandomDraws draws = batch_stream_.at(clock_.number());
  const std::optional<TimeNs> submit_ns = clock_.next(draws);
  if (!submit_ns) return false;

  double gpu_s = 0.0;
  if (plan.items <= kDrawnItems) {
    for (std::uint64_t item = 0; item < plan.items; ++item)
      gpu_s += drawn_tokens(draws, plan.input) / plan.prefill_tokens_per_s +
               drawn_tokens(draws, plan.output) / plan.decode_tokens_per_s;
  } else {
    const auto items = static_cast<double>(plan.items);
    const double spread_s = std::sqrt(items * quantised(plan.variance_item_s2()));
    gpu_s = std::max(items * quantised(plan.mean_item_s()) + spread_s * draws.normal(), 0.0);
  }
  const double shard_gpu_s = plan.shard_s * plan.gpus;
  shards_left_ = static_cast<std::uint64_t>(std::max(std::ceil(gpu_s / shard_gpu_s), 1.0));
  const double shard_s = gpu_s / plan.gpus / static_cast<double>(shards_left_);
  shard_work_ns_ = std::max<std::int64_t>(from_seconds(shard_s), 1);
  submit_ns_ = *submit_ns;
  return true;
}

bool BatchSource::next(Job& job) {
  if (shards_left_ == 0 && !draw_batch()) return false;
  const BatchPlan& plan = *plan_;
  RandomDraws draws = shard_stream_.at(number_);
  const double over = draws.uniform();
  const double utilisation = between_percentiles(plan.utilisation, draws.uniform());

  job.id = number_++;
  job.submit_ns = submit_ns_;
  job.work_ns = shard_work_ns_;
  job.nodes = plan.nodes;
  job.utilisation_ppm = static_cast<std::int32_t>(utilisation * 1e6 + 0.5);
  job.fate = Fate::completes;
  job.limit_ns = limit_ns(plan.limit, job.work_ns, over, draws);
  job.preemptible = true;
  job.first_phase = 0;
  job.phase_count = 0;
  --shards_left_;
  return true;
}

double BatchSource::mean_work_s() const {
  const double shards_s =
      static_cast<double>(plan_->items) * plan_->mean_item_s() / plan_->gpus;  // one after another
  return shards_s / std::max(std::ceil(shards_s / plan_->shard_s), 1.0);
}

double BatchSource::demand_node_s() const {
  return plan_->load(1) * to_seconds(plan_->arrivals.end_ns - plan_->arrivals.start_ns);
}

std::vector<std::string> BatchSource::notes() const {
  if (plan_->stretch == 1.0) return {};
  return {
      fmt::format("{}: batches have {} items, {:.6g} times as many as written, to offer the load",
                  name_, plan_->items, plan_->stretch)};
}

}  // namespace gigawatt::jobs
