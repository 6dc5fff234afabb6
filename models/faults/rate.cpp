// SPDX-License-Identifier: Apache-2.0
#include "models/faults/rate.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/engine/time.h"

namespace gigawatt::faults {
namespace {

/// Nothing that is used fails more often; a typing error in an exponent would never end.
constexpr double kMostPerS = 1.0 / 60.0;

struct TimeWord {
  std::string_view name;
  double seconds;
};
constexpr std::array kTimeWords{TimeWord{"hour", 3600.0}, TimeWord{"day", kDayS},
                                TimeWord{"week", 7.0 * kDayS}, TimeWord{"month", kYearS / 12.0},
                                TimeWord{"year", kYearS}};

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const std::size_t length = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
}

std::optional<double> number_of(std::string_view word) {
  double value = 0.0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
  if (read.ec != std::errc() || read.ptr != word.data() + word.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

/// Seconds of `node-days`, `month`, ...; empty if it is not of this noun.
std::optional<double> exposure_s(std::string_view word, std::string_view noun) {
  if (!noun.empty()) {
    if (!word.starts_with(noun) || word.size() <= noun.size() || word[noun.size()] != '-')
      return std::nullopt;
    word.remove_prefix(noun.size() + 1);
  }
  if (word.ends_with('s')) word.remove_suffix(1);
  for (const TimeWord& time : kTimeWords)
    if (word == time.name) return time.seconds;
  return std::nullopt;
}

}  // namespace

bool read_rate(std::string_view text, std::string_view noun, double& per_s,
               gigawatt::Fault& fault) {
  const std::string expected = noun.empty()
                                   ? "a rate such as `0.051 % per month`"
                                   : fmt::format("a rate such as `4 per 1000 {}-days`", noun);
  const auto refuse = [&](std::string what) {
    fault = {std::move(what), expected, ""};
    return false;
  };

  std::vector<std::string_view> words = words_of(text);
  double factor = 1.0;
  if (!words.empty() && words[0].ends_with('%')) {
    words[0].remove_suffix(1);
    factor = 0.01;
  } else if (words.size() > 1 && words[1] == "%") {
    words.erase(words.begin() + 1);
    factor = 0.01;
  }
  // number per [count] exposure
  if (words.size() < 3 || words.size() > 4 || words[1] != "per")
    return refuse(fmt::format("'{}' is no rate", text));
  const auto number = number_of(words[0]);
  const auto count = words.size() == 4 ? number_of(words[2]) : std::optional(1.0);
  const auto seconds = exposure_s(words.back(), noun);
  if (!number || !count || !seconds) return refuse(fmt::format("'{}' is no rate", text));
  if (*number < 0.0) return refuse(fmt::format("the rate '{}' is negative", text));
  if (!(*count > 0.0)) return refuse(fmt::format("'{}' counts no exposure", text));
  per_s = *number * factor / (*count * *seconds);
  if (!(per_s <= kMostPerS))
    return refuse(fmt::format("the rate '{}' is more than one a minute", text));
  return true;
}

}  // namespace gigawatt::faults
