// SPDX-License-Identifier: Apache-2.0
#include "sim/engine/portable_math.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace gigawatt::portable {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// ln 2 in two parts: the first ends in 32 zero bits, so its product with any exponent is exact.
constexpr double kLn2Head = 0x1.62e42feep-1;
constexpr double kLn2Tail = 0x1.a39ef35793c76p-33;
constexpr double kLog2E = 0x1.71547652b82fep+0;

/// 2^exponent for a normal result.
double power_of_two(std::int64_t exponent) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(exponent + 1023) << 52);
}

/// c[0] + c[1] x + c[2] x² + ... by Horner's rule.
template <std::size_t n>
double polynomial(const std::array<double, n>& c, double x) {
  double sum = c[n - 1];
  for (std::size_t i = n - 1; i-- > 0;)
    sum = sum * x + c[i];
  return sum;
}

}  // namespace

// x = 2^e (1 + f) with √½ ≤ 1 + f < √2. With s = f / (2 + f),
//   ln(1 + f) = 2 artanh(s) = f − f²/2 + s (f²/2 + R),   R = 2 s² (1/3 + s²/5 + s⁴/7 + ...).
// The large term f is exact, which keeps the sum within one ulp.
double log(double x) {
  if (!(x > 0.0) || x == kInfinity) return x == 0.0 ? -kInfinity : (x > 0.0 ? x : kNan);
  std::int64_t exponent = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    exponent = -54;
  }
  const auto bits = std::bit_cast<std::uint64_t>(x);
  // Bits of √½: subtracting them moves the exponent boundary from 1 to √½.
  constexpr std::uint64_t kSqrtHalf = 0x3fe6a09e667f3bcdULL;
  const std::int64_t steps = static_cast<std::int64_t>(bits - kSqrtHalf) >> 52;
  exponent += steps;
  const double f = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(steps) << 52)) - 1.0;

  static constexpr std::array<double, 11> kArtanh{2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,
                                                  2.0 / 11, 2.0 / 13, 2.0 / 15, 2.0 / 17,
                                                  2.0 / 19, 2.0 / 21, 2.0 / 23};
  const double s = f / (2.0 + f);
  const double square = s * s;
  const double remainder = square * polynomial(kArtanh, square);
  const double half_square = 0.5 * f * f;
  const double n = static_cast<double>(exponent);
  return n * kLn2Head - ((half_square - (s * (half_square + remainder) + n * kLn2Tail)) - f);
}

// x = k ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor series, then exact scaling by 2^k.
double exp(double x) {
  if (x != x) return x;
  if (x > 709.8) return kInfinity;
  if (x < -745.2) return 0.0;
  const double k = std::floor(x * kLog2E + 0.5);
  const double head = x - k * kLn2Head;
  const double tail = k * kLn2Tail;
  const double r = head - tail;
  const double r_lost = (head - r) - tail;

  // 1/2!, 1/3!, ..., 1/14!
  static constexpr std::array<double, 13> kTaylor{1.0 / 2,
                                                  1.0 / 6,
                                                  1.0 / 24,
                                                  1.0 / 120,
                                                  1.0 / 720,
                                                  1.0 / 5040,
                                                  1.0 / 40320,
                                                  1.0 / 362880,
                                                  1.0 / 3628800,
                                                  1.0 / 39916800,
                                                  1.0 / 479001600,
                                                  1.0 / 6227020800.0,
                                                  1.0 / 87178291200.0};
  const double value = 1.0 + (r + (r_lost + r * r * polynomial(kTaylor, r)));

  // Two factors, because 2^1024 and subnormal powers are no normal doubles.
  const auto exponent = static_cast<std::int64_t>(k);
  const std::int64_t half = exponent / 2;
  return value * power_of_two(half) * power_of_two(exponent - half);
}

double normal_quantile(double probability) {
  if (!(probability > 0.0 && probability < 1.0)) {
    return probability == 0.0 ? -kInfinity : (probability == 1.0 ? kInfinity : kNan);
  }
  static constexpr std::array kA{3.3871328727963666080e0,  1.3314166789178437745e+2,
                                 1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                 3.3430575583588128105e+4, 2.5090809287301226727e+3};
  static constexpr std::array kB{1.0,
                                 4.2313330701600911252e+1,
                                 6.8718700749205790830e+2,
                                 5.3941960214247511077e+3,
                                 2.1213794301586595867e+4,
                                 3.9307895800092710610e+4,
                                 2.8729085735721942674e+4,
                                 5.2264952788528545610e+3};
  static constexpr std::array kC{1.42343711074968357734e0,  4.63033784615654529590e0,
                                 5.76949722146069140550e0,  3.64784832476320460504e0,
                                 1.27045825245236838258e0,  2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
  static constexpr std::array kD{1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
  static constexpr std::array kE{6.65790464350110377720e0,  5.46378491116411436990e0,
                                 1.78482653991729133580e0,  2.96560571828504891230e-1,
                                 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                 2.71155556874348757815e-5, 2.01033439929228813265e-7};
  static constexpr std::array kF{1.0,
                                 5.99832206555887937690e-1,
                                 1.36929880922735805310e-1,
                                 1.48753612908506148525e-2,
                                 7.86869131145613259100e-4,
                                 1.84631831751005468180e-5,
                                 1.42151175831644588870e-7,
                                 2.04426310338993978564e-15};

  const double q = probability - 0.5;
  if (std::fabs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(kA, r) / polynomial(kB, r);
  }
  const double r = std::sqrt(-log(q < 0.0 ? probability : 1.0 - probability));
  const double z = r <= 5.0 ? polynomial(kC, r - 1.6) / polynomial(kD, r - 1.6)
                            : polynomial(kE, r - 5.0) / polynomial(kF, r - 5.0);
  return q < 0.0 ? -z : z;
}

}  // namespace gigawatt::portable
