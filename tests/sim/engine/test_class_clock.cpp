// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "sim/engine/class_clock.h"
#include "sim/engine/wide.h"

using namespace gigawatt;

TEST_CASE("class clock: at full speed progress is elapsed time") {
  const ClassClock clock(1000);

  CHECK(clock.at(1000) == 0);
  CHECK(clock.at(1000 + kNsPerHour) == kNsPerHour);
  CHECK(clock.reaches(kNsPerHour) == 1000 + kNsPerHour);
  CHECK(clock.reaches(0) == 1000);
  CHECK(clock.reaches(-5) == 1000);
}

TEST_CASE("class clock: half speed doubles what is left of a job") {
  ClassClock clock(0);
  const std::int64_t key = clock.at(0) + 10 * kNsPerSecond;

  clock.set_speed(4 * kNsPerSecond, ClassClock::kFullSpeed / 2);

  // 4 s done, 6 s of work left at half speed: 4 + 12 s, by hand.
  CHECK(clock.reaches(key) == 16 * kNsPerSecond);
  CHECK(clock.at(16 * kNsPerSecond) == key);
}

TEST_CASE("class clock: speed 0 stops progress until it is raised again") {
  ClassClock clock(0);
  clock.set_speed(10, 0);

  CHECK(clock.at(10 + 400 * kNsPerDay) == 10);
  CHECK(clock.reaches(11) == kNever);
  CHECK(clock.reaches(10) == 10);

  clock.set_speed(500, ClassClock::kFullSpeed);
  CHECK(clock.reaches(11) == 501);
}

TEST_CASE("class clock: centuries at any speed do not overflow") {
  // 150 years in ns times 2^20 needs 82 bits.
  const std::int64_t span_ns = 150 * 365 * kNsPerDay;
  ClassClock clock(-span_ns);
  CHECK(clock.at(span_ns / 2) == span_ns / 2 * 3);
  clock.set_speed(-span_ns, 1);

  CHECK(clock.at(span_ns / 4) == (span_ns + span_ns / 4) / (1 << 20));
  CHECK(clock.reaches(std::int64_t{1} << 61) == kNever);
}

TEST_CASE("class clock: a completion is the first instant that has reached its key") {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t bound) { return random() % bound; };

  for (int round = 0; round < 300; ++round) {
    TimeNs now_ns = static_cast<TimeNs>(below(1'000'000)) - 500'000;
    ClassClock clock(now_ns);
    for (int change = 0; change < 100; ++change) {
      const std::uint64_t span_ns = change % 3 == 0 ? 1000 : 1'000'000'000'000;
      now_ns += static_cast<std::int64_t>(below(span_ns));
      const std::uint32_t k =
          change % 7 == 0 ? 0 : static_cast<std::uint32_t>(1 + below(ClassClock::kFullSpeed));
      clock.set_speed(now_ns, k);
      const std::int64_t key = clock.at(now_ns) + 1 + static_cast<std::int64_t>(below(span_ns));
      const TimeNs done_ns = clock.reaches(key);
      if (k == 0) {
        REQUIRE(done_ns == kNever);
      } else {
        REQUIRE(clock.at(done_ns) >= key);
        REQUIRE(clock.at(done_ns - 1) < key);
      }
    }
  }
}

TEST_CASE("class clock: each re-base loses less than one nanosecond of progress") {
  std::mt19937_64 random(11);
  ClassClock clock(0);
  TimeNs now_ns = 0;
  Int128 exact_scaled = 0;  // Sum of elapsed × k, the progress in units of 2^-20 ns.
  std::int64_t rebases = 0;

  for (int change = 0; change < 100'000; ++change) {
    const std::int64_t step_ns = static_cast<std::int64_t>(random() % 10'000'000);
    exact_scaled += Int128{step_ns} * clock.speed();
    now_ns += step_ns;
    clock.set_speed(now_ns, static_cast<std::uint32_t>(random() % (ClassClock::kFullSpeed + 1)));
    ++rebases;
    const Int128 lost_scaled = exact_scaled - Int128{clock.at(now_ns)} * ClassClock::kFullSpeed;
    REQUIRE(lost_scaled >= 0);
    REQUIRE(lost_scaled < Int128{rebases} * ClassClock::kFullSpeed);
  }
}

TEST_CASE("class clock: setting the same speed at the same instant changes nothing") {
  ClassClock clock(0);
  clock.set_speed(3, 700'001);
  const std::int64_t before = clock.at(1'000'000);

  for (int i = 0; i < 1000; ++i)
    clock.set_speed(3, 700'001);

  CHECK(clock.at(1'000'000) == before);
}
