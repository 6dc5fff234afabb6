// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "models/summary_fields.h"

using namespace gigawatt;
using Json = nlohmann::json;

namespace {

/// A summary in which every number is another one: 1, 2, 3, ... in the order of the list.
SiteSummary numbered(const std::string& name) {
  SiteSummary site;
  site.name = name;
  int next = 0;
  visit_numbers(
      [&](std::string_view, Merge, auto& number) {
        number = static_cast<std::remove_reference_t<decltype(number)>>(++next);
      },
      site);
  site.plant_intervals = 7;
  return site;
}

}  // namespace

TEST_CASE("summary: no number is lost when sites are added or written") {
  const SiteSummary site = numbered("a");
  const SiteSummary sum = combine({site, site});

  int seen = 0;
  visit_numbers(
      [&](std::string_view key, Merge merge, const auto& total, const auto& own) {
        CAPTURE(key);
        CHECK(own == ++seen);
        if (merge == Merge::add) CHECK(total == 2 * own);
        if (merge == Merge::worst) CHECK(total == own);
      },
      sum, site);
  CHECK(sum.plant_intervals == 14);
  // 24 totals without the instants, 10 of the site, 15 GPU-hours, 11 counts, 7 of jobs, 5 of
  // faults; by hand.
  CHECK(seen == 24 + 10 + 15 + 11 + 7 + 5);
}

TEST_CASE("summary: keys nest at their dots, and each number stands under its own") {
  Summary summary;
  summary.sites = {numbered("a")};

  const Json json = Json::parse(to_json(summary));

  int number = 0;
  visit_numbers(
      [&](std::string_view key, Merge, const auto& own) {
        CHECK(own == ++number);
        if (key.empty()) return;
        std::string pointer = "/" + std::string(key);
        for (char& c : pointer)
          if (c == '.') c = '/';
        CAPTURE(pointer);
        CHECK(json.at(Json::json_pointer(pointer)) == number);
        CHECK(json.at("sites").at(0).at(Json::json_pointer(pointer)) == number);
      },
      summary.sites.front());
  CHECK(json.at("jobs").at("wait_s").size() == 4);
  CHECK_FALSE(json.contains("sum_of_site_peaks"));
}

TEST_CASE("summary: both peaks are quarter hours, and the instant's stands apart") {
  Summary summary;
  summary.sites = {SiteSummary{}};
  summary.sites[0].totals.peak_facility_w = 110.0e6;
  summary.sites[0].totals.peak_it_w = 100.0e6;
  summary.sites[0].totals.peak_it_instant_w = 112.0e6;

  const std::string table = to_table(summary);

  CHECK(table.find("peak facility                  110.00 MW  15-minute mean, 1970") !=
        std::string::npos);
  CHECK(table.find("peak IT                        100.00 MW  15-minute mean, 1970") !=
        std::string::npos);
  CHECK(table.find("  of an instant                112.00 MW  not a 15-minute mean") !=
        std::string::npos);
}

TEST_CASE("summary: several sites have no peak of their own, only each site's and their sum") {
  SiteSummary day;
  day.name = "day";
  day.totals.peak_facility_w = 100.0e6;
  day.totals.peak_it_w = 80.0e6;
  SiteSummary night = day;
  night.name = "night";
  night.totals.peak_facility_w = 50.0e6;
  Summary summary;
  summary.sites = {day, night};

  const Json json = Json::parse(to_json(summary));

  CHECK(json.at("peak_facility_w").is_null());
  CHECK(json.at("peak_it_w").is_null());
  CHECK(json.at("sites").at(0).at("peak_facility_w") == 100.0e6);
  CHECK(json.at("sites").at(1).at("peak_facility_w") == 50.0e6);
  CHECK(json.at("sum_of_site_peaks") == Json({{"facility_w", 150.0e6}, {"it_w", 160.0e6}}));
  CHECK(std::isnan(combine(summary.sites).totals.peak_facility_w));
  CHECK(to_table(summary).find("sum of site peaks") != std::string::npos);
  summary.sites.pop_back();
  CHECK(to_table(summary).find("sum of site peaks") == std::string::npos);
}
