// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <doctest/doctest.h>

#include "sim/engine/hash.h"
#include "sim/engine/random.h"

using namespace gigawatt;

namespace {

constexpr int kDraws = 1'000'000;

struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

/// Moments of one draw for each of a million entities: independence across entities, not along a
/// row.
template <class Draw>
Moments moments_of(Draw draw) {
  const RandomStream stream(42, "tests", "moments");
  double sum = 0.0;
  double square_sum = 0.0;
  for (int entity = 0; entity < kDraws; ++entity) {
    RandomDraws draws = stream.at(static_cast<std::uint64_t>(entity));
    const double value = draw(draws);
    sum += value;
    square_sum += value * value;
  }
  const double mean = sum / kDraws;
  return {mean, square_sum / kDraws - mean * mean};
}

}  // namespace

TEST_CASE("random: Philox gives the known answers of the Random123 distribution") {
  using Block = std::array<std::uint32_t, 4>;
  constexpr std::uint32_t kOnes = 0xffffffff;

  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("random: draws depend on seed, path, purpose, entity and number alone") {
  const RandomStream stream(1, "workloads.a", "run-time");
  RandomDraws draws = stream.at(5);
  const std::uint64_t first = draws.next_u64();
  const std::uint64_t second = draws.next_u64();

  RandomDraws again = RandomStream(1, "workloads.a", "run-time").at(5);
  CHECK(again.next_u64() == first);
  CHECK(again.next_u64() == second);
  CHECK(first != second);
  CHECK(RandomStream(2, "workloads.a", "run-time").at(5).next_u64() != first);
  CHECK(RandomStream(1, "workloads.b", "run-time").at(5).next_u64() != first);
  CHECK(RandomStream(1, "workloads.a", "nodes").at(5).next_u64() != first);
  CHECK(RandomStream(1, "workloads.", "arun-time").at(5).next_u64() != first);
  CHECK(stream.at(6).next_u64() != first);
  CHECK(stream.at(5, 1).next_u64() != first);
  CHECK(stream.at(5 + (std::uint64_t{1} << 32)).next_u64() != first);
}

TEST_CASE("random: one entity's words are all distinct over many blocks") {
  RandomDraws draws = RandomStream(9, "a", "b").at(0);
  std::vector<std::uint64_t> words(100'000);
  for (auto& word : words)
    word = draws.next_u64();

  std::sort(words.begin(), words.end());

  CHECK(std::adjacent_find(words.begin(), words.end()) == words.end());
}

TEST_CASE("random: uniform stays inside the open interval and is even") {
  const Moments moments = moments_of([](RandomDraws& draws) {
    const double value = draws.uniform();
    REQUIRE(value > 0.0);
    REQUIRE(value < 1.0);
    return value;
  });

  // Five standard errors: σ = 1/√12 of the mean; Var(x²-type error) ≈ √(1/180) of the variance.
  CHECK(std::fabs(moments.mean - 0.5) < 5.0 * std::sqrt(1.0 / 12.0 / kDraws));
  CHECK(std::fabs(moments.variance - 1.0 / 12.0) < 5.0 * std::sqrt(1.0 / 180.0 / kDraws));
}

TEST_CASE("random: distributions have their textbook moments") {
  const Moments exponential = moments_of([](RandomDraws& draws) { return draws.exponential(3.0); });
  const Moments normal = moments_of([](RandomDraws& draws) { return draws.normal(); });
  const Moments log_normal =
      moments_of([](RandomDraws& draws) { return draws.log_normal(1.0, 0.5); });

  // Bounds are five standard errors; the fourth central moments are 9 σ⁴ (exponential), 3 σ⁴
  // (normal).
  CHECK(std::fabs(exponential.mean - 3.0) < 5.0 * 3.0 / std::sqrt(kDraws));
  CHECK(std::fabs(exponential.variance - 9.0) < 5.0 * 9.0 * std::sqrt(8.0 / kDraws));
  CHECK(std::fabs(normal.mean) < 5.0 / std::sqrt(kDraws));
  CHECK(std::fabs(normal.variance - 1.0) < 5.0 * std::sqrt(2.0 / kDraws));
  // Mean exp(μ + σ²/2), variance (exp(σ²) − 1) mean².
  const double mean = std::exp(1.125);
  const double variance = (std::exp(0.25) - 1.0) * mean * mean;
  CHECK(std::fabs(log_normal.mean - mean) < 5.0 * std::sqrt(variance / kDraws));
  CHECK(log_normal.variance == doctest::Approx(variance).epsilon(0.02));
}

TEST_CASE("random: normal draws fill their deciles evenly") {
  // Deciles of the standard normal, from tables.
  constexpr std::array kDeciles{-1.2815515655, -0.8416212336, -0.5244005127, -0.2533471031, 0.0,
                                0.2533471031,  0.5244005127,  0.8416212336,  1.2815515655};
  std::array<double, 10> counts{};
  RandomDraws draws = RandomStream(3, "tests", "deciles").at(0);

  for (int i = 0; i < kDraws; ++i) {
    const auto decile =
        std::upper_bound(kDeciles.begin(), kDeciles.end(), draws.normal()) - kDeciles.begin();
    counts[static_cast<std::size_t>(decile)] += 1.0;
  }

  double chi_square = 0.0;
  for (const double count : counts)
    chi_square += (count - kDraws / 10.0) * (count - kDraws / 10.0) / (kDraws / 10.0);
  CHECK(chi_square < 27.9);  // 99.9 % point for 9 degrees of freedom.
}

TEST_CASE("random: an index has no favourites, even where counts do not divide 2^64") {
  RandomDraws draws = RandomStream(4, "tests", "index").at(0);
  std::array<double, 7> counts{};

  for (int i = 0; i < kDraws; ++i)
    counts[draws.index(7)] += 1.0;

  double chi_square = 0.0;
  for (const double count : counts)
    chi_square += (count - kDraws / 7.0) * (count - kDraws / 7.0) / (kDraws / 7.0);
  CHECK(chi_square < 22.5);  // 99.9 % point for 6 degrees of freedom.
  CHECK(draws.index(1) == 0);

  // 3·2^62: a plain multiply would hit multiples of three twice as often as the rest.
  constexpr std::uint64_t kCount = std::uint64_t{3} << 62;
  int thirds = 0;
  for (int i = 0; i < 100'000; ++i)
    thirds += draws.index(kCount) % 3 == 0 ? 1 : 0;
  CHECK(std::abs(thirds - 33'333) < 5 * 150);  // σ = √(n · 2/9) = 149.
}

TEST_CASE("random: draws have the same bits in every build") {
  Hasher hasher;
  const RandomStream stream(20260101, "sites.memphis", "faults");
  for (std::uint64_t node = 0; node < 10'000; ++node) {
    RandomDraws draws = stream.at(node, 3);
    hasher.add(draws.exponential(1000.0))
        .add(draws.normal())
        .add(draws.log_normal(8.0, 1.5))
        .add(draws.index(512));
  }

  // Recorded at -O0; -O2 -march=native and -O3 agree.
  CHECK(hasher.hex() == "0064d9e41c2dd831251e5ebb6045a535");
}
