// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/distributions/weibull.hpp>
#include <doctest/doctest.h>

#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::SpanLaw;
using test::at;

TEST_CASE("outage law: means of draws are the means") {
  for (const SpanLaw& law :
       {SpanLaw::exponential(1100.0 * 3600.0), SpanLaw::weibull_of_mean(1100.0 * 3600.0, 2.0),
        SpanLaw::weibull_of_mean(1100.0 * 3600.0, 0.6), SpanLaw::fixed(5.0)}) {
    const RandomStream stream(7, "test", "law");
    constexpr int kDraws = 100'000;
    double sum_s = 0.0, squares = 0.0;
    for (int i = 0; i < kDraws; ++i) {
      RandomDraws draws = stream.at(static_cast<std::uint64_t>(i));
      const double span_s = law.draw_s(draws);
      sum_s += span_s;
      squares += span_s * span_s;
    }
    const double mean_s = sum_s / kDraws;
    const double error_s = std::sqrt(std::max(0.0, squares / kDraws - mean_s * mean_s) / kDraws);
    CHECK(std::abs(mean_s - law.mean_s()) <= 3.5 * error_s);
  }
}

TEST_CASE("outage law: a Weibull law of mean m has it, and the quantiles of Boost.Math") {
  const SpanLaw law = SpanLaw::weibull_of_mean(1000.0, 2.0);
  CHECK(law.scale_s == Approx(1000.0 / 0.886226925452758).epsilon(1e-8));  // Γ(3/2) = √π/2
  const boost::math::weibull_distribution<double> theirs(2.0, law.scale_s);
  RandomDraws ours = RandomStream(7, "test", "law").at(3);
  RandomDraws uniform = RandomStream(7, "test", "law").at(3);
  CHECK(law.draw_s(ours) ==
        Approx(boost::math::quantile(boost::math::complement(theirs, uniform.uniform())))
            .epsilon(1e-12));
}

TEST_CASE("outage law: planned blocks fall where REopt puts them") {
  // Week 2 of February 2026: the Monday on or before the 1st (a Sunday) is 26 January, so week 2
  // begins on Monday, 2 February. By hand from REopt's rule.
  const power::PlannedBlock block{2, 2, 1, 0, 60 * kNsPerHour};
  CHECK(block.start_ns(2026, 0) == at("2026-02-02"));
  // 1 February 2027 is a Monday itself: week 2 is the 8th.
  CHECK(block.start_ns(2027, 0) == at("2027-02-08"));
  // Friday of week 2 of April 2026 (1 April is a Wednesday): 6 April + 4 days; in UTC-6.
  const power::PlannedBlock friday{4, 2, 5, 3, 72 * kNsPerHour};
  CHECK(friday.start_ns(2026, -6 * kNsPerHour) == at("2026-04-10T09:00"));
  // Weeks 2 to 4 lie within their month in every year.
  for (int year = 2000; year < 2040; ++year)
    for (int month = 1; month <= 12; ++month)
      for (const int weekday : {1, 7})
        for (const int week : {2, 4}) {
          const power::PlannedBlock any{month, week, weekday, 0, kNsPerHour};
          REQUIRE(civil_time(any.start_ns(year, 0)).month == month);
          REQUIRE(civil_time(any.start_ns(year, 0)).weekday == weekday);
        }
}

TEST_CASE("outage law: planned blocks of a year are as many and as long as published") {
  // REopt: turbines 4 blocks, 60 + 72 + 60 + 72 h; engines 9 of 48 h.
  struct Calendar {
    const char* name;
    std::size_t blocks;
    double hours;
  };
  for (const Calendar& calendar :
       {Calendar{"combustion-turbine", 4, 264.0}, Calendar{"engine", 9, 432.0},
        Calendar{"micro-turbine", 4, 264.0}}) {
    const auto& blocks = test::generators().planned(calendar.name)->blocks;
    CHECK(blocks.size() == calendar.blocks);
    CHECK(power::planned_share(blocks) * 8766.0 == Approx(calendar.hours).epsilon(1e-12));

    TimeNs now_ns = at("2026-01-01");
    std::size_t seen = 0;
    double hours = 0.0;
    for (;; ++seen) {
      const power::OutageSpan span = power::next_planned(blocks, now_ns, 0, 0);
      if (span.from_ns >= at("2027-01-01")) break;
      REQUIRE(span.from_ns >= now_ns);
      hours += to_seconds(span.to_ns - span.from_ns) / 3600.0;
      now_ns = span.to_ns;
    }
    CHECK(seen == calendar.blocks);
    CHECK(hours == Approx(calendar.hours).epsilon(1e-12));
  }
}

TEST_CASE("outage law: a shift moves the blocks, also over the end of the year") {
  const std::vector<power::PlannedBlock> blocks{{12, 4, 7, 0, 96 * kNsPerHour}};
  // Sunday of week 4 of December 2026 (1 December is a Tuesday; Monday 30 November): 27 December.
  const TimeNs plain_ns = at("2026-12-27");
  CHECK(power::next_planned(blocks, at("2026-06-01"), 0, 0).from_ns == plain_ns);
  const std::int64_t shift_ns = 10 * kNsPerDay;
  CHECK(power::next_planned(blocks, at("2027-01-01"), 0, shift_ns).from_ns == plain_ns + shift_ns);
  // Inside a block, it is that block.
  CHECK(power::next_planned(blocks, plain_ns + kNsPerHour, 0, 0).from_ns == plain_ns);
  CHECK(power::next_planned({}, plain_ns, 0, 0).from_ns == kNever);
}
