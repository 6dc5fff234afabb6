// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/generator_catalogue.h"

#include <utility>

#include <fmt/format.h>

#include "models/power/sources/generator_fields.h"
#include "sim/scenario/name_list.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/tree.h"

namespace gigawatt::power {
namespace {

struct FileFields {
  std::vector<FuelFields> fuels;
  std::vector<AirRuleFields> air_rules;
  std::vector<PlannedFields> planned;
  std::vector<GeneratorFields> generators;

  void visit(FieldVisitor& v) {
    v.list({.name = "fuels", .doc = "What generators burn."}, fuels);
    v.list({.name = "air_rules", .doc = "Rules of thumb for hot and thin air."}, air_rules);
    v.list({.name = "planned_outages", .doc = "Maintenance calendars."}, planned);
    v.list({.name = "generators", .doc = "Machines and classes of machines."}, generators);
  }
};

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : map)
    names.push_back(name);
  return names;
}

template <class Map>
auto* find_in(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : &found->second;
}

template <class Map, class Entry>
void add(Map& map, const std::string& path, Entry entry, ProblemList& problems) {
  const std::string name = entry.name;
  if (!map.emplace(name, std::move(entry)).second)
    problems.add(path + ".name", fmt::format("'{}' is in the catalogue already", name),
                 "choose another name");
}

template <class Map>
void check_name(const Map& known, const std::string& path, const char* what,
                const std::string& name, ProblemList& problems) {
  if (!known.contains(name))
    problems.add(path, fmt::format("unknown {} '{}'", what, name), name_list(keys_of(known)),
                 nearest_name(name, keys_of(known)));
}

void check_sizes(const GeneratorFields& fields, ProblemList& problems) {
  const std::vector<SizeFields>& sizes = fields.sizes;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const bool rises = sizes[i].size.from_w < sizes[i].size.to_w;
    const bool joins = i == 0 || sizes[i].size.from_w == sizes[i - 1].size.to_w;
    if (!rises || !joins)
      problems.add(fmt::format("{}.sizes.{}", fields.path, i), "sizes do not follow each other",
                   "expected from < to, and the next from = to");
  }
}

/// What the ranges of single fields cannot say.
void check(const GeneratorFields& fields, ProblemList& problems) {
  const auto blame = [&](const char* key, std::string what, std::string expected) {
    problems.add(fmt::format("{}.{}", fields.path, key), std::move(what), std::move(expected));
  };
  if (fields.efficiency.has_value() == !fields.sizes.empty())
    blame("efficiency", "no efficiency, or two", "give either `efficiency` or `sizes`");
  check_sizes(fields, problems);
  if (fields.flat && (fields.output_curve || fields.efficiency_curve || fields.air_table))
    blame("flat", "flat, and yet curves of air", "remove one of them");
  if (fields.air_table && (fields.output_curve || fields.efficiency_curve))
    blame("air_table", "a table beside curves", "remove one of them");
  if (fields.air_table && !(fields.output && fields.efficiency))
    blame("air_table", "a table without rating and efficiency to scale by",
          "give `output` and `efficiency`");
  if (fields.air_table && fields.type.heating_value != HeatingValue::lhv)
    blame("heating_value", "the table's fuel is counted by its lower heating value",
          "write `heating_value: lhv`");
  if (fields.air_table)
    if (const std::string fault = fields.air_table->fault(); !fault.empty())
      blame(
          "air_table", fault,
          "expected rising temperatures and pressures and one output and fuel flow for each pair");
  if (fields.part_load)
    if (const std::string fault = fields.part_load->fault(); !fault.empty())
      blame("part_load", fault, "expected four coefficients, or as many loads as efficiencies");
  for (const auto& [key, curve] : {std::pair{"output_curve", &fields.output_curve},
                                   std::pair{"efficiency_curve", &fields.efficiency_curve}})
    if (*curve && (*curve)->coefficients.size() != 7)
      blame(key, fmt::format("{} coefficients", (*curve)->coefficients.size()),
            "expected seven: of 1, T, T², T³, z, z², T z");
  if (fields.part_load && fields.min_load.value < fields.part_load->result().min)
    blame("min_load",
          fmt::format("{:g} is below {:g}, where the part-load curve begins", fields.min_load.value,
                      fields.part_load->result().min),
          "expected a minimum load within the curve");
  if (fields.up && fields.availability)
    blame("availability", "given beside `up`", "remove one of them");
  if ((fields.up || fields.availability || fields.start_failure) && !fields.repair)
    blame("repair", "failures without a time of repair", "give `repair`");
}

}  // namespace

void GeneratorCatalogue::load(const std::string& path, Case number_case) {
  const Tree tree = load_scenario_tree(path);
  ProblemList problems(tree);
  ReadOptions options;
  options.number_case = number_case;
  FileFields file;
  read_fields(tree, "", options, [&file](FieldVisitor& v) { file.visit(v); }, problems);
  problems.throw_if_any();

  GeneratorCatalogue read = *this;
  for (const FuelFields& fields : file.fuels)
    add(read.fuels_, fields.path, fields.result(), problems);
  for (const AirRuleFields& fields : file.air_rules)
    add(read.air_rules_, fields.path, fields.result(), problems);
  for (const PlannedFields& fields : file.planned)
    add(read.planned_, fields.path, fields.result(), problems);
  for (const GeneratorFields& fields : file.generators) {
    check(fields, problems);
    check_name(read.fuels_, fields.path + ".fuel", "fuel", fields.type.fuel, problems);
    if (!fields.type.planned.empty())
      check_name(read.planned_, fields.path + ".planned", "maintenance calendar",
                 fields.type.planned, problems);
    add(read.types_, fields.path, fields.result(), problems);
  }
  problems.throw_if_any();
  *this = std::move(read);
}

AirCurve AirRule::output() const {
  // (1 - a (T - T0)) (1 - b z), written out.
  const double a = output_per_k.value, b = output_per_m.value;
  const double at_zero = 1.0 + a * reference_c;
  AirCurve curve;
  curve.name = name;
  curve.min_c = min_c;
  curve.max_c = max_c;
  curve.max_altitude_m = max_altitude_m;
  curve.polynomial = {at_zero, -a, 0.0, 0.0, -b * at_zero, 0.0, a * b};
  return curve;
}

AirCurve AirRule::efficiency() const {
  AirCurve curve = output();
  const double a = efficiency_per_k.value;
  curve.polynomial = {1.0 + a * reference_c, -a, 0.0, 0.0, 0.0, 0.0, 0.0};
  return curve;
}

const GeneratorType* GeneratorCatalogue::find(std::string_view name) const {
  return find_in(types_, name);
}
const FuelType* GeneratorCatalogue::fuel(std::string_view name) const {
  return find_in(fuels_, name);
}
const AirRule* GeneratorCatalogue::air_rule(std::string_view name) const {
  return find_in(air_rules_, name);
}
const PlannedPreset* GeneratorCatalogue::planned(std::string_view name) const {
  return find_in(planned_, name);
}
std::vector<std::string> GeneratorCatalogue::names() const {
  return keys_of(types_);
}
std::vector<std::string> GeneratorCatalogue::fuel_names() const {
  return keys_of(fuels_);
}
std::vector<std::string> GeneratorCatalogue::air_rule_names() const {
  return keys_of(air_rules_);
}
std::vector<std::string> GeneratorCatalogue::planned_names() const {
  return keys_of(planned_);
}

}  // namespace gigawatt::power
