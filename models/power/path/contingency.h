// SPDX-License-Identifier: Apache-2.0
#pragma once

// What stays up when something is out, and what no load can reach. Docs: docs/models/power/path.md.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/power/path/network.h"

namespace gigawatt::power {

struct Contingency {
  std::string what;                     ///< "nothing", "ups-a", "breaker q1 fails to open".
  double up_w = 0.0;                    ///< IT power that stays up [W].
  double lost_w = 0.0;                  ///< IT power that does not [W].
  std::vector<std::string> dark;        ///< Rows without power.
  std::int64_t racks_dark = 0;          ///< That stand in those rows.
  std::vector<std::string> shed;        ///< Rows with power, but less than they ask for.
  std::vector<std::string> overloaded;  ///< Elements beyond their limit had nothing been shed.
  double loss_w = 0.0;                  ///< In all elements [W].
};

/// Loads of the rows as planned [W], one per model.rows.
std::vector<double> planned_loads_w(const PathModel& model);

/// First with nothing out, then with each element out alone, then with each breaker that fails to
/// open. `in_maintenance` (indices of elements) is out throughout.
std::vector<Contingency> contingency_table(const PathModel& model, std::span<const double> loads_w,
                                           std::span<const std::size_t> in_maintenance = {});

/// Per row: what the path can bring beyond the load, within the redundancy the row asks for, and
/// what of it racks can take.
struct StrandedRow {
  std::string row;
  double spare_w = 0.0;     ///< More that the row could draw [W].
  double stranded_w = 0.0;  ///< Of it, beyond what free positions take [W].
  std::int64_t free_positions = 0;
  std::int64_t stranded_positions = 0;  ///< Of those, without power for one more rack.
};
std::vector<StrandedRow> stranded(const PathModel& model, std::span<const double> loads_w);

/// Per row: share of the time it has power, from one and two elements under repair at once; nothing
/// where an element upstream states no failures.
std::vector<std::optional<double>> availability(const PathModel& model);

/// Elements whose outage the redundancy of `element` is to bear, one at a time.
std::vector<std::size_t> borne_outages(const PathModel& model, std::size_t element);

/// Redundancies that the path does not meet with the planned loads, and limits it passes with
/// nothing out. `params` is what `model` was made from.
std::vector<Problem> find_redundancy_problems(const PathModel& model, const PathParams& params);

/// Those of find_path_problems(), and if there are none, those of find_redundancy_problems().
std::vector<Problem> find_all_path_problems(const PathParams& params);

}  // namespace gigawatt::power
