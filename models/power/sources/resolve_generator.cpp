// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "models/power/sources/generator_params.h"
#include "sim/engine/calendar.h"
#include "sim/scenario/name_list.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {
namespace {

/// Collects problems below the path of the block.
class Findings {
 public:
  Findings(std::string path, std::vector<Problem>& problems)
      : path_(std::move(path)), problems_(problems), before_(problems.size()) {}

  void add(const char* key, std::string what, std::string expected, std::string suggestion = "") {
    problems_.push_back(problem_at(key_path(path_, key), std::move(what), std::move(expected),
                                   std::move(suggestion)));
  }
  void add_unknown(const char* key, const char* what, const std::string& name,
                   const std::vector<std::string>& known) {
    add(key, fmt::format("unknown {} '{}'", what, name), name_list(known),
        nearest_name(name, known));
  }
  bool found() const { return problems_.size() > before_; }

 private:
  std::string path_;
  std::vector<Problem>& problems_;
  std::size_t before_;
};

double value_or(const std::optional<SourcedNumber>& number, double otherwise) {
  return number ? number->value : otherwise;
}

double rating_w(const GeneratorParams& params, const GeneratorType& type, Findings& findings) {
  const bool open = !type.output_w || type.knowledge == Knowledge::weak;
  if (params.unit_w && !open)
    findings.add("unit",
                 fmt::format("{} is a machine of {:g} MW", type.name, type.output_w->value / 1e6),
                 "remove `unit`, or choose a record without a rating");
  if (!params.unit_w && !type.output_w)
    findings.add("unit", fmt::format("{} is a class of machines without a rating", type.name),
                 "give the rating of one unit");
  return params.unit_w ? *params.unit_w : value_or(type.output_w, 0.0);
}

double efficiency(const GeneratorType& type, double rated_w, Findings& findings) {
  if (type.efficiency) return type.efficiency->value;
  for (const SizeClass& size : type.sizes)
    if (rated_w >= size.from_w &&
        (rated_w < size.to_w || (&size == &type.sizes.back() && rated_w == size.to_w)))
      return size.efficiency.value;
  findings.add("unit", fmt::format("{:g} MW is no size of {}", rated_w / 1e6, type.name),
               fmt::format("expected {:g} to {:g} MW", type.sizes.front().from_w / 1e6,
                           type.sizes.back().to_w / 1e6));
  return 1.0;
}

/// Puts the curves of air into `machine`, as the block, the rule it names, or the record says.
void choose_air(const GeneratorParams& params, const GeneratorType& type,
                const GeneratorCatalogue& catalogue, GeneratorCurves& machine, Findings& findings) {
  if (params.air_table) {
    if (!params.air.empty()) findings.add("air", "given beside `air_table`", "remove one of them");
    if (const std::string fault = params.air_table->fault(); !fault.empty()) {
      findings.add("air_table", fault,
                   "expected rising temperatures and altitudes and one factor for each pair");
      return;
    }
    machine.output = params.air_table->output_curve(type.name);
    machine.efficiency = params.air_table->efficiency_curve(type.name);
    return;
  }
  if (params.air == "flat") return;
  if (!params.air.empty()) {
    if (const AirRule* rule = catalogue.air_rule(params.air)) {
      machine.output = rule->output();
      machine.efficiency = rule->efficiency();
      return;
    }
    std::vector<std::string> known = catalogue.air_rule_names();
    known.emplace_back("flat");
    findings.add_unknown("air", "rule", params.air, known);
    return;
  }
  if (!type.air_known)
    findings.add("record",
                 fmt::format("how {} loses output in hot and thin air is not published", type.name),
                 "give `air_table:`, or write `air: generic-gas-turbine` (a rule of thumb) or "
                 "`air: flat`");
  machine.output = type.output_curve;
  machine.efficiency = type.efficiency_curve;
}

/// At the key that chose the curves, if the site is higher than they reach.
void check_altitude(const GeneratorParams& params, const GeneratorCurves& machine,
                    double altitude_m, Findings& findings) {
  const double reach_m = std::min(machine.output.max_altitude_m, machine.efficiency.max_altitude_m);
  if (altitude_m <= reach_m) return;
  const char* key = params.air_table ? "air_table" : params.air.empty() ? "record" : "air";
  findings.add(key,
               fmt::format("the site lies at {:g} m and the curves of {} end at {:.0f} m",
                           altitude_m, machine.output.name, reach_m),
               "give `air_table:` with altitudes that reach the site");
}

void set_failures(const GeneratorParams& params, const GeneratorType& type, GeneratorModel& model,
                  Findings& findings) {
  const FailureParams given = params.failures.value_or(FailureParams{});
  const auto pick = [&](const std::optional<double>& own,
                        const std::optional<SourcedNumber>& record) -> std::optional<double> {
    if (params.failures) return own;
    return record ? std::optional(record->value) : std::nullopt;
  };
  std::optional<double> up_s = pick(given.up_s, type.up_s);
  const std::optional<double> repair_s = pick(given.repair_s, type.repair_s);
  const std::optional<double> availability = pick(given.availability, type.availability);
  model.start_failure = pick(given.start_failure, type.start_failure).value_or(0.0);
  if (up_s && availability)
    findings.add("failures.availability", "given beside `up`", "remove one of them");
  if (!repair_s && (up_s || availability || model.start_failure > 0.0)) {
    findings.add("failures", "failures without a time of repair", "give `repair`");
    return;
  }
  if (repair_s) model.repair = SpanLaw::exponential(*repair_s);
  if (availability && *availability < 1.0) up_s = *repair_s * *availability / (1.0 - *availability);
  if (up_s)
    model.up = given.weibull_k ? SpanLaw::weibull_of_mean(*up_s, *given.weibull_k)
                               : SpanLaw::exponential(*up_s);
}

void set_planned(const GeneratorParams& params, const GeneratorType& type,
                 const GeneratorCatalogue& catalogue, GeneratorModel& model, Findings& findings) {
  const std::string& name = params.planned.empty() ? type.planned : params.planned;
  model.planned_stagger_ns = from_seconds(params.stagger_s);
  if (name.empty() || name == "none") return;
  if (const PlannedPreset* preset = catalogue.planned(name)) {
    model.planned = preset->blocks;
    return;
  }
  std::vector<std::string> known = catalogue.planned_names();
  known.emplace_back("none");
  findings.add_unknown("planned", "maintenance calendar", name, known);
}

PermitLimits permit_of(const std::optional<PermitParams>& params, std::int64_t utc_offset_ns) {
  PermitLimits limits;
  limits.utc_offset_ns = utc_offset_ns;
  if (!params) return limits;
  if (params->run_s_per_year) limits.run_ns_per_year = from_seconds(*params->run_s_per_year);
  limits.nox_kg_per_12_months =
      params->nox_kg_per_12_months.value_or(std::numeric_limits<double>::infinity());
  limits.starts_per_year = params->starts_per_year.value_or(kNever);
  limits.expires_ns = params->expires.value_or(kNever);
  return limits;
}

void check_delivery(const GeneratorParams& params, const GeneratorType& type, Findings& findings) {
  if (!type.earliest_ns) return;
  const std::string date = to_iso8601(*type.earliest_ns).substr(0, 10);
  if (!params.delivered)
    findings.add("record", fmt::format("{} cannot be had before {}", type.name, date),
                 "say when it is `delivered:`");
  else if (*params.delivered < *type.earliest_ns)
    findings.add("delivered", fmt::format("{} cannot be had before {}", type.name, date),
                 "expected a later date (" + type.earliest_source + ")");
}

void set_movement(const GeneratorParams& params, const GeneratorType& type, double rated_w,
                  GeneratorModel& model, Findings& findings) {
  model.min_load = params.min_load.value_or(type.min_load.value);
  if (model.min_load < type.part_load.min)
    findings.add("min_load",
                 fmt::format("{:g} is below {:g}, where the part-load curve of {} begins",
                             model.min_load, type.part_load.min, type.name),
                 "expected a minimum load within the curve");
  const double ramp_per_s = params.ramp_per_s.value_or(type.ramp_per_s.value);
  model.ramp_up_w_per_s = model.ramp_down_w_per_s = ramp_per_s * rated_w;
  // The start is stated to full load; what the ramp takes from minimum load on comes off.
  const double to_full_s = params.start_s.value_or(type.start_s.value);
  model.start_ns = from_seconds(std::max(0.0, to_full_s - (1.0 - model.min_load) / ramp_per_s));
  model.min_up_ns = from_seconds(params.min_up_s.value_or(value_or(type.min_up_s, 0.0)));
  model.min_down_ns = from_seconds(params.min_down_s.value_or(value_or(type.min_down_s, 0.0)));
}

}  // namespace

std::optional<GeneratorFleet> resolve_generator(const GeneratorParams& params,
                                                const GeneratorCatalogue& catalogue,
                                                const GeneratorSite& site,
                                                std::vector<Problem>& problems) {
  Findings findings(params.path, problems);
  const GeneratorType* type = catalogue.find(params.record);
  if (!type) {
    findings.add_unknown("record", "generator", params.record, catalogue.names());
    return std::nullopt;
  }
  const FuelType& fuel = *catalogue.fuel(type->fuel);
  const double hhv_over_lhv = fuel.hhv_over_lhv.value;

  GeneratorCurves machine;
  machine.rated_w = rating_w(params, *type, findings);
  if (findings.found()) return std::nullopt;
  machine.least_w = value_or(type->least_full_load_w, 0.0);
  machine.most_w = value_or(type->most_full_load_w, machine.rated_w);
  machine.part_load = type->part_load;
  const double stated = efficiency(*type, machine.rated_w, findings);
  machine.efficiency_lhv =
      type->heating_value == HeatingValue::hhv ? stated * hhv_over_lhv : stated;
  choose_air(params, *type, catalogue, machine, findings);
  check_altitude(params, machine, site.altitude_m, findings);

  GeneratorFleet fleet;
  fleet.name = params.name.empty() ? type->name : params.name;
  fleet.units = static_cast<std::uint32_t>(params.units);
  fleet.rated_w = machine.rated_w;
  fleet.efficiency_lhv = machine.efficiency_lhv;
  fleet.fuel_price_usd_per_j_hhv = params.fuel_price_usd_per_j_hhv;
  GeneratorModel& model = fleet.model;
  model.path = site.path;
  model.hhv_over_lhv = hhv_over_lhv;
  model.co2_kg_per_j_hhv = fuel.co2_kg_per_j_hhv.value;
  model.nox_kg_per_j_hhv = params.nox_kg_per_j_hhv.value_or(value_or(type->nox_kg_per_j_hhv, 0.0));
  model.standby_w = value_or(type->standby_w, 0.0);
  model.auxiliary_w = value_or(type->auxiliary_w, 0.0);
  model.start_fuel_lhv_j = params.start_fuel_j_hhv / hhv_over_lhv;
  model.refuse_outside = params.outside == Outside::refuse;
  model.delivered_ns = params.delivered.value_or(std::numeric_limits<TimeNs>::min());
  model.permit = permit_of(params.permit, site.utc_offset_ns);
  model.failures = RandomStream(site.seed, site.path, "generator-failures");
  model.starts = RandomStream(site.seed, site.path, "generator-starts");
  check_delivery(params, *type, findings);
  set_movement(params, *type, machine.rated_w, model, findings);
  set_failures(params, *type, model, findings);
  set_planned(params, *type, catalogue, model, findings);
  if (findings.found()) return std::nullopt;
  model.curves = SiteCurves(machine, site.altitude_m);
  return fleet;
}

}  // namespace gigawatt::power
