// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

namespace gigawatt {

enum class ElementType : std::uint8_t { int64, int32, uint8, float64 };

constexpr std::size_t element_bytes(ElementType type) {
  switch (type) {
    case ElementType::int64:
    case ElementType::float64:
      return 8;
    case ElementType::int32:
      return 4;
    case ElementType::uint8:
      return 1;
  }
  return 0;
}

/// The column type that holds a `Value`; booleans and enums over std::uint8_t are uint8.
template <class Value>
constexpr ElementType element_type_of() {
  if constexpr (std::is_enum_v<Value>) {
    return element_type_of<std::underlying_type_t<Value>>();
  } else if constexpr (std::is_same_v<Value, double>) {
    return ElementType::float64;
  } else if constexpr (std::is_same_v<Value, bool> || std::is_same_v<Value, std::uint8_t>) {
    return ElementType::uint8;
  } else if constexpr (std::is_integral_v<Value> && std::is_signed_v<Value> && sizeof(Value) == 4) {
    return ElementType::int32;
  } else {
    static_assert(std::is_integral_v<Value> && std::is_signed_v<Value> && sizeof(Value) == 8,
                  "a column holds int64, int32, uint8, bool, an enum over them, or double");
    return ElementType::int64;
  }
}

/// One column of a table.
struct Column {
  std::string name;  ///< snake_case, with its unit: "wait_ns".
  ElementType type = ElementType::float64;
  std::string unit;  ///< CF/UDUNITS; empty for none. See kTimeUnits.
  std::string long_name;
  /// Names of the values 0, 1, 2, ... of an enum (no blanks); empty for a number.
  std::vector<std::string> meanings;
};

/// CF units of instants: the values are TimeNs as they are.
inline constexpr const char* kTimeUnits = "nanoseconds since 1970-01-01T00:00:00Z";

}  // namespace gigawatt
