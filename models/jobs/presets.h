// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/jobs/workload_params.h"

namespace gigawatt::jobs {

/// A workload of `kind: research` or `fine-tuning` with what it does not say filled in; others as
/// they are. Docs: docs/models/jobs/synthetic.md.
WorkloadParams with_preset(WorkloadParams params);

}  // namespace gigawatt::jobs
