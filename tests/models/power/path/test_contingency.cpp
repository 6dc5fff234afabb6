// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <stdexcept>

#include <doctest/doctest.h>

#include "models/power/path/contingency.h"
#include "tests/models/power/path/path_text.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

/// Three UPS of 1 MW for three rows of 600 kW, each row on two of them.
constexpr const char* kThreeUps = R"(
elements:
  - {name: feed, rating: 9 MW}
  - {name: ups-a, rating: 1 MW, from: [feed]}
  - {name: ups-b, rating: 1 MW, from: [feed]}
  - {name: ups-c, rating: 1 MW, from: [feed]}
  - {name: row-1, rating: 1 MW, from: [ups-a, ups-b], redundancy: N+1, load: 600 kW}
  - {name: row-2, rating: 1 MW, from: [ups-b, ups-c], redundancy: N+1, load: 600 kW}
  - {name: row-3, rating: 1 MW, from: [ups-c, ups-a], redundancy: N+1, load: 600 kW}
)";

const power::Contingency& find(const std::vector<power::Contingency>& table,
                               const std::string& what) {
  for (const power::Contingency& entry : table)
    if (entry.what == what) return entry;
  throw std::runtime_error("no such contingency: " + what);
}

std::string redundancy_problems(const std::string& text) {
  const power::PathParams params = read_path(text);
  std::string all;
  for (const Problem& problem : power::find_redundancy_problems(power::make_path(params), params))
    all += problem.message() + "\n";
  return all;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("contingency: distributed redundancy carries every row with any one UPS out") {
  const power::PathModel model = path_of(kThreeUps);
  const auto table = power::contingency_table(model, power::planned_loads_w(model));

  REQUIRE(table.size() == 8);  // nothing, and each of seven
  // Without ups-a: ups-b carries all of row-1 and half of row-2, 900 kW; so does ups-c.
  CHECK(find(table, "ups-a").up_w == Approx(1.8e6));
  CHECK(find(table, "ups-a").overloaded.empty());
  CHECK(find(table, "feed").dark.size() == 3);
  CHECK(find(table, "feed").lost_w == Approx(1.8e6));
  CHECK(find(table, "row-2").up_w == Approx(1.2e6));
  CHECK(redundancy_problems(kThreeUps) == "");
  CHECK(
      redundancy_problems(with(kThreeUps, "600 kW", "700 kW"))
          .find(
              "row-1 cannot have N+1: with ups-a out, ups-b would carry 1050.0 kW of 1000.0 kW") !=
      std::string::npos);
}

TEST_CASE("contingency: overload sheds the rows on it alike") {
  // 700 kW a row, ups-a out: ups-b has 700 + 350 = 1,050 kW of 1,000. Rows 1 and 2 keep 1/1.05;
  // ups-c then has 700 + 333.3 = 1,033.3 kW: rows 2 and 3 keep 1,000/1,033.3.
  const power::PathModel model = path_of(with(kThreeUps, "600 kW", "700 kW"));
  const auto table = power::contingency_table(model, power::planned_loads_w(model));
  const power::Contingency& out = find(table, "ups-a");

  const double row_1_w = 700.0e3 / 1.05;
  const double others = 1000.0 / (700.0 + 350.0 / 1.05);
  CHECK(out.up_w == Approx(row_1_w + others * (700.0e3 / 1.05 + 700.0e3)).epsilon(1e-8));
  CHECK(out.overloaded == std::vector<std::string>{"ups-b", "ups-c"});
  CHECK(out.shed.size() == 3);
  CHECK(out.dark.empty());
}

TEST_CASE("contingency: maintenance leaves no second path, a stuck breaker takes its source") {
  const power::PathModel model = path_of(R"(
elements:
  - {name: feed-a, rating: 2 MW}
  - {name: feed-b, rating: 2 MW}
  - {name: q-a, rating: 2 MW, from: [feed-a], breaker: true}
  - {name: row-1, rating: 1 MW, from: [q-a, feed-b], load: 500 kW}
  - {name: row-2, rating: 1 MW, from: [feed-a], load: 400 kW}
)");
  const std::vector<double> loads_w = power::planned_loads_w(model);
  CHECK(find(power::contingency_table(model, loads_w), "q-a").up_w == Approx(900.0e3));
  const auto table = power::contingency_table(model, loads_w);
  CHECK(find(table, "breaker q-a fails to open").dark == std::vector<std::string>{"row-2"});

  const std::array<std::size_t, 1> in_maintenance{1};
  const auto later = power::contingency_table(model, loads_w, in_maintenance);
  CHECK(find(later, "nothing").up_w == Approx(900.0e3));
  CHECK(find(later, "feed-a").up_w == 0.0);
}

TEST_CASE("redundancy: what the topology or the ratings cannot give is refused") {
  CHECK(redundancy_problems(kTwoSides) == "");
  CHECK(redundancy_problems(with(kTwoSides, "[feed-b]", "[feed-a]"))
            .find("row-1 cannot have 2N: both sides need feed-a") != std::string::npos);
  CHECK(redundancy_problems(with(kTwoSides, "[ups-a, ups-b]", "[ups-a]"))
            .find("row-1 cannot have 2N: it has 1 source;") != std::string::npos);
  CHECK(redundancy_problems(with(kThreeUps, "N+1", "distributed"))
            .find("row-1 cannot have distributed redundancy: it has no power without feed") !=
        std::string::npos);
  // 800 kW with 30 % headroom of 1 MW: 400 kW a side will do, one side will not.
  CHECK(redundancy_problems("headroom: 30 %\n" +
                            with(kTwoSides, "rating: 1 MW, from: [ups", "rating: 2 MW, from: [ups"))
            .find("with feed-a out, ups-b would carry 800.0 kW of 700.0 kW") != std::string::npos);
}

TEST_CASE("stranded: power beyond the free positions, and positions beyond the power") {
  // One side bears 1 MW: 200 kW more than the load. One rack of 130 kW fits, 70 kW strand, and of
  // the two free positions one.
  const power::PathModel model = path_of(kTwoSides);
  const auto rows = power::stranded(model, power::planned_loads_w(model));

  REQUIRE(rows.size() == 1);
  CHECK(rows[0].spare_w == Approx(200.0e3).epsilon(1e-8));
  CHECK(rows[0].free_positions == 2);
  CHECK(rows[0].stranded_positions == 1);
  CHECK(rows[0].stranded_w == Approx(70.0e3).epsilon(1e-7));
}

TEST_CASE("availability: single cuts add, pairs multiply, and nothing is guessed") {
  // 1 failure a year, 87.6 h to repair: 0.01 / 1.01 of the time under repair. The row's own 0.
  const std::string data = "failures_per_year: 1, repair: 87.6 h";
  const std::string text = "elements:\n  - {name: a, rating: 1 MW, " + data +
                           "}\n  - {name: b, rating: 1 MW, " + data +
                           "}\n  - {name: row, rating: 1 MW, from: [a, b], load: 1 kW, "
                           "failures_per_year: 0, repair: 1 h}\n";
  const double q = 0.01 / 1.01;
  CHECK(power::availability(path_of(text))[0].value() == Approx(1.0 - q * q).epsilon(1e-12));
  CHECK(power::availability(path_of(with(text, "[a, b]", "[a]") +
                                    "  - {name: other, rating: 1 MW, from: [b], load: 1 kW}\n"))[0]
            .value() == Approx(1.0 - q).epsilon(1e-12));
  CHECK_FALSE(power::availability(path_of(kTwoSides))[0].has_value());
}
