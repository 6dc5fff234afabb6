// SPDX-License-Identifier: Apache-2.0
#include <bit>
#include <cstdint>
#include <random>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/node_set.h"

namespace gigawatt::jobs {
namespace {

std::vector<std::uint32_t> listed(const std::vector<NodeMask>& parts) {
  std::vector<std::uint32_t> nodes;
  for (const NodeMask& part : parts)
    for (std::uint64_t mask = part.mask; mask != 0; mask &= mask - 1)
      nodes.push_back(64 * part.word + static_cast<std::uint32_t>(std::countr_zero(mask)));
  return nodes;
}

TEST_CASE("node set: the lowest nodes go first, across words") {
  NodeSet nodes(200);
  nodes.insert_range(60, 100);
  nodes.erase(61);
  std::vector<NodeMask> taken;

  nodes.take_lowest(6, taken);

  CHECK(listed(taken) == std::vector<std::uint32_t>{60, 62, 63, 64, 65, 66});
  CHECK(nodes.size() == 93);
}

TEST_CASE("node set: all of a machine can be taken and given back") {
  NodeSet nodes(12'500);
  nodes.insert_range(0, 12'500);
  std::vector<NodeMask> taken;

  nodes.take_lowest(12'500, taken);
  CHECK(nodes.size() == 0);
  CHECK_FALSE(nodes.contains(12'499));

  nodes.insert(taken);
  CHECK(nodes.size() == 12'500);
  CHECK(nodes.contains(12'499));
}

TEST_CASE("node set: nodes are taken inside a stretch alone, the lowest first") {
  NodeSet set(200);
  set.insert_range(0, 200);
  set.erase(61);
  std::vector<NodeMask> taken;

  set.take_lowest_in(60, 130, 66, taken);

  // 60, 62, ..., 126: by hand.
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].count == 3);
  CHECK(taken[0].mask == (std::uint64_t{1} << 60 | std::uint64_t{3} << 62));
  CHECK(taken[1].count == 63);
  CHECK(set.size() == 199 - 66);
  CHECK(set.contains(59));
  CHECK_FALSE(set.contains(126));
  CHECK(set.contains(127));
}

TEST_CASE("node set: behaves as an ordered set under any sequence of operations") {
  for (unsigned seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    std::mt19937 random(seed);
    const std::uint32_t count = 1 + random() % 9'000;
    NodeSet nodes(count);
    std::set<std::uint32_t> expected;
    std::vector<std::vector<NodeMask>> held;
    bool same = true;
    for (int step = 0; step < 400; ++step) {
      switch (random() % 4) {
        case 0: {
          const std::uint32_t first = random() % count;
          const std::uint32_t span = random() % (count - first + 1) % 300;
          nodes.insert_range(first, span);
          for (std::uint32_t node = first; node < first + span; ++node)
            expected.insert(node);
          break;
        }
        case 1: {
          const std::uint32_t node = random() % count;
          nodes.erase(node);
          expected.erase(node);
          break;
        }
        case 2: {
          const auto wanted = static_cast<std::uint32_t>(random() % (expected.size() + 1));
          nodes.take_lowest(wanted, held.emplace_back());
          const std::vector<std::uint32_t> got = listed(held.back());
          same =
              same && got.size() == wanted && std::equal(got.begin(), got.end(), expected.begin());
          for (const std::uint32_t node : got)
            expected.erase(node);
          break;
        }
        default:
          if (held.empty()) break;
          nodes.insert(held.back());
          for (const std::uint32_t node : listed(held.back()))
            expected.insert(node);
          held.pop_back();
      }
      const std::uint32_t probe = random() % count;
      same = same && nodes.size() == expected.size() &&
             nodes.contains(probe) == (expected.count(probe) == 1);
    }
    CHECK(same);
  }
}

}  // namespace
}  // namespace gigawatt::jobs
