// SPDX-License-Identifier: Apache-2.0
#include "models/power/sources/generator_params.h"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>

#include <fmt/format.h>

#include "models/climate/psychrometrics.h"
#include "models/power/sources/field_parts.h"
#include "sim/engine/time.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 2> kOutsideNames{"hold", "refuse"};

}  // namespace

void AirFactorParams::visit(FieldVisitor& v) {
  v.numbers({.name = "temperature", .unit = "K", .doc = "Of the inlet, rising.", .required = true},
            temperature_k);
  v.numbers({.name = "altitude",
             .unit = "m",
             .doc = "Rising; a site between two is interpolated by pressure.",
             .min = -500.0,
             .max = 9000.0,
             .required = true},
            altitude_m);
  v.numbers({.name = "output",
             .doc = "Full load over rating: all temperatures of the first altitude, then the next.",
             .min = 0.0,
             .required = true},
            output);
  v.numbers({.name = "efficiency",
             .doc = "Over the reference efficiency, in the same order; 1 if absent.",
             .min = 0.0},
            efficiency);
}

std::string AirFactorParams::fault() const {
  if (!is_ascending(temperature_k)) return "temperatures do not rise";
  if (!is_ascending(altitude_m)) return "altitudes do not rise";
  const std::size_t cells = temperature_k.size() * altitude_m.size();
  if (cells == 0 || output.size() != cells || (!efficiency.empty() && efficiency.size() != cells))
    return fmt::format("{} temperatures and {} altitudes, but {} outputs and {} efficiencies",
                       temperature_k.size(), altitude_m.size(), output.size(), efficiency.size());
  for (const std::vector<double>* factors : {&output, &efficiency})
    for (const double factor : *factors)
      if (!(factor > 0.0)) return "a factor is zero";
  return "";
}

AirCurve AirFactorParams::output_curve(const std::string& name) const {
  AirCurve curve;
  curve.name = name;
  for (const double value_k : temperature_k)
    curve.table_c.push_back(value_k - climate::kCelsiusZeroK);
  curve.min_c = curve.table_c.front();
  curve.max_c = curve.table_c.back();
  curve.max_altitude_m = altitude_m.back();
  // Rows by rising pressure: the highest altitude first.
  for (std::size_t row = altitude_m.size(); row-- > 0;) {
    curve.table_pa.push_back(climate::standard_pressure_pa(altitude_m[row]));
    const auto first = output.begin() + static_cast<std::ptrdiff_t>(row * temperature_k.size());
    curve.table_value.insert(curve.table_value.end(), first,
                             first + static_cast<std::ptrdiff_t>(temperature_k.size()));
  }
  return curve;
}

AirCurve AirFactorParams::efficiency_curve(const std::string& name) const {
  AirFactorParams factors = *this;
  factors.output = efficiency.empty() ? std::vector<double>(output.size(), 1.0) : efficiency;
  return factors.output_curve(name);
}

void FailureParams::visit(FieldVisitor& v) {
  v.number({.name = "up",
            .unit = "s",
            .doc = "Mean running time to a failure.",
            .min = 0.0,
            .above_min = true},
           up_s);
  v.number({.name = "repair", .unit = "s", .doc = "Mean time away.", .min = 0.0, .above_min = true},
           repair_s);
  v.number({.name = "availability",
            .doc = "Instead of `up`: up / (up + repair).",
            .min = 0.0,
            .max = 1.0,
            .above_min = true},
           availability);
  v.number({.name = "weibull_k",
            .doc = "Shape of the running time; above 1 it wears out. Exponential if absent.",
            .min = 0.2,
            .max = 20.0},
           weibull_k);
  v.number({.name = "start_failure", .doc = "Share of starts that fail.", .min = 0.0, .max = 1.0},
           start_failure);
}

void PermitParams::visit(FieldVisitor& v) {
  v.number({.name = "hours_per_year",
            .unit = "s",
            .doc = "Running time in a calendar year.",
            .min = 0.0,
            .max = kLeapYearS},
           run_s_per_year);
  v.number({.name = "nox_per_12_months",
            .unit = "kg",
            .doc = "NOx over the running month and the eleven before.",
            .min = 0.0},
           nox_kg_per_12_months);
  v.integer({.name = "starts_per_year", .doc = "Starts in a calendar year.", .min = 0.0},
            starts_per_year);
  v.instant({.name = "expires", .doc = "From then on it may not run."}, expires);
}

void GeneratorParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name in results; the record's if absent."}, name);
  v.record({.name = "record", .doc = "Machine or class of machines.", .required = true},
           "generator", record);
  v.number({.name = "unit",
            .unit = "W",
            .doc = "Rating of one unit, where the record does not say.",
            .min = 0.0,
            .above_min = true},
           unit_w);
  v.integer({.name = "units", .doc = "Units.", .min = 1.0, .max = 10000.0}, units);
  v.instant({.name = "delivered", .doc = "They can run from then on; at the start if absent."},
            delivered);
  v.text({.name = "phase",
          .doc = "Phase of the site's `buildup` they come with, instead of `delivered`."},
         phase);
  v.text({.name = "air",
          .doc = "How heat and height cost output: `flat` or a rule of the catalogue; the record's "
                 "curves if absent."},
         air);
  v.group({.name = "air_table", .doc = "Instead: factors from a maker's sheet."}, air_table);
  v.choice({.name = "outside",
            .doc = "Air beyond the curves: hold their end and count the hours, or refuse."},
           kOutsideNames, outside);
  v.number({.name = "min_load", .doc = "Least stable load.", .min = 0.0, .max = 1.0}, min_load);
  v.number({.name = "start", .unit = "s", .doc = "From the order to full load.", .min = 0.0},
           start_s);
  v.number({.name = "ramp",
            .unit = "1/s",
            .doc = "Of the rating, per time.",
            .min = 0.0,
            .above_min = true},
           ramp_per_s);
  v.number({.name = "min_up", .unit = "s", .doc = "Least time on.", .min = 0.0}, min_up_s);
  v.number({.name = "min_down", .unit = "s", .doc = "Least time off.", .min = 0.0}, min_down_s);
  v.number({.name = "start_fuel",
            .unit = "J",
            .doc = "Fuel of a start, higher heating value.",
            .min = 0.0},
           start_fuel_j_hhv);
  v.number({.name = "nox",
            .unit = "kg/J",
            .doc = "NOx per heat of fuel, higher heating value: `0.0078 lb/MMBtu`.",
            .min = 0.0},
           nox_kg_per_j_hhv);
  v.group({.name = "failures", .doc = "Instead of the record's."}, failures);
  v.text({.name = "planned",
          .doc = "Maintenance calendar of the catalogue, or `none`; the record's if absent."},
         planned);
  v.number({.name = "stagger",
            .unit = "s",
            .doc = "Between the planned outages of one unit and the next; 0: all at once.",
            .min = 0.0,
            .max = 365.0 * 86400.0},
           stagger_s);
  v.group({.name = "permit", .doc = "What each unit may do."}, permit);
  v.number({.name = "fuel_price",
            .unit = "USD/J",
            .doc = "Per heat, higher heating value: `4.3 USD/MMBtu`.",
            .min = 0.0},
           fuel_price_usd_per_j_hhv);
}

}  // namespace gigawatt::power
