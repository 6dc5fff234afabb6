// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include <doctest/doctest.h>

#include "models/compute/accelerator.h"
#include "models/compute/catalogue.h"
#include "models/compute/power_cap.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using compute::CapCurve;
using compute::CapGroup;
using doctest::Approx;

namespace {

/// 100 W idle, half speed at 300 W, full speed from 700 W: 0.25 % a watt, then 0.125 %.
CapCurve steep() {
  return {"steep", {100.0, 300.0, 700.0}, {0.0, 0.5, 1.0}, "by hand", ""};
}

/// Full speed from 300 W: what a memory-bound phase looks like.
CapCurve flat() {
  return {"flat", {100.0, 300.0, 700.0}, {0.0, 1.0, 1.0}, "by hand", ""};
}

CapGroup group(CapCurve curve, double accelerators, double beside_w = 0.0,
               double throughput = 1.0) {
  return {std::move(curve), accelerators, beside_w, throughput};
}

compute::AcceleratorCatalogue shipped_accelerators(Case number_case = Case::base) {
  compute::AcceleratorCatalogue read;
  read.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/accelerators.yaml", number_case);
  return read;
}

}  // namespace

TEST_CASE("power cap: performance is linear between points and full without a cap") {
  CHECK(compute::performance_at_cap(steep(), 200.0) == Approx(0.25));  // by hand
  CHECK(compute::performance_at_cap(steep(), 300.0) == 0.5);
  CHECK(compute::performance_at_cap(steep(), 500.0) == Approx(0.75));
  CHECK(compute::performance_at_cap(steep(), 700.0) == 1.0);
  CHECK(compute::performance_at_cap(steep(), 5000.0) == 1.0);
  CHECK(compute::performance_at_cap(steep(), 100.0) == 0.0);
}

TEST_CASE("power cap: a cap below idle is refused") {
  CHECK_THROWS_WITH_AS(compute::performance_at_cap(steep(), 99.0), doctest::Contains("below 100 W"),
                       DomainError);
}

TEST_CASE("power cap: the least cap is the inverse, and the left end of what is flat") {
  for (const double cap_w : {100.0, 250.0, 300.0, 444.0, 700.0})
    CHECK(compute::least_cap_w(steep(), compute::performance_at_cap(steep(), cap_w)) ==
          Approx(cap_w));
  CHECK(compute::least_cap_w(flat(), 1.0) == 300.0);
  CHECK(compute::least_cap_w(flat(), 0.0) == 100.0);
  CHECK_THROWS_AS(compute::least_cap_w(steep(), 1.01), DomainError);
}

TEST_CASE("power cap: a budget becomes a cap, and no more than no cap needs") {
  // 8 accelerators, 4 kW beside them altogether: (8.8 − 4) / 8 kW, by hand.
  CHECK(compute::cap_for_budget_w(steep(), 8800.0, 8.0, 500.0) == Approx(600.0));
  CHECK(compute::cap_for_budget_w(steep(), 88'000.0, 8.0, 500.0) == 700.0);
  CHECK(compute::cap_for_budget_w(flat(), 8800.0, 8.0, 500.0) == 300.0);
  CHECK_THROWS_WITH_AS(compute::cap_for_budget_w(steep(), 4700.0, 8.0, 500.0),
                       doctest::Contains("lowest cap"), DomainError);
  CHECK_THROWS_AS(compute::cap_for_budget_w(steep(), 4700.0, 0.0), DomainError);
}

TEST_CASE("budget: an equal slow-down gives each group the cap of one common performance") {
  // At performance r ≥ 0.5: steep 300 + (r − 0.5) 800 W, flat 100 + 200 r W. Two of each and 50 W
  // beside each of the flat: 2 (300 + 800 r − 400) + 2 (100 + 200 r + 50) = 100 + 2000 r. A budget
  // of 1,700 W gives r = 0.8, by hand.
  const std::vector<CapGroup> groups{group(steep(), 2.0), group(flat(), 2.0, 50.0)};
  const compute::BudgetShare share = compute::share_equal_slowdown(groups, 1700.0);
  CHECK(share.cap_w[0] == Approx(540.0));
  CHECK(share.cap_w[1] == Approx(260.0));
  CHECK(share.power_w <= 1700.0);
  CHECK(share.power_w == Approx(1700.0));
  CHECK(share.throughput == Approx(3.2));  // 4 accelerators at 0.8
}

TEST_CASE("budget: the most throughput goes where a watt gains most") {
  // Gains per watt: flat 0.5 % up to 300 W, steep 0.25 % up to 300 W, then 0.125 %. From 100 W each
  // (800 W for 4 and 4), 1,200 W more: 800 W to flat, 400 W to steep, which then has 200 W each.
  const std::vector<CapGroup> groups{group(steep(), 4.0), group(flat(), 4.0)};
  const compute::BudgetShare share = compute::share_most_throughput(groups, 2000.0);
  CHECK(share.cap_w[0] == Approx(200.0));
  CHECK(share.cap_w[1] == Approx(300.0));
  CHECK(share.throughput == Approx(4.0 * 0.25 + 4.0));
  CHECK(share.power_w == Approx(2000.0));

  // Work worth four times as much per accelerator turns the order: 1 % a watt, then 0.5 %.
  const std::vector<CapGroup> worth{group(steep(), 4.0, 0.0, 4.0), group(flat(), 4.0)};
  const compute::BudgetShare turned = compute::share_most_throughput(worth, 2000.0);
  CHECK(turned.cap_w[0] == Approx(400.0));  // 800 W to 300 W each, then 400 W at the equal gain
  CHECK(turned.cap_w[1] == Approx(100.0));
}

TEST_CASE("budget: enough power caps nobody and is not handed out") {
  const std::vector<CapGroup> groups{group(steep(), 2.0), group(flat(), 2.0)};
  for (const compute::BudgetShare& share :
       {compute::share_equal_slowdown(groups, 1e6), compute::share_most_throughput(groups, 1e6)}) {
    CHECK(share.cap_w == std::vector<double>{700.0, 300.0});
    CHECK(share.throughput == Approx(4.0));
    CHECK(share.power_w == 2000.0);
  }
}

TEST_CASE("budget: below the lowest caps is refused with what is needed") {
  const std::vector<CapGroup> groups{group(steep(), 2.0, 25.0), group(flat(), 2.0)};
  CHECK_THROWS_WITH_AS(compute::share_equal_slowdown(groups, 449.0), doctest::Contains("450 W"),
                       DomainError);
  CHECK_THROWS_WITH_AS(compute::share_most_throughput(groups, 449.0), doctest::Contains("450 W"),
                       DomainError);
  CHECK(compute::share_most_throughput(groups, 450.0).throughput == 0.0);
}

TEST_CASE("budget: a curve that gains more with each watt cannot be filled") {
  CapCurve rising = steep();
  rising.performance = {0.0, 0.1, 1.0};
  CHECK_FALSE(compute::is_concave(rising));
  CHECK_THROWS_AS(compute::share_most_throughput({group(rising, 1.0)}, 500.0), DomainError);
  CHECK_NOTHROW(compute::share_equal_slowdown({group(rising, 1.0)}, 500.0));
}

TEST_CASE("budget: sums never exceed it, more of it never does less, and filling beats fairness") {
  const compute::AcceleratorCatalogue catalogue = shipped_accelerators();
  const compute::Accelerator& h200 = *catalogue.find("h200-sxm");
  const compute::Accelerator& gb200 = *catalogue.find("b200-gb200");
  const std::vector<CapGroup> groups{
      group(compute::cap_curve(h200, "decode"), 333.0, 575.0, 1.0),
      group(compute::cap_curve(h200, "dense-training"), 777.0, 575.0, 0.9),
      group(compute::cap_curve(gb200, "dense-training"), 1111.0, 650.0, 2.5)};
  double fair_before = -1.0, most_before = -1.0;
  for (double budget_w = 1.62e6; budget_w < 3.6e6; budget_w += 17'321.0) {
    CAPTURE(budget_w);
    const compute::BudgetShare fair = compute::share_equal_slowdown(groups, budget_w);
    const compute::BudgetShare most = compute::share_most_throughput(groups, budget_w);
    for (const compute::BudgetShare* share : {&fair, &most}) {
      double power_w = 0.0;
      for (std::size_t i = 0; i < groups.size(); ++i)
        power_w += groups[i].accelerators * (share->cap_w[i] + groups[i].beside_w);
      CHECK(power_w <= budget_w);
      CHECK(share->power_w == power_w);
    }
    CHECK(fair.throughput >= fair_before);
    CHECK(most.throughput >= most_before);
    CHECK(most.throughput >= fair.throughput * (1.0 - 1e-12));
    fair_before = fair.throughput;
    most_before = most.throughput;
  }
}

TEST_CASE("cap curves: those that ship rise to 1 and are concave in every case") {
  for (const Case number_case : {Case::low, Case::base, Case::high}) {
    const compute::AcceleratorCatalogue catalogue = shipped_accelerators(number_case);
    for (const std::string& name : catalogue.names())
      for (const CapCurve& curve : catalogue.find(name)->cap_curves) {
        CAPTURE(name);
        CAPTURE(curve.workload);
        CHECK(compute::fault_of(curve) == "");
        CHECK(compute::is_concave(curve));
      }
  }
}

TEST_CASE("cap curves: GB200 at 1,000 W is the published point, with what follows for a site") {
  const compute::AcceleratorCatalogue catalogue = shipped_accelerators();
  const CapCurve& curve = compute::cap_curve(*catalogue.find("b200-gb200"), "dense-training");
  CHECK(compute::performance_at_cap(curve, 1000.0) == 0.95);  // arXiv 2605.24461
  // In a fixed envelope 0.95 (1200 + x) / (1000 + x) of the throughput, x beside each accelerator.
  // The published +9 % needs x = 357 W, by hand; with the rack's 633 W (132 kW / 72 − 1,200 W) it
  // is +6.6 %.
  const double beside_w = 132.0e3 / 72.0 - 1200.0;
  CHECK(0.95 * (1200.0 + 357.14) / (1000.0 + 357.14) == Approx(1.09).epsilon(1e-4));
  CHECK(0.95 * (1200.0 + beside_w) / (1000.0 + beside_w) == Approx(1.0663).epsilon(1e-4));
}

TEST_CASE("cap curves: GB200 trains as fast under a cap as its node does when it is throttled") {
  const compute::AcceleratorCatalogue catalogue = shipped_accelerators();
  const CapCurve& curve = compute::cap_curve(*catalogue.find("b200-gb200"), "dense-training");
  compute::Catalogue nodes;
  nodes.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/nodes.yaml");
  for (const double cap_w : {600.0, 800.0, 1000.0, 1200.0}) {
    CAPTURE(cap_w);
    // Both stand for 1 − (1 − p)^1.8004 of the dynamic power; 0.3 % for straight pieces.
    const double dynamic_share = (cap_w - 144.0) / (1200.0 - 144.0);
    CHECK(compute::relative_speed(*nodes.find("gb200-nvl72"), dynamic_share) ==
          Approx(compute::performance_at_cap(curve, cap_w)).epsilon(0.003));
  }
}

TEST_CASE("cap curves: the conflict over decode on H100 is a range") {
  const auto at_600_w = [](Case number_case) {
    const compute::AcceleratorCatalogue catalogue = shipped_accelerators(number_case);
    return compute::performance_at_cap(compute::cap_curve(*catalogue.find("h100-sxm"), "decode"),
                                       600.0);
  };
  CHECK(at_600_w(Case::low) == 0.92);  // factryze.ai: 5 to 8 %
  CHECK(at_600_w(Case::base) == 1.0);  // arXiv 2605.11999: no cap binds
  CHECK(at_600_w(Case::high) == 1.0);
}
