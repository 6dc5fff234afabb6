// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a scenario writes under `power:`. Field lists only; docs/models/power/ holds the sources of
// every default.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/interfaces.h"
#include "models/power/converter_params.h"
#include "models/power/dispatch/tariff_params.h"
#include "models/power/distribution.h"
#include "models/power/interruption_params.h"
#include "models/power/path_params.h"
#include "models/power/sources/generator_params.h"
#include "models/power/sources/pv_params.h"
#include "models/power/storage/battery_params.h"
#include "models/power/swing_limits.h"
#include "models/power/trunk.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

/// A time series read from a table: `{file: prices.csv, column: lmp, unit: USD/MWh}`.
struct SeriesParams {
  DataFile file;
  std::string column;                ///< Heading of the values.
  std::string time_column = "time";  ///< Heading of the time stamps.
  std::string unit;                  ///< Unit of the values as the file has them.

  void visit(FieldVisitor& v);
};

/// The import limit from a date on.
struct LimitStepParams {
  std::optional<TimeNs> from;
  std::string phase;  ///< Of the site's build-up, instead of the date.
  double limit_w = 0.0;

  void visit(FieldVisitor& v);
};

struct GridParams {
  std::string path;  ///< Where the grid stands in the scenario.
  double limit_w = 0.0;
  std::vector<LimitStepParams>
      limit_steps;  ///< In order of date; `limit_w` holds before the first.
  double price_usd_per_kwh = 0.0;
  std::optional<SeriesParams> price_series;  ///< Takes the place of the constant price.
  double carbon_g_per_kwh = 0.0;
  std::optional<SeriesParams> carbon_series;  ///< Takes the place of the constant intensity.
  std::vector<InterruptionParams> interruptions;
  std::optional<OutageStatisticsParams> outages;
  double export_limit_w = 0.0;
  double export_usd_per_kwh = 0.0;
  std::optional<TariffParams> tariff;  ///< What is charged beside the price.

  void visit(FieldVisitor& v);
  /// Largest import [W] at `time_ns`.
  double limit_w_at(TimeNs time_ns) const;
};

/// One stage of the electrical path: `{model: transformer-dry, unit: 3 MW, units: 60}`. The model's
/// own fields stand in the same map.
struct ChainEntryParams {
  std::string name;  ///< Empty: the model's name.
  ModelSlot model;   ///< Of kind "converter"; params derive from ConverterParams.
  double unit_w = 0.0;
  std::int64_t units = 1;
  Sharing sharing = Sharing::equal;
  std::string path;  ///< Where the entry stands in the scenario.

  void visit(FieldVisitor& v);
};

struct PowerParams {
  GridParams grid;
  std::vector<ChainEntryParams> chain;           ///< Racks to feed.
  std::vector<DistributionParams> distribution;  ///< Limits of rows, PDUs and feeds.
  std::optional<PathParams> path;                ///< Elements from the feeds to the rows.
  std::optional<UtilityParams> utility;
  std::optional<SmoothingParams> smoothing;
  std::vector<GeneratorParams> generators;
  std::optional<PvParams> pv;
  std::optional<BatteryParams> battery;
  ModelSlot dispatch;        ///< Of kind "dispatch"; absent: merit-order.
  double backup_frac = 0.0;  ///< Of the battery's capacity, left for outages.
  double reserve_frac = 0.1;
  double bridge_s = 900.0;

  void visit(FieldVisitor& v);
  /// Whether anything stands beside the grid, or its bill is more than a price.
  bool has_supply() const;
};

/// The stage a chain entry describes. Throws DomainError if it has no model or its table is
/// unusable.
TrunkStage make_stage(const ChainEntryParams& entry);

/// All stages, with names made unique ("transformer-dry", "transformer-dry-2").
std::vector<TrunkStage> make_trunk_stages(const std::vector<ChainEntryParams>& chain);

/// What single fields cannot say: the order of the chain, unusable tables, limits out of order.
/// Paths are set; file and line are for the caller.
std::vector<Problem> find_power_problems(const PowerParams& power);

}  // namespace gigawatt::power
