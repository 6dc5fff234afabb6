// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "models/power/sources/generator.h"
#include "models/power/sources/generator_catalogue.h"
#include "sim/engine/calendar.h"

namespace gigawatt::test {

inline constexpr const char* kGenerators = GIGAWATT_SOURCE_DIR "/scenarios/catalog/generators.yaml";
inline constexpr double kRoomK = 288.15;  // 15 degC

inline const power::GeneratorCatalogue& generators(Case number_case = Case::base) {
  static const auto load = [](Case which) {
    power::GeneratorCatalogue read;
    read.load(kGenerators, which);
    return read;
  };
  static const power::GeneratorCatalogue low = load(Case::low), base = load(Case::base),
                                         high = load(Case::high);
  return number_case == Case::low ? low : number_case == Case::high ? high : base;
}

/// The curves of a machine of the catalogue that has a rating.
inline power::GeneratorCurves curves_of(const std::string& name) {
  const power::GeneratorType& type = *generators().find(name);
  power::GeneratorCurves curves;
  curves.rated_w = type.output_w->value;
  curves.least_w = type.least_full_load_w ? type.least_full_load_w->value : 0.0;
  curves.most_w = type.most_full_load_w ? type.most_full_load_w->value : curves.rated_w;
  curves.efficiency_lhv = type.efficiency->value;
  curves.output = type.output_curve;
  curves.efficiency = type.efficiency_curve;
  curves.part_load = type.part_load;
  return curves;
}

/// 10 MW, 40 % at every load, nothing emitted, started and moved at once, never fails.
inline power::GeneratorModel plain_unit() {
  power::GeneratorCurves curves;
  curves.rated_w = curves.most_w = 10.0e6;
  curves.efficiency_lhv = 0.4;
  power::GeneratorModel model;
  model.path = "site.gas";
  model.curves = power::SiteCurves(curves, 0.0);
  model.hhv_over_lhv = 1.1;
  model.ramp_up_w_per_s = model.ramp_down_w_per_s = std::numeric_limits<double>::infinity();
  model.failures = RandomStream(7, model.path, "generator-failures");
  model.starts = RandomStream(7, model.path, "generator-starts");
  return model;
}

/// 10 MW with everything that takes time: 6 minutes to minimum load of 40 %, then 10 %/min.
inline power::GeneratorModel slow_unit() {
  power::GeneratorModel model = plain_unit();
  model.min_load = 0.4;
  model.start_ns = 6 * kNsPerMinute;
  model.ramp_up_w_per_s = model.ramp_down_w_per_s = 10.0e6 * 0.1 / 60.0;
  model.min_up_ns = 30 * kNsPerMinute;
  model.min_down_ns = 60 * kNsPerMinute;
  return model;
}

inline TimeNs at(const char* text) {
  return *parse_iso8601(text);
}

inline const TimeNs kStart = at("2026-01-01");

/// So many hours after kStart.
inline TimeNs hours(double count) {
  return kStart + from_seconds(count * 3600.0);
}

/// A unit at kStart.
inline power::GeneratorState unit_of(const power::GeneratorModel& model, std::uint32_t unit = 0) {
  return power::new_unit(model, unit, kStart);
}

}  // namespace gigawatt::test
