// SPDX-License-Identifier: Apache-2.0
#pragma once

// The file's side of the generator catalogue; for generator_catalogue.cpp alone.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/power/sources/curve_fields.h"
#include "models/power/sources/generator_catalogue.h"

namespace gigawatt::power {

struct FuelFields {
  std::string path;
  FuelType fuel;
  SourcedNumberField<Measure::ratio> hhv_over_lhv;
  SourcedNumberField<Measure::mass_per_heat> co2;

  void visit(FieldVisitor& v);
  FuelType result() const;
};

struct AirRuleFields {
  std::string path;
  AirRule rule;
  double reference_k = 288.15, min_k = 273.15, max_k = 313.15;
  SourcedNumberField<Measure::per_kelvin> output_loss, efficiency_loss;
  SourcedNumberField<Measure::per_metre> altitude_loss;

  void visit(FieldVisitor& v);
  AirRule result() const;
};

struct PlannedBlockFields {
  std::int64_t month = 1, week = 2, hour = 0;
  int weekday = 0;
  double length_s = 0.0;

  void visit(FieldVisitor& v);
};

struct PlannedFields {
  std::string path;
  PlannedPreset preset;
  std::vector<PlannedBlockFields> blocks;

  void visit(FieldVisitor& v);
  PlannedPreset result() const;
};

struct SizeFields {
  SizeClass size;
  SourcedNumberField<Measure::efficiency> efficiency;
  std::optional<SourcedNumberField<Measure::price_of_power>> installed;
  std::optional<SourcedNumberField<Measure::price_of_energy>> upkeep;

  void visit(FieldVisitor& v);
  SizeClass result() const;
};

/// The first day on which a machine can be had.
struct EarliestFields {
  std::optional<TimeNs> value;
  std::string source, date;

  void visit(FieldVisitor& v);
};

struct GeneratorFields {
  std::string path;
  GeneratorType type;
  bool flat = false;
  std::optional<SourcedNumberField<Measure::power>> output, least_full_load, most_full_load,
      standby, auxiliary;
  std::optional<SourcedNumberField<Measure::efficiency>> efficiency;
  std::vector<SizeFields> sizes;
  std::optional<PolynomialFields> output_curve, efficiency_curve;
  std::optional<AirTableFields> air_table;
  std::optional<PartLoadFields> part_load;
  SourcedNumberField<Measure::share> min_load;
  SourcedNumberField<Measure::time> start;
  SourcedNumberField<Measure::relative_ramp> ramp;
  std::optional<SourcedNumberField<Measure::time>> min_up, min_down, up, repair;
  std::optional<SourcedNumberField<Measure::share>> availability, start_failure;
  std::optional<SourcedNumberField<Measure::mass_per_heat>> nox;
  std::optional<EarliestFields> earliest;

  void visit(FieldVisitor& v);
  GeneratorType result() const;
};

}  // namespace gigawatt::power
