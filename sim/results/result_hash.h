// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/engine/hash.h"

namespace gigawatt {

/// Forms `result_hash`, the fingerprint of all results of a run: every value of the time series and
/// the tables (ResultFile::hash gives these), then what the caller adds of the summary. Equal
/// inputs give equal hashes on any number of workers, in Debug and Release, with or without a file.
/// Wall time, memory and provenance stay outside: they are never added. Order counts; names are
/// part of it, so a number cannot move to another key unseen. docs/results_format.md has the exact
/// bytes.
class ResultHash {
 public:
  void add(std::string_view name, std::string_view text) { hasher_.add(name).add(text); }
  void add(std::string_view name, std::int64_t value) { hasher_.add(name).add(value); }
  void add(std::string_view name, double value) { hasher_.add(name).add(value); }

  /// 32 hexadecimal digits.
  std::string hex() const { return hasher_.hex(); }

 private:
  Hasher hasher_;
};

}  // namespace gigawatt
