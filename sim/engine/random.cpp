// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/random.h"

#include <cassert>

#include "sim/engine/hash.h"
#include "sim/engine/portable_math.h"
#include "sim/engine/wide.h"

namespace gigawatt {

double RandomDraws::exponential(double mean) {
  return -mean * portable::log(uniform());
}

double RandomDraws::normal() {
  return portable::normal_quantile(uniform());
}

double RandomDraws::log_normal(double mu, double sigma) {
  return portable::exp(mu + sigma * normal());
}

// The high word of a 64 × 64-bit product is uniform once the few low words that would favour some
// results are drawn again: D. Lemire, ACM Trans. Model. Comput. Simul. 29 (2019) 3.
std::uint64_t RandomDraws::index(std::uint64_t count) {
  assert(count >= 1);
  UInt128 product = UInt128{next_u64()} * count;
  if (static_cast<std::uint64_t>(product) < count) {
    const std::uint64_t biased = (0 - count) % count;
    while (static_cast<std::uint64_t>(product) < biased)
      product = UInt128{next_u64()} * count;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

RandomStream::RandomStream(std::uint64_t seed, std::string_view path, std::string_view purpose) {
  const std::uint64_t key = Hasher().add(seed).add(path).add(purpose).value64();
  key_ = {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
}

}  // namespace gigawatt
