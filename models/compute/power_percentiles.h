// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt::compute {

/// Power in service by share of time: percentile p says that the power was at or below this for p %
/// of the time. Linear between points. docs/models/compute/power_percentiles.md.
struct PowerPercentiles {
  std::vector<double> percentile;  ///< Rising, from 0 to 100.
  std::vector<double> power_w;     ///< As many, never falling.
  std::string source;
  std::string date;

  void visit(FieldVisitor& v);
};

/// What keeps the percentiles from being used, "" if nothing does.
std::string fault_of(const PowerPercentiles& percentiles);

/// One column of a CSV file with a `percentile` column, such as
/// data/traces/acme_power_util_cdf.csv. Throws ScenarioError for a missing file or column, or
/// values that cannot be percentiles.
PowerPercentiles read_power_percentiles(const std::string& file_path, const std::string& column);

/// Power [W] at a percentile 0..100. DomainError outside.
double power_at_percentile_w(const PowerPercentiles& percentiles, double percentile);

/// Share of time [0..1] with more than `power_w`: how often a cap of that power would bind.
double share_of_time_above(const PowerPercentiles& percentiles, double power_w);

/// Mean power [W]: the area under the percentiles, exact for the straight pieces.
double mean_power_w(const PowerPercentiles& percentiles);

/// Dynamic power at utilisation 0, 1/steps, ..., 1 as a share of power at percentile 0 to 100, for
/// NodeType::power_curve. Pairs a percentile of utilisation (0..100 %) with the same percentile of
/// power, averages over the percentiles that share one utilisation, and is linear between. Assumes
/// that whoever is busier also draws more; both columns must have the same percentiles.
std::vector<double> power_curve_by_rank(const PowerPercentiles& power,
                                        const PowerPercentiles& utilisation, std::size_t steps);

}  // namespace gigawatt::compute
