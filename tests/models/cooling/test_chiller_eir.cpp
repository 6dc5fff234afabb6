// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "models/climate/psychrometrics.h"
#include "models/cooling/chiller_eir.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::cooling;
using doctest::Approx;

namespace {

const ChillerRecord& record(std::string_view name) {
  for (const ChillerRecord& candidate : chiller_records())
    if (candidate.name == name) return candidate;
  throw DomainError("no such record");
}

double kelvin(double celsius) {
  return celsius + climate::kCelsiusZeroK;
}

}  // namespace

TEST_CASE("chiller: published curves give the published points") {
  // The EnergyPlus equations with the data set's own coefficients, evaluated independently.
  struct Row {
    const char* name;
    double leaving_c, condenser_c, plr, cap, eir, part, power_kw, cop;
  };
  const Row rows[] = {
      {"carrier-19xr-1407", 6.67, 29.44, 1.0, .986238, 1.016072, .998118, 232.93, 5.9557},
      {"carrier-19xr-1407", 6.67, 29.44, 0.5, .986238, 1.016072, .506784, 118.27, 5.8649},
      {"carrier-19xr-1407", 6.67, 20.00, 0.5, 1.145664, .818964, .506784, 110.73, 7.2764},
      {"carrier-19xr-1407", 7.22, 24.00, .75, 1.107188, .866677, .739521, 165.26, 7.0679},
      {"carrier-19xr-1407", 10.0, 32.22, 1.0, 1.007233, .976523, .998118, 228.63, 6.1969},
      {"york-yt-1055", 6.67, 29.44, 1.0, 1.010309, 1.008963, 1.000179, 180.47, 5.9060},
      {"york-yt-1055", 6.67, 20.00, 0.5, 1.145332, .782385, .506376, 80.32, 7.5218},
      {"york-yt-1055", 8.89, 35.00, 1.0, .928815, 1.109243, 1.000179, 182.41, 5.3721},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.condenser_c);
    const ChillerRecord& machine = record(row.name);
    CHECK(biquadratic(machine.capacity, row.leaving_c, row.condenser_c) ==
          Approx(row.cap).epsilon(1e-5));
    CHECK(biquadratic(machine.eir, row.leaving_c, row.condenser_c) ==
          Approx(row.eir).epsilon(1e-5));
    const ChillerBank bank(machine, machine.capacity_w, 1, kelvin(row.leaving_c));

    const double available_w = machine.capacity_w * row.cap;
    const ChillerPoint point = bank.evaluate(row.plr * available_w, kelvin(row.condenser_c));

    CHECK(point.power_w == Approx(row.power_kw * 1e3).epsilon(1e-4));
    CHECK(point.cop == Approx(row.cop).epsilon(1e-4));
    CHECK_FALSE(point.clamped);
  }
}

TEST_CASE("chiller: warmer condenser water never helps, and COP stays below Carnot") {
  for (const ChillerRecord& machine : chiller_records()) {
    CAPTURE(machine.name);
    const ChillerBank bank(machine, machine.capacity_w, 1, kelvin(machine.leaving_ref_c));
    const double middle_c = 0.5 * (machine.condenser_min_c + machine.condenser_max_c);
    const double load_w = 0.6 * machine.capacity_w;
    const double cool = bank.evaluate(load_w, kelvin(middle_c)).cop;
    const double hot = bank.evaluate(load_w, kelvin(machine.condenser_max_c)).cop;
    CHECK(hot < cool);
    for (double condenser_c = machine.condenser_min_c; condenser_c <= machine.condenser_max_c;
         condenser_c += 1.0) {
      // Cold at the leaving chilled water, warm at the entering condenser: the kindest bound.
      const double carnot = kelvin(machine.leaving_ref_c) / (condenser_c - machine.leaving_ref_c);
      CHECK(bank.evaluate(load_w, kelvin(condenser_c)).cop < carnot);
    }
  }
}

TEST_CASE("chiller: outside the record the edge is used and said") {
  const ChillerRecord& machine = record("york-yt-1055");
  const ChillerBank bank(machine, 6e6, 8, kelvin(8.0));

  const ChillerPoint edge = bank.evaluate(20e6, kelvin(35.0));
  const ChillerPoint beyond = bank.evaluate(20e6, kelvin(41.0));

  CHECK_FALSE(edge.clamped);
  CHECK(beyond.clamped);
  CHECK(beyond.power_w == edge.power_w);
}

TEST_CASE("chiller: a set point outside the record is refused by name, value and range") {
  try {
    ChillerBank(record("york-yt-1055"), 6e6, 8, kelvin(12.0));
    FAIL("no error");
  } catch (const DomainError& error) {
    const std::string text = error.what();
    CHECK(text.find("york-yt-1055") != std::string::npos);
    CHECK(text.find("12.00 degC") != std::string::npos);
    CHECK(text.find("4.44 to 8.89") != std::string::npos);
  }
}

TEST_CASE("chiller: below the least load a machine cycles, so power is proportional to load") {
  const ChillerRecord& machine = record("carrier-19xr-1407");
  const ChillerBank bank(machine, machine.capacity_w, 1, kelvin(6.67));
  const double available_w = machine.capacity_w * biquadratic(machine.capacity, 6.67, 29.44);

  const double at_least = bank.evaluate(0.2 * available_w, kelvin(29.44)).power_w;
  const double at_half_of_it = bank.evaluate(0.1 * available_w, kelvin(29.44)).power_w;

  CHECK(at_half_of_it == Approx(0.5 * at_least).epsilon(1e-12));
  CHECK(bank.evaluate(0.0, kelvin(29.44)).power_w == 0.0);
}

TEST_CASE(
    "chiller: the bank runs the number of machines that needs least, and power never falls with "
    "load") {
  for (const ChillerRecord& machine : chiller_records()) {
    CAPTURE(machine.name);
    const ChillerBank bank(machine, 2e6, 9, kelvin(machine.leaving_ref_c));
    const double condenser_k = kelvin(machine.condenser_max_c - 3.0);
    const double capacity_w = bank.evaluate(1.0, condenser_k).capacity_w;
    double last_w = 0.0;
    for (int step = 1; step <= 2000; ++step) {
      const double load_w = capacity_w * step / 2000.0;
      const ChillerPoint point = bank.evaluate(load_w, condenser_k);
      REQUIRE(point.power_w >= last_w);
      last_w = point.power_w;
      // Against one machine repeated n times, for every n that can carry the load.
      for (int machines = 1; machines <= 9; ++machines) {
        const ChillerPoint alone = ChillerBank(machine, 2e6, 1, kelvin(machine.leaving_ref_c))
                                       .evaluate(load_w / machines, condenser_k);
        if (alone.load_w < load_w / machines * (1.0 - 1e-12)) continue;
        REQUIRE(point.power_w <= machines * alone.power_w * (1.0 + 1e-12));
      }
    }
  }
}

TEST_CASE("chiller: beyond capacity the bank carries its capacity") {
  const ChillerBank bank(record("york-yt-1055"), 6e6, 8, kelvin(8.0));
  const double capacity_w = bank.evaluate(1.0, kelvin(25.0)).capacity_w;

  const ChillerPoint point = bank.evaluate(2.0 * capacity_w, kelvin(25.0));

  CHECK(point.load_w == capacity_w);
  CHECK(point.running == 8);
}
