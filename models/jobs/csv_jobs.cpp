// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/csv_jobs.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

#include "models/jobs/trace_states.h"
#include "sim/engine/calendar.h"

namespace gigawatt::jobs {

CsvJobReader::CsvJobReader(std::string path, std::string name, CsvLayout layout)
    : layout_(std::move(layout)), lines_(std::move(path), std::move(name)) {
  ColumnParams columns = layout_.columns;
  // Start and end give the run time; a column of it is compared where there is one.
  if (!columns.end.empty() && !lines_.has(columns.run)) columns.run.clear();
  const std::string& size = columns.nodes.empty() ? columns.gpus : columns.nodes;
  const std::array<const std::string*, kColumns> wanted{
      &columns.job,   &columns.submit, &columns.run,      &columns.start,
      &columns.end,   &size,           &columns.limit,    &columns.utilisation,
      &columns.state, &columns.tenant, &layout_.gpu_milli};

  std::vector<Problem> problems;
  for (std::size_t column = 0; column < kColumns; ++column)
    position_[column] = wanted[column]->empty() ? -1 : lines_.find(*wanted[column], problems);
  if (!problems.empty()) throw ScenarioError(problems);
}

bool CsvJobReader::blank(Column column) const {
  const std::string_view text = lines_.text(position_[column]);
  return text.empty() || text == "None" || text == "null" || text == "nan" || text == "NaN";
}

bool CsvJobReader::number(Column column, double& value, std::vector<Problem>& problems) const {
  return !given(column) || lines_.number(position_[column], value, problems);
}

bool CsvJobReader::time(Column column, double& time_s, bool& dated,
                        std::vector<Problem>& problems) const {
  const int position = position_[column];
  std::vector<Problem> not_a_number;
  if (lines_.number(position, time_s, not_a_number)) {
    time_s *= layout_.columns.time_unit_s;
    dated = false;
    return true;
  }
  if (const auto instant = parse_iso8601(lines_.text(position))) {
    time_s = to_seconds(*instant);
    dated = true;
    return true;
  }
  problems.push_back(lines_.problem(position, fmt::format("'{}' is no time", lines_.text(position)),
                                    "a plain number or a date such as 2020-06-09 18:41:01"));
  return false;
}

bool CsvJobReader::next(TraceRow& row, std::vector<Problem>& problems) {
  while (lines_.next(problems)) {
    row = TraceRow{};
    row.line = lines_.line();
    if (read(row, problems)) return true;
  }
  return false;
}

bool CsvJobReader::read(TraceRow& row, std::vector<Problem>& problems) const {
  if (given(kJob)) row.job = lines_.field(position_[kJob]).text;
  if (given(kTenant)) row.tenant = lines_.text(position_[kTenant]);
  if (!time(kSubmit, row.submit_s, row.dated, problems) || !read_run(row, problems) ||
      !read_size(row, problems) || !number(kLimit, row.limit_s, problems) ||
      !number(kUtilisation, row.utilisation, problems) || !read_state(row, problems))
    return false;
  if (!(row.utilisation >= 0.0 && row.utilisation <= 1.0)) {
    const int position = position_[kUtilisation];
    problems.push_back(lines_.problem(position,
                                      fmt::format("utilisation is {}", lines_.field(position).text),
                                      "a share from 0 to 1"));
    return false;
  }
  row.limit_s *= layout_.columns.time_unit_s;
  row.limit_kills = true;
  return true;
}

bool CsvJobReader::read_run(TraceRow& row, std::vector<Problem>& problems) const {
  const bool blank_run = given(kEnd) && given(kRun) && blank(kRun);
  if (given(kRun) && !blank_run && !number(kRun, row.run_s, problems)) return false;
  if (given(kRun) && row.run_s < 0.0) {
    problems.push_back(lines_.problem(
        position_[kRun], fmt::format("run time is {}", lines_.field(position_[kRun]).text),
        "a time of 0 or more; 0 for a job that did not run"));
    return false;
  }
  row.run_s *= layout_.columns.time_unit_s;
  if (!given(kEnd)) return true;

  if (blank(kStart)) {
    row.drop = Drop::never_placed;
    return true;
  }
  if (blank(kEnd)) {
    row.drop = Drop::still_running;
    return true;
  }
  double start_s = 0.0;
  double end_s = 0.0;
  bool dated = false;
  if (!time(kStart, start_s, dated, problems) || !time(kEnd, end_s, dated, problems)) return false;
  if (end_s < start_s) {
    row.drop = Drop::ends_before_start;
    return true;
  }
  // Whole seconds are logged, so one second apart is the same.
  if (given(kRun) && !blank_run && std::abs(row.run_s - (end_s - start_s)) > 1.0)
    row.remarks |= kRunDisagrees;
  row.run_s = end_s - start_s;
  return true;
}

bool CsvJobReader::read_size(TraceRow& row, std::vector<Problem>& problems) const {
  if (!number(kSize, row.size, problems)) return false;
  if (row.size < 0.0 && given(kSize)) {
    problems.push_back(lines_.problem(position_[kSize], fmt::format("size is {}", row.size),
                                      "0 or more; 0 for a job without accelerators"));
    return false;
  }
  if (given(kMilli) && row.size == 1.0) {
    double milli = 0.0;
    if (!number(kMilli, milli, problems)) return false;
    if (milli <= 0.0 || milli > 1000.0) {
      problems.push_back(lines_.problem(position_[kMilli], fmt::format("share is {}", milli),
                                        "1 to 1000 thousandths of an accelerator"));
      return false;
    }
    row.size = milli / 1000.0;
  }
  return true;
}

bool CsvJobReader::read_state(TraceRow& row, std::vector<Problem>& problems) const {
  if (!given(kState)) return true;
  const std::string_view text = lines_.text(position_[kState]);
  const auto state = state_named(text);
  if (!state) {
    Problem problem = lines_.problem(position_[kState], fmt::format("unknown state '{}'", text),
                                     "a state such as COMPLETED, CANCELLED or FAILED");
    problem.suggestion = nearest_name(std::string(text), state_names());
    problems.push_back(std::move(problem));
    return false;
  }
  row.fate = fate_of(*state);
  if (row.drop) return true;
  if (*state == TraceState::waiting) row.drop = Drop::never_placed;
  if (*state == TraceState::unclear) row.drop = Drop::unclear_state;
  if (*state == TraceState::running) row.remarks |= kCensored;
  return true;
}

CsvLayout published_layout(TraceFormat format) {
  CsvLayout layout;
  ColumnParams& columns = layout.columns;
  columns.submit = "submit_time";
  columns.start = "start_time";
  columns.end = "end_time";
  columns.run = "duration";
  columns.gpus = "gpu_num";
  columns.state = "state";
  switch (format) {
    case TraceFormat::helios:
      columns.tenant = "vc";
      break;
    case TraceFormat::acme:
      columns.tenant = "user";
      break;
    case TraceFormat::openb:
      columns.submit = "creation_time";
      columns.start = "scheduled_time";
      columns.end = "deletion_time";
      columns.run.clear();
      columns.gpus = "num_gpu";
      columns.state = "pod_phase";
      layout.gpu_milli = "gpu_milli";
      break;
    default:  // The per-cluster Philly traces of Muri: milliseconds, no states.
      columns.start.clear();
      columns.end.clear();
      columns.state.clear();
      columns.gpus = "num_gpu";
      columns.time_unit_s = 1e-3;
  }
  return layout;
}

}  // namespace gigawatt::jobs
