// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/dispatch/tariff.h"
#include "sim/engine/random.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

TimeNs instant(const char* text) {
  return parse_iso8601(text).value();
}

/// The bills of a load that is constant over each UTC month from `year` on.
std::vector<Bill> monthly_bills(const Tariff& tariff, int year, int years,
                                const std::array<double, 12>& month_w) {
  TariffState state = start_meter(tariff, utc_midnight(year, 1, 1));
  std::vector<Bill> bills;
  for (int month = 0; month < 12 * years; ++month) {
    meter(tariff, state, add_months(utc_midnight(year, 1, 1), month + 1),
          month_w[static_cast<std::size_t>(month % 12)], 0.0, bills);
  }
  return bills;
}

// Peaks [W] and monthly rates [USD/kW] of REopt's tests of ratchets.
constexpr std::array<double, 12> kPeaksW{200e3, 100e3, 100e3, 400e3, 100e3, 500e3,
                                         100e3, 100e3, 100e3, 100e3, 100e3, 300e3};
constexpr std::array<double, 12> kRates{10, 10, 20, 50, 20, 10, 20, 20, 20, 20, 20, 5};

}  // namespace

TEST_CASE("tariff: ratchets bill what REopt's do, once a year lies behind them") {
  struct Row {
    Ratchet ratchet;
    std::array<double, 12> billed_kw;
    double usd;  // dot product of billed demand and rates
  };
  const Row named{{.share = 0.75, .months = 0b1000'0000'1001},  // January, April, December
                  {300, 300, 300, 400, 300, 500, 300, 300, 300, 300, 300, 300},
                  74'500.0};
  const Row range{{.share = 0.75, .lookback_months = 6},
                  {225, 225, 225, 400, 300, 500, 375, 375, 375, 375, 375, 375},
                  79'375.0};
  for (const Row& row : {named, range}) {
    Tariff tariff;
    tariff.demand = {{.usd_per_kw = kRates, .ratchet = row.ratchet}};

    const std::vector<Bill> bills = monthly_bills(tariff, 2021, 2, kPeaksW);

    REQUIRE(bills.size() == 24);
    double usd = 0.0;
    for (std::size_t month = 0; month < 12; ++month) {
      CAPTURE(month);
      CHECK(bills[12 + month].billed_w[0] == Approx(1e3 * row.billed_kw[month]).epsilon(1e-12));
      usd += bills[12 + month].demand_usd;
    }
    CHECK(usd == Approx(row.usd).epsilon(1e-12));
  }
}

TEST_CASE("tariff: the first year has only its own peaks to look back on") {
  Tariff tariff;
  tariff.demand = {{.usd_per_kw = kRates, .ratchet = {.share = 0.75}}};

  const std::vector<Bill> bills = monthly_bills(tariff, 2021, 1, kPeaksW);

  CHECK(bills[0].billed_w[0] == Approx(200e3));  // no December behind it
  CHECK(bills[1].billed_w[0] == Approx(150e3));  // 75 % of January
}

TEST_CASE("tariff: demand is the mean of a clock quarter, however it is metered") {
  Tariff tariff;
  tariff.demand = {{.usd_per_kw = kRates}};
  TariffState state = start_meter(tariff, instant("2025-01-01T00:05Z"));
  std::vector<Bill> bills;

  meter(tariff, state, instant("2025-01-01T00:10Z"), 900e3, 0.0, bills);
  // Five minutes at 900 kW are 300 kW over the quarter, which is still open.
  CHECK(bill_so_far(tariff, state).billed_w[0] == Approx(300e3).epsilon(1e-12));
  meter(tariff, state, instant("2025-01-01T00:15Z"), 0.0, 0.0, bills);
  meter(tariff, state, instant("2025-01-01T00:25Z"), 600e3, 0.0, bills);
  meter(tariff, state, instant("2025-01-01T00:30Z"), 150e3, 0.0, bills);

  // (600 · 10 + 150 · 5) / 15, by hand.
  CHECK(state.demand[0].peak_w == Approx(450e3).epsilon(1e-12));
  CHECK(bill_so_far(tariff, state).demand_usd == Approx(4500.0).epsilon(1e-12));
}

TEST_CASE("tariff: hours are those of the local clock, in summer and winter, past midnight too") {
  Tariff tariff;
  tariff.zone = "America/Chicago";
  const HourWindow evening{.from_hour = 16, .to_hour = 21};
  // 16:00 is 21:00 UTC in summer and 22:00 UTC in winter.
  CHECK(evening.holds(local_time(tariff, instant("2025-07-01T21:00Z"))));
  CHECK_FALSE(evening.holds(local_time(tariff, instant("2025-01-02T21:00Z"))));
  CHECK(evening.holds(local_time(tariff, instant("2025-01-02T22:00Z"))));
  CHECK_FALSE(evening.holds(local_time(tariff, instant("2025-01-03T03:00Z"))));

  const HourWindow night{.from_hour = 22, .to_hour = 6};
  CHECK(night.holds(civil_time(instant("2025-01-02T23:00Z"))));
  CHECK(night.holds(civil_time(instant("2025-01-02T05:59Z"))));
  CHECK_FALSE(night.holds(civil_time(instant("2025-01-02T06:00Z"))));

  const HourWindow summer_weekdays{.months = 0b0000'1110'0000, .weekdays = 0x1F};
  CHECK(summer_weekdays.holds(civil_time(instant("2025-07-04T12:00Z"))));        // a Friday
  CHECK_FALSE(summer_weekdays.holds(civil_time(instant("2025-07-05T12:00Z"))));  // a Saturday
  CHECK_FALSE(summer_weekdays.holds(civil_time(instant("2025-05-30T12:00Z"))));  // in May
}

TEST_CASE("tariff: the first band that holds is the price, else the flat one; a series adds") {
  EnergyPrice price{
      .flat_usd_per_kwh = 0.05,
      .bands = {{{.from_hour = 16, .to_hour = 21}, 0.11}, {{.from_hour = 7, .to_hour = 21}, 0.06}}};
  const auto at = [&](const char* text) {
    return price.mean_usd_per_kwh(civil_time(instant(text)), instant(text),
                                  instant(text) + 15 * kNsPerMinute);
  };
  CHECK(at("2025-01-01T03:00Z") == 0.05);
  CHECK(at("2025-01-01T08:00Z") == 0.06);
  CHECK(at("2025-01-01T17:00Z") == 0.11);
  price.series_usd_per_kwh =
      climate::StepSeries(instant("2025-01-01T17:00Z"), 5 * kNsPerMinute, {0.01, 0.02, 0.06});
  CHECK(at("2025-01-01T17:00Z") == Approx(0.14).epsilon(1e-12));  // 0.11 + mean of the three
}

TEST_CASE("tariff: a year of ERCOT prices bills a flat load with the sum of the file") {
  Tariff tariff;
  tariff.zone = "America/Chicago";
  tariff.import.series_usd_per_kwh = climate::read_step_series(
      GIGAWATT_SOURCE_DIR "/scenarios/data/grid/ERCOT_HB_HUBAVG_DAM_SPP_2022.csv",
      {.value = "Price (USD/MWh)", .factor = 1e-3});
  TariffState state = start_meter(tariff, instant("2022-01-01T00:00-06:00"));
  std::vector<Bill> bills;

  meter(tariff, state, instant("2023-01-01T00:00-06:00"), 100e6, 0.0, bills);

  REQUIRE(bills.size() == 12);
  CHECK(bills[2].to_ns == instant("2022-04-01T00:00-05:00"));  // months end on the local clock
  double usd = 0.0;
  for (const Bill& bill : bills)
    usd += bill.total_usd();
  // 100 MW times the sum of the file's 8760 prices, 563,356.17 USD/MWh.
  CHECK(usd == Approx(56'335'617.0).epsilon(1e-9));
}

TEST_CASE("tariff: a coincident peak bills the named hour alone") {
  Tariff tariff;
  tariff.coincident = {{.usd_per_kw = 12.0, .hours = {instant("2025-07-10T21:30Z")}}};
  TariffState state = start_meter(tariff, instant("2025-07-10T00:00Z"));
  std::vector<Bill> bills;

  meter(tariff, state, instant("2025-07-10T21:45Z"), 2000e3, 0.0, bills);
  meter(tariff, state, instant("2025-07-11T00:00Z"), 400e3, 0.0, bills);

  // 12 USD/kW on (2000 · 1/4 + 400 · 3/4) kW.
  CHECK(bill_so_far(tariff, state).coincident_usd == Approx(9600.0).epsilon(1e-12));
}

TEST_CASE("tariff: export earns at its own price, and the fixed charge is per month") {
  Tariff tariff;
  tariff.import.flat_usd_per_kwh = 0.10;
  tariff.export_credit.flat_usd_per_kwh = 0.04;
  tariff.fixed_usd_per_month = 250.0;
  TariffState state = start_meter(tariff, utc_midnight(2025, 2, 1));
  std::vector<Bill> bills;

  meter(tariff, state, utc_midnight(2025, 2, 11), 1e6, 0.0, bills);
  meter(tariff, state, utc_midnight(2025, 3, 1), 0.0, 2e6, bills);

  REQUIRE(bills.size() == 1);
  CHECK(bills[0].energy_usd == Approx(24'000.0));  // 240 MWh
  CHECK(bills[0].export_usd == Approx(34'560.0));  // 864 MWh
  CHECK(bills[0].total_usd() == Approx(24'000.0 - 34'560.0 + 250.0));
}

TEST_CASE("tariff: bills do not depend on where metering is cut, nor on a saved state") {
  Tariff tariff;
  tariff.import = {.flat_usd_per_kwh = 0.03,
                   .bands = {{{.weekdays = 0x1F, .from_hour = 7, .to_hour = 22}, 0.08}}};
  tariff.demand = {{.usd_per_kw = kRates, .ratchet = {.share = 0.75}},
                   {.usd_per_kw = kRates, .hours = {.from_hour = 12, .to_hour = 18}}};
  RandomDraws draws = RandomStream(11, "tariff", "cuts").at(0);
  const TimeNs start = utc_midnight(2025, 1, 1);
  TariffState whole = start_meter(tariff, start), cut = whole;
  std::vector<Bill> whole_bills, cut_bills;
  for (int piece = 0; piece < 2000; ++piece) {
    const double import_w = draws.uniform(0.0, 1e6);
    const TimeNs to_ns = whole.now_ns + from_seconds(draws.uniform(1.0, 7200.0));
    meter(tariff, whole, to_ns, import_w, 0.0, whole_bills);
    TariffState copy = cut;
    meter(tariff, copy, copy.now_ns + (to_ns - copy.now_ns) / 3, import_w, 0.0, cut_bills);
    cut = copy;
    meter(tariff, cut, to_ns, import_w, 0.0, cut_bills);
  }

  REQUIRE(whole_bills.size() == 2);
  REQUIRE(cut_bills.size() == 2);
  for (std::size_t month = 0; month < 2; ++month) {
    CHECK(whole_bills[month].total_usd() == Approx(cut_bills[month].total_usd()).epsilon(1e-9));
    CHECK(whole_bills[month].billed_w[1] == Approx(cut_bills[month].billed_w[1]).epsilon(1e-9));
    CHECK(whole_bills[month].billed_w[0] >= whole_bills[month].billed_w[1]);
  }
}
