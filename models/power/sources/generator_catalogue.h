// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/power/sources/generator_curves.h"
#include "models/power/sources/outage_law.h"
#include "models/power/sources/sourced_number.h"
#include "sim/engine/time.h"
#include "sim/scenario/reader.h"

namespace gigawatt::power {

enum class HeatingValue { lhv, hhv };

/// What a generator burns.
struct FuelType {
  std::string name;
  std::string doc;
  SourcedNumber hhv_over_lhv;  ///< Higher over lower heating value; 1 where there is no water.
  SourcedNumber co2_kg_per_j_hhv;
};

/// How output and efficiency fall with heat and height where no curve is known. A rule of thumb.
struct AirRule {
  std::string name;
  std::string doc;
  SourcedNumber output_per_k;      ///< Share of output lost per kelvin above `reference_c`.
  SourcedNumber output_per_m;      ///< Share of output lost per metre of altitude.
  SourcedNumber efficiency_per_k;  ///< Share of efficiency lost per kelvin.
  double reference_c = 15.0;
  double min_c = 0.0, max_c = 0.0, max_altitude_m = 0.0;

  AirCurve output() const;
  AirCurve efficiency() const;
};

struct PlannedPreset {
  std::string name;
  std::vector<PlannedBlock> blocks;
  std::string source, date;
};

/// Machines of one kind within a range of sizes, lower end included, upper end only in the last.
struct SizeClass {
  double from_w = 0.0, to_w = 0.0;
  SourcedNumber efficiency;  ///< On the entry's heating value.
  std::optional<SourcedNumber> installed_usd_per_w, upkeep_usd_per_j;
};

/// Best that is known of an entry: measured or a maker's data, the default of a published tool for
/// a class, or weak (press, rules of thumb).
enum class Knowledge { published, class_default, weak };
/// As written after `knowledge:`.
std::string_view knowledge_name(Knowledge knowledge);

/// One machine, or one class of machines, as the catalogue knows it. What no source gives is
/// absent.
struct GeneratorType {
  std::string name, doc, kind, fuel;
  Knowledge knowledge = Knowledge::weak;
  HeatingValue heating_value = HeatingValue::lhv;  ///< That `efficiency` is stated on.
  std::optional<SourcedNumber> output_w;           ///< Absent: the scenario says `unit:`.
  std::optional<SourcedNumber> efficiency;         ///< Absent: it follows from the size.
  std::vector<SizeClass> sizes;
  std::optional<SourcedNumber> least_full_load_w, most_full_load_w;
  std::optional<SourcedNumber> standby_w, auxiliary_w;
  bool air_known = false;  ///< Flat or curves; else the scenario must say `air:`.
  AirCurve output_curve, efficiency_curve;
  Curve part_load;
  SourcedNumber min_load, start_s;  ///< Start: from the order to full load.
  SourcedNumber ramp_per_s;         ///< Share of the rating per second.
  std::optional<SourcedNumber> min_up_s, min_down_s;
  std::optional<SourcedNumber> up_s, repair_s, availability, start_failure;
  std::optional<SourcedNumber> nox_kg_per_j_hhv;
  std::string planned;                ///< Name of a preset; empty = none.
  std::optional<TimeNs> earliest_ns;  ///< It cannot be had before.
  std::string earliest_source;
};

/// `scenarios/catalog/generators.yaml` and others like it: every number with source and date.
class GeneratorCatalogue {
 public:
  /// Adds a file; `{low, base, high}` numbers take `number_case`. ScenarioError with marks: unknown
  /// fuels and presets, doubled names, curves that do not fit together.
  void load(const std::string& path, Case number_case = Case::base);

  const GeneratorType* find(std::string_view name) const;
  const FuelType* fuel(std::string_view name) const;
  const AirRule* air_rule(std::string_view name) const;
  const PlannedPreset* planned(std::string_view name) const;
  std::vector<std::string> names() const;
  std::vector<std::string> fuel_names() const;
  std::vector<std::string> air_rule_names() const;
  std::vector<std::string> planned_names() const;

 private:
  std::map<std::string, FuelType, std::less<>> fuels_;
  std::map<std::string, AirRule, std::less<>> air_rules_;
  std::map<std::string, PlannedPreset, std::less<>> planned_;
  std::map<std::string, GeneratorType, std::less<>> types_;
};

}  // namespace gigawatt::power
