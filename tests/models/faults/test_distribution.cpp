// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <vector>

#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <doctest/doctest.h>

#include "models/faults/distribution.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using doctest::Approx;
using faults::Distribution;
using faults::Shape;

namespace {

/// Mean of `draws` draws over the mean of the distribution, and its standard error.
struct Sample {
  double mean_s;
  double error_s;
};
Sample sample(const Distribution& distribution, int draws) {
  const RandomStream stream(7, "test", "distribution");
  double sum = 0.0, squares = 0.0;
  for (int draw = 0; draw < draws; ++draw) {
    RandomDraws random = stream.at(static_cast<std::uint64_t>(draw));
    const double value_s = distribution.draw_s(random);
    sum += value_s;
    squares += value_s * value_s;
  }
  const double mean = sum / draws;
  return {mean, std::sqrt((squares / draws - mean * mean) / draws)};
}

}  // namespace

TEST_CASE("distributions: portable quantiles are those of Boost.Math") {
  const boost::math::exponential_distribution<double> exponential(1.0 / 7.5);
  const boost::math::weibull_distribution<double> weibull(0.48, 14.37);
  const boost::math::lognormal_distribution<double> log_normal(std::log(20.0), 1.94);
  for (const double p : {1e-9, 0.01, 0.3, 0.5, 0.9, 0.999, 1.0 - 1e-9}) {
    CAPTURE(p);
    const auto same = [p](const Distribution& ours, const auto& theirs) {
      CHECK(ours.quantile_s(p) ==
            Approx(boost::math::quantile(theirs, p)).scale(0.0).epsilon(1e-7));
      CHECK(ours.exceeded_by(p) == Approx(boost::math::quantile(boost::math::complement(theirs, p)))
                                       .scale(0.0)
                                       .epsilon(1e-12));
    };
    same(Distribution::exponential(7.5), exponential);
    same(Distribution::weibull(0.48, 14.37), weibull);
    same(Distribution::log_normal(20.0, 1.94), log_normal);
  }
}

TEST_CASE("distributions: means of draws are the means, of the archives' fits too") {
  // Failure Trace Archive fits [h]: Grid'5000 up and LANL up and down.
  for (const Distribution& fit :
       {Distribution::weibull(0.48, 14.37 * kHourS), Distribution::weibull(0.48, 816.60 * kHourS),
        Distribution::weibull(0.58, 2.18 * kHourS), Distribution::exponential(1779.99 * kHourS),
        Distribution::log_normal(20.0 * kHourS, 1.0)}) {
    const Sample drawn = sample(fit, 200'000);
    CHECK(std::abs(drawn.mean_s - fit.mean_s()) < 3.5 * drawn.error_s);
  }
}

TEST_CASE("distributions: a shape of a given mean has it") {
  for (const Shape shape : {Shape::exponential, Shape::weibull, Shape::log_normal, Shape::fixed})
    for (const double spread : {0.5, 1.0, 2.0})
      CHECK(Distribution::of_mean(shape, 1234.5, spread).mean_s() ==
            Approx(1234.5).scale(0.0).epsilon(1e-9));
}

TEST_CASE("distributions: a log-normal is set by median and mean") {
  // σ = √(2 ln 6.5) = 1.9348, by hand.
  const Distribution repair = Distribution::log_normal_of_mean(20.4, 132.6);
  CHECK(repair.spread == Approx(1.9348).scale(0.0).epsilon(1e-4));
  CHECK(repair.mean_s() == Approx(132.6).scale(0.0).epsilon(1e-12));
  CHECK(repair.quantile_s(0.5) == Approx(20.4).scale(0.0).epsilon(1e-12));
}

TEST_CASE("distributions: observed values are met at their ranks, linear between") {
  const Distribution observed = Distribution::empirical({8.0, 0.0, 4.0});
  CHECK(observed.quantile_s(0.25) == 2.0);
  CHECK(observed.quantile_s(0.5) == 4.0);
  CHECK(observed.quantile_s(0.75) == 6.0);
  CHECK(observed.mean_s() == 4.0);
  CHECK(Distribution::empirical({3.0}).mean_s() == 3.0);
}
