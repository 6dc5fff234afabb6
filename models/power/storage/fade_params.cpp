// SPDX-License-Identifier: Apache-2.0
#include "models/power/storage/fade_params.h"

#include <algorithm>
#include <cstddef>

#include <fmt/format.h>

#include "models/power/storage/fade_blast.h"
#include "sim/scenario/registry.h"

namespace gigawatt::power {
namespace {

bool ascending(const std::vector<double>& values) {
  return std::adjacent_find(values.begin(), values.end(), [](double left, double right) {
           return !(left < right);
         }) == values.end();
}

/// The cycle table by depth, rows in the order of the file.
std::vector<DepthCurve> depth_curves(const SamFadeParams& params) {
  std::vector<DepthCurve> curves;
  for (std::size_t row = 0; row < params.cycle_depth_frac.size(); ++row) {
    const double depth_frac = params.cycle_depth_frac[row];
    auto at = std::find_if(curves.begin(), curves.end(), [depth_frac](const DepthCurve& curve) {
      return curve.depth_frac >= depth_frac;
    });
    if (at == curves.end() || at->depth_frac != depth_frac)
      at = curves.insert(at, DepthCurve{depth_frac, {}});
    at->curve.at.push_back(params.cycle_count[row]);
    at->curve.capacity_frac.push_back(params.cycle_frac[row]);
  }
  return curves;
}

}  // namespace

std::shared_ptr<const FadeModel> NoFadeParams::make() const {
  return std::make_shared<NoFade>();
}

std::shared_ptr<const FadeModel> BlastLfpParams::make() const {
  return std::make_shared<BlastLfpFade>();
}

void ReoptFadeParams::visit(FieldVisitor& v) {
  v.number({.name = "calendar",
            .doc = "Loss at full charge per day to the power `time_power`.",
            .min = 0.0},
           coefficients.calendar);
  v.number({.name = "cycle", .doc = "Loss per full cycle.", .min = 0.0}, coefficients.cycle);
  v.number({.name = "time_power",
            .doc = "Of days, for calendar fade.",
            .min = 0.0,
            .max = 1.0,
            .above_min = true},
           coefficients.time_power);
}

std::shared_ptr<const FadeModel> ReoptFadeParams::make() const {
  return std::make_shared<ReoptFade>(coefficients);
}

void SamFadeParams::visit(FieldVisitor& v) {
  v.number({.name = "a", .doc = "Calendar fade per square root of days at 296 K.", .min = 0.0},
           calendar.a);
  v.number({.name = "b", .unit = "dK", .doc = "Of calendar fade with temperature."}, calendar.b);
  v.number({.name = "c", .unit = "dK", .doc = "Of calendar fade with charge."}, calendar.c);
  v.number({.name = "q0",
            .doc = "Capacity before calendar fade.",
            .min = 0.0,
            .max = 2.0,
            .above_min = true},
           calendar.q0);
  v.numbers({.name = "calendar_time",
             .unit = "s",
             .doc = "Times of a table of calendar fade, instead of the formula.",
             .min = 0.0},
            calendar_s);
  v.numbers(
      {.name = "calendar_capacity", .doc = "Capacity at those times.", .min = 0.0, .max = 1.0},
      calendar_frac);
  v.numbers({.name = "cycle_depth",
             .doc = "Cycle table, row by row: depth,",
             .min = 0.0,
             .max = 1.0,
             .above_min = true},
            cycle_depth_frac);
  v.numbers({.name = "cycle_count", .doc = "cycles of that depth,", .min = 0.0}, cycle_count);
  v.numbers({.name = "cycle_capacity", .doc = "capacity after them.", .min = 0.0, .max = 1.0},
            cycle_frac);
}

std::vector<FadeProblem> SamFadeParams::find_problems() const {
  std::vector<FadeProblem> problems;
  if (calendar_s.size() != calendar_frac.size() || calendar_s.size() == 1)
    problems.push_back({"calendar_time",
                        fmt::format("calendar_time has {} entries and calendar_capacity {}",
                                    calendar_s.size(), calendar_frac.size()),
                        "as many of both, and at least two"});
  if (!ascending(calendar_s))
    problems.push_back({"calendar_time", "times do not rise", "times in ascending order"});
  if (cycle_depth_frac.size() != cycle_count.size() ||
      cycle_depth_frac.size() != cycle_frac.size()) {
    problems.push_back({"cycle_depth",
                        fmt::format("cycle_depth has {} entries, cycle_count {}, cycle_capacity {}",
                                    cycle_depth_frac.size(), cycle_count.size(), cycle_frac.size()),
                        "as many of all three"});
    return problems;
  }
  if (cycle_depth_frac.empty())
    problems.push_back(
        {"cycle_depth", "there is no cycle table",
         "rows of cycle_depth, cycle_count and cycle_capacity from the cells' maker"});
  for (const DepthCurve& row : depth_curves(*this))
    if (row.curve.at.size() < 2 || !ascending(row.curve.at))
      problems.push_back(
          {"cycle_count",
           fmt::format("the rows of depth {:g} are too few, or their counts do not rise",
                       row.depth_frac),
           "at least two rows for each depth, counts in ascending order"});
  return problems;
}

std::shared_ptr<const FadeModel> SamFadeParams::make() const {
  SamFade::Calendar by = calendar;
  if (!calendar_s.empty()) {
    CapacityCurve curve;
    curve.capacity_frac = calendar_frac;
    for (const double seconds : calendar_s)
      curve.at.push_back(seconds / kDayS);
    by = std::move(curve);
  }
  return std::make_shared<SamFade>(std::move(by), depth_curves(*this));
}

void add_fade_models(Registry& registry) {
  const char* kind = "battery-fade";
  registry.add<BlastLfpParams>(kind, "blast-lfp", "Large-format LFP cells, NREL BLAST-Lite.");
  registry.add<SamFadeParams>(kind, "sam", "Calendar formula or table and cycle table, NREL SAM.");
  registry.add<ReoptFadeParams>(kind, "reopt", "By time, charge and full cycles, NREL REopt.");
  registry.add<NoFadeParams>(kind, "none", "Capacity stays.");
}

}  // namespace gigawatt::power
