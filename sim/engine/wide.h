// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace gigawatt {

/// 128-bit integers: exact sums of mW·ns (= pJ) and GPU·ns over any horizon.
__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

/// `value` rounded once to double. One instruction instead of a library call where 64 bits hold it.
inline double to_double(Int128 value) {
  const auto narrow = static_cast<std::int64_t>(value);
  return narrow == value ? static_cast<double>(narrow) : static_cast<double>(value);
}

/// Joules [J] of an energy in mW·ns (1e-12 J), rounded once to double.
inline double joules_from_mw_ns(Int128 energy_mw_ns) {
  return to_double(energy_mw_ns) * 1e-12;
}

}  // namespace gigawatt
