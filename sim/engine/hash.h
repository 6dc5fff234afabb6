// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

struct XXH3_state_s;

namespace gigawatt {

/// Fingerprint of a sequence of values, for result hashes and keys: XXH3. Equal values give equal
/// hashes whatever their C++ integer type; strings and ranges carry their length, so ("ab", "c")
/// and
/// ("a", "bc") differ. Not cryptographic.
class Hasher {
 public:
  Hasher();
  Hasher(const Hasher& other);
  Hasher& operator=(const Hasher& other);
  Hasher(Hasher&&) noexcept = default;
  Hasher& operator=(Hasher&&) noexcept = default;
  ~Hasher() = default;

  Hasher& add(std::integral auto value) { return add_word(static_cast<std::uint64_t>(value)); }
  /// −0 counts as 0 and every NaN as the same NaN.
  Hasher& add(double value);
  Hasher& add(std::string_view text);

  /// Each element in order, after their number.
  template <std::ranges::sized_range Range>
    requires(std::is_arithmetic_v<std::ranges::range_value_t<Range>> &&
             !std::convertible_to<Range, std::string_view>)
  Hasher& add(const Range& values) {
    add_word(std::ranges::size(values));
    for (const auto& value : values)
      add(value);
    return *this;
  }

  /// Raw bytes, without their length: a stream may be fed in pieces of any size.
  Hasher& add_bytes(std::span<const std::byte> bytes);

  /// XXH3 with 64 bits of everything added so far.
  std::uint64_t value64() const;
  /// XXH3 with 128 bits of everything added so far, as 32 lower-case hex digits.
  std::string hex() const;

 private:
  struct Free {
    void operator()(XXH3_state_s* state) const;
  };

  Hasher& add_word(std::uint64_t word);

  std::unique_ptr<XXH3_state_s, Free> state_;
};

}  // namespace gigawatt
