// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>
#include <set>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "sim/engine/calendar.h"
#include "sim/engine/errors.h"
#include "sim/results/event_log.h"
#include "tests/sim/results/sample.h"

namespace gigawatt {
namespace {

const TimeNs kStart = utc_midnight(2025, 1, 1);

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("event hash: the first day two runs differ is the first that hashes differently") {
  EventLog one(kStart), other(kStart);
  for (int hour = 0; hour < 24 * 10; ++hour) {
    const TimeNs time_ns = kStart + hour * kNsPerHour;
    one.note(time_ns, EventKind::job_start, static_cast<std::uint64_t>(hour), 4);
    other.note(time_ns, EventKind::job_start, static_cast<std::uint64_t>(hour),
               hour == 24 * 6 + 3 ? 5 : 4);
  }

  const auto first = one.day_hashes(), second = other.day_hashes();
  REQUIRE(first.size() == 10);
  for (std::size_t day = 0; day < 10; ++day) {
    CAPTURE(day);
    CHECK((first[day] == second[day]) == (day != 6));
  }
}

TEST_CASE("event hash: days are UTC days from the day of the start, quiet ones are 0") {
  EventLog log(kStart + 23 * kNsPerHour);

  log.note(kStart + 23 * kNsPerHour, EventKind::settle);
  log.note(kStart + 24 * kNsPerHour, EventKind::settle);
  log.note(kStart + 4 * kNsPerDay, EventKind::settle);

  const auto hashes = log.day_hashes();
  REQUIRE(hashes.size() == 5);
  CHECK(hashes[0] != 0);
  CHECK(hashes[1] != 0);
  CHECK(hashes[2] == 0);
  CHECK(hashes[3] == 0);
  CHECK(hashes[4] != 0);
}

TEST_CASE("event hash: every field and the order count") {
  const auto hash = [](TimeNs time_ns, EventKind kind, std::uint64_t a, std::uint64_t b) {
    EventHash events(kStart);
    events.note(time_ns, kind, a, b);
    return events.day_hashes()[0];
  };
  std::set<std::uint64_t> seen;
  std::size_t notes = 0;
  for (TimeNs step = 0; step < 8; ++step) {
    for (unsigned kind = 0; kind < static_cast<unsigned>(EventKind::count); ++kind) {
      for (std::uint64_t a = 0; a < 16; ++a) {
        for (std::uint64_t b = 0; b < 16; ++b, ++notes) {
          seen.insert(hash(kStart + step, static_cast<EventKind>(kind), a, b));
        }
      }
    }
  }
  CHECK(seen.size() == notes);

  EventHash forward(kStart), backward(kStart);
  forward.note(kStart, EventKind::cap, 1, 2);
  forward.note(kStart, EventKind::cap, 2, 1);
  backward.note(kStart, EventKind::cap, 2, 1);
  backward.note(kStart, EventKind::cap, 1, 2);
  CHECK(forward.day_hashes() != backward.day_hashes());
}

TEST_CASE("event hash: a restored state continues as the straight run") {
  EventLog log(kStart);
  log.note(kStart, EventKind::job_submit, 1, 2);
  const EventHash saved = log.hash();
  log.note(kStart + 2 * kNsPerDay, EventKind::job_end, 1, 2);
  const auto straight = log.day_hashes();

  log.restore(saved);
  log.note(kStart + 2 * kNsPerDay, EventKind::job_end, 1, 2);

  CHECK(log.day_hashes() == straight);
}

TEST_CASE("trace: it is JSON with one span per job, counters and names") {
  const sample::TemporaryFolder folder;
  {
    EventLog log(kStart);
    log.open(folder / "trace.json");
    log.trace()->name_site(0, "mem\"phis");
    log.note(kStart + 1'500, EventKind::job_start, 7, 4);
    log.note(kStart + kNsPerSecond, EventKind::settle, 0, 150'000'000);
    log.note(kStart + kNsPerMinute, EventKind::job_end, 7, 4);
    log.trace()->write_counter(kStart + kNsPerMinute, "facility power [W]", 0, 2.5);
  }

  const auto events = nlohmann::json::parse(text_of(folder / "trace.json"));
  REQUIRE(events.size() == 7);  // two processes and a site named, then the four events
  CHECK(events[2]["args"]["name"] == "mem\"phis");
  CHECK(events[3]["ph"] == "b");
  CHECK(events[3]["ts"] == 1.5);  // microseconds
  CHECK(events[3]["id"] == events[5]["id"]);
  CHECK(events[4]["args"]["it_power_w"] == 150'000'000);
  CHECK(events[5]["ph"] == "e");
  CHECK(events[6]["args"]["value"] == 2.5);
}

TEST_CASE("trace: a file cut at any event lacks only its closing bracket") {
  const sample::TemporaryFolder folder;
  {
    EventLog log(kStart);
    log.open(folder / "trace.json");
    for (std::uint64_t job = 0; job < 100; ++job)
      log.note(kStart, EventKind::job_start, job, 1);
  }
  const std::string text = text_of(folder / "trace.json");

  const std::size_t cut = text.find(",\n", text.size() / 2);

  REQUIRE(cut != std::string::npos);
  CHECK(nlohmann::json::parse(text.substr(0, cut) + "]").size() > 40);
}

TEST_CASE("trace: only wanted kinds are written, the hash sees all") {
  const sample::TemporaryFolder folder;
  EventLog log(kStart), untraced(kStart);
  log.open(folder / "trace.json", parse_event_kinds("job-kill,cap"));
  for (EventLog* each : {&log, &untraced}) {
    each->note(kStart, EventKind::job_start, 1, 1);
    each->note(kStart, EventKind::cap, 0, 5);
  }
  log.trace()->finish();

  CHECK(nlohmann::json::parse(text_of(folder / "trace.json")).size() == 3);
  CHECK(log.day_hashes() == untraced.day_hashes());
}

TEST_CASE("trace: an unknown kind and a folder that is missing are clear errors") {
  CHECK_THROWS_WITH_AS(
      parse_event_kinds("job-start,job-stop"),
      doctest::Contains("unknown event kind 'job-stop'; expected job-submit, job-start"), RunError);
  EventLog log(kStart);
  CHECK_THROWS_WITH_AS(log.open("/no/such/trace.json"), doctest::Contains("No such file"),
                       RunError);
}

}  // namespace
}  // namespace gigawatt
