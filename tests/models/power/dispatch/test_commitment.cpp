// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "tests/models/power/dispatch/plans.h"

using namespace gigawatt;
using namespace gigawatt::power;
using doctest::Approx;

namespace {

/// 60 MW of load; the grid at 30 USD/MWh, at 100 in hours 2 and 3; a turbine of 40 to 100 MW.
struct TurbineCase {
  LookAheadParams params = hourly(6, {});
  LookAheadInput input = trading({30, 30, 100, 100, 30, 30}, 0.0, 0.0);

  TurbineCase() {
    input.load_w.assign(6, 60.0 * kMw);
    input.export_limit_w.assign(6, 0.0);
    params.sources = {{.segments = {{100.0 * kMw, 0.05}},
                       .least_w = 40.0 * kMw,
                       .no_load_usd_per_h = 200.0,
                       .start_usd = 1000.0}};
  }

  std::vector<double> output_mw() const {
    std::vector<double> mw;
    for (const double source_w : plan_of(params, input).source_w)
      mw.push_back(std::round(source_w / kMw * 1e6) / 1e6);
    return mw;
  }
};

}  // namespace

TEST_CASE("commitment: a turbine starts where the spread pays for start and idling") {
  TurbineCase turbine;

  // By hand: 4 h of grid, 2 h at 50, one start, two hours of no-load cost.
  CHECK(plan_of(turbine.params, turbine.input).cost_usd ==
        Approx(4 * 60 * 30.0 + 2 * 60 * 50.0 + 1000.0 + 2 * 200.0));
  CHECK(turbine.output_mw() == std::vector<double>{0, 0, 60, 60, 0, 0});
}

TEST_CASE("commitment: no start where it would cost more than it saves") {
  TurbineCase turbine;
  turbine.params.sources[0].start_usd = 5700.0;  // saves 6000 − 400
  CHECK(turbine.output_mw() == std::vector<double>(6, 0.0));
  turbine.params.sources[0].start_usd = 5500.0;
  CHECK(turbine.output_mw() == std::vector<double>{0, 0, 60, 60, 0, 0});
}

TEST_CASE("commitment: a turbine that runs already pays no start") {
  TurbineCase turbine;
  turbine.params.sources[0].start_usd = 5700.0;
  turbine.input.import_usd_per_kwh = {0.1, 0.1, 0.03, 0.03, 0.03, 0.03};

  CHECK(turbine.output_mw() == std::vector<double>(6, 0.0));
  turbine.input.running = {1};
  CHECK(turbine.output_mw() == std::vector<double>{60, 60, 0, 0, 0, 0});
}

TEST_CASE("commitment: below its least output a turbine cannot run") {
  TurbineCase turbine;
  turbine.params.sources[0].least_w = 80.0 * kMw;  // more than the load, and nobody to sell to
  CHECK(turbine.output_mw() == std::vector<double>(6, 0.0));

  // Now there is a place for the rest; at 200 USD/MWh two hours of 80 MW are cheapest (8,200 USD
  // above the other hours' load, by hand; 10,000 with one hour, 13,800 with none).
  turbine.params.store = store_of(30.0, 60.0, 1.0);
  turbine.input.import_usd_per_kwh[2] = 0.2;
  turbine.input.import_usd_per_kwh[3] = 0.2;
  CHECK(turbine.output_mw()[2] >= 80.0);
}
