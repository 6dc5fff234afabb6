// SPDX-License-Identifier: Apache-2.0

// `gigawatt explain`: what a job waited for, from the jobs table and the series of a result file.

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/next_step.h"
#include "cli/verbs.h"
#include "cli/wait_story.h"
#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::cli {
namespace {

struct ExplainArguments {
  std::string file;
  std::string job;
};

/// Names of the workloads of the run; empty if the file does not say, where numbers will do.
std::vector<std::string> workload_names(const ResultReader& reader) {
  const auto text = reader.text_attribute("workload_names");
  const auto list = nlohmann::json::parse(text.value_or("[]"), nullptr, false);
  std::vector<std::string> names;
  if (!list.is_array()) return names;
  for (const auto& name : list)
    names.push_back(name.is_string() ? name.get<std::string>() : std::string());
  return names;
}

std::string span_text(std::int64_t span_ns) {
  const double seconds = to_seconds(span_ns);
  if (seconds < 120.0) return fmt::format("{:.1f} s", seconds);
  if (seconds < 7200.0) return fmt::format("{:.1f} min", seconds / 60.0);
  if (seconds < 172800.0) return fmt::format("{:.1f} h", seconds / 3600.0);
  return fmt::format("{:.1f} days", seconds / 86400.0);
}

std::string counted(std::int64_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

/// Mean of a series over the output interval that holds `time_ns`; nothing outside the series.
std::optional<double> series_at(const ResultReader& reader, const std::string& variable,
                                std::int64_t site, TimeNs time_ns) {
  if (reader.row_count() == 0 || time_ns >= reader.last_interval_end_ns()) return {};
  const std::vector<TimeNs> starts = reader.interval_starts_ns();
  const auto after = std::upper_bound(starts.begin(), starts.end(), time_ns);
  if (after == starts.begin()) return {};
  const std::vector<double> values = reader.series(variable, static_cast<std::size_t>(site));
  return values[static_cast<std::size_t>(after - starts.begin()) - 1];
}

/// How full the site was in the output interval of an instant.
std::string fullness(const ResultReader& reader, const JobRecord& job, TimeNs time_ns) {
  const auto installed = series_at(reader, "gpus_installed", job.site, time_ns);
  const auto allocated = series_at(reader, "gpus_allocated", job.site, time_ns);
  if (!installed || !allocated || *installed <= 0.0) return "";
  return fmt::format(
      "in that output interval {:.0f} of {:.0f} accelerators were free on average ({:.1f} %)",
      *installed - *allocated, *installed, 100.0 * (*installed - *allocated) / *installed);
}

std::string end_text(const JobRecord& job, const ResultReader& reader) {
  for (const Column& column : reader.table("jobs").columns)
    if (column.name == "end_state" &&
        static_cast<std::size_t>(job.end_state) < column.meanings.size()) {
      std::string words = column.meanings[static_cast<std::size_t>(job.end_state)];
      std::replace(words.begin(), words.end(), '_', ' ');
      return words;
    }
  return fmt::format("state {}", job.end_state);
}

void tell(std::string_view label, const std::string& text) {
  fmt::print("  {:<12}{}\n", label, text);
}

void tell_wait(const WaitStory& story, const ResultReader& reader) {
  const JobRecord& job = story.job;
  tell("then", fmt::format("{} ran on {}", counted(story.jobs_running, "other job"),
                           counted(story.nodes_held, "node")));
  if (story.jobs_ahead > 0)
    tell("", fmt::format("{} with {} stood ahead of it in the queue",
                         counted(story.jobs_ahead, "job"), counted(story.nodes_ahead, "node")));
  else
    tell("", "no job stood ahead of it in the queue");
  if (const std::string full = fullness(reader, job, job.submit_ns); !full.empty()) tell("", full);

  if (job.start_ns < 0) {
    tell("waited", "to the end of the run; it never started");
    return;
  }
  if (job.start_ns == job.submit_ns)
    tell("waited", "not at all");
  else
    tell("waited", fmt::format("{} for {} to be free", span_text(job.start_ns - job.submit_ns),
                               counted(job.nodes, "node")));
  if (story.passed_by > 0)
    tell("", fmt::format("{} with {} started meanwhile though submitted later (backfilled)",
                         counted(story.passed_by, "job"), counted(story.nodes_passed_by, "node")));
  if (story.overtaken > 0)
    tell("", fmt::format("it was backfilled itself: {} submitted earlier started after it",
                         counted(story.overtaken, "job")));
}

void tell_run(const WaitStory& story, const ResultReader& reader) {
  const JobRecord& job = story.job;
  if (job.start_ns < 0) return;
  tell("started", fmt::format("{}, beside {} held by other jobs", to_iso8601(job.start_ns),
                              counted(story.nodes_held_at_start, "node")));
  if (job.end_ns < 0) {
    tell("end", end_text(job, reader) + " when the run ended");
  } else {
    tell("ended", fmt::format("{} after {}: {}", to_iso8601(job.end_ns),
                              span_text(job.end_ns - job.start_ns), end_text(job, reader)));
  }
  tell("energy", fmt::format("{:.3f} kWh of its nodes, idle power included", job.energy_j / 3.6e6));
  if (story.attempts > 1) tell("attempts", fmt::format("{}; this is the first", story.attempts));
}

int act(const ExplainArguments& arguments) {
  const JobName name = parse_job_name(arguments.job);
  try {
    const ResultReader reader(arguments.file);
    const std::vector<std::string> names = workload_names(reader);
    const auto tables = reader.tables();
    if (std::none_of(tables.begin(), tables.end(),
                     [](const TableInfo& t) { return t.name == "jobs"; }))
      throw UsageError(
          fmt::format("{} has no jobs table; run with `outputs: {{jobs: true}}` and `jobs: events`",
                      arguments.file));
    const WaitStory story = find_wait_story(reader, name, names);
    const JobRecord& job = story.job;
    const auto workload = static_cast<std::size_t>(job.workload);
    fmt::print("job {} of workload {} at {}: {}\n", job.id,
               workload < names.size() ? names[workload] : std::to_string(workload),
               reader.site_names().at(static_cast<std::size_t>(job.site)),
               counted(job.nodes, "node"));
    tell("submitted", to_iso8601(job.submit_ns));
    tell_wait(story, reader);
    tell_run(story, reader);
  } catch (const RunError& error) {  // the file is not what it should be: the caller's to mend
    throw UsageError(error.what() + hint_of_partial(arguments.file));
  }
  return kOk;
}

}  // namespace

Verb add_explain(CLI::App& root) {
  CLI::App* command = root.add_subcommand("explain", "Say what a job waited for");
  auto arguments = std::make_shared<ExplainArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt explain year.h5 job/1234\n"
      "  gigawatt explain year.h5 job/research/1234");
  command->add_option("RESULT", arguments->file, "Result file")->required()->type_name("");
  command->add_option("JOB", arguments->job, "job/NUMBER or job/WORKLOAD/NUMBER")
      ->required()
      ->type_name("");
  return {command, [arguments](const Invocation&) { return act(*arguments); }};
}

}  // namespace gigawatt::cli
