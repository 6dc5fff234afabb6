// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/training_source.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/compute/power_spectrum.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

constexpr double kLongestTrainingS = 4e9;
/// Longer than any run can last: an instant ends in 2262.
constexpr std::int64_t kNoLimitNs = 9'000'000'000 * kNsPerSecond;

std::int32_t to_ppm(double share) {
  return static_cast<std::int32_t>(share * 1e6 + 0.5);
}

}  // namespace

TrainingSource::TrainingSource(const WorkloadParams& workload, const SourceContext& context)
    : name_(workload.name) {
  if (!workload.training)
    refuse(key_path(workload.path, "training"), "a training workload does not say what it trains",
           "training: {parameters: 405e9, tokens: 15.6e12, gpus: 16384}");
  const TrainingParams& params = *workload.training;
  plan_ = plan_training(params);
  accelerator_ = published(params.accelerator).name;

  const std::int64_t per_node = context.gpus_per_node;
  const std::int64_t nodes = (params.gpus + per_node - 1) / per_node;
  if (nodes > context.installed_nodes)
    refuse(key_path(params.path, "gpus"),
           fmt::format("the gang takes {} nodes of {} accelerators, but at most {} are energised "
                       "at one time",
                       nodes, per_node, context.installed_nodes),
           fmt::format("{} or less", per_node * context.installed_nodes));
  if (plan_.run_s > kLongestTrainingS)
    refuse(key_path(params.path, "gpus"),
           fmt::format("the run takes {:.3g} years", plan_.run_s / (365.0 * 86'400.0)),
           "more accelerators or fewer tokens");
  const TimeNs submit_ns = context.start_ns + from_seconds(params.after_s);
  if (submit_ns >= context.end_ns)
    refuse(key_path(params.path, "after"), "it is submitted after the end of the run",
           "an earlier time");

  if (params.start_up_s > 0.0)
    phases_.push_back({from_seconds(params.start_up_s), to_ppm(params.start_up_utilisation)});
  phases_.push_back(
      {std::max<std::int64_t>(from_seconds(plan_.run_s), 1), to_ppm(params.utilisation)});
  gang_.submit_ns = submit_ns;
  for (const Phase& phase : phases_)
    gang_.work_ns += phase.work_ns;
  gang_.limit_ns = params.limit_s ? from_seconds(*params.limit_s) : kNoLimitNs;
  gang_.nodes = static_cast<std::uint32_t>(nodes);
  gang_.utilisation_ppm = phases_.front().utilisation_ppm;
  gang_.phase_count = static_cast<std::uint32_t>(phases_.size());
}

bool TrainingSource::next(Job& job) {
  if (given_) return false;
  given_ = true;
  const std::uint16_t workload = job.workload;
  job = gang_;
  job.workload = workload;
  return true;
}

double TrainingSource::demand_node_s() const {
  return to_seconds(std::min(gang_.work_ns, gang_.limit_ns)) * gang_.nodes;
}

std::vector<std::string> TrainingSource::notes() const {
  std::vector<std::string> notes{
      fmt::format("{}: {:.4g} FLOP on {:.0f} {} ({} nodes) at {:.1f} % of {:.1f} TFLOPS: {:.1f} "
                  "days in {} steps of {:.3g} s",
                  name_, plan_.flops, plan_.gpus, accelerator_, gang_.nodes, plan_.mfu * 100.0,
                  plan_.peak_flops * 1e-12, plan_.run_s / 86'400.0, plan_.steps, plan_.step_s)};
  const compute::PowerSwing& swing = plan_.step_power;
  const auto mw_per_s = [&swing](double window_s) {
    return compute::bound_of({&swing, 1}, {}, window_s).ramps.up_w_per_s * 1e-6;
  };
  notes.push_back(
      fmt::format("{}: each step swings its accelerators by {:.3g} MW, up to {:.3g}, {:.3g} and "
                  "{:.3g} MW/s over 1, 10 and 60 s, with {:.1f} % of the harmonic energy within "
                  "0.1-20 Hz",
                  name_, swing.swing_w() * 1e-6, mw_per_s(1.0), mw_per_s(10.0), mw_per_s(60.0),
                  compute::band_share({&swing, 1}) * 100.0));
  if (plan_.beyond_curve)
    notes.push_back(fmt::format(
        "{}: no MFU was measured at {:.0f} accelerators; that of the nearest scale is used", name_,
        plan_.gpus));
  return notes;
}

}  // namespace gigawatt::jobs
