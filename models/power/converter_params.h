// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "models/interfaces.h"
#include "sim/scenario/fields.h"

namespace gigawatt {
class Registry;
}

namespace gigawatt::power {

enum class Carries { it, everything };  ///< everything: cooling power passes too.
enum class Heat { outside, hall };      ///< Where the loss goes.

/// Loss of a converter at load fraction x, in fractions of its rating:
///   loss / rating = fixed + proportional x + square x²
/// Sources of the defaults: docs/models/power/converter.md.
struct ConverterParams : ModelParams {
  double fixed_frac = 0.0;
  double proportional_frac = 0.0;
  double square_frac = 0.0;
  Carries carries = Carries::it;
  Heat heat = Heat::outside;

  void visit(FieldVisitor& v) override;
  /// Loss of one unit of `unit_rated_w` [W].
  virtual ConverterLoss loss(double unit_rated_w) const;

 protected:
  ConverterParams() = default;
  ConverterParams(double fixed, double proportional, double square, Carries what, Heat where)
      : fixed_frac(fixed),
        proportional_frac(proportional),
        square_frac(square),
        carries(what),
        heat(where) {}
};

/// Row busway. Ohmic: 1,600 A copper, 1 MW at 415 V, 40 m, load tapped evenly along it.
struct BuswayParams final : ConverterParams {
  BuswayParams();
};

/// PDU isolation transformer in the hall: low-voltage dry type, 300 kVA class.
struct PduTransformerParams final : ConverterParams {
  PduTransformerParams();
};

/// UPS in double conversion (voltage and frequency independent).
struct UpsDoubleConversionParams final : ConverterParams {
  UpsDoubleConversionParams();
};

/// The same UPS feeding the load through its bypass with the inverter ready.
struct UpsEcoParams final : ConverterParams {
  UpsEcoParams();
};

/// Medium-voltage dry-type transformer, 2,500 kVA class.
struct TransformerDryParams final : ConverterParams {
  TransformerDryParams();
};

/// Liquid-immersed transformer, 2,500 kVA class.
struct TransformerOilParams final : ConverterParams {
  TransformerOilParams();
};

/// AC/DC rectifier.
struct RectifierParams final : ConverterParams {
  RectifierParams();
};

/// Any other converter: coefficients, one efficiency, or a loss table.
struct GenericConverterParams final : ConverterParams {
  std::optional<double> efficiency;     ///< Sets the proportional term to 1/efficiency − 1.
  std::vector<double> table_load_frac;  ///< Ascending fractions of the rating.
  std::vector<double> table_loss_frac;  ///< Loss at those loads, fractions of the rating.

  void visit(FieldVisitor& v) override;
  ConverterLoss loss(double unit_rated_w) const override;
};

/// Adds every model of kind "converter".
void add_converter_models(Registry& registry);

}  // namespace gigawatt::power
