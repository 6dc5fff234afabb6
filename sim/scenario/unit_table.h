// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "sim/scenario/units.h"

namespace gigawatt {

/// One named unit, as a multiple of products of base units.
struct NamedUnit {
  std::string_view name;
  std::string_view prefixes;  ///< Prefix letters it may carry; "u" stands for micro.
  Unit unit;
};

/// A quantity that has a name of its own.
struct NamedQuantity {
  std::string_view phrase;   ///< With its article: "a power".
  std::string_view unit;     ///< One unit of it.
  std::string_view example;  ///< As a planner would write it.
  std::string_view usual;    ///< Units people write it in, separated by spaces.
};

std::span<const NamedUnit> named_units();
std::span<const NamedQuantity> named_quantities();

}  // namespace gigawatt
