// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/describe.h"

#include <cmath>
#include <utility>

#include "sim/engine/calendar.h"
#include "sim/scenario/scalars.h"
#include "sim/scenario/units.h"

namespace gigawatt {
namespace {

using Type = FieldInfo::Type;

/// A stored value in words: absolute temperatures in degC, the rest in the field's own unit.
std::string quantity_text(double value, std::string_view unit) {
  if (unit == "K")
    return short_number(convert(value, *parse_unit("K"), *parse_unit("degC"))) + " degC";
  const std::string number = short_number(value);
  return unit.empty() ? number : number + " " + std::string(unit == "dK" ? "K" : unit);
}

class DescribingVisitor final : public FieldVisitor {
 public:
  explicit DescribingVisitor(int depth) : depth_(depth) {}

  std::vector<FieldInfo> take() { return std::move(fields_); }

  void number(const Field& field, double& value) override {
    add(Type::number, field).default_text = default_of(field, quantity_text(value, field.unit));
  }
  void number(const Field& field, std::optional<double>& value) override {
    add(Type::number, field).default_text = value ? quantity_text(*value, field.unit) : "";
  }
  void number_or(const Field& field, std::string_view word, bool& chosen, double& value) override {
    number(field, value);
    fields_.back().word = word;
    if (chosen) fields_.back().default_text = word;
  }
  void integer(const Field& field, std::int64_t& value) override {
    add(Type::integer, field).default_text = default_of(field, std::to_string(value));
  }
  void integer(const Field& field, std::optional<std::int64_t>& value) override {
    add(Type::integer, field).default_text = value ? std::to_string(*value) : "";
  }
  void boolean(const Field& field, bool& value) override {
    add(Type::boolean, field).default_text = default_of(field, value ? "true" : "false");
  }
  void text(const Field& field, std::string& value) override {
    add(Type::text, field).default_text = default_of(field, value);
  }
  void texts(const Field& field, std::vector<std::string>& values) override {
    std::string joined;
    for (const std::string& value : values)
      joined += (joined.empty() ? "" : ", ") + value;
    add(Type::texts, field).default_text = joined.empty() ? "" : "[" + joined + "]";
  }
  void numbers(const Field& field, std::vector<double>& values) override {
    std::string joined;
    for (const double value : values)
      joined += (joined.empty() ? "" : ", ") + quantity_text(value, field.unit);
    add(Type::numbers, field).default_text = joined.empty() ? "" : "[" + joined + "]";
  }
  void choice(const Field& field, std::span<const std::string_view> names, int& index) override {
    FieldInfo& info = add(Type::choice, field);
    info.choices.assign(names.begin(), names.end());
    info.meanings.assign(field.meanings.begin(), field.meanings.end());
    const bool known = index >= 0 && static_cast<std::size_t>(index) < names.size();
    info.default_text =
        known ? default_of(field, info.choices[static_cast<std::size_t>(index)]) : "";
  }
  void instant(const Field& field, std::optional<TimeNs>& value) override {
    add(Type::instant, field).default_text = value ? to_iso8601(*value) : "";
  }
  void duration(const Field& field, CalendarDuration& value) override {
    add(Type::duration, field).default_text = default_of(field, duration_text(value));
  }
  void file(const Field& field, DataFile& value) override {
    add(Type::file, field).default_text = value.written;
  }
  void model(const Field& field, std::string_view kind, ModelSlot& value) override {
    FieldInfo& info = add(Type::model, field);
    info.kind = kind;
    info.default_text = value.name;
  }
  void record(const Field& field, std::string_view kind, std::string& value) override {
    FieldInfo& info = add(Type::record, field);
    info.kind = kind;
    info.default_text = default_of(field, value);
  }
  void group(const Field& field, GroupAccess& group) override {
    // The struct around a map may have defaults of its own for it; an absent map has none.
    std::vector<FieldInfo> fields = inside([&](FieldVisitor& visitor) { group.visit(visitor); });
    if (fields.empty()) {
      fields = inside([&](FieldVisitor& visitor) { group.visit_default(visitor); });
    }
    add(Type::group, field).fields = std::move(fields);
  }
  void list(const Field& field, ListAccess& items) override {
    std::vector<FieldInfo> fields =
        inside([&](FieldVisitor& visitor) { items.visit_default(visitor); });
    add(Type::list, field).fields = std::move(fields);
  }
  void here(std::string&) override {}

 private:
  /// A required field has no default: the struct's initial value is never used.
  static std::string default_of(const Field& field, std::string text) {
    return field.required ? "" : std::move(text);
  }

  FieldInfo& add(Type type, const Field& field) {
    FieldInfo info;
    info.type = type;
    info.name = field.name;
    info.unit = field.unit;
    info.doc = field.doc;
    info.min = field.min;
    info.max = field.max;
    info.above_min = field.above_min;
    info.required = field.required;
    fields_.push_back(std::move(info));
    return fields_.back();
  }

  template <class Visit>
  std::vector<FieldInfo> inside(const Visit& visit) const {
    // A struct may hold a list of its own kind; a few levels say all there is to say.
    constexpr int kDeepest = 10;
    if (depth_ >= kDeepest) return {};
    DescribingVisitor visitor(depth_ + 1);
    visit(visitor);
    return visitor.take();
  }

  int depth_;
  std::vector<FieldInfo> fields_;
};

void append_flat(const std::vector<FieldInfo>& fields, const std::string& path,
                 std::vector<FieldInfo>& flat) {
  for (const FieldInfo& field : fields) {
    FieldInfo row = field;
    row.name = path + (field.name.empty() ? "model" : field.name);
    row.fields.clear();
    const std::string below = row.name + (field.type == Type::list ? "[]." : ".");
    flat.push_back(std::move(row));
    append_flat(field.fields, below, flat);
  }
}

}  // namespace

std::vector<FieldInfo> describe_fields(const std::function<void(FieldVisitor&)>& visit) {
  DescribingVisitor visitor(0);
  visit(visitor);
  return visitor.take();
}

std::vector<FieldInfo> flat_fields(const std::vector<FieldInfo>& fields) {
  std::vector<FieldInfo> flat;
  append_flat(fields, "", flat);
  return flat;
}

std::string unit_text(const FieldInfo& field) {
  if (field.unit == "K") return "degC";
  return field.unit == "dK" ? "K" : field.unit;
}

std::string_view type_name(FieldInfo::Type type) {
  switch (type) {
    case Type::number:
      return "number";
    case Type::integer:
      return "whole number";
    case Type::boolean:
      return "true or false";
    case Type::text:
      return "text";
    case Type::texts:
      return "list of texts";
    case Type::numbers:
      return "list of numbers";
    case Type::choice:
      return "choice";
    case Type::instant:
      return "date";
    case Type::duration:
      return "duration";
    case Type::file:
      return "file";
    case Type::model:
      return "model";
    case Type::record:
      return "catalogue entry";
    case Type::group:
      return "map";
    case Type::list:
      return "list";
  }
  return "";
}

std::string range_text(const FieldInfo& field) {
  const bool low = !std::isinf(field.min);
  const bool high = !std::isinf(field.max);
  const auto limit = [&](double value) {
    const bool duration = field.type == Type::duration;
    return duration ? duration_text({.months = 0, .span_ns = from_seconds(value)})
                    : quantity_text(value, field.unit);
  };
  if (low && high)
    return (field.above_min ? "> " : "") + limit(field.min) + " to " + limit(field.max);
  if (low) return (field.above_min ? "> " : "≥ ") + limit(field.min);
  return high ? "≤ " + limit(field.max) : "";
}

}  // namespace gigawatt
