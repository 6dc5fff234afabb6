// SPDX-License-Identifier: Apache-2.0
#include "models/power/converter_params.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/scenario/registry.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 2> kCarriesNames{"it", "everything"};
constexpr std::array<std::string_view, 2> kHeatNames{"outside", "hall"};

// A transformer known by one efficiency at one load, taken to be at its best there (that is what a
// design to the regulation's test point does): no-load loss and load loss are then equal.
constexpr double best_at_no_load_frac(double load_frac, double efficiency) {
  return load_frac * (1.0 / efficiency - 1.0) / 2.0;
}
constexpr double best_at_square_frac(double load_frac, double efficiency) {
  return (1.0 / efficiency - 1.0) / (2.0 * load_frac);
}

// P² r L / (3 V²) as a fraction of 1 MW: 0.94 mohm per 100 ft (30.48 m), 40 m, 415 V line to line.
// Evenly tapped load leaves a third of what the full current would lose over the whole length.
constexpr double kBuswaySquareFrac = 1.0e6 * (0.94e-3 / 30.48) * 40.0 / (3.0 * 415.0 * 415.0);

}  // namespace

void ConverterParams::visit(FieldVisitor& v) {
  v.number({.name = "fixed_loss",
            .doc = "No-load loss, fraction of the rating.",
            .min = 0.0,
            .max = 1.0},
           fixed_frac);
  v.number({.name = "proportional_loss", .doc = "Loss per output.", .min = 0.0, .max = 1.0},
           proportional_frac);
  v.number({.name = "square_loss",
            .doc = "Loss growing with the square of load, fraction of the rating at full load.",
            .min = 0.0,
            .max = 1.0},
           square_frac);
  v.choice({.name = "carries", .doc = "What passes: IT power only, or cooling power too."},
           kCarriesNames, carries);
  v.choice({.name = "heat", .doc = "Where the loss goes: outside the hall, or into its air."},
           kHeatNames, heat);
}

ConverterLoss ConverterParams::loss(double unit_rated_w) const {
  return {.fixed_w = fixed_frac * unit_rated_w,
          .proportional = proportional_frac,
          .square_per_w = square_frac / unit_rated_w,
          .table_load_frac = {},
          .table_loss_frac = {},
          .rated_w = unit_rated_w};
}

BuswayParams::BuswayParams()
    : ConverterParams(0.0, 0.0, kBuswaySquareFrac, Carries::it, Heat::hall) {}

PduTransformerParams::PduTransformerParams()
    : ConverterParams(best_at_no_load_frac(0.35, 0.9902), 0.0, best_at_square_frac(0.35, 0.9902),
                      Carries::it, Heat::hall) {}

UpsDoubleConversionParams::UpsDoubleConversionParams()
    : ConverterParams(0.012, 0.006, 0.012, Carries::it, Heat::outside) {}

UpsEcoParams::UpsEcoParams() : ConverterParams(0.004, 0.002, 0.004, Carries::it, Heat::outside) {}

TransformerDryParams::TransformerDryParams()
    : ConverterParams(best_at_no_load_frac(0.5, 0.9941), 0.0, best_at_square_frac(0.5, 0.9941),
                      Carries::everything, Heat::outside) {}

TransformerOilParams::TransformerOilParams()
    : ConverterParams(best_at_no_load_frac(0.5, 0.9953), 0.0, best_at_square_frac(0.5, 0.9953),
                      Carries::everything, Heat::outside) {}

RectifierParams::RectifierParams()
    : ConverterParams(17.0 / 0.96 / 13670.0, 1.0 / 0.96 - 1.0, 0.0, Carries::it, Heat::hall) {}

void GenericConverterParams::visit(FieldVisitor& v) {
  ConverterParams::visit(v);
  v.number(
      {.name = "efficiency",
       .doc = "Output over input without the fixed and square losses; replaces proportional_loss.",
       .min = 0.0,
       .max = 1.0,
       .above_min = true},
      efficiency);
  v.numbers({.name = "table_load",
             .doc = "Loads of a loss table, ascending fractions of the rating.",
             .min = 0.0},
            table_load_frac);
  v.numbers(
      {.name = "table_loss", .doc = "Loss at those loads, fractions of the rating.", .min = 0.0},
      table_loss_frac);
}

ConverterLoss GenericConverterParams::loss(double unit_rated_w) const {
  ConverterLoss loss = ConverterParams::loss(unit_rated_w);
  if (efficiency) loss.proportional = 1.0 / *efficiency - 1.0;
  if (table_load_frac.size() != table_loss_frac.size())
    throw DomainError(
        fmt::format("converter: table_load has {} entries and table_loss {}; expected as many",
                    table_load_frac.size(), table_loss_frac.size()));
  for (std::size_t i = 1; i < table_load_frac.size(); ++i)
    if (!(table_load_frac[i] > table_load_frac[i - 1]))
      throw DomainError(fmt::format("converter: table_load {} follows {}; expected ascending loads",
                                    table_load_frac[i], table_load_frac[i - 1]));
  loss.table_load_frac = table_load_frac;
  loss.table_loss_frac = table_loss_frac;
  return loss;
}

void add_converter_models(Registry& registry) {
  const char* kind = "converter";
  registry.add<BuswayParams>(kind, "busway", "Row busway, ohmic loss.");
  registry.add<PduTransformerParams>(kind, "pdu-transformer",
                                     "PDU isolation transformer in the hall.");
  registry.add<UpsDoubleConversionParams>(kind, "ups-double-conversion",
                                          "UPS in double conversion.");
  registry.add<UpsEcoParams>(kind, "ups-eco", "UPS feeding the load through its bypass.");
  registry.add<TransformerDryParams>(kind, "transformer-dry",
                                     "Medium-voltage dry-type transformer.");
  registry.add<TransformerOilParams>(kind, "transformer-oil", "Liquid-immersed transformer.");
  registry.add<RectifierParams>(kind, "rectifier", "AC/DC rectifier.");
  registry.add<GenericConverterParams>(kind, "converter",
                                       "Any converter: coefficients, efficiency or loss table.");
}

}  // namespace gigawatt::power
