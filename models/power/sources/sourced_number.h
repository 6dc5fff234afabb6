// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "sim/scenario/fields.h"

namespace gigawatt::power {

/// A catalogue number with where it comes from.
struct SourcedNumber {
  double value = 0.0;
  std::string source;
  std::string date;
};

/// What a sourced number is measured in, for the reader.
enum class Measure {
  power,
  efficiency,
  ratio,
  share,
  per_kelvin,
  per_metre,
  time,
  relative_ramp,
  mass_per_heat,
  price_of_power,
  price_of_energy
};

/// The file's side of SourcedNumber: `{value: 65 kW, source: ..., date: ...}`.
template <Measure M>
struct SourcedNumberField : SourcedNumber {
  void visit(FieldVisitor& v) {
    constexpr std::array<std::string_view, 11> units{"W", "",    "",     "",      "1/K",  "1/m",
                                                     "s", "1/s", "kg/J", "USD/W", "USD/J"};
    Field field{.name = "value",
                .unit = units[static_cast<std::size_t>(M)],
                .doc = "The number.",
                .min = 0.0,
                .required = true};
    if constexpr (M == Measure::share || M == Measure::efficiency) field.max = 1.0;
    if constexpr (M == Measure::efficiency || M == Measure::power || M == Measure::relative_ramp)
      field.above_min = true;
    if constexpr (M == Measure::ratio) field.min = 1.0;
    v.number(field, value);
    v.text({.name = "source", .doc = "Where it comes from, or the assumption.", .required = true},
           source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
  }
};

}  // namespace gigawatt::power
