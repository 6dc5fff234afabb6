// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/problem.h"

#include <algorithm>
#include <cctype>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace gigawatt {
namespace {

std::string lower(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`: the optimal string
/// alignment distance, Damerau (1964) with no edits between swapped letters.
std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    std::swap(before, above);
    std::swap(above, row);
  }
  return above[b.size()];
}

/// Files in the order in which they were first blamed, then by position.
void sort_in_file_order(std::vector<Problem>& problems) {
  std::unordered_map<std::string, std::size_t> file_rank;
  for (const Problem& problem : problems)
    file_rank.emplace(problem.file, file_rank.size());
  std::stable_sort(problems.begin(), problems.end(), [&](const Problem& a, const Problem& b) {
    return std::tuple(file_rank.at(a.file), a.line, a.column) <
           std::tuple(file_rank.at(b.file), b.line, b.column);
  });
}

std::string lines_of(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.message();
  }
  return text;
}

/// One problem is one line, whatever bytes the quoted input holds.
std::string on_one_line(const std::string& text) {
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  return line;
}

}  // namespace

std::string Problem::message() const {
  std::string text = file;
  if (line > 0) text += ':' + std::to_string(line);
  if (line > 0 && column > 0) text += ':' + std::to_string(column);
  if (!text.empty()) text += ": ";
  if (!path.empty()) text += path + ": ";
  text += what;
  if (!expected.empty()) text += "; " + expected;
  if (!suggestion.empty()) text += "; did you mean '" + suggestion + "'?";
  return on_one_line(text);
}

ScenarioError::ScenarioError(std::vector<Problem> problems) : problems_(std::move(problems)) {
  sort_in_file_order(problems_);
  text_ = lines_of(problems_);
}

ScenarioError::ScenarioError(Problem problem)
    : ScenarioError(std::vector<Problem>{std::move(problem)}) {}

std::string key_path(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

Problem problem_at(std::string path, std::string what, std::string expected,
                   std::string suggestion) {
  Problem problem;
  problem.path = std::move(path);
  problem.what = std::move(what);
  problem.expected = std::move(expected);
  problem.suggestion = std::move(suggestion);
  return problem;
}

void refuse(std::string path, std::string what, std::string expected, std::string suggestion) {
  throw ScenarioError(
      problem_at(std::move(path), std::move(what), std::move(expected), std::move(suggestion)));
}

std::string nearest_name(const std::string& name, const std::vector<std::string>& valid_names) {
  // A third of the letters wrong is still a slip of the pen; more is another word. Very long
  // input is never a slip, and would make the distance table large.
  constexpr std::size_t kLongestName = 80;
  if (name.empty() || name.size() > kLongestName) return "";

  const std::string wanted = lower(name);
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, name.size() / 3) + 1;
  for (const std::string& valid : valid_names) {
    if (valid.size() > kLongestName) continue;
    const std::size_t distance = edit_distance(wanted, lower(valid));
    if (distance < best_distance && distance < std::max(name.size(), valid.size())) {
      best_distance = distance;
      best = valid;
    }
  }
  return best;
}

}  // namespace gigawatt
