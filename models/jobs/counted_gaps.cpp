// SPDX-License-Identifier: Apache-2.0

// Of n gamma variates with one scale, the share that the first has of their sum is a beta variate,
// independent of the sum; so is the share of the next of what is left. With the sum drawn first,
// which is gamma too, the gaps follow one by one. A hyper-exponential gap is of one of two kinds
// of exponentials: how many are of each is binomial, their order a draw without replacement.

#include "models/jobs/counted_gaps.h"

#include <cmath>

#include "sim/engine/portable_math.h"

namespace gigawatt::jobs {
namespace {

/// Logarithm of a gamma variate; a small shape is raised with the power of a uniform draw, which
/// a plain number could not hold.
double log_gamma_variate(RandomDraws& draws, double shape) {
  if (shape >= 1.0) return portable::log(gamma_variate(draws, shape));
  const double raise = portable::log(draws.uniform()) / shape;
  return raise + portable::log(gamma_variate(draws, shape + 1.0));
}

double beta_variate(RandomDraws& draws, double a, double b) {
  const double log_x = log_gamma_variate(draws, a);
  const double log_y = log_gamma_variate(draws, b);
  return 1.0 / (1.0 + portable::exp(log_y - log_x));
}

/// Number of `trials` that succeed. The middle one of so many uniform variates is a beta variate,
/// and those on either side of it are uniform again: about log2(trials) draws. J. H. Ahrens,
/// U. Dieter, Computing 12 (1974) 223-246.
std::uint64_t binomial_variate(RandomDraws& draws, std::uint64_t trials, double probability) {
  std::uint64_t successes = 0;
  while (trials > 16) {
    const std::uint64_t below = trials / 2;
    const std::uint64_t above = trials - below - 1;
    const double middle =
        beta_variate(draws, static_cast<double>(below + 1), static_cast<double>(above + 1));
    if (middle <= probability) {
      successes += below + 1;
      trials = above;
      probability = (probability - middle) / (1.0 - middle);
    } else {
      trials = below;
      probability /= middle;
    }
  }
  for (; trials > 0; --trials)
    successes += draws.uniform() < probability ? 1 : 0;
  return successes;
}

/// 1 − e^(−x), also where x is far below the last bit of 1.
double passed_share(double x) {
  return x < 1e-3 ? x * (1.0 - x / 2.0 * (1.0 - x / 3.0 * (1.0 - x / 4.0)))
                  : 1.0 - portable::exp(-x);
}

}  // namespace

CountedGaps::CountedGaps(const GapLaw& law, std::uint64_t arrivals, double span_ns,
                         RandomDraws start)
    : law_(law.gaps) {
  if (law_ == ArrivalGaps::exponential) {
    kinds_[0] = {arrivals + 1, span_ns};
    return;
  }
  // In mean gaps, then scaled.
  first_ = true;
  first_ns_ = law.draw(start, true);
  if (law_ == ArrivalGaps::gamma) {
    shape_ = 1.0 / (law.cv * law.cv);
    kinds_[0].count = arrivals;
    kinds_[0].sum_ns = gamma_variate(start, shape_ * static_cast<double>(arrivals)) / shape_;
  } else {
    const double often = law.often();
    kinds_[0].count = binomial_variate(start, arrivals, often);
    kinds_[1].count = arrivals - kinds_[0].count;
    const std::array means{0.5 / often, 0.5 / (1.0 - often)};
    for (std::size_t i = 0; i < kinds_.size(); ++i)
      if (kinds_[i].count > 0)
        kinds_[i].sum_ns = means[i] * gamma_variate(start, static_cast<double>(kinds_[i].count));
  }
  const double scale_ns = span_ns / (first_ns_ + kinds_[0].sum_ns + kinds_[1].sum_ns);
  first_ns_ *= scale_ns;
  for (Kind& kind : kinds_)
    kind.sum_ns *= scale_ns;
}

double CountedGaps::next(double exponential, RandomDraws draws) {
  if (first_) {
    first_ = false;
    return first_ns_;
  }
  Kind* kind = &kinds_[0];
  if (law_ == ArrivalGaps::hyper_exponential) {
    if (draws.index(kinds_[0].count + kinds_[1].count) >= kinds_[0].count) kind = &kinds_[1];
    exponential = draws.exponential(1.0);
  }
  const auto others = static_cast<double>(--kind->count);
  double share = 1.0;
  if (others > 0.0)
    share = law_ == ArrivalGaps::gamma ? beta_variate(draws, shape_, shape_ * others)
                                       : passed_share(exponential / others);
  const double gap_ns = kind->sum_ns * share;
  kind->sum_ns -= gap_ns;
  return gap_ns;
}

}  // namespace gigawatt::jobs
