// SPDX-License-Identifier: Apache-2.0
#pragma once

// How far the mean of a few runs can be trusted. Replicates are independent runs with different
// seeds; a series is one run's observations in order, with a warm-up at its beginning.
// Equations and sources: docs/developer/replication.md.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace gigawatt {

/// A mean with its confidence interval, both in the unit of the values.
struct MeanInterval {
  double mean;
  double half_width;
  std::size_t count;  ///< Replicates behind it.

  double low() const { return mean - half_width; }
  double high() const { return mean + half_width; }
  bool covers(double value) const { return low() <= value && value <= high(); }
};

/// Mean of independent replicates with Student's interval, exact if they are normal:
///   mean ± t(n − 1, (1 + confidence) / 2) · s / √n
/// Throws DomainError below two replicates, for a confidence outside (0, 1) and for a value that is
/// not finite.
MeanInterval mean_interval(std::span<const double> replicates, double confidence = 0.95);

/// Observations at the beginning of a series that are warm-up, by MSER-5: means of five are cut
/// where the rest has the least squared standard error. A multiple of five; a last partial five is
/// ignored. Empty if the least lies in the second half, or below fifty values: the run is too short
/// to tell.
std::optional<std::size_t> warm_up_length(std::span<const double> series);

/// Replication and deletion: the warm-up of the series averaged over replicates, whose noise would
/// otherwise pass for one, is cut from all; then the interval of their means. Throws DomainError if
/// lengths differ or the warm-up would be more than half of them.
MeanInterval steady_mean_interval(std::span<const std::vector<double>> series,
                                  double confidence = 0.95);

}  // namespace gigawatt
