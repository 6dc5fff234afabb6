// SPDX-License-Identifier: Apache-2.0
#include <stdexcept>

#include <doctest/doctest.h>

#include "sim/engine/calendar.h"

using namespace gigawatt;

TEST_CASE("calendar: instants count from 1970 and read back as they were written") {
  // Unix times by `date -u -d ... +%s`.
  CHECK(parse_iso8601("1970-01-01") == 0);
  CHECK(parse_iso8601("2026-01-01") == 1'767'225'600 * kNsPerSecond);
  CHECK(parse_iso8601("2026-03-01T06:30:15Z") == 1'772'346'615 * kNsPerSecond);
  CHECK(parse_iso8601("2026-03-01 06:30") == 1'772'346'600 * kNsPerSecond);
  CHECK(parse_iso8601("2026-03-01T06:30-06:00") == parse_iso8601("2026-03-01T12:30Z"));
  CHECK(parse_iso8601("2026-03-01T06:30+0530").has_value() == false);
  CHECK(parse_iso8601("2026-03-01T06:30+05:30") == parse_iso8601("2026-03-01T01:00Z"));
  CHECK(parse_iso8601("1969-12-31T23:59:59.999999999Z") == -1);

  for (const char* text : {"2026-03-01T06:30:15Z", "1969-12-31T23:59:59.999999999Z",
                           "2024-02-29T00:00:00.25Z", "1900-01-01T12:00:00Z"}) {
    CHECK(to_iso8601(parse_iso8601(text).value()) == text);
  }
  CHECK(to_iso8601(kNever) == "never");
}

TEST_CASE("calendar: text that is no instant is refused") {
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-29", "2026-3-1", "2026-01-01T", "01/02/2026",
        "2026-01-01T24:00", "2026-01-01T12:60", "2026-01-01T12:00:60", "2026-01-01x",
        "2026-01-01T12:00:00.Z", "2026-01-01T12:00Zulu", "2026-01-01T12:00+99:00", "2262-06-01",
        "1677-01-01", "9999-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_iso8601(text).has_value());
  }
}

TEST_CASE("calendar: the range of TimeNs is covered to its ends") {
  // 2^63 ns after and before 1970, published for std::chrono and pandas.Timestamp.max/min.
  CHECK(to_iso8601(kNever - 1) == "2262-04-11T23:47:16.854775806Z");
  CHECK(to_iso8601(-kNever - 1) == "1677-09-21T00:12:43.145224192Z");
  CHECK(parse_iso8601("2262-04-11T23:47:16.854775806Z") == kNever - 1);
  CHECK_FALSE(parse_iso8601("2262-04-11T23:47:16.854775807Z").has_value());
  CHECK(civil_time(-kNever - 1).of_day_ns == 763'145'224'192);
}

TEST_CASE("calendar: months end where the month ends") {
  const auto moved = [](const char* from, int months) {
    return to_iso8601(add_months(parse_iso8601(from).value(), months)).substr(0, 10);
  };

  CHECK(moved("2026-01-31", 1) == "2026-02-28");
  CHECK(moved("2024-01-31", 1) == "2024-02-29");
  CHECK(moved("2024-02-29", 12) == "2025-02-28");
  CHECK(moved("2024-02-29", 48) == "2028-02-29");
  CHECK(moved("2026-10-15", 5) == "2027-03-15");
  CHECK(moved("2026-03-31", -1) == "2026-02-28");
  CHECK(moved("2026-01-15", -13) == "2024-12-15");
  CHECK(add_months(parse_iso8601("2026-05-05T13:14:15Z").value(), 1) ==
        parse_iso8601("2026-06-05T13:14:15Z"));
  CHECK(add_months(utc_midnight(2026, 1, 1), 12 * 300) == kNever);
  CHECK(add_months(utc_midnight(2026, 1, 1), 2'000'000'000) == kNever);
  CHECK(add_months(kNever, -1) == kNever);
}

TEST_CASE("calendar: civil fields name day of year and weekday") {
  const CivilTime leap_end = civil_time(parse_iso8601("2024-12-31T17:45Z").value());

  CHECK(leap_end.year == 2024);
  CHECK(leap_end.month == 12);
  CHECK(leap_end.day == 31);
  CHECK(leap_end.day_of_year == 366);
  CHECK(leap_end.weekday == 2);  // A Tuesday.
  CHECK(leap_end.hour() == 17);
  CHECK(civil_time(-1).year == 1969);
  CHECK(civil_time(-1).day_of_year == 365);
  CHECK_THROWS_AS(utc_midnight(2026, 2, 30), std::out_of_range);
}

TEST_CASE("calendar: every day of eight centuries' worth keeps its number") {
  TimeNs midnight_ns = utc_midnight(1678, 1, 1);

  for (; midnight_ns < utc_midnight(2261, 12, 31); midnight_ns += kNsPerDay) {
    const CivilTime civil = civil_time(midnight_ns);
    REQUIRE(civil.of_day_ns == 0);
    REQUIRE(utc_midnight(civil.year, civil.month, civil.day) == midnight_ns);
  }
}

TEST_CASE("calendar: clocks of a zone change on the day its law says") {
  const auto hours = [](const char* zone, const char* time) {
    return static_cast<double>(utc_offset_ns(zone, parse_iso8601(time).value())) / kNsPerHour;
  };

  // US: second Sunday of March and first of November at 02:00 local (Energy Policy Act of 2005).
  CHECK(hours("America/Chicago", "2026-03-08T07:59:59Z") == -6.0);
  CHECK(hours("America/Chicago", "2026-03-08T08:00:00Z") == -5.0);
  CHECK(hours("America/Chicago", "2026-11-01T06:59:59Z") == -5.0);
  CHECK(hours("America/Chicago", "2026-11-01T07:00:00Z") == -6.0);
  // EU: last Sundays of March and October at 01:00 UTC (Directive 2000/84/EC).
  CHECK(hours("Europe/Berlin", "2026-03-29T00:59:59Z") == 1.0);
  CHECK(hours("Europe/Berlin", "2026-03-29T01:00:00Z") == 2.0);
  CHECK(hours("Asia/Kolkata", "2026-07-01") == 5.5);
  CHECK(hours("UTC", "2026-07-01") == 0.0);
}

TEST_CASE("calendar: summer time goes on after the last listed year") {
  const auto hours = [](const char* zone, int year, int month, int day, int hour) {
    return utc_offset_ns(zone, utc_midnight(year, month, day) + hour * kNsPerHour) / kNsPerHour;
  };

  for (int year = 2027; year <= 2100; ++year) {
    CAPTURE(year);
    // The Sundays by the calendar: the same laws as above, applied to each year.
    const int march = 8 + (7 - civil_time(utc_midnight(year, 3, 8)).weekday) % 7;
    const int october = 25 + (7 - civil_time(utc_midnight(year, 10, 25)).weekday) % 7;
    REQUIRE(hours("America/New_York", year, 3, march, 6) == -5);
    REQUIRE(hours("America/New_York", year, 3, march, 7) == -4);
    REQUIRE(hours("Europe/Berlin", year, 10, october, 0) == 2);
    REQUIRE(hours("Europe/Berlin", year, 10, october, 1) == 1);
    REQUIRE(hours("Australia/Sydney", year, 1, 15, 0) == 11);
    REQUIRE(hours("Australia/Sydney", year, 7, 15, 0) == 10);
    REQUIRE(hours("Asia/Kolkata", year, 7, 15, 0) == 5);
  }
  CHECK(utc_offset_ns("America/New_York", *parse_iso8601("2048-02-29T12:00Z")) == -5 * kNsPerHour);
}

TEST_CASE("calendar: the offset of an instant does not depend on what was asked before") {
  // Central time of 2037 and 2038, by the rule above; each pair in both orders.
  const auto hours = [](const char* zone, const char* time) {
    return utc_offset_ns(zone, *parse_iso8601(time)) / kNsPerHour;
  };
  for (const char* before : {"2037-12-01", "2037-07-06", "2026-01-01", "2038-12-01"}) {
    CAPTURE(before);
    hours("America/Chicago", before);
    CHECK(hours("America/Chicago", "2038-07-06") == -5);
    hours("America/Chicago", before);
    CHECK(hours("America/Chicago", "2037-12-24") == -6);
    hours("America/Chicago", before);
    CHECK(hours("Europe/Berlin", "2038-07-06") == 2);
  }
}

TEST_CASE("calendar: an unknown zone is an error, not UTC") {
  CHECK(is_time_zone("America/Chicago"));
  CHECK_FALSE(is_time_zone("America/Chicagoo"));
  CHECK_FALSE(is_time_zone(""));
  CHECK_THROWS_AS(utc_offset_ns("Mars/Olympus", 0), std::invalid_argument);
}
