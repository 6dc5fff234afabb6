// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/arrival_process.h"
#include "models/jobs/synthetic.h"
#include "sim/engine/calendar.h"
#include "sim/scenario/problem.h"
#include "tests/models/jobs/all_jobs.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr TimeNs kMonday = 1'736'121'600 * kNsPerSecond;  // 2025-01-06

SourceContext weeks_of(int weeks) {
  SourceContext context;
  context.seed = 3;
  context.start_ns = kMonday;
  context.end_ns = kMonday + weeks * 7 * kNsPerDay;
  context.installed_nodes = 1000;
  return context;
}

WorkloadParams often() {
  WorkloadParams params;
  params.name = "often";
  params.jobs_per_year = 2'000'000;
  return params;
}

std::string refusal(const WorkloadParams& params) {
  try {
    make_source(params, weeks_of(1));
  } catch (const ScenarioError& error) {
    return error.problems().at(0).path + ": " + error.problems().at(0).what;
  }
  return "accepted";
}

TEST_CASE("gaps: gamma and hyper-exponential ones have mean 1 and the variation asked for") {
  struct Row {
    ArrivalGaps gaps;
    double cv;
  };
  const RandomStream stream(1, "test", "gap");
  for (const Row& row :
       {Row{ArrivalGaps::gamma, 0.5}, Row{ArrivalGaps::gamma, 1.0}, Row{ArrivalGaps::gamma, 3.0},
        Row{ArrivalGaps::hyper_exponential, 1.0}, Row{ArrivalGaps::hyper_exponential, 1.1},
        Row{ArrivalGaps::hyper_exponential, 4.0}}) {
    CAPTURE(row.cv);
    const GapLaw law{row.gaps, row.cv};
    constexpr int kDraws = 400'000;
    double sum = 0.0;
    double squared = 0.0;
    double first = 0.0;
    for (int i = 0; i < kDraws; ++i) {
      RandomDraws draws = stream.at(static_cast<std::uint64_t>(i));
      const double gap = law.draw(draws, false);
      sum += gap;
      squared += gap * gap;
      RandomDraws again = stream.at(static_cast<std::uint64_t>(i), 1);
      first += law.draw(again, true);
    }
    const double mean = sum / kDraws;

    CHECK(mean == Approx(1.0).epsilon(4 * row.cv / std::sqrt(kDraws)));
    CHECK(std::sqrt(squared / kDraws - mean * mean) == Approx(row.cv).epsilon(0.03));
    // The wait from a random instant is E[X²] / 2E[X] = (1 + c²) / 2 in the mean.
    CHECK(first / kDraws == Approx((1.0 + row.cv * row.cv) / 2.0).epsilon(0.03));
  }
}

TEST_CASE("arrivals: bursts keep the mean rate, and nothing else of a job moves") {
  WorkloadParams bursty = often();
  bursty.arrivals.gaps = ArrivalGaps::hyper_exponential;
  bursty.arrivals.cv = 4.0;
  SyntheticSource source(bursty, weeks_of(52));
  SyntheticSource plain(often(), weeks_of(52));

  const std::vector<Job> jobs = all_jobs_of(source);
  const std::vector<Job> others = all_jobs_of(plain);

  // Variance of the count of a renewal process is c² times its mean; 4 sigma.
  const double expected = 2e6 * 364 / 365;
  CHECK(std::abs(static_cast<double>(jobs.size()) - expected) < 4 * 4.0 * std::sqrt(expected));
  CHECK(jobs[7].work_ns == others[7].work_ns);
  CHECK(jobs[7].nodes == others[7].nodes);
  CHECK(jobs[7].submit_ns != others[7].submit_ns);
  double sum = 0.0;
  double squared = 0.0;
  for (std::size_t i = 1; i < jobs.size(); ++i) {
    const double gap_s = to_seconds(jobs[i].submit_ns - jobs[i - 1].submit_ns);
    sum += gap_s;
    squared += gap_s * gap_s;
  }
  const double count = static_cast<double>(jobs.size()) - 1.0;
  const double mean_s = sum / count;
  CHECK(std::sqrt(squared / count - mean_s * mean_s) / mean_s == Approx(4.0).epsilon(0.02));
}

TEST_CASE("profile: hours and weekdays of the local clock get their share, across summer time") {
  // Nights empty, and Sunday half of the other days: 6 · 8 + 4 hours' worth a week.
  WorkloadParams params = often();
  params.arrivals.hours.assign(24, 0.0);
  for (std::size_t hour = 9; hour < 17; ++hour)
    params.arrivals.hours[hour] = 2.0;
  params.arrivals.weekdays = {1, 1, 1, 1, 1, 1, 0.5};
  params.arrivals.timezone = "America/Chicago";
  SyntheticSource source(params, weeks_of(52));

  const std::vector<Job> jobs = all_jobs_of(source);
  double sunday = 0.0;
  double noon = 0.0;
  for (const Job& job : jobs) {
    const CivilTime local =
        civil_time(job.submit_ns + utc_offset_ns("America/Chicago", job.submit_ns));
    REQUIRE(local.hour() >= 9);
    REQUIRE(local.hour() < 17);
    sunday += local.weekday == 7 ? 1.0 : 0.0;
    noon += local.hour() == 12 ? 1.0 : 0.0;
  }

  const auto count = static_cast<double>(jobs.size());
  CHECK(std::abs(count - 2e6 * 364 / 365) < 4 * std::sqrt(2e6));  // the rate is kept
  CHECK(sunday / count == Approx(0.5 / 6.5).epsilon(4 / std::sqrt(count * 0.077)));
  CHECK(noon / count == Approx(1.0 / 8.0).epsilon(4 / std::sqrt(count * 0.125)));
}

TEST_CASE("profile: a cosine peaks where it is told, on the site's clock unless told otherwise") {
  WorkloadParams params = often();
  params.arrivals.swing = 0.35;
  params.arrivals.peak_hour = 15.0;
  SourceContext context = weeks_of(52);
  context.timezone = "Asia/Tokyo";  // UTC + 9
  SyntheticSource source(params, context);

  std::array<double, 24> by_utc_hour{};
  for (const Job& job : all_jobs_of(source))
    by_utc_hour[static_cast<std::size_t>(civil_time(job.submit_ns).hour())] += 1.0;

  // Mean of 1 + 0.35 cos over the hour before and after the peak: cos 7.5° = 0.99144.
  const double mean = 2e6 * 364 / 365 / 24;
  CHECK(by_utc_hour[6] / mean == Approx(1.347).epsilon(0.015));
  CHECK(by_utc_hour[5] / mean == Approx(1.347).epsilon(0.015));
  CHECK(by_utc_hour[18] / mean == Approx(0.653).epsilon(0.02));
}

TEST_CASE("profile: a count is met exactly, and load counts what the profile lets through") {
  WorkloadParams params = often();
  params.arrivals.weekdays = {1, 1, 1, 1, 1, 0, 0};
  params.load = 0.5;
  SourceContext context = weeks_of(1);
  context.end_ns = kMonday + kNsPerDay;  // A Monday alone: 7/5 of the mean rate.
  SyntheticSource day(params, context);
  CHECK(day.plan().arrivals.rate_frac == Approx(1.4));
  CHECK(day.plan().load(1000) == Approx(0.5).epsilon(1e-8));

  params.jobs_per_year.reset();
  params.jobs = 5000;
  SyntheticSource counted(params, weeks_of(1));
  const std::vector<Job> jobs = all_jobs_of(counted);
  CHECK(jobs.size() == 5000);
  CHECK(jobs.back().submit_ns < kMonday + 5 * kNsPerDay);
  CHECK(counted.plan().load(1000) == Approx(0.5).epsilon(1e-8));
}

TEST_CASE("arrivals: what contradicts itself is refused by name") {
  WorkloadParams params = often();
  params.arrivals.hours = {1, 2, 3};
  CHECK(refusal(params) == "arrivals.hours: 3 hours");
  params = often();
  params.arrivals.weekdays = {0, 0, 0, 0, 0, 0, 0};
  CHECK(refusal(params) == "arrivals: all rates are 0");
  params = often();
  params.arrivals.swing = 0.5;
  params.arrivals.timezone = "Mars/Olympus";
  CHECK(refusal(params) == "arrivals.timezone: unknown time zone 'Mars/Olympus'");
  params = often();
  params.arrivals.cv = 2.0;
  CHECK(refusal(params) == "arrivals.cv: exponential gaps have a coefficient of variation of 1");
  params.arrivals.gaps = ArrivalGaps::hyper_exponential;
  params.arrivals.cv = 0.5;
  CHECK(refusal(params) == "arrivals.cv: hyper-exponential gaps vary at least as exponential ones");
  params.arrivals.gaps = ArrivalGaps::gamma;
  params.arrivals.cv.reset();
  CHECK(refusal(params) == "arrivals: the coefficient of variation of the gaps is not given");
}

}  // namespace
}  // namespace gigawatt::jobs
