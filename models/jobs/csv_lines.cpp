// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/csv_lines.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace gigawatt::jobs {

CsvLines::CsvLines(std::string path, std::string name)
    : path_(std::move(path)), name_(std::move(name)) {
  rewind();
}

CsvLines::CsvLines(const CsvLines& other)
    : path_(other.path_),
      name_(other.name_),
      header_(other.header_),
      in_(other.path_, std::ios::binary),
      offset_(other.offset_),
      line_(other.line_) {
  if (!in_)
    throw ScenarioError(Problem{name_, 0, 0, "", "cannot be opened", "a readable trace", ""});
  in_.seekg(offset_);
}

void CsvLines::rewind() {
  in_ = std::ifstream(path_, std::ios::binary);
  if (!in_)
    throw ScenarioError(Problem{name_, 0, 0, "", "cannot be opened", "a readable trace", ""});
  offset_ = 0;
  line_ = 0;
  if (!read_line())
    throw ScenarioError(Problem{name_, 0, 0, "", "the file is empty", "a header line", ""});
  header_.clear();
  for (int i = 0; i < static_cast<int>(fields_.size()); ++i)
    header_.emplace_back(text(i));
}

int CsvLines::find(const std::string& header, std::vector<Problem>& problems) const {
  const auto found = std::find(header_.begin(), header_.end(), header);
  if (found != header_.end()) return static_cast<int>(found - header_.begin());
  problems.push_back({name_, 1, 1, "", fmt::format("no column '{}'", header),
                      "a column of the header", nearest_name(header, header_)});
  return -1;
}

bool CsvLines::has(const std::string& header) const {
  return std::find(header_.begin(), header_.end(), header) != header_.end();
}

bool CsvLines::next(std::vector<Problem>& problems) {
  while (read_line()) {
    if (fields_.size() == header_.size()) return true;
    problems.push_back({name_, line_, 1, "", fmt::format("the row has {} fields", fields_.size()),
                        fmt::format("{} as in the header", header_.size()), ""});
  }
  return false;
}

std::string_view CsvLines::text(int position) const {
  const std::string_view all = field(position).text;
  const std::size_t first = all.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return all.substr(first, all.find_last_not_of(" \t") + 1 - first);
}

Problem CsvLines::problem(int position, std::string what, std::string expected) const {
  return {name_, line_, field(position).column, "", std::move(what), std::move(expected), ""};
}

bool CsvLines::number(int position, double& value, std::vector<Problem>& problems) const {
  const std::string_view digits = text(position);
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec == std::errc() && result.ptr == digits.data() + digits.size()) return true;
  problems.push_back(problem(position, fmt::format("'{}' is not a number", field(position).text),
                             "a plain number"));
  return false;
}

bool CsvLines::read_line() {
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

}  // namespace gigawatt::jobs
