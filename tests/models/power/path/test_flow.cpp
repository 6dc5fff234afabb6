// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <numeric>

#include <doctest/doctest.h>

#include "models/power/path/flow.h"
#include "tests/models/power/path/path_text.h"

using namespace gigawatt;
using doctest::Approx;

TEST_CASE("path: 2N halves the load per path, and the efficiency is that of half load") {
  const power::PathModel model = path_of(kTwoSides);
  const std::array load_w{800.0e3};
  std::vector<bool> out(5);

  // Loss of the UPS at x: 1 MW (0.012 + 0.006 x + 0.012 x²). Two at x = 0.4:
  // 12 + 2.4 + 1.92 = 16.32 kW each. One at x = 0.8: 12 + 4.8 + 7.68 = 24.48 kW.
  const power::PathFlow both = power::solve(model, load_w, out);
  CHECK(both.output_w[2] == Approx(400.0e3).epsilon(1e-12));
  CHECK(both.loss_w[2] == Approx(16.32e3).epsilon(1e-12));
  CHECK(both.input_w == Approx(832.64e3).epsilon(1e-12));

  out[3] = true;
  const power::PathFlow one = power::solve(model, load_w, out);
  CHECK(one.output_w[2] == Approx(800.0e3).epsilon(1e-12));
  CHECK(one.output_w[1] == 0.0);
  CHECK(one.input_w == Approx(824.48e3).epsilon(1e-12));
  CHECK(800.0e3 / both.input_w < 800.0e3 / one.input_w);  // 96.08 % against 97.03 %
}

TEST_CASE("path: a transformer at 10 to 100 % input has the efficiency that pvlib gives") {
  // pvlib.transformer.simple_efficiency with 0.2 % no-load and 0.7 % load loss, per unit:
  // input 0.1, 0.25, 0.5, 0.75, 1 at 97.933, 99.0284, 99.2552, 99.2165, 99.1124 %.
  const std::array<std::array<double, 2>, 5> cases{
      {{0.1, 0.97933}, {0.25, 0.990284}, {0.5, 0.992552}, {0.75, 0.992165}, {1.0, 0.991124}}};
  const power::PathModel model = path_of(R"(
elements:
  - {name: feed, rating: 2 MW}
  - {name: tx, model: converter, fixed_loss: 0.2 %, square_loss: 0.7 %, rating: 1 MW, from: [feed]}
  - {name: row, rating: 1 MW, from: [tx], load: 1 kW}
)");
  for (const auto& [input, efficiency] : cases) {
    const std::array load_w{input * efficiency * 1e6};

    const power::PathFlow flow = power::solve(model, load_w, std::vector<bool>(3));

    CHECK(flow.input_w == Approx(input * 1e6).epsilon(1e-5));  // the digits that are printed
  }
}

TEST_CASE("path: what feeds bring is what rows draw and elements lose, whatever is out") {
  const power::PathModel model = path_of(R"(
elements:
  - {name: feed, rating: 9 MW}
  - {name: tx-a, model: transformer-dry, rating: 3 MW, from: [feed]}
  - {name: tx-b, model: transformer-oil, rating: 3 MW, from: [feed]}
  - {name: ups-a, model: ups-double-conversion, rating: 1 MW, from: [tx-a, tx-b], shares: [3, 1]}
  - {name: ups-b, model: converter, table_load: [0, 0.5, 1], table_loss: [0.01, 0.02, 0.05],
     rating: 1 MW, from: [tx-b]}
  - {name: row-1, model: busway, rating: 1 MW, from: [ups-a, ups-b], load: 1 kW}
  - {name: row-2, rating: 1 MW, from: [ups-b, ups-a], shares: [1, 0], load: 1 kW}
)");
  const std::array loads_w{700.0e3, 300.0e3};
  for (std::size_t gone = 0; gone <= model.elements.size(); ++gone) {
    std::vector<bool> out(model.elements.size());
    if (gone < out.size()) out[gone] = true;

    const power::PathFlow flow = power::solve(model, loads_w, out);

    const double loss_w = std::accumulate(flow.loss_w.begin(), flow.loss_w.end(), 0.0);
    const double served_w = flow.served_w[0] + flow.served_w[1];
    CHECK(flow.input_w == Approx(served_w + loss_w).epsilon(1e-12));
  }
}

TEST_CASE("path: a standby source carries nothing until the other is out") {
  const power::PathModel model = path_of(R"(
elements:
  - {name: a, rating: 1 MW}
  - {name: b, rating: 1 MW}
  - {name: row, rating: 1 MW, from: [a, b], shares: [1, 0], load: 500 kW}
)");
  const std::array load_w{500.0e3};
  CHECK(power::solve(model, load_w, {false, false, false}).output_w[1] == 0.0);
  CHECK(power::solve(model, load_w, {true, false, false}).output_w[1] == Approx(500.0e3));
}

TEST_CASE("path: rows shed until the survivor is within its limit, and no further") {
  const power::PathModel model = path_of(kTwoSides);
  const std::array load_w{1000.0e3};
  const std::array too_much_w{1500.0e3};

  CHECK(power::solve_within_limits(model, load_w, {true, false, false, false, false}).served_w[0] ==
        Approx(1000.0e3).epsilon(1e-12));
  const power::PathFlow shed =
      power::solve_within_limits(model, too_much_w, {true, false, false, false, false});
  CHECK(shed.served_w[0] == Approx(1000.0e3).epsilon(1e-8));  // the UPS's rating
  CHECK(shed.overloaded[3]);
}
