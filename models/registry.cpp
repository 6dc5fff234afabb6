// SPDX-License-Identifier: Apache-2.0
#include "models/registry.h"

#include "models/cooling/plant_params.h"
#include "models/power/converter_params.h"
#include "models/power/dispatch/dispatcher.h"
#include "models/power/sources/cell_temperature.h"
#include "models/power/storage/fade_params.h"

namespace gigawatt {

namespace {

Registry all_models() {
  Registry r;
  r.add<power::BuswayParams>("converter", "busway", "Row busway, ohmic loss.");
  r.add<power::PduTransformerParams>("converter", "pdu-transformer",
                                     "Isolation transformer of a PDU.");
  r.add<power::UpsDoubleConversionParams>("converter", "ups-double-conversion",
                                          "UPS in double conversion.");
  r.add<power::UpsEcoParams>("converter", "ups-eco", "UPS feeding through its bypass.");
  r.add<power::TransformerDryParams>("converter", "transformer-dry",
                                     "Medium-voltage dry-type transformer.");
  r.add<power::TransformerOilParams>("converter", "transformer-oil",
                                     "Liquid-immersed transformer.");
  r.add<power::RectifierParams>("converter", "rectifier", "AC/DC rectifier.");
  r.add<power::GenericConverterParams>("converter", "converter",
                                       "Any converter: coefficients, efficiency or table.");

  r.add<cooling::MerkelTowerParams>("heat-rejection", "wet-tower-merkel",
                                    "Counter-flow wet tower, Merkel theory.");
  r.add<cooling::YorkTowerParams>("heat-rejection", "wet-tower-york",
                                  "Wet tower, YorkCalc correlation.");
  r.add<cooling::CoolToolsTowerParams>("heat-rejection", "wet-tower-cooltools",
                                       "Wet tower, CoolTools correlation.");
  r.add<cooling::FluidCoolerParams>("heat-rejection", "fluid-cooler",
                                    "Closed-circuit evaporative cooler: a sprayed coil.");
  r.add<cooling::DryCoolerParams>("heat-rejection", "dry-cooler",
                                  "Dry cooler, cross-flow coil and fans.");
  r.add<cooling::AdiabaticCoolerParams>("heat-rejection", "adiabatic-cooler",
                                        "Dry cooler whose air wet pads cool when needed.");

  r.add<cooling::CrahChilledWaterParams>("air-cooling", "crah-chilled-water",
                                         "CRAH coils on chilled water.");
  power::add_cell_temperature_models(r);
  power::add_fade_models(r);
  power::add_dispatch_models(r);
  return r;
}

}  // namespace

const Registry& registry() {
  static const Registry models = all_models();
  return models;
}

}  // namespace gigawatt
