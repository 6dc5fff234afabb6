// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/generator_fields.h"

#include <array>
#include <string_view>

#include "models/climate/psychrometrics.h"
#include "models/power/sources/field_parts.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays{"monday", "tuesday",  "wednesday", "thursday",
                                                    "friday", "saturday", "sunday"};
constexpr std::array<std::string_view, 3> kKnowledge{"published", "class-default", "weak"};
constexpr std::array<std::string_view, 2> kHeatingValues{"lhv", "hhv"};

template <class Field>
std::optional<SourcedNumber> plain(const std::optional<Field>& field) {
  if (!field) return std::nullopt;
  return static_cast<const SourcedNumber&>(*field);
}

}  // namespace

void FuelFields::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "As written after `fuel:`.", .required = true}, fuel.name);
  v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, fuel.doc);
  v.group({.name = "hhv_over_lhv", .doc = "Higher over lower heating value.", .required = true},
          hhv_over_lhv);
  v.group({.name = "co2", .doc = "CO2 per heat, higher heating value.", .required = true}, co2);
}

FuelType FuelFields::result() const {
  FuelType made = fuel;
  made.hhv_over_lhv = hhv_over_lhv;
  made.co2_kg_per_j_hhv = co2;
  return made;
}

void AirRuleFields::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "As written after `air:`.", .required = true}, rule.name);
  v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, rule.doc);
  v.number({.name = "reference", .unit = "K", .doc = "Air of the rating."}, reference_k);
  v.number({.name = "temperature_min", .unit = "K", .doc = "It holds from.", .required = true},
           min_k);
  v.number({.name = "temperature_max", .unit = "K", .doc = "It holds up to.", .required = true},
           max_k);
  v.number({.name = "altitude_max", .unit = "m", .doc = "It holds up to.", .required = true},
           rule.max_altitude_m);
  v.group({.name = "output_loss", .doc = "Of the rating, per kelvin.", .required = true},
          output_loss);
  v.group({.name = "altitude_loss", .doc = "Of output, per metre.", .required = true},
          altitude_loss);
  v.group({.name = "efficiency_loss", .doc = "Of efficiency, per kelvin.", .required = true},
          efficiency_loss);
}

AirRule AirRuleFields::result() const {
  AirRule made = rule;
  made.reference_c = celsius(reference_k);
  made.min_c = celsius(min_k);
  made.max_c = celsius(max_k);
  made.output_per_k = output_loss;
  made.output_per_m = altitude_loss;
  made.efficiency_per_k = efficiency_loss;
  return made;
}

void PlannedBlockFields::visit(FieldVisitor& v) {
  v.integer({.name = "month", .doc = "1 to 12.", .min = 1.0, .max = 12.0, .required = true}, month);
  v.integer({.name = "week",
             .doc = "Counted from the Monday on or before the first of the month.",
             .min = 2.0,
             .max = 4.0,
             .required = true},
            week);
  v.choice({.name = "weekday", .doc = "Its first day.", .required = true}, kWeekdays, weekday);
  v.integer({.name = "hour", .doc = "Local standard time.", .min = 0.0, .max = 23.0}, hour);
  v.number({.name = "length",
            .unit = "s",
            .doc = "How long it is away.",
            .min = 0.0,
            .max = 60.0 * 86400.0,
            .above_min = true,
            .required = true},
           length_s);
}

void PlannedFields::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "As written after `planned:`.", .required = true}, preset.name);
  v.list({.name = "blocks", .doc = "Times out of service, each year.", .required = true}, blocks);
  visit_source(v, preset.source, preset.date);
}

PlannedPreset PlannedFields::result() const {
  PlannedPreset made = preset;
  for (const PlannedBlockFields& block : blocks)
    made.blocks.push_back({static_cast<int>(block.month), static_cast<int>(block.week),
                           block.weekday + 1, static_cast<int>(block.hour),
                           from_seconds(block.length_s)});
  return made;
}

void SizeFields::visit(FieldVisitor& v) {
  v.number({.name = "from", .unit = "W", .doc = "Smallest rating.", .min = 0.0, .required = true},
           size.from_w);
  v.number({.name = "to", .unit = "W", .doc = "Largest rating.", .min = 0.0, .required = true},
           size.to_w);
  v.group({.name = "efficiency", .doc = "At full load.", .required = true}, efficiency);
  v.group({.name = "installed", .doc = "Cost of building it."}, installed);
  v.group({.name = "upkeep", .doc = "Cost of operation and maintenance per energy."}, upkeep);
}

SizeClass SizeFields::result() const {
  SizeClass made = size;
  made.efficiency = efficiency;
  made.installed_usd_per_w = plain(installed);
  made.upkeep_usd_per_j = plain(upkeep);
  return made;
}

void EarliestFields::visit(FieldVisitor& v) {
  v.instant({.name = "value", .doc = "The date.", .required = true}, value);
  visit_source(v, source, date);
}

std::string_view knowledge_name(Knowledge knowledge) {
  return kKnowledge[static_cast<std::size_t>(knowledge)];
}

void GeneratorFields::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "As written after `record:`.", .required = true}, type.name);
  v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, type.doc);
  v.text({.name = "kind", .doc = "gas-turbine, engine, fuel-cell, ...", .required = true},
         type.kind);
  v.choice({.name = "knowledge", .doc = "The best that is known of it.", .required = true},
           kKnowledge, type.knowledge);
  v.text({.name = "fuel", .doc = "Name under `fuels`.", .required = true}, type.fuel);
  v.choice({.name = "heating_value", .doc = "That efficiencies are stated on.", .required = true},
           kHeatingValues, type.heating_value);
  v.group({.name = "output", .doc = "Rating; absent where the scenario gives it."}, output);
  v.group({.name = "efficiency", .doc = "At the reference point."}, efficiency);
  v.list({.name = "sizes", .doc = "Instead: efficiency by rating."}, sizes);
  v.group({.name = "least_full_load", .doc = "Full load is not less."}, least_full_load);
  v.group({.name = "most_full_load", .doc = "Full load is not more; the rating if absent."},
          most_full_load);
  v.group({.name = "standby", .doc = "Own use while it stands."}, standby);
  v.group({.name = "auxiliary", .doc = "Own use while it runs."}, auxiliary);
  v.boolean({.name = "flat", .doc = "Output and efficiency do not depend on air."}, flat);
  v.group({.name = "output_curve", .doc = "Full load over the rating."}, output_curve);
  v.group({.name = "efficiency_curve", .doc = "Efficiency over the reference."}, efficiency_curve);
  v.group({.name = "air_table", .doc = "Instead: output and fuel on a grid."}, air_table);
  v.group({.name = "part_load", .doc = "Efficiency by load; flat if absent."}, part_load);
  v.group({.name = "min_load", .doc = "Least stable load.", .required = true}, min_load);
  v.group({.name = "start", .doc = "From the order to full load.", .required = true}, start);
  v.group({.name = "ramp", .doc = "Of the rating, per time.", .required = true}, ramp);
  v.group({.name = "min_up", .doc = "Least time on; 0 if absent."}, min_up);
  v.group({.name = "min_down", .doc = "Least time off; 0 if absent."}, min_down);
  v.group({.name = "up", .doc = "Mean running time to a failure."}, up);
  v.group({.name = "repair", .doc = "Mean time of a repair."}, repair);
  v.group({.name = "availability", .doc = "Instead of `up`: up / (up + repair)."}, availability);
  v.group({.name = "start_failure", .doc = "Share of starts that fail."}, start_failure);
  v.group({.name = "nox", .doc = "NOx per heat of fuel, higher heating value."}, nox);
  v.text({.name = "planned", .doc = "Name under `planned_outages`; none if absent."}, type.planned);
  v.group({.name = "earliest", .doc = "It cannot be had before."}, earliest);
}

GeneratorType GeneratorFields::result() const {
  GeneratorType made = type;
  made.output_w = plain(output);
  made.efficiency = plain(efficiency);
  for (const SizeFields& size : sizes)
    made.sizes.push_back(size.result());
  made.least_full_load_w = plain(least_full_load);
  made.most_full_load_w = plain(most_full_load);
  made.standby_w = plain(standby);
  made.auxiliary_w = plain(auxiliary);
  made.air_known = flat || output_curve || air_table;
  if (output_curve) made.output_curve = output_curve->result(made.name);
  if (efficiency_curve) made.efficiency_curve = efficiency_curve->result(made.name);
  if (air_table && output && efficiency && air_table->fault().empty()) {
    made.output_curve = air_table->output(made.name, output->value);
    made.efficiency_curve = air_table->efficiency(made.name, efficiency->value);
  }
  if (part_load && part_load->fault().empty()) made.part_load = part_load->result();
  made.min_load = min_load;
  made.start_s = start;
  made.ramp_per_s = ramp;
  made.min_up_s = plain(min_up);
  made.min_down_s = plain(min_down);
  made.up_s = plain(up);
  made.repair_s = plain(repair);
  made.availability = plain(availability);
  made.start_failure = plain(start_failure);
  made.nox_kg_per_j_hhv = plain(nox);
  if (earliest) {
    made.earliest_ns = earliest->value;
    made.earliest_source = earliest->source;
  }
  return made;
}

}  // namespace gigawatt::power
