// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "sim/results/recorder.h"

namespace gigawatt {
namespace {

struct Row {
  TimeNs from_ns, to_ns;
  std::vector<double> mean, min, max, integral;
};

class RowList : public RowSink {
 public:
  void write_row(std::size_t, TimeNs from_ns, TimeNs to_ns, std::span<const double> mean,
                 std::span<const double> min, std::span<const double> max,
                 std::span<const double> integral) override {
    rows.push_back({from_ns,
                    to_ns,
                    {mean.begin(), mean.end()},
                    {min.begin(), min.end()},
                    {max.begin(), max.end()},
                    {integral.begin(), integral.end()}});
  }
  std::vector<Row> rows;
};

/// An awkward load with values of very different size, one value per 300 s tick.
double load_w(int tick) {
  return 1.0e8 * (1.1 + std::sin(0.37 * tick)) + 1.0e-3 * (tick % 7);
}

/// Run total of `load_w` over `ticks` five-minute ticks [J] with output every `interval_ns`.
double total_j(int ticks, std::int64_t interval_ns) {
  Recorder recorder(0, 1, 0, interval_ns);
  const std::int64_t tick_ns = 5 * kNsPerMinute;
  for (int tick = 0; tick < ticks; ++tick) {
    const std::array value{load_w(tick)};
    recorder.add(tick * tick_ns, (tick + 1) * tick_ns, value);
    if ((tick + 1) * tick_ns == recorder.interval_end_ns()) {
      recorder.close((tick + 1) * tick_ns, nullptr);
    }
  }
  recorder.close(ticks * tick_ns, nullptr);
  return recorder.totals()[0];
}

TEST_CASE("recorder: mean is weighted by time, extremes are of the values") {
  Recorder recorder(0, 2, 0, kNsPerHour);
  RowList rows;

  recorder.add(0, 15 * kNsPerMinute, std::array{100.0, -1.0});
  recorder.add(15 * kNsPerMinute, kNsPerHour, std::array{200.0, -3.0});
  recorder.close(kNsPerHour, &rows);

  REQUIRE(rows.rows.size() == 1);
  const Row& row = rows.rows[0];
  CHECK(row.from_ns == 0);
  CHECK(row.to_ns == kNsPerHour);
  CHECK(row.mean[0] == doctest::Approx(175.0).epsilon(1e-14));  // 1/4 · 100 + 3/4 · 200
  CHECK(row.mean[1] == doctest::Approx(-2.5).epsilon(1e-14));
  CHECK(row.min == std::vector<double>{100.0, -3.0});
  CHECK(row.max == std::vector<double>{200.0, -1.0});
  CHECK(row.integral[0] == doctest::Approx(630000.0).epsilon(1e-14));  // 900 · 100 + 2700 · 200
}

TEST_CASE("recorder: run totals do not depend on the output interval") {
  const int ticks = 365 * 288;
  long double exact_j = 0.0L;
  for (int tick = 0; tick < ticks; ++tick)
    exact_j += 300.0L * load_w(tick);

  for (const std::int64_t interval_ns :
       {5 * kNsPerMinute, kNsPerHour, 7 * kNsPerDay, 365 * kNsPerDay}) {
    CAPTURE(interval_ns);
    const double error = total_j(ticks, interval_ns) / static_cast<double>(exact_j) - 1.0;
    CHECK(std::fabs(error) < 1e-14);
  }
}

TEST_CASE("recorder: small terms survive beside large ones") {
  Recorder recorder(0, 1, 0, kNsPerSecond);

  // 1e16 + 1 is not a double: a plain sum loses every one of the ten ones.
  for (int second = 0; second < 12; ++second) {
    const double value = second == 0 ? 1.0e16 : second == 11 ? -1.0e16 : 1.0;
    recorder.add(second * kNsPerSecond, (second + 1) * kNsPerSecond, std::array{value});
    recorder.close((second + 1) * kNsPerSecond, nullptr);
  }

  CHECK(recorder.totals()[0] == 10.0);
}

TEST_CASE("recorder: a run that ends inside an interval gives a shorter last row") {
  Recorder recorder(0, 1, 0, kNsPerHour);
  RowList rows;

  recorder.add(0, kNsPerHour, std::array{1.0});
  recorder.close(kNsPerHour, &rows);
  recorder.add(kNsPerHour, kNsPerHour + 90 * kNsPerSecond, std::array{4.0});
  recorder.close(kNsPerHour + 90 * kNsPerSecond, &rows);
  recorder.close(kNsPerHour + 90 * kNsPerSecond, &rows);  // nothing since: no row

  REQUIRE(rows.rows.size() == 2);
  CHECK(rows.rows[1].mean[0] == 4.0);
  CHECK(rows.rows[1].integral[0] == 360.0);  // 90 s · 4
  CHECK(recorder.interval_end_ns() == 2 * kNsPerHour);
}

TEST_CASE("recorder: a copy continues exactly as the original") {
  Recorder straight(0, 1, 0, kNsPerHour);
  straight.add(0, 20 * kNsPerMinute, std::array{0.1});
  Recorder restored = straight;
  RowList rows;

  for (Recorder* recorder : {&straight, &restored}) {
    recorder->add(20 * kNsPerMinute, kNsPerHour, std::array{0.7});
    recorder->close(kNsPerHour, &rows);
  }

  REQUIRE(rows.rows.size() == 2);
  CHECK(rows.rows[0].mean == rows.rows[1].mean);
  CHECK(straight.totals()[0] == restored.totals()[0]);
}

TEST_CASE("recorder: a channel without a value is missing, not zero and not infinite") {
  Recorder recorder(0, 1, 0, kNsPerHour);
  RowList rows;

  recorder.add(0, kNsPerHour, std::array{std::nan("")});
  recorder.close(kNsPerHour, &rows);

  CHECK(std::isnan(rows.rows.at(0).mean[0]));
  CHECK(std::isnan(rows.rows.at(0).min[0]));
  CHECK(std::isnan(rows.rows.at(0).max[0]));
}

}  // namespace
}  // namespace gigawatt
