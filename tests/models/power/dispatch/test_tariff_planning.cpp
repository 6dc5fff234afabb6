// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/tariff_planning.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

TimeNs at(const char* text) {
  return parse_iso8601(text).value();
}

Tariff january_and_february() {
  Tariff tariff;
  tariff.demand = {{.usd_per_kw = {9.0, 7.0}, .ratchet = {.share = 0.5}}};
  return tariff;
}

}  // namespace

TEST_CASE("tariff planning: a horizon over a month's end has a window for each month") {
  const Tariff tariff = january_and_february();
  TariffState state = start_meter(tariff, at("2025-01-01T00:00Z"));
  std::vector<Bill> bills;
  meter(tariff, state, at("2025-01-30T12:00Z"), 80e6, 0.0, bills);
  const PlanSteps steps{.from_ns = at("2025-01-30T12:00Z"), .count = 48};

  const std::vector<DemandWindow> windows = demand_windows(tariff, state, steps);

  REQUIRE(windows.size() == 2);
  CHECK(windows[0].usd_per_kw == 9.0);
  CHECK(windows[0].floor_w == Approx(80e6));  // this month's peak so far
  CHECK(windows[1].usd_per_kw == 7.0);
  CHECK(windows[1].floor_w == Approx(40e6));  // half of it, by the ratchet
  for (std::size_t step = 0; step < 48; ++step) {
    CHECK(windows[0].steps[step] == (step < 36 ? 1 : 0));
    CHECK(windows[1].steps[step] == (step < 36 ? 0 : 1));
  }
}

TEST_CASE("tariff planning: a charge that holds in no step of the horizon has no window") {
  Tariff tariff = january_and_february();
  tariff.demand[0].hours = {.months = 0b10};  // February
  const TimeNs start = at("2025-01-10T00:00Z");

  CHECK(
      demand_windows(tariff, start_meter(tariff, start), {.from_ns = start, .count = 48}).empty());
}

TEST_CASE("tariff planning: a named hour adds what it bills to the price of its steps") {
  Tariff tariff;
  tariff.import.flat_usd_per_kwh = 0.05;
  tariff.coincident = {{.usd_per_kw = 12.0, .hours = {at("2025-07-10T21:30Z")}}};
  std::vector<double> price(3);

  known_import_price(tariff, {.from_ns = at("2025-07-10T21:00Z"), .count = 3}, price);

  // 1 kW over the second half of the first step is half of the named hour: 6 USD.
  CHECK(price[0] == Approx(6.05).epsilon(1e-12));
  CHECK(price[1] == Approx(6.05).epsilon(1e-12));
  CHECK(price[2] == Approx(0.05).epsilon(1e-12));
  // Steps of a quarter: 12 USD/kW over four quarters, 0.25 h each.
  known_import_price(tariff,
                     {.from_ns = at("2025-07-10T21:15Z"), .step_ns = 15 * kNsPerMinute, .count = 3},
                     price);
  CHECK(price[0] == Approx(0.05).epsilon(1e-12));
  CHECK(price[1] == Approx(12.05).epsilon(1e-12));
}

TEST_CASE("tariff planning: export follows its own bands") {
  Tariff tariff;
  tariff.export_credit = {.flat_usd_per_kwh = 0.02,
                          .bands = {{{.from_hour = 1, .to_hour = 2}, 0.07}}};
  std::vector<double> credit(3);

  known_export_price(tariff, {.from_ns = at("2025-07-10T00:00Z"), .count = 3}, credit);

  CHECK(credit == std::vector{0.02, 0.07, 0.02});
}
