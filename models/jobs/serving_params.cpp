// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/serving_params.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/calendar.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

constexpr std::array<std::string_view, 3> kPrecisions{"bf16", "fp8", "fp4"};
constexpr std::array<std::string_view, 3> kUnserved{"queue", "reroute", "drop"};

class Checks {
 public:
  explicit Checks(const std::string& path) : path_(path) {}
  void expect(bool good, std::string_view key, std::string what, std::string expected) {
    if (good) return;
    problems_.push_back(problem_at(key_path(path_, key), std::move(what), std::move(expected)));
  }
  void throw_if_any() {
    if (!problems_.empty()) throw ScenarioError(std::move(problems_));
  }

 private:
  std::string path_;
  std::vector<Problem> problems_;
};

void check(const ServingParams& params) {
  Checks checks(params.path);
  const ServingDemandParams& demand = params.demand;
  checks.expect(demand.requests_per_s.has_value() != demand.output_tokens_per_s.has_value(),
                "demand",
                demand.requests_per_s ? "both requests and tokens are given"
                                      : "neither requests nor tokens are given",
                "one of the two");
  const bool constant = demand.input_tokens && demand.output_tokens;
  checks.expect(
      demand.lengths.written.empty() ? constant : !demand.input_tokens && !demand.output_tokens,
      "demand", "the lengths of requests are not clear",
      "either lengths (a trace), or input and output");
  checks.expect(demand.lengths.written.empty() || !demand.lengths.resolved.empty(),
                "demand.lengths", fmt::format("'{}' was not found", demand.lengths.written),
                "a file beside the scenario or in the data folders");
  checks.expect(demand.weekdays.empty() || demand.weekdays.size() == 7, "demand.weekdays",
                fmt::format("{} factors", demand.weekdays.size()), "seven, from Monday to Sunday");
  checks.expect(is_time_zone(demand.time_zone), "demand.time_zone",
                fmt::format("'{}' is no time zone", demand.time_zone),
                "a name such as America/Chicago");
  checks.expect(
      params.replica.chunk_tokens == 0 || params.replica.chunk_tokens > params.replica.max_batch,
      "replicas.chunk",
      fmt::format("chunks of {} tokens leave no room beside {} decodes",
                  params.replica.chunk_tokens, params.replica.max_batch),
      "more than max_batch, or 0 for whole prompts");
  checks.expect(params.scaling.max_replicas >= params.scaling.min_replicas, "autoscaler.max",
                fmt::format("{} replicas at most, but {} at least", params.scaling.max_replicas,
                            params.scaling.min_replicas),
                "at least min");
  checks.throw_if_any();
}

LengthTable lengths_of(const ServingDemandParams& demand) {
  if (!demand.lengths.resolved.empty())
    return LengthTable(read_azure_requests(demand.lengths.resolved));
  return LengthTable::constant(static_cast<std::int32_t>(*demand.input_tokens),
                               static_cast<std::int32_t>(*demand.output_tokens));
}

}  // namespace

void ServiceLevelParams::visit(FieldVisitor& v) {
  v.number({.name = "ttft",
            .unit = "s",
            .doc = "Longest time to the first token.",
            .min = 0,
            .above_min = true},
           ttft_s);
  v.number({.name = "tpot",
            .unit = "s",
            .doc = "Longest mean time per further token.",
            .min = 0,
            .above_min = true},
           tpot_s);
}

void ReplicaParams::visit(FieldVisitor& v) {
  v.integer({.name = "accelerators", .doc = "Per replica (tensor parallelism).", .min = 1},
            accelerators);
  v.choice({.name = "precision", .doc = "Of weights and matrix products."}, kPrecisions, weights);
  v.choice({.name = "kv_precision", .doc = "Of the KV cache."}, kPrecisions, kv_cache);
  v.number({.name = "memory_share",
            .doc = "Of memory for weights and KV cache.",
            .min = 0,
            .max = 1,
            .above_min = true},
           memory_share);
  v.number({.name = "step_overhead",
            .unit = "s",
            .doc = "Time per iteration beyond the roofline.",
            .min = 0},
           step_overhead_s);
  v.integer({.name = "max_batch", .doc = "Sequences at once.", .min = 1}, max_batch);
  v.integer({.name = "chunk",
             .doc = "New tokens per iteration with prompts in chunks; 0 = whole prompts first.",
             .min = 0},
            chunk_tokens);
  v.number(
      {.name = "prefix_hit", .doc = "Share of a prompt whose cache is found.", .min = 0, .max = 1},
      prefix_hit);
  v.number({.name = "prefill_power",
            .doc = "Dynamic power at full arithmetic, share of idle to rated.",
            .min = 0,
            .max = 1},
           prefill_power);
  v.number({.name = "decode_power",
            .doc = "Dynamic power while memory is the limit, share of idle to rated.",
            .min = 0,
            .max = 1},
           decode_power);
}

void ServingDemandParams::visit(FieldVisitor& v) {
  v.number({.name = "requests", .unit = "1/s", .doc = "Mean over a day.", .min = 0},
           requests_per_s);
  v.number({.name = "tokens",
            .unit = "1/s",
            .doc = "Output tokens, mean over a day; instead of requests.",
            .min = 0},
           output_tokens_per_s);
  v.number({.name = "swing", .doc = "Of the daily wave around its mean.", .min = 0, .max = 1},
           swing);
  v.number({.name = "peak",
            .unit = "s",
            .doc = "Local time of day of the peak.",
            .min = 0,
            .max = 86400},
           peak_s);
  v.numbers({.name = "weekdays", .doc = "Seven factors from Monday.", .min = 0}, weekdays);
  v.text({.name = "time_zone", .doc = "Of the users, as America/Chicago."}, time_zone);
  v.number({.name = "burst",
            .doc = "Coefficient of variation of gaps between requests.",
            .min = 1,
            .max = 100},
           burst);
  v.file({.name = "lengths", .doc = "Request trace whose prompts and outputs are drawn."}, lengths);
  v.integer({.name = "input", .doc = "Prompt tokens of every request.", .min = 1, .max = 2e9},
            input_tokens);
  v.integer({.name = "output", .doc = "Output tokens of every request.", .min = 1, .max = 2e9},
            output_tokens);
}

void ScalingParams::visit(FieldVisitor& v) {
  v.number({.name = "target_load",
            .doc = "Of what a replica sustains.",
            .min = 0,
            .max = 1,
            .above_min = true},
           target_load);
  v.integer({.name = "min", .doc = "Least replicas.", .min = 0}, min_replicas);
  v.integer({.name = "max", .doc = "Most replicas.", .min = 0}, max_replicas);
  v.number({.name = "up_delay",
            .unit = "s",
            .doc = "Demand asks for more so long before it gets them.",
            .min = 0},
           up_delay_s);
  v.number({.name = "down_delay",
            .unit = "s",
            .doc = "Demand asks for fewer so long before they go.",
            .min = 0},
           down_delay_s);
}

void ServingParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "llm", .doc = "Language model.", .required = true}, llm);
  v.group({.name = "replicas", .doc = "Shape and engine of a replica."}, replica);
  v.group({.name = "demand", .doc = "What users ask for.", .required = true}, demand);
  v.group({.name = "autoscaler", .doc = "How many replicas."}, scaling);
  v.group({.name = "slo", .doc = "Promises; none for batch inference."}, level);
  v.choice({.name = "unserved", .doc = "What becomes of requests beyond the replicas."}, kUnserved,
           unserved);
  v.number({.name = "queue_limit",
            .unit = "s",
            .doc = "Longest queue, in time the replicas need for it.",
            .min = 0},
           queue_limit_s);
}

std::unique_ptr<ServingWorkload> make_serving(const ServingParams& params, const LlmCatalogue& llms,
                                              const AcceleratorPeak& accelerator,
                                              std::uint64_t seed,
                                              std::uint64_t requests_per_point) {
  check(params);
  const std::string key = key_path(params.path, "llm");
  const ReplicaParams& shape = params.replica;

  ServingCase serving;
  serving.model = std::make_shared<ReplicaModel>(
      make_replica(llms.get(params.llm, key), accelerator,
                   {shape.accelerators, shape.weights, shape.kv_cache, shape.memory_share,
                    shape.step_overhead_s}));
  serving.engine.max_batch = shape.max_batch;
  serving.engine.chunk_tokens = shape.chunk_tokens;
  serving.engine.prefix_hit = shape.prefix_hit;
  serving.lengths = std::make_shared<LengthTable>(lengths_of(params.demand));
  serving.gaps.cv = params.demand.burst;
  serving.level =
      params.level ? ServiceLevel{params.level->ttft_s, params.level->tpot_s} : kNoServiceLevel;

  FluidServingParams fluid;
  fluid.table = std::make_shared<ServingTable>(calibrate(serving, seed, requests_per_point));
  fluid.accelerators_per_replica = shape.accelerators;
  fluid.demand.requests_per_s = params.demand.requests_per_s ? *params.demand.requests_per_s
                                                             : *params.demand.output_tokens_per_s /
                                                                   serving.lengths->mean_output();
  fluid.demand.swing = params.demand.swing;
  fluid.demand.peak_hour = params.demand.peak_s / 3600.0;
  if (!params.demand.weekdays.empty())
    std::copy_n(params.demand.weekdays.begin(), 7, fluid.demand.weekday.begin());
  fluid.demand.time_zone = params.demand.time_zone;
  fluid.autoscaler = {params.scaling.target_load, params.scaling.min_replicas,
                      params.scaling.max_replicas, from_seconds(params.scaling.up_delay_s),
                      from_seconds(params.scaling.down_delay_s)};
  fluid.power = {shape.prefill_power, shape.decode_power};
  fluid.level = serving.level;
  fluid.unserved = params.unserved;
  fluid.queue_limit_s = params.queue_limit_s;
  return std::make_unique<FluidServing>(std::move(fluid));
}

}  // namespace gigawatt::jobs
