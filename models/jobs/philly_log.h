// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <string>

#include "models/jobs/replay.h"

namespace gigawatt::jobs {

/// `cluster_job_log` of the Philly traces: a JSON list of jobs, each with its status, virtual
/// cluster, submit time and scheduling attempts. Read one job at a time. The run time is the sum of
/// the attempts, the size the accelerators of the widest. Docs: docs/models/jobs/traces.md.
class PhillyLogReader final : public TraceReader {
 public:
  enum class Tenant { virtual_cluster, user };

  /// Throws ScenarioError if the file cannot be opened or does not begin with a list.
  PhillyLogReader(std::string path, std::string name, Tenant tenant = Tenant::virtual_cluster);

  bool next(TraceRow& row, std::vector<Problem>& problems) override;
  void rewind() override;
  std::unique_ptr<TraceReader> clone() const override;

 private:
  int take();            // The next character; -1 at the end.
  bool read_job_text();  // Of the next job into text_; false at the end of the list.
  bool parse(TraceRow& row, std::vector<Problem>& problems) const;
  Problem problem(std::string what, std::string expected) const;

  std::string path_;
  std::string name_;
  Tenant tenant_;
  std::ifstream in_;
  std::streamoff offset_ = 0;  // Of the next character.
  int line_ = 1;
  int column_ = 1;
  // The job being read: its text and where it begins.
  std::string text_;
  int job_line_ = 0;
  int job_column_ = 0;
  bool cut_off_ = false;  // The file ends inside the job.
};

}  // namespace gigawatt::jobs
