// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/faults/fault_catalogue.h"
#include "models/faults/fault_stream.h"
#include "models/faults/repair_shop.h"
#include "sim/engine/time.h"

using namespace gigawatt;
using faults::Distribution;
using faults::Fault;
using faults::FaultModel;
using faults::FaultStream;

namespace {

constexpr TimeNs kStart = 1'735'689'600 * kNsPerSecond;  // 2025-01-01

FaultModel per_1000_node_days(double rate) {
  FaultModel model;
  model.up = Distribution::exponential(1000.0 / rate * kDayS);
  return model;
}

FaultStream running(const FaultModel& model, std::uint32_t nodes, std::uint64_t seed = 7,
                    const std::string& path = "sites.a.h100") {
  FaultStream stream(std::make_shared<const FaultModel>(model), seed, path, nodes, kStart);
  for (std::uint32_t node = 0; node < nodes; ++node)
    stream.start(node, kStart);
  return stream;
}

/// Faults until `end_ns`, every entity up again `down_ns` after its fault.
std::vector<Fault> faults_until(FaultStream& stream, TimeNs end_ns) {
  std::vector<Fault> faults;
  while (stream.next_ns() < end_ns) {
    faults.push_back(stream.pop());
    stream.start(faults.back().entity, faults.back().time_ns);
  }
  return faults;
}

}  // namespace

TEST_CASE("fault stream: Llama 3's rate gives 419 interruptions in 54 days on 2,048 nodes") {
  // 419 is published (arXiv 2407.21783); a Poisson count, so its standard deviation is 20.5.
  faults::FaultCatalogue catalogue;
  catalogue.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/faults.yaml");
  FaultModel model;
  model.up = Distribution::exponential(1.0 / catalogue.preset("llama-3")->rate_per_node_s);
  constexpr int kRuns = 40;
  double sum = 0.0, squares = 0.0;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    FaultStream stream = running(model, 2048, seed);
    const auto count = static_cast<double>(faults_until(stream, kStart + 54 * kNsPerDay).size());
    sum += count;
    squares += count * count;
  }
  const double mean = sum / kRuns;
  CHECK(std::abs(mean - 419.0) < 3.0 * 20.5 / std::sqrt(kRuns));
  // The variance of a Poisson count is its mean; of 40 counts it scatters by √(2/39).
  const double variance = (squares - kRuns * mean * mean) / (kRuns - 1);
  CHECK(std::abs(variance / 419.0 - 1.0) < 3.0 * std::sqrt(2.0 / 39.0));
}

TEST_CASE("fault stream: more nodes, other sites or another repair change nobody's luck") {
  FaultStream small = running(per_1000_node_days(4.0), 100);
  FaultStream large = running(per_1000_node_days(4.0), 1000);
  FaultStream elsewhere = running(per_1000_node_days(4.0), 100, 7, "sites.b.h100");
  const TimeNs end_ns = kStart + 3650 * kNsPerDay;
  const auto few = faults_until(small, end_ns);
  std::vector<Fault> of_the_first;
  for (const Fault& fault : faults_until(large, end_ns))
    if (fault.entity < 100) of_the_first.push_back(fault);

  REQUIRE(few.size() > 1000);
  REQUIRE(few.size() == of_the_first.size());
  for (std::size_t i = 0; i < few.size(); ++i) {
    REQUIRE(few[i].time_ns == of_the_first[i].time_ns);
    REQUIRE(few[i].entity == of_the_first[i].entity);
    REQUIRE(few[i].nth == of_the_first[i].nth);
  }
  CHECK(faults_until(elsewhere, end_ns).front().time_ns != few.front().time_ns);

  // A node repaired an hour late has its next fault an hour late.
  FaultStream at_once = running(per_1000_node_days(4.0), 1);
  FaultStream late = running(per_1000_node_days(4.0), 1);
  at_once.start(0, at_once.pop().time_ns);
  late.start(0, late.pop().time_ns + kNsPerHour);
  CHECK(late.next_ns() == at_once.next_ns() + kNsPerHour);
}

TEST_CASE("fault stream: times never go backward and a node that is down does not fail") {
  FaultStream stream = running(per_1000_node_days(100.0), 20);
  TimeNs last_ns = kStart;
  std::vector<bool> down(20, false);
  for (int i = 0; i < 20; ++i) {
    const Fault fault = stream.pop();
    REQUIRE(fault.time_ns >= last_ns);
    REQUIRE_FALSE(down[fault.entity]);
    down[fault.entity] = true;
    last_ns = fault.time_ns;
  }
  CHECK(stream.next_ns() == kNever);
}

TEST_CASE("fault stream: a node that is off keeps what is left of its time") {
  FaultStream stream = running(per_1000_node_days(4.0), 1);
  const TimeNs fault_ns = stream.next_ns();
  const std::int64_t off_ns = 3 * kNsPerDay;
  for (int night = 1; night <= 5; ++night) {
    stream.stop(0, kStart + night * off_ns);
    CHECK(stream.next_ns() == kNever);
    stream.start(0, kStart + night * off_ns + kNsPerHour);
  }
  CHECK(stream.next_ns() == fault_ns + 5 * kNsPerHour);
}

TEST_CASE("fault stream: a copy goes on as the original does") {
  FaultStream stream = running(per_1000_node_days(4.0), 500);
  faults_until(stream, kStart + 100 * kNsPerDay);
  FaultStream copy = stream;
  const auto a = faults_until(stream, kStart + 400 * kNsPerDay);
  const auto b = faults_until(copy, kStart + 400 * kNsPerDay);
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    REQUIRE(a[i].time_ns == b[i].time_ns);
}

TEST_CASE("fault stream: components fail by their shares and take their own repair") {
  FaultModel model = per_1000_node_days(1000.0);
  model.components = {{"gpu", 0.6, Distribution::fixed(3600.0)},
                      {"software", 0.3, Distribution::fixed(60.0), faults::RepairNeed::nothing},
                      {"nic", 0.1, Distribution::fixed(7200.0)}};
  FaultStream stream = running(model, 100);
  std::vector<int> count(3);
  const auto all = faults_until(stream, kStart + 200 * kNsPerDay);
  for (const Fault& fault : all) {
    ++count[fault.cause];
    REQUIRE(fault.repair_ns == from_seconds(model.components[fault.cause].repair.scale_s));
    REQUIRE(fault.need == model.components[fault.cause].need);
  }
  const auto total = static_cast<double>(all.size());
  for (std::size_t i = 0; i < 3; ++i) {
    const double share = model.components[i].share;
    CHECK(std::abs(count[i] / total - share) < 4.0 * std::sqrt(share * (1.0 - share) / total));
  }
  CHECK(stream.cause_name(1) == "software");
}

TEST_CASE("fault stream: a share of the faults lets the job go on") {
  FaultModel model = per_1000_node_days(1000.0);
  model.components = {{"node", 1.0, Distribution::fixed(60.0)}};
  model.drain_share = 0.37;
  FaultStream stream = running(model, 100);
  int drains = 0;
  const auto all = faults_until(stream, kStart + 100 * kNsPerDay);
  for (const Fault& fault : all)
    drains += fault.drains;
  const auto total = static_cast<double>(all.size());
  CHECK(std::abs(drains / total - 0.37) < 4.0 * std::sqrt(0.37 * 0.63 / total));
}

TEST_CASE("fault stream: lemons fail more and the fleet as a whole as often") {
  FaultModel model = per_1000_node_days(20.0);
  model.lemon_share = 0.1;
  model.lemon_factor = 6.0;
  FaultStream stream = running(model, 4000);
  double by_lemons = 0.0, lemons = 0.0;
  std::vector<bool> lemon(4000);
  for (std::uint32_t node = 0; node < 4000; ++node) {
    lemon[node] = stream.hazard_factor(node) > 1.0;
    lemons += lemon[node];
  }
  CHECK(std::abs(lemons - 400.0) < 4.0 * std::sqrt(4000 * 0.1 * 0.9));
  const auto all = faults_until(stream, kStart + 365 * kNsPerDay);
  for (const Fault& fault : all)
    by_lemons += lemon[fault.entity];
  // Hazards 6 and 1 over a mean of 1.5, by hand; conditional on who is a lemon.
  const double expected = 20.0 / 1000.0 * 365.0 * (lemons * 6.0 + (4000.0 - lemons)) / 1.5;
  const auto total = static_cast<double>(all.size());
  CHECK(std::abs(total - expected) < 4.0 * std::sqrt(expected));
  const double share = 6.0 * lemons / (6.0 * lemons + 4000.0 - lemons);
  CHECK(std::abs(by_lemons / total - share) < 4.0 * std::sqrt(share * (1.0 - share) / total));
}

TEST_CASE("fault stream: a domain takes its nodes down together, the last one fewer") {
  FaultModel model;  // Nodes never fail by themselves.
  model.domains = {{"rack", 18, 30.0 * kDayS, Distribution::fixed(3600.0)}};
  FaultStream stream = running(model, 40);
  CHECK(stream.entity_count() == 43);
  const auto all = faults_until(stream, kStart + 3000 * kNsPerDay);
  std::vector<int> count(3);
  for (const Fault& fault : all) {
    REQUIRE(fault.first_node == (fault.entity - 40) * 18);
    REQUIRE(fault.node_count == (fault.entity == 42 ? 4u : 18u));
    REQUIRE(stream.cause_name(fault.cause) == "rack");
    REQUIRE(fault.need == faults::RepairNeed::crew);
    ++count[fault.entity - 40];
  }
  for (const int each : count)  // 100 expected of each.
    CHECK(std::abs(each - 100) < 40);
}

TEST_CASE("fault stream: published switch and link failures come out in a year") {
  // Qian et al., SIGCOMM 2024 (HPN): 0.051 % of top-of-rack switches and 0.057 % of links a month.
  FaultModel model;
  const double month_s = 365.25 / 12.0 * kDayS;
  model.domains = {{"leaf-switch", 32, month_s / 0.00051, Distribution::fixed(3600.0)},
                   {"nic-link", 1, month_s / (8 * 0.00057), Distribution::fixed(3600.0)}};
  FaultStream stream = running(model, 12'500);
  int switches = 0, links = 0;
  for (const Fault& fault : faults_until(stream, kStart + 365 * kNsPerDay))
    ++(fault.cause == 0 ? switches : links);
  // 391 switches and 100,000 links over 11.99 months: 2.39 and 683.5 expected, by hand.
  CHECK(switches <= 9);
  CHECK(std::abs(links - 683.5) < 4.0 * std::sqrt(683.5));
}

TEST_CASE("fault stream: people find faults in their hours, the system finds the rest at once") {
  FaultModel model = per_1000_node_days(1000.0);
  model.detection_ns = 2 * kNsPerMinute;
  model.discovery_share = 0.5;
  model.discovery = {9 * kNsPerHour, 19 * kNsPerHour, -6 * kNsPerHour};
  FaultStream stream = running(model, 200);
  int late = 0;
  const auto all = faults_until(stream, kStart + 50 * kNsPerDay);
  for (const Fault& fault : all) {
    if (fault.detection_ns == 2 * kNsPerMinute) continue;
    ++late;
    const TimeNs seen_ns = fault.time_ns + fault.detection_ns - 2 * kNsPerMinute;
    REQUIRE((seen_ns - 6 * kNsPerHour) % kNsPerDay == 9 * kNsPerHour);
  }
  const double share = 0.5 * 14.0 / 24.0;  // Of faults that fall outside the ten hours.
  const auto total = static_cast<double>(all.size());
  CHECK(std::abs(late / total - share) < 4.0 * std::sqrt(share * (1.0 - share) / total));
}

TEST_CASE("fault stream: availability is MTTF / (MTTF + MTTR) for nine archives") {
  // Failure Trace Archive, exponential fits, in hours.
  struct Row {
    const char* preset;
    double up_h, down_h;
  };
  constexpr std::array rows{Row{"grid5000-06", 32.41, 7.41}, Row{"lanl-05", 1779.99, 5.92},
                            Row{"ldns-04", 141.06, 8.61},    Row{"microsoft-99", 67.01, 16.49},
                            Row{"nd-07-cpu", 13.73, 4.25},   Row{"planetlab-05", 159.49, 49.61},
                            Row{"skype-06", 16.27, 14.31},   Row{"overnet-03", 2.29, 12.00},
                            Row{"websites-02", 11.85, 1.18}};
  faults::FaultCatalogue catalogue;
  catalogue.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/faults.yaml");
  for (const Row& row : rows) {
    CAPTURE(row.preset);
    const faults::FaultPreset& preset = *catalogue.preset(row.preset);
    FaultModel model;
    model.up = Distribution::exponential(1.0 / preset.rate_per_node_s);
    model.components = preset.components;
    constexpr std::uint32_t kNodes = 50;
    constexpr double kCycles = 400.0;
    FaultStream stream = running(model, kNodes);
    faults::RepairShop shop(faults::RepairModel{});
    const double span_s = kCycles * (row.up_h + row.down_h) * kHourS;
    const TimeNs end_ns = kStart + from_seconds(span_s);
    double down_s = 0.0;
    while (std::min(stream.next_ns(), shop.next_ns()) < end_ns) {
      if (shop.next_ns() <= stream.next_ns()) {
        const TimeNs now_ns = shop.next_ns();
        stream.start(shop.pop(), now_ns);
        continue;
      }
      const Fault fault = stream.pop();
      const TimeNs back_ns = shop.submit(fault.entity, fault.time_ns, fault.repair_ns);
      down_s += to_seconds(std::min(back_ns, end_ns) - fault.time_ns);
    }
    const double availability = 1.0 - down_s / (kNodes * span_s);
    const double expected = row.up_h / (row.up_h + row.down_h);
    // Of n cycles of exponential up and down times: sd = A (1 − A) √(2 / n).
    const double sd = expected * (1.0 - expected) * std::sqrt(2.0 / (kNodes * kCycles));
    CHECK(std::abs(availability - expected) < 3.0 * sd);
  }
}

TEST_CASE("fault stream: an empty model and an empty fleet never fail") {
  FaultStream calm = running(FaultModel{}, 10);
  CHECK(calm.next_ns() == kNever);
  FaultStream empty = running(per_1000_node_days(4.0), 0);
  CHECK(empty.next_ns() == kNever);
}

TEST_CASE("fault stream: a year of 125,000 nodes fails as often as its rate says") {
  FaultStream stream = running(per_1000_node_days(4.0), 125'000);
  const auto all = faults_until(stream, kStart + 365 * kNsPerDay);
  const double expected = 4.0 / 1000.0 * 125'000 * 365;
  CHECK(std::abs(static_cast<double>(all.size()) - expected) < 4.0 * std::sqrt(expected));
}
