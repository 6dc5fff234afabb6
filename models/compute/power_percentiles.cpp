// SPDX-License-Identifier: Apache-2.0
#include "models/compute/power_percentiles.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <span>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/scenario/csv_table.h"
#include "sim/scenario/tree.h"

namespace gigawatt::compute {
namespace {

double number_in(const Tree& row, const std::string& column) {
  const Tree* cell = row.find(column);
  double value = 0.0;
  if (cell) {
    const char* end = cell->scalar.data() + cell->scalar.size();
    const auto [rest, error] = std::from_chars(cell->scalar.data(), end, value);
    if (error == std::errc{} && rest == end) return value;
  }
  throw ScenarioError(
      problem_at(cell ? cell->mark : row.mark, column,
                 cell ? fmt::format("'{}' is not a number", cell->scalar) : "the column is missing",
                 "expected a number in every row"));
}

/// y at x, linear between points, the ends beyond them.
double between(std::span<const double> xs, std::span<const double> ys, double x) {
  const auto right = std::upper_bound(xs.begin(), xs.end(), x);
  if (right == xs.begin()) return ys.front();
  if (right == xs.end()) return ys.back();
  const auto i = static_cast<std::size_t>(right - xs.begin());
  return ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1]);
}

}  // namespace

void PowerPercentiles::visit(FieldVisitor& v) {
  v.numbers({.name = "percentiles",
             .doc = "Percent of time.",
             .min = 0.0,
             .max = 100.0,
             .required = true},
            percentile);
  v.numbers({.name = "power",
             .unit = "W",
             .doc = "Power not exceeded for that time.",
             .min = 0.0,
             .required = true},
            power_w);
  v.text({.name = "source", .doc = "Where the numbers come from.", .required = true}, source);
  v.text({.name = "date", .doc = "When it was measured.", .required = true}, date);
}

std::string fault_of(const PowerPercentiles& percentiles) {
  const auto& p = percentiles.percentile;
  const auto& w = percentiles.power_w;
  if (p.size() != w.size()) return fmt::format("{} percentiles and {} powers", p.size(), w.size());
  if (p.size() < 2 || p.front() != 0.0 || p.back() != 100.0)
    return "the percentiles do not run from 0 to 100";
  if (std::adjacent_find(p.begin(), p.end(), std::greater_equal<>()) != p.end())
    return "the percentiles do not rise";
  if (!std::is_sorted(w.begin(), w.end())) return "the power falls with the percentile";
  return "";
}

PowerPercentiles read_power_percentiles(const std::string& file_path, const std::string& column) {
  const Tree table = parse_csv_table(read_text_file(file_path, {}), file_path);
  PowerPercentiles read;
  read.source = fmt::format("{}, {}", file_path, column);
  for (const Tree& row : table.items) {
    read.percentile.push_back(number_in(row, "percentile"));
    read.power_w.push_back(number_in(row, column));
  }
  if (const std::string fault = fault_of(read); !fault.empty())
    throw ScenarioError(problem_at(table.mark, column, fault, "expected rising percentiles"));
  return read;
}

double power_at_percentile_w(const PowerPercentiles& percentiles, double percentile) {
  if (!(percentile >= 0.0 && percentile <= 100.0))
    throw DomainError(fmt::format("percentile {} is outside 0 to 100", percentile));
  return between(percentiles.percentile, percentiles.power_w, percentile);
}

double share_of_time_above(const PowerPercentiles& percentiles, double power_w) {
  const auto& w = percentiles.power_w;
  if (power_w < w.front()) return 1.0;
  // The last point at or below it; equal powers hold for all of their time.
  return 1.0 - between(w, percentiles.percentile, power_w) / 100.0;
}

double mean_power_w(const PowerPercentiles& percentiles) {
  const auto& p = percentiles.percentile;
  const auto& w = percentiles.power_w;
  double area = 0.0;
  for (std::size_t i = 1; i < p.size(); ++i)
    area += 0.5 * (w[i] + w[i - 1]) * (p[i] - p[i - 1]);
  return area / 100.0;
}

std::vector<double> power_curve_by_rank(const PowerPercentiles& power,
                                        const PowerPercentiles& utilisation, std::size_t steps) {
  if (power.percentile != utilisation.percentile || steps == 0)
    throw DomainError("power and utilisation must be given at the same percentiles");
  // One point per utilisation: the mean power of the percentiles that share it.
  std::vector<double> utilisations, powers_w;
  for (std::size_t i = 0; i < power.power_w.size();) {
    std::size_t end = i;
    double sum_w = 0.0;
    for (; end < power.power_w.size() && utilisation.power_w[end] == utilisation.power_w[i]; ++end)
      sum_w += power.power_w[end];
    utilisations.push_back(utilisation.power_w[i] / 100.0);
    powers_w.push_back(sum_w / static_cast<double>(end - i));
    i = end;
  }
  const double least_w = powers_w.front();
  const double span_w = powers_w.back() - least_w;
  if (utilisations.size() < 2 || !(span_w > 0.0))
    throw DomainError("power does not rise with utilisation");
  std::vector<double> curve;
  for (std::size_t step = 0; step <= steps; ++step) {
    const double u = static_cast<double>(step) / static_cast<double>(steps);
    curve.push_back((between(utilisations, powers_w, u) - least_w) / span_w);
  }
  return curve;
}

}  // namespace gigawatt::compute
