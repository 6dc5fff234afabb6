// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sim/scenario/unit_table.h"
#include "sim/scenario/units.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

double converted(double value, std::string_view from, std::string_view to) {
  const auto source = parse_unit(from);
  const auto target = parse_unit(to);
  REQUIRE_MESSAGE(source.has_value(), "unit: ", std::string(from));
  REQUIRE_MESSAGE(target.has_value(), "unit: ", std::string(to));
  REQUIRE(source->dimension == target->dimension);
  return convert(value, *source, *target);
}

}  // namespace

TEST_CASE("units: conversions match the published factors") {
  struct Row {
    double value;
    const char* from;
    const char* to;
    double expected;
  };
  // NIST SP 811 appendix B, or by hand where only prefixes and hours are involved.
  const Row rows[] = {
      {5, "MW", "W", 5e6},
      {1, "kWh", "J", 3.6e6},
      {64, "USD/MWh", "USD/kWh", 0.064},
      {4.3, "USD/MMBtu", "USD/GJ", 4.3 / 1.05505585262},
      {400, "g/kWh", "kg/J", 0.4 / 3.6e6},
      {0.15, "%/day", "1/s", 0.0015 / 86400},
      {1, "L/h", "m3/s", 1e-3 / 3600},
      {1000, "gpm", "m3/s", 0.0630901964},
      {1000, "cfm", "m3/s", 0.4719474432},
      {1, "ft", "m", 0.3048},
      {1, "psi", "Pa", 6894.757293168},
      {1, "hp", "W", 745.69987158227022},
      {1, "TR", "W", 3516.8528420667},
      {1, "therm", "MMBtu", 0.1},
      {98.6, "degF", "degC", 37.0},
      {27, "degC", "K", 300.15},
      {2, "W/degF", "W/K", 3.6},
      {18, "degF", "dK", 10.0},
      {5, "degC", "dK", 5.0},
      {400, "Gbit/s", "GB/s", 50.0},
      {1, "GiB", "B", 1073741824.0},
      {2.35, "USD/GPU-h", "USD/GPU-h", 2.35},
      {10, "kW·h", "kWh", 10.0},
      {10, "kW*h", "kWh", 10.0},
      {3, "kg/m^3", "kg/m³", 3.0},
      {4186, "J/kg/K", "kJ/kg-K", 4.186},
      {989, "TFLOPS", "FLOP/s", 989e12},
      {180, "deg", "rad", 3.14159265358979},
      {1, "year", "day", 365.25},
      {3, "µs", "s", 3e-6},
      {15, "%", "", 0.15},
      {2, "m/s2", "m/s^2", 2.0},
  };
  for (const Row& row : rows) {
    CAPTURE(row.from);
    CAPTURE(row.to);
    CHECK(converted(row.value, row.from, row.to) == Approx(row.expected).epsilon(1e-10));
  }
}

TEST_CASE("units: prefixes that people write are exact") {
  CHECK(converted(5, "MW", "W") == 5e6);
  CHECK(converted(150, "MW", "W") == 150e6);
  CHECK(converted(27, "degC", "K") == 300.15);
  CHECK(converted(0.047, "USD/kWh", "USD/kWh") == 0.047);
}

TEST_CASE("units: what is counted is a quantity of its own") {
  CHECK(parse_unit("USD/GPU-h")->dimension != parse_unit("USD/node-h")->dimension);
  CHECK(parse_unit("GPU")->dimension != parse_unit("")->dimension);
  CHECK(parse_unit("VA")->dimension != parse_unit("W")->dimension);
}

TEST_CASE("units: what is no unit is refused") {
  for (const char* text : {"MWW", "KW", "W/", "/", "W//h", "W h", "m0", "m^", "m^10", "kg m", "5",
                           "W-", "-h", "kmin", "Mday", "EUR/kWh", "W,h", "m3m3m3/s s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_unit(text).has_value());
  }
}

TEST_CASE("units: a slip in a unit is mended") {
  CHECK(nearest_unit("KW") == "kW");
  CHECK(nearest_unit("USD/kwh") == "USD/kWh");
  CHECK(nearest_unit("degc") == "degC");
  CHECK(nearest_unit("bananas") == "");
  // A planner's "mw" is never a milliwatt.
  CHECK(nearest_unit("mw") == "MW");
  CHECK(nearest_unit("USD/mwh") == "USD/MWh");
}

TEST_CASE("units: expectations name the quantity and show an example") {
  CHECK(describe_expected("W") == "a power, for example '5 MW'");
  CHECK(describe_dimension("MWh") == "an energy");
  CHECK(describe_expected("USD/node-h") == "a value in USD/node-h, for example '1 USD/node-h'");
  CHECK(describe_expected("USD/kW-month") == "a demand charge, for example '18 USD/kW-month'");
  CHECK(describe_expected("dK") == "a temperature difference, for example '5 K'");
}

TEST_CASE("units: each named quantity's own example and usual units have its dimension") {
  for (const NamedQuantity& quantity : named_quantities()) {
    CAPTURE(std::string(quantity.phrase));
    const auto unit = parse_unit(quantity.unit);
    REQUIRE(unit.has_value());
    const std::string_view example = quantity.example.substr(quantity.example.find(' ') + 1);
    REQUIRE(parse_unit(example).has_value());
    CHECK(parse_unit(example)->dimension == unit->dimension);
    for (const std::string& usual : usual_units(quantity.unit)) {
      CAPTURE(usual);
      REQUIRE(parse_unit(usual).has_value());
      CHECK(parse_unit(usual)->dimension == unit->dimension);
    }
  }
}
