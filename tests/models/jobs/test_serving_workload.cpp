// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <doctest/doctest.h>

#include "models/jobs/serving_workload.h"
#include "sim/engine/errors.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr TimeNs kMonday = 1'736'121'600 * kNsPerSecond;  // 2025-01-06T00:00Z

/// A replica that sustains 10 requests/s of 100 + 20 tokens; power rises with load in a straight
/// line.
std::shared_ptr<const ServingTable> plain_table() {
  ServingTable table;
  table.full = {10.0, 1.0, 0.0};
  table.mean_input = 100.0;
  table.mean_output = 20.0;
  table.points = {{0.0, 0.0, 0.0, 0.1, 0.01, 0.0}, {0.9, 0.9, 0.9, 1.0, 0.01, 0.09}};
  return std::make_shared<ServingTable>(table);
}

FluidServingParams steady(double requests_per_s, Unserved unserved) {
  FluidServingParams params;
  params.table = plain_table();
  params.demand.requests_per_s = requests_per_s;
  params.demand.swing = 0.0;
  params.autoscaler.max_replicas = 100;
  params.unserved = unserved;
  return params;
}

TEST_CASE("demand: the wave peaks at three in the afternoon of its users") {
  DemandParams demand{.requests_per_s = 100.0, .time_zone = "America/Chicago"};

  // Winter: 15:00 in Chicago is 21:00 UTC; the trough is twelve hours earlier.
  CHECK(demand_rate(demand, kMonday + 21 * kNsPerHour) == Approx(135.0));
  CHECK(demand_rate(demand, kMonday + 9 * kNsPerHour) == Approx(65.0));
  // July: daylight saving moves the peak to 20:00 UTC.
  const TimeNs july = kMonday + 182 * kNsPerDay;
  CHECK(demand_rate(demand, july + 20 * kNsPerHour) == Approx(135.0));
}

TEST_CASE("demand: integrals are exact over days, weeks and cuts") {
  DemandParams demand{.requests_per_s = 100.0};
  demand.weekday = {1, 1, 1, 1, 1, 0.5, 0.25};

  CHECK(demand_between(demand, kMonday, kMonday + kNsPerDay) == Approx(8.64e6).epsilon(1e-12));
  CHECK(demand_between(demand, kMonday, kMonday + 7 * kNsPerDay) ==
        Approx(8.64e6 * 5.75).epsilon(1e-12));
  const TimeNs cut = kMonday + 12'345'678'901'234;
  CHECK(demand_between(demand, kMonday, cut) + demand_between(demand, cut, kMonday + kNsPerDay) ==
        Approx(8.64e6).epsilon(1e-12));
  // A quarter of the wave around the peak: ∫ 0.35 cos over ±3 h = 0.35 · √2 · 24 h / 2π.
  CHECK(demand_between(demand, kMonday + 12 * kNsPerHour, kMonday + 18 * kNsPerHour) ==
        Approx(100.0 * (21'600 + 0.35 * std::sqrt(2.0) * 86'400 / (2 * 3.14159265358979)))
            .epsilon(1e-9));
}

TEST_CASE("demand: bad input is refused in words") {
  CHECK_THROWS_WITH_AS(check(DemandParams{.requests_per_s = -1.0}),
                       doctest::Contains("demand is -1 requests/s"), DomainError);
  CHECK_THROWS_AS(check(DemandParams{.swing = 1.5}), DomainError);
  CHECK_THROWS_WITH_AS(check(DemandParams{.time_zone = "Mars/Olympus"}),
                       doctest::Contains("'Mars/Olympus' is no time zone"), DomainError);
}

TEST_CASE("autoscaler: it waits before it scales, and down no further than the most asked for") {
  const AutoscalerParams params{.target_load = 0.5,
                                .min_replicas = 1,
                                .max_replicas = 20,
                                .up_delay_ns = 60 * kNsPerSecond,
                                .down_delay_ns = 600 * kNsPerSecond};
  AutoscalerState state;
  const auto look = [&](std::int64_t at_s, double rate) {
    state = autoscale(params, state, at_s * kNsPerSecond, rate, 10.0);
    return state.wanted;
  };

  CHECK(look(0, 1.0) == 1);
  CHECK(look(10, 30.0) == 1);   // asks for 6
  CHECK(look(40, 50.0) == 1);   // asks for 10
  CHECK(look(70, 40.0) == 6);   // a minute on: 6 were asked for all the time
  CHECK(look(80, 10.0) == 6);   // asks for 2
  CHECK(look(300, 20.0) == 6);  // asks for 4
  CHECK(look(680, 5.0) == 4);   // ten minutes on: never more than 4
  CHECK(look(690, 20.0) == 4);  // as it is
  CHECK(look(700, 1e30) == 4);
  CHECK(look(760, 1e30) == 20);  // not beyond the limit
  CHECK_THROWS_AS(check(AutoscalerParams{.min_replicas = 3, .max_replicas = 2}), DomainError);
  CHECK_THROWS_AS(check(AutoscalerParams{.target_load = 0.0}), DomainError);
}

TEST_CASE("workload: with replicas enough, all that is offered is served at the table's load") {
  FluidServing serving(steady(36.0, Unserved::queue));
  serving.set_replicas(8);

  const ServingInterval hour = serving.advance(kMonday, kMonday + kNsPerHour);

  // 36 of 80 requests/s: load 0.45, so 45 % busy, power 0.5 · 0.45 + 0.5 · 0.45, misses 4.5 %.
  CHECK(hour.offered == TokenCount{129'600, 12'960'000, 2'592'000});
  CHECK(hour.served == hour.offered);
  CHECK(hour.queued == TokenCount{});
  CHECK(hour.load_ppm == 450'000);
  CHECK(hour.busy_ppm == 450'000);
  CHECK(hour.power_ppm == 450'000);
  CHECK(hour.misses == 5'832);
}

TEST_CASE("workload: an overload queues up to its limit, then drops; later the queue is served") {
  FluidServing serving(steady(30.0, Unserved::queue));
  serving.set_replicas(2);  // 20 requests/s: 10 too many

  const ServingInterval minute = serving.advance(kMonday, kMonday + 60 * kNsPerSecond);
  CHECK(minute.served.requests == 1200);
  CHECK(minute.queued.requests == 600);
  CHECK(minute.dropped.requests == 0);
  CHECK(minute.load_ppm == 1'000'000);
  // The wait passes 2 s after 4 of 60 seconds; before, 9 % miss.
  CHECK(minute.misses == Approx(1200 * (56.0 / 60 + 4.0 / 60 * 0.09)).epsilon(0.001));

  const ServingInterval later =
      serving.advance(kMonday + 60 * kNsPerSecond, kMonday + 180 * kNsPerSecond);
  CHECK(later.queued.requests == 1200);  // 60 s of 20 requests/s
  CHECK(later.dropped.requests == 600);

  // 30 new and 1,200 / 60 waiting per second ask for 50 / (10 · 0.7), rounded up.
  serving.replicas_wanted(kMonday + 180 * kNsPerSecond);
  CHECK(serving.replicas_wanted(kMonday + 240 * kNsPerSecond) == 8);

  serving.set_replicas(10);  // 100 requests/s for 30 new and 1,200 that wait
  const ServingInterval relief =
      serving.advance(kMonday + 180 * kNsPerSecond, kMonday + 240 * kNsPerSecond);
  CHECK(relief.served.requests == 3000);
  CHECK(relief.queued.requests == 0);
  // 1,200 / (100 − 30) = 17.1 s saturated, then load 0.3.
  CHECK(relief.busy_ppm == Approx(1e6 * (17.143 + 42.857 * 0.3) / 60).epsilon(0.001));
}

TEST_CASE("workload: what one site hands back another can take, and no token is lost") {
  for (const Unserved policy : {Unserved::queue, Unserved::reroute, Unserved::drop}) {
    FluidServingParams params = steady(33.3, policy);
    params.demand.swing = 0.35;
    FluidServing here(params);
    params.demand.requests_per_s = 1.7;
    FluidServing there(params);
    there.set_replicas(1);

    TokenCount offered, served, dropped, rerouted, queued;
    TokenCount accepted, served_there, left_there;
    TimeNs now_ns = kMonday;
    for (int i = 0; i < 2000; ++i) {
      here.set_replicas(i % 5);
      here.set_speed_ppm(i % 7 == 0 ? 500'000 : 1'000'000);
      const TimeNs next_ns = now_ns + (i % 11 + 1) * (17 * kNsPerSecond) + i;
      const TokenCount queued_before = queued;
      const ServingInterval a = here.advance(now_ns, next_ns);
      queued = a.queued;
      REQUIRE(queued_before + a.offered == a.served + a.dropped + a.rerouted + a.queued);
      there.accept(a.rerouted);
      const ServingInterval b = there.advance(now_ns, next_ns);
      accepted += b.offered;
      served_there += b.served + b.dropped + b.rerouted;
      left_there = b.queued;
      offered += a.offered;
      served += a.served;
      dropped += a.dropped;
      rerouted += a.rerouted;
      now_ns = next_ns;
    }

    CHECK(offered == served + dropped + rerouted + queued);
    CHECK(accepted == served_there + left_there);
    CHECK((rerouted.requests > 0) == (policy == Unserved::reroute));
    CHECK((dropped.requests > 0) == (policy != Unserved::reroute));
    // Whole requests follow the curve to one in all.
    params.demand.requests_per_s = 33.3;
    const double expected = demand_between(params.demand, kMonday, now_ns);
    CHECK(std::abs(static_cast<double>(offered.requests) - expected) <= 1.0);
  }
}

TEST_CASE("workload: replicas follow demand through a day") {
  FluidServingParams params = steady(100.0, Unserved::queue);
  params.demand.swing = 0.35;
  FluidServing serving(params);
  std::int64_t least = 1000;
  std::int64_t most = 0;
  std::int64_t dropped = 0;
  for (TimeNs now_ns = kMonday; now_ns < kMonday + 2 * kNsPerDay; now_ns += 5 * kNsPerMinute) {
    const std::int64_t wanted = serving.replicas_wanted(now_ns);
    serving.set_replicas(wanted);
    const ServingInterval interval = serving.advance(now_ns, now_ns + 5 * kNsPerMinute);
    if (now_ns >= kMonday + kNsPerDay) {
      least = std::min(least, wanted);
      most = std::max(most, wanted);
      dropped += interval.dropped.requests;
    }
  }

  CHECK(most == 20);   // 135 / (10 · 0.7), rounded up
  CHECK(least == 10);  // 65 / 7
  CHECK(dropped == 0);
}

TEST_CASE("workload: a fluid half day has the tokens and the energy of the requests") {
  const ServingCase serving{
      llama_8b_on_a100(), {}, std::make_shared<LengthTable>(chat_trace()), {1.1}, {}};
  FluidServingParams params;
  params.table = std::make_shared<ServingTable>(
      calibrate(serving, 1, 20'000, {0.1, 0.2, 0.35, 0.55, 0.75, 0.84, 0.9}));
  params.demand.swing = 0.0;
  for (const double load : {0.3, 0.6, 0.87}) {
    CAPTURE(load);
    params.demand.requests_per_s = load * params.table->full.requests_per_s;
    FluidServing fluid(params);
    fluid.set_replicas(1);
    const TimeNs end_ns = kMonday + 12 * kNsPerHour;
    TokenCount served;
    double energy = 0.0;
    for (TimeNs now_ns = kMonday; now_ns < end_ns; now_ns += kNsPerHour) {
      const ServingInterval hour = fluid.advance(now_ns, now_ns + kNsPerHour);
      served += hour.served;
      energy += 1e-6 * static_cast<double>(hour.power_ppm) * 3600.0;
    }

    ServingCluster cluster(serving.model, serving.engine, 1, Dispatch::round_robin, {});
    DrawnRequests source(2, "half day", serving.lengths, params.demand.requests_per_s, {1.1},
                         kMonday, 10'000'000);
    for (Request request; source.next(request) && request.arrival_ns < end_ns;)
      cluster.offer(request);
    cluster.run_until(end_ns);
    const double busy_s = 1e-12 * static_cast<double>(cluster.meters().busy_ps);
    const double compute_s = 1e-12 * static_cast<double>(cluster.meters().compute_ps);

    const auto tokens = [](const TokenCount& count) {
      return static_cast<double>(count.input + count.output);
    };
    CHECK(tokens(served) == Approx(tokens(cluster.stats().served)).epsilon(0.02));
    CHECK(energy == Approx(power_share(busy_s, compute_s, {})).epsilon(0.02));
  }
}

TEST_CASE("workload: DeepSeek's published day comes out of the accounts") {
  // 608 and 168 billion tokens in and out per day on 226.75 nodes: 31,034 and 8,575 per second and
  // node, averaged over all nodes.
  ServingTable table = *plain_table();
  table.mean_input = 608.0;
  table.mean_output = 168.0;
  FluidServingParams params = steady(1e9 / 86'400, Unserved::queue);
  params.table = std::make_shared<ServingTable>(table);
  FluidServing serving(params);
  serving.set_replicas(2000);

  TokenCount served;
  for (TimeNs now_ns = kMonday; now_ns < kMonday + kNsPerDay; now_ns += kNsPerHour)
    served += serving.advance(now_ns, now_ns + kNsPerHour).served;

  CHECK(served.input == Approx(608e9).epsilon(1e-9));
  CHECK(served.output == Approx(168e9).epsilon(1e-9));
  CHECK(std::floor(static_cast<double>(served.input) / 86'400 / 226.75) == 31'034);
  CHECK(std::round(static_cast<double>(served.output) / 86'400 / 226.75) == 8'575);
}

TEST_CASE("workload: impossible settings are refused in words") {
  FluidServing serving(steady(1.0, Unserved::drop));
  CHECK_THROWS_AS(serving.set_replicas(-1), DomainError);
  CHECK_THROWS_AS(serving.set_speed_ppm(1'000'001), DomainError);
  FluidServingParams params = steady(1.0, Unserved::drop);
  params.table = nullptr;
  CHECK_THROWS_AS(FluidServing{params}, DomainError);
}

}  // namespace
}  // namespace gigawatt::jobs
