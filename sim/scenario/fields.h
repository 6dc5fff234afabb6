// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every parameter struct lists its fields once:
//
//   struct GridParams {
//     double limit_w = 0.0;
//     double price_usd_per_kwh = 0.05;
//
//     void visit(FieldVisitor& v) {
//       v.number({.name = "limit", .unit = "W", .doc = "Largest import.", .min = 0.0, .required =
//       true}, limit_w); v.number({.name = "price", .unit = "USD/kWh", .doc = "Energy price."},
//       price_usd_per_kwh);
//     }
//   };
//
// The scenario reader, the JSON Schema, the reference docs and `gigawatt models` are visitors of
// that list. A visitor that describes (schema, docs) is called on a default-constructed struct,
// so the values it sees are the defaults.

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "sim/engine/time.h"

namespace gigawatt {

class FieldVisitor;

/// What the user may write for one key. Numbers are stored in `unit`, whatever unit of the same
/// dimension the file uses. Special units: "" pure number (accepts `15 %`), "K" absolute
/// temperature (accepts `27 degC`), "dK" temperature difference (accepts `5 K`).
struct Field {
  std::string_view name;
  std::string_view unit = "";
  std::string_view doc = "";
  double min = -std::numeric_limits<double>::infinity();  ///< In `unit`, inclusive.
  double max = std::numeric_limits<double>::infinity();   ///< In `unit`, inclusive.
  bool above_min = false;                                 ///< True: `min` itself is not allowed.
  bool required = false;
  std::span<const std::string_view> meanings{};  ///< Of each word of a choice; empty = not told.
};

/// The words of a choice with what each means, in one line.
template <std::size_t N>
struct Choices {
  std::array<std::string_view, N> names, meanings;
};

struct Choice {
  std::string_view name, meaning;
};

/// `constexpr auto kModes = choices({{"async", "Work goes on."}, {"sync", "Work stands still."}});`
template <std::size_t N>
constexpr Choices<N> choices(const Choice (&list)[N]) {
  Choices<N> made{};
  for (std::size_t i = 0; i < N; ++i) {
    made.names[i] = list[i].name;
    made.meanings[i] = list[i].meaning;
  }
  return made;
}

/// A span on the calendar: `1 year`, `18 months`, `36 hours`. Years and months are calendar steps.
struct CalendarDuration {
  int months = 0;            ///< Years count 12.
  std::int64_t span_ns = 0;  ///< The rest: weeks, days, hours, ... ≥ 0.

  /// `start` moved by this duration; a day that does not exist becomes the month's last.
  TimeNs after(TimeNs start_ns) const;
};

/// A file the scenario names, resolved against the scenario's folder, GIGAWATT_DATA, installed
/// data.
struct DataFile {
  std::string written;   ///< As in the scenario; empty = not given.
  std::string resolved;  ///< Absolute path of an existing file, "" if it was not found.
};

/// Parameters chosen by `model:`. The registry makes the concrete struct.
class ModelParams {
 public:
  virtual ~ModelParams() = default;
  virtual void visit(FieldVisitor& visitor) = 0;
};

/// A field holding one model of a kind ("heat-rejection", "converter", ...), or none.
struct ModelSlot {
  std::string name;                           ///< `model:` as chosen; empty = absent.
  std::shared_ptr<const ModelParams> params;  ///< Null = absent.
};

/// Access to a list of structs without knowing their type. Made by FieldVisitor::list.
class ListAccess {
 public:
  virtual ~ListAccess() = default;
  virtual std::size_t size() const = 0;
  virtual void clear() = 0;
  virtual void append() = 0;  ///< A default element at the end.
  virtual void visit_item(std::size_t index, FieldVisitor& visitor) = 0;
  virtual void visit_default(FieldVisitor& visitor) = 0;  ///< A throw-away default element.
};

/// Access to one nested struct (optional or not). Made by FieldVisitor::group.
class GroupAccess {
 public:
  virtual ~GroupAccess() = default;
  virtual void create() = 0;  ///< Engages an optional; nothing otherwise.
  virtual void visit(FieldVisitor& visitor) = 0;
  virtual void visit_default(FieldVisitor& visitor) = 0;
};

class FieldVisitor {
 public:
  virtual ~FieldVisitor() = default;

  virtual void number(const Field& field, double& value) = 0;
  virtual void number(const Field& field, std::optional<double>& value) = 0;
  /// A number, or one word in its place, such as `auto`: then `chosen`, and `value` is kept.
  virtual void number_or(const Field& field, std::string_view word, bool& chosen,
                         double& value) = 0;
  virtual void integer(const Field& field, std::int64_t& value) = 0;
  virtual void integer(const Field& field, std::optional<std::int64_t>& value) = 0;
  virtual void boolean(const Field& field, bool& value) = 0;
  virtual void text(const Field& field, std::string& value) = 0;
  virtual void texts(const Field& field, std::vector<std::string>& values) = 0;
  virtual void numbers(const Field& field, std::vector<double>& values) = 0;
  /// One of `names`; `index` is its position.
  virtual void choice(const Field& field, std::span<const std::string_view> names, int& index) = 0;
  /// A UTC instant from an ISO 8601 date or date-time; date-times may carry an offset.
  virtual void instant(const Field& field, std::optional<TimeNs>& value) = 0;
  virtual void duration(const Field& field, CalendarDuration& value) = 0;  ///< min, max in seconds.
  virtual void file(const Field& field, DataFile& value) = 0;
  /// A map with `model:` and that model's fields. With an empty field name the slot is the struct's
  /// own map: `{model: busway, unit: 1 MW, units: 180}` holds the model's fields and the struct's.
  virtual void model(const Field& field, std::string_view kind, ModelSlot& value) = 0;
  /// A catalogue entry of `kind` by name ("node", "chiller"); checked against the loaded catalogue.
  virtual void record(const Field& field, std::string_view kind, std::string& value) = 0;
  virtual void group(const Field& field, GroupAccess& group) = 0;
  virtual void list(const Field& field, ListAccess& items) = 0;  ///< min, max: number of items.
  /// Where the struct stands in the scenario ("sites.memphis.fleet.0"), for later problems.
  virtual void here(std::string& path) = 0;

  /// An enum whose values 0, 1, ... are written as `names`.
  template <class Enum>
    requires std::is_enum_v<Enum>
  void choice(const Field& field, std::span<const std::string_view> names, Enum& value) {
    int index = static_cast<int>(value);
    choice(field, names, index);
    value = static_cast<Enum>(index);
  }

  /// The same with the meaning of each word, for listings.
  template <std::size_t N, class Enum>
  void choice(Field field, const Choices<N>& choices, Enum& value) {
    field.meanings = choices.meanings;
    choice(field, choices.names, value);
  }

  /// A nested struct that is always there.
  template <class Struct>
    requires requires(Struct s, FieldVisitor& v) { s.visit(v); }
  void group(const Field& field, Struct& value) {
    struct Access final : GroupAccess {
      Struct& held;
      explicit Access(Struct& s) : held(s) {}
      void create() override {}
      void visit(FieldVisitor& v) override { held.visit(v); }
      void visit_default(FieldVisitor& v) override {
        Struct fresh;
        fresh.visit(v);
      }
    } access(value);
    group(field, static_cast<GroupAccess&>(access));
  }

  /// A nested struct that may be absent.
  template <class Struct>
  void group(const Field& field, std::optional<Struct>& value) {
    struct Access final : GroupAccess {
      std::optional<Struct>& held;
      explicit Access(std::optional<Struct>& s) : held(s) {}
      void create() override { held.emplace(); }
      void visit(FieldVisitor& v) override {
        if (held) held->visit(v);
      }
      void visit_default(FieldVisitor& v) override {
        Struct fresh;
        fresh.visit(v);
      }
    } access(value);
    group(field, static_cast<GroupAccess&>(access));
  }

  template <class Struct>
  void list(const Field& field, std::vector<Struct>& values) {
    struct Access final : ListAccess {
      std::vector<Struct>& held;
      explicit Access(std::vector<Struct>& s) : held(s) {}
      std::size_t size() const override { return held.size(); }
      void clear() override { held.clear(); }
      void append() override { held.emplace_back(); }
      void visit_item(std::size_t index, FieldVisitor& v) override { held[index].visit(v); }
      void visit_default(FieldVisitor& v) override {
        Struct fresh;
        fresh.visit(v);
      }
    } access(values);
    list(field, static_cast<ListAccess&>(access));
  }
};

}  // namespace gigawatt
