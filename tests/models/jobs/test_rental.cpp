// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/rental_market.h"
#include "sim/engine/errors.h"
#include "sim/scenario/reader.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr TimeNs kStart = 1'735'689'600 * kNsPerSecond;  // 2025-01-01

/// Erlang B by its recursion: B(0) = 1, B(k) = a B(k−1) / (k + a B(k−1)).
double erlang_b(int servers, double offered) {
  double blocked = 1.0;
  for (int k = 1; k <= servers; ++k)
    blocked = offered * blocked / (k + offered * blocked);
  return blocked;
}

/// Requests known by their rate alone: one class of single GPUs for one hour, exactly.
RentalClass hours(std::int64_t gpus, double requests_per_h, double sigma = 0.0) {
  return {.gpus = gpus, .requests_per_h = requests_per_h, .median_s = 3600.0, .sigma = sigma};
}

RentalParams full_market() {
  RentalParams params;
  params.gpus = 512;
  params.contracts = {{"lab", 128, 2.0, kStart, kStart + 20 * kNsPerDay, {hours(16, 5.0, 1.0)}},
                      {"late", 64, 1.7, kStart + 5 * kNsPerDay, kNever, {hours(8, 3.0, 0.5)}}};
  params.on_demand.requests = {hours(8, 15.0, 1.2), hours(64, 0.7, 1.0)};
  params.on_demand.price.usd_per_gpu_h = 3.0;
  params.on_demand.patience_s = 1800.0;
  params.on_demand.billing_step_s = 60.0;
  params.spot.requests = {hours(8, 40.0, 1.0)};
  params.spot.price = {.usd_per_gpu_h = 1.5, .slope = 1.0};
  params.spot.patience_s = 600.0;
  return params;
}

TEST_CASE("rental: a reservation is paid for, used or not") {
  // DeepSeek's published day: 226.75 nodes of 8 GPUs at 2 USD per GPU-hour cost 87,072 USD.
  RentalParams params;
  params.gpus = 2000;
  params.contracts = {{"fleet", 1814, 2.0, kStart, kNever, {}}};
  RentalMarket market(params, 7, kStart);

  market.run_until(kStart + kNsPerDay);

  const RentalAccount& reserved = market.account(RentalTier::reserved);
  CHECK(reserved.billed_micro_usd == 87'072'000'000);
  CHECK(reserved.billed_gpu_h() == 1814.0 * 24);
  CHECK(reserved.used_gpu_ns == 0);
  // Revenue of 562,027 USD at the published token prices is 545 % of that as profit.
  CHECK(std::round(100 * (562'027 - 87'072) / 87'072.0) == 545);
}

TEST_CASE("rental: on-demand without patience loses what Erlang B says") {
  // The loss formula holds for any distribution of durations; here constant and log-normal ones.
  // a = 0.9, 1.8 and 8 on 1, 2 and 10 GPUs: 0.47368421, 0.36651584, 0.12166106.
  CHECK(erlang_b(10, 8.0) == Approx(0.12166106).epsilon(1e-7));
  struct Row {
    int servers;
    double offered;
  };
  for (const Row& row : {Row{1, 0.9}, Row{2, 1.8}, Row{10, 8.0}})
    for (const double sigma : {0.0, 1.0}) {
      const int servers = row.servers;
      const double offered = row.offered;
      std::vector<double> lost;
      for (std::uint64_t seed = 1; seed <= 25; ++seed) {
        RentalParams params;
        params.gpus = servers;
        // The mean of a log-normal is e^(σ²/2) medians.
        params.on_demand.requests = {hours(1, offered / std::exp(0.5 * sigma * sigma), sigma)};
        RentalMarket market(params, seed, kStart);
        market.run_until(kStart + 4000 * kNsPerHour);
        const RentalAccount& account = market.account(RentalTier::on_demand);
        lost.push_back(static_cast<double>(account.lost) / static_cast<double>(account.requests));
      }
      double mean = 0.0;
      double squares = 0.0;
      for (const double share : lost)
        mean += share / 25;
      for (const double share : lost)
        squares += (share - mean) * (share - mean);
      const double standard_error = std::sqrt(squares / 24 / 25);
      CAPTURE(servers);
      CAPTURE(sigma);
      CHECK(std::abs(mean - erlang_b(servers, offered)) < 3.5 * standard_error);
      CHECK(standard_error < 0.02 * mean);
    }
}

TEST_CASE("rental: a shortage revokes the newest spot rental after its notice") {
  RentalParams params;
  params.gpus = 16;
  params.contracts = {{"tenant", 8, 2.0, kStart, kNever, {hours(8, 0.05)}}};
  params.spot.requests = {{.gpus = 8, .requests_per_h = 30.0, .median_s = 1e6}};
  params.spot.price.usd_per_gpu_h = 1.5;
  RentalMarket market(params, 3, kStart);

  // Two spot rentals fill the machines long before the tenant comes.
  const RentalAccount& spot = market.account(RentalTier::spot);
  const RentalAccount& tenant = market.account(RentalTier::reserved);
  while (tenant.requests == 0)
    market.run_until(market.next_event_ns());
  CHECK(spot.running == 2);
  CHECK(tenant.waiting == 1);
  const TimeNs asked_ns = market.now_ns();

  market.run_until(asked_ns + 119 * kNsPerSecond);
  CHECK(tenant.running == 0);
  CHECK(spot.revoked == 0);
  market.run_until(asked_ns + 120 * kNsPerSecond);
  CHECK(tenant.running == 1);
  CHECK(spot.revoked == 1);
  CHECK(spot.running == 1);
}

TEST_CASE("rental: a tenant never waits longer than the notice, however greedy spot is") {
  RentalParams params;
  params.gpus = 512;
  params.contracts = {{"tenant", 512, 2.0, kStart, kNever, {hours(64, 3.0, 0.5)}}};
  params.spot.requests = {{.gpus = 1, .requests_per_h = 6000.0, .median_s = 400.0, .sigma = 1.0}};
  params.spot.patience_s = 3600.0;
  RentalMarket market(params, 7, kStart);

  // Never more than the contract at once, so whoever asked 120 s ago has started.
  const RentalAccount& tenant = market.account(RentalTier::reserved);
  std::vector<std::int64_t> asked;
  for (int step = 0; step < 20'000; ++step) {
    market.run_until(kStart + step * (10 * kNsPerSecond));
    asked.push_back(tenant.requests);
    REQUIRE(tenant.gpus + 64 * tenant.waiting <= 512);
    if (step >= 12) REQUIRE(tenant.started >= asked[static_cast<std::size_t>(step) - 12]);
  }
  CHECK(tenant.started > 100);
  CHECK(market.account(RentalTier::spot).waiting > 0);
  CHECK(market.account(RentalTier::spot).revoked > 1000);
}

TEST_CASE("rental: on-demand does not take what is reserved, spot does") {
  RentalParams params;
  params.gpus = 16;
  params.contracts = {{"tenant", 8, 2.0, kStart, kNever, {}}};
  params.on_demand.requests = {{.gpus = 8, .requests_per_h = 10.0, .median_s = 1e7}};
  RentalMarket on_demand(params, 7, kStart);
  on_demand.run_until(kStart + kNsPerDay);
  CHECK(on_demand.account(RentalTier::on_demand).gpus == 8);

  std::swap(params.on_demand.requests, params.spot.requests);
  RentalMarket spot(params, 7, kStart);
  spot.run_until(kStart + kNsPerDay);
  CHECK(spot.account(RentalTier::spot).gpus == 16);
}

TEST_CASE("rental: prices follow utilisation within their limits, bills are price times steps") {
  const RentalPrice price{.usd_per_gpu_h = 2.0, .slope = 1.5, .reference = 0.8};
  CHECK(price.micro_usd_per_gpu_h(0.8) == 2'000'000);
  CHECK(price.micro_usd_per_gpu_h(1.0) == 2'600'000);  // 2 · (1 + 1.5 · 0.2)
  CHECK(price.micro_usd_per_gpu_h(0.0) == 1'000'000);  // not below half

  // 90 s in steps of a minute: 120 s of 8 GPUs at 3 USD, 0.8 USD each.
  RentalParams params;
  params.gpus = 1000;
  params.on_demand.requests = {{.gpus = 8, .requests_per_h = 20.0, .median_s = 90.0}};
  params.on_demand.price.usd_per_gpu_h = 3.0;
  params.on_demand.billing_step_s = 60.0;
  RentalMarket market(params, 7, kStart);
  market.run_until(kStart + 30 * kNsPerDay);
  const RentalAccount& account = market.account(RentalTier::on_demand);
  CHECK(account.completed > 14'000);
  CHECK(account.billed_micro_usd == account.completed * 800'000);
  CHECK(account.billed_gpu_ns == Int128{account.completed} * 8 * 120 * kNsPerSecond);
  CHECK(account.ended_gpu_ns == Int128{account.completed} * 8 * 90 * kNsPerSecond);
}

TEST_CASE("rental: every GPU-nanosecond and every request is accounted for") {
  const RentalParams params = full_market();
  RentalMarket market(params, 7, kStart);
  std::int64_t billed_before = 0;
  for (int day = 1; day <= 60; ++day) {
    market.run_until(kStart + day * kNsPerDay);
    if (day == 30) market.set_gpus(300);  // a row of racks fails
    if (day == 33) market.set_gpus(512);

    Int128 used = 0;
    for (const RentalTier tier : {RentalTier::reserved, RentalTier::on_demand, RentalTier::spot}) {
      const RentalAccount& account = market.account(tier);
      used += account.used_gpu_ns;
      CHECK(account.requests == account.started + account.waiting + account.lost);
      CHECK(account.started == account.completed + account.revoked + account.cut + account.running);
      CHECK(account.used_gpu_ns >= account.ended_gpu_ns);
      CHECK(account.gpus >= 0);
    }
    CHECK(market.installed_gpu_ns() == used + market.idle_gpu_ns());
    const RentalAccount& reserved = market.account(RentalTier::reserved);
    CHECK(reserved.billed_gpu_ns >= reserved.used_gpu_ns);
    CHECK(reserved.billed_micro_usd >= billed_before);
    billed_before = reserved.billed_micro_usd;
  }
  // 128 GPUs for 20 days and 64 for 55.
  const RentalAccount& reserved = market.account(RentalTier::reserved);
  CHECK(reserved.billed_gpu_h() == (128 * 20 + 64 * 55) * 24.0);
  CHECK(reserved.billed_micro_usd == 128LL * 20 * 24 * 2'000'000 + 64LL * 55 * 24 * 1'700'000);
  CHECK(market.account(RentalTier::spot).revoked > 0);
  CHECK(market.account(RentalTier::spot).cut > 0);
  CHECK(market.account(RentalTier::on_demand).lost > 0);

  // On-demand and spot are billed what they used, in steps.
  const RentalAccount& on_demand = market.account(RentalTier::on_demand);
  CHECK(on_demand.billed_gpu_ns >= on_demand.ended_gpu_ns);
}

TEST_CASE("rental: in steps or at once, the same") {
  RentalMarket once(full_market(), 7, kStart);
  RentalMarket steps(full_market(), 7, kStart);
  once.run_until(kStart + 30 * kNsPerDay);
  for (TimeNs now_ns = kStart; now_ns < kStart + 30 * kNsPerDay; now_ns += 613 * kNsPerSecond)
    steps.run_until(now_ns);
  steps.run_until(kStart + 30 * kNsPerDay);

  for (const RentalTier tier : {RentalTier::reserved, RentalTier::on_demand, RentalTier::spot}) {
    CHECK(once.account(tier).used_gpu_ns == steps.account(tier).used_gpu_ns);
    CHECK(once.account(tier).billed_micro_usd == steps.account(tier).billed_micro_usd);
    CHECK(once.account(tier).revoked == steps.account(tier).revoked);
    CHECK(once.account(tier).lost == steps.account(tier).lost);
  }
}

TEST_CASE("rental: a market reads from its fields with units") {
  const Tree tree = parse_yaml(R"(
gpus: 1024
contracts:
  - {name: lab, gpus: 512, price: 1.7 USD/GPU-h, start: 2025-01-01, end: 2026-01-01}
on_demand:
  requests: [{gpus: 8, requests: 12 1/h, median: 2 h, sigma: 1.2}]
  price: {base: 3 USD/GPU-h, slope: 1}
  patience: 10 min
spot_notice: 2 min
)",
                               "rental.yaml");
  ProblemList problems(tree);
  RentalParams params;
  read_fields(tree, "", {}, [&](FieldVisitor& v) { params.visit(v); }, problems);
  problems.throw_if_any();

  REQUIRE(params.contracts.size() == 1);
  CHECK(params.contracts[0].start_ns == kStart);
  CHECK(params.contracts[0].end_ns == kStart + 365 * kNsPerDay);
  CHECK(params.on_demand.requests[0].requests_per_h == Approx(12.0));
  CHECK(params.on_demand.requests[0].median_s == 7200.0);
  CHECK(params.on_demand.patience_s == 600.0);
  RentalMarket market(params, 7, kStart);
  market.run_until(kStart + 365 * kNsPerDay);
  CHECK(market.account(RentalTier::reserved).billed_micro_usd == 512LL * 8760 * 1'700'000);
}

TEST_CASE("rental: contradictions are refused in words") {
  RentalParams params = full_market();
  params.contracts.push_back({"too much", 400, 1.0, kStart, kNever, {}});
  CHECK_THROWS_WITH_AS(RentalMarket(params, 7, kStart),
                       doctest::Contains("GPUs are reserved when contract"), DomainError);
  params = full_market();
  params.contracts[0].uses[0].gpus = 256;
  CHECK_THROWS_WITH_AS(
      RentalMarket(params, 7, kStart),
      doctest::Contains("contract 'lab': requests for 256 GPUs; expected 1 to 128"), DomainError);
  params = full_market();
  params.spot.requests[0].requests_per_h = -1.0;
  CHECK_THROWS_AS(RentalMarket(params, 7, kStart), DomainError);
  params = full_market();
  params.spot_notice_s = -5.0;
  CHECK_THROWS_AS(RentalMarket(params, 7, kStart), DomainError);
}

}  // namespace
}  // namespace gigawatt::jobs
