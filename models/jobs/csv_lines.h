// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// The lines of a CSV file with a header, split into fields, in bounded memory. Fields may stand in
/// double quotes but not run over lines; blank lines are skipped. Copies read on from where the
/// original stands.
class CsvLines {
 public:
  struct Field {
    std::string text;
    int column;  ///< Of its first character, from 1.
  };

  /// `path` is opened, `name` stands in messages. Throws ScenarioError if it cannot be opened or is
  /// empty.
  CsvLines(std::string path, std::string name);
  CsvLines(const CsvLines& other);

  void rewind();
  /// The next row; false at the end. A row of another width than the header is a problem and is
  /// skipped.
  bool next(std::vector<Problem>& problems);

  /// Position of a header name, or a problem that names the nearest. -1: not there.
  int find(const std::string& header, std::vector<Problem>& problems) const;
  bool has(const std::string& header) const;

  int line() const { return line_; }
  const std::string& name() const { return name_; }
  const Field& field(int position) const { return fields_[static_cast<std::size_t>(position)]; }
  /// The field without blanks around it.
  std::string_view text(int position) const;
  /// A problem at a field of the current row.
  Problem problem(int position, std::string what, std::string expected) const;
  /// The number in a field; a problem if it holds anything else.
  bool number(int position, double& value, std::vector<Problem>& problems) const;

 private:
  bool read_line();

  std::string path_;
  std::string name_;
  std::vector<std::string> header_;
  std::ifstream in_;
  std::streamoff offset_ = 0;  // Of the next line.
  int line_ = 0;
  std::string text_;
  std::vector<Field> fields_;
};

}  // namespace gigawatt::jobs
