// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "sim/scenario/scalars.h"

namespace gigawatt::faults {

/// `4 per 1000 node-days`, `0.5 per job-day`, `0.051 % per month` as a rate of one `noun` [1/s]. An
/// empty noun stands alone (`per month`). Not negative, not above one a minute. False sets `fault`.
bool read_rate(std::string_view text, std::string_view noun, double& per_s, gigawatt::Fault& fault);

}  // namespace gigawatt::faults
