// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "models/jobs/job.h"

namespace gigawatt::jobs {

/// Every job that a source has left.
inline std::vector<Job> all_jobs_of(JobSource& source) {
  std::vector<Job> jobs;
  for (Job job; source.next(job);)
    jobs.push_back(job);
  return jobs;
}

}  // namespace gigawatt::jobs
