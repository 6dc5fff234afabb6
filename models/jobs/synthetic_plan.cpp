// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/jobs/fitting.h"
#include "models/jobs/synthetic.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

std::string text_of(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

/// Sizes and shares as they were asked for, in the unit of the key.
struct RawSizes {
  std::vector<double> sizes;
  std::vector<double> shares;
};

RawSizes explicit_sizes(const WorkloadParams& params, const SizeParams& asked, const char* key) {
  if (asked.sizes.size() != asked.shares.size())
    refuse(key_path(params.path, key),
           std::to_string(asked.sizes.size()) + " sizes but " +
               std::to_string(asked.shares.size()) + " shares",
           "one share for each size");
  if (!std::is_sorted(asked.sizes.begin(), asked.sizes.end()))
    refuse(key_path(params.path, key), "sizes are not in ascending order", "ascending sizes");
  const double sum = std::accumulate(asked.shares.begin(), asked.shares.end(), 0.0);
  if (std::abs(sum - 1.0) > 0.01)
    refuse(key_path(params.path, key), "shares add up to " + text_of(sum),
           "shares that add up to 1");
  return {asked.sizes, asked.shares};
}

/// Powers of two from `min` to `max`, equally likely: log-uniform.
RawSizes log_uniform_sizes(const WorkloadParams& params, std::int64_t min, std::int64_t max,
                           const char* key) {
  if (min > max)
    refuse(key_path(params.path, key),
           "min " + std::to_string(min) + " is above max " + std::to_string(max), "min ≤ max");
  RawSizes raw;
  for (std::int64_t size = 1; size <= max; size *= 2)
    if (size >= min) raw.sizes.push_back(static_cast<double>(size));
  if (raw.sizes.empty()) raw.sizes.push_back(static_cast<double>(min));
  raw.shares.assign(raw.sizes.size(), 1.0);
  return raw;
}

RawSizes published_sizes(const TraceStatistics& statistics) {
  RawSizes raw;
  for (double gpus = statistics.least_gpus; gpus <= statistics.most_gpus; gpus *= 2)
    raw.sizes.push_back(gpus);
  raw.shares = geometric_shares(raw.sizes.size(), statistics.mean_gpus / statistics.least_gpus);
  return raw;
}

SizeTable size_table(const WorkloadParams& params, const SourceContext& context) {
  if (params.nodes && params.gpus)
    refuse(key_path(params.path, "gpus"), "sizes are given both in nodes and in accelerators",
           "one of them");
  const bool in_nodes = params.nodes.has_value();
  const char* key = in_nodes ? "nodes" : "gpus";
  const SizeParams* asked = in_nodes ? &*params.nodes : params.gpus ? &*params.gpus : nullptr;
  const double gpus_per_node = context.gpus_per_node;
  const double unit_gpus = in_nodes ? gpus_per_node : 1.0;
  const auto installed = static_cast<std::int64_t>(context.installed_nodes) *
                         (in_nodes ? 1 : static_cast<std::int64_t>(context.gpus_per_node));

  RawSizes raw;
  if (asked != nullptr && !asked->sizes.empty()) {
    raw = explicit_sizes(params, *asked, key);
  } else if (params.statistics != Statistics::none) {
    if (in_nodes)
      refuse(key_path(params.path, "nodes"), "the statistics count accelerators",
             "gpus: {min: ..., max: ...}");
    raw = published_sizes(published(params.statistics));
    // Bounds leave out what lies beyond them; the rest keeps its proportions.
    if (asked != nullptr) {
      for (std::size_t i = raw.sizes.size(); i-- > 0;) {
        const bool low = raw.sizes[i] < static_cast<double>(asked->min) && asked->min > 1;
        if (!low && (!asked->max || raw.sizes[i] <= static_cast<double>(*asked->max))) continue;
        raw.sizes.erase(raw.sizes.begin() + static_cast<std::ptrdiff_t>(i));
        raw.shares.erase(raw.shares.begin() + static_cast<std::ptrdiff_t>(i));
      }
      if (raw.sizes.empty())
        refuse(key_path(params.path, "gpus"), "no published size lies between min and max",
               "wider bounds");
    }
  } else {
    const SizeParams fallback;
    const SizeParams& range = asked != nullptr ? *asked : fallback;
    raw = log_uniform_sizes(params, range.min, range.max.value_or(installed), key);
  }
  if (raw.sizes.back() > static_cast<double>(installed))
    refuse(key_path(params.path, key),
           "jobs of " + text_of(raw.sizes.back()) + " " + key + ", but " +
               std::to_string(installed) + " are the most energised at one time",
           std::string(key) + ": {max: " + std::to_string(installed) + "} or less");

  const double sum = std::accumulate(raw.shares.begin(), raw.shares.end(), 0.0);
  SizeTable table;
  for (std::size_t i = 0; i < raw.sizes.size(); ++i) {
    const double gpus = raw.sizes[i] * unit_gpus;
    const auto nodes = static_cast<std::uint32_t>(std::ceil(gpus / gpus_per_node));
    table.entries.push_back({gpus, std::max(nodes, 1u), raw.shares[i] / sum});
  }
  return table;
}

RunTimeLaw table_law(const WorkloadParams& params, const std::vector<double>& percentiles_s) {
  if (percentiles_s.size() < 2 || !std::is_sorted(percentiles_s.begin(), percentiles_s.end()))
    refuse(key_path(params.path, "run_time.percentiles"), "not a rising list",
           "two or more rising times");
  std::vector<RunTimePoint> points;
  for (std::size_t i = 0; i < percentiles_s.size(); ++i)
    points.push_back(
        {static_cast<double>(i) / static_cast<double>(percentiles_s.size() - 1), percentiles_s[i]});
  return {{}, QuantileTable(points)};
}

RunTimeLaw run_time(const WorkloadParams& params) {
  double median_s = 3600.0;
  double mean_s = 7200.0;
  std::optional<double> most_s;
  if (params.run_time) {
    const RunTimeParams& asked = *params.run_time;
    if (!asked.percentiles_s.empty()) {
      if (asked.median_s || asked.mean_s || asked.max_s)
        refuse(key_path(params.path, "run_time"), "run times are given twice",
               "percentiles, or median and mean");
      return table_law(params, asked.percentiles_s);
    }
    if (!asked.median_s || !asked.mean_s)
      refuse(key_path(params.path, "run_time"),
             asked.median_s ? "the mean is missing" : "the median is missing",
             "median and mean, or percentiles");
    median_s = *asked.median_s;
    mean_s = *asked.mean_s;
    most_s = asked.max_s;
  } else if (params.statistics != Statistics::none) {
    const TraceStatistics statistics = published(params.statistics);
    if (!statistics.run_times.empty()) return {{}, QuantileTable(statistics.run_times)};
    median_s = statistics.median_run_s;
    mean_s = statistics.mean_run_s;
    most_s = statistics.max_run_s;
  }
  const double max_s = most_s.value_or(100.0 * mean_s);
  const auto fitted = fit_log_normal(median_s, mean_s, max_s);
  if (!fitted)
    refuse(key_path(params.path, "run_time"),
           "no log-normal has median " + text_of(median_s) + " s and mean " + text_of(mean_s) +
               " s when cut at " + text_of(max_s) + " s",
           "median ≤ mean < 0.49 max");
  return {*fitted, {}};
}

/// The factor on run times that makes their mean `mean_s`, those that are held at the shortest and
/// the longest counted as such.
double stretch_for(const RunTimeLaw& law, double mean_s) {
  const auto mean_at = [&](double stretch) {
    return law.mean_between_s(stretch, kShortestRunS, kLongestRunS);
  };
  double most = mean_s / law.mean_s();
  while (mean_at(most) < mean_s)
    most *= 2.0;
  return solve_rising(0.0, most, mean_s, mean_at);
}

/// Meets the load by the run times. Throws where no run times could.
void fit_load(const WorkloadParams& params, double mean_nodes, SyntheticPlan& plan) {
  const double load_per_s = plan.load(mean_nodes) / plan.mean_run_s();
  const double mean_s = *params.load / load_per_s;
  if (mean_s > kShortestRunS && mean_s < kLongestRunS) {
    plan.stretch = quantised(stretch_for(plan.run_time, mean_s));
    return;
  }
  const bool too_many = mean_s <= kShortestRunS;
  const double limit_s = too_many ? kShortestRunS : kLongestRunS;
  const double jobs = params.jobs ? static_cast<double>(*params.jobs) : *params.jobs_per_year;
  refuse(key_path(params.path, "load"),
         fmt::format("{:.4g} jobs{} of {:.4g} nodes in the mean are a load of {:.4g} even at "
                     "{:.0f} s each, the {} run time",
                     jobs, params.jobs ? "" : " a year", plan.sizes.mean_nodes(),
                     load_per_s * limit_s, limit_s, too_many ? "shortest" : "longest"),
         fmt::format("{} than {:.4g}, or {} ones", too_many ? "fewer" : "more",
                     jobs * mean_s / limit_s, too_many ? "smaller" : "larger"));
}

FateShares normalised(FateShares shares) {
  const double sum = shares.completes + shares.cancelled + shares.fails;
  return {shares.completes / sum, shares.cancelled / sum, shares.fails / sum};
}

}  // namespace

std::vector<double> utilisation_percentiles(const WorkloadParams& params) {
  if (params.utilisation) {
    const UtilisationParams& asked = *params.utilisation;
    if (!asked.percentiles.empty()) {
      if (asked.percentiles.size() < 2 ||
          !std::is_sorted(asked.percentiles.begin(), asked.percentiles.end()))
        refuse(key_path(params.path, "utilisation.percentiles"), "not a rising list",
               "two or more rising values");
      return asked.percentiles;
    }
    if (asked.low > asked.high)
      refuse(key_path(params.path, "utilisation"), "low is above high", "low ≤ high");
    return {asked.low, asked.high};
  }
  if (params.statistics != Statistics::none) {
    auto percentiles = published(params.statistics).utilisation_percentiles;
    if (!percentiles.empty()) return percentiles;
  }
  return {1.0, 1.0};
}

double SyntheticPlan::load(double mean_nodes) const {
  // A job that overruns is killed at a limit between 50 % and 100 % of its run time.
  const double served = 1.0 - 0.25 * limit.overrun;
  return sizes.mean_nodes() * mean_run_s() * served * 1e9 * arrivals.rate_frac /
         (arrivals.mean_gap_ns * mean_nodes);
}

double SyntheticPlan::mean_run_s() const {
  return run_time.mean_between_s(stretch, kShortestRunS, kLongestRunS);
}

SyntheticPlan make_plan(const WorkloadParams& params, const SourceContext& context) {
  if (context.installed_nodes == 0)
    refuse(key_path(params.path, "node"), "no node is energised for this workload during the run",
           "a fleet entry with nodes in the span of the run");

  SyntheticPlan plan;
  plan.arrivals = plan_arrivals(params, context);
  plan.sizes = size_table(params, context);
  plan.run_time = run_time(params);
  plan.limit = params.limit;
  plan.utilisation = utilisation_percentiles(params);
  if (params.load) fit_load(params, context.mean_nodes.value_or(context.installed_nodes), plan);
  if (params.statistics != Statistics::none) {
    const TraceStatistics statistics = published(params.statistics);
    plan.fates = fit_fates(normalised(statistics.by_job), normalised(statistics.by_gpu_time),
                           plan.sizes, plan.run_time);
  }
  return plan;
}

}  // namespace gigawatt::jobs
