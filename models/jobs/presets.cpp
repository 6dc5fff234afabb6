// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/presets.h"

namespace gigawatt::jobs {

WorkloadParams with_preset(WorkloadParams params) {
  const bool fine_tuning = params.kind == WorkloadKind::fine_tuning;
  if (!fine_tuning && params.kind != WorkloadKind::research) return params;

  // Seren ran the development of large models by many people: short experiments, two in five of
  // which fail, and two thirds of whose accelerator time ends in a cancellation.
  if (params.statistics == Statistics::none) params.statistics = Statistics::acme_seren;
  // An assumption: one to eight nodes of eight. The state of 7 to 70 billion parameters, 16 bytes
  // each, alone fills 2 to 14 accelerators of 80 GB.
  if (fine_tuning && !params.gpus && !params.nodes)
    params.gpus = SizeParams{.min = 8, .max = 64, .sizes = {}, .shares = {}};
  return params;
}

}  // namespace gigawatt::jobs
