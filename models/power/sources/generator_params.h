// SPDX-License-Identifier: Apache-2.0
#pragma once

// Generators as a scenario writes them, and their way to numbers. Keys and sources:
// docs/models/power/generators.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/power/sources/generator.h"
#include "models/power/sources/generator_catalogue.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

/// Factors on rating and efficiency on a grid of altitude and temperature, from a maker's sheet.
struct AirFactorParams {
  std::vector<double> temperature_k;  ///< Rising.
  std::vector<double> altitude_m;     ///< Rising; one is enough.
  std::vector<double> output;         ///< (altitudes x temperatures).
  std::vector<double> efficiency;     ///< In the same order; absent = 1.

  void visit(FieldVisitor& v);
  /// What does not fit together; "" if all does.
  std::string fault() const;
  AirCurve output_curve(const std::string& name) const;
  AirCurve efficiency_curve(const std::string& name) const;
};

struct FailureParams {
  std::optional<double> up_s;           ///< Mean running time to a failure.
  std::optional<double> repair_s;       ///< Mean time away.
  std::optional<double> availability;   ///< Instead of `up`.
  std::optional<double> weibull_k;      ///< Absent: exponential.
  std::optional<double> start_failure;  ///< Share of starts.

  void visit(FieldVisitor& v);
};

/// Of each unit.
struct PermitParams {
  std::optional<double> run_s_per_year;
  std::optional<double> nox_kg_per_12_months;
  std::optional<std::int64_t> starts_per_year;
  std::optional<TimeNs> expires;

  void visit(FieldVisitor& v);
};

enum class Outside { hold, refuse };  ///< Beyond the curves: their end and counted hours, or stop.

struct GeneratorParams {
  std::string path;
  std::string name;              ///< Absent: the record's.
  std::string record;            ///< In the catalogue.
  std::optional<double> unit_w;  ///< Rating of one unit, where the record does not say.
  std::int64_t units = 1;
  std::optional<TimeNs> delivered;
  std::string phase;  ///< Of the site's build-up, instead of the date.
  std::string air;    ///< "flat" or a rule of the catalogue; absent: the record's curves.
  std::optional<AirFactorParams> air_table;
  Outside outside = Outside::hold;
  std::optional<double> min_load, start_s, ramp_per_s, min_up_s, min_down_s, nox_kg_per_j_hhv;
  double start_fuel_j_hhv = 0.0;
  std::optional<FailureParams> failures;
  std::string planned;               ///< Absent: the record's; "none".
  double stagger_s = 7.0 * 86400.0;  ///< Between the planned outages of one unit and the next.
  std::optional<PermitParams> permit;
  double fuel_price_usd_per_j_hhv = 0.0;

  void visit(FieldVisitor& v);
};

/// Sister units ready to run.
struct GeneratorFleet {
  std::string name;
  std::uint32_t units = 1;
  GeneratorModel model;
  double rated_w = 0.0;         ///< Of one unit.
  double efficiency_lhv = 0.0;  ///< At the reference point.
  double fuel_price_usd_per_j_hhv = 0.0;
};

/// Where the units stand and whose luck they have.
struct GeneratorSite {
  std::string path;  ///< Name path that keys the draws: "sites.memphis.power.generators.gas".
  double altitude_m = 0.0;
  std::int64_t utc_offset_ns = 0;  ///< Local standard time.
  std::uint64_t seed = 0;
};

/// The fleet a block describes; absent with at least one problem. Paths of problems are set; file
/// and line are for the caller.
std::optional<GeneratorFleet> resolve_generator(const GeneratorParams& params,
                                                const GeneratorCatalogue& catalogue,
                                                const GeneratorSite& site,
                                                std::vector<Problem>& problems);

}  // namespace gigawatt::power
