// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "models/power/dispatch/tariff_params.h"
#include "sim/engine/calendar.h"
#include "sim/scenario/reader.h"

using namespace gigawatt;
using namespace gigawatt::power;

namespace {

TariffParams read_tariff(const std::string& text) {
  const Tree tree = parse_yaml(text, "tariff.yaml");
  ProblemList problems(tree);
  TariffParams params;
  read_fields(tree, "", {}, [&params](FieldVisitor& v) { params.visit(v); }, problems);
  problems.throw_if_any();
  return params;
}

std::string only_problem(const std::string& text) {
  const auto problems = find_tariff_problems(read_tariff(text));
  REQUIRE(problems.size() == 1);
  return problems[0].message();
}

}  // namespace

TEST_CASE("tariff section: every key reaches the tariff") {
  const TariffParams params = read_tariff(R"(
zone: America/Chicago
bands: [{months: [jun, jul], weekdays: [mon], from: 13, to: 19, price: 80 USD/MWh}]
demand:
  - price: 15 USD/kW
    ratchet: {share: 75 %, months: [jul], lookback: 11}
coincident: [{price: 4 USD/kW, hours: ["2026-07-15T17:00"]}]
fixed: 500 USD
)");
  REQUIRE(find_tariff_problems(params).empty());

  const Tariff tariff = make_tariff(params, climate::StepSeries(0.05), 0.03);

  CHECK(tariff.import.series_usd_per_kwh->at(0) == 0.05);
  CHECK(tariff.export_credit.flat_usd_per_kwh == 0.03);
  REQUIRE(tariff.import.bands.size() == 1);
  CHECK(tariff.import.bands[0].hours.months == 0x60);  // bits 5 and 6
  CHECK(tariff.import.bands[0].hours.weekdays == 1);
  CHECK(tariff.import.bands[0].usd_per_kwh == doctest::Approx(0.08));
  REQUIRE(tariff.demand.size() == 1);
  CHECK(tariff.demand[0].usd_per_kw[11] == 15.0);
  CHECK(tariff.demand[0].ratchet.share == 0.75);
  CHECK(tariff.demand[0].ratchet.months == 0x40);
  CHECK(tariff.demand[0].ratchet.lookback_months == 11);
  // Five hours behind UTC in summer.
  CHECK(tariff.coincident[0].hours[0] == parse_iso8601("2026-07-15T22:00Z"));
  CHECK(tariff.fixed_usd_per_month == 500.0);
}

TEST_CASE("tariff section: contradictions are named") {
  CHECK(only_problem("bands: [{from: 8, to: 20, price: 0.1 USD/kWh}, "
                     "{months: [jul], from: 19, to: 22, price: 0.2 USD/kWh}]") ==
        "bands.1.price: jul mon 19:00 costs 0.2 USD/kWh here and 0.1 USD/kWh in band 1; expected "
        "bands that share no hour");
  // Chicago's clocks: 8 March 2026 from 2 to 3, 1 November 2026 from 2 back to 1.
  CHECK(only_problem("zone: America/Chicago\n"
                     "coincident: [{price: 4 USD/kW, hours: [\"2026-03-08T02:00\"]}]") ==
        "coincident.0.hours: the clocks of America/Chicago change: they show 2026-03-08T02:00 "
        "never; expected an hour with its offset, such as 2026-11-01T01:00-05:00");
  CHECK(only_problem("zone: America/Chicago\n"
                     "coincident: [{price: 4 USD/kW, hours: [\"2026-11-01T01:00\"]}]")
            .find("show 2026-11-01T01:00 twice") != std::string::npos);
  CHECK(only_problem("zone: America/Chicagoo").find("there is no time zone") != std::string::npos);
  CHECK(only_problem("demand: [{price: 1 USD/kW, months: [julu]}]").find("did you mean 'jul'") !=
        std::string::npos);
  CHECK(only_problem("demand: [{price_by_month: [1 USD/kW, 2 USD/kW]}]").find("it has 2 prices") !=
        std::string::npos);
}
