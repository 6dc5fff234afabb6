// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/power/adequacy/adequacy_study.h"
#include "models/power/storage/battery_params.h"
#include "sim/engine/errors.h"
#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::AdequacyStudy;
using power::StudySite;

namespace {

/// Units of 10 MW that are out a twentieth of the time.
power::GeneratorFleet units(std::uint32_t count) {
  power::GeneratorFleet fleet;
  fleet.name = "gas";
  fleet.units = count;
  fleet.rated_w = 10e6;
  fleet.model = test::plain_unit();
  fleet.model.up = power::SpanLaw::exponential(190 * 3600.0);
  fleet.model.repair = power::SpanLaw::exponential(10 * 3600.0);
  return fleet;
}

StudySite desert() {
  StudySite site{.path = "sites.desert.power", .load_w = 20e6};
  site.weather = climate::read_weather(GIGAWATT_SOURCE_DIR
                                       "/scenarios/data/weather/USA_AZ_Phoenix_TMY2_SAM.csv");
  site.fleets = {units(3)};
  return site;
}

}  // namespace

TEST_CASE("adequacy study: units and grid without a battery, by hand") {
  StudySite site = desert();
  site.grid_w = 5e6;
  const AdequacyStudy study = power::study(site, {.years = {.years = 500}, .battery_h = {}});

  REQUIRE(study.exact);
  // 20 MW less the grid's 5 need two of three units: 0.725 % of the year.
  CHECK(study.exact->lolh_h == Approx(8760 * 0.00725).epsilon(1e-9));
  CHECK(study.simulated.lolh_h.mean == Approx(study.exact->lolh_h).epsilon(0.1));
  // 2.4 h allow one unit (1.1 h without any) and the grid.
  CHECK(study.firm.mean_w == 15e6);
  REQUIRE(study.parts.size() == 2);
  CHECK(study.parts[0].name == "gas");
  CHECK(study.parts[0].adds_w == 10e6);
  CHECK(study.parts[1].adds_w == 5e6);
  CHECK(power::to_table(study).find("firm capacity, MW                   15.0") !=
        std::string::npos);
}

TEST_CASE("adequacy study: sun adds firmness only through a battery, and not alone") {
  StudySite site = desert();
  site.pv = power::PvParams{};
  site.pv->dc_w = 60e6;
  const power::StudyOptions options{.years = {.years = 40}, .battery_h = {24.0, 72.0}};
  const AdequacyStudy sun = power::study(site, options);
  CHECK(sun.parts[1].name == "pv");
  CHECK(sun.parts[1].adds_w == 0.0);

  power::BatteryParams battery;
  battery.power_w = 15e6;
  battery.energy_j = 100 * 3.6e9;
  site.battery = power::make_storage(battery, 0);
  const AdequacyStudy stored = power::study(site, options);
  MESSAGE(power::to_table(stored));
  CHECK(!stored.exact);
  CHECK(stored.firm.mean_w > sun.firm.mean_w);
  CHECK(stored.simulated.lolh_h.mean < sun.simulated.lolh_h.mean);
  REQUIRE(stored.sun_alone.size() == 2);
  CHECK(*stored.sun_alone[1].overbuild > 5.0);
}

TEST_CASE("adequacy study: panels without weather are refused") {
  StudySite site = desert();
  site.weather.reset();
  site.pv = power::PvParams{};
  site.pv->dc_w = 1e6;
  CHECK_THROWS_WITH_AS(power::study(site),
                       "sites.desert.power.pv: there is no weather to shine on it; expected "
                       "`weather:` of the site",
                       DomainError);
}
