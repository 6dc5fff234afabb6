// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/philly_log.h"

#include <algorithm>

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include "models/jobs/trace_states.h"
#include "sim/engine/calendar.h"

namespace gigawatt::jobs {
namespace {

using Json = nlohmann::json;

/// Text of a key; "" where it is absent, null or "None".
std::string text_at(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) return {};
  const std::string& text = found->get_ref<const std::string&>();
  return text == "None" ? std::string() : text;
}

std::size_t gpus_of(const Json& attempt) {
  std::size_t gpus = 0;
  const auto detail = attempt.find("detail");
  if (detail == attempt.end() || !detail->is_array()) return 0;
  for (const Json& server : *detail) {
    const auto list = server.is_object() ? server.find("gpus") : server.end();
    if (server.is_object() && list != server.end() && list->is_array()) gpus += list->size();
  }
  return gpus;
}

}  // namespace

PhillyLogReader::PhillyLogReader(std::string path, std::string name, Tenant tenant)
    : path_(std::move(path)), name_(std::move(name)), tenant_(tenant) {
  rewind();
}

void PhillyLogReader::rewind() {
  in_ = std::ifstream(path_, std::ios::binary);
  if (!in_)
    throw ScenarioError(Problem{name_, 0, 0, "", "cannot be opened", "a readable trace", ""});
  offset_ = 0;
  line_ = column_ = 1;
  int c = take();
  while (c == ' ' || c == '\n' || c == '\r' || c == '\t')
    c = take();
  if (c != '[')
    throw ScenarioError(Problem{name_, line_, std::max(column_ - 1, 1), "",
                                "the file does not begin with a list", "[ and jobs in { }", ""});
}

std::unique_ptr<TraceReader> PhillyLogReader::clone() const {
  auto copy = std::make_unique<PhillyLogReader>(path_, name_, tenant_);
  copy->in_.seekg(offset_);
  copy->offset_ = offset_;
  copy->line_ = line_;
  copy->column_ = column_;
  return copy;
}

int PhillyLogReader::take() {
  const int c = in_.get();
  if (c == std::ifstream::traits_type::eof()) return -1;
  ++offset_;
  column_ = c == '\n' ? 1 : column_ + 1;
  line_ += c == '\n' ? 1 : 0;
  return c;
}

bool PhillyLogReader::read_job_text() {
  text_.clear();
  cut_off_ = false;
  int depth = 0;
  bool quoted = false;
  for (int c = take(); c != -1; c = take()) {
    if (depth == 0) {
      if (c == ']') return false;
      if (c == ' ' || c == ',' || c == '\n' || c == '\r' || c == '\t') continue;
      job_line_ = line_;
      job_column_ = std::max(column_ - 1, 1);
    }
    text_ += static_cast<char>(c);
    if (quoted && c == '\\') {
      const int escaped = take();
      if (escaped != -1) text_ += static_cast<char>(escaped);
      continue;
    }
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{') ++depth;
    if (c == '}') --depth;
    if (depth == 0) return true;  // A job, or something that is none.
  }
  cut_off_ = !text_.empty();
  if (cut_off_) return true;
  job_line_ = line_;
  job_column_ = column_;
  return false;
}

Problem PhillyLogReader::problem(std::string what, std::string expected) const {
  return {name_, job_line_, job_column_, "", std::move(what), std::move(expected), ""};
}

bool PhillyLogReader::next(TraceRow& row, std::vector<Problem>& problems) {
  while (read_job_text()) {
    if (cut_off_) {
      problems.push_back(problem("the file ends inside this job", "a whole list of jobs"));
      return false;
    }
    if (text_.front() != '{') {
      problems.push_back(problem(fmt::format("'{}' is no job", text_), "jobs in { }"));
      return false;  // Where the next job begins is anyone's guess.
    }
    row = TraceRow{};
    row.line = job_line_;
    if (parse(row, problems)) return true;
  }
  return false;
}

bool PhillyLogReader::parse(TraceRow& row, std::vector<Problem>& problems) const {
  const Json job = Json::parse(text_, nullptr, false);
  if (job.is_discarded()) {
    problems.push_back(problem("this job is not valid JSON", "a job as Philly logs it"));
    return false;
  }
  const std::string status = text_at(job, "status");
  const auto state = state_named(status);
  if (!state) {
    Problem unknown = problem(fmt::format("unknown status '{}'", status), "Pass, Killed or Failed");
    unknown.suggestion = nearest_name(status, {"Pass", "Killed", "Failed"});
    problems.push_back(std::move(unknown));
    return false;
  }
  const auto submitted = parse_iso8601(text_at(job, "submitted_time"));
  if (!submitted) {
    problems.push_back(problem("the job has no submitted_time that is a date",
                               "\"submitted_time\": \"2017-10-07 01:11:39\""));
    return false;
  }
  row.submit_s = to_seconds(*submitted);
  row.dated = true;
  row.fate = fate_of(*state);
  row.tenant = text_at(job, tenant_ == Tenant::user ? "user" : "vc");
  row.size = -1.0;  // Not known before an attempt.

  const auto attempts = job.find("attempts");
  if (attempts == job.end() || !attempts->is_array() || attempts->empty()) {
    row.drop = Drop::never_placed;
    return true;
  }
  for (const Json& attempt : *attempts) {
    if (!attempt.is_object()) continue;
    row.size = std::max(row.size, static_cast<double>(gpus_of(attempt)));
    const auto start = parse_iso8601(text_at(attempt, "start_time"));
    const auto end = parse_iso8601(text_at(attempt, "end_time"));
    if (start && end && *end >= *start) {
      row.run_s += to_seconds(*end) - to_seconds(*start);
    } else {
      const bool last = &attempt == &attempts->back();
      row.remarks |= last && start && !end ? kLastAttemptOpen : kAttemptsLost;
    }
  }
  if (row.run_s <= 0.0 && (row.remarks & kLastAttemptOpen) != 0) row.drop = Drop::still_running;
  return true;
}

}  // namespace gigawatt::jobs
