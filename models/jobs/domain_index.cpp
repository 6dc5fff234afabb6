// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/domain_index.h"

#include <bit>
#include <cassert>

namespace gigawatt::jobs {

namespace {

constexpr std::uint64_t bit(std::size_t index) {
  return std::uint64_t{1} << (index % 64);
}

/// The first bit set from `from` on in `words` words, or `words` · 64.
std::size_t next_bit(const std::uint64_t* bits, std::size_t words, std::size_t from) {
  std::size_t word = from / 64;
  if (word >= words) return words * 64;
  std::uint64_t some = bits[word] & (~std::uint64_t{0} << (from % 64));
  while (some == 0) {
    if (++word == words) return words * 64;
    some = bits[word];
  }
  return word * 64 + static_cast<std::size_t>(std::countr_zero(some));
}

}  // namespace

void DomainIndex::insert(std::uint32_t domain, std::uint32_t value) {
  if (value >= counts_.size()) {
    counts_.resize(value + 1);
    bits_.resize((value + 1) * stride_);
    present_.resize(value / 64 + 1);
  }
  std::uint64_t* bits = &bits_[value * stride_];
  const std::size_t word = domain / 64;
  assert((bits[word] & bit(domain)) == 0);
  bits[word] |= bit(domain);
  bits[words_ + word / 64] |= bit(word);
  if (counts_[value]++ == 0) present_[value / 64] |= bit(value);
}

void DomainIndex::erase(std::uint32_t domain, std::uint32_t value) {
  std::uint64_t* bits = &bits_[value * stride_];
  const std::size_t word = domain / 64;
  assert((bits[word] & bit(domain)) != 0);
  bits[word] &= ~bit(domain);
  if (bits[word] == 0) bits[words_ + word / 64] &= ~bit(word);
  if (--counts_[value] == 0) present_[value / 64] &= ~bit(value);
}

std::uint32_t DomainIndex::next_value(std::uint32_t from) const {
  const std::size_t value = next_bit(present_.data(), present_.size(), from);
  return value < present_.size() * 64 ? static_cast<std::uint32_t>(value) : kNone;
}

std::uint32_t DomainIndex::largest() const {
  for (std::size_t word = present_.size(); word-- > 0;) {
    if (present_[word] != 0)
      return static_cast<std::uint32_t>(word * 64 + std::bit_width(present_[word]) - 1);
  }
  return 0;
}

std::uint32_t DomainIndex::next_domain(std::uint32_t value, std::uint32_t from) const {
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

}  // namespace gigawatt::jobs
