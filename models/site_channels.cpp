// SPDX-License-Identifier: Apache-2.0
#include "models/site_channels.h"

namespace gigawatt {

namespace {

constexpr unsigned kMean = static_cast<unsigned>(Keep::mean);
constexpr unsigned kRange = static_cast<unsigned>(Keep::min) | static_cast<unsigned>(Keep::max);
constexpr unsigned kIntegral = static_cast<unsigned>(Keep::integral);

/// Powers are means of an interval; stored energy is that at its end.
void add_supply_channels(std::vector<Channel>& c) {
  c.resize(kChannelCount);
  const auto power = kMean | kIntegral;
  c[kFacilityPower].long_name = "power of the facility at its point of connection";
  c[kPvPower] = {"pv_power_w", "W", "solar power used", power, "pv_energy_j", "J"};
  c[kPvCurtailed] = {"pv_curtailed_w", "W", "solar power not used", power, "pv_curtailed_j", "J"};
  c[kGeneration] = {"generation_power_w",  "W", "output of generators", power,
                    "generation_energy_j", "J"};
  c[kOwnUse] = {
      "supply_own_use_w", "W", "drawn by generators and the battery's auxiliaries", kMean, "", ""};
  c[kBatteryPower] = {"battery_power_w", "W", "battery at its terminals, above 0 charging",
                      kMean | kRange,    "",  ""};
  c[kBatteryStored] = {"battery_stored_j", "J", "energy in the battery at the interval's end",
                       kMean | kRange,     "",  ""};
  c[kImport] = {"import_power_w",  "W", "power drawn from the grid", power | kRange,
                "import_energy_j", "J"};
  c[kExport] = {"export_power_w", "W", "power given to the grid", power, "export_energy_j", "J"};
}

}  // namespace

std::vector<Channel> site_channels(bool with_supply) {
  std::vector<Channel> c(kBaseChannelCount);
  const auto power = kMean | kRange | kIntegral;
  c[kItPower] = {"it_power_w", "W",           "power at the input of IT equipment",
                 power,        "it_energy_j", "J"};
  c[kFacilityPower] = {"facility_power_w",  "W", "power drawn from the grid", power,
                       "facility_energy_j", "J"};
  c[kElectricalLoss] = {"electrical_loss_w", "W", "loss between feed and racks", kMean, "", ""};
  c[kCoolingPower] = {"cooling_power_w", "W", "power of all cooling equipment",
                      kMean | kRange,    "",  ""};
  c[kLiquidPump] = {"liquid_pump_power_w", "W", "CDU and facility-loop pumps", kMean, "", ""};
  c[kAirFan] = {"air_fan_power_w", "W", "hall air fans", kMean, "", ""};
  c[kChilledWaterPump] = {"chilled_water_pump_power_w", "W", "chilled-water pumps", kMean, "", ""};
  c[kChiller] = {"chiller_power_w", "W", "chiller compressors", kMean, "", ""};
  c[kRejection] = {"rejection_power_w", "W", "tower or dry-cooler fans and pumps", kMean, "", ""};
  c[kHeatRejected] = {"heat_rejected_w", "W", "heat given to the outdoors", kMean, "", ""};
  c[kEvaporation] = {"evaporation_kg_per_s", "kg s-1", "water evaporated", kMean, "", ""};
  c[kMakeup] = {
      "makeup_water_kg_per_s", "kg s-1",          "make-up water: evaporation, drift, blowdown",
      kMean | kIntegral,       "makeup_water_kg", "kg"};
  c[kLiquidSupply] = {"liquid_supply_k", "K", "facility water into the CDUs",
                      kMean | kRange,    "",  ""};
  c[kRejectionLeaving] = {"rejection_leaving_k", "K", "water leaving towers or dry coolers",
                          kMean | kRange,        "",  ""};
  c[kDryBulb] = {"dry_bulb_k", "K", "outdoor dry-bulb temperature", kMean, "", ""};
  c[kWetBulb] = {"wet_bulb_k", "K", "outdoor wet-bulb temperature", kMean, "", ""};
  c[kItCap] = {"it_cap_w",
               "W",
               "IT power the plant can carry (installed full power if nothing binds)",
               kMean | static_cast<unsigned>(Keep::min),
               "",
               ""};
  c[kThrottle] = {"throttle_frac", "1", "share of dynamic IT power allowed", kMean, "", ""};
  c[kOverLimit] = {"over_limit_power_w", "W", "facility power above the grid limit", kMean, "", ""};
  c[kUnserved] = {"unserved_power_w", "W", "IT power that could not be supplied", kMean, "", ""};
  c[kUnrejected] = {"unrejected_heat_w", "W", "heat beyond the cooling's capacity", kMean, "", ""};
  c[kCo2] = {"co2_kg_per_s",    "kg s-1", "carbon dioxide of grid energy",
             kMean | kIntegral, "co2_kg", "kg"};
  c[kCost] = {"energy_cost_usd_per_s", "USD s-1",         "cost of grid energy",
              kMean | kIntegral,       "energy_cost_usd", "USD"};
  c[kGpusInstalled] = {"gpus_installed", "1", "accelerators energised", kMean, "", ""};
  c[kGpusAllocated] = {"gpus_allocated", "1", "accelerators held by jobs", kMean, "", ""};
  c[kGpusBlocked] = {"gpus_blocked", "1", "accelerators held but not progressing (throttle)",
                     kMean,          "",  ""};
  c[kGpusUtilised] = {"gpus_utilised", "1", "accelerators held, weighted by utilisation",
                      kMean,           "",  ""};
  c[kJobsQueued] = {
      "jobs_queued", "1", "jobs waiting", kMean | static_cast<unsigned>(Keep::max), "", ""};
  if (with_supply) add_supply_channels(c);
  return c;
}

}  // namespace gigawatt
