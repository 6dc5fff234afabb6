// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/jobs/slowed_source.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::jobs;

namespace {

/// One job of two phases and one without.
class TwoJobs final : public JobSource {
 public:
  bool next(Job& job) override {
    if (given_ == 2) return false;
    const bool first = given_++ == 0;
    job.work_ns = first ? 30 : 1'000'000'000;
    job.limit_ns = 2'000'000'000;
    job.phase_count = first ? 2 : 0;
    job.id = first ? 0 : 1;
    return true;
  }
  std::span<const Phase> phases() const override { return phases_; }
  double demand_node_s() const override { return 8.0; }
  std::unique_ptr<JobSource> clone() const override { return std::make_unique<TwoJobs>(*this); }

 private:
  std::vector<Phase> phases_{{10, 100'000}, {20, 900'000}};
  int given_ = 0;
};

}  // namespace

TEST_CASE("slowed source: work, phases and limits are longer by the same factor, rounded up") {
  SlowedSource source(std::make_unique<TwoJobs>(), speed_at(0.75));
  Job job;

  REQUIRE(source.next(job));
  REQUIRE(source.phases().size() == 2);
  CHECK(source.phases()[0].work_ns == 14);  // ⌈10 / 0.75⌉
  CHECK(source.phases()[1].work_ns == 27);  // ⌈20 / 0.75⌉
  CHECK(job.work_ns == 41);                 // the sum of its phases
  CHECK(source.phases()[1].utilisation_ppm == 900'000);
  CHECK(job.limit_ns == 2'666'666'667);

  REQUIRE(source.next(job));
  CHECK(job.work_ns == 1'333'333'334);
  CHECK_FALSE(source.next(job));
  CHECK(source.demand_node_s() == doctest::Approx(8.0 / 0.75));
}

TEST_CASE("slowed source: a copy goes on by itself from the same place") {
  SlowedSource source(std::make_unique<TwoJobs>(), speed_at(0.5));
  Job job;
  source.next(job);
  const auto copy = source.clone();
  Job mine, theirs;

  REQUIRE(source.next(mine));
  REQUIRE(copy->next(theirs));

  CHECK(theirs.id == mine.id);
  CHECK(theirs.work_ns == 2'000'000'000);
}

TEST_CASE("slowed source: no speed and no end") {
  CHECK_THROWS_AS(speed_at(0.0), DomainError);
  CHECK_THROWS_AS(speed_at(1.5), DomainError);
  CHECK(speed_at(1.0) == 1u << 20);
  CHECK(slowed_ns(kNever - 1, speed_at(0.9)) == kNever);
}
