// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "models/faults/fault_params.h"
#include "models/faults/rate.h"
#include "sim/engine/time.h"
#include "sim/scenario/problem.h"

namespace gigawatt::faults {
namespace {

/// Collects problems below the path of the struct.
class Findings {
 public:
  Findings(const std::string& path, std::vector<Problem>& problems)
      : path_(path), problems_(problems) {}

  void add(std::string_view key, std::string what, std::string expected,
           std::string suggestion = "") {
    problems_.push_back(problem_at(key_path(path_, key), std::move(what), std::move(expected),
                                   std::move(suggestion)));
  }
  /// The log of a file; empty if it has problems, which then stand beside the others.
  std::optional<FaultLog> log(const DataFile& file, std::uint32_t servers) {
    try {
      return read_fault_log(file.resolved, file.written, servers);
    } catch (const ScenarioError& error) {
      problems_.insert(problems_.end(), error.problems().begin(), error.problems().end());
      return std::nullopt;
    }
  }
  /// The rate [1/s] written at `key`, or 0 with a problem.
  double rate(std::string_view key, std::string_view text, std::string_view noun) {
    double per_s = 0.0;
    gigawatt::Fault fault;
    if (!read_rate(text, noun, per_s, fault)) add(key, fault.what, fault.expected);
    return per_s;
  }

 private:
  std::string path_;
  std::vector<Problem>& problems_;
};

DailyWindow window(double from_s, double to_s, std::int64_t utc_offset_ns) {
  return {from_seconds(from_s), from_seconds(to_s), utc_offset_ns};
}

/// Up times of the preset with the rate asked for, in the shape asked for.
Distribution up_times(const FaultParams& params, const FaultPreset& preset, double rate_per_s,
                      Findings& findings) {
  if (!(rate_per_s > 0.0)) return Distribution::fixed(0.0);  // Never.
  const double mean_s = 1.0 / rate_per_s;
  if (params.distribution == UpShape::exponential) {
    if (params.spread)
      findings.add("spread", "an exponential distribution has no spread",
                   "remove it, or write `distribution: weibull` or `log-normal`");
    return Distribution::exponential(mean_s);
  }
  if (params.spread)
    return Distribution::of_mean(
        params.distribution == UpShape::weibull ? Shape::weibull : Shape::log_normal, mean_s,
        *params.spread);
  if (params.distribution == UpShape::weibull && preset.up_weibull && params.rate.empty())
    return *preset.up_weibull;
  findings.add("distribution", "the shape of the up times is not given", "give `spread`");
  return Distribution::exponential(mean_s);
}

void resolve_repair(const FaultParams& params, FaultModel& model, Findings& findings) {
  if (params.repair.kind == RepairKind::by_component) {
    if (!params.repair.file.written.empty())
      findings.add("repair.file", "the file is not used", "write `kind: recorded`");
    return;
  }
  Distribution work = params.repair.sigma > 0.0
                          ? Distribution::log_normal(params.repair.median_s, params.repair.sigma)
                          : Distribution::fixed(params.repair.median_s);
  if (params.repair.kind == RepairKind::recorded) {
    if (params.repair.file.resolved.empty()) {
      if (params.repair.file.written.empty())
        findings.add("repair.file", "no file of recorded outages", "give `file`");
      return;
    }
    const auto log = findings.log(params.repair.file, 0);
    if (!log) return;
    std::vector<double> lengths_s;
    for (const auto& outages : log->servers)
      for (const Outage& outage : outages)
        lengths_s.push_back(to_seconds(outage.length_ns));
    work = Distribution::empirical(std::move(lengths_s));
  }
  // What needs nobody (a reboot) keeps its own time.
  for (Component& component : model.components)
    if (component.need != RepairNeed::nothing) component.repair = work;
}

void resolve_domains(const FaultParams& params, const FaultCatalogue& catalogue, FaultModel& model,
                     Findings& findings) {
  for (std::size_t i = 0; i < params.domains.size(); ++i) {
    const DomainParams& domain = params.domains[i];
    const std::string key = fmt::format("domains.{}", domain.name);
    double rate_per_s = 0.0;
    if (!domain.rate.empty()) {
      rate_per_s = findings.rate(key + ".rate", domain.rate, "");
    } else if (const DomainPreset* known = catalogue.domain(domain.name)) {
      rate_per_s = known->rate_per_s;
    } else {
      findings.add(key + ".name",
                   fmt::format("the catalogue has no rate for a domain '{}'", domain.name),
                   "give `rate`, or a name of the catalogue",
                   nearest_name(domain.name, catalogue.domain_names()));
    }
    for (std::size_t other = 0; other < i; ++other)
      if (params.domains[other].name == domain.name)
        findings.add(key + ".name", fmt::format("two domains are called '{}'", domain.name),
                     "give each its own name");
    if (rate_per_s * static_cast<double>(domain.units) > 1.0 / 60.0)
      findings.add(key + ".units", "the domain fails more than once a minute",
                   "lower `rate` or `units`");
    if (!(rate_per_s > 0.0)) continue;
    FailureDomain made;
    made.name = domain.name;
    made.nodes_per_domain = static_cast<std::uint32_t>(domain.nodes);
    made.mean_between_s = 1.0 / (rate_per_s * static_cast<double>(domain.units));
    made.repair = domain.sigma > 0.0 ? Distribution::log_normal(domain.repair_s, domain.sigma)
                                     : Distribution::fixed(domain.repair_s);
    model.domains.push_back(std::move(made));
  }
}

void resolve_log(const FaultParams& params, ResolvedFaults& resolved, Findings& findings) {
  if (params.log.written.empty()) {
    if (params.log_servers)
      findings.add("log_servers", "there is no log", "give `log`, or remove this");
    return;
  }
  if (!params.rate.empty() || !params.preset.empty())
    findings.add("log", "both a log and a rate are given", "remove `rate` and `preset`, or `log`");
  if (params.lemon || params.frailty)
    findings.add("log", "the log says which nodes fail", "remove `lemon` and `frailty`, or `log`");
  if (params.log.resolved.empty()) return;  // Not found: reported by the reader.
  const auto log =
      findings.log(params.log, static_cast<std::uint32_t>(params.log_servers.value_or(0)));
  if (!log) return;
  resolved.notes.push_back(fmt::format("{} outages of {} servers over {:.1f} days, repeated",
                                       log->outage_count(), log->servers.size(),
                                       to_seconds(log->span_ns) / 86400.0));
  if (log->merged > 0)
    resolved.notes.push_back(
        fmt::format("{} outages began during another one of the same server and were joined to it",
                    log->merged));
  resolved.model.log = std::make_shared<const FaultLog>(*log);
}

}  // namespace

ResolvedFaults resolve_faults(const FaultParams& params, const FaultCatalogue& catalogue,
                              std::int64_t utc_offset_ns, std::vector<Problem>& problems) {
  Findings findings(params.path, problems);
  ResolvedFaults resolved;
  FaultModel& model = resolved.model;

  const std::string preset_name = params.preset.empty() ? "typical" : params.preset;
  if (const FaultPreset* preset = catalogue.preset(preset_name)) {
    const double rate_per_s =
        params.rate.empty() ? preset->rate_per_node_s : findings.rate("rate", params.rate, "node");
    model.up = up_times(params, *preset, rate_per_s, findings);
    model.components = preset->components;
    if (params.distribution == UpShape::weibull && preset->down_weibull && params.rate.empty())
      model.components.front().repair = *preset->down_weibull;
  } else {
    findings.add("preset", fmt::format("unknown preset '{}'", preset_name),
                 "a fleet of the fault catalogue",
                 nearest_name(preset_name, catalogue.preset_names()));
  }

  if (params.lemon && params.frailty)
    findings.add("frailty", "both lemons and frailty are given", "give one of the two");
  if (params.lemon) {
    model.lemon_share = params.lemon->share;
    model.lemon_factor = params.lemon->factor;
  }
  model.frailty_shape = params.frailty.value_or(0.0);
  model.drain_share = params.drain;
  model.detection_ns = from_seconds(params.detection_s);
  if (params.discovery) {
    model.discovery_share = params.discovery->share;
    model.discovery = window(params.discovery->from_s, params.discovery->to_s, utc_offset_ns);
  }
  resolve_repair(params, model, findings);
  resolve_domains(params, catalogue, model, findings);
  resolve_log(params, resolved, findings);

  resolved.repair.crews = static_cast<std::uint32_t>(params.crews.value_or(0));
  resolved.repair.shift =
      window(params.repair.shift_from_s, params.repair.shift_to_s, utc_offset_ns);
  if (params.spares) {
    resolved.repair.spares = static_cast<std::uint32_t>(params.spares->count);
    resolved.repair.swap_ns = from_seconds(params.spares->swap_s);
    resolved.repair.restock_ns = from_seconds(params.spares->restock_s.value_or(0.0));
  }

  if (!params.job_rate.empty())
    resolved.job.rate_per_s = findings.rate("job_rate", params.job_rate, "job");
  else if (params.job_rate_exponent > 0.0)
    findings.add("job_rate_exponent", "there is no job_rate", "give `job_rate`, or remove this");
  resolved.job.exponent = params.job_rate_exponent;
  return resolved;
}

}  // namespace gigawatt::faults
