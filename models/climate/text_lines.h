// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/problem.h"

namespace gigawatt::climate {

/// Whole file; a byte-order mark is dropped. Throws ScenarioError if it cannot be read or is empty.
std::string read_text(const std::string& path);

/// Hands out the lines of a text one by one, without line ends. The text must outlive it.
class LineCursor {
 public:
  explicit LineCursor(std::string_view text) : rest_(text) {}

  bool next(std::string_view& line);
  int line_number() const { return line_number_; }  ///< Of the line last handed out, 1-based.

 private:
  std::string_view rest_;
  int line_number_ = 0;
};

/// Cells of a comma-separated line without quotes, blanks around them dropped; at most `limit`.
void split_cells(std::string_view line, std::size_t limit, std::vector<std::string_view>& cells);

/// 1-based column of a cell in its line.
int column_of(std::string_view line, std::string_view cell);

/// The number a cell holds and nothing else; empty otherwise (also for nan and inf).
std::optional<double> to_number(std::string_view cell);

/// Lower case, letters and digits only: "Dew Point" and "dew_point" are the same header.
std::string plain_name(std::string_view header);

/// Problems of one file, thrown together. Beyond a cap it throws at once.
class FileProblems {
 public:
  explicit FileProblems(std::string file) : file_(std::move(file)) {}

  void add(int line, int column, std::string what, std::string expected = {});
  void throw_if_any() const;
  bool empty() const { return problems_.empty(); }

 private:
  std::string file_;
  std::vector<Problem> problems_;
};

}  // namespace gigawatt::climate
