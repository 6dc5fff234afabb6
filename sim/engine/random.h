// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random numbers without state to save: a draw is a function of seed, name path, purpose, entity
// and the number of the draw. Adding a site, a node or a draw elsewhere changes nobody else's luck.
//
//   const RandomStream run_times(seed, "workloads.pretraining", "run-time");
//   RandomDraws draws = run_times.at(job);
//   const double run_time_s = draws.log_normal(mu, sigma);

#include <array>
#include <cstdint>
#include <string_view>

#include "sim/engine/philox.h"

namespace gigawatt {

/// The draws of one entity, in order. A small value; copy it to look ahead.
class RandomDraws {
 public:
  RandomDraws(std::array<std::uint32_t, 2> key, std::uint64_t entity, std::uint32_t nth)
      : key_(key),
        counter_{0, nth, static_cast<std::uint32_t>(entity),
                 static_cast<std::uint32_t>(entity >> 32)} {}

  std::uint32_t next_u32() {
    if (used_ == 4) refill();
    return words_[used_++];
  }

  std::uint64_t next_u64() {
    const std::uint64_t low = next_u32();
    return (std::uint64_t{next_u32()} << 32) | low;
  }

  /// Uniform in the open interval (0, 1): odd multiples of 2^-53, so neither end occurs.
  double uniform() { return (static_cast<double>(next_u64() >> 12) + 0.5) * 0x1p-52; }
  /// Uniform in the open interval (low, high), up to rounding.
  double uniform(double low, double high) { return low + (high - low) * uniform(); }

  /// Exponential with the given mean, in the unit of the mean.
  double exponential(double mean);
  /// Standard normal, by inversion: one uniform per draw.
  double normal();
  /// exp(mu + sigma Z). The median is exp(mu), the mean exp(mu + sigma²/2).
  double log_normal(double mu, double sigma);
  /// Uniform among 0, 1, ..., count − 1 without bias. `count` ≥ 1.
  std::uint64_t index(std::uint64_t count);

 private:
  void refill() {
    words_ = philox4x32(counter_, key_);
    ++counter_[0];
    used_ = 0;
  }

  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;  ///< Block of draws, nth, entity (low, high word).
  std::array<std::uint32_t, 4> words_{};
  std::uint32_t used_ = 4;
};

/// All draws of one purpose of one named part of the scenario, addressed by entity.
class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::string_view path, std::string_view purpose);

  /// Draws of entity number `entity`; `nth` tells repeated happenings to it apart (its n-th fault).
  /// Up to 2^34 words each.
  RandomDraws at(std::uint64_t entity, std::uint32_t nth = 0) const { return {key_, entity, nth}; }

 private:
  std::array<std::uint32_t, 2> key_;
};

}  // namespace gigawatt
