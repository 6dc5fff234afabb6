// SPDX-License-Identifier: Apache-2.0
#pragma once

// What adequacy is asked of: a year of load, and what can serve it. A grid connection is a group of
// one unit. Series hold one value per step of one year, which repeats. Assumptions and equations:
// docs/models/power/adequacy.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/power/adequacy/outage_table.h"
#include "models/power/sources/outage_law.h"
#include "models/power/storage/battery.h"

namespace gigawatt::power {

/// One way to fail.
struct OutageMode {
  double share = 1.0;      ///< Of all failures; shares of a group add up to 1.
  double left_frac = 0.0;  ///< Capacity that is left meanwhile; 0 is a full outage.
  SpanLaw repair = {};
};

/// Sister units that fail independently of each other.
struct UnitGroup {
  std::string name;
  std::uint32_t units = 1;
  double capacity_w = 0.0;                      ///< Of one unit.
  std::vector<double> capacity_frac = {};       ///< Of it, per step (hot air); empty: 1.
  std::vector<std::uint32_t> planned_out = {};  ///< Units away on plan, per step; empty: none.
  std::optional<SpanLaw> up = {};               ///< Time to a failure; absent: none ever.
  std::vector<OutageMode> modes = {};
};

/// A battery that serves what units and sun leave open.
struct AdequacyStore {
  Battery battery;
  double capacity_j = 0.0;
  double initial_charge_frac = 1.0;
};

struct AdequacyCase {
  std::string path;  ///< Keys the luck: "sites.desert.power.adequacy".
  std::uint64_t seed = 1;
  double step_s = 3600.0;
  std::vector<double> load_w = {};
  std::vector<double> variable_w = {};  ///< Sun and wind; empty: none.
  std::vector<UnitGroup> groups = {};
  std::optional<AdequacyStore> store = {};

  std::size_t steps() const { return load_w.size(); }
  double step_h() const { return step_s / 3600.0; }
  /// Load less sun and wind.
  double net_load_w(std::size_t step) const {
    return variable_w.empty() ? load_w[step] : load_w[step] - variable_w[step];
  }
  std::size_t day_of(std::size_t step) const {
    return static_cast<std::size_t>(static_cast<double>(step) * step_s / 86400.0);
  }
};

/// Throws DomainError with what does not fit together: lengths of series, shares, spans.
void require_sound(const AdequacyCase& plant);

/// Capacity of one unit in a step, in whole watts.
std::int64_t unit_capacity_w(const UnitGroup& group, std::size_t step);
/// Of that, what an outage leaves.
std::int64_t left_capacity_w(const OutageMode& mode, std::int64_t capacity_w);
/// Units not away on plan.
std::uint32_t units_present(const UnitGroup& group, std::size_t step);

/// Long-run share of time in each mode of outage; what is missing from 1 is full capacity.
std::vector<double> mode_probabilities(const UnitGroup& group);
/// The states of one unit for a table.
std::vector<CapacityState> unit_states(const UnitGroup& group, std::int64_t capacity_w);

}  // namespace gigawatt::power
