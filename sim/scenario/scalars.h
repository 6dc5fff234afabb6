// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/scenario/fields.h"

namespace gigawatt {

// One scalar of a scenario file as text, read the same way wherever it stands (YAML, `--set`, a
// CSV cell). YAML's own guesses are not used: `18:00` is no number, `no` is no boolean, `1e9` is
// the number it looks like. Locale plays no part.

/// Why a scalar was refused, in the terms of Problem.
struct Fault {
  std::string what;
  std::string expected;
  std::string suggestion;
};

/// `150 MW`, `5MW`, `15 %`, `1e9` into `field.unit`, range checked. False sets `fault`.
bool read_number(std::string_view text, const Field& field, double& value, Fault& fault);

/// `12500` or `12.5e3`, range checked.
bool read_integer(std::string_view text, const Field& field, std::int64_t& value, Fault& fault);

/// `true` or `false`.
bool read_boolean(std::string_view text, bool& value, Fault& fault);

/// `2025-01-01`, `2025-01-01T06:30:00-06:00`.
bool read_instant(std::string_view text, TimeNs& value, Fault& fault);

/// `1 year`, `18 months`, `1 year 6 months`, `36 hours`, `1.5 days`. `field.min` and `field.max`
/// are in seconds, with a month taken as 30.4375 days.
bool read_duration(std::string_view text, const Field& field, CalendarDuration& value,
                   Fault& fault);

/// The text that read_duration turns into `value`.
std::string duration_text(const CalendarDuration& value);

/// A number as people write it: no more digits than needed, at most six.
std::string short_number(double value);

/// A number with as many digits as bring back the same double.
std::string exact_number(double value);

}  // namespace gigawatt
