// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/models/power/sources/generators.h"

using namespace gigawatt;
using doctest::Approx;
using power::PermitLimits;
using power::PermitUse;
using test::at;

TEST_CASE("permit: hours and starts are counted by calendar year on the local clock") {
  PermitLimits limits;
  limits.run_ns_per_year = 100 * kNsPerHour;
  limits.starts_per_year = 2;
  limits.utc_offset_ns = -6 * kNsPerHour;
  PermitUse use;
  use.roll_to(limits, at("2026-12-31T12:00"));
  use.add_run(100 * kNsPerHour);
  use.add_start();
  CHECK_FALSE(use.allows_running(limits, at("2026-12-31T12:00")));
  CHECK(use.month_end_ns() == at("2027-01-01T06:00"));

  use.roll_to(limits, at("2027-01-01T05:59"));
  CHECK(use.run_ns() == 100 * kNsPerHour);
  use.roll_to(limits, at("2027-01-01T06:00"));
  CHECK(use.run_ns() == 0);
  CHECK(use.starts() == 0);
  CHECK(use.allows_start(limits, at("2027-01-01T06:00")));
}

TEST_CASE("permit: NOx is summed over the running month and the eleven before") {
  PermitLimits limits;
  limits.nox_kg_per_12_months = 12.5;
  PermitUse use;
  TimeNs now_ns = at("2026-01-15");
  for (int month = 0; month < 12; ++month) {
    use.roll_to(limits, now_ns);
    use.add_nox(1.0);
    now_ns = add_months(now_ns, 1);
  }
  CHECK(use.nox_kg() == Approx(12.0));
  CHECK(use.allows_running(limits, at("2026-12-20")));
  use.add_nox(0.5);
  CHECK_FALSE(use.allows_running(limits, at("2026-12-20")));
  // January 2027 forgets January 2026; a pause of two years forgets all.
  use.roll_to(limits, at("2027-01-01"));
  CHECK(use.nox_kg() == Approx(11.5));
  use.roll_to(limits, at("2029-01-01"));
  CHECK(use.nox_kg() == 0.0);
}

TEST_CASE("permit: it says when it will be used up") {
  PermitLimits limits;
  const TimeNs now_ns = at("2026-03-01");
  PermitUse use;
  use.roll_to(limits, now_ns);
  CHECK(use.exhausted_ns(limits, now_ns, 1.0) == kNever);

  limits.run_ns_per_year = 10 * kNsPerHour;
  CHECK(use.exhausted_ns(limits, now_ns, 0.0) == now_ns + 10 * kNsPerHour);
  limits.nox_kg_per_12_months = 3.6;  // at 1 g/s an hour
  CHECK(use.exhausted_ns(limits, now_ns, 1e-3) == now_ns + kNsPerHour + 1);
  limits.expires_ns = now_ns + 5;
  CHECK(use.exhausted_ns(limits, now_ns, 1e-3) == now_ns + 5);
  CHECK_FALSE(use.allows_running(limits, now_ns + 5));
}
