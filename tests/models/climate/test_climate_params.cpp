// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/climate/climate_params.h"

using namespace gigawatt;
using namespace gigawatt::climate;

namespace {

NormalsParams temperate() {
  NormalsParams normals;
  normals.path = "sites.a.climate.normals";
  normals.daily_maximum_k.assign(12, 293.15);
  normals.daily_minimum_k.assign(12, 283.15);
  normals.relative_humidity.assign(12, 0.7);
  return normals;
}

/// The one problem of these parameters.
std::string only_problem(const ClimateParams& params, bool has_file, bool has_place) {
  const auto problems = find_climate_problems(params, has_file, has_place);
  REQUIRE(problems.size() == 1);
  return problems[0].path + ": " + problems[0].what;
}

}  // namespace

TEST_CASE("climate: normals need a place and humidity, once, and no file beside them") {
  ClimateParams params;
  params.normals = temperate();
  CHECK(find_climate_problems(params, false, true).empty());
  CHECK(only_problem(params, true, true) ==
        "sites.a.climate.normals: the site has a weather file too");
  CHECK(only_problem(params, false, false) ==
        "sites.a.climate.normals: synthetic weather stands nowhere");

  params.normals->dew_point_k.assign(12, 280.0);
  CHECK(only_problem(params, false, true) == "sites.a.climate.normals: the humidity is said twice");
  params.normals->dew_point_k.clear();
  params.normals->relative_humidity.clear();
  CHECK(only_problem(params, false, true) == "sites.a.climate.normals: the humidity is not said");
}

TEST_CASE("climate: normals that no month has are refused at their month") {
  ClimateParams params;
  params.normals = temperate();
  params.normals->daily_minimum_k[2] = 295.15;
  CHECK(only_problem(params, false, true) ==
        "sites.a.climate.normals.daily_minimum.2: the minimum lies 2.0 K above the maximum");

  params.normals = temperate();
  params.normals->daily_minimum_k.pop_back();
  CHECK(only_problem(params, false, true) == "sites.a.climate.normals.daily_minimum: 11 values");

  params.normals = temperate();
  params.normals->daily_maximum_k.clear();
  CHECK(only_problem(params, false, true) == "sites.a.climate.normals.daily_maximum: 0 values");

  // Mean dry bulb: 20 degC less 0.53625 (mean of the profile, by hand) of 10 K: 14.64 degC.
  params.normals = temperate();
  params.normals->relative_humidity.clear();
  params.normals->dew_point_k.assign(12, 287.75);
  CHECK(find_climate_problems(params, false, true).empty());
  params.normals->dew_point_k[6] = 288.15;
  CHECK(only_problem(params, false, true) ==
        "sites.a.climate.normals.dew_point.6: the dew point lies 0.4 K above the mean dry bulb");
}

TEST_CASE("climate: a design day without weather states all and stands somewhere") {
  ClimateParams params;
  params.design_day.emplace();
  params.design_day->path = "sites.a.climate.design_day";
  CHECK(only_problem(params, false, true).find("not fully stated") != std::string::npos);
  CHECK(find_climate_problems(params, true, false).empty());

  params.design_day->dry_bulb_k = 308.15;
  params.design_day->wet_bulb_k = 298.15;
  params.design_day->daily_range_dk = 10.0;
  CHECK(find_climate_problems(params, false, true).empty());
  CHECK(only_problem(params, false, false).find("stands nowhere") != std::string::npos);
  params.design_day->wet_bulb_k = 309.15;
  CHECK(only_problem(params, false, true).find("1.0 K above the dry bulb") != std::string::npos);
}

TEST_CASE("climate: only weather can be made warmer") {
  ClimateParams params;
  params.path = "sites.a.climate";
  params.warmer_dk = 2.0;

  CHECK(only_problem(params, false, true) ==
        "sites.a.climate.warmer: there is no weather to make warmer");
  CHECK(find_climate_problems(params, true, true).empty());
}
