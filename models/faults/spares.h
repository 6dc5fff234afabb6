// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many spares: by a percentile of what is down, never by the mean, for repair times are
// heavy-tailed. Equations, validation, sources: docs/models/faults/repair.md.

#include <cstdint>

namespace gigawatt::faults {

/// Share of time that a node is down, up and down times of any distribution: down / (up + down).
double share_down(double mean_up_s, double mean_down_s);

/// Least k such that at most k of `nodes` nodes are down with probability `percentile` (0..1), each
/// down a share `down` of the time, crews for all: binomial.
std::uint32_t nodes_down_percentile(std::uint32_t nodes, double down, double percentile);

/// Least stock such that an arriving failure finds a spare with probability `percentile`: Poisson
/// count of units out, mean `units_out` = failures [1/s] · turnaround [s] (Palm: whatever the
/// distribution of the turnaround).
std::uint32_t spares_for(double units_out, double percentile);

/// Probability that `needed` or more of `nodes` nodes of a rack are up: hot spares.
double rack_availability(std::uint32_t nodes, std::uint32_t needed, double down);

/// Erlang's formulas for `servers` crews and `load` = arrivals · mean repair: the share of time
/// that all are busy without a queue (B), and the share of repairs that wait (C; 1 where load ≥
/// servers).
double erlang_b(std::uint32_t servers, double load);
double erlang_c(std::uint32_t servers, double load);

}  // namespace gigawatt::faults
