// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/scalars.h"

#include <charconv>
#include <cmath>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "sim/scenario/units.h"

namespace gigawatt {
namespace {

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 60;
  return "'" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "...'" : "'");
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
    text.remove_suffix(1);
  return text;
}

/// A number and the text behind it.
struct Split {
  double value = 0.0;
  std::string_view number;
  std::string_view unit;
};

bool split_number(std::string_view text, std::string_view unit, Split& split, Fault& fault) {
  const std::string_view whole = trimmed(text);
  std::string_view rest = whole;
  if (!rest.empty() && rest.front() == '+') rest.remove_prefix(1);
  const std::size_t digit = !rest.empty() && rest.front() == '-' ? 1 : 0;
  const bool starts =
      digit < rest.size() && ((rest[digit] >= '0' && rest[digit] <= '9') || rest[digit] == '.');
  // from_chars would also take "inf" and "nan", which no quantity of a plan can be.
  std::errc error = std::errc::invalid_argument;
  const char* end = rest.data();
  if (starts && (whole.front() != '+' || digit == 0)) {
    const auto result = std::from_chars(rest.data(), rest.data() + rest.size(), split.value);
    error = result.ec;
    end = result.ptr;
  }
  if (error == std::errc::result_out_of_range) {
    fault = {quoted(whole) + " is too large or too small for a number",
             "expected " + describe_expected(unit), ""};
    return false;
  }
  if (error != std::errc()) {
    fault = {quoted(whole) + " is not a number", "expected " + describe_expected(unit), ""};
    return false;
  }
  const std::size_t used = static_cast<std::size_t>(end - rest.data());
  split.number = rest.substr(0, used);
  split.unit = trimmed(rest.substr(used));
  const char next = split.unit.empty() || split.unit.data() != end ? ' ' : split.unit.front();
  if (next == ',' || next == '_') {
    fault = {quoted(whole) + " is not a number",
             "write digits without '" + std::string(1, next) + "', with '.' for decimals", ""};
    return false;
  }
  // "2 000 kW"; a single digit begins a unit such as 1/K.
  const bool more_digits = split.unit.size() > 1 && split.unit.find_first_not_of("0123456789") > 1;
  if (more_digits) {
    fault = {quoted(whole) + " is not a number", "write digits without blanks between them", ""};
    return false;
  }
  if (next == ':') {
    fault = {quoted(whole) + " is a time of day, not a number",
             "expected " + describe_expected(unit), ""};
    return false;
  }
  return true;
}

/// A limit of the field in the unit the user chose, so that it can be compared at a glance.
std::string limit_text(double limit, const Field& field, std::string_view user_unit) {
  const std::optional<Unit> own = parse_unit(field.unit);
  const std::optional<Unit> users = parse_unit(user_unit);
  if (!own || !users) return short_number(limit);
  Unit from = *own;
  from.is_difference = false;
  Unit to = *users;
  to.is_difference = own->is_difference;
  const std::string number = short_number(convert(limit, from, to));
  return user_unit.empty() ? number : number + " " + std::string(user_unit);
}

bool check_range(double value, std::string_view text, const Field& field,
                 std::string_view user_unit, Fault& fault) {
  const bool too_low = field.above_min ? value <= field.min : value < field.min;
  const bool too_high = value > field.max;
  if (!too_low && !too_high) return true;

  const std::string low = limit_text(field.min, field, user_unit);
  const std::string high = limit_text(field.max, field, user_unit);
  const std::string from = field.above_min ? "more than " + low : "at least " + low;
  fault.what = quoted(trimmed(text)) + (too_low ? " is too small" : " is too large");
  fault.suggestion.clear();
  if (std::isinf(field.max)) {
    fault.expected = "expected " + from;
  } else if (std::isinf(field.min)) {
    fault.expected = "expected at most " + high;
  } else {
    fault.expected = field.above_min ? "expected " + from + ", at most " + high
                                     : "expected " + low + " to " + high;
  }
  return false;
}

/// Checks the user's unit against the field's; sets `unit` if it fits.
bool match_unit(const Split& split, std::string_view text, const Field& field, const Unit& own,
                Unit& unit, Fault& fault) {
  const std::string expected = "expected " + describe_expected(field.unit);
  const std::optional<Unit> parsed = parse_unit(split.unit);
  if (!parsed) {
    const std::string nearest = nearest_unit(split.unit);
    fault = {"unknown unit " + quoted(split.unit), nearest.empty() ? expected : "", nearest};
    return false;
  }
  if (parsed->dimension != own.dimension) {
    const std::string what =
        split.unit.empty() ? " has no unit" : " is " + describe_dimension(split.unit);
    fault = {quoted(trimmed(text)) + what, expected, ""};
    return false;
  }
  unit = *parsed;
  return true;
}

}  // namespace

std::string short_number(double value) {
  return fmt::format("{:.6g}", value);
}
std::string exact_number(double value) {
  return fmt::format("{}", value);
}

bool read_number(std::string_view text, const Field& field, double& value, Fault& fault) {
  Split split;
  if (!split_number(text, field.unit, split, fault)) return false;
  const std::optional<Unit> own = parse_unit(field.unit);
  if (!own) {
    fault = {"the field's own unit '" + std::string(field.unit) + "' is unknown",
             "report this as a bug", ""};
    return false;
  }
  Unit unit;
  if (!match_unit(split, text, field, *own, unit, fault)) return false;
  const double converted = convert(split.value, unit, *own);
  if (!std::isfinite(converted)) {
    fault = {quoted(trimmed(text)) + " is too large for a number",
             "expected " + describe_expected(field.unit), ""};
    return false;
  }
  if (!check_range(converted, text, field, split.unit, fault)) return false;
  value = converted;
  return true;
}

bool read_integer(std::string_view text, const Field& field, std::int64_t& value, Fault& fault) {
  const std::string_view whole = trimmed(text);
  std::int64_t exact = 0;
  const auto [end, error] = std::from_chars(whole.data(), whole.data() + whole.size(), exact);
  if (error == std::errc() && end == whole.data() + whole.size()) {
    if (!check_range(static_cast<double>(exact), text, field, "", fault)) return false;
    value = exact;
    return true;
  }
  Split split;
  if (!split_number(text, "", split, fault)) {
    fault.expected = "expected a whole number";
    return false;
  }
  if (!split.unit.empty()) {
    fault = {quoted(whole) + " has a unit", "expected a whole number", ""};
    return false;
  }
  constexpr double kLargest = 9007199254740992.0;  // 2^53: whole doubles are exact up to here
  if (split.value != std::floor(split.value) || std::abs(split.value) > kLargest) {
    fault = {quoted(whole) + " is not a whole number", "expected a whole number", ""};
    return false;
  }
  if (!check_range(split.value, text, field, "", fault)) return false;
  value = static_cast<std::int64_t>(split.value);
  return true;
}

bool read_boolean(std::string_view text, bool& value, Fault& fault) {
  const std::string_view whole = trimmed(text);
  if (whole == "true" || whole == "false") {
    value = whole == "true";
    return true;
  }
  // YAML 1.1 and 1.2 disagree on these, so none of them is taken for granted.
  const bool means_yes =
      whole == "yes" || whole == "on" || whole == "True" || whole == "TRUE" || whole == "1";
  const bool means_no =
      whole == "no" || whole == "off" || whole == "False" || whole == "FALSE" || whole == "0";
  fault = {quoted(whole) + " is not true or false", "expected true or false",
           means_yes  ? "true"
           : means_no ? "false"
                      : ""};
  return false;
}

}  // namespace gigawatt
