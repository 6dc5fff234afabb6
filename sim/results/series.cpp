// SPDX-License-Identifier: Apache-2.0
#include "sim/results/series.h"

#include <algorithm>
#include <array>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace gigawatt {
namespace {

constexpr std::int64_t kMostChunkRows = 512;
constexpr std::size_t kMostBufferBytes = std::size_t{4} << 20;

bool keeps(const Channel& channel, Keep keep) {
  return (channel.keep & static_cast<unsigned>(keep)) != 0;
}

std::vector<ColumnStore::Spec> specs_of(const std::vector<SeriesVariable>& variables,
                                        std::size_t site_count) {
  std::vector<ColumnStore::Spec> specs;
  for (const SeriesVariable& variable : variables) {
    specs.push_back({variable.name, ElementType::float64, site_count});
  }
  specs.push_back({"time", ElementType::int64, 1});
  specs.push_back({"time_bounds", ElementType::int64, 2});
  return specs;
}

/// As many rows as keep the buffers small, a power of two.
std::int64_t chunk_rows(std::size_t variable_count, std::size_t site_count) {
  const std::size_t row_bytes = 8 * (variable_count * site_count + 3);
  std::int64_t rows = kMostChunkRows;
  while (rows > 8 && static_cast<std::size_t>(rows) * row_bytes > kMostBufferBytes)
    rows /= 2;
  return rows;
}

}  // namespace

std::vector<SeriesVariable> series_variables(std::span<const Channel> channels) {
  std::vector<SeriesVariable> variables;
  for (std::size_t index = 0; index < channels.size(); ++index) {
    const Channel& channel = channels[index];
    const auto add = [&](Keep keep, const std::string& name, const std::string& unit,
                         const char* suffix, const char* method) {
      if (!keeps(channel, keep)) return;
      variables.push_back({name, unit, channel.long_name + suffix, method, index, keep});
    };
    add(Keep::mean, channel.name, channel.unit, "", "time: mean");
    add(Keep::min, channel.name + "_min", channel.unit, ", least in the interval", "time: minimum");
    add(Keep::max, channel.name + "_max", channel.unit, ", most in the interval", "time: maximum");
    add(Keep::integral, channel.integral_name, channel.integral_unit,
        ", integral over the interval", "time: sum");
  }
  return variables;
}

Series::Series(std::span<const Channel> channels, std::size_t site_count)
    : variables_(series_variables(channels)),
      store_("series", specs_of(variables_, site_count), chunk_rows(variables_.size(), site_count)),
      site_rows_(site_count, 0) {}

void Series::open_row(TimeNs from_ns, TimeNs to_ns) {
  if (store_.full()) store_.flush();
  const std::int64_t row = store_.buffered();
  for (std::size_t column = 0; column < variables_.size(); ++column) {
    auto* values = reinterpret_cast<double*>(store_.cell(column, row));
    std::fill_n(values, site_rows_.size(), std::numeric_limits<double>::quiet_NaN());
  }
  newest_ns_ = {from_ns, to_ns};
  std::memcpy(store_.cell(time_column(), row), &from_ns, sizeof from_ns);
  std::memcpy(store_.cell(bounds_column(), row), newest_ns_.data(), sizeof newest_ns_);
  store_.push_row();
}

void Series::write_row(std::size_t site, TimeNs from_ns, TimeNs to_ns, std::span<const double> mean,
                       std::span<const double> min, std::span<const double> max,
                       std::span<const double> integral) {
  // Sites close the same interval in the same instant, so only the newest row is ever open.
  const bool joins = store_.buffered() > 0 && newest_ns_ == std::array{from_ns, to_ns} &&
                     site_rows_[site] < store_.rows();
  if (!joins) {
    if (from_ns < newest_ns_[1]) {
      throw std::logic_error(
          fmt::format("series: site {} wrote the interval [{}, {}) ns out of step with the others",
                      site, from_ns, to_ns));
    }
    open_row(from_ns, to_ns);
  }
  const std::int64_t row = store_.buffered() - 1;

  for (std::size_t column = 0; column < variables_.size(); ++column) {
    const SeriesVariable& variable = variables_[column];
    std::span<const double> kept = mean;
    if (variable.keep == Keep::min) kept = min;
    if (variable.keep == Keep::max) kept = max;
    if (variable.keep == Keep::integral) kept = integral;
    auto* values = reinterpret_cast<double*>(store_.cell(column, row));
    values[site] = kept[variable.channel];
  }
  site_rows_[site] = store_.rows();
}

void Series::restart_rows() {
  std::fill(site_rows_.begin(), site_rows_.end(), store_.rows());
  newest_ns_ = kNothingYet;
}

}  // namespace gigawatt
