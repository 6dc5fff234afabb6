// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the fields of the generator catalogue have in common.

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "models/climate/psychrometrics.h"
#include "sim/scenario/fields.h"

namespace gigawatt::power {

inline void visit_source(FieldVisitor& v, std::string& source, std::string& date) {
  v.text({.name = "source", .doc = "Where it comes from.", .required = true}, source);
  v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
}

inline double celsius(double kelvin) {
  return kelvin - climate::kCelsiusZeroK;
}

inline bool is_ascending(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), std::greater_equal<>()) == values.end();
}

}  // namespace gigawatt::power
