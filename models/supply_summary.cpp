// SPDX-License-Identifier: Apache-2.0
#include "models/supply_summary.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/summary_text.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

using namespace summary_text;

namespace {

using Json = nlohmann::ordered_json;

double hours(std::int64_t span_ns) {
  return static_cast<double>(span_ns) / static_cast<double>(kNsPerHour);
}

/// Both sides of a law, as a share of what passed through it.
double missed(double left, double right, double scale) {
  return scale > 0.0 ? (left - right) / scale : 0.0;
}

}  // namespace

std::optional<SupplySummary> supply_of(const Site& site) {
  if (!site.state().supply) return std::nullopt;
  const power::Supply& supply = *site.model().supply;
  const power::SupplyState& state = *site.state().supply;
  SupplySummary s;
  s.totals = state.totals;
  s.peak_import_w = site.state().import.peak_w;
  s.peak_import_ns = site.state().import.peak_ns;
  for (std::size_t f = 0; f < supply.fleets.size(); ++f) {
    const power::GeneratorFleet& fleet = supply.fleets[f];
    s.fleets.push_back(
        {fleet.name, fleet.units, fleet.rated_w * fleet.units, state.fleets[f].total});
  }
  s.has_pv = supply.pv.has_value();
  s.has_battery = supply.battery.has_value();
  s.has_tariff = supply.tariff != nullptr;
  s.has_export = supply.export_limit_w > 0.0;
  if (supply.battery) {
    const power::Battery& battery = supply.battery->battery;
    const double usable_j =
        supply.battery->nameplate_j * (battery.max_charge_frac - battery.min_charge_frac);
    s.stored_j = state.battery->battery.stored_j;
    s.battery_health = state.battery->health_frac(*supply.battery);
    s.full_cycles = state.totals.discharged_j / battery.discharge_efficiency / usable_j;
  }
  return s;
}

std::vector<Residual> supply_residuals(const Site& site) {
  if (!site.state().supply) return {};
  const power::Supply& supply = *site.model().supply;
  const power::SupplyState& state = *site.state().supply;
  const power::SupplyTotals& t = state.totals;
  const double in_j = t.pv_j + t.generated_j + t.discharged_j + t.imported_j + t.unserved_j;
  const double out_j = t.load_j + t.own_use_j + t.charged_j + t.exported_j + t.dumped_j;
  double stored_j = 0.0;
  if (supply.battery)
    stored_j =
        state.battery->battery.stored_j - power::fresh_state(*supply.battery).battery.stored_j;
  std::vector<Residual> residuals = {
      {"bus: solar + generated + discharged + imported + unserved = facility + own use + charged + "
       "exported + dumped",
       missed(in_j, out_j, std::max(in_j, out_j)), kEnergyTolerance},
      {"bus: load = facility", missed(t.load_j, site.state().totals.facility_energy_j, t.load_j),
       kEnergyTolerance},
      {"battery: charged - discharged = stored + lost",
       missed(t.charged_j - t.discharged_j, stored_j + t.battery_loss_j,
              std::max(t.charged_j + t.discharged_j, std::abs(stored_j))),
       kEnergyTolerance},
      {"money: energy cost = import + fuel - export",
       missed(site.state().totals.energy_cost_usd, t.import_usd + t.fuel_usd - t.export_usd,
              std::abs(t.import_usd) + t.fuel_usd + std::abs(t.export_usd)),
       kEnergyTolerance},
  };
  return residuals;
}

nlohmann::ordered_json supply_json(const SupplySummary& s) {
  const power::SupplyTotals& t = s.totals;
  Json made = {{"imported_j", t.imported_j},
               {"exported_j", t.exported_j},
               {"solar_j", t.pv_j},
               {"solar_curtailed_j", t.pv_curtailed_j},
               {"generated_j", t.generated_j},
               {"charged_j", t.charged_j},
               {"discharged_j", t.discharged_j},
               {"battery_loss_j", t.battery_loss_j},
               {"own_use_j", t.own_use_j},
               {"unserved_j", t.unserved_j},
               {"dumped_j", t.dumped_j},
               {"peak_import_w", s.peak_import_w},
               {"fuel_hhv_j", t.fuel_hhv_j},
               {"fuel_co2_kg", t.fuel_co2_kg},
               {"nox_kg", t.nox_kg},
               {"import_usd", t.import_usd},
               {"export_usd", t.export_usd},
               {"fuel_usd", t.fuel_usd},
               {"demand_usd", t.demand_usd},
               {"fixed_usd", t.fixed_usd},
               {"generators", Json::array()}};
  for (const FleetSummary& fleet : s.fleets) {
    made["generators"].push_back({{"name", fleet.name},
                                  {"units", fleet.units},
                                  {"rated_w", fleet.rated_w},
                                  {"output_j", fleet.total.output_j},
                                  {"fuel_hhv_j", fleet.total.fuel_hhv_j},
                                  {"nox_kg", fleet.total.nox_kg},
                                  {"co2_kg", fleet.total.co2_kg},
                                  {"unit_hours", hours(fleet.total.run_ns)},
                                  {"starts", fleet.total.starts},
                                  {"failed_starts", fleet.total.failed_starts},
                                  {"trips", fleet.total.trips},
                                  {"withheld_unit_hours", hours(fleet.total.withheld_ns)},
                                  {"outside_curve_unit_hours", hours(fleet.total.outside_ns)}});
  }
  if (s.has_battery)
    made["battery"] = {
        {"stored_j", s.stored_j}, {"health", s.battery_health}, {"full_cycles", s.full_cycles}};
  return made;
}

void supply_rows(std::string& out, const SupplySummary& s) {
  const power::SupplyTotals& t = s.totals;
  if (t.imported_j > 0.0)
    row(out, "imported", gigawatt_hours(t.imported_j),
        fmt::format("peak {} (15-minute mean, {})", megawatts(s.peak_import_w),
                    to_iso8601(s.peak_import_ns)));
  if (s.has_export) row(out, "exported", gigawatt_hours(t.exported_j));
  if (s.has_pv)
    row(out, "solar used", gigawatt_hours(t.pv_j),
        fmt::format("curtailed {}", gigawatt_hours(t.pv_curtailed_j)));
  for (const FleetSummary& fleet : s.fleets) {
    std::string remark =
        fmt::format("{} x {}, {} unit-hours; starts {}, trips {}", fleet.units,
                    megawatts(fleet.rated_w / fleet.units), grouped(hours(fleet.total.run_ns)),
                    fleet.total.starts, fleet.total.trips);
    if (fleet.total.withheld_ns > 0)
      remark +=
          fmt::format("; kept off by the permit {} h", grouped(hours(fleet.total.withheld_ns)));
    if (fleet.total.outside_ns > 0)
      remark += fmt::format("; air beyond the curve {} h", grouped(hours(fleet.total.outside_ns)));
    row(out, fleet.name, gigawatt_hours(fleet.total.output_j), remark);
  }
  if (s.has_battery)
    row(out, "battery gave", gigawatt_hours(t.discharged_j),
        fmt::format("took {}; {:.0f} full cycles, {} of capacity left", gigawatt_hours(t.charged_j),
                    s.full_cycles, percent(s.battery_health)));
  if (t.dumped_j > 0.0)
    row(out, "dumped", gigawatt_hours(t.dumped_j), "units at minimum load with nobody to take it");
  const double site_usd = t.import_usd + t.fuel_usd + t.demand_usd + t.fixed_usd - t.export_usd;
  row(out, "cost of power", grouped(site_usd) + " USD",
      fmt::format("import {}, fuel {}, demand {}, fixed {}; export earned {}",
                  grouped(t.import_usd), grouped(t.fuel_usd), grouped(t.demand_usd),
                  grouped(t.fixed_usd), grouped(t.export_usd)));
}

}  // namespace gigawatt
