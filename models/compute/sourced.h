// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sim/scenario/fields.h"

namespace gigawatt::compute {

/// A catalogue number with where it comes from.
struct Sourced {
  double value = 0.0;
  std::string source;
  std::string date;
};

/// The best that is known of an entry's power: somebody measured it, its maker states it, it
/// follows from other figures or an assumption, or only press and leaks give it.
enum class Status { unstated, measured, announced, derived, unofficial };

inline constexpr std::array<std::string_view, 5> kStatusNames{"unstated", "measured", "announced",
                                                              "derived", "unofficial"};

inline std::string_view status_name(Status status) {
  return kStatusNames[static_cast<std::size_t>(status)];
}

/// What a sourced number is measured in, for the reader.
enum class Quantity { power, temperature, share, flops, bytes, bytes_per_s, count };

/// The file's side of Sourced: `{value: 700 W, source: ..., date: ...}`.
template <Quantity Q>
struct SourcedField : Sourced {
  void visit(FieldVisitor& v) {
    constexpr std::array<std::string_view, 7> units{"W", "K", "", "FLOPS", "B", "B/s", ""};
    Field field{.name = "value",
                .unit = units[static_cast<std::size_t>(Q)],
                .doc = "The number.",
                .min = 0.0,
                .required = true};
    if (Q == Quantity::share) field.max = 1.0;
    v.number(field, value);
    v.text({.name = "source", .doc = "Where it comes from, or the assumption.", .required = true},
           source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
  }
};

}  // namespace gigawatt::compute
