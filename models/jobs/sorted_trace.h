// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "models/jobs/replay.h"

namespace gigawatt::jobs {

/// A trace whose lines are not in order of submit time, read whole and sorted; equal times keep the
/// order of the file. The one reader whose memory grows with the trace.
class SortedTrace final : public TraceReader {
 public:
  explicit SortedTrace(TraceReader& reader);

  bool next(TraceRow& row, std::vector<Problem>& problems) override;
  void rewind() override { at_ = 0; }
  std::unique_ptr<TraceReader> clone() const override {
    return std::make_unique<SortedTrace>(*this);
  }

 private:
  std::shared_ptr<const std::vector<TraceRow>> rows_;
  std::vector<Problem> problems_;  // Of reading, told at the first line.
  std::size_t at_ = 0;
};

}  // namespace gigawatt::jobs
