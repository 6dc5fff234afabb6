// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace gigawatt {

/// A model left its valid range: the message names entity, value, limit, unit and, where
/// known, the simulated time. A planner reads it, so it says what to change.
class DomainError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A run could not be carried out (disk full, residual above its tolerance, ...).
class RunError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace gigawatt
