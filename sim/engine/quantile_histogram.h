// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace gigawatt {

/// Quantiles of many non-negative samples in constant memory: counts in bins of relative width
/// 1/1024 between 2^-8 and 2^40, exact zeros apart. A quantile is the upper edge of its bin, so it
/// is high by less than 0.1 %; maximum and mean are exact.
class QuantileHistogram {
 public:
  void add(double value, std::uint64_t weight = 1) {
    count_ += weight;
    sum_ += value * static_cast<double>(weight);
    max_ = std::max(max_, value);
    if (bins_.empty()) bins_.resize(kBins, 0);
    bins_[bin_of(value)] += weight;
  }

  std::uint64_t count() const { return count_; }
  double mean() const { return count_ ? sum_ / static_cast<double>(count_) : 0.0; }
  double max() const { return max_; }

  /// Least bin edge that at least `probability` of the samples do not exceed; 0 without samples.
  double quantile(double probability) const {
    if (count_ == 0) return 0.0;
    const auto rank = static_cast<std::uint64_t>(
        std::max(1.0, std::ceil(probability * static_cast<double>(count_))));
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      seen += bins_[bin];
      if (seen >= rank) return std::min(edge_of(bin), max_);
    }
    return max_;
  }

 private:
  static constexpr int kMantissaBits = 10;
  static constexpr int kLeastExponent = -8;
  static constexpr int kGreatestExponent = 40;
  static constexpr std::size_t kBins =
      1 + (std::size_t{kGreatestExponent - kLeastExponent} << kMantissaBits);

  static std::size_t bin_of(double value) {
    if (!(value > 0.0)) return 0;
    // The leading bits of a double are its exponent and mantissa: a logarithmic bin number for
    // free.
    const auto leading = std::bit_cast<std::uint64_t>(value) >> (52 - kMantissaBits);
    constexpr std::uint64_t first = std::uint64_t{1023 + kLeastExponent} << kMantissaBits;
    if (leading < first) return 1;
    return std::min<std::size_t>(1 + (leading - first), kBins - 1);
  }
  static double edge_of(std::size_t bin) {
    if (bin == 0) return 0.0;
    constexpr std::uint64_t first = std::uint64_t{1023 + kLeastExponent} << kMantissaBits;
    return std::bit_cast<double>((first + bin) << (52 - kMantissaBits));
  }

  std::vector<std::uint64_t> bins_;
  std::uint64_t count_ = 0;
  double sum_ = 0.0;
  double max_ = 0.0;
};

}  // namespace gigawatt
