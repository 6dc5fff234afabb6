// SPDX-License-Identifier: Apache-2.0
#include "models/power/converter.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include <fmt/format.h>

#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

/// Loss as a fraction of the rating at load fraction `x`, linear between points. Before the first
/// point and after the last one the end value holds; beyond the last it grows in proportion to
/// load, so that an overloaded unit keeps its efficiency and input never falls as output rises.
double table_loss_frac(const ConverterLoss& loss, double x) {
  const auto& at = loss.table_load_frac;
  const auto& value = loss.table_loss_frac;
  assert(at.size() == value.size() && !at.empty());
  if (x <= at.front()) return value.front();
  if (x >= at.back()) return value.back() * (x / at.back());

  const auto right =
      static_cast<std::size_t>(std::upper_bound(at.begin(), at.end(), x) - at.begin());
  const double share = (x - at[right - 1]) / (at[right] - at[right - 1]);
  return value[right - 1] + share * (value[right] - value[right - 1]);
}

}  // namespace

double overloaded_loss_w(const ConverterLoss& loss, double output_w) {
  if (!loss.table_load_frac.empty())
    return loss.rated_w * table_loss_frac(loss, output_w / loss.rated_w);
  return loss.fixed_w + output_w * (loss.proportional + loss.square_per_w * output_w);
}

double converter_loss_w(const ConverterLoss& loss, double output_w) {
  if (!(output_w >= 0.0))
    throw DomainError(
        fmt::format("converter: output {} W is negative; expected 0 W or more", output_w));
  if (loss.rated_w > 0.0 && output_w > loss.rated_w)
    throw DomainError(
        fmt::format("converter: output {} W exceeds the rating of {} W; add units or a larger unit",
                    output_w, loss.rated_w));
  if (!loss.table_load_frac.empty()) {
    if (!(loss.rated_w > 0.0))
      throw DomainError("converter: a loss table needs a rating above 0 W to scale by");
    const double x = output_w / loss.rated_w;
    if (x < loss.table_load_frac.front() || x > loss.table_load_frac.back())
      throw DomainError(fmt::format(
          "converter: load fraction {} is outside the loss table [{}, {}]; extend the table", x,
          loss.table_load_frac.front(), loss.table_load_frac.back()));
  }
  return overloaded_loss_w(loss, output_w);
}

double converter_efficiency(const ConverterLoss& loss, double output_w) {
  if (output_w == 0.0) return 0.0;
  return output_w / (output_w + converter_loss_w(loss, output_w));
}

double converter_output_w(const ConverterLoss& loss, double input_w) {
  if (!loss.table_load_frac.empty())
    throw DomainError(
        "converter: a loss table has no closed inverse; give fixed, proportional and square terms");

  // input = output + fixed + p output + q output², solved for output. 2c / (b + sqrt(...)) does not
  // lose digits when q is small.
  const double surplus_w = input_w - loss.fixed_w;
  const double slope = 1.0 + loss.proportional;
  const double discriminant = slope * slope + 4.0 * loss.square_per_w * surplus_w;
  if (discriminant < 0.0)
    throw DomainError(fmt::format("converter: no output answers an input of {} W", input_w));
  const double output_w = 2.0 * surplus_w / (slope + std::sqrt(discriminant));
  // One part in 10^9 of slack: the rating itself must survive the way there and back.
  if (loss.rated_w > 0.0 && output_w > loss.rated_w * (1.0 + 1e-9))
    throw DomainError(
        fmt::format("converter: input {} W needs an output of {} W, above the rating of {} W",
                    input_w, output_w, loss.rated_w));
  return output_w;
}

double staged_units(const ConverterLoss& loss, double output_w, double unit_rated_w, double units) {
  assert(unit_rated_w > 0.0 && units >= 1.0);
  const double needed = std::clamp(std::ceil(output_w / unit_rated_w), 1.0, units);
  const auto total_w = [&](double n) { return n * overloaded_loss_w(loss, output_w / n); };

  if (!loss.table_load_frac.empty()) {
    // A table has no shape to rely on, so every number is tried.
    double best = needed;
    for (double n = needed + 1.0; n <= units; ++n)
      if (total_w(n) < total_w(best)) best = n;
    return best;
  }
  // n fixed + p P + q P² / n is least at n = P sqrt(q / fixed), and convex: one of its neighbours.
  if (loss.square_per_w <= 0.0) return needed;
  if (loss.fixed_w <= 0.0) return units;
  const double least_at = output_w * std::sqrt(loss.square_per_w / loss.fixed_w);
  const double below = std::clamp(std::floor(least_at), needed, units);
  const double above = std::clamp(std::ceil(least_at), needed, units);
  return total_w(above) < total_w(below) ? above : below;
}

double parallel_loss_w(const ConverterLoss& loss, double units, Sharing sharing,
                       double unit_rated_w, double output_w) {
  const double running =
      sharing == Sharing::staged ? staged_units(loss, output_w, unit_rated_w, units) : units;
  return running * overloaded_loss_w(loss, output_w / running);
}

}  // namespace gigawatt::power
