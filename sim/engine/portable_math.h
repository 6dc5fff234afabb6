// SPDX-License-Identifier: Apache-2.0
#pragma once

// Elementary functions from the four operations, square root and exact scaling alone, so random
// draws have the same bits on every machine and build type; libm picks variants by CPU.

namespace gigawatt::portable {

/// Natural logarithm, within 1 ulp. log(0) = −∞, log(x < 0) = NaN.
double log(double x);

/// e to the x, within 1 ulp (2 where the result is subnormal). Overflow gives +∞.
double exp(double x);

/// z with P(Z ≤ z) = `probability` for a standard normal Z; relative error about 1e-15.
/// −∞ at 0, +∞ at 1, NaN outside. Source: M. J. Wichura, "Algorithm AS 241: The Percentage Points
/// of the Normal Distribution", Applied Statistics 37 (1988) 477-484, routine PPND16.
double normal_quantile(double probability);

}  // namespace gigawatt::portable
