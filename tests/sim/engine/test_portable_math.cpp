// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>

#include <doctest/doctest.h>

#include "sim/engine/hash.h"
#include "sim/engine/portable_math.h"

using namespace gigawatt;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Distance of `value` from the 64-bit-mantissa reference, in ulps of the double result.
double ulps(double value, long double reference) {
  const double nearest = std::fabs(static_cast<double>(reference));
  const double ulp = std::nextafter(nearest, kInfinity) - nearest;
  return static_cast<double>(std::fabs((static_cast<long double>(value) - reference) / ulp));
}

double random_in(std::mt19937_64& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
}

}  // namespace

TEST_CASE("portable math: log is within one ulp of the long double reference") {
  std::mt19937_64 random(1);
  double worst = 0.0;

  for (int i = 0; i < 1'000'000; ++i) {
    const double near_one = random_in(random, 0.5, 2.0);
    const double anywhere =
        std::ldexp(1.0 + random_in(random, 0.0, 1.0), static_cast<int>(random() % 2046) - 1022);
    worst = std::fmax(worst,
                      ulps(portable::log(near_one), std::log(static_cast<long double>(near_one))));
    worst = std::fmax(worst,
                      ulps(portable::log(anywhere), std::log(static_cast<long double>(anywhere))));
  }
  for (double x : {1.0 - 0x1p-53, 1.0 + 0x1p-52, 0x1p-1074, 0x1p-1040, 0.7071067811865475,
                   0.7071067811865476}) {
    worst = std::fmax(worst, ulps(portable::log(x), std::log(static_cast<long double>(x))));
  }

  MESSAGE("worst error of log: ", worst, " ulp");
  CHECK(worst < 1.0);
  CHECK(portable::log(1.0) == 0.0);
  CHECK(portable::log(0.0) == -kInfinity);
  CHECK(portable::log(kInfinity) == kInfinity);
  CHECK(std::isnan(portable::log(-1.0)));
  CHECK(std::isnan(portable::log(std::nan(""))));
}

TEST_CASE("portable math: exp is within one ulp of the long double reference") {
  std::mt19937_64 random(2);
  double worst = 0.0;

  for (int i = 0; i < 1'000'000; ++i) {
    for (const double x : {random_in(random, -708.0, 709.7), random_in(random, -1.0, 1.0)}) {
      worst = std::fmax(worst, ulps(portable::exp(x), std::exp(static_cast<long double>(x))));
    }
  }

  MESSAGE("worst error of exp: ", worst, " ulp");
  CHECK(worst < 1.0);
  CHECK(portable::exp(0.0) == 1.0);
  CHECK(portable::exp(710.0) == kInfinity);
  CHECK(portable::exp(kInfinity) == kInfinity);
  CHECK(portable::exp(-kInfinity) == 0.0);
  CHECK(portable::exp(709.78) < kInfinity);
  CHECK(ulps(portable::exp(-740.0), std::exp(-740.0L)) <= 2.0);  // Subnormal.
  CHECK(std::isnan(portable::exp(std::nan(""))));
}

TEST_CASE("portable math: the normal quantile inverts the distribution function") {
  // The test values of AS 241.
  CHECK(portable::normal_quantile(0.25) == doctest::Approx(-0.6744897501960817).epsilon(1e-15));
  CHECK(portable::normal_quantile(0.001) == doctest::Approx(-3.090232306167814).epsilon(1e-15));
  CHECK(portable::normal_quantile(1e-20) == doctest::Approx(-9.262340089798408).epsilon(1e-15));
  CHECK(portable::normal_quantile(0.5) == 0.0);
  CHECK(portable::normal_quantile(0.0) == -kInfinity);
  CHECK(portable::normal_quantile(1.0) == kInfinity);
  CHECK(std::isnan(portable::normal_quantile(1.5)));

  std::mt19937_64 random(3);
  double worst = 0.0;
  for (int i = 0; i < 200'000; ++i) {
    const double p =
        i % 2 == 0 ? random_in(random, 1e-12, 1.0) : std::exp2(random_in(random, -300.0, -1.0));
    const long double z = portable::normal_quantile(p);
    const long double back = 0.5L * std::erfc(-z / std::sqrt(2.0L));
    // An error dz changes the probability by φ(z) dz.
    const long double density = std::exp(-0.5L * z * z) / std::sqrt(2.0L * 3.14159265358979323846L);
    const long double error = std::fabs(back - p) / density / std::fmax(1.0L, std::fabs(z));
    worst = std::fmax(worst, static_cast<double>(error));
  }

  MESSAGE("worst error of normal_quantile: ", worst);
  CHECK(worst < 2e-15);
}

TEST_CASE("portable math: every build gives the same bits") {
  Hasher hasher;
  for (int i = 1; i <= 100'000; ++i) {
    hasher.add(portable::log(i * 0.37)).add(portable::exp(i * 0.005 - 250.0));
    hasher.add(portable::normal_quantile(i / 100'001.0));
  }

  // Recorded at -O0; -O2 -march=native and -O3 agree.
  CHECK(hasher.hex() == "51c51d684ef5d6bf4b4d57abd629664b");
}
