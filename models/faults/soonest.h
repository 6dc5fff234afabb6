// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt::faults {

/// The earliest of many times, each of which may move: a tournament, 12 bytes an entry. Ties go to
/// the least index.
class Soonest {
 public:
  explicit Soonest(std::uint32_t count) : time_ns_(count, kNever), winner_(count), count_(count) {
    for (std::uint32_t match = count; match-- > 1;)
      winner_[match] = winner_of(match);
  }

  std::uint32_t count() const { return count_; }
  TimeNs at(std::uint32_t index) const { return time_ns_[index]; }
  void set(std::uint32_t index, TimeNs time_ns) {
    time_ns_[index] = time_ns;
    for (std::uint32_t match = (index + count_) / 2; match >= 1; match /= 2)
      winner_[match] = winner_of(match);
  }

  /// Index of the earliest; there must be one entry or more.
  std::uint32_t index() const { return player(1); }
  TimeNs next_ns() const { return count_ == 0 ? kNever : time_ns_[index()]; }

 private:
  /// Who comes out of a slot of the tree: slots count, ..., 2·count − 1 are the entries.
  std::uint32_t player(std::uint32_t slot) const {
    return slot >= count_ ? slot - count_ : winner_[slot];
  }
  std::uint32_t winner_of(std::uint32_t match) const {
    const std::uint32_t left = player(2 * match);
    const std::uint32_t right = player(2 * match + 1);
    if (time_ns_[left] != time_ns_[right]) return time_ns_[left] < time_ns_[right] ? left : right;
    return left < right ? left : right;
  }

  std::vector<TimeNs> time_ns_;
  std::vector<std::uint32_t> winner_;  // Of match 1 (the final), 2, 3, ...
  std::uint32_t count_;
};

}  // namespace gigawatt::faults
