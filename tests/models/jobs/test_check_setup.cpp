// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "models/jobs/scheduler_setup.h"

namespace gigawatt::jobs {
namespace {

SchedulerSetup three_racks() {
  SchedulerSetup setup;
  setup.domain_nodes = {18, 18, 12};
  setup.tenants = {Tenant{.name = "lab", .cap_nodes = 40}};
  setup.classes = {JobClass{0, 0, false, {.within_domain = true}},
                   JobClass{0, 0, false, {.segment_nodes = 16}},
                   JobClass{0, 0, false, {.segment_nodes = 20}}};
  return setup;
}

std::string said(std::uint16_t job_class, std::uint32_t nodes) {
  const auto problems = check_gang(three_racks(), job_class, nodes, "workload big");
  return problems.empty() ? "" : problems[0].what + "; " + problems[0].expected;
}

TEST_CASE("check: a gang that no rack, segment or quota ever holds is refused by name") {
  CHECK(said(0, 18) == "");
  CHECK(said(0, 19) ==
        "workload big asks for 19 nodes in one domain, but the largest has 18; ask for at most 18 "
        "nodes, or for segments of at most 18 nodes");
  // Two segments of 16 and a rest of 2 + 2 + 12: 44 in all, by hand: 16 + 16 and at most 12 more.
  CHECK(said(1, 32) == "");
  CHECK(said(1, 40) == "");
  CHECK(said(1, 41).find("tenant lab may hold 40") != std::string::npos);
  CHECK(said(1, 48).find("tenant lab may hold 40") != std::string::npos);
  CHECK(said(2, 20).find("segments of at most 18") != std::string::npos);
  CHECK(said(0, 49).find("tenant lab") != std::string::npos);
}

TEST_CASE("check: tables that contradict themselves are refused, all at once") {
  SchedulerSetup setup = three_racks();
  CHECK(check_setup(setup).empty());
  setup.tenants[0].guaranteed_nodes = 50;  // Over the cap of 40 and over the 48 installed.
  setup.tenants.push_back(Tenant{.name = "none", .share = 0.0});
  setup.classes[1].placement.within_domain = true;
  setup.classes[2].tenant = 7;

  const auto problems = check_setup(setup);

  REQUIRE(problems.size() == 5);
  CHECK(problems[0].what == "tenant lab is guaranteed 50 nodes but capped at 40");
  CHECK(problems[1].what == "tenant none has a share of 0");
}

}  // namespace
}  // namespace gigawatt::jobs
