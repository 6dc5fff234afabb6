// SPDX-License-Identifier: Apache-2.0
#include "models/faults/checkpoint_params.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "models/faults/checkpoint_optimum.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/scalars.h"

namespace gigawatt::faults {
namespace {

constexpr auto kModes = choices({
    {"async", "Work stands still for `stall` and goes on while the rest is written."},
    {"sync", "Work stands still for the whole `write`."},
});
constexpr double kMostS = 4e9;  // The clock holds twice that.
const Field kIntervalField{.name = "interval", .unit = "s", .min = 0.001, .max = kMostS};

enum class Rule { young, daly, optimal, none, fixed };

/// What `interval` says; a fixed one in `fixed_s`. Empty with a fault if it says nothing.
std::optional<Rule> rule_of(const std::string& interval, double& fixed_s, gigawatt::Fault& fault) {
  if (interval == "young") return Rule::young;
  if (interval == "daly") return Rule::daly;
  if (interval == "optimal") return Rule::optimal;
  if (interval == "none") return Rule::none;
  if (read_number(interval, kIntervalField, fixed_s, fault)) return Rule::fixed;
  const bool word = interval.find_first_of("0123456789") == std::string::npos;
  fault.expected = "young, daly, optimal, none or a time such as `30 min`";
  if (word) {
    fault.what = fmt::format("unknown interval '{}'", interval);
    fault.suggestion = nearest_name(interval, {"young", "daly", "optimal", "none"});
  }
  return std::nullopt;
}

/// What stands in the way of any progress; empty if nothing does.
std::optional<Problem> no_progress(const CheckpointParams& params, const std::string& who,
                                   const JobFailures& failures) {
  const bool sync = params.mode == CheckpointMode::sync;
  if (params.interval == "none") return std::nullopt;
  if (params.cost_s() >= failures.mtbf_s)
    return problem_at(
        key_path(params.path, sync ? "write" : "stall"),
        fmt::format("{} stands still {:.4g} s for each checkpoint and fails every {:.4g} s", who,
                    params.cost_s(), failures.mtbf_s),
        sync ? "write `mode: async` with a short `stall`, shorten `write`, or use fewer nodes"
             : "shorten `stall`, or use fewer nodes");
  if (params.restart_s >= failures.mtbf_s)
    return problem_at(key_path(params.path, "restart"),
                      fmt::format("{} needs {:.4g} s to restart and fails every {:.4g} s", who,
                                  params.restart_s, failures.mtbf_s),
                      "shorten `restart`, or use fewer nodes");
  return std::nullopt;
}

}  // namespace

void CheckpointParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "interval",
          .doc = "Work between checkpoints: young, daly or optimal from the job's own time between "
                 "failures, none, or a time."},
         interval);
  v.choice({.name = "mode", .doc = "Whether work goes on while a checkpoint is written."}, kModes,
           mode);
  v.number({.name = "stall",
            .unit = "s",
            .doc = "Work stands still for an asynchronous checkpoint.",
            .min = 0,
            .max = kMostS},
           stall_s);
  v.number({.name = "write",
            .unit = "s",
            .doc = "Until it is safe; a synchronous one stands still so long.",
            .min = 0,
            .max = kMostS},
           write_s);
  v.number({.name = "restart",
            .unit = "s",
            .doc = "Start of a later attempt, before any work: start processes, load.",
            .min = 0,
            .max = kMostS},
           restart_s);
}

JobFailures job_failures(const FaultModel& model, const JobHazard& job, std::uint32_t nodes) {
  return {job_mtbf_s(1.0, model.interruptions_per_s(nodes), job.at(nodes)),
          to_seconds(model.detection_ns)};
}

std::vector<Problem> find_checkpoint_problems(const CheckpointParams& params) {
  std::vector<Problem> problems;
  double fixed_s = 0.0;
  gigawatt::Fault fault;
  const auto rule = rule_of(params.interval, fixed_s, fault);
  if (!rule)
    problems.push_back(problem_at(key_path(params.path, "interval"), fault.what, fault.expected,
                                  fault.suggestion));
  if (params.mode == CheckpointMode::async && params.stall_s > params.write_s)
    problems.push_back(problem_at(key_path(params.path, "stall"),
                                  fmt::format("work stands still {:.4g} s for a write of {:.4g} s",
                                              params.stall_s, params.write_s),
                                  "expected stall <= write, or `mode: sync`"));
  if (rule == Rule::fixed && params.write_s - params.cost_s() > fixed_s)
    problems.push_back(
        problem_at(key_path(params.path, "interval"),
                   fmt::format("a checkpoint begins every {:.4g} s before the {:.4g} s of writing "
                               "the last one are over",
                               fixed_s + params.cost_s(), params.write_s),
                   "lengthen `interval`, or shorten `write`"));
  return problems;
}

std::optional<Problem> find_progress_problem(const CheckpointParams& params,
                                             const std::string& name, double nodes,
                                             const JobFailures& failures) {
  return no_progress(params, fmt::format("a job of '{}' on {:.0f} nodes", name, nodes), failures);
}

CheckpointPlan plan_checkpoints(const CheckpointParams& params, const JobFailures& failures) {
  if (const auto problem = no_progress(params, "the job", failures))
    throw DomainError(problem->message());
  double interval_s = 0.0;
  gigawatt::Fault fault;
  const auto rule = rule_of(params.interval, interval_s, fault);
  if (!rule)
    throw DomainError(
        problem_at(key_path(params.path, "interval"), fault.what, fault.expected).message());

  CheckpointPlan plan;
  plan.restart_ns = from_seconds(params.restart_s);
  const bool computed = rule != Rule::none && rule != Rule::fixed;
  if (rule == Rule::none || (computed && std::isinf(failures.mtbf_s))) return plan;
  plan.stall_ns = from_seconds(params.cost_s());
  plan.write_ns = from_seconds(params.write_s);

  if (computed) {
    // A checkpoint that costs nothing is taken as often as it can be written.
    const CheckpointCost cost{failures.mtbf_s, params.cost_s(), failures.downtime_s,
                              params.restart_s};
    if (cost.checkpoint_s > 0.0)
      interval_s = rule == Rule::young  ? young_interval_s(cost)
                   : rule == Rule::daly ? daly_interval_s(cost)
                                        : optimal_period_s(cost) - cost.checkpoint_s;
    // Whole milliseconds hide the last bits of a math library, which differ between machines.
    interval_s =
        std::max({std::round(interval_s * 1e3) * 1e-3, params.write_s - params.cost_s(), 1.0});
  }
  plan.interval_ns = std::max(from_seconds(interval_s), plan.write_ns - plan.stall_ns);
  return plan;
}

}  // namespace gigawatt::faults
