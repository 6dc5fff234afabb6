// SPDX-License-Identifier: Apache-2.0
#include <clocale>

#include <doctest/doctest.h>

#include "sim/engine/calendar.h"
#include "sim/scenario/scalars.h"

using namespace gigawatt;

namespace {

const Field kPower{.name = "limit", .unit = "W", .min = 0.0};

std::string refusal(std::string_view text, const Field& field) {
  double value = -1.0;
  Fault fault;
  if (read_number(text, field, value, fault)) return "";
  CHECK(value == -1.0);  // a refused value is not stored
  return fault.what + "; " + fault.expected +
         (fault.suggestion.empty() ? "" : "; " + fault.suggestion);
}

double read(std::string_view text, const Field& field) {
  double value = -1.0;
  Fault fault;
  CHECK_MESSAGE(read_number(text, field, value, fault), fault.what);
  return value;
}

CalendarDuration read_span(std::string_view text) {
  CalendarDuration value;
  Fault fault;
  CHECK_MESSAGE(read_duration(text, {.name = "for"}, value, fault), fault.what);
  return value;
}

}  // namespace

TEST_CASE("scalars: the space before the unit is optional") {
  CHECK(read("5 MW", kPower) == 5e6);
  CHECK(read("5MW", kPower) == 5e6);
  CHECK(read("  5   MW ", kPower) == 5e6);
  CHECK(read("+.5e1 MW", kPower) == 5e6);
}

TEST_CASE("scalars: a wrong quantity says what it is and what was expected") {
  CHECK(refusal("5 MWh", kPower) == "'5 MWh' is an energy; expected a power, for example '5 MW'");
  CHECK(refusal("5", kPower) == "'5' has no unit; expected a power, for example '5 MW'");
  CHECK(refusal("15 %", kPower) ==
        "'15 %' is a number without unit; expected a power, for example '5 MW'");
  CHECK(refusal("5 KW", kPower) == "unknown unit 'KW'; ; kW");
  CHECK(refusal("5 mw", kPower) == "unknown unit 'mw'; ; MW");
  CHECK(refusal("2 000 kW", kPower) ==
        "'2 000 kW' is not a number; write digits without blanks between them");
  CHECK(read("0.002 1/K", {.name = "loss", .unit = "1/K"}) == 0.002);
  CHECK(refusal("5 W", {.name = "share"}) == "'5 W' is a power; expected a number");
}

TEST_CASE("scalars: limits are shown in the unit the user chose") {
  CHECK(refusal("-5 MW", kPower) == "'-5 MW' is too small; expected at least 0 MW");
  const Field supply{.name = "supply", .unit = "K", .min = 273.15, .max = 333.15};
  CHECK(refusal("80 degC", supply) == "'80 degC' is too large; expected 0 degC to 60 degC");
  CHECK(refusal("0 K", {.name = "approach", .unit = "dK", .min = 0.0, .above_min = true}) ==
        "'0 K' is too small; expected more than 0 K");
  CHECK(refusal("150 %", {.name = "share", .min = 0.0, .max = 1.0}) ==
        "'150 %' is too large; expected 0 % to 100 %");
}

TEST_CASE("scalars: what only looks like a number is refused") {
  for (const char* text :
       {"nan MW", "inf MW", "-inf W", "1,000 MW", "1_000 MW", "1e999 MW", "1e308 TW", "0x10 W",
        "18:00", "", " ", "-", "+-5 MW", "MW", "5 5 MW", "--5 W", "five MW", "1e-999 W"}) {
    CAPTURE(text);
    CHECK_FALSE(refusal(text, kPower).empty());
  }
}

TEST_CASE("scalars: numbers do not depend on the locale") {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "de_DE.UTF-8");  // decimal comma where it is installed

  CHECK(read("1.5 MW", kPower) == 1.5e6);
  CHECK_FALSE(refusal("1,5 MW", kPower).empty());
  std::setlocale(LC_ALL, before.c_str());
}

TEST_CASE("scalars: whole numbers may be written with an exponent") {
  const Field field{.name = "nodes", .min = 0.0};
  std::int64_t value = 0;
  Fault fault;

  CHECK(read_integer("12.5e3", field, value, fault));
  CHECK(value == 12500);
  CHECK(read_integer("9223372036854775807", field, value, fault));
  CHECK(value == 9223372036854775807LL);
  for (const char* text :
       {"1.5", "-3", "1e30", "5 MW", "5 %", "twelve", "", "1,000", "9223372036854775808"}) {
    CAPTURE(text);
    CHECK_FALSE(read_integer(text, field, value, fault));
  }
}

TEST_CASE("scalars: only true and false are booleans") {
  bool value = false;
  Fault fault;

  CHECK(read_boolean("true", value, fault));
  CHECK(value);
  CHECK_FALSE(read_boolean("no", value, fault));
  CHECK(fault.suggestion == "false");
  CHECK(value);
}

TEST_CASE("scalars: years and months are calendar steps, the rest exact spans") {
  CHECK(read_span("1 year").months == 12);
  CHECK(read_span("18 months").months == 18);
  CHECK(read_span("1.5 years").months == 18);
  CHECK(read_span("36 hours").span_ns == 36 * kNsPerHour);
  CHECK(read_span("36h").span_ns == 36 * kNsPerHour);
  CHECK(read_span("90 days").span_ns == 90 * kNsPerDay);
  const CalendarDuration both = read_span("2 years 3 months 1.5 days");
  CHECK(both.months == 27);
  CHECK(both.span_ns == 36 * kNsPerHour);
}

TEST_CASE("scalars: a duration ends on the calendar") {
  const TimeNs leap_day = utc_midnight(2024, 2, 29);

  CHECK(read_span("1 year").after(leap_day) == utc_midnight(2025, 2, 28));
  CHECK(read_span("1 month").after(utc_midnight(2025, 1, 31)) == utc_midnight(2025, 2, 28));
  CHECK(read_span("1 month 1 day").after(utc_midnight(2025, 1, 1)) == utc_midnight(2025, 2, 2));
}

TEST_CASE("scalars: what is no duration is refused") {
  CalendarDuration value{.months = 7};
  Fault fault;
  for (const char* text : {"", "1", "year", "1.3 years", "-1 year", "1 fortnight", "1e9 years",
                           "nan days", "1 year x", "600 years", "300 years 300 years", "1 Year"}) {
    CAPTURE(text);
    CHECK_FALSE(read_duration(text, {.name = "for"}, value, fault));
    CHECK(value.months == 7);
  }
  CHECK_FALSE(
      read_duration("0 days", {.name = "for", .min = 0.0, .above_min = true}, value, fault));
}

TEST_CASE("scalars: durations are written as they are read") {
  for (const char* text : {"1 year", "18 months", "36 hours", "90 days", "2 years 5 days",
                           "15 minutes", "0.25 s", "0 s"}) {
    CAPTURE(text);
    CHECK(duration_text(read_span(text)) == text);
  }
}

TEST_CASE("scalars: instants are UTC unless they carry an offset") {
  TimeNs value = 0;
  Fault fault;

  CHECK(read_instant("2025-01-01", value, fault));
  CHECK(value == utc_midnight(2025, 1, 1));
  CHECK(read_instant("2025-01-01T00:00:00-06:00", value, fault));
  CHECK(value == utc_midnight(2025, 1, 1) + 6 * kNsPerHour);
  for (const char* text : {"2025-02-30", "2025", "yesterday", "01/02/2025", "", "99999-01-01"}) {
    CAPTURE(text);
    CHECK_FALSE(read_instant(text, value, fault));
  }
}
