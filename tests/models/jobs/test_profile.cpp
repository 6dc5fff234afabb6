// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/profile.h"
#include "models/jobs/ranked_queue.h"

namespace gigawatt::jobs {
namespace {

TEST_CASE("profile: equals an array of free nodes per second") {
  for (unsigned seed = 0; seed < 6; ++seed) {
    std::mt19937 generator(seed);
    const auto random = [&generator] { return static_cast<std::int64_t>(generator()); };
    constexpr std::int64_t kEnd = 1500;
    std::vector<std::int64_t> free(kEnd + 1, 40);  // The last for ever.
    Profile profile;
    profile.reset(0, 40);
    std::int64_t now = 0;
    for (int round = 0; round < 3000; ++round) {
      if (random() % 20 == 0) profile.advance(now += random() % 3);
      const std::int64_t from = now + random() % 400;
      const bool for_ever = random() % 30 == 0;
      const std::int64_t to = for_ever ? kNever : from + 1 + random() % 200;
      const std::int64_t nodes = random() % 9 - 4;
      profile.add(from, to, nodes);
      for (std::int64_t second = from; second <= kEnd && (for_ever || second < to); ++second)
        free[static_cast<std::size_t>(second)] += nodes;

      const std::int64_t wanted = 30 + random() % 20;
      const std::int64_t span = 1 + random() % 100;
      std::int64_t expected = kNever;
      std::int64_t run = 0;
      for (std::int64_t second = now; second <= kEnd; ++second) {
        run = free[static_cast<std::size_t>(second)] >= wanted ? run + 1 : 0;
        if (run < span && (second < kEnd || run == 0)) continue;
        expected = second - run + 1;
        break;
      }
      REQUIRE(profile.earliest(now, span, wanted) == expected);
      const auto first = free.begin() + now + 5;
      REQUIRE(profile.least(now + 5, now + 5 + span) == *std::min_element(first, first + span));
    }
    CHECK(profile.steps() > 200);  // Many chunks.
  }
}

TEST_CASE("profile: what is added and taken out again leaves no steps") {
  Profile profile;
  profile.reset(0, 100);
  for (int job = 0; job < 500; ++job)
    profile.add(10 * job, 10 * job + 35, -1);
  for (int job = 0; job < 500; ++job)
    profile.add(10 * job, 10 * job + 35, 1);

  CHECK(profile.steps() == 1);
  CHECK(profile.earliest(0, kNever, 100) == 0);
  CHECK(profile.next_step(0) == kNever);
}

TEST_CASE("ranked queue: equals a sorted list") {
  std::mt19937 random(3);
  RankedQueue queue;
  struct Entry {
    double rank;
    QueuedJob job;
  };
  std::vector<Entry> list;
  std::uint64_t order = 0;
  for (int round = 0; round < 20'000; ++round) {
    const bool grow = random() % 100 < (round % 6000 < 3500 ? 70u : 30u);
    if (grow) {
      const QueuedJob job{order++, static_cast<std::int64_t>(1 + random() % 50),
                          static_cast<std::uint32_t>(1 + random() % 60), 0};
      const double rank = static_cast<double>(random() % 40);
      queue.insert(rank, job);
      const auto place = std::find_if(list.begin(), list.end(),
                                      [rank](const Entry& entry) { return entry.rank > rank; });
      list.insert(place, {rank, job});
    } else if (!list.empty()) {
      const std::size_t at = random() % list.size();
      queue.remove(queue.find(list[at].rank, list[at].job.order));
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(at));
    }
    REQUIRE(queue.size() == list.size());

    const WaitQueue::Room room{static_cast<std::uint32_t>(random() % 20),
                               static_cast<std::int64_t>(random() % 20),
                               static_cast<std::uint32_t>(random() % 5)};
    const auto expected = std::find_if(list.begin(), list.end(), [&](const Entry& entry) {
      return entry.job.nodes <= room.free &&
             (entry.job.limit_ns <= room.longest_ns || entry.job.nodes <= room.spare);
    });
    RankedQueue::Place place;
    REQUIRE(queue.find(place, room) == (expected != list.end()));
    if (expected != list.end()) REQUIRE(queue.job(place).order == expected->job.order);
  }
}

}  // namespace
}  // namespace gigawatt::jobs
