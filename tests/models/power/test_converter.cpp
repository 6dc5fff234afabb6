// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <doctest/doctest.h>

#include "models/power/converter.h"
#include "models/power/converter_params.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

/// No-load loss `nl` and load loss `ll` as fractions of `rated_w`.
ConverterLoss transformer(double rated_w, double nl, double ll) {
  ConverterLoss loss;
  loss.fixed_w = nl * rated_w;
  loss.square_per_w = ll / rated_w;
  loss.rated_w = rated_w;
  return loss;
}

}  // namespace

TEST_CASE("converter: output for an input equals the published transformer rows") {
  // pvlib.transformer.simple_efficiency, its own test: 2.75 MVA, no-load 0.2 %, load loss 0.7 %.
  const ConverterLoss loss = transformer(2.75e6, 0.002, 0.007);
  struct Row {
    double input_w, output_w;
  };
  constexpr std::array rows{Row{-800.0, -6300.10103234071}, Row{436016.609823837, 430045.854892526},
                            Row{1511820.16603752, 1500588.39919874},
                            Row{1580687.44677249, 1568921.77089526},
                            Row{1616441.79660171, 1604389.62839879}};
  for (const Row& row : rows) {
    CAPTURE(row.input_w);
    CHECK(power::converter_output_w(loss, row.input_w) == Approx(row.output_w).epsilon(1e-7));
  }
  // Same source, second test: rating 1000 W, losses 0.5 % and 1 %: full load needs 1015 W.
  CHECK(power::converter_output_w(transformer(1000.0, 0.005, 0.01), 1015.0) ==
        Approx(1000.0).epsilon(1e-9));
}

TEST_CASE("converter: a transformer's efficiency by load equals the published formula") {
  // No-load 0.2 %, load loss 0.7 %, per unit of the rating: input, output, evaluated apart from
  // this code with p = 2c / (-1 - sqrt(1 - 4 L_ll c)), c = L_nl - p_in (pvlib).
  const ConverterLoss loss = transformer(1.0, 0.002, 0.007);
  struct Row {
    double input, efficiency;
  };
  constexpr std::array rows{Row{0.10, 0.979329}, Row{0.25, 0.990284}, Row{0.5, 0.992552},
                            Row{0.75, 0.992165}, Row{1.0, 0.991124}};
  for (const Row& row : rows) {
    CAPTURE(row.input);
    const double output = power::converter_output_w(loss, row.input);
    CHECK(std::abs(output / row.input - row.efficiency) < 5.1e-7);
    CHECK(power::converter_efficiency(loss, output) == Approx(row.efficiency).epsilon(1e-6));
  }
}

TEST_CASE("converter: input equals output plus loss, both ways") {
  const power::UpsDoubleConversionParams ups;
  const ConverterLoss loss = ups.loss(2.0e6);
  for (double output_w = 0.0; output_w <= 2.0e6; output_w += 12'345.0) {
    const double input_w = output_w + power::converter_loss_w(loss, output_w);
    CHECK(power::converter_output_w(loss, input_w) == Approx(output_w).epsilon(1e-12));
  }
}

TEST_CASE("converter: ups idle loss is paid even at zero load") {
  const power::UpsDoubleConversionParams ups;
  CHECK(power::converter_loss_w(ups.loss(2.0e6), 0.0) ==
        Approx(24.0e3).epsilon(1e-12));  // 1.2 % of 2 MW, by hand
  CHECK(power::converter_efficiency(ups.loss(2.0e6), 0.0) == 0.0);
}

TEST_CASE("converter: efficiency rises up to where no-load and square loss are equal, then falls") {
  const ConverterLoss loss = transformer(1.0e6, 0.002, 0.007);
  const double peak_w = 0.5345224838248488 * 1.0e6;  // sqrt(0.002 / 0.007), analytic
  double last = 0.0;
  for (double output_w = 1.0e4; output_w < peak_w; output_w += 1.0e4) {
    CHECK(power::converter_efficiency(loss, output_w) > last);
    last = power::converter_efficiency(loss, output_w);
  }
  last = power::converter_efficiency(loss, peak_w);
  for (double output_w = peak_w + 1.0e4; output_w < 1.0e6; output_w += 1.0e4) {
    CHECK(power::converter_efficiency(loss, output_w) < last);
    last = power::converter_efficiency(loss, output_w);
  }
}

TEST_CASE("converter: eco mode never loses more than double conversion") {
  const ConverterLoss eco = power::UpsEcoParams{}.loss(1.0e6);
  const ConverterLoss full = power::UpsDoubleConversionParams{}.loss(1.0e6);
  for (double output_w = 0.0; output_w <= 1.0e6; output_w += 5.0e4)
    CHECK(power::converter_loss_w(eco, output_w) < power::converter_loss_w(full, output_w));
}

TEST_CASE("converter: regulated transformers reach their efficiency at the test load") {
  // 10 CFR 431.196: 99.02 % at 35 % load (300 kVA, low-voltage dry), 99.53 % at 50 % (2,500 kVA,
  // liquid).
  CHECK(power::converter_efficiency(power::PduTransformerParams{}.loss(3.0e5), 1.05e5) ==
        Approx(0.9902).epsilon(1e-12));
  CHECK(power::converter_efficiency(power::TransformerOilParams{}.loss(2.5e6), 1.25e6) ==
        Approx(0.9953).epsilon(1e-12));
}

TEST_CASE("converter: a busway loses what its resistance says") {
  // 1 MW at 415 V is 1391.2 A; 3 I² r L / 3 with 0.94 mohm per 30.48 m over 40 m, by hand.
  CHECK(power::converter_loss_w(power::BuswayParams{}.loss(1.0e6), 1.0e6) ==
        Approx(2387.58).epsilon(1e-4));
  // Half the power, a quarter of the loss.
  CHECK(power::converter_loss_w(power::BuswayParams{}.loss(1.0e6), 0.5e6) ==
        Approx(2387.58 / 4.0).epsilon(1e-4));
}

TEST_CASE("converter: a loss table is linear between its points") {
  const ConverterLoss loss{
      .table_load_frac = {0.0, 0.5, 1.0}, .table_loss_frac = {0.01, 0.02, 0.05}, .rated_w = 100.0};
  CHECK(power::converter_loss_w(loss, 25.0) == Approx(1.5).epsilon(1e-12));  // by hand
  CHECK(power::converter_loss_w(loss, 75.0) == Approx(3.5).epsilon(1e-12));
  CHECK_THROWS_AS(power::converter_loss_w(loss, 101.0), DomainError);
  CHECK(power::overloaded_loss_w(loss, 200.0) ==
        Approx(10.0).epsilon(1e-12));  // 5 % of output, kept
  CHECK_THROWS_AS(power::converter_output_w(loss, 50.0), DomainError);
}

TEST_CASE("converter: leaving the valid range is refused with the number that did") {
  const ConverterLoss loss = transformer(1000.0, 0.005, 0.01);
  CHECK_THROWS_WITH_AS(
      power::converter_loss_w(loss, 1001.0),
      "converter: output 1001 W exceeds the rating of 1000 W; add units or a larger unit",
      DomainError);
  CHECK_THROWS_AS(power::converter_loss_w(loss, -1.0), DomainError);
  CHECK_THROWS_AS(power::converter_output_w(loss, 1100.0), DomainError);
  CHECK(power::overloaded_loss_w(loss, 2000.0) ==
        Approx(45.0).epsilon(1e-12));  // 5 + 2000² · 1e-5, by hand
}

TEST_CASE("converter: without square loss, staged units run only as needed") {
  ConverterLoss loss = transformer(10.0, 0.1, 0.0);
  loss.proportional = 0.1;
  CHECK(power::staged_units(loss, 0.0, 10.0, 4) == 1);
  CHECK(power::staged_units(loss, 10.0, 10.0, 4) == 1);
  CHECK(power::staged_units(loss, 10.5, 10.0, 4) == 2);
  CHECK(power::staged_units(loss, 99.0, 10.0, 4) == 4);

  CHECK(power::parallel_loss_w(loss, 4, Sharing::equal, 10.0, 15.0) ==
        Approx(5.5).epsilon(1e-12));  // by hand
  CHECK(power::parallel_loss_w(loss, 4, Sharing::staged, 10.0, 15.0) == Approx(3.5).epsilon(1e-12));
}

TEST_CASE("converter: staged units lose least, and the loss never falls as output rises") {
  ConverterLoss table;
  table.table_load_frac = {0.0, 0.3, 1.0};
  table.table_loss_frac = {0.01, 0.012, 0.06};
  table.rated_w = 1.0e6;
  for (const ConverterLoss& loss :
       {power::TransformerDryParams{}.loss(1.0e6), power::BuswayParams{}.loss(1.0e6),
        power::UpsDoubleConversionParams{}.loss(1.0e6), table}) {
    double last_w = 0.0;
    for (double output_w = 0.0; output_w <= 8.0e6; output_w += 9.0e3) {
      const double staged_w = power::parallel_loss_w(loss, 8, Sharing::staged, 1.0e6, output_w);
      const double needed = std::max(1.0, std::ceil(output_w / 1.0e6));
      double least_w = power::parallel_loss_w(loss, needed, Sharing::equal, 1.0e6, output_w);
      for (double n = needed + 1.0; n <= 8.0; ++n)
        least_w =
            std::min(least_w, power::parallel_loss_w(loss, n, Sharing::equal, 1.0e6, output_w));
      REQUIRE(staged_w == least_w);
      REQUIRE(staged_w >= last_w);
      last_w = staged_w;
    }
  }
}
