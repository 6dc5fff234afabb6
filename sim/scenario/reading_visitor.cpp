// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/reading_visitor.h"

#include <algorithm>
#include <utility>

#include "sim/scenario/name_list.h"
#include "sim/scenario/units.h"

namespace gigawatt {
namespace {

using Kind = Tree::Kind;

std::string expected_number(const Field& field) {
  return "expected " + describe_expected(field.unit);
}

}  // namespace

bool ReadingVisitor::open_map(const Tree& map, std::string path) {
  if (map.kind != Kind::map && map.kind != Kind::null) {
    blame_kind(map, std::move(path), "expected a map of keys, such as {key: value}");
    return false;
  }
  Frame frame;
  frame.map = &map;
  frame.path = std::move(path);
  frame.used.assign(map.entries.size(), false);
  frames_.push_back(std::move(frame));
  return true;
}

void ReadingVisitor::close_map() {
  const Frame frame = std::move(frames_.back());
  frames_.pop_back();
  if (frame.any_key) return;
  for (std::size_t i = 0; i < frame.used.size(); ++i) {
    const auto& [key, value] = frame.map->entries[i];
    if (frame.used[i] || value.old_model != nullptr) continue;
    const std::string nearest = nearest_name(key, frame.valid);
    const std::string expected = nearest.empty() ? "expected " + name_list(frame.valid) : "";
    const std::string path = frame.path.empty() ? key : frame.path + "." + key;
    problems_.add(
        problem_at(frame.map->key_marks[i], path, "unknown key '" + key + "'", expected, nearest));
  }
}

std::string ReadingVisitor::path_of(std::string_view name) const {
  const std::string& base = frames_.back().path;
  return base.empty() ? std::string(name) : base + "." + std::string(name);
}

const Tree* ReadingVisitor::find(const Field& field, const std::string& expected) {
  Frame& frame = frames_.back();
  frame.valid.emplace_back(field.name);
  const Tree& map = *frame.map;
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    if (map.entries[i].first != field.name) continue;
    frame.used[i] = true;
    // A value written for the model that `extends` or `--set` replaced does not count.
    if (frame.in_model && map.entries[i].second.old_model != nullptr) break;
    return &map.entries[i].second;
  }
  if (field.required) {
    problems_.add(problem_at(map.mark, path_of(field.name),
                             "'" + std::string(field.name) + "' is missing", expected));
  }
  return nullptr;
}

const Tree* ReadingVisitor::find_scalar(const Field& field, const std::string& expected) {
  const Tree* value = find(field, expected);
  if (value == nullptr || value->kind == Kind::scalar) return value;
  blame_kind(*value, path_of(field.name), expected);
  return nullptr;
}

void ReadingVisitor::blame(const Tree& value, std::string path, Fault fault) {
  problems_.add(problem_at(value.mark, std::move(path), std::move(fault.what),
                           std::move(fault.expected), std::move(fault.suggestion)));
}

void ReadingVisitor::blame_kind(const Tree& value, std::string path, std::string expected) {
  const char* what = value.kind == Kind::null   ? "no value is given"
                     : value.kind == Kind::list ? "a list does not fit here"
                     : value.kind == Kind::map  ? "a map does not fit here"
                                                : "a single value does not fit here";
  blame(value, std::move(path), {what, std::move(expected), ""});
}

/// `{low, base, high}` or one scalar. All three are checked, whichever case is read.
template <class Number, class Read>
void ReadingVisitor::read_with_cases(const Tree& value, const std::string& path,
                                     const std::string& expected, Number& number,
                                     const Read& read) {
  const auto read_scalar = [&](const Tree& scalar, const std::string& where, Number& out) {
    Fault fault;
    if (scalar.kind != Kind::scalar) {
      blame_kind(scalar, where, expected);
    } else if (!read(scalar.scalar, out, fault)) {
      blame(scalar, where, std::move(fault));
    } else {
      return true;
    }
    return false;
  };
  if (value.kind != Kind::map) {
    read_scalar(value, path, number);
    return;
  }

  constexpr std::string_view kDistributions[] = {"triangular", "uniform", "normal", "log-normal"};
  Number cases[3] = {number, number, number};
  bool good = true;
  const auto read_case = [&](const char* name, Number& out) {
    frames_.back().in_model = false;
    const Tree* one = find({.name = name, .required = true}, expected);
    good = one != nullptr && read_scalar(*one, path + "." + name, out) && good;
  };
  open_map(value, path);
  read_case("low", cases[0]);
  read_case("base", cases[1]);
  read_case("high", cases[2]);
  int distribution = 0;
  choice({.name = "distribution"}, kDistributions, distribution);
  close_map();
  if (!good) return;
  if (cases[0] > cases[1] || cases[1] > cases[2]) {
    blame(value, path, {"low, base and high are not in order", "expected low ≤ base ≤ high", ""});
    return;
  }
  number = cases[static_cast<int>(options_.number_case)];
}

void ReadingVisitor::read_number_at(const Tree& value, const std::string& path, const Field& field,
                                    double& number) {
  read_with_cases(value, path, expected_number(field), number,
                  [&](const std::string& text, double& out, Fault& fault) {
                    return read_number(text, field, out, fault);
                  });
}

void ReadingVisitor::read_integer_at(const Tree& value, const std::string& path, const Field& field,
                                     std::int64_t& number) {
  read_with_cases(value, path, "expected a whole number", number,
                  [&](const std::string& text, std::int64_t& out, Fault& fault) {
                    return read_integer(text, field, out, fault);
                  });
}

void ReadingVisitor::number(const Field& field, double& value) {
  const Tree* found = find(field, expected_number(field));
  if (found != nullptr) read_number_at(*found, path_of(field.name), field, value);
}

void ReadingVisitor::number(const Field& field, std::optional<double>& value) {
  const Tree* found = find(field, expected_number(field));
  if (found == nullptr) return;
  double read = 0.0;
  read_number_at(*found, path_of(field.name), field, read);
  value = read;
}

void ReadingVisitor::number_or(const Field& field, std::string_view word, bool& chosen,
                               double& value) {
  const std::string or_word = ", or '" + std::string(word) + "'";
  const Tree* found = find(field, expected_number(field) + or_word);
  if (found == nullptr) return;
  chosen = found->kind == Kind::scalar && found->scalar == word;
  if (chosen) return;
  read_with_cases(*found, path_of(field.name), expected_number(field) + or_word, value,
                  [&](const std::string& text, double& out, Fault& fault) {
                    if (read_number(text, field, out, fault)) return true;
                    fault.expected += or_word;
                    return false;
                  });
}

void ReadingVisitor::integer(const Field& field, std::int64_t& value) {
  const Tree* found = find(field, "expected a whole number");
  if (found != nullptr) read_integer_at(*found, path_of(field.name), field, value);
}

void ReadingVisitor::integer(const Field& field, std::optional<std::int64_t>& value) {
  const Tree* found = find(field, "expected a whole number");
  if (found == nullptr) return;
  std::int64_t read = 0;
  read_integer_at(*found, path_of(field.name), field, read);
  value = read;
}

void ReadingVisitor::boolean(const Field& field, bool& value) {
  const Tree* found = find_scalar(field, "expected true or false");
  Fault fault;
  if (found != nullptr && !read_boolean(found->scalar, value, fault)) {
    blame(*found, path_of(field.name), std::move(fault));
  }
}

void ReadingVisitor::text(const Field& field, std::string& value) {
  const Tree* found = find_scalar(field, "expected a text");
  if (found != nullptr) value = found->scalar;
}

void ReadingVisitor::texts(const Field& field, std::vector<std::string>& values) {
  const Tree* found = find(field, "expected a list of texts");
  if (found == nullptr) return;
  const std::string path = path_of(field.name);
  values.clear();
  if (found->kind == Kind::scalar) {
    values.push_back(found->scalar);
    return;
  }
  if (found->kind != Kind::list)
    return blame_kind(*found, path, "expected a list of texts, such as [a, b]");
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    const Tree& item = found->items[i];
    if (item.kind == Kind::scalar) {
      values.push_back(item.scalar);
    } else {
      blame_kind(item, path + "." + std::to_string(i), "expected a text");
    }
  }
}

void ReadingVisitor::numbers(const Field& field, std::vector<double>& values) {
  const Tree* found = find(field, "expected a list of numbers");
  if (found == nullptr) return;
  const std::string path = path_of(field.name);
  values.clear();
  if (found->kind == Kind::scalar || found->kind == Kind::map) {
    values.push_back(0.0);
    return read_number_at(*found, path, field, values.back());
  }
  if (found->kind != Kind::list) return blame_kind(*found, path, "expected a list, such as [1, 2]");
  for (std::size_t i = 0; i < found->items.size(); ++i) {
    values.push_back(0.0);
    read_number_at(found->items[i], path + "." + std::to_string(i), field, values.back());
  }
}

void ReadingVisitor::choice(const Field& field, std::span<const std::string_view> names,
                            int& index) {
  const std::vector<std::string> valid(names.begin(), names.end());
  const std::string expected = "expected " + name_list(valid);
  const Tree* found = find_scalar(field, expected);
  if (found == nullptr) return;
  const auto chosen = std::find(names.begin(), names.end(), found->scalar);
  if (chosen != names.end()) {
    index = static_cast<int>(chosen - names.begin());
    return;
  }
  const std::string nearest = nearest_name(found->scalar, valid);
  blame(*found, path_of(field.name),
        {"unknown value '" + found->scalar + "'", nearest.empty() ? expected : "", nearest});
}

void ReadingVisitor::instant(const Field& field, std::optional<TimeNs>& value) {
  const Tree* found = find_scalar(field, "expected a date, for example 2025-01-01");
  if (found == nullptr) return;
  TimeNs read = 0;
  Fault fault;
  if (read_instant(found->scalar, read, fault)) {
    value = read;
  } else {
    blame(*found, path_of(field.name), std::move(fault));
  }
}

void ReadingVisitor::duration(const Field& field, CalendarDuration& value) {
  const Tree* found = find_scalar(field, "expected a duration, for example '1 year' or '36 hours'");
  Fault fault;
  if (found != nullptr && !read_duration(found->scalar, field, value, fault)) {
    blame(*found, path_of(field.name), std::move(fault));
  }
}

void ReadingVisitor::here(std::string& path) {
  path = frames_.back().path;
}

}  // namespace gigawatt
