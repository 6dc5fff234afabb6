// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/request_trace.h"

#include <cmath>

#include <fmt/core.h>

#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"

namespace gigawatt::jobs {
namespace {

constexpr std::size_t kMostBadRequests = 20;
constexpr double kMostTokens = 2e9;
constexpr double kMostSeconds = 4e9;

}  // namespace

RequestTrace::RequestTrace(std::string path, std::string name, TimeNs start_ns, TimeNs end_ns,
                           double offset_s, const RequestColumns& columns)
    : lines_(std::move(path), std::move(name)),
      start_ns_(start_ns),
      end_ns_(end_ns),
      offset_s_(offset_s) {
  std::vector<Problem> problems;
  position_ = {lines_.find(columns.time, problems), lines_.find(columns.input, problems),
               lines_.find(columns.output, problems)};
  if (!problems.empty()) throw ScenarioError(problems);
  check_all();
}

bool RequestTrace::read_time(std::int64_t& time_ns, std::vector<Problem>& problems) const {
  const int position = position_[kTime];
  const auto instant = parse_iso8601(lines_.text(position));
  if (instant && std::abs(to_seconds(*instant)) < kMostSeconds) {
    time_ns = *instant;
    return true;
  }
  double seconds = 0.0;
  std::vector<Problem> not_a_number;
  if (lines_.number(position, seconds, not_a_number) && seconds >= 0.0 && seconds < kMostSeconds) {
    time_ns = from_seconds(seconds);
    return true;
  }
  problems.push_back(lines_.problem(position, fmt::format("'{}' is no time", lines_.text(position)),
                                    "a date such as 2023-11-16 18:15:46.68, or seconds of 0 or "
                                    "more"));
  return false;
}

bool RequestTrace::read_tokens(Column column, std::int32_t& tokens,
                               std::vector<Problem>& problems) const {
  double value = 0.0;
  if (!lines_.number(position_[column], value, problems)) return false;
  if (!(value >= 0.0 && value <= kMostTokens) || value != std::floor(value)) {
    problems.push_back(lines_.problem(position_[column],
                                      fmt::format("a request of {} tokens", value),
                                      "a whole number of 0 or more"));
    return false;
  }
  tokens = static_cast<std::int32_t>(value);
  return true;
}

bool RequestTrace::read(Line& line, std::vector<Problem>& problems) {
  while (lines_.next(problems)) {
    if (read_time(line.time_ns, problems) && read_tokens(kInput, line.input, problems) &&
        read_tokens(kOutput, line.output, problems))
      return true;
  }
  return false;
}

bool RequestTrace::keep(const Line& line, Request& request, Totals& totals) const {
  request = {line.time_ns + shift_ns_, line.input, line.output};
  if (line.input == 0) return ++totals.no_input, false;
  if (request.arrival_ns < start_ns_) return ++totals.before_start, false;
  if (request.arrival_ns >= end_ns_) return ++totals.after_end, false;
  if (totals.requests++ == 0) totals.first_ns = request.arrival_ns;
  totals.last_ns = request.arrival_ns;
  totals.input_tokens += static_cast<std::uint64_t>(line.input);
  totals.output_tokens += static_cast<std::uint64_t>(line.output);
  return true;
}

void RequestTrace::check_all() {
  std::vector<Problem> problems;
  Line line;
  Line last;
  Request request;
  bool any = false;
  while (problems.size() < kMostBadRequests && read(line, problems)) {
    if (!any) shift_ns_ = start_ns_ + from_seconds(offset_s_) - line.time_ns;
    if (any && line.time_ns < last.time_ns)
      problems.push_back(lines_.problem(position_[kTime],
                                        "the request arrives before the one above it",
                                        "lines in order of arrival"));
    any = true;
    last = line;
    keep(line, request, totals_);
  }
  if (!problems.empty()) throw ScenarioError(problems);
  rewind();
}

void RequestTrace::rewind() {
  lines_.rewind();
}

bool RequestTrace::next(Request& request) {
  std::vector<Problem> none;
  Line line;
  Totals ignored;
  while (read(line, none))
    if (keep(line, request, ignored)) return true;
  return false;
}

std::vector<std::string> RequestTrace::notes() const {
  std::vector<std::string> notes;
  const auto note = [&](std::uint64_t count, const char* why) {
    if (count > 0)
      notes.push_back(fmt::format("{}: {} requests dropped that {}", lines_.name(), count, why));
  };
  note(totals_.no_input, "have no prompt");
  note(totals_.before_start, "arrive before the start");
  note(totals_.after_end, "arrive after the end");
  return notes;
}

std::vector<Request> read_azure_requests(const std::string& path) {
  RequestTrace trace(path, path, 0, kNever);
  std::vector<Request> requests;
  requests.reserve(trace.totals().requests);
  Request request;
  while (trace.next(request)) {
    if (request.output_tokens < 1)
      throw DomainError(
          fmt::format("{}: request {} generates no token; remove it", path, requests.size() + 1));
    requests.push_back(request);
  }
  return requests;
}

}  // namespace gigawatt::jobs
