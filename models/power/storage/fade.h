// SPDX-License-Identifier: Apache-2.0
#pragma once

// How cells lose capacity. What ages them is gathered through a day and booked at its end, so that
// capacity changes at the same instants whatever the steps in between. Docs:
// docs/models/power/battery.md.

#include <algorithm>
#include <vector>

#include "models/power/storage/rainflow.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

inline constexpr double kZeroCelsiusK = 273.15;

/// A stretch of time in which charge moves straight and temperature holds.
struct ChargeStretch {
  double seconds = 0.0;
  double temperature_k = 298.15;  ///< Of the cells.
  double from_frac = 0.0;         ///< Charge at its start [of capacity].
  double to_frac = 0.0;           ///< At its end.
  double throughput_frac = 0.0;   ///< Through the terminals of the cells, either way [of capacity].
};

/// Time that a model spent outside the range of its data, held at its edge [s].
struct OutsideFade {
  double temperature_s = 0.0;
  double rate_s = 0.0;   ///< Days that cycled faster.
  double depth_s = 0.0;  ///< Days that cycled less, or more, deeply.
  double table_s = 0.0;  ///< Days beyond the last row of a table.
};

/// What a day did to cells so far. The same for all batches of a battery: they are in parallel.
struct CellDay {
  double seconds = 0.0;
  double charge_s = 0.0;         ///< Integral of charge over time.
  double throughput_frac = 0.0;  ///< In and out together: a full cycle is 2.
  double moving_s = 0.0;         ///< Time at 0.01 C or more ...
  double moved_frac = 0.0;       ///< ... and the throughput in it.
  double least_frac = 1.0;       ///< Charge.
  double most_frac = 0.0;
  double calendar_dose = 0.0;         ///< The model's own integral over time ...
  double cycle_dose = 0.0;            ///< ... and over throughput.
  std::vector<double> closed_ranges;  ///< Cycles that closed.

  double full_cycles() const { return throughput_frac / 2.0; }
  double depth_frac() const { return std::max(0.0, most_frac - least_frac); }
  double mean_charge_frac() const { return seconds > 0.0 ? charge_s / seconds : 0.0; }
  double rate_per_hour() const { return moving_s > 0.0 ? moved_frac / moving_s * 3600.0 : 0.0; }
};

/// How far cells of one batch have aged.
struct CellAge {
  double days = 0.0;
  double cycles = 0.0;        ///< Closed ones, of any depth.
  double calendar_sum = 0.0;  ///< The model's own, as is
  double cycle_sum = 0.0;     ///< this one.
  double health_frac = 1.0;   ///< Capacity per nameplate; never rises.
};

/// A model of fade. Const: what it remembers is in CellDay and CellAge.
class FadeModel {
 public:
  virtual ~FadeModel() = default;
  /// Adds to the doses of `day`.
  virtual void endure(const ChargeStretch& stretch, CellDay& day, OutsideFade& outside) const;
  /// Cells of one batch get a day older.
  virtual void book(const CellDay& day, CellAge& age) const = 0;
  /// Counts a finished day that lies outside the model's data; once for all batches.
  virtual void review(const CellDay& day, const CellAge& oldest, OutsideFade& outside) const;
};

/// Cells that stay as they are.
class NoFade final : public FadeModel {
 public:
  void book(const CellDay& day, CellAge& age) const override;
};

/// The present day of a battery's cells. A value: copying it is a snapshot.
struct FadeState {
  CellDay day;
  RainflowCounter path;
  OutsideFade outside;
};

/// Adds a stretch that lies within the present day.
void endure(const FadeModel& model, const ChargeStretch& stretch, FadeState& state);

/// Clears the day for the next; keeps its memory.
void begin_day(FadeState& state);

}  // namespace gigawatt::power
