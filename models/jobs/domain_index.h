// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace gigawatt::jobs {

/// Domains by a small number each has, such as its free nodes: for each value a bitmap of the
/// domains that have it, with a bitmap of the words that are not empty, and a bitmap of the values
/// that occur. So the nearest value that occurs, and the lowest domain with a value, are a few
/// words away, whatever the number of domains. Inline: a reservation moves thousands of domains.
class DomainIndex {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit DomainIndex(std::size_t domains)
      : words_((domains + 63) / 64), stride_(words_ + (words_ + 63) / 64) {}

  void insert(std::uint32_t domain, std::uint32_t value) {
    if (value >= counts_.size()) [[unlikely]]
      make_room_for(value);
    std::uint64_t* bits = &bits_[value * stride_];
    const std::size_t word = domain / 64;
    assert((bits[word] & bit(domain)) == 0);
    bits[word] |= bit(domain);
    bits[words_ + word / 64] |= bit(word);
    if (counts_[value]++ == 0) present_[value / 64] |= bit(value);
  }
  void erase(std::uint32_t domain, std::uint32_t value) {
    std::uint64_t* bits = &bits_[value * stride_];
    const std::size_t word = domain / 64;
    assert((bits[word] & bit(domain)) != 0);
    bits[word] ^= bit(domain);
    if (bits[word] == 0) bits[words_ + word / 64] ^= bit(word);
    if (--counts_[value] == 0) present_[value / 64] ^= bit(value);
  }

  /// Erases and inserts at once.
  void move(std::uint32_t domain, std::uint32_t from, std::uint32_t to) {
    if (from == to) return;
    erase(domain, from);
    insert(domain, to);
  }

  /// Domains that have this value.
  std::uint32_t count(std::uint32_t value) const { return counts_[value]; }
  /// The least value from `from` on that some domain has, or kNone.
  std::uint32_t next_value(std::uint32_t from) const {
    const std::size_t value = next_bit(present_.data(), present_.size(), from);
    return value < present_.size() * 64 ? static_cast<std::uint32_t>(value) : kNone;
  }
  /// The greatest value that some domain has; 0 if there is no domain.
  std::uint32_t largest() const;
  /// The lowest domain from `from` on with this value, or kNone.
  std::uint32_t next_domain(std::uint32_t value, std::uint32_t from) const {
    const std::uint64_t* bits = &bits_[value * stride_];
    std::size_t word = from / 64;
    if (word >= words_) return kNone;
    std::uint64_t some = bits[word] & (~std::uint64_t{0} << (from % 64));
    if (some == 0) {
      word = next_bit(bits + words_, stride_ - words_, word + 1);
      if (word >= words_) return kNone;
      some = bits[word];
    }
    return static_cast<std::uint32_t>(word * 64 + static_cast<std::size_t>(std::countr_zero(some)));
  }

  /// Bit i of word w stands for domain 64 w + i.
  std::size_t words() const { return words_; }
  std::uint64_t word(std::uint32_t value, std::size_t word) const {
    return bits_[value * stride_ + word];
  }

 private:
  static constexpr std::uint64_t bit(std::size_t index) { return std::uint64_t{1} << (index % 64); }
  /// The first bit set from `from` on in `words` words, or `words` · 64.
  static std::size_t next_bit(const std::uint64_t* bits, std::size_t words, std::size_t from) {
    std::size_t word = from / 64;
    if (word >= words) return words * 64;
    std::uint64_t some = bits[word] & (~std::uint64_t{0} << (from % 64));
    while (some == 0) {
      if (++word == words) return words * 64;
      some = bits[word];
    }
    return word * 64 + static_cast<std::size_t>(std::countr_zero(some));
  }
  void make_room_for(std::uint32_t value);

  std::size_t words_;
  std::size_t stride_;                  // Words of one value: its bitmap, then that of its words.
  std::vector<std::uint64_t> bits_;     // (values x stride)
  std::vector<std::uint32_t> counts_;   // (values)
  std::vector<std::uint64_t> present_;  // (values / 64)
};

}  // namespace gigawatt::jobs
