// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt {

/// One key of a parameter struct as data: what schema, reference pages and listings are made of.
struct FieldInfo {
  enum class Type {
    number,
    integer,
    boolean,
    text,
    texts,
    numbers,
    choice,
    instant,
    duration,
    file,
    model,
    record,
    group,
    list
  };

  Type type = Type::text;
  std::string name;  ///< Empty for a model slot that shares the struct's own map.
  std::string unit;
  std::string doc;
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool above_min = false;
  bool required = false;
  std::string default_text;           ///< As written in a file; empty = none.
  std::string word;                   ///< That may stand in place of a number; empty = none.
  std::vector<std::string> choices;   ///< Type::choice.
  std::vector<std::string> meanings;  ///< Of each of `choices`; empty = not told.
  std::string kind;                   ///< Of Type::model and Type::record.
  std::vector<FieldInfo> fields;      ///< Of Type::group, or of each item of Type::list.
};

/// The fields of the struct behind `visit`, in order. Defaults are the values it holds.
std::vector<FieldInfo> describe_fields(const std::function<void(FieldVisitor&)>& visit);

/// `fields` with those of their maps and list items behind each, in order. Names become dotted
/// paths as `--set` takes them: `pump`, `pump.head`; list items are `table[].load`.
std::vector<FieldInfo> flat_fields(const std::vector<FieldInfo>& fields);

/// What a value is written in: `W`, `degC`, `K` for differences; "" for pure numbers and the rest.
std::string unit_text(const FieldInfo& field);

/// The name of a type in documentation ("number", "list", ...).
std::string_view type_name(FieldInfo::Type type);

/// `≥ 0 W`, `0 to 1`, `> 0`, or "" if every value is allowed.
std::string range_text(const FieldInfo& field);

}  // namespace gigawatt
