// SPDX-License-Identifier: Apache-2.0

// Sites that live on more than a grid: what the bus carries, what an outage costs, what it all is
// worth. Hosts draw 100 W idle and 200 W at full use; a thousand of them 100 and 200 kW.

#include <cstring>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "models/build.h"
#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

constexpr double kKwh = 3.6e6;

/// A thousand hosts at full use from the start for `run_s`.
Lab hall(double run_s) {
  Lab lab;
  lab.span = "2 hours";
  lab.fleet = "[{node: host-100-200, nodes: 1000}]";
  lab.trace = fmt::format("a,0,{},1000,86400,1\n", run_s);
  return lab;
}

/// Without losses, so that energies can be added up by hand.
std::string plain_battery(double energy_kwh, double initial = 1.0) {
  return fmt::format(
      "battery: {{power: 300 kW, energy: {} kWh, round_trip: 1, min_charge: 0, max_charge: 1, "
      "initial_charge: {}, fade: {{model: none}}}}",
      energy_kwh, initial);
}

const char* const kOutage =
    "limit: 1 MW, interruptions: [{from: '2025-01-01T00:10:00Z', duration: 30 min}]";

/// A desert island: sun, battery and turbines, no grid.
Scenario island(std::vector<std::string> overrides) {
  const std::string weather =
      shipped("data/weather/phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv");
  LoadOptions options;
  options.overrides = std::move(overrides);
  return scenario_from(fmt::format(R"(
name: island
start: 2025-03-01
duration: 20 days
seed: 3
sites:
  - name: island
    place: {{latitude: 33.45, longitude: -111.98, elevation: 337 m, timezone: America/Phoenix}}
    weather: {}
    fleet: [{{node: host-100-200, nodes: 100000}}]
    power:
      grid: {{limit: 0 MW}}
      pv: {{dc: 60 MW, tracker: single-axis}}
      battery: {{power: 20 MW, energy: 80 MWh}}
      generators:
        - {{record: aeroderivative, unit: 8 MW, units: 3, fuel_price: 4 USD/MMBtu, air: generic-gas-turbine,
           min_down: 10 min}}
workloads:
  - {{name: tasks, kind: synthetic, jobs_per_year: 20000, load: 0.8, nodes: {{min: 1, max: 4096}},
     run_time: {{median: 20 min, mean: 2 hours}}, utilisation: {{low: 0.8, high: 1.0}}}}
)",
                                   weather),
                       {{"catalog/nodes.yaml", kReferenceHostCatalogue}}, options);
}

double binding_hours(const SiteSummary& summary, const std::string& limit) {
  for (const LimitSummary& one : summary.limits)
    if (one.name == limit) return one.hours_binding;
  return 0.0;
}

}  // namespace

TEST_CASE("supply: a battery that is large enough carries an outage, and jobs do not notice") {
  Lab lab = hall(5400);
  lab.grid = kOutage;
  lab.power = plain_battery(105) + ", dispatch: {model: curtailment-response}";
  const Finished run(lab.scenario());

  CHECK(lab_seconds(run.out.job(0).end_ns) == 5400.0);
  REQUIRE(run.summary.supply);
  const power::SupplyTotals& t = run.summary.supply->totals;
  // 200 kW for half an hour, and the same back once the grid returns.
  CHECK(t.discharged_j == Approx(100 * kKwh).epsilon(1e-12));
  CHECK(t.charged_j == Approx(100 * kKwh).epsilon(1e-12));
  CHECK(t.imported_j == Approx(run.summary.totals.facility_energy_j).epsilon(1e-12));
  CHECK(t.unserved_j == 0.0);
  CHECK(run.summary.limits.empty());
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE(
    "supply: an empty battery leaves the site dark until the grid is back and it has booted") {
  Lab lab = hall(3000);
  lab.grid = kOutage;
  lab.power = plain_battery(51) + ", dispatch: {model: curtailment-response}";
  const Finished run(lab.scenario());

  // 50 kWh are fifteen minutes at 200 kW. What is left holds 60 kW for a minute: less than idle.
  // Nodes go off five minutes later and come back ten minutes after the grid, at 00:50; the job
  // has no checkpoint.
  REQUIRE(run.out.jobs.size() == 2);
  CHECK(run.out.jobs[0].end == JobEnd::failed);
  CHECK(lab_seconds(run.out.jobs[0].end_ns) == 1800.0);
  CHECK(lab_seconds(run.out.job(0).start_ns) == 3000.0);
  CHECK(binding_hours(run.summary, "supply") == Approx(25.0 / 60.0).epsilon(1e-9));
  CHECK(run.summary.supply->totals.discharged_j == Approx(51 * kKwh).epsilon(1e-9));
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("supply: what is kept for outages is not dispatched, used when one comes, and refilled") {
  Lab lab = hall(7200);
  lab.grid = kOutage;
  lab.power = plain_battery(250) + ", backup: 0.5";  // merit order would use it up at once
  const Finished run(lab.scenario());

  const power::SupplyTotals& t = run.summary.supply->totals;
  // Ten minutes of merit order take 33 of the 125 kWh above the share that is kept; the outage
  // takes 100 kWh: all that was left above it, and 8 kWh of it, which come back.
  const double before_kwh = 200.0 / 6.0;
  CHECK(t.discharged_j == Approx((before_kwh + 100.0) * kKwh).epsilon(1e-12));
  CHECK(t.charged_j == Approx((before_kwh + 100.0 - 125.0) * kKwh).epsilon(1e-12));
  CHECK(run.summary.supply->stored_j == Approx(125 * kKwh).epsilon(1e-12));
  CHECK(t.unserved_j == 0.0);
}

TEST_CASE("supply: what is kept for outages gives what an outage takes, not what is always short") {
  Lab lab = hall(86400);
  lab.grid =
      "limit: 150 kW, interruptions: [{from: '2025-01-01T00:10:00Z', duration: 30 min, limit: 110 "
      "kW}]";
  lab.power = plain_battery(100) + ", backup: 1";
  const Finished run(lab.scenario());

  // The hall wants 200 kW and is held at 150 all along; the call takes 40 kW for half an hour.
  const power::SupplyTotals& t = run.summary.supply->totals;
  CHECK(t.discharged_j == Approx(20 * kKwh).epsilon(1e-9));
  CHECK(t.load_j == Approx(300 * kKwh).epsilon(1e-3));
  CHECK(t.charged_j < 1.0);  // the load leaves nothing
  CHECK(binding_hours(run.summary, "supply") == Approx(2.0).epsilon(1e-9));
}

TEST_CASE("supply: what is kept for outages gives what a failed unit takes") {
  Lab lab = hall(86400);
  lab.grid = "limit: 50 kW, price: 50 USD/MWh";
  lab.power = plain_battery(1000) +
              ", backup: 1, generators: [{record: fast-engine, unit: 100 kW, air: flat, planned: "
              "none, failures: {up: 20 min, repair: 5 h}, fuel_price: 20 USD/MMBtu}]";
  const Finished run(lab.scenario());
  // Held at 50 + 100 kW, but for a few seconds; of these the battery gives what the engine does
  // not, never more.
  const power::SupplyTotals& t = run.summary.supply->totals;
  CHECK(run.summary.supply->fleets[0].total.trips > 0);
  CHECK(t.generated_j + t.discharged_j == Approx(200 * kKwh).epsilon(3e-3));
  CHECK(t.load_j == Approx(300 * kKwh).epsilon(3e-3));
}

TEST_CASE("supply: with notice the units run when the call comes, without they come late") {
  const auto lost = [](const char* notice) {
    Lab lab = hall(6000);
    lab.span = "3 hours";
    lab.grid = fmt::format(
        "limit: 1 MW, price: 50 USD/MWh, interruptions: [{{from: '2025-01-01T00:30:00Z', duration: "
        "1 h, limit: 120 kW{}}}]",
        notice);
    lab.power =
        "generators: [{record: aeroderivative, unit: 250 kW, fuel_price: 20 USD/MMBtu, air: flat, "
        "planned: none, failures: {}}], bridge: 15 min";
    const Finished run(lab.scenario());
    CHECK(broken_laws_of({run.summary}).empty());
    CHECK(run.summary.supply->fleets[0].total.starts == 1);
    return run.summary.gpu_hours.throttled;
  };
  CHECK(lost(", notice: 30 min") == 0.0);
  // 120 of 200 kW until the unit is up: a fifth of dynamic power for the minutes of its start.
  const double late = lost("");
  CHECK(late > 0.0);
  CHECK(late < 1000.0 * 15.0 / 60.0);
}

TEST_CASE("supply: what a battery keeps for outages does not stand in for units") {
  Lab lab = hall(7200);
  lab.grid = "limit: 50 kW, price: 50 USD/MWh";
  lab.power = plain_battery(400) +
              ", backup: 1, generators: [{record: fast-engine, unit: 250 kW, air: flat, "
              "planned: none, failures: {}, fuel_price: 20 USD/MMBtu}]";
  const Finished run(lab.scenario());
  // The engine carries all but the grid's 50 kW from the end of its start on; until then the
  // battery gives what nothing else can, and is filled again.
  const SupplySummary& supply = *run.summary.supply;
  CHECK(supply.fleets[0].total.starts == 1);
  CHECK(supply.stored_j == Approx(400 * kKwh).epsilon(1e-9));
  CHECK(supply.totals.discharged_j < 200e3 * 10 * 60);
  CHECK(supply.totals.unserved_j == 0.0);
  CHECK(run.summary.limits.empty());
}

TEST_CASE("supply: what a plan keeps in the battery, units carry") {
  Lab lab = hall(7200);
  lab.grid = "limit: 100 kW, price: 50 USD/MWh";
  lab.power = plain_battery(200, 0.5) +
              ", dispatch: {model: look-ahead}, generators: [{record: fast-engine, unit: 250 kW, "
              "air: flat, planned: none, failures: {}, fuel_price: 20 USD/MMBtu}]";
  const Finished run(lab.scenario());
  // Before there is a plan the battery carries what the grid leaves, 100 kW for 5 minutes, and then
  // until the engine runs. From then on the plan, which is to end as full as it began, keeps the
  // rest; without it the battery would have gone on until 20 minutes, 33 kWh, were left.
  const SupplySummary& supply = *run.summary.supply;
  CHECK(supply.fleets[0].total.starts == 1);
  CHECK(supply.stored_j > 75 * kKwh);
  CHECK(supply.totals.generated_j > 140 * kKwh);
  CHECK(broken_laws_of({run.summary}).empty());
}

TEST_CASE("supply: a unit that runs holds the peak a plan counts on, though the grid is cheaper") {
  const auto peak_import_w = [](const char* dispatch) {
    Lab lab = hall(10'800);
    lab.span = "3 hours";
    lab.grid =
        "limit: 1 MW, price: 50 USD/MWh, tariff: {zone: UTC, demand: [{price: 10 USD/kW}]}, "
        "interruptions: [{from: '2025-01-01T00:00:00Z', duration: 90 min, limit: 100 kW}]";
    lab.power = plain_battery(40) + ", dispatch: {model: " + dispatch +
                "}, generators: [{record: fast-engine, unit: 250 kW, air: flat, planned: none, "
                "failures: {}, min_up: 3 hours, fuel_price: 20 USD/MMBtu}]";
    const Finished run(lab.scenario());
    CHECK(broken_laws_of({run.summary}).empty());
    return run.summary.supply->peak_import_w;
  };
  // Of 200 kW the call leaves 100. After it, with the unit still on, the rule takes all but the
  // unit's least load from the grid; to a plan made while it is on, a kilowatt more costs 10 USD,
  // and fuel for it over the horizon of two days half of that, so that it goes on as before.
  CHECK(peak_import_w("merit-order") > 150e3);
  CHECK(peak_import_w("look-ahead, roll: 1 hour") < 105e3);
}

TEST_CASE("supply: a unit runs until the cheaper one that takes its place does") {
  Lab lab = hall(10800);
  lab.span = "3 hours";
  lab.grid = "limit: 50 kW, price: 50 USD/MWh";
  const char* const engine =
      "record: fast-engine, unit: 250 kW, air: flat, planned: none, failures: {}, min_up: 0 s";
  lab.power = fmt::format(
      "generators: [{{name: dear, {0}, fuel_price: 20 USD/MMBtu}}, {{name: cheap, {0}, fuel_price: "
      "4 USD/MMBtu, start: 30 min, delivered: '2025-01-01T01:00:00Z'}}]",
      engine);
  const Finished run(lab.scenario());
  // Power is short while the first one starts, not for the half hour in which the second does.
  const SupplySummary& supply = *run.summary.supply;
  CHECK(supply.fleets[0].total.starts == 1);
  CHECK(supply.fleets[1].total.starts == 1);
  CHECK(binding_hours(run.summary, "supply") < 0.25);
}

TEST_CASE("supply: traces above the limit are counted, and shown from a millionth on") {
  Summary summary;
  summary.sites.push_back(Finished(hall(3600).scenario()).summary);
  SiteTotals& totals = summary.sites[0].totals;
  totals.over_limit_energy_j = 0.9e-6 * totals.facility_energy_j;
  CHECK(to_table(summary).find("OVER LIMIT") == std::string::npos);
  CHECK(to_json(summary).find("\"over_limit_energy_j\": 0,") == std::string::npos);

  totals.over_limit_energy_j = 1.1e-6 * totals.facility_energy_j;
  CHECK(to_table(summary).find("OVER LIMIT") != std::string::npos);
}

TEST_CASE("supply: hours in which only a permit keeps a unit off are counted") {
  Lab lab = hall(7200);
  lab.grid = "limit: 150 kW, price: 50 USD/MWh";
  lab.power =
      "generators: [{record: fast-engine, unit: 250 kW, air: flat, planned: none, failures: {}, "
      "fuel_price: 20 USD/MMBtu, permit: {hours_per_year: 30 min}}]";
  const Finished run(lab.scenario());
  const power::GeneratorStep& unit = run.summary.supply->fleets[0].total;
  // Two hours of a load that the grid cannot carry alone, half an hour of them with the engine.
  CHECK(to_seconds(unit.run_ns) == Approx(1800.0).epsilon(1e-9));
  CHECK(to_seconds(unit.withheld_ns) == Approx(5400.0).epsilon(0.02));
  CHECK(binding_hours(run.summary, "supply") > 1.4);
}

TEST_CASE("supply: fuel is output over efficiency, and its price and carbon are its own") {
  Lab lab = hall(7200);
  lab.grid = "limit: 1 MW, price: 200 USD/MWh, carbon: 400 g/kWh";
  lab.power =
      "generators: [{record: aeroderivative, unit: 400 kW, fuel_price: 4 USD/MMBtu, air: flat, "
      "planned: none, failures: {}}]";
  const Finished run(lab.scenario());
  const SupplySummary& supply = *run.summary.supply;
  const power::SupplyTotals& t = supply.totals;

  // Cheaper than the grid, it carries the hall once it has started; the grid carried its start.
  CHECK(t.generated_j > 0.8 * t.load_j);
  CHECK(t.imported_j + t.generated_j == Approx(t.load_j + t.own_use_j).epsilon(1e-12));
  CHECK(t.fuel_usd == Approx(t.fuel_hhv_j / 1055.05585262e6 * 4.0).epsilon(1e-9));
  CHECK(t.import_usd == Approx(t.imported_j / kKwh * 0.2).epsilon(1e-9));
  CHECK(run.summary.totals.energy_cost_usd == Approx(t.import_usd + t.fuel_usd).epsilon(1e-12));
  CHECK(run.summary.totals.co2_kg ==
        Approx(t.imported_j / kKwh * 0.4 + t.fuel_co2_kg).epsilon(1e-9));
  CHECK(t.fuel_hhv_j > t.generated_j / 0.45);  // no such turbine is better than that
}

TEST_CASE("supply: a tariff bills the month's peak beside the energy") {
  Lab lab = hall(3600);
  lab.grid =
      "limit: 1 MW, price: 50 USD/MWh, tariff: {zone: UTC, demand: [{price: 10 USD/kW}], "
      "fixed: 500 USD}";
  const Finished run(lab.scenario());
  const power::SupplyTotals& t = run.summary.supply->totals;

  CHECK(run.summary.supply->peak_import_w == Approx(200e3).epsilon(1e-12));
  CHECK(t.demand_usd == Approx(200.0 * 10.0).epsilon(1e-12));
  CHECK(t.fixed_usd == Approx(500.0).epsilon(1e-12));
  // An hour at 200 kW and one at 100 kW.
  CHECK(t.import_usd == Approx(300.0 * 0.05).epsilon(1e-12));
}

TEST_CASE("supply: an island on sun, battery and turbines closes its accounts") {
  const Finished run(island({}));
  const SupplySummary& supply = *run.summary.supply;

  CHECK(broken_laws_of({run.summary}).empty());
  CHECK(supply.totals.pv_j > 0.2 * supply.totals.load_j);
  CHECK(supply.totals.discharged_j > 0.0);
  CHECK(supply.totals.generated_j > 0.0);
  CHECK(supply.totals.imported_j == 0.0);
  CHECK(supply.battery_health < 1.0);
  CHECK(supply.battery_health > 0.97);
}

TEST_CASE("supply: the year's energy hardly depends on the interval of the plant") {
  double facility_j = 0.0, solar_j = 0.0;
  for (const char* interval : {"5 min", "15 min", "1 hour"}) {
    CAPTURE(interval);
    const Finished run(island({fmt::format("plant={{interval: {}}}", interval)}));
    const power::SupplyTotals& t = run.summary.supply->totals;
    if (facility_j == 0.0) {
      facility_j = t.load_j;
      solar_j = t.pv_j + t.pv_curtailed_j;
    }
    CHECK(t.load_j == Approx(facility_j).epsilon(1e-3));
    CHECK(t.pv_j + t.pv_curtailed_j == Approx(solar_j).epsilon(1e-6));
  }
}

TEST_CASE("supply: a snapshot of an island goes on bit by bit") {
  const Scenario scenario = island({"duration=6 days"});
  const auto text = [](const Simulation& simulation) {
    Summary summary;
    summary.sites.push_back(summarise(simulation.sites().front()));
    return to_json(summary);
  };
  Simulation straight(scenario);
  straight.run_until(straight.end_ns());
  const std::string expected = text(straight);
  for (const double hour : {0.0, 11.37, 60.0, 101.999}) {
    CAPTURE(hour);
    Simulation simulation(scenario);
    simulation.run_until(scenario.start_ns() + from_seconds(hour * 3600.0));
    const Simulation::Snapshot saved = simulation.snapshot();
    simulation.run_until(simulation.end_ns());
    CHECK(text(simulation) == expected);
    simulation.restore(saved);
    simulation.run_until(simulation.end_ns());
    CHECK(text(simulation) == expected);
  }
}

TEST_CASE("supply: outages by statistics come as often and last as long as they are said to") {
  power::OutageStatisticsParams statistics;
  statistics.per_year = 12.0;
  statistics.mean_duration_s = 3600.0;
  const std::vector<power::GridLimit> steps = {{0, 1e6, 1e6}};
  const TimeNs end_ns = TimeNs{200} * 365 * kNsPerDay;
  const auto limits = power::with_interruptions(steps, {}, statistics,
                                                RandomStream(1, "grid", "outages"), 0, end_ns);
  std::int64_t outages = 0, dark_ns = 0;
  for (std::size_t i = 0; i + 1 < limits.size(); ++i) {
    if (limits[i].limit_w > 0.0) continue;
    ++outages;
    dark_ns += limits[i + 1].from_ns - limits[i].from_ns;
    CHECK(limits[i].uninterrupted_w == 1e6);
  }
  // 2,400 expected, standard error 49; 3,600 s, standard error 73 s: within four.
  CHECK(std::abs(static_cast<double>(outages) - 2400.0) < 4 * 49.0);
  CHECK(to_seconds(dark_ns) / static_cast<double>(outages) == Approx(3600.0).epsilon(0.082));
}

TEST_CASE("supply: the clock of units is the place's where that of the weather is the sun's") {
  const auto offset_ns = [](std::vector<std::string> overrides) {
    return build_site_models(island(std::move(overrides)))
        .front()
        ->supply->fleets.front()
        .model.permit.utc_offset_ns;
  };

  // Phoenix' file is on local standard time. In Madrid the sun's hour is that of UTC, and the
  // clock of winter is an hour ahead.
  CHECK(offset_ns({}) == -7 * kNsPerHour);
  CHECK(offset_ns({"sites.island.weather=null",
                   "sites.island.climate={design_day: {dry_bulb: 37 degC, wet_bulb: 20 degC, "
                   "daily_range: 15 K}}",
                   "sites.island.place={latitude: 40.4, longitude: -3.7, elevation: 650 m, "
                   "timezone: Europe/Madrid}"}) == kNsPerHour);
}

}  // namespace gigawatt::test
