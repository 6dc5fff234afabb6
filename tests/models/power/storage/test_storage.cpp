// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "models/power/storage/fade_blast.h"
#include "models/power/storage/fade_reopt.h"
#include "models/power/storage/fade_sam.h"
#include "models/power/storage/storage.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr double kMwhJ = 3.6e9;
constexpr double kAirK = 298.15;

power::Storage site_storage(std::shared_ptr<const power::FadeModel> fade) {
  power::Storage storage;
  storage.name = "battery";
  storage.battery = {.charge_w = 100e6,
                     .discharge_w = 100e6,
                     .charge_efficiency = 0.95,
                     .discharge_efficiency = 0.95,
                     .min_charge_frac = 0.1};
  storage.nameplate_j = 400.0 * kMwhJ;
  storage.fade = std::move(fade);
  return storage;
}

std::shared_ptr<const power::FadeModel> sam_model() {
  return std::make_shared<power::SamFade>(
      power::SamCalendarCoefficients{},
      std::vector<power::DepthCurve>{{0.2, {{0.0, 5000.0, 10000.0}, {1.0, 0.8, 0.6}}},
                                     {0.8, {{0.0, 1000.0, 2000.0}, {1.0, 0.8, 0.6}}}});
}

/// Charges at night, gives in the evening, at hours of the day; through full and empty.
double asked_w(TimeNs at_ns) {
  const TimeNs hour = at_ns % kNsPerDay / kNsPerHour;
  return hour < 6 ? 80e6 : hour >= 17 && hour < 22 ? -90e6 : 0.0;
}

/// Air in a year, by hour, through what thermal management allows.
double air_k(TimeNs at_ns) {
  const double day = static_cast<double>(at_ns / kNsPerHour) / 24.0;
  return 293.15 + 18.0 * std::sin(day * 2.0 * 3.14159265358979 / 365.0);
}

struct Run {
  power::StorageState state;
  power::StorageFlow sum;
};

Run run_days(const power::Storage& storage, int days, TimeNs step_ns) {
  Run run{power::fresh_state(storage), {}};
  for (TimeNs at = 0; at < days * kNsPerDay; at += step_ns) {
    const auto flow = power::advance(storage, run.state, asked_w(at), step_ns, air_k(at));
    run.sum.taken_j += flow.taken_j;
    run.sum.given_j += flow.given_j;
    run.sum.standby_j += flow.standby_j;
    run.sum.conversion_loss_j += flow.conversion_loss_j;
    run.sum.self_discharge_j += flow.self_discharge_j;
    run.sum.fade_loss_j += flow.fade_loss_j;
  }
  return run;
}

}  // namespace

TEST_CASE("storage: fade does not depend on the step: 5 minutes, an hour, and odd pieces") {
  for (const auto& fade : std::initializer_list<std::shared_ptr<const power::FadeModel>>{
           std::make_shared<power::BlastLfpFade>(), sam_model(),
           std::make_shared<power::ReoptFade>(power::ReoptFade::Coefficients{})}) {
    const power::Storage storage = site_storage(fade);
    const Run hourly = run_days(storage, 200, kNsPerHour);
    const Run fine = run_days(storage, 200, 5 * kNsPerMinute);
    const Run odd = run_days(storage, 200, 7 * kNsPerMinute + 30 * kNsPerSecond);  // 8 an hour

    const double lost = 1.0 - fine.state.health_frac(storage);
    CHECK(lost > 0.002);
    CHECK(std::abs(hourly.state.health_frac(storage) - fine.state.health_frac(storage)) <
          1e-6 * lost);
    CHECK(std::abs(odd.state.health_frac(storage) - fine.state.health_frac(storage)) < 1e-6 * lost);
    CHECK(hourly.sum.given_j == Approx(fine.sum.given_j).epsilon(1e-9));
  }
}

TEST_CASE("storage: at rest one step of a year is as good as steps of a day or five minutes") {
  for (const auto& fade : std::initializer_list<std::shared_ptr<const power::FadeModel>>{
           std::make_shared<power::BlastLfpFade>(), sam_model(),
           std::make_shared<power::ReoptFade>(power::ReoptFade::Coefficients{})}) {
    const power::Storage storage = site_storage(fade);
    const auto rest = [&storage](TimeNs step_ns) {
      power::StorageState state = power::fresh_state(storage);
      for (TimeNs at = 0; at < 365 * kNsPerDay; at += step_ns)
        power::advance(storage, state, 0.0, step_ns, kAirK);
      return state.batches[0].age;
    };
    const power::CellAge year = rest(365 * kNsPerDay);
    for (const TimeNs step_ns : {kNsPerDay, kNsPerHour, 5 * kNsPerMinute}) {
      const power::CellAge age = rest(step_ns);
      CHECK(age.health_frac == Approx(year.health_frac).epsilon(1e-12));
      CHECK(age.calendar_sum == Approx(year.calendar_sum).epsilon(1e-10));
    }
  }
}

TEST_CASE("storage: slow discharge and charge over twenty days, in steps of 5 minutes to a day") {
  for (const auto& fade : std::initializer_list<std::shared_ptr<const power::FadeModel>>{
           std::make_shared<power::BlastLfpFade>(), sam_model(),
           std::make_shared<power::ReoptFade>(power::ReoptFade::Coefficients{})}) {
    power::Storage storage = site_storage(fade);
    storage.initial_charge_frac = 0.9;
    const auto lost = [&storage](TimeNs step_ns) {
      power::StorageState state = power::fresh_state(storage);
      for (TimeNs at = 0; at < 200 * kNsPerDay; at += step_ns)
        power::advance(storage, state, at / (10 * kNsPerDay) % 2 == 0 ? -1e6 : 1e6, step_ns, kAirK);
      // SAM's calendar begins above nameplate, so its own sums are compared.
      const power::CellAge& age = state.batches[0].age;
      return age.calendar_sum + age.cycle_sum + (1.0 - age.health_frac);
    };
    const double daily = lost(kNsPerDay);
    CHECK(daily > 1e-4);
    CHECK(lost(kNsPerHour) == Approx(daily).epsilon(1e-6));
    CHECK(lost(5 * kNsPerMinute) == Approx(daily).epsilon(1e-6));
  }
}

TEST_CASE("storage: every joule is given, stored or lost, fade included") {
  power::Storage storage = site_storage(std::make_shared<power::BlastLfpFade>());
  storage.battery.self_discharge_per_s = 8e-9;  // 2 % a month
  storage.battery.standby_w = 200e3;
  storage.upkeep = {.additions = {{100 * kNsPerDay, 20.0 * kMwhJ}}, .keep_frac = 0.985};
  const double first_j = power::fresh_state(storage).battery.stored_j;

  const Run run = run_days(storage, 365, 15 * kNsPerMinute);

  const double residual_j = run.sum.taken_j + run.sum.standby_j - run.sum.given_j -
                            (run.state.battery.stored_j - first_j) - run.sum.loss_j();
  CHECK(run.state.upkeep.additions >= 1);
  CHECK(run.sum.fade_loss_j > 0.0);
  CHECK(std::abs(residual_j) <= 1e-12 * run.sum.taken_j);
}

TEST_CASE("storage: charge does not jump when capacity is lost; new modules come empty") {
  power::Storage storage = site_storage(std::make_shared<power::BlastLfpFade>());
  storage.upkeep.additions = {{2 * kNsPerDay, 100.0 * kMwhJ}};
  power::StorageState state = power::fresh_state(storage);

  power::advance(storage, state, 0.0, kNsPerDay, kAirK);
  CHECK(state.battery.charge_frac() == Approx(0.5).epsilon(1e-14));
  CHECK(state.battery.capacity_j < storage.nameplate_j);
  CHECK(state.until_booking_ns() == kNsPerDay);
  power::advance(storage, state, 0.0, kNsPerDay, kAirK);
  CHECK(state.batches.size() == 2);
  CHECK(state.battery.charge_frac() == Approx(0.4).epsilon(1e-3));  // 200 of 500 MWh, less fade
}

TEST_CASE("storage: an addition ages from its own beginning") {
  power::Storage storage = site_storage(std::make_shared<power::BlastLfpFade>());
  storage.upkeep.additions = {{365 * kNsPerDay, 100.0 * kMwhJ}};

  const Run run = run_days(storage, 730, kNsPerHour);

  REQUIRE(run.state.batches.size() == 2);
  CHECK(run.state.batches[1].age.days == 365.0);
  CHECK(run.state.batches[1].age.health_frac > run.state.batches[0].age.health_frac);
}

TEST_CASE("storage: replacement at 80 % starts again at nameplate") {
  power::Storage storage = site_storage(std::make_shared<power::SamFade>(
      power::CapacityCurve{{0.0, 1000.0}, {1.0, 0.8}}, std::vector<power::DepthCurve>{}));
  storage.upkeep.replace_frac = 0.8;
  power::StorageState state = power::fresh_state(storage);

  power::advance(storage, state, 0.0, 999 * kNsPerDay, kAirK);
  CHECK(state.health_frac(storage) == Approx(0.8002).epsilon(1e-12));
  power::advance(storage, state, 0.0, 2 * kNsPerDay, kAirK);
  CHECK(state.upkeep.replacements == 1);
  CHECK(state.health_frac(storage) == Approx(1.0 - 0.0002).epsilon(1e-12));
}

TEST_CASE("storage: thermal management bounds the cells' temperature") {
  const power::Storage storage = site_storage(std::make_shared<power::NoFade>());
  CHECK(storage.cell_temperature_k(250.0) == 283.15);
  CHECK(storage.cell_temperature_k(295.0) == 295.0);
  CHECK(storage.cell_temperature_k(320.0) == 303.15);
}

TEST_CASE("storage: a copy goes on to the same bits") {
  const power::Storage storage = site_storage(sam_model());
  power::StorageState straight = run_days(storage, 40, kNsPerHour).state;
  power::StorageState copy = straight;

  for (TimeNs at = 0; at < 3 * kNsPerDay; at += kNsPerHour) {
    power::advance(storage, straight, asked_w(at), kNsPerHour, kAirK);
    power::advance(storage, copy, asked_w(at), kNsPerHour, kAirK);
  }

  CHECK(copy.battery.stored_j == straight.battery.stored_j);
  CHECK(copy.battery.capacity_j == straight.battery.capacity_j);
  CHECK(copy.batches[0].age.cycles == straight.batches[0].age.cycles);
}

TEST_CASE("storage: without fade capacity is nameplate for ever") {
  const power::Storage storage = site_storage(std::make_shared<power::NoFade>());
  const Run run = run_days(storage, 100, kNsPerHour);
  CHECK(run.state.battery.capacity_j == storage.nameplate_j);
  CHECK(run.sum.fade_loss_j == 0.0);
}
