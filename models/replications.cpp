// SPDX-License-Identifier: Apache-2.0
#include "models/replications.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <mutex>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "models/build.h"
#include "models/summary_fields.h"
#include "models/warm_up.h"
#include "sim/engine/errors.h"

namespace gigawatt {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kConfidence = 0.95;

/// One run's outcome, by its place among the seeds: what is made of them does not depend on the
/// order in which they ended.
struct Outcome {
  Summary summary;
  std::exception_ptr error;
};

/// The mean share of all runs, told by one thread at a time.
class SharedProgress {
 public:
  SharedProgress(const std::function<void(double)>& tell, std::size_t runs)
      : tell_(tell), shares_(runs, 0.0) {}

  std::function<void(double)> of_run(std::size_t run) {
    if (!tell_) return {};
    return [this, run](double share) {
      const std::lock_guard lock(mutex_);
      sum_ += share - shares_[run];
      shares_[run] = share;
      tell_(sum_ / static_cast<double>(shares_.size()));
    };
  }

 private:
  const std::function<void(double)>& tell_;
  std::mutex mutex_;
  std::vector<double> shares_;
  double sum_ = 0.0;
};

Outcome run_seed(const Scenario& base, RunOptions options, std::size_t place) {
  Outcome outcome;
  try {
    if (options.stop && *options.stop) throw Interrupted("");
    Scenario scenario = base;
    scenario.seed += static_cast<std::int64_t>(place);
    if (place > 0) options.output = options.log = "";
    outcome.summary = run(scenario, options);
  } catch (...) {
    outcome.error = std::current_exception();
  }
  return outcome;
}

bool is_interruption(const std::exception_ptr& error) {
  if (!error) return false;
  try {
    std::rethrow_exception(error);
  } catch (const Interrupted&) {
    return true;
  } catch (...) {
    return false;
  }
}

std::string words_of(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& known) {
    return known.what();
  } catch (...) {
    return "failed for a reason it does not tell";
  }
}

/// Throws if any run was stopped or failed.
void require_all(const std::vector<Outcome>& outcomes, const std::vector<std::int64_t>& seeds,
                 const RunOptions& options) {
  if (std::any_of(outcomes.begin(), outcomes.end(),
                  [](const Outcome& o) { return is_interruption(o.error); })) {
    if (outcomes.front().error) std::rethrow_exception(outcomes.front().error);
    throw Interrupted(options.output);
  }
  std::vector<std::string> failures;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].error)
      failures.push_back(fmt::format("seed {}: {}", seeds[i], words_of(outcomes[i].error)));
  }
  if (failures.empty()) return;
  if (failures.size() == outcomes.size()) {
    try {
      std::rethrow_exception(outcomes.front().error);
    } catch (const ScenarioError&) {
      throw;  // the scenario's fault, whatever the seed
    } catch (const std::exception&) {
    }
  }
  throw RunError(fmt::format("{} of {} runs failed:\n  {}", failures.size(), outcomes.size(),
                             fmt::join(failures, "\n  ")));
}

void add_rental(const RentalSummary& rental, std::vector<std::pair<std::string, double>>& numbers) {
  const std::string path = "rental." + rental.name;
  numbers.emplace_back(path + ".revenue_usd", rental.revenue_usd());
  numbers.emplace_back(path + ".billed_gpu_hours", rental.billed_gpu_h());
  numbers.emplace_back(path + ".used_gpu_hours", rental.used_gpu_h());
  numbers.emplace_back(path + ".idle_gpu_hours", rental.idle_gpu_h);
  constexpr std::array<const char*, 3> kTiers = {".reserved", ".on_demand", ".spot"};
  for (std::size_t i = 0; i < kTiers.size(); ++i) {
    const jobs::RentalAccount& tier = rental.tiers[i];
    const std::string own = path + kTiers[i];
    numbers.emplace_back(own + ".revenue_usd", static_cast<double>(tier.billed_micro_usd) * 1e-6);
    numbers.emplace_back(own + ".billed_gpu_hours", tier.billed_gpu_h());
    numbers.emplace_back(own + ".used_gpu_hours", tier.used_gpu_h());
    numbers.emplace_back(own + ".lost", static_cast<double>(tier.lost));
    numbers.emplace_back(own + ".revoked", static_cast<double>(tier.revoked));
  }
}

using Numbers = std::vector<std::pair<std::string, double>>;

/// Limits that bound in any of the runs, by site: every run then has a number for each.
std::vector<std::set<std::string>> limits_that_bound(const std::vector<Outcome>& outcomes) {
  std::vector<std::set<std::string>> names(outcomes.front().summary.sites.size());
  for (const Outcome& outcome : outcomes)
    for (std::size_t site = 0; site < names.size(); ++site)
      for (const LimitSummary& limit : outcome.summary.sites[site].limits)
        names[site].insert(limit.name);
  return names;
}

void add_limits(const std::string& prefix, const SiteSummary& site,
                const std::set<std::string>& names, Numbers& numbers) {
  for (const std::string& name : names) {
    const auto bound = std::find_if(site.limits.begin(), site.limits.end(),
                                    [&](const LimitSummary& limit) { return limit.name == name; });
    const LimitSummary limit = bound == site.limits.end() ? LimitSummary{} : *bound;
    numbers.emplace_back(fmt::format("{}limits.{}.hours_binding", prefix, name),
                         limit.hours_binding);
    numbers.emplace_back(fmt::format("{}limits.{}.gpu_hours_lost", prefix, name),
                         limit.gpu_hours_lost);
  }
}

void add_supply(const std::string& prefix, const SupplySummary& supply, Numbers& numbers) {
  const power::SupplyTotals& t = supply.totals;
  const std::pair<const char*, double> all[] = {{"solar_j", t.pv_j},
                                                {"solar_curtailed_j", t.pv_curtailed_j},
                                                {"generated_j", t.generated_j},
                                                {"charged_j", t.charged_j},
                                                {"discharged_j", t.discharged_j},
                                                {"imported_j", t.imported_j},
                                                {"exported_j", t.exported_j},
                                                {"unserved_j", t.unserved_j},
                                                {"import_usd", t.import_usd},
                                                {"export_usd", t.export_usd},
                                                {"fuel_usd", t.fuel_usd},
                                                {"demand_usd", t.demand_usd},
                                                {"fixed_usd", t.fixed_usd},
                                                {"nox_kg", t.nox_kg},
                                                {"peak_import_w", supply.peak_import_w},
                                                {"battery.full_cycles", supply.full_cycles},
                                                {"battery.health", supply.battery_health}};
  for (const auto& [key, value] : all)
    numbers.emplace_back(prefix + "supply." + key, value);
}

/// A run's numbers as they stand at the top of its JSON, those of its limits, sources, workloads
/// and pools, and of several sites what each of them did.
Numbers numbers_of(const Summary& summary, const std::vector<std::set<std::string>>& limits) {
  const SiteSummary top =
      summary.sites.size() == 1 ? summary.sites.front() : combine(summary.sites);
  Numbers numbers;
  visit_numbers(
      [&](std::string_view key, Merge, const auto& value) {
        if (!key.empty()) numbers.emplace_back(key, static_cast<double>(value));
      },
      top);
  for (const JobGroup& workload : top.workloads) {
    const std::string path = "workloads." + workload.name;
    numbers.emplace_back(path + ".wait_s.mean", workload.jobs.wait_mean_s());
    numbers.emplace_back(path + ".wait_s.p99", workload.jobs.waits.quantile_s(0.99));
    numbers.emplace_back(path + ".bounded_slowdown_mean", workload.jobs.bounded_slowdown_mean());
    numbers.emplace_back(path + ".goodput", workload.jobs.goodput());
    numbers.emplace_back(path + ".ettr", workload.jobs.ettr());
    numbers.emplace_back(path + ".energy_j", joules_from_mw_ns(workload.jobs.used.energy));
  }
  const bool one = summary.sites.size() == 1;
  for (std::size_t i = 0; i < summary.sites.size(); ++i) {
    const SiteSummary& site = summary.sites[i];
    const std::string prefix = one ? "" : "sites." + site.name + ".";
    if (!one) {
      numbers.emplace_back(prefix + "facility_energy_j", site.totals.facility_energy_j);
      numbers.emplace_back(prefix + "gpu_hours.productive", site.gpu_hours.productive);
      numbers.emplace_back(prefix + "jobs.completed",
                           static_cast<double>(site.jobs.counts.completed));
    }
    add_limits(prefix, site, limits[i], numbers);
    if (site.supply) add_supply(prefix, *site.supply, numbers);
    for (const RentalSummary& rental : site.rental)
      add_rental(rental, numbers);
  }
  return numbers;
}

std::vector<ReplicatedQuantity> quantities_of(const std::vector<Outcome>& outcomes) {
  const std::vector<std::set<std::string>> limits = limits_that_bound(outcomes);
  std::vector<Numbers> runs;
  for (const Outcome& outcome : outcomes)
    runs.push_back(numbers_of(outcome.summary, limits));
  std::vector<ReplicatedQuantity> quantities;
  for (std::size_t i = 0; i < runs.front().size(); ++i) {
    ReplicatedQuantity quantity;
    quantity.name = runs.front()[i].first;
    std::vector<double> values;
    for (const auto& run_numbers : runs)
      values.push_back(run_numbers[i].second);
    if (std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); })) {
      quantity.interval = mean_interval(values, kConfidence);
      quantity.min = *std::min_element(values.begin(), values.end());
      quantity.max = *std::max_element(values.begin(), values.end());
    }
    quantities.push_back(std::move(quantity));
  }
  return quantities;
}

}  // namespace

Replications run_replications(const Scenario& scenario, const RunOptions& options,
                              std::size_t count) {
  if (count < 2) {
    throw DomainError(
        fmt::format("{} replications have no confidence interval; run two or more", count));
  }
  if (scenario.seed > std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(count)) {
    throw DomainError(fmt::format("there are no {} seeds from {} on; begin with a smaller one",
                                  count, scenario.seed));
  }
  if (options.inspect) {
    options.inspect(build_sites(scenario));
    RunOptions inspected = options;
    inspected.inspect = {};
    return run_replications(scenario, inspected, count);
  }
  if (scenario.outputs.find_warm_up) {
    const auto watch = [&](std::size_t /*run*/, double /*share*/) {
      if (options.stop && *options.stop) throw Interrupted("");
    };
    return run_replications(with_warm_up_found(scenario, count, watch), options, count);
  }
  Replications made;
  for (std::size_t i = 0; i < count; ++i)
    made.seeds.push_back(scenario.seed + static_cast<std::int64_t>(i));

  std::vector<Outcome> outcomes(count);
  SharedProgress progress(options.progress, count);
#pragma omp parallel for schedule(dynamic, 1)
  for (std::size_t i = 0; i < count; ++i) {
    RunOptions own = options;
    own.progress = progress.of_run(i);
    outcomes[i] = run_seed(scenario, own, i);
  }

  require_all(outcomes, made.seeds, options);
  for (const Outcome& outcome : outcomes)
    made.result_hashes.push_back(outcome.summary.result_hash);
  made.quantities = quantities_of(outcomes);
  made.first = std::move(outcomes.front().summary);
  return made;
}

std::string to_json(const Replications& replications) {
  Json root = Json::parse(to_json(replications.first));
  Json quantities = Json::object();
  for (const ReplicatedQuantity& quantity : replications.quantities) {
    if (!quantity.interval) {
      quantities[quantity.name] = nullptr;
      continue;
    }
    quantities[quantity.name] = {{"mean", quantity.interval->mean},
                                 {"half_width", quantity.interval->half_width},
                                 {"min", quantity.min},
                                 {"max", quantity.max}};
  }
  root["replications"] = {{"n", replications.seeds.size()},
                          {"confidence", kConfidence},
                          {"seeds", replications.seeds},
                          {"result_hashes", replications.result_hashes},
                          {"quantities", quantities}};
  return root.dump(2);
}

std::string to_table(const Replications& replications) {
  std::string out =
      fmt::format("{}: {} to {}\n{} runs, seeds {} to {}; mean with 95 % interval\n",
                  replications.first.name, replications.first.start, replications.first.end,
                  replications.seeds.size(), replications.seeds.front(), replications.seeds.back());
  std::size_t widest = 8;
  for (const ReplicatedQuantity& quantity : replications.quantities)
    widest = std::max(widest, quantity.name.size());
  out += fmt::format("  {:<{}}{:>16}{:>14}{:>16}{:>16}\n", "quantity", widest, "mean", "+-", "min",
                     "max");
  for (const ReplicatedQuantity& quantity : replications.quantities) {
    if (!quantity.interval) continue;
    if (quantity.min == 0.0 && quantity.max == 0.0) continue;
    out += fmt::format("  {:<{}}{:>16.7g}{:>14.3g}{:>16.7g}{:>16.7g}\n", quantity.name, widest,
                       quantity.interval->mean, quantity.interval->half_width, quantity.min,
                       quantity.max);
  }
  out += fmt::format("\nresult hash of seed {}: {}\n", replications.seeds.front(),
                     replications.first.result_hash);
  return out;
}

}  // namespace gigawatt
