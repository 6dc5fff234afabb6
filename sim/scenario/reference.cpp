// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/scenario/describe.h"
#include "sim/scenario/name_list.h"
#include "sim/scenario/reader.h"

namespace gigawatt {
namespace {

using Type = FieldInfo::Type;

/// Text inside a table cell.
std::string cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string code(const std::string& text) {
  return text.empty() ? "" : "`" + text + "`";
}

std::string value_text(const FieldInfo& field) {
  switch (field.type) {
    case Type::choice: {
      std::string names;
      for (const std::string& name : field.choices)
        names += (names.empty() ? "" : ", ") + code(name);
      return names;
    }
    case Type::model:
      return "a model of kind " + code(field.kind);
    case Type::record:
      return "name of a " + field.kind + " in the catalogue";
    default: {
      const std::string unit = unit_text(field);
      return std::string(type_name(field.type)) + (unit.empty() ? "" : " in " + unit) +
             (field.word.empty() ? "" : " or " + code(field.word));
    }
  }
}

void add_table(const std::vector<FieldInfo>& fields, std::string& page) {
  if (fields.empty()) {
    page += "No parameters.\n\n";
    return;
  }
  page += "| Key | Value | Default | Range | Meaning |\n| --- | --- | --- | --- | --- |\n";
  for (const FieldInfo& field : fields) {
    const std::string key = field.name.empty() ? "model" : field.name;
    const std::string fallback = field.required ? "required" : code(field.default_text);
    page += "| " + code(key) + " | " + cell(value_text(field)) + " | " + cell(fallback) + " | " +
            cell(range_text(field)) + " | " + cell(field.doc) + " |\n";
  }
  page += "\n";
}

/// The struct's own table, then one section per nested struct, headed by `marks` and its path.
void add_struct(const std::vector<FieldInfo>& fields, const std::string& path,
                const std::string& marks, std::string& page) {
  add_table(fields, page);
  for (const FieldInfo& field : fields) {
    if (field.fields.empty()) continue;
    const std::string below = path + field.name + (field.type == Type::list ? "[]" : "");
    page += fmt::format("{} `{}`\n\n", marks, below);
    if (!field.doc.empty()) page += fmt::format("{}\n\n", field.doc);
    add_struct(field.fields, below + ".", marks, page);
  }
}

}  // namespace

std::string reference_markdown(const std::function<void(FieldVisitor&)>& visit,
                               const Registry& registry) {
  std::string page = "## Top level\n\n";
  add_struct(describe_fields(visit), "", "##", page);

  std::vector<std::string> kinds;
  for (const Registry::Entry& entry : registry.entries()) {
    bool known = false;
    for (const std::string& kind : kinds)
      known = known || kind == entry.kind;
    if (!known) kinds.push_back(entry.kind);
  }
  for (const std::string& kind : kinds) {
    page += "## Models of kind `" + kind + "`\n\n";
    for (const Registry::Entry& entry : registry.entries()) {
      if (entry.kind != kind) continue;
      const auto params = entry.make();
      page += "### `" + entry.name + "`\n\n" + entry.doc + "\n\n";
      add_struct(describe_fields([&](FieldVisitor& v) { params->visit(v); }), entry.name + ".",
                 "####", page);
    }
  }
  return page;
}

}  // namespace gigawatt
