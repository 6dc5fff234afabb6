// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

// What a scenario says under `climate:` of a site. Methods: docs/models/climate/design_days.md and
// docs/models/climate/synthetic.md.

namespace gigawatt::climate {

/// Which quantity of a design day is the extreme one; the other is the mean that comes with it.
enum class DesignExtreme { dry_bulb, wet_bulb };

/// One day that stands for a year's extreme. What is not stated comes from the site's weather.
struct DesignDayParams {
  std::string path;  ///< Where it stands in the scenario.
  DesignExtreme extreme = DesignExtreme::dry_bulb;
  double exceeded_frac = 0.004;          ///< Share of the year's hours beyond the extreme.
  std::optional<double> dry_bulb_k;      ///< Of its hottest hour.
  std::optional<double> wet_bulb_k;      ///< In that hour.
  std::optional<double> daily_range_dk;  ///< Of the dry bulb, maximum minus minimum.

  void visit(FieldVisitor& v);
  /// Nothing has to come from a weather file.
  bool is_stated() const { return dry_bulb_k && wet_bulb_k && daily_range_dk; }
};

/// Published means of each month, January first.
struct NormalsParams {
  std::string path;                       ///< Where it stands in the scenario.
  std::vector<double> daily_maximum_k;    // dry bulb (months)
  std::vector<double> daily_minimum_k;    // dry bulb (months)
  std::vector<double> dew_point_k;        // (months), or empty
  std::vector<double> relative_humidity;  // 0..1 (months), or empty
  std::vector<double> wind_m_per_s;       // (months), or empty

  void visit(FieldVisitor& v);
};

struct ClimateParams {
  std::string path;  ///< Where it stands in the scenario.
  std::optional<NormalsParams> normals;
  double warmer_dk = 0.0;
  std::optional<DesignDayParams> design_day;
  double turbidity = 3.0;  ///< Linke's, of the clear sky over normals and design days.

  void visit(FieldVisitor& v);
  /// Weather without a weather file.
  bool is_source() const { return normals || (design_day && design_day->is_stated()); }
};

/// Contradictions and gaps of `climate:` at a site with or without a weather file and a place.
std::vector<Problem> find_climate_problems(const ClimateParams& params, bool has_file,
                                           bool has_place);

}  // namespace gigawatt::climate
