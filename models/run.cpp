// SPDX-License-Identifier: Apache-2.0
#include "models/run.h"

#include <array>
#include <chrono>
#include <new>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include "models/build.h"
#include "models/job_tables.h"
#include "models/provenance.h"
#include "models/site_channels.h"
#include "models/version.h"
#include "models/warm_up.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/results/event_log.h"
#include "sim/results/result_file.h"

namespace gigawatt {

namespace {

constexpr std::array<std::string_view, 3> kCaseNames = {"low", "base", "high"};
constexpr std::int64_t kStrideNs = 6 * kNsPerHour;  // between looks at progress and stop

std::vector<Column> fault_columns(const std::vector<std::string>& causes) {
  return {
      {"time_ns", ElementType::int64, kTimeUnits, "struck", {}},
      {"site", ElementType::uint8, "", "index of the site", {}},
      {"partition", ElementType::uint8, "", "index of the site's node type", {}},
      {"first_node", ElementType::int32, "", "first node that went down", {}},
      {"nodes", ElementType::int32, "1", "nodes that went down", {}},
      {"cause", ElementType::uint8, "", "what broke", causes},
      {"known_ns", ElementType::int64, kTimeUnits, "known, unless it waits for its job", {}},
      {"repair_s", ElementType::float64, "s", "work to mend it", {}},
  };
}

std::vector<Column> serving_columns() {
  std::vector<Column> columns = {
      {"time_ns", ElementType::int64, kTimeUnits, "start of the interval", {}},
      {"site", ElementType::uint8, "", "index of the site", {}},
      {"workload", ElementType::int32, "", "index of the workload in the scenario", {}},
      {"replicas", ElementType::int32, "1", "replicas that served", {}},
  };
  for (const char* fate : {"offered", "served", "dropped", "queued"}) {
    columns.push_back({fmt::format("{}_requests", fate), ElementType::int64, "1", "requests", {}});
    columns.push_back(
        {fmt::format("{}_output_tokens", fate), ElementType::int64, "1", "tokens generated", {}});
  }
  columns.push_back({"slo_misses", ElementType::int64, "1", "served late", {}});
  columns.push_back({"busy", ElementType::float64, "1", "share of time that replicas worked", {}});
  columns.push_back({"ttft_p99_s", ElementType::float64, "s", "time to first token", {}});
  return columns;
}

/// Waits until the first start, by workload, once the run has ended.
void write_waits(ResultFile& file, const Simulation& simulation) {
  Table& table = file.table(
      "wait_histogram",
      {{"site", ElementType::uint8, "", "index of the site", {}},
       {"workload", ElementType::int32, "", "index of the workload in the scenario", {}},
       {"from_s", ElementType::float64, "s", "shortest wait of the bin", {}},
       {"to_s", ElementType::float64, "s", "end of the bin, not in it", {}},
       {"jobs", ElementType::int64, "1", "jobs that waited so long for their first start", {}}},
      "bins that hold something; jobs of the warm-up are left out");
  for (std::size_t site = 0; site < simulation.sites().size(); ++site) {
    const auto& workloads = simulation.sites()[site].state().job_statistics.workloads();
    for (std::size_t workload = 0; workload < workloads.size(); ++workload) {
      for (const WaitHistogram::Bin& bin : workloads[workload].waits.bins())
        table.append(static_cast<std::uint8_t>(site), static_cast<std::int32_t>(workload),
                     bin.from_s, bin.to_s, static_cast<std::int64_t>(bin.count));
    }
  }
}

std::vector<Column> rental_columns() {
  std::vector<Column> columns = {
      {"time_ns", ElementType::int64, kTimeUnits, "start of the interval", {}},
      {"site", ElementType::uint8, "", "index of the site", {}},
      {"workload", ElementType::int32, "", "index of the workload in the scenario", {}},
      {"gpus", ElementType::int32, "1", "GPUs of the pool's running nodes", {}},
  };
  for (const char* use : {"reserved", "on_demand", "spot", "idle"})
    columns.push_back(
        {fmt::format("{}_gpus", use), ElementType::float64, "1", "mean of the interval", {}});
  columns.push_back({"billed_usd", ElementType::float64, "USD", "that became due", {}});
  return columns;
}

/// Everything that can break at any of the sites, each name once.
std::vector<std::string> causes_of(const Simulation& simulation) {
  std::vector<std::string> causes;
  for (const Site& site : simulation.sites()) {
    if (!site.state().faults) continue;
    for (const faults::FaultStream& stream : site.state().faults->streams) {
      for (std::uint32_t cause = 0; cause < stream.cause_count(); ++cause) {
        const std::string& name = stream.cause_name(cause);
        if (std::find(causes.begin(), causes.end(), name) == causes.end()) causes.push_back(name);
      }
    }
  }
  return causes;
}

/// Passes what a run produces to the result file.
class FileSink final : public RunSink {
 public:
  FileSink(ResultFile& file, bool write_jobs, bool serves, bool rents, const Simulation& simulation)
      : file_(file), causes_(causes_of(simulation)), tenants_(simulation) {
    const bool jobs_move = simulation.router() && simulation.router()->model().migration;
    if (write_jobs)
      jobs_ = &file.table("jobs", job_columns(tenants_, jobs_move), "one row per attempt of a job");
    if (serves)
      serving_ = &file.table("serving", serving_columns(), "one row per plant interval and model");
    if (rents)
      rental_ = &file.table("rental", rental_columns(), "one row per plant interval and pool");
    if (!causes_.empty())
      faults_ = &file.table("faults", fault_columns(causes_), "what broke, in order of time");
    if (knows_racks(simulation))
      fragmentation_ = &file.table("fragmentation", fragmentation_columns(),
                                   "one row per output interval and node type in racks");
    if (!tenants_.names.empty()) file.set_attribute("tenant_names", names_json(tenants_.names));
  }
  void write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns, std::span<const double> mean,
                 std::span<const double> min, std::span<const double> max,
                 std::span<const double> integral) override {
    file_.write_row(site, from_ns, to_ns, mean, min, max, integral);
  }
  void write_job(std::size_t site, const JobRow& row) override {
    if (jobs_) append_job(*jobs_, site, row, tenants_);
  }
  void write_fault(std::size_t site, const FaultRow& row) override {
    const auto cause = std::find(causes_.begin(), causes_.end(), row.cause) - causes_.begin();
    faults_->append(row.time_ns, static_cast<std::uint8_t>(site),
                    static_cast<std::uint8_t>(row.partition),
                    static_cast<std::int32_t>(row.first_node), static_cast<std::int32_t>(row.nodes),
                    static_cast<std::uint8_t>(cause), row.known_ns, to_seconds(row.repair_ns));
  }
  void write_serving(std::size_t site, const ServingRow& row) override {
    const jobs::ServingInterval& now = *row.interval;
    serving_->append(
        row.from_ns, static_cast<std::uint8_t>(site), static_cast<std::int32_t>(row.workload),
        static_cast<std::int32_t>(row.replicas), now.offered.requests, now.offered.output,
        now.served.requests, now.served.output, now.dropped.requests, now.dropped.output,
        now.queued.requests, now.queued.output, now.misses,
        static_cast<double>(now.busy_ppm) * 1e-6, now.ttft_p99_s);
  }
  void write_fragmentation(std::size_t site, const FragmentationRow& row) override {
    if (fragmentation_) append_fragmentation(*fragmentation_, site, row);
  }
  void write_rental(std::size_t site, const RentalRow& row) override {
    rental_->append(row.from_ns, static_cast<std::uint8_t>(site),
                    static_cast<std::int32_t>(row.workload), static_cast<std::int32_t>(row.gpus),
                    row.used_gpus[0], row.used_gpus[1], row.used_gpus[2], row.idle_gpus,
                    row.billed_usd);
  }

 private:
  ResultFile& file_;
  std::vector<std::string> causes_;
  TenantNumbers tenants_;
  Table* jobs_ = nullptr;
  Table* fragmentation_ = nullptr;
  Table* faults_ = nullptr;
  Table* serving_ = nullptr;
  Table* rental_ = nullptr;
};

ResultFile open_results(const Scenario& scenario, const RunOptions& options) {
  if (options.output.empty()) return ResultFile::hash_only();
  ResultFile file = ResultFile::create(options.output, {options.overwrite, options.compress});
  Provenance provenance;
  provenance.name = scenario.name;
  provenance.scenario_path = scenario.file;
  provenance.scenario_text = scenario.files.front().text;
  provenance.version = kVersion;
  provenance.git_commit = kGitCommit;
  provenance.command_line = options.command_line;
  provenance.created = to_iso8601(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                      std::chrono::system_clock::now().time_since_epoch())
                                      .count());
  provenance.seed = scenario.seed;
  file.set_provenance(provenance);
  file.set_attribute("overrides", fmt::format("{}", fmt::join(scenario.overrides, "\n")));
  file.set_attribute("case", kCaseNames[static_cast<std::size_t>(scenario.number_case)]);
  file.set_attribute("sources", sources_json(scenario));
  file.set_attribute("workload_names", workload_names_json(scenario));
  return file;
}

std::int64_t peak_rss_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss * std::int64_t{1024};
}

/// All that grows in a run is its queues.
std::string out_of_memory(const Simulation& simulation) {
  std::uint64_t waiting = 0;
  for (const Site& site : simulation.sites())
    waiting += site.view().jobs_queued;
  return fmt::format(
      "out of memory after {}, with {} jobs waiting; fewer or shorter jobs, or more nodes: "
      "`gigawatt check` tells what they ask for",
      to_iso8601(simulation.now_ns()), waiting);
}

/// Two runs: the second leaves out what the first shows to be warm-up.
Summary run_after_finding_warm_up(const Scenario& scenario, const RunOptions& options) {
  const auto watch = [&](std::size_t /*run*/, double share) {
    if (options.progress) options.progress(0.5 * share);
    if (options.stop && *options.stop) throw Interrupted("");
  };
  if (options.inspect) options.inspect(build_sites(scenario));
  RunOptions second = options;
  second.inspect = {};
  if (options.progress)
    second.progress = [&](double share) { options.progress(0.5 + 0.5 * share); };
  return run(with_warm_up_found(scenario, 1, watch), second);
}

}  // namespace

Summary run(const Scenario& scenario, const RunOptions& options) {
  if (scenario.outputs.find_warm_up) return run_after_finding_warm_up(scenario, options);
  const auto started = std::chrono::steady_clock::now();
  Simulation simulation(scenario);
  if (options.inspect) options.inspect(simulation.sites());
  ResultFile file = open_results(scenario, options);
  std::vector<std::string> site_names;
  for (const Site& site : simulation.sites())
    site_names.push_back(site.model().name);
  file.define_series(site_channels(simulation.sites().front().model().records_supply), site_names);
  const bool has_jobs = scenario.jobs_mode == JobsMode::events;
  const bool serves = std::any_of(simulation.sites().begin(), simulation.sites().end(),
                                  [](const Site& site) { return !site.model().serving.empty(); });
  const bool rents = std::any_of(simulation.sites().begin(), simulation.sites().end(),
                                 [](const Site& site) { return !site.model().rental.empty(); });
  FileSink sink(file, scenario.outputs.jobs && has_jobs, serves, rents, simulation);
  EventLog log(scenario.start_ns());
  if (!options.log.empty()) {
    log.open(options.log, options.log_kinds);
    for (std::size_t i = 0; i < site_names.size(); ++i)
      log.trace()->name_site(i, site_names[i]);
  }
  simulation.attach(&sink, &log);

  const double span_ns = static_cast<double>(simulation.end_ns() - simulation.start_ns());
  while (!simulation.finished()) {
    try {
      simulation.run_until(saturating_add(simulation.now_ns(), kStrideNs));
    } catch (const std::bad_alloc&) {
      file.abandon();
      throw RunError(out_of_memory(simulation));
    }
    if (options.progress) {
      options.progress(static_cast<double>(simulation.now_ns() - simulation.start_ns()) / span_ns);
    }
    if (options.stop && *options.stop) {
      file.abandon();
      throw Interrupted(file.partial_path().string());
    }
  }

  if (log.trace()) log.trace()->finish();

  Summary summary;
  summary.name = scenario.name;
  summary.start = to_iso8601(simulation.start_ns());
  summary.end = to_iso8601(simulation.end_ns());
  for (const Site& site : simulation.sites()) {
    summary.sites.push_back(summarise(site));
    summary.sites.back().warm_up_found = scenario.outputs.warm_up_found;
    for (const auto* said : {&site.model().notes, &site.model().warnings})
      summary.notes.insert(summary.notes.end(), said->begin(), said->end());
    for (std::string& note : site.state().arrivals.notes())
      summary.notes.push_back(std::move(note));
  }
  summary.routing = summarise_routing(simulation);
  if (simulation.router()) {
    for (std::string& note : simulation.router()->offered().notes())
      summary.notes.push_back(std::move(note));
  }
  Table& days = file.table("event_days",
                           {{"day", ElementType::int32, "1", "days since the start's UTC date", {}},
                            {"hash", ElementType::int64, "", "hash of the day's events", {}}},
                           "to find the first day on which two runs differ");
  std::int32_t day = 0;
  for (const std::uint64_t day_hash : log.day_hashes())
    days.append(day++, static_cast<std::int64_t>(day_hash));
  write_waits(file, simulation);
  ResultHash hash = file.hash();
  hash.add("summary", to_json(summary));  // what depends on the machine is not in it yet
  summary.result_hash = hash.hex();

  if (const auto broken = broken_laws(summary); !broken.empty()) {
    file.abandon();
    throw RunError(
        fmt::format("the run broke a conservation law; its results are not to be used:\n  {}",
                    fmt::join(broken, "\n  ")));
  }
  summary.peak_rss_bytes = peak_rss_bytes();
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - started;
  summary.wall_s = wall.count();
  file.set_attribute("result_hash", summary.result_hash);
  file.set_attribute("summary", to_json(summary));
  file.finish();
  summary.wall_s =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return summary;
}

}  // namespace gigawatt
