// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes under `power.grid.tariff:`. Energy itself costs what the grid's `price` or
// `price_series` says; the tariff adds to it. Docs: docs/models/power/tariff.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/climate/series.h"
#include "models/power/dispatch/tariff.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

/// Hours of the local clock; absent lists mean all.
struct HourParams {
  std::vector<std::string> months;    ///< "jan" to "dec".
  std::vector<std::string> weekdays;  ///< "mon" to "sun".
  std::int64_t from_hour = 0;
  std::int64_t to_hour = 24;

  void visit(FieldVisitor& v);
};

/// `{months: [jun, jul], weekdays: [mon], from: 13, to: 19, price: 0.08 USD/kWh}`.
struct BandParams {
  std::string path;
  HourParams hours;
  double usd_per_kwh = 0.0;

  void visit(FieldVisitor& v);
};

struct RatchetParams {
  double share_frac = 0.0;
  std::vector<std::string> months;
  std::int64_t lookback_months = 12;

  void visit(FieldVisitor& v);
};

struct DemandParams {
  std::string path;
  double usd_per_kw = 0.0;
  std::vector<double> by_month_usd_per_kw;  ///< Twelve, instead of one price.
  HourParams hours;
  std::optional<RatchetParams> ratchet;

  void visit(FieldVisitor& v);
};

struct CoincidentParams {
  std::string path;
  double usd_per_kw = 0.0;
  std::vector<std::string> hours;  ///< Local time of the zone, or with an offset.
  double length_s = 3600.0;

  void visit(FieldVisitor& v);
};

struct TariffParams {
  std::string path;
  std::string zone = "UTC";
  std::vector<BandParams> bands;
  std::vector<DemandParams> demand;
  std::vector<CoincidentParams> coincident;
  double fixed_usd_per_month = 0.0;

  void visit(FieldVisitor& v);
};

/// What single fields cannot say: names, bands that contradict, hours that the clock skips or
/// doubles. Paths are set; file and line are for the caller.
std::vector<Problem> find_tariff_problems(const TariffParams& params);

/// The tariff, with what the grid's energy costs and what export earns. Valid if there are no
/// problems.
Tariff make_tariff(const TariffParams& params, const climate::StepSeries& price_usd_per_kwh,
                   double export_usd_per_kwh);

}  // namespace gigawatt::power
