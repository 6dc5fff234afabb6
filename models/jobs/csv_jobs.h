// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <fstream>
#include <string>

#include "models/jobs/replay.h"

namespace gigawatt::jobs {

/// Any CSV trace with a header line, read through a map of column names. Consecutive rows with the
/// same job name are phases of one job. Fields may stand in double quotes.
class CsvJobReader final : public TraceReader {
 public:
  /// Throws ScenarioError if the file cannot be opened or lacks a column that `columns` names.
  CsvJobReader(std::string path, std::string name, ColumnParams columns);

  bool next(TraceRow& row, std::vector<Problem>& problems) override;
  void rewind() override;
  std::unique_ptr<TraceReader> clone() const override;

 private:
  enum Column : std::size_t { kJob, kSubmit, kRun, kSize, kLimit, kUtilisation, kColumns };

  struct Field {
    std::string text;
    int column;  ///< Of its first character, from 1.
  };

  bool read_line();
  bool number(Column column, double& value, std::vector<Problem>& problems) const;

  std::string path_;
  std::string name_;
  ColumnParams columns_;
  std::array<int, kColumns> position_{};  // In a row; -1: not in the file.
  std::size_t width_ = 0;                 // Fields of the header.
  std::ifstream in_;
  std::streamoff offset_ = 0;  // Of the next line.
  int line_ = 0;
  std::string text_;
  std::vector<Field> fields_;
};

}  // namespace gigawatt::jobs
