// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace gigawatt::jobs {

/// Domains by a small number each has, such as its free nodes: for each value a bitmap of the
/// domains that have it, with a bitmap of the words that are not empty, and a bitmap of the values
/// that occur. So the nearest value that occurs, and the lowest domain with a value, are a few
/// words away, whatever the number of domains.
class DomainIndex {
 public:
  static constexpr std::uint32_t kNone = ~std::uint32_t{0};

  explicit DomainIndex(std::size_t domains)
      : words_((domains + 63) / 64), stride_(words_ + (words_ + 63) / 64) {}

  void insert(std::uint32_t domain, std::uint32_t value);
  void erase(std::uint32_t domain, std::uint32_t value);

  /// Domains that have this value.
  std::uint32_t count(std::uint32_t value) const { return counts_[value]; }
  /// The least value from `from` on that some domain has, or kNone.
  std::uint32_t next_value(std::uint32_t from) const;
  /// The greatest value that some domain has; 0 if there is no domain.
  std::uint32_t largest() const;
  /// The lowest domain from `from` on with this value, or kNone.
  std::uint32_t next_domain(std::uint32_t value, std::uint32_t from) const;

  /// Bit i of word w stands for domain 64 w + i.
  std::size_t words() const { return words_; }
  std::uint64_t word(std::uint32_t value, std::size_t word) const {
    return bits_[value * stride_ + word];
  }

 private:
  std::size_t words_;
  std::size_t stride_;                  // Words of one value: its bitmap, then that of its words.
  std::vector<std::uint64_t> bits_;     // (values x stride)
  std::vector<std::uint32_t> counts_;   // (values)
  std::vector<std::uint64_t> present_;  // (values / 64)
};

}  // namespace gigawatt::jobs
