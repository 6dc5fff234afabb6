// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/hash.h"

#include <array>
#include <bit>
#include <limits>
#include <new>

#include <fmt/format.h>
#include <xxhash.h>

namespace gigawatt {

void Hasher::Free::operator()(XXH3_state_s* state) const {
  XXH3_freeState(state);
}

Hasher::Hasher() : state_(XXH3_createState()) {
  if (!state_) throw std::bad_alloc();
  XXH3_128bits_reset(state_.get());
}

Hasher::Hasher(const Hasher& other) : Hasher() {
  XXH3_copyState(state_.get(), other.state_.get());
}

Hasher& Hasher::operator=(const Hasher& other) {
  if (this != &other) *this = Hasher(other);
  return *this;
}

Hasher& Hasher::add(double value) {
  if (value != value) value = std::numeric_limits<double>::quiet_NaN();
  return add_word(std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value));
}

Hasher& Hasher::add(std::string_view text) {
  add_word(text.size());
  return add_bytes(std::as_bytes(std::span(text.data(), text.size())));
}

Hasher& Hasher::add_word(std::uint64_t word) {
  std::array<std::byte, 8> bytes;
  for (std::byte& byte : bytes) {  // Little-endian on every machine.
    byte = static_cast<std::byte>(word & 0xff);
    word >>= 8;
  }
  return add_bytes(bytes);
}

Hasher& Hasher::add_bytes(std::span<const std::byte> bytes) {
  XXH3_128bits_update(state_.get(), bytes.data(), bytes.size());
  return *this;
}

std::uint64_t Hasher::value64() const {
  return XXH3_64bits_digest(state_.get());
}

std::string Hasher::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_.get());
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace gigawatt
