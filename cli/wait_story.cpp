// SPDX-License-Identifier: Apache-2.0
#include "cli/wait_story.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <set>
#include <tuple>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/verbs.h"
#include "sim/scenario/problem.h"

namespace gigawatt::cli {
namespace {

constexpr std::int64_t kChunkRows = 1 << 16;
constexpr const char* kTable = "jobs";

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return {};
  return value;
}

/// Calls `visit` for every row of the jobs table, in file order.
void for_each_job(const ResultReader& reader, const std::function<void(const JobRecord&)>& visit) {
  const std::int64_t rows = reader.table(kTable).rows;
  for (std::int64_t first = 0; first < rows; first += kChunkRows) {
    const std::int64_t count = std::min(kChunkRows, rows - first);
    const auto column = [&](const char* name) {
      return reader.integers(kTable, name, first, count);
    };
    const auto id = column("id"), workload = column("workload"), site = column("site");
    const auto nodes = column("nodes"), end_state = column("end_state");
    const auto submit_ns = column("submit_ns"), start_ns = column("start_ns");
    const auto end_ns = column("end_ns");
    const auto partition = column("partition");
    const auto energy_j = reader.numbers(kTable, "energy_j", first, count);
    for (std::size_t row = 0; row < id.size(); ++row)
      visit({id[row], workload[row], site[row], nodes[row], submit_ns[row], start_ns[row],
             end_ns[row], end_state[row], energy_j[row], partition[row]});
  }
}

std::int64_t workload_number(const std::string& wanted, const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), wanted);
  if (found != names.end()) return found - names.begin();
  if (const auto number = whole_number(wanted)) return *number;
  const std::string nearest = nearest_name(wanted, names);
  throw UsageError(fmt::format("there is no workload '{}'; {}", wanted,
                               nearest.empty()
                                   ? fmt::format("workloads are {}", fmt::join(names, ", "))
                                   : fmt::format("did you mean '{}'?", nearest)));
}

/// The first attempt of the job, and how many there were.
WaitStory find_job(const ResultReader& reader, const JobName& name,
                   const std::vector<std::string>& workload_names) {
  std::optional<std::int64_t> workload;
  if (!name.workload.empty()) workload = workload_number(name.workload, workload_names);

  WaitStory story;
  std::int64_t largest_id = -1;
  std::set<std::int64_t> workloads_with_it;
  for_each_job(reader, [&](const JobRecord& job) {
    if (workload && job.workload != *workload) return;
    largest_id = std::max(largest_id, job.id);
    if (job.id != name.id) return;
    workloads_with_it.insert(job.workload);
    if (story.attempts++ == 0 || (job.start_ns >= 0 && job.start_ns < story.job.start_ns))
      story.job = job;
  });
  if (largest_id < 0)
    throw UsageError(workload ? fmt::format("workload '{}' has no jobs in it", name.workload)
                              : "there are no jobs in it");
  if (story.attempts == 0)
    throw UsageError(
        fmt::format("there is no job {}; jobs are numbered 0 to {}", name.id, largest_id));
  if (workloads_with_it.size() > 1)
    throw UsageError(fmt::format("workloads {} each have a job {}; name one: job/WORKLOAD/{}",
                                 fmt::join(workloads_with_it, ", "), name.id, name.id));
  return story;
}

auto queue_place(const JobRecord& job) {
  return std::tuple(job.submit_ns, job.workload, job.id);
}

/// Whether `job` held nodes at `time_ns`.
bool holds_nodes(const JobRecord& job, std::int64_t time_ns) {
  return job.start_ns >= 0 && job.start_ns <= time_ns && (job.end_ns < 0 || job.end_ns > time_ns);
}

}  // namespace

JobName parse_job_name(const std::string& text) {
  const std::size_t first = text.find('/');
  const std::size_t last = text.rfind('/');
  const auto id =
      whole_number(std::string_view(text).substr(last == std::string::npos ? 0 : last + 1));
  if (text.substr(0, first) != "job" || first == std::string::npos || !id)
    throw UsageError(fmt::format("'{}' names no job; write job/1234 or job/WORKLOAD/1234", text));
  JobName name;
  if (last > first) name.workload = text.substr(first + 1, last - first - 1);
  name.id = *id;
  return name;
}

WaitStory find_wait_story(const ResultReader& reader, const JobName& name,
                          const std::vector<std::string>& workload_names) {
  WaitStory story = find_job(reader, name, workload_names);
  const JobRecord& job = story.job;
  for_each_job(reader, [&](const JobRecord& other) {
    if (other.site != job.site || other.partition != job.partition) return;
    if (other.id == job.id && other.workload == job.workload) return;
    const bool before = queue_place(other) < queue_place(job);
    // A job that starts in the instant of the submission is not in the way yet: it was ahead.
    const bool started_then = other.start_ns >= 0 && other.start_ns < job.submit_ns;
    if (started_then && holds_nodes(other, job.submit_ns)) {
      ++story.jobs_running;
      story.nodes_held += other.nodes;
    }
    if (before && !started_then) {
      ++story.jobs_ahead;
      story.nodes_ahead += other.nodes;
    }
    if (job.start_ns < 0) return;
    if (holds_nodes(other, job.start_ns)) story.nodes_held_at_start += other.nodes;
    if (before && (other.start_ns < 0 || other.start_ns > job.start_ns)) ++story.overtaken;
    if (!before && other.start_ns >= 0 && other.start_ns < job.start_ns) {
      ++story.passed_by;
      story.nodes_passed_by += other.nodes;
    }
  });
  return story;
}

}  // namespace gigawatt::cli
