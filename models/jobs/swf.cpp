// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/swf.h"

#include <charconv>

#include <fmt/core.h>

namespace gigawatt::jobs {
namespace {

constexpr std::size_t kFields = 18;

// Positions of the fields that are read, counted from 0.
enum Column : std::size_t {
  kSubmit = 1,
  kRun = 3,
  kAllocated = 4,
  kRequested = 7,
  kRequestedTime = 8,
  kStatus = 10,
  kUser = 11
};
constexpr std::array kRead{kSubmit, kRun, kAllocated, kRequested, kRequestedTime, kStatus};
constexpr std::array kMeaning{"submit time",          "run time",       "allocated processors",
                              "requested processors", "requested time", "status"};

}  // namespace

SwfReader::SwfReader(std::string path, std::string name, SwfQuirks quirks)
    : path_(std::move(path)), name_(std::move(name)), quirks_(std::move(quirks)) {
  rewind();
}

void SwfReader::rewind() {
  in_ = std::ifstream(path_, std::ios::binary);
  if (!in_)
    throw ScenarioError(Problem{name_, 0, 0, "", "cannot be opened", "a readable trace", ""});
  offset_ = 0;
  line_ = 0;
}

std::unique_ptr<TraceReader> SwfReader::clone() const {
  auto copy = std::make_unique<SwfReader>(path_, name_, quirks_);
  copy->in_.seekg(offset_);
  copy->offset_ = offset_;
  copy->line_ = line_;
  return copy;
}

bool SwfReader::next(TraceRow& row, std::vector<Problem>& problems) {
  while (std::getline(in_, text_)) {
    offset_ += static_cast<std::streamoff>(text_.size()) + 1;
    ++line_;
    const std::size_t first = text_.find_first_not_of(" \t\r");
    if (first == std::string::npos || text_[first] == ';') continue;
    if (parse(row, problems)) return true;
  }
  return false;
}

bool SwfReader::parse(TraceRow& row, std::vector<Problem>& problems) {
  fields_.clear();
  const std::string_view text(text_);
  for (std::size_t at = text.find_first_not_of(" \t\r"); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(" \t\r", at), text.size());
    fields_.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(" \t\r", end);
  }
  if (fields_.size() != kFields + static_cast<std::size_t>(quirks_.extra_fields)) {
    problems.push_back(
        {name_, line_, 1, "", fmt::format("the line has {} fields", fields_.size()),
         fmt::format("{} fields", kFields + static_cast<std::size_t>(quirks_.extra_fields)), ""});
    return false;
  }

  std::array<double, kFields> value{};
  for (std::size_t i = 0; i < kRead.size(); ++i) {
    const std::string_view field = fields_[kRead[i]];
    const auto result = std::from_chars(field.data(), field.data() + field.size(), value[kRead[i]]);
    if (result.ec == std::errc() && result.ptr == field.data() + field.size()) continue;
    problems.push_back({name_, line_, static_cast<int>(field.data() - text.data()) + 1, "",
                        fmt::format("{} is '{}'", kMeaning[i], field), "a number", ""});
    return false;
  }

  row = TraceRow{};
  row.line = line_;
  row.submit_s = value[kSubmit];
  row.run_s = value[kRun];
  row.limit_s = value[kRequestedTime];
  const bool requested =
      value[kRequested] > 0.0 && !(quirks_.size_is_allocated && value[kAllocated] > 0.0);
  row.size = requested ? value[kRequested] : value[kAllocated];
  // Status: 0 failed, 1 completed, 5 cancelled; 2, 3 and 4 are parts of a job that has its own
  // line.
  row.fate = value[kStatus] == 0.0   ? Fate::fails_by_itself
             : value[kStatus] == 5.0 ? Fate::cancelled_by_user
                                     : Fate::completes;
  if (value[kStatus] >= 2.0 && value[kStatus] <= 4.0) row.drop = Drop::partial;
  if (fields_[kUser] != "-1") row.tenant = fields_[kUser];
  if (quirks_.mend) quirks_.mend(fields_, row);
  return true;
}

}  // namespace gigawatt::jobs
