// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/csv_jobs.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace gigawatt::jobs {

CsvJobReader::CsvJobReader(std::string path, std::string name, ColumnParams columns)
    : path_(std::move(path)), name_(std::move(name)), columns_(std::move(columns)) {
  rewind();
}

void CsvJobReader::rewind() {
  in_ = std::ifstream(path_, std::ios::binary);
  if (!in_)
    throw ScenarioError(Problem{name_, 0, 0, "", "cannot be opened", "a readable trace", ""});
  offset_ = 0;
  line_ = 0;
  if (!read_line())
    throw ScenarioError(Problem{name_, 0, 0, "", "the file is empty", "a header line", ""});
  width_ = fields_.size();

  std::vector<Problem> problems;
  std::vector<std::string> header;
  for (const Field& field : fields_)
    header.push_back(field.text);
  const std::string& size = columns_.nodes.empty() ? columns_.gpus : columns_.nodes;
  const std::array<const std::string*, kColumns> wanted{&columns_.job,   &columns_.submit,
                                                        &columns_.run,   &size,
                                                        &columns_.limit, &columns_.utilisation};
  for (std::size_t column = 0; column < kColumns; ++column) {
    position_[column] = -1;
    if (wanted[column]->empty()) continue;
    const auto found = std::find(header.begin(), header.end(), *wanted[column]);
    if (found != header.end())
      position_[column] = static_cast<int>(found - header.begin());
    else
      problems.push_back({name_, line_, 1, "", fmt::format("no column '{}'", *wanted[column]),
                          "a column of the header", nearest_name(*wanted[column], header)});
  }
  if (!problems.empty()) throw ScenarioError(problems);
}

std::unique_ptr<TraceReader> CsvJobReader::clone() const {
  auto copy = std::make_unique<CsvJobReader>(path_, name_, columns_);
  copy->in_.seekg(offset_);
  copy->offset_ = offset_;
  copy->line_ = line_;
  return copy;
}

bool CsvJobReader::read_line() {
  do {
    if (!std::getline(in_, text_)) return false;
    offset_ += static_cast<std::streamoff>(text_.size()) + 1;
    ++line_;
    if (line_ == 1 && text_.starts_with("\xEF\xBB\xBF")) text_.erase(0, 3);
    if (!text_.empty() && text_.back() == '\r') text_.pop_back();
  } while (text_.empty());

  fields_.clear();
  fields_.push_back({"", 1});
  bool quoted = false;
  for (std::size_t at = 0; at < text_.size(); ++at) {
    const char c = text_[at];
    if (c == '"') {
      // A doubled quote inside quotes stands for one.
      if (quoted && at + 1 < text_.size() && text_[at + 1] == '"') {
        fields_.back().text += text_[++at];
      } else {
        quoted = !quoted;
      }
    } else if (c == ',' && !quoted) {
      fields_.push_back({"", static_cast<int>(at) + 2});
    } else {
      fields_.back().text += c;
    }
  }
  return true;
}

bool CsvJobReader::number(Column column, double& value, std::vector<Problem>& problems) const {
  if (position_[column] < 0) return true;
  const Field& field = fields_[static_cast<std::size_t>(position_[column])];
  const std::size_t first = std::min(field.text.find_first_not_of(" \t"), field.text.size());
  const std::size_t last = field.text.find_last_not_of(" \t") + 1;
  const char* begin = field.text.data() + first;
  const char* end = field.text.data() + std::max(first, last);
  const auto result = std::from_chars(begin, end, value);
  if (result.ec == std::errc() && result.ptr == end) return true;
  problems.push_back({name_, line_, field.column, "",
                      fmt::format("'{}' is not a number", field.text), "a plain number", ""});
  return false;
}

bool CsvJobReader::next(TraceRow& row, std::vector<Problem>& problems) {
  while (read_line()) {
    if (fields_.size() != width_) {
      problems.push_back({name_, line_, 1, "", fmt::format("the row has {} fields", fields_.size()),
                          fmt::format("{} as in the header", width_), ""});
      continue;
    }
    row = TraceRow{};
    row.line = line_;
    if (position_[kJob] >= 0) row.job = fields_[static_cast<std::size_t>(position_[kJob])].text;
    const bool good = number(kSubmit, row.submit_s, problems) &&
                      number(kRun, row.run_s, problems) && number(kSize, row.size, problems) &&
                      number(kLimit, row.limit_s, problems) &&
                      number(kUtilisation, row.utilisation, problems);
    if (!good) continue;
    if (!(row.utilisation >= 0.0 && row.utilisation <= 1.0)) {
      const Field& field = fields_[static_cast<std::size_t>(position_[kUtilisation])];
      problems.push_back({name_, line_, field.column, "",
                          fmt::format("utilisation is {}", field.text), "a share from 0 to 1", ""});
      continue;
    }
    if (row.run_s < 0.0) {
      const Field& field = fields_[static_cast<std::size_t>(position_[kRun])];
      problems.push_back({name_, line_, field.column, "", fmt::format("run time is {}", field.text),
                          "a time of 0 or more; 0 for a job that did not run", ""});
      continue;
    }
    row.submit_s *= columns_.time_unit_s;
    row.run_s *= columns_.time_unit_s;
    row.limit_s *= columns_.time_unit_s;
    row.limit_kills = true;
    return true;
  }
  return false;
}

}  // namespace gigawatt::jobs
