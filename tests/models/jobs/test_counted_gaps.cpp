// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/counted_gaps.h"
#include "models/jobs/synthetic.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

/// Instants of arrivals as shares of the span.
std::vector<double> one_by_one(const GapLaw& law, int arrivals, std::uint64_t seed) {
  const RandomStream stream(seed, "test", "gap");
  CountedGaps gaps(law, static_cast<std::uint64_t>(arrivals), 1.0, stream.at(0, 1));
  std::vector<double> instants;
  double now = 0.0;
  for (int i = 0; i < arrivals; ++i) {
    RandomDraws draws = stream.at(static_cast<std::uint64_t>(i));
    const double exponential = draws.exponential(1.0);
    now += gaps.next(exponential, draws);
    instants.push_back(now);
  }
  return instants;
}

/// What they stand for: all gaps drawn, the one after the last arrival included, then scaled.
std::vector<double> all_at_once(const GapLaw& law, int arrivals, std::uint64_t seed) {
  const RandomStream stream(seed, "test", "reference");
  std::vector<double> instants;
  double now = 0.0;
  for (int i = 0; i <= arrivals; ++i) {
    RandomDraws draws = stream.at(static_cast<std::uint64_t>(i));
    now += law.draw(draws, i == 0);
    instants.push_back(now);
  }
  instants.pop_back();
  for (double& instant : instants)
    instant /= now;
  return instants;
}

/// Greatest distance between two empirical distributions.
double distance(std::vector<double> a, std::vector<double> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double most = 0.0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    (a[i] <= b[j] ? i : j) += 1;
    most = std::max(most, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                   static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return most;
}

SourceContext one_year() {
  SourceContext context;
  context.seed = 5;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = 10;
  return context;
}

WorkloadParams counted(std::int64_t jobs) {
  WorkloadParams params;
  params.name = "counted";
  params.jobs = jobs;
  return params;
}

std::vector<TimeNs> submits_of(const WorkloadParams& params) {
  SyntheticSource source(params, one_year());
  std::vector<TimeNs> submits;
  for (Job job; source.next(job);)
    submits.push_back(job.submit_ns);
  return submits;
}

/// Largest distance [share] of sorted values in (0, 1) from the uniform law.
double distance_from_uniform(const std::vector<double>& sorted) {
  const auto count = static_cast<double>(sorted.size());
  double most = 0.0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const auto before = static_cast<double>(i);
    most = std::max({most, sorted[i] - before / count, (before + 1.0) / count - sorted[i]});
  }
  return most;
}

TEST_CASE("counted gaps: exponential ones are uniform instants in order, exactly so many") {
  constexpr int kJobs = 200'000;
  const std::vector<TimeNs> submits = submits_of(counted(kJobs));

  REQUIRE(submits.size() == kJobs);
  CHECK(std::is_sorted(submits.begin(), submits.end()));
  CHECK(submits.front() >= 0);
  CHECK(submits.back() < one_year().end_ns);
  std::vector<double> shares;
  std::vector<double> gaps;
  for (std::size_t i = 0; i < submits.size(); ++i) {
    shares.push_back(static_cast<double>(submits[i]) / static_cast<double>(one_year().end_ns));
    if (i > 0) gaps.push_back(shares[i] - shares[i - 1]);
  }
  // Kolmogorov: 1.95 / √n is the 99.9 % point.
  CHECK(distance_from_uniform(shares) < 1.95 / std::sqrt(kJobs));
  // A gap between two of n uniform instants exceeds x with probability (1 − x)^n; its own
  // distribution is then uniform. Gaps are nearly independent: correlation −1/n.
  for (double& gap : gaps)
    gap = 1.0 - std::pow(1.0 - gap, kJobs);
  std::sort(gaps.begin(), gaps.end());
  CHECK(distance_from_uniform(gaps) < 1.95 / std::sqrt(kJobs - 1));
}

TEST_CASE("counted gaps: with a profile instants are uniform in operational time") {
  constexpr int kJobs = 100'000;
  WorkloadParams params = counted(kJobs);
  params.arrivals.hours.assign(24, 0.0);
  for (std::size_t hour = 6; hour < 12; ++hour)
    params.arrivals.hours[hour] = 1.0;  // six hours a day, at one rate
  const std::vector<TimeNs> submits = submits_of(params);

  REQUIRE(submits.size() == kJobs);
  std::vector<double> shares;
  for (const TimeNs submit : submits) {
    const TimeNs of_day = submit % kNsPerDay;
    REQUIRE(of_day >= 6 * kNsPerHour);
    REQUIRE(of_day <= 12 * kNsPerHour);
    const auto open_ns =
        static_cast<double>(submit / kNsPerDay * 6 * kNsPerHour + of_day - 6 * kNsPerHour);
    shares.push_back(open_ns / (365.0 * 6.0 * static_cast<double>(kNsPerHour)));
  }
  CHECK(std::is_sorted(shares.begin(), shares.end()));
  CHECK(distance_from_uniform(shares) < 1.95 / std::sqrt(kJobs));
}

TEST_CASE("counted gaps: one by one they have the law of all drawn at once and scaled") {
  constexpr int kRuns = 20'000;
  constexpr int kArrivals = 40;  // above 16 of a kind, where counts are drawn by halving
  for (const GapLaw& law :
       {GapLaw{ArrivalGaps::exponential, 1.0}, GapLaw{ArrivalGaps::gamma, 0.3},
        GapLaw{ArrivalGaps::gamma, 3.0}, GapLaw{ArrivalGaps::hyper_exponential, 1.0},
        GapLaw{ArrivalGaps::hyper_exponential, 4.0}}) {
    CAPTURE(static_cast<int>(law.gaps));
    CAPTURE(law.cv);
    std::vector<double> made[4];
    std::vector<double> expected[4];
    for (std::uint64_t run = 0; run < kRuns; ++run) {
      const std::vector<double> instants = one_by_one(law, kArrivals, run);
      const std::vector<double> reference = all_at_once(law, kArrivals, run);
      REQUIRE(std::is_sorted(instants.begin(), instants.end()));
      REQUIRE(instants.back() <= 1.0 + 1e-12);
      const auto look = [](const std::vector<double>& at, std::vector<double>* into) {
        into[0].push_back(at.front());
        into[1].push_back(at[kArrivals / 2]);
        into[2].push_back(at.back());
        into[3].push_back(at[11] - at[10]);
      };
      look(instants, made);
      look(reference, expected);
    }
    // Smirnov, two samples: 1.95 √(2 / n) is the 99.9 % point.
    for (int i = 0; i < 4; ++i) {
      CAPTURE(i);
      CHECK(distance(made[i], expected[i]) < 1.95 * std::sqrt(2.0 / kRuns));
    }
  }
}

TEST_CASE("counted gaps: gaps so uneven that some vanish still fill the span") {
  for (const double cv : {30.0, 100.0}) {  // shapes of 1/900 and 1/10,000
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const std::vector<double> instants = one_by_one({ArrivalGaps::gamma, cv}, 50, seed);
      REQUIRE(std::is_sorted(instants.begin(), instants.end()));
      REQUIRE(instants.back() <= 1.0 + 1e-12);
    }
  }
}

TEST_CASE("counted gaps: a million million jobs begin at once") {
  // Two passes would take hours.
  for (const ArrivalGaps law :
       {ArrivalGaps::exponential, ArrivalGaps::gamma, ArrivalGaps::hyper_exponential}) {
    WorkloadParams params = counted(1'000'000'000'000);
    params.arrivals.gaps = law;
    if (law != ArrivalGaps::exponential) params.arrivals.cv = 2.0;
    const SourceContext context = one_year();
    ArrivalPlan plan = plan_arrivals(params, context);
    plan.end_ns = 100'000 * kNsPerDay;  // 8.64 ms between jobs in the mean
    ArrivalClock clock(plan, params, context);
    const RandomStream stream(1, "test", "job");
    TimeNs last_ns = 0;
    constexpr int kDrawn = 100'000;
    for (int i = 0; i < kDrawn; ++i) {
      RandomDraws draws = stream.at(static_cast<std::uint64_t>(i));
      last_ns = clock.next(draws).value();
    }
    // Standard deviation c / √n of the mean gap; 5 of it and whole nanoseconds, rounded down.
    const double mean_ns = static_cast<double>(plan.end_ns) / 1e12;
    CHECK(static_cast<double>(last_ns) / kDrawn ==
          Approx(mean_ns).epsilon(5.0 * 2.0 / std::sqrt(kDrawn)));
  }
}

}  // namespace
}  // namespace gigawatt::jobs
