// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes under `power.path`: elements from the feeds down to the rows, and what
// each draws from. Docs: docs/models/power/path.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt::power {

/// What an element promises with any one element upstream out. n_plus_1: any one of its own
/// sources; two_n: anything, over two sides that share nothing; distributed: anything.
enum class Redundancy { n, n_plus_1, two_n, distributed };

/// One element: a feed draws from nothing, a row has a load, everything else stands between.
struct PathElementParams {
  std::string name;
  ModelSlot model;        ///< Of kind "converter"; absent: no loss (switchgear, a bus, a breaker).
  double rating_w = 0.0;  ///< Output [W].
  std::vector<std::string> from;  ///< Names of its sources; empty: a feed.
  std::vector<double> shares;     ///< Of `from`; 0: on standby. Empty: equal.
  Redundancy redundancy = Redundancy::n;
  bool breaker = false;          ///< When it fails to open, its sources go with it.
  std::optional<double> load_w;  ///< Of a row: IT power as planned [W].
  std::int64_t racks = 0;        ///< Of a row: standing.
  std::int64_t positions = 0;    ///< Of a row: places for racks, those taken included.
  double rack_w = 0.0;           ///< Of a row: what one more rack draws [W].
  std::optional<double> failures_per_year;
  std::optional<double> repair_s;
  std::string path;  ///< Where the element stands in the scenario.

  void visit(FieldVisitor& v);
};

/// Of one element, in a run: `{element: ups-a, from: 2027-03-01T08:00Z, duration: 6 h}`.
struct PathOutageParams {
  std::string element;
  std::optional<TimeNs> from;
  double duration_s = 0.0;
  std::string path;  ///< Where the entry stands in the scenario.

  void visit(FieldVisitor& v);
};

struct PathParams {
  double headroom_frac = 0.0;  ///< Of each rating, never used, after a failure neither.
  std::vector<PathElementParams> elements;
  std::vector<PathOutageParams> outages;  ///< Planned.
  bool failures = false;                  ///< Elements fail as their rates say.
  std::string path;                       ///< Where the block stands in the scenario.

  void visit(FieldVisitor& v);
};

}  // namespace gigawatt::power
