// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "sim/engine/time.h"

namespace gigawatt::faults {

/// Hours of the day during which people are there, [opens, closes) of local time; over midnight if
/// it closes before it opens. Equal ends: around the clock. The local clock has a fixed offset.
struct DailyWindow {
  std::int64_t opens_ns = 0;       ///< Since local midnight, 0 to 24 h.
  std::int64_t closes_ns = 0;      ///< The same.
  std::int64_t utc_offset_ns = 0;  ///< Local time minus UTC.

  bool is_always() const { return opens_ns == closes_ns; }
  std::int64_t length_ns() const;
  /// `time_ns` if open then, else the next opening.
  TimeNs next_open(TimeNs time_ns) const;
  /// When `work_ns` begun at `time_ns` is done; it rests while the window is closed.
  TimeNs finish(TimeNs time_ns, std::int64_t work_ns) const;
};

}  // namespace gigawatt::faults
