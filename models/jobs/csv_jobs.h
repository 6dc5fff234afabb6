// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "models/jobs/csv_lines.h"
#include "models/jobs/replay.h"

namespace gigawatt::jobs {

/// What a CSV trace's columns are called, and what no name says.
struct CsvLayout {
  ColumnParams columns;
  /// Column with thousandths of one accelerator, for jobs of one (`gpu_milli` of openb); "" none.
  std::string gpu_milli;
};

/// Any CSV trace with a header line, read through a map of column names. Consecutive rows with the
/// same job name are phases of one job. Times are numbers or dates; with an `end` column the run
/// time is end less start, an empty start means never placed, an empty end still running.
class CsvJobReader final : public TraceReader {
 public:
  /// Throws ScenarioError if the file cannot be opened or lacks a column that `layout` names.
  CsvJobReader(std::string path, std::string name, CsvLayout layout);

  bool next(TraceRow& row, std::vector<Problem>& problems) override;
  void rewind() override { lines_.rewind(); }
  std::unique_ptr<TraceReader> clone() const override {
    return std::make_unique<CsvJobReader>(*this);
  }

 private:
  enum Column : std::size_t {
    kJob,
    kSubmit,
    kRun,
    kStart,
    kEnd,
    kSize,
    kLimit,
    kUtilisation,
    kState,
    kTenant,
    kMilli,
    kColumns
  };

  bool read(TraceRow& row, std::vector<Problem>& problems) const;
  bool read_run(TraceRow& row, std::vector<Problem>& problems) const;
  bool read_state(TraceRow& row, std::vector<Problem>& problems) const;
  bool read_size(TraceRow& row, std::vector<Problem>& problems) const;
  bool number(Column column, double& value, std::vector<Problem>& problems) const;
  /// Seconds, or a date as seconds since 1970; false and a problem for anything else.
  bool time(Column column, double& time_s, bool& dated, std::vector<Problem>& problems) const;
  bool given(Column column) const { return position_[column] >= 0; }
  bool blank(Column column) const;

  CsvLayout layout_;
  CsvLines lines_;
  std::array<int, kColumns> position_{};  // In a row; -1: not in the file.
};

/// Layout of a published trace; `format` is a CSV one. Sources: docs/models/jobs/traces.md.
CsvLayout published_layout(TraceFormat format);

}  // namespace gigawatt::jobs
