// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/replay.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "sim/engine/calendar.h"

namespace gigawatt::jobs {
namespace {

constexpr std::size_t kMostProblems = 20;
constexpr double kMostNumber = 4e9;
constexpr std::size_t kMostTenants = 65'536;

std::string time_text(const TraceRow& row, double time_s) {
  return row.dated ? to_iso8601(from_seconds(time_s)) : fmt::format("{} s", time_s);
}

}  // namespace

ReplaySource::ReplaySource(std::unique_ptr<TraceReader> reader, SizeUnit size_unit,
                           const WorkloadParams& params, const SourceContext& context,
                           std::vector<std::string> quirks)
    : reader_(std::move(reader)),
      file_(params.file.written),
      size_unit_(size_unit),
      context_(context),
      offset_s_(params.offset_s),
      quirks_(std::move(quirks)),
      phases_(std::make_shared<std::vector<Phase>>()),
      tenants_(std::make_shared<Tenants>()) {
  check_all(params);
}

ReplaySource::ReplaySource(const ReplaySource& other)
    : JobSource(other),
      reader_(other.reader_->clone()),
      file_(other.file_),
      size_unit_(other.size_unit_),
      context_(other.context_),
      offset_s_(other.offset_s_),
      origin_s_(other.origin_s_),
      dated_(other.dated_),
      quirks_(other.quirks_),
      phases_(other.phases_),
      tenants_(other.tenants_),
      counts_(other.counts_),
      ahead_(other.ahead_),
      has_ahead_(other.has_ahead_),
      number_(other.number_),
      next_phase_(other.next_phase_) {}

std::unique_ptr<JobSource> ReplaySource::clone() const {
  return std::unique_ptr<JobSource>(new ReplaySource(*this));
}

std::uint32_t ReplaySource::nodes_of(double size) const {
  const double per_node = size_unit_ == SizeUnit::gpus ? context_.gpus_per_node : 1.0;
  return static_cast<std::uint32_t>(std::ceil(size / per_node));
}

bool ReplaySource::read_row() {
  for (;;) {
    has_ahead_ = reader_->next(ahead_, problems_);
    if (!has_ahead_) return false;
    // Also refuses infinities and NaN, which the readers take for numbers.
    const bool sane = std::abs(ahead_.submit_s) < kMostNumber &&
                      std::abs(ahead_.run_s) < kMostNumber &&
                      std::abs(ahead_.limit_s) < kMostNumber && std::abs(ahead_.size) < kMostNumber;
    if (sane) return true;
    problems_.push_back({file_, ahead_.line, 1, "", "a number is out of range",
                         "times [s] and sizes below 4e9", ""});
  }
}

bool ReplaySource::read_job(TraceRow& first, std::vector<Phase>& phases) {
  if (!has_ahead_ && !read_row()) return false;
  first = ahead_;
  phases.clear();
  double run_s = 0.0;
  do {
    if (!phases.empty() && ahead_.size != first.size)
      problems_.push_back({file_, ahead_.line, 1, "",
                           fmt::format("job '{}' changes its size from {} to {}", first.job,
                                       first.size, ahead_.size),
                           "one size for all phases of a job", ""});
    if (ahead_.run_s <= 0.0) continue;
    run_s += ahead_.run_s;
    if (run_s >= kMostNumber) {
      problems_.push_back(
          {file_, ahead_.line, 1, "",
           fmt::format("the phases of job '{}' add up to too long a run time", first.job),
           "run times [s] below 4e9", ""});
    } else {
      phases.push_back({std::max<std::int64_t>(from_seconds(ahead_.run_s), 1),
                        static_cast<std::int32_t>(ahead_.utilisation * 1e6 + 0.5)});
    }
  } while (read_row() && !first.job.empty() && ahead_.job == first.job);
  return true;
}

bool ReplaySource::to_job(const TraceRow& first, const std::vector<Phase>& phases, Job& job,
                          Counts& counts) const {
  const auto drop = [&counts](Drop why) {
    ++counts.dropped[static_cast<std::size_t>(why)];
    return false;
  };
  const double submit_s = first.submit_s - origin_s_ + offset_s_;
  const double span_s = to_seconds(context_.end_ns - context_.start_ns);
  if (first.size == 0.0 && size_unit_ == SizeUnit::gpus) return drop(Drop::no_accelerators);
  if (first.drop) return drop(*first.drop);
  if (phases.empty()) return drop(Drop::no_run_time);
  if (first.size <= 0.0) return drop(Drop::no_size);
  if (submit_s < 0.0) return drop(Drop::before_start);
  if (submit_s >= span_s) return drop(Drop::after_end);

  job.submit_ns = context_.start_ns + from_seconds(submit_s);
  job.work_ns = 0;
  for (const Phase& phase : phases)
    job.work_ns += phase.work_ns;
  job.limit_ns = first.limit_s > 0.0 ? from_seconds(first.limit_s) : job.work_ns;
  // A log shows that the job was let run so long.
  if (job.limit_ns < job.work_ns && !first.limit_kills) {
    job.limit_ns = job.work_ns;
    ++counts.raised_limits;
  }
  job.nodes = nodes_of(first.size);
  job.utilisation_ppm = phases.front().utilisation_ppm;
  job.first_phase = 0;
  job.phase_count = 0;
  job.fate = first.fate;
  job.tenant = tenants_->index.at(first.tenant);
  for (std::size_t bit = 0; bit < kRemarks; ++bit)
    counts.remarked[bit] += (first.remarks >> bit) & 1u;
  counts.work_s += to_seconds(job.work_ns);
  counts.demand_node_s += to_seconds(std::min(job.work_ns, job.limit_ns)) * job.nodes;
  counts.largest_nodes = std::max(counts.largest_nodes, job.nodes);
  job.id = counts.jobs++;
  return true;
}

void ReplaySource::check_row(const TraceRow& first, double last_submit_s) {
  if (first.submit_s < last_submit_s)
    problems_.push_back(
        {file_, first.line, 1, "",
         fmt::format("submitted at {}, before the job above it ({})",
                     time_text(first, first.submit_s), time_text(first, last_submit_s)),
         "lines in order of submit time; `quirks: [unsorted]` sorts them", ""});
  if (first.submit_s < 0.0)
    problems_.push_back({file_, first.line, 1, "",
                         fmt::format("submitted at {} s, before the trace begins", first.submit_s),
                         "submit times of 0 or more; `offset:` moves them all", ""});
  if (!first.drop && first.size > 0.0 && nodes_of(first.size) > context_.installed_nodes)
    problems_.push_back(
        {file_, first.line, 1, "",
         fmt::format("the job takes {} nodes, but at most {} are energised at one time",
                     nodes_of(first.size), context_.installed_nodes),
         "a larger fleet, or a trace of a machine of this size", ""});
}

void ReplaySource::intern(const TraceRow& first) {
  const std::size_t next = tenants_->names.size();
  const auto [place, added] =
      tenants_->index.try_emplace(first.tenant, static_cast<std::uint16_t>(next));
  if (!added) return;
  tenants_->names.push_back(first.tenant);
  tenants_->largest_nodes.push_back(0);
  if (next == kMostTenants)
    problems_.push_back({file_, first.line, 1, "",
                         fmt::format("more than {} tenants are named", kMostTenants - 1),
                         "a column with fewer different names", ""});
}

void ReplaySource::check_all(const WorkloadParams& params) {
  TraceRow first;
  Job job;
  bool any = false;
  double last_submit_s = -std::numeric_limits<double>::infinity();
  while (problems_.size() < kMostProblems && read_job(first, scratch_)) {
    // A dated trace begins at its first job unless the scenario says which instant counts.
    if (!any) dated_ = first.dated;
    if (!any && first.dated)
      origin_s_ = params.trace_start ? to_seconds(*params.trace_start) : first.submit_s;
    if (!any && !first.dated && params.trace_start) {
      Problem problem{.path = params.path + ".trace_start",
                      .what = "the times of this trace are not dates",
                      .expected = "no trace_start; `offset:` moves submit times"};
      throw ScenarioError(problem);
    }
    any = true;
    check_row(first, last_submit_s);
    last_submit_s = first.submit_s;
    intern(first);
    if (!to_job(first, scratch_, job, counts_)) continue;
    std::uint32_t& largest = tenants_->largest_nodes[job.tenant];
    largest = std::max(largest, job.nodes);
    if (scratch_.size() > 1) phases_->insert(phases_->end(), scratch_.begin(), scratch_.end());
  }
  // Lines are read one ahead of the checks.
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  if (!problems_.empty()) throw ScenarioError(problems_);
  reader_->rewind();
  has_ahead_ = false;
}

std::uint64_t ReplaySource::remarked(Remark which) const {
  return counts_.remarked[static_cast<std::size_t>(std::countr_zero(unsigned{which}))];
}

bool ReplaySource::next(Job& job) {
  TraceRow first;
  Counts counts;
  while (read_job(first, scratch_)) {
    if (!to_job(first, scratch_, job, counts)) continue;
    job.id = number_++;
    if (scratch_.size() > 1) {
      job.first_phase = next_phase_;
      job.phase_count = static_cast<std::uint32_t>(scratch_.size());
      next_phase_ += job.phase_count;
    }
    return true;
  }
  return false;
}

std::vector<std::string> ReplaySource::notes() const {
  constexpr std::array<const char*, kDrops> kReasons{
      "have no run time",
      "have no size",
      "are parts of a job",
      "ask for no accelerators",
      "were never placed",
      "were still running when the trace ends and have no end",
      "end before they start",
      "have a state that does not tell how they ended",
      "are submitted before the start",
      "are submitted after the end"};
  constexpr std::array<const char*, kRemarks> kRemarked{
      "were still running when the trace ends; their run time is what was seen",
      "have a duration that is not their end less their start, which is taken",
      "have attempts without a start or an end, which are left out",
      "have their size from the line's descriptor",
      "have a last attempt without an end; the attempts before it are taken"};
  std::vector<std::string> notes;
  if (dated_)
    notes.push_back(fmt::format("{}: {} of the trace falls on the start of the run", file_,
                                to_iso8601(from_seconds(origin_s_))));
  for (const std::string& quirk : quirks_)
    notes.push_back(fmt::format("{}: {}", file_, quirk));
  for (std::size_t why = 0; why < kDrops; ++why)
    if (counts_.dropped[why] > 0)
      notes.push_back(
          fmt::format("{}: {} jobs dropped that {}", file_, counts_.dropped[why], kReasons[why]));
  for (std::size_t bit = 0; bit < kRemarks; ++bit)
    if (counts_.remarked[bit] > 0)
      notes.push_back(fmt::format("{}: {} jobs {}", file_, counts_.remarked[bit], kRemarked[bit]));
  if (counts_.raised_limits > 0)
    notes.push_back(
        fmt::format("{}: {} jobs ran past their request; their limit is raised to what they ran",
                    file_, counts_.raised_limits));
  return notes;
}

}  // namespace gigawatt::jobs
