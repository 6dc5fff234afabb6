// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "sim/scenario/tree.h"

namespace gigawatt {

/// First step of a dotted path into a tree.
struct PathStep {
  bool found = false;
  std::size_t index = 0;  ///< Of `items` or `entries`.
  std::string_view head;  ///< The part that was matched, or the part up to the next dot.
  std::string_view rest;  ///< What follows it; empty at the end.
};

/// Matches the longest key, item name or item index at the start of `path`, so that names may
/// contain dots ("llama-3.1-405b").
PathStep first_step(const Tree& tree, std::string_view path);

/// The `name` of a list item, or "" if it has none.
std::string_view item_name(const Tree& item);

}  // namespace gigawatt
