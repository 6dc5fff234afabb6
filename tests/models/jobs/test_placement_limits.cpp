// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/placement_limits.h"
#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs {
namespace {

using Shares = std::vector<DomainShare>;

/// Two rows of two racks with 18 nodes each. A rack carries 20 kW, the first row 30 kW, the second
/// 40 kW, the feed 60 kW.
struct Rows {
  LimitTree limits;
  DomainSet racks{4};
  std::uint32_t feed, row[2], rack[4];

  Rows() {
    feed = limits.add_point(LimitTree::kTop, 60e3);
    row[0] = limits.add_point(feed, 30e3);
    row[1] = limits.add_point(feed, 40e3);
    for (std::uint32_t i = 0; i < 4; ++i) {
      rack[i] = limits.add_point(row[i / 2], 20e3);
      limits.add_domain(rack[i]);
      racks.change_free(i, 18);
    }
    limits.set_node_power(0, 1000.0);
  }
};

TEST_CASE("limits: a gang goes where most headroom is, and racks of a row share the row's") {
  Rows rows;
  rows.limits.set_base_load(rows.rack[2], 12e3);  // Warm: 8 kW left.
  Shares chosen;
  const auto place = [&](const Placement& placement, std::uint32_t nodes) {
    return choose_by_headroom(rows.racks, placement, {0, 1, nodes, 0}, rows.limits, chosen);
  };

  CHECK(rows.limits.headroom_w(3) == 20e3);
  REQUIRE(place({.within_domain = true}, 10));
  CHECK(chosen == Shares{{0, 10}});              // Rack 0 and 3 have 20 kW; ties go to the lowest.
  CHECK(rows.limits.load_w(rows.feed) == 12e3);  // Choosing takes nothing.

  // The feed has 48 kW left: 18 in rack 0 (its nodes), then rack 3, then what the first row has
  // left, 12 kW in rack 1.
  REQUIRE(place({}, 48));
  CHECK(chosen == Shares{{0, 18}, {1, 12}, {3, 18}});
  CHECK(!place({}, 49));
  CHECK(chosen.empty());
}

TEST_CASE("limits: the cooler of two domains is taken first, whatever their power") {
  struct Warm final : PlacementLimits {
    double headroom_w(std::uint32_t domain) const override { return 1e3 * domain; }
    double headroom_k(std::uint32_t domain) const override { return domain == 1 ? 6.0 : 2.0; }
    bool can_take(const QueuedJob&, const DomainShare&) const override { return true; }
    void take(const QueuedJob&, std::span<const DomainShare>) override {}
    void give_back(const QueuedJob&, std::span<const DomainShare>) override {}
  };
  Warm limits;
  DomainSet racks(3);
  for (std::uint32_t rack = 0; rack < 3; ++rack)
    racks.change_free(rack, 4);
  Shares chosen;

  // Rack 1 is coolest; of the others, alike, rack 2 has more power.
  REQUIRE(choose_by_headroom(racks, {}, {0, 1, 7, 0}, limits, chosen));
  CHECK(chosen == Shares{{1, 4}, {2, 3}});
}

TEST_CASE("limits: segments of one row need the row to carry both") {
  Rows rows;
  Shares chosen;
  const Placement placement{.segment_nodes = 16};
  // Each rack could carry 16 kW, but the first row only one of them.
  CHECK(choose_by_headroom(rows.racks, placement, {0, 1, 48, 0}, rows.limits, chosen));
  CHECK(chosen.size() == 3);
  CHECK(!choose_by_headroom(rows.racks, placement, {0, 1, 64, 0}, rows.limits, chosen));

  // What was taken is missing until it is given back.
  const Shares taken{{2, 16}, {3, 16}};
  rows.limits.take({0, 1, 32, 0}, taken);
  CHECK(rows.limits.headroom_w(2) == 4e3);
  CHECK(!choose_by_headroom(rows.racks, placement, {0, 1, 32, 0}, rows.limits, chosen));
  rows.limits.give_back({0, 1, 32, 0}, taken);
  CHECK(rows.limits.load_w(rows.feed) == 0.0);
}

TEST_CASE("limits: a job without power headroom waits and others pass it") {
  struct Gate final : StartGate {
    explicit Gate(PlacementLimits& limits) : limits_(limits) {}
    bool may_start(const QueuedJob&) override { return true; }
    PlacementLimits* limits() override { return &limits_; }
    PlacementLimits& limits_;
  };
  for (const char* policy : {"easy-backfill", "conservative-backfill"}) {
    CAPTURE(policy);
    Rows rows;
    rows.limits.set_node_power(1, 100.0);
    Gate gate(rows.limits);
    SchedulerSetup setup;
    setup.policy = policy;
    setup.domain_nodes = {18, 18, 18, 18};
    const auto scheduler = make_scheduler(setup, setup.domain_nodes);
    scheduler->submit({0, kNsPerHour, 61, 0});  // 61 kW on a feed of 60.
    scheduler->submit({1, kNsPerHour, 11, 1});
    std::vector<QueuedJob> starts;

    scheduler->pass(0, &gate, starts);

    REQUIRE(starts.size() == 1);
    CHECK(starts[0].slot == 1);
    CHECK(rows.limits.load_w(rows.feed) == 1100.0);
  }
}

}  // namespace
}  // namespace gigawatt::jobs
