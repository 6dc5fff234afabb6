// SPDX-License-Identifier: Apache-2.0

// The schema serves completion and early squiggles in editors; the reader has the last word. It
// therefore never refuses what the reader accepts: a file that `extends` another may leave out any
// key, so "required" is said in the description and not enforced here.

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "sim/scenario/describe.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/units.h"

namespace gigawatt {
namespace {

using Json = nlohmann::ordered_json;
using Type = FieldInfo::Type;

constexpr const char* kNumberPattern = "[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?";

/// Units as alternatives of a regular expression.
std::string alternatives(const std::vector<std::string>& units) {
  std::string text;
  for (const std::string& unit : units) {
    if (!text.empty()) text += '|';
    for (const char c : unit) {
      if (c == '$') text += '\\';
      text += c;
    }
  }
  return text;
}

class SchemaBuilder {
 public:
  explicit SchemaBuilder(const Registry& registry) : registry_(registry) {}

  Json build(const std::vector<FieldInfo>& fields, const std::string& title) {
    Json schema;
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["title"] = title;
    const Json body = object(fields);
    schema.update(body);
    while (!wanted_kinds_.empty()) {
      const std::string kind = *wanted_kinds_.begin();
      wanted_kinds_.erase(wanted_kinds_.begin());
      definitions_["model_" + kind] = model_choice(kind, {});
    }
    // Sorted, so that the order in which fields are met does not show.
    for (auto& [name, definition] : definitions_)
      schema["definitions"][name] = definition;
    return schema;
  }

 private:
  static Json reference(const std::string& name) { return {{"$ref", "#/definitions/" + name}}; }

  Json object(const std::vector<FieldInfo>& fields) {
    for (const FieldInfo& field : fields) {
      if (field.type == Type::model && field.name.empty()) return model_choice(field.kind, fields);
    }
    return object_of(fields, Json::object());
  }

  /// An object with these fields, after `properties` that are already there.
  Json object_of(const std::vector<FieldInfo>& fields, Json properties) {
    for (const FieldInfo& field : fields) {
      if (!field.name.empty()) properties[field.name] = property(field);
    }
    properties["extends"] = {{"type", "string"},
                             {"description", "Scenario file this map builds on."}};
    return {
        {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  }

  /// One alternative per model of a kind, each with the surrounding struct's `own` fields.
  Json model_choice(const std::string& kind, const std::vector<FieldInfo>& own) {
    Json choices = Json::array();
    Json names = Json::array();
    for (const Registry::Entry& entry : registry_.entries()) {
      if (entry.kind != kind) continue;
      const auto params = entry.make();
      std::vector<FieldInfo> fields = describe_fields([&](FieldVisitor& v) { params->visit(v); });
      fields.insert(fields.end(), own.begin(), own.end());
      Json chosen = object_of(fields, {{"model", {{"const", entry.name}}}});
      chosen["title"] = entry.name;
      chosen["description"] = entry.doc;
      chosen["required"] = {"model"};
      choices.push_back(std::move(chosen));
      names.push_back(entry.name);
    }
    // Above a file that it extends, a map may leave the model as it is there.
    choices.push_back({{"type", "object"}, {"not", {{"required", {"model"}}}}});
    return {{"properties", {{"model", {{"enum", std::move(names)}}}}},
            {"oneOf", std::move(choices)}};
  }

  Json property(const FieldInfo& field) {
    Json schema = typed(field);
    std::string description = field.doc;
    const auto note = [&](const std::string& text) {
      description += (description.empty() ? "" : " ") + text;
    };
    if (field.required) note("Required.");
    if (const std::string range = range_text(field); !range.empty()) note("Range: " + range + ".");
    if (!description.empty()) schema["description"] = description;
    if (!field.default_text.empty()) schema["default"] = default_value(field);
    return schema;
  }

  static Json default_value(const FieldInfo& field) {
    const bool plain = field.type == Type::boolean || field.type == Type::integer ||
                       (field.type == Type::number && field.unit.empty());
    return plain && Json::accept(field.default_text) ? Json::parse(field.default_text)
                                                     : Json(field.default_text);
  }

  Json typed(const FieldInfo& field) {
    switch (field.type) {
      case Type::number:
        if (!field.word.empty()) return {{"anyOf", {{{"const", field.word}}, number(field)}}};
        return number(field);
      case Type::integer:
        return number(field);
      case Type::boolean:
        return {{"type", "boolean"}};
      case Type::text:
        return {{"type", {"string", "number", "boolean"}}};
      case Type::texts:
        return {{"type", {"array", "string"}}, {"items", {{"type", {"string", "number"}}}}};
      case Type::numbers:
        return {{"anyOf", {{{"type", "array"}, {"items", number(field)}}, number(field)}}};
      case Type::choice:
        return {{"enum", field.choices}};
      case Type::instant:
        return define("instant",
                      {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].+)?$"}});
      case Type::duration:
        return define("duration", {{"type", "string"},
                                   {"pattern", "^[0-9.]+ *[a-z]+( +[0-9.]+ *[a-z]+)*$"},
                                   {"examples", {"1 year", "18 months", "90 days", "36 hours"}}});
      case Type::file:
        return {{"type", "string"}};
      case Type::record:
        return {{"type", "string"}};
      case Type::model:
        if (definitions_.count("model_" + field.kind) == 0) wanted_kinds_.insert(field.kind);
        return all_of("model_" + field.kind);
      case Type::group:
        return object(field.fields);
      case Type::list:
        return list(field);
    }
    return Json::object();
  }

  Json list(const FieldInfo& field) {
    Json items = {{"type", "array"}, {"items", object(field.fields)}};
    if (!std::isinf(field.min)) items["minItems"] = static_cast<std::int64_t>(field.min);
    if (!std::isinf(field.max)) items["maxItems"] = static_cast<std::int64_t>(field.max);
    define(
        "table",
        {{"type", "object"},
         {"properties",
          {{"table",
            {{"type", "string"}, {"description", "CSV file whose first row names the fields."}}}}},
         {"required", {"table"}},
         {"additionalProperties", false}});
    return {{"anyOf", {std::move(items), reference("table")}}};
  }

  /// A number: bounds stand here, what is common to a unit in a definition.
  Json number(const FieldInfo& field) {
    const bool whole = field.type == Type::integer;
    const std::string name = whole                ? "integer"
                             : field.unit.empty() ? "number"
                                                  : "number_" + field.unit;
    std::string escaped;
    for (const char c : name)
      escaped += c == '/' || c == '%' || c == ' ' ? '_' : c;
    Json schema = define(escaped, with_cases(scalar(field)));
    if (field.unit.empty() && !std::isinf(field.min))
      schema[field.above_min ? "exclusiveMinimum" : "minimum"] = field.min;
    if (field.unit.empty() && !std::isinf(field.max)) schema["maximum"] = field.max;
    return schema;
  }

  static Json scalar(const FieldInfo& field) {
    const std::string number = std::string("^ *") + kNumberPattern;
    if (field.type == Type::integer)
      return {{"type", {"number", "string"}}, {"pattern", number + " *$"}};
    if (field.unit.empty())
      return {{"type", {"number", "string"}}, {"pattern", number + " *(%|ppm)? *$"}};
    // Compound units can be written in many ways; what has one name is listed.
    const std::string single = alternatives(single_units(field.unit));
    const std::string unit = (single.empty() ? "" : single + "|") + "[^ ]*[-/*·^].*|[^ ]+[23²³]";
    Json examples = Json::array();
    for (const std::string& usual : usual_units(field.unit))
      examples.push_back("1 " + usual);
    return {{"type", "string"},
            {"pattern", number + " *(" + unit + ") *$"},
            {"examples", std::move(examples)}};
  }

  static Json with_cases(const Json& one) {
    const Json cases = {
        {"type", "object"},
        {"properties",
         {{"low", one},
          {"base", one},
          {"high", one},
          {"distribution", {{"enum", {"triangular", "uniform", "normal", "log-normal"}}}}}},
        {"required", {"low", "base", "high"}},
        {"additionalProperties", false}};
    return {{"anyOf", {one, cases}}};
  }

  Json define(const std::string& name, Json definition) {
    definitions_.emplace(name, std::move(definition));
    return all_of(name);
  }

  /// In draft-07 a bare $ref hides its neighbours, the description among them.
  static Json all_of(const std::string& name) {
    return {{"allOf", Json::array({reference(name)})}};
  }

  const Registry& registry_;
  std::map<std::string, Json> definitions_;
  std::set<std::string> wanted_kinds_;
};

}  // namespace

std::string json_schema(const std::function<void(FieldVisitor&)>& visit, const Registry& registry,
                        const std::string& title) {
  return SchemaBuilder(registry).build(describe_fields(visit), title).dump(2) + "\n";
}

}  // namespace gigawatt
