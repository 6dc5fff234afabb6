// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "models/faults/fault_log.h"
#include "models/faults/fault_pattern.h"
#include "models/faults/fault_stream.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"
#include "sim/scenario/problem.h"

using namespace gigawatt;
using doctest::Approx;
using faults::FaultLog;
using faults::FaultModel;
using faults::FaultPattern;
using faults::FaultStream;

namespace {

constexpr const char* kLogFile =
    GIGAWATT_SOURCE_DIR "/scenarios/data/traces/infinitehbd_fault_intervals.csv";
constexpr TimeNs kStart = 1'735'689'600 * kNsPerSecond;  // 2025-01-01

FaultLog stepfun() {
  return faults::read_fault_log(kLogFile, "log.csv", 400);
}

/// What a drawn fleet's log would say, starts as they become known.
FaultLog drawn_log(const FaultModel& model, std::uint32_t servers, double days,
                   std::uint64_t seed) {
  FaultStream stream(std::make_shared<const FaultModel>(model), seed, "fleet", servers, kStart);
  for (std::uint32_t server = 0; server < servers; ++server)
    stream.start(server, kStart);
  FaultLog log;
  log.span_ns = from_seconds(days * kDayS);
  log.servers.resize(servers);
  log.causes = {"node"};
  while (stream.next_ns() < kStart + log.span_ns) {
    const faults::Fault fault = stream.pop();
    const TimeNs known_ns = fault.time_ns + fault.detection_ns;
    log.servers[fault.entity].push_back({known_ns - kStart, fault.repair_ns, 0});
    stream.start(fault.entity, known_ns + fault.repair_ns);
  }
  return log;
}

std::string errors_of(const std::string& text) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("gigawatt_fault_log_" + std::to_string(::getpid()) + ".csv"))
                               .string();
  std::ofstream(path) << text;
  std::string errors;
  try {
    faults::read_fault_log(path, "log.csv");
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  std::remove(path.c_str());
  return errors;
}

}  // namespace

TEST_CASE("fault log: a real fleet's outages are read and described") {
  const FaultLog log = stepfun();
  // 584 outages; two begin during another one of the same server and are joined to it.
  CHECK(log.outage_count() + log.merged == 584);
  CHECK(log.merged == 2);
  CHECK(log.servers.size() == 400);
  CHECK(to_seconds(log.span_ns) / kDayS == Approx(348.98).scale(0.0).epsilon(1e-5));

  // Counted apart from the file.
  const FaultPattern pattern = faults::describe(log);
  CHECK(std::abs(pattern.top_decile_share - 0.409) < 0.002);  // A tenth takes two fifths.
  CHECK(pattern.never_share == Approx(169.0 / 400.0).scale(0.0));
  CHECK(std::abs(pattern.gap_variation - 1.756) < 0.005);
  CHECK(std::abs(pattern.median_repair_s / 3600.0 - 20.4) < 0.1);
  CHECK(std::abs(pattern.mean_repair_s / 3600.0 - 132.8) < 1.0);
  CHECK(std::abs(pattern.p90_repair_s / 3600.0 - 311.0) < 2.0);
  CHECK(std::abs(pattern.ten_hours_share - 0.607) < 0.01);
}

TEST_CASE("fault pattern: unevenness fitted to who never fails predicts who fails most") {
  const FaultPattern real = faults::describe(stepfun());
  const double shape = faults::fit_frailty(real.mean_per_server, real.never_share);
  CHECK(shape == Approx(0.888).scale(0.0).epsilon(0.002));
  const double factor = faults::fit_lemon_factor(real.mean_per_server, real.never_share, 0.25);
  CHECK(factor > 6.5);
  CHECK(factor < 7.5);

  const auto simulated = [&](double frailty, double lemon_factor) {
    FaultModel model;
    model.up = faults::Distribution::exponential(348.98 / real.mean_per_server * kDayS);
    model.frailty_shape = frailty;
    model.lemon_share = lemon_factor > 1.0 ? 0.25 : 0.0;
    model.lemon_factor = lemon_factor;
    FaultPattern sum;
    constexpr int kRuns = 40;
    for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
      const FaultPattern one = faults::describe(drawn_log(model, 400, 348.98, seed));
      sum.top_decile_share += one.top_decile_share / kRuns;
      sum.never_share += one.never_share / kRuns;
      sum.gap_variation += one.gap_variation / kRuns;
    }
    return sum;
  };

  // The share of those that never fail was fitted; the top tenth was not.
  for (const FaultPattern& uneven : {simulated(shape, 1.0), simulated(0.0, factor)}) {
    CHECK(std::abs(uneven.never_share - real.never_share) < 0.015);
    CHECK(std::abs(uneven.top_decile_share - real.top_decile_share) < 0.02);
    // What it does not explain: faults of the fleet come in bunches, 1.76 in the file.
    CHECK(std::abs(uneven.gap_variation - 1.0) < 0.05);
  }
  // All alike: 23 % never fail and the top tenth takes 26 % (Poisson of mean 1.46).
  const FaultPattern alike = simulated(0.0, 1.0);
  CHECK(std::abs(alike.never_share - std::exp(-real.mean_per_server)) < 0.01);
  CHECK(alike.top_decile_share < 0.29);
}

TEST_CASE("fault pattern: hours of discovery bunch the faults of a fleet, not as much as in life") {
  FaultModel model;
  model.up = faults::Distribution::exponential(239.0 * kDayS);
  model.discovery_share = 1.0;
  model.discovery = {9 * kNsPerHour, 19 * kNsPerHour, 0};
  double variation = 0.0;
  constexpr int kRuns = 20;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed)
    variation += faults::describe(drawn_log(model, 400, 349.0, seed)).gap_variation / kRuns;
  // All known at nine in the morning if they fall into the night: 1.09, against 1.00 and 1.75.
  CHECK(variation > 1.05);
  CHECK(variation < 1.3);
}

TEST_CASE("fault pattern: what cannot be fitted is refused") {
  CHECK_THROWS_AS(faults::fit_frailty(1.46, 0.2), DomainError);  // Fewer than Poisson's 23 %.
  CHECK_THROWS_AS(faults::fit_lemon_factor(1.46, 0.2, 0.1), DomainError);
  CHECK_THROWS_AS(faults::fit_lemon_factor(1.46, 0.97, 0.1), DomainError);
  CHECK_THROWS_AS(faults::describe(FaultLog{}), DomainError);
}

TEST_CASE("fault log: a replayed fleet fails when the log says, on shuffled nodes") {
  auto model = std::make_shared<FaultModel>();
  model->log = std::make_shared<const FaultLog>(stepfun());
  FaultStream stream(model, 7, "fleet", 400, kStart);
  for (std::uint32_t node = 0; node < 400; ++node)
    stream.start(node, kStart);
  CHECK(stream.next_ns() == kStart + from_seconds(3.8955 * kDayS));  // The file's first line.

  std::uint32_t count = 0, below_231 = 0;
  double down_s = 0.0;
  while (stream.next_ns() < kStart + model->log->span_ns) {
    const faults::Fault fault = stream.pop();
    ++count;
    below_231 += fault.entity < 231;
    down_s += to_seconds(fault.repair_ns);
    stream.start(fault.entity, fault.time_ns + fault.repair_ns);
  }
  CHECK(count == 582);
  // 231 servers failed, the first in the file; shuffled, 231 of 400 nodes hold their part.
  CHECK(below_231 < 500);
  CHECK(below_231 > 200);
  // 2.3 % of node time, from the file.
  CHECK(down_s / (400.0 * to_seconds(model->log->span_ns)) == Approx(0.0231).epsilon(0.001));
  // Then it repeats.
  CHECK(stream.next_ns() == kStart + model->log->span_ns + from_seconds(3.8955 * kDayS));
}

TEST_CASE("fault log: a larger fleet goes through the log again, at other moments") {
  auto model = std::make_shared<FaultModel>();
  model->log = std::make_shared<const FaultLog>(stepfun());
  FaultStream small(model, 7, "fleet", 400, kStart);
  FaultStream large(model, 7, "fleet", 1200, kStart);
  std::vector<TimeNs> of_the_first, alone;
  std::uint32_t rest = 0;
  for (std::uint32_t node = 0; node < 400; ++node)
    small.start(node, kStart);
  for (std::uint32_t node = 0; node < 1200; ++node)
    large.start(node, kStart);
  const TimeNs end_ns = kStart + model->log->span_ns;
  while (small.next_ns() < end_ns) {
    const faults::Fault fault = small.pop();
    alone.push_back(fault.time_ns);
    small.start(fault.entity, fault.time_ns + fault.repair_ns);
  }
  while (large.next_ns() < end_ns) {
    const faults::Fault fault = large.pop();
    if (fault.entity < 400)
      of_the_first.push_back(fault.time_ns);
    else
      ++rest;
    large.start(fault.entity, fault.time_ns + fault.repair_ns);
  }
  CHECK(of_the_first == alone);
  CHECK(rest > 2 * 582 - 60);  // Outages in progress when a round begins are not relived.
  CHECK(rest <= 2 * 582);
}

TEST_CASE("fault log: faulty rows are told with line and column") {
  CHECK(errors_of("node,start_day,end_day\n0,1.5,2.5\n") == "");
  CHECK(errors_of("node,start_day,end_day\n0,2.5,1.5\n").find("log.csv:2") != std::string::npos);
  CHECK(errors_of("node,start_day,end_day\n0,x,1.5\n").find("start_day is 'x'") !=
        std::string::npos);
  CHECK(errors_of("node,start_day,end_day\n-1,1,1.5\n").find("node is '-1'") != std::string::npos);
  CHECK(errors_of("server,start_day,end_day\n1,1,1.5\n").find("no node") != std::string::npos);
  CHECK_THROWS_AS(faults::read_fault_log(kLogFile, "log.csv", 100), ScenarioError);
}
