// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <fstream>
#include <functional>
#include <string>

#include "models/jobs/replay.h"

namespace gigawatt::jobs {

/// Where a log departs from the Standard Workload Format.
struct SwfQuirks {
  int extra_fields = 0;            ///< Fields after the 18th, handed to `mend` as text.
  bool size_is_allocated = false;  ///< Take field 5 even where field 8, the request, is given.
  /// Mends a row from the fields of its line (18 and more); null for none.
  std::function<void(const std::vector<std::string_view>& fields, TraceRow& row)> mend;
};

/// Standard Workload Format 2.2 (Chapin et al. 1999; Feitelson, Parallel Workloads Archive): 18
/// blank-separated fields a line, comments after `;`. Size is the requested number of processors
/// (field 8), or the allocated one (5) where that is unknown.
class SwfReader final : public TraceReader {
 public:
  /// `path` is opened, `name` stands in messages. Throws ScenarioError if it cannot be opened.
  SwfReader(std::string path, std::string name, SwfQuirks quirks = {});

  bool next(TraceRow& row, std::vector<Problem>& problems) override;
  void rewind() override;
  std::unique_ptr<TraceReader> clone() const override;

 private:
  bool parse(TraceRow& row, std::vector<Problem>& problems);

  std::string path_;
  std::string name_;
  SwfQuirks quirks_;
  std::ifstream in_;
  std::streamoff offset_ = 0;  // Of the next line.
  int line_ = 0;
  std::string text_;
  std::vector<std::string_view> fields_;
};

}  // namespace gigawatt::jobs
