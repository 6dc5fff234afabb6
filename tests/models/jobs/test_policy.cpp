// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/policy.h"
#include "sim/engine/errors.h"
#include "tests/models/jobs/drive.h"

namespace gigawatt::jobs::test {
namespace {

/// First come, first served, as somebody would write it from the outside.
class OutsideFcfs final : public Policy {
 public:
  std::string name() const override { return "outside-fcfs"; }
  void decide(const SchedulingView& view, Decision& decision) override {
    std::uint32_t free = view.free_nodes;
    for (const QueuedJob& job : view.waiting) {
      if (job.nodes > free) return;
      free -= job.nodes;
      decision.starts.push_back(job.slot);
    }
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<OutsideFcfs>(*this); }
};

/// Wants whatever a function says.
class Scripted final : public Policy {
 public:
  explicit Scripted(std::function<void(const SchedulingView&, Decision&)> script)
      : script_(std::move(script)) {}
  std::string name() const override { return "scripted"; }
  void decide(const SchedulingView& view, Decision& decision) override { script_(view, decision); }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<Scripted>(*this); }

 private:
  std::function<void(const SchedulingView&, Decision&)> script_;
};

TEST_CASE("policy: first come, first served from outside gives the library's schedule") {
  const auto jobs = two_hundred_jobs();
  PolicyScheduler scheduler(std::make_unique<OutsideFcfs>(), {}, std::array{64u});
  const auto copy = scheduler.clone();

  const Outcome outside = drive(scheduler, 64, jobs);

  CHECK(outside.start_s == drive("fcfs", 64, jobs).start_s);
  CHECK(drive(*copy, 64, jobs).start_s == outside.start_s);
}

/// What is said about a decision over two waiting jobs of 6 nodes and a running one of 4, on 14
/// nodes in racks of 7 and 7.
std::string verdict(std::function<void(const SchedulingView&, Decision&)> script) {
  SchedulerSetup setup;
  setup.domain_nodes = {7, 7};
  setup.tenants[0].cap_nodes = 11;
  setup.classes = {JobClass{}, JobClass{0, 0, false, {.within_domain = true}}};
  bool first = true;
  const auto wrapped = [&](const SchedulingView& view, Decision& decision) {
    if (first) {
      decision.starts = {9};
    } else {
      script(view, decision);
    }
  };
  PolicyScheduler scheduler(std::make_unique<Scripted>(wrapped), setup, setup.domain_nodes);
  std::vector<QueuedJob> starts;
  scheduler.submit({0, kNsPerHour, 4, 9});
  scheduler.pass(0, nullptr, starts);
  first = false;
  scheduler.submit({1, kNsPerHour, 6, 3, 1});
  scheduler.submit({2, kNsPerHour, 6, 4});
  try {
    scheduler.pass(kNsPerSecond, nullptr, starts);
  } catch (const DomainError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("policy: what it may not do is refused with its name, the job and what is allowed") {
  const auto start = [](std::vector<std::uint32_t> slots) {
    return [slots](const SchedulingView&, Decision& decision) { decision.starts = slots; };
  };
  const auto says = [](const std::string& text, const char* part) {
    CAPTURE(text);
    return text.find("scripted") != std::string::npos && text.find(part) != std::string::npos;
  };

  CHECK(verdict(start({})) == "");
  CHECK(verdict(start({3})) == "");
  CHECK(says(verdict(start({7})), "job 7, which does not wait"));
  CHECK(says(verdict(start({3, 3})), "job 3, which does not wait"));
  CHECK(says(verdict(start({3, 4})), "job 4 of 6 nodes with 4 free"));
  CHECK(says(verdict([](const SchedulingView&, Decision& decision) { decision.evictions = {9}; }),
             "not preemptible"));
  CHECK(says(verdict([](const SchedulingView&, Decision& decision) { decision.evictions = {3}; }),
             "does not run"));
}

TEST_CASE("policy: it sees what waits, what runs and what is free where") {
  std::uint32_t seen = 0;
  CHECK(verdict([&seen](const SchedulingView& view, Decision&) {
          CHECK(view.now_ns == kNsPerSecond);
          CHECK(view.free_nodes == 10);
          REQUIRE(view.waiting.size() == 2);
          CHECK(view.waiting[0].slot == 3);
          REQUIRE(view.running.size() == 1);
          CHECK(view.running[0].limit_end_ns == kNsPerHour);
          REQUIRE(view.running[0].shares.size() == 1);
          CHECK(view.running[0].shares[0] == DomainShare{0, 4});
          CHECK(view.free_in_domain[0] == 3);
          CHECK(view.free_in_domain[1] == 7);
          ++seen;
        }) == "");
  CHECK(seen == 1);
}

}  // namespace
}  // namespace gigawatt::jobs::test
