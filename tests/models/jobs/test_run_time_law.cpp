// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/philly_run_times.h"
#include "models/jobs/synthetic.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

std::vector<double> philly_file() {
  std::ifstream in(GIGAWATT_SOURCE_DIR "/scenarios/data/traces/philly_runtime.csv");
  std::string header;
  in >> header;
  std::vector<double> times_s;
  for (double time_s = 0.0; in >> time_s;)
    times_s.push_back(time_s);
  std::sort(times_s.begin(), times_s.end());
  return times_s;
}

double quantile(const std::vector<double>& ordered, double share) {
  const double place = share * static_cast<double>(ordered.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ordered.size() - 1);
  return ordered[below] + (place - static_cast<double>(below)) * (ordered[above] - ordered[below]);
}

/// Largest distance of two distribution functions given by sorted samples.
double ks_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double distance = 0.0;
  for (const double value : a) {
    const auto share = [value](const std::vector<double>& sample) {
      return static_cast<double>(std::upper_bound(sample.begin(), sample.end(), value) -
                                 sample.begin()) /
             static_cast<double>(sample.size());
    };
    distance = std::max(distance, std::abs(share(a) - share(b)));
  }
  return distance;
}

TEST_CASE("quantile table: shares, means and quantiles of two pieces by hand") {
  // Half of the times log-uniform from 1 to e, half from e to e³.
  const double e = std::exp(1.0);
  const std::array<RunTimePoint, 3> points{{{0.0, 1.0}, {0.5, e}, {1.0, e * e * e}}};
  const QuantileTable table(points);

  CHECK(table.at_s(0.25) == Approx(std::sqrt(e)));
  CHECK(table.at_s(0.75) == Approx(e * e));
  CHECK(table.share_above(0.5) == 1.0);
  CHECK(table.share_above(e * e) == Approx(0.25));
  CHECK(table.share_above(e * e * e) == 0.0);
  // ∫ e^l dp: 0.5 (e − 1) / 1 + 0.5 (e³ − e) / 2.
  CHECK(table.mean_above_s(0.0) == Approx(0.5 * (e - 1) + 0.25 * (e * e * e - e)));
  CHECK(table.mean_above_s(e * e) == Approx(0.25 * (e * e * e - e * e)));
}

TEST_CASE("run times: stretched and held between bounds, the mean by hand") {
  // The law above at half its times: below 1 s up to X = 2, above 5 s from X = 10 on.
  const double e = std::exp(1.0);
  const std::array<RunTimePoint, 3> points{{{0.0, 1.0}, {0.5, e}, {1.0, e * e * e}}};
  const RunTimeLaw law{{}, QuantileTable(points)};

  const double held_below = 0.5 * std::log(2.0) * 1.0;
  const double between = 0.5 * (0.5 * (e - 2.0) + 0.25 * (10.0 - e));
  const double held_above = 0.25 * (3.0 - std::log(10.0)) * 5.0;
  CHECK(law.mean_between_s(0.5, 1.0, 5.0) == Approx(held_below + between + held_above));
  CHECK(law.mean_between_s(3.0, 1.0, 1e9) == Approx(3.0 * law.mean_s()));  // none is held
  CHECK(law.mean_between_s(0.01, 1.0, 5.0) == Approx(1.0));                // all are
}

TEST_CASE("philly: the committed table is that of the shipped run times") {
  const std::vector<double> times_s = philly_file();
  REQUIRE(times_s.size() == 83'154);

  for (const RunTimePoint& point : kPhillyRunTimes) {
    CAPTURE(point.share);
    CHECK(point.time_s == Approx(std::max(quantile(times_s, point.share), 1.0)).epsilon(1e-5));
  }
}

TEST_CASE("philly: drawn run times follow the measured ones") {
  std::vector<double> measured_s = philly_file();
  WorkloadParams params;
  params.name = "traced";
  params.statistics = Statistics::philly;
  params.jobs = 100'000;
  SourceContext context;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = 2000;
  SyntheticSource source(params, context);

  std::vector<double> drawn_s;
  for (Job job; source.next(job);)
    drawn_s.push_back(to_seconds(job.work_ns));
  std::sort(drawn_s.begin(), drawn_s.end());

  // The rule is 0.05 on the logarithm, which orders as the time itself; sampling alone gives
  // 1.95 √(1/83,154 + 1/100,000) = 0.009 at 99.9 %.
  CHECK(ks_distance(measured_s, drawn_s) < 0.012);
  // Means only after truncating at the 99.9th percentile, to 5 %.
  const auto truncated_mean = [](const std::vector<double>& ordered) {
    const double most = quantile(ordered, 0.999);
    double sum = 0.0;
    double count = 0.0;
    for (const double value : ordered) {
      if (value > most) break;
      sum += value;
      count += 1.0;
    }
    return sum / count;
  };
  CHECK(truncated_mean(drawn_s) == Approx(truncated_mean(measured_s)).epsilon(0.05));
  CHECK(source.plan().run_time.mean_s() == Approx(14'613.3).epsilon(0.02));  // of the file
}

TEST_CASE("synthetic: run times can be given by percentiles") {
  WorkloadParams params;
  params.name = "own";
  params.jobs = 10'000;
  params.run_time = RunTimeParams{
      .median_s = {}, .mean_s = {}, .max_s = {}, .percentiles_s = {100.0, 100.0, 10'000.0}};
  SourceContext context;
  context.end_ns = 365 * kNsPerDay;
  context.installed_nodes = 10;
  SyntheticSource source(params, context);

  double at_100 = 0.0;
  double above_1000 = 0.0;
  for (Job job; source.next(job);) {
    at_100 += to_seconds(job.work_ns) < 100.001 ? 1.0 : 0.0;
    above_1000 += to_seconds(job.work_ns) > 1000.0 ? 1.0 : 0.0;
  }

  // Half are 100 s; the rest log-uniform to 10,000 s, so a quarter beyond 1,000 s. 4 sigma.
  CHECK(std::abs(at_100 - 5000.0) < 4 * 50.0);
  CHECK(std::abs(above_1000 - 2500.0) < 4 * 43.4);
}

}  // namespace
}  // namespace gigawatt::jobs
