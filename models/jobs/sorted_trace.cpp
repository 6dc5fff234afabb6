// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/sorted_trace.h"

#include <algorithm>

namespace gigawatt::jobs {

SortedTrace::SortedTrace(TraceReader& reader) {
  constexpr std::size_t kEnoughProblems = 20;
  auto rows = std::make_shared<std::vector<TraceRow>>();
  TraceRow row;
  while (problems_.size() < kEnoughProblems && reader.next(row, problems_))
    rows->push_back(row);
  std::stable_sort(rows->begin(), rows->end(),
                   [](const TraceRow& a, const TraceRow& b) { return a.submit_s < b.submit_s; });
  rows_ = std::move(rows);
}

bool SortedTrace::next(TraceRow& row, std::vector<Problem>& problems) {
  problems.insert(problems.end(), problems_.begin(), problems_.end());
  problems_.clear();
  if (at_ == rows_->size()) return false;
  row = (*rows_)[at_++];
  return true;
}

}  // namespace gigawatt::jobs
