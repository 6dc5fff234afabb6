// SPDX-License-Identifier: Apache-2.0
#include "models/climate/text_lines.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>

namespace gigawatt::climate {
namespace {

constexpr std::size_t kMostProblems = 20;
constexpr std::uintmax_t kMostBytes = 256u << 20;

std::string_view trimmed(std::string_view cell) {
  while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t'))
    cell.remove_prefix(1);
  while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t'))
    cell.remove_suffix(1);
  return cell;
}

}  // namespace

std::string read_text(const std::string& path) {
  const auto refuse = [&](std::string what, std::string expected) {
    throw ScenarioError(Problem{.file = path,
                                .path = {},
                                .what = std::move(what),
                                .expected = std::move(expected),
                                .suggestion = {}});
  };
  std::error_code failure;
  const auto bytes = std::filesystem::is_regular_file(path, failure)
                         ? std::filesystem::file_size(path, failure)
                         : 0;
  std::ifstream stream(path, std::ios::binary);
  if (failure || !std::filesystem::is_regular_file(path, failure) || !stream) {
    refuse("the file cannot be read", "check the path and the permissions");
  }
  if (bytes == 0) refuse("the file is empty", "download or copy it again");
  if (bytes > kMostBytes)
    refuse("the file is larger than 256 MiB", "a table of some thousand rows");
  std::string text(static_cast<std::size_t>(bytes), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(bytes));
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  return text;
}

bool LineCursor::next(std::string_view& line) {
  if (rest_.empty()) return false;
  const std::size_t end = rest_.find('\n');
  line = rest_.substr(0, end);
  rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  ++line_number_;
  return true;
}

void split_cells(std::string_view line, std::size_t limit, std::vector<std::string_view>& cells) {
  cells.clear();
  while (cells.size() < limit) {
    const std::size_t end = line.find(',');
    cells.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return;
    line.remove_prefix(end + 1);
  }
}

int column_of(std::string_view line, std::string_view cell) {
  return static_cast<int>(cell.data() - line.data()) + 1;
}

std::optional<double> to_number(std::string_view cell) {
  double value = 0.0;
  if (cell.starts_with('+')) cell.remove_prefix(1);
  const auto [end, failure] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (failure != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    return {};
  return value;
}

std::string plain_name(std::string_view header) {
  std::string name;
  for (const char c : header) {
    if (c >= 'A' && c <= 'Z') name += static_cast<char>(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) name += c;
  }
  return name;
}

void FileProblems::add(int line, int column, std::string what, std::string expected) {
  problems_.push_back({.file = file_,
                       .line = line,
                       .column = column,
                       .path = {},
                       .what = std::move(what),
                       .expected = std::move(expected),
                       .suggestion = {}});
  if (problems_.size() < kMostProblems) return;
  problems_.push_back({.file = file_,
                       .path = {},
                       .what = "too many problems; the rest of the file was not read",
                       .expected = {},
                       .suggestion = {}});
  throw_if_any();
}

void FileProblems::throw_if_any() const {
  if (!problems_.empty()) throw ScenarioError(problems_);
}

}  // namespace gigawatt::climate
