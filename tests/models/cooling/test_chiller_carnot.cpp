// SPDX-License-Identifier: Apache-2.0
#include <random>
#include <string>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/chiller_eir.h"
#include "sim/engine/errors.h"
#include "tests/models/cooling/plant_checks.h"
#include "tests/models/cooling/plants.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

constexpr CarnotCurve kCurve{
    .evaporator_approach_k = 2.0, .condenser_approach_k = 7.5, .least_lift_k = 10.0};

ChillerBank carnot_bank(double leaving_c, std::int64_t units = 4) {
  return {carnot_chiller(false, 6.04, 6.67, 29.44, kCurve), 2e6, units,
          climate::kCelsiusZeroK + leaving_c};
}

double cop_at(const ChillerBank& bank, double load_w, double condenser_c) {
  return bank.evaluate(load_w, climate::kCelsiusZeroK + condenser_c).cop;
}

}  // namespace

TEST_CASE("carnot chiller: its reference, and warm water by hand") {
  // One machine at full load; EIRFPLR of carrier-19xr-1407 at 1 is 0.1188880 + 0.6723542 +
  // 0.2068754 = 0.9981176.
  const double part = 0.9981176;
  CHECK(cop_at(carnot_bank(6.67, 1), 2e6, 29.44) == Approx(6.04 / part).epsilon(1e-6));

  // η = 6.04 (36.94 - 4.67) / (4.67 + 273.15) = 0.70157; chilled water of 18 degC evaporates at 16,
  // condenser water of 20 condenses at 27.5: COP = 0.70157 · 289.15 / 11.5 = 17.640.
  CHECK(cop_at(carnot_bank(18.0, 1), 2e6, 20.0) == Approx(17.640 / part).epsilon(1e-4));
  // 14 degC would be a lift of 5.5 K; 10 K are kept: 0.70157 · 289.15 / 10.
  CHECK(cop_at(carnot_bank(18.0, 1), 2e6, 14.0) == Approx(20.286 / part).epsilon(1e-4));
}

TEST_CASE("carnot chiller: below Carnot everywhere, and monotone in every temperature") {
  std::mt19937_64 random(37);
  std::uniform_real_distribution<double> leaving(0.5, 28.0), condenser(10.0, 58.0), load(0.05, 1.0);
  for (int trial = 0; trial < 5000; ++trial) {
    const double leaving_c = leaving(random), condenser_c = condenser(random);
    const ChillerBank bank = carnot_bank(leaving_c);
    const double load_w = 8e6 * load(random);
    const double cop = cop_at(bank, load_w, condenser_c);
    if (condenser_c > leaving_c)
      REQUIRE(cop < (climate::kCelsiusZeroK + leaving_c) / (condenser_c - leaving_c));
    // Part load may beat full load by 14 % (0.1189/p + 0.6724 + 0.2069 p at its least, 0.986; the
    // machine cycles below) but never the efficiency of a reversible machine at the least lift.
    REQUIRE(cop < (climate::kCelsiusZeroK + leaving_c) / kCurve.least_lift_k);
    REQUIRE(cop_at(bank, load_w, condenser_c + 1.0) <= cop);
    REQUIRE(cop_at(carnot_bank(leaving_c + 1.0), load_w, condenser_c) >= cop * (1.0 - 1e-12));
    const double warm_k = climate::kCelsiusZeroK + condenser_c;
    REQUIRE(bank.evaluate(1.05 * load_w, warm_k).power_w >= bank.evaluate(load_w, warm_k).power_w);
  }
}

TEST_CASE("carnot chiller: a COP beyond Carnot, or a record beside it, is refused") {
  CoolingParams params = tower_plant();
  const auto air = own_air(params);
  air->chiller->kind = ChillerKind::carnot_water_cooled;
  air->chiller->supply_k = 291.15;
  CHECK(refusal(params, [](CoolingParams&) {}).empty());
  CHECK(refusal(params, [](CoolingParams& p) {
          own_air(p)->chiller->carnot.cop = 9.0;
        }).find("beats Carnot") != std::string::npos);
  CHECK(refusal(params, [](CoolingParams& p) {
          own_air(p)->chiller->record = 2;
        }).find("has no record") != std::string::npos);
}

TEST_CASE("carnot chiller: warm chilled water keeps the laws, and frees more hours") {
  const auto plant_at = [](double supply_k) {
    CoolingParams params = tower_plant();
    const auto air = own_air(params);
    air->chiller->kind = ChillerKind::carnot_water_cooled;
    air->chiller->supply_k = supply_k;
    air->economizer.emplace();
    return make_plant(params, kMaxSupplyK);
  };
  const auto warm = plant_at(291.15);
  const auto cold = plant_at(281.15);

  // 0.70157 · 289.15 / 15 K of least lift, over 0.986 at the best part load: 13.7.
  check_properties(*warm, 100e6, 40e6, 13.8);
  CHECK(*warm->facts().economizer_below_k > *cold->facts().economizer_below_k + 5.0);
}
