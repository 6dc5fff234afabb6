// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "models/site_buildup.h"

namespace gigawatt {

/// `2025-01`, or `2025-01 to 2025-04`.
std::string months_text(const HeadroomMonths& months);

/// For people: phases with their dates and odds, whose their days are, headroom by month.
std::string buildup_table(const SiteBuildup& buildup);

/// Stable keys, documented in docs/results_format.md.
nlohmann::ordered_json buildup_json(const SiteBuildup& buildup);

}  // namespace gigawatt
