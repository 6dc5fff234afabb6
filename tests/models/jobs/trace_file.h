// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "models/jobs/workload_params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// A file that goes when the test ends.
class TraceFile {
 public:
  TraceFile(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("gigawatt-" + std::to_string(::getpid()) + "-" + name)) {
    std::ofstream(path_) << text;
  }
  ~TraceFile() { std::filesystem::remove(path_); }
  TraceFile(const TraceFile&) = delete;
  TraceFile& operator=(const TraceFile&) = delete;

  WorkloadParams params() const {
    WorkloadParams params;
    params.name = "trace";
    params.path = "workloads.trace";
    params.kind = WorkloadKind::replay;
    params.file = {path_.filename().string(), path_.string()};
    return params;
  }
  WorkloadParams params(TraceFormat format) const {
    WorkloadParams of_format = params();
    of_format.format = format;
    return of_format;
  }
  std::string name() const { return path_.filename().string(); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline std::vector<Job> all_of(JobSource& source) {
  std::vector<Job> jobs;
  for (Job job; source.next(job);)
    jobs.push_back(job);
  return jobs;
}

inline std::vector<Problem> problems_of(const WorkloadParams& params,
                                        const SourceContext& context) {
  try {
    make_source(params, context);
  } catch (const ScenarioError& error) {
    return error.problems();
  }
  return {};
}

}  // namespace gigawatt::jobs
