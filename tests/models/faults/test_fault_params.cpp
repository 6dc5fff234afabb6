// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/faults/fault_params.h"
#include "models/faults/fault_stream.h"
#include "models/faults/rate.h"
#include "sim/engine/time.h"
#include "sim/scenario/reader.h"

using namespace gigawatt;
using doctest::Approx;
using faults::FaultParams;
using faults::ResolvedFaults;

namespace {

constexpr double kPer1000NodeDays = 1.0 / (1000.0 * kDayS);

const faults::FaultCatalogue& catalogue() {
  static const faults::FaultCatalogue loaded = [] {
    faults::FaultCatalogue read;
    read.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/faults.yaml");
    return read;
  }();
  return loaded;
}

struct Read {
  ResolvedFaults faults;
  std::string problems;  ///< One a line.
};

Read read_block(const std::string& yaml) {
  const Tree tree = parse_yaml(yaml, "site.yaml");
  ProblemList list(tree);
  ReadOptions options;
  options.data_paths = {GIGAWATT_SOURCE_DIR "/scenarios"};
  FaultParams params;
  read_fields(tree, "", options, [&params](FieldVisitor& v) { params.visit(v); }, list);
  Read read;
  std::vector<Problem> problems;
  read.faults = faults::resolve_faults(params, catalogue(), 0, problems);
  for (const Problem& problem : list.problems())
    read.problems += problem.message() + "\n";
  for (const Problem& problem : problems)
    read.problems += problem.message() + "\n";
  return read;
}

bool says(const Read& read, const std::string& words) {
  INFO(read.problems);
  const bool found = read.problems.find(words) != std::string::npos;
  CHECK(found);
  return found;
}

double rate_per_1000(const std::string& preset) {
  return catalogue().preset(preset)->rate_per_node_s / kPer1000NodeDays;
}

}  // namespace

TEST_CASE("fault catalogue: rates follow from counts and are the published ones") {
  // Counts over exposure, by hand; RSC rates as printed.
  CHECK(std::abs(rate_per_1000("llama-3") - 3.7887) < 1e-4);  // 419 / (2,048 · 54 d)
  CHECK(std::abs(rate_per_1000("rsc-1") - 6.50) < 1e-9);
  CHECK(std::abs(rate_per_1000("rsc-2") - 2.34) < 1e-9);
  CHECK(std::abs(rate_per_1000("stepfun") - 4.1836) < 1e-4);           // 584 / (400 · 348.98 d)
  CHECK(std::abs(rate_per_1000("stepfun-hardware") - 2.1348) < 1e-4);  // 298
  CHECK(std::abs(rate_per_1000("typical") - 4.0) < 1e-9);

  // By count GPU, HBM, SRAM, system processor, silent corruption and sensor are 268 of 419.
  const auto& components = catalogue().preset("llama-3")->components;
  double gpu = 0.0, all = 0.0;
  for (const faults::Component& component : components) {
    all += component.share;
    for (const char* name : {"faulty-gpu", "hbm", "gpu-sram", "gpu-system-processor",
                             "silent-data-corruption", "thermal-or-sensor"})
      if (component.name == name) gpu += component.share;
  }
  CHECK(std::abs(all - 1.0) < 1e-12);
  CHECK(std::abs(gpu - 268.0 / 419.0) < 1e-12);
}

TEST_CASE("fault catalogue: every entry says where it comes from") {
  for (const std::string& name : catalogue().preset_names()) {
    CAPTURE(name);
    CHECK_FALSE(catalogue().preset(name)->source.empty());
    CHECK_FALSE(catalogue().preset(name)->components.empty());
    CHECK(catalogue().preset(name)->rate_per_node_s > 0.0);
  }
  for (const std::string& name : catalogue().domain_names())
    CHECK_FALSE(catalogue().domain(name)->source.empty());
}

TEST_CASE("fault catalogue: means of the archives' Weibull fits") {
  // λ Γ(1 + 1/k), evaluated apart with another program's gamma function.
  const auto& lanl = *catalogue().preset("lanl-05");
  CHECK(lanl.up_weibull->mean_s() / 3600.0 == Approx(1766.1405).scale(0.0).epsilon(1e-6));
  CHECK(lanl.down_weibull->mean_s() / 3600.0 == Approx(3.433252).scale(0.0).epsilon(1e-6));
  const auto& grid = *catalogue().preset("grid5000-06");
  CHECK(grid.up_weibull->mean_s() / 3600.0 == Approx(31.07940).scale(0.0).epsilon(1e-6));
  CHECK(grid.down_weibull->mean_s() / 3600.0 == Approx(2.363698).scale(0.0).epsilon(1e-6));
}

TEST_CASE("rates: what people write is read, what cannot be is told") {
  double per_s = 0.0;
  gigawatt::Fault fault;
  REQUIRE(faults::read_rate("4 per 1000 node-days", "node", per_s, fault));
  CHECK(per_s == Approx(4.63e-8).scale(0.0).epsilon(1e-3));
  REQUIRE(faults::read_rate("0.5 per job-day", "job", per_s, fault));
  CHECK(per_s == Approx(0.5 / kDayS).scale(0.0));
  for (const char* same : {"0.051 % per month", "0.051% per month", "5.1e-4 per months"}) {
    REQUIRE(faults::read_rate(same, "", per_s, fault));
    CHECK(per_s == Approx(0.00051 / (365.25 / 12 * kDayS)).scale(0.0));
  }
  for (const char* wrong : {"4", "4 per node", "four per node-day", "4 per 1000 job-days",
                            "4 per -1 node-days", "nan per node-day", "", "4 a node-day"}) {
    CAPTURE(wrong);
    CHECK_FALSE(faults::read_rate(wrong, "node", per_s, fault));
    CHECK(fault.expected.find("4 per 1000 node-days") != std::string::npos);
  }
  CHECK_FALSE(faults::read_rate("4e9 per node-day", "node", per_s, fault));
  CHECK(fault.what.find("more than one a minute") != std::string::npos);
  CHECK_FALSE(faults::read_rate("-4 per 1000 node-days", "node", per_s, fault));
  CHECK(fault.what.find("negative") != std::string::npos);
}

TEST_CASE("faults: a block is read as a scenario writes it") {
  const Read read = read_block(
      "{rate: 5 per 1000 node-days, preset: llama-3, job_rate: 0.5 per job-day, lemon: {share: 0.2,"
      " factor: 5}, repair: {kind: log-normal, median: 20 h, sigma: 1.94, shift_from: 8 h, "
      "shift_to:"
      " 20 h}, crews: 4, spares: {count: 12, swap: 45 min}, detection: 2 min, discovery: {share: 30"
      " %, from: 9 h, to: 19 h}, domains: [{name: leaf-switch, nodes: 32}, {name: rack, nodes: 8,"
      " rate: 0.1 per year, repair: 6 h}]}");
  CHECK(read.problems == "");
  const faults::FaultModel& model = read.faults.model;
  CHECK(model.up.mean_s() == Approx(200.0 * kDayS).scale(0.0));
  CHECK(model.lemon_share == 0.2);
  CHECK(model.detection_ns == 2 * kNsPerMinute);
  REQUIRE(model.domains.size() == 2);
  CHECK(model.domains[0].mean_between_s ==
        Approx(365.25 / 12 * kDayS / 0.00051).scale(0.0));  // The catalogue's.
  for (const faults::Component& component : model.components)
    CHECK((component.repair.scale_s == 20.0 * 3600.0) ==
          (component.need != faults::RepairNeed::nothing));
  CHECK(read.faults.repair.crews == 4);
  CHECK(read.faults.repair.shift.opens_ns == 8 * kNsPerHour);
  CHECK(read.faults.repair.spares == 12);
  CHECK(read.faults.repair.swap_ns == 45 * kNsPerMinute);
  CHECK(read.faults.job.rate_per_s == Approx(0.5 / kDayS).scale(0.0));
}

TEST_CASE("faults: an empty block is the typical fleet") {
  const Read read = read_block("{}");
  CHECK(read.problems == "");
  CHECK(read.faults.model.up.mean_s() == Approx(250.0 * kDayS).scale(0.0));
  // A job of 128 nodes and one rack switch for each 32: 1 + 127 / 32 switches.
  const Read shared = read_block("{domains: [{name: x, nodes: 32, rate: 1 per day}]}");
  CHECK(shared.faults.model.interruptions_per_s(128) * kDayS ==
        Approx(128.0 / 250.0 + 1.0 + 127.0 / 32.0).scale(0.0));
}

TEST_CASE("faults: an archive's Weibull fits stand for up and down times") {
  const Read read = read_block("{preset: lanl-05, distribution: weibull}");
  CHECK(read.problems == "");
  CHECK(read.faults.model.up.spread == 0.48);
  CHECK(read.faults.model.components.front().repair.spread == 0.58);
  // With a shape of one's own the mean is the preset's.
  const Read own = read_block("{preset: llama-3, distribution: weibull, spread: 0.7}");
  CHECK(own.faults.model.up.mean_s() * 419.0 == Approx(2048 * 54.0 * kDayS).scale(0.0));
}

TEST_CASE("faults: recorded repairs are drawn from the lengths of a file") {
  const Read read =
      read_block("{repair: {kind: recorded, file: data/traces/infinitehbd_fault_intervals.csv}}");
  CHECK(read.problems == "");
  const faults::Distribution& work = read.faults.model.components.front().repair;
  // 584 outages of a real fleet: median 20.4 h, p90 311 h, mean 132.8 h (outages that overlap are
  // joined).
  CHECK(work.quantile_s(0.5) / 3600.0 == Approx(20.4).scale(0.0).epsilon(0.01));
  CHECK(work.quantile_s(0.9) / 3600.0 == Approx(311.0).scale(0.0).epsilon(0.01));
  CHECK(work.mean_s() / 3600.0 == Approx(132.8).scale(0.0).epsilon(0.02));
}

TEST_CASE("faults: contradictions are told, all of them, with the key and what to do") {
  Read read = read_block(
      "{rate: -4 per 1000 node-days, preset: lama-3, job_rate: 2 per day, frailty: 0.9, lemon: "
      "{share: 0.2, factor: 5}, domains: [{name: leaf-switsh, nodes: 4}], log_servers: 4}");
  says(read, "rate");
  says(read, "preset: unknown preset 'lama-3'");
  says(read, "did you mean 'llama-3'?");
  says(read, "job_rate: '2 per day' is no rate");
  says(read, "frailty: both lemons and frailty are given");
  says(read, "did you mean 'leaf-switch'?");
  says(read, "log_servers: there is no log");

  says(read_block("{rate: -4 per 1000 node-days}"), "rate: the rate '-4 per 1000 node-days'");
  says(read_block("{distribution: weibull}"), "give `spread`");
  says(read_block("{spread: 0.5}"), "an exponential distribution has no spread");
  says(read_block("{crews: 0}"), "crews");
  says(read_block("{log: catalog/faults.yaml}"), "catalog/faults.yaml");
  says(read_block("{domains: [{name: nic-link, rate: 0.01 per hour, units: 100000}]}"),
       "more than once a minute");
  says(read_block("{repair: {kind: recorded}}"), "repair.file: no file");
  says(read_block("{rate: 4 per 1000 node-days, log: data/traces/infinitehbd_fault_intervals.csv}"),
       "both a log and a rate");
  says(read_block("{lemmon: {share: 0.1, factor: 2}}"), "did you mean 'lemon'?");
}

TEST_CASE("job hazard: one rate cannot give both published times, two hazards can") {
  // Kokolis et al. (arXiv 2410.21680): 6.50 failures per 1,000 node-days; jobs as a whole were
  // measured at 47.7 days on 8 GPUs and 7.9 hours on 1,024; 1.8 hours at 16,384 is projected.
  const double rate_per_s = 6.50 * kPer1000NodeDays;
  const double nodes_only_h = 1.0 / (128 * rate_per_s) / 3600.0;
  CHECK(nodes_only_h == Approx(28.846).scale(0.0).epsilon(1e-4));  // Not 7.9.
  CHECK(1.0 / (2048 * rate_per_s) / 3600.0 == Approx(1.8029).scale(0.0).epsilon(1e-4));

  const faults::JobHazard job =
      faults::fit_job_hazard(rate_per_s, 1, 47.7 * kDayS, 128, 7.9 * 3600.0);
  CHECK(1.0 / (rate_per_s + job.at(1)) / kDayS == Approx(47.7).scale(0.0).epsilon(1e-9));
  CHECK(1.0 / (128 * rate_per_s + job.at(128)) / 3600.0 == Approx(7.9).scale(0.0).epsilon(1e-9));
  // By hand: 1/47.7 − 0.0065 = 0.014464 per day, and ln(2.20597 / 0.014464) / ln 128.
  CHECK(job.rate_per_s * kDayS == Approx(0.014464).scale(0.0).epsilon(1e-3));
  CHECK(job.exponent == Approx(1.0358).scale(0.0).epsilon(1e-3));
  CHECK_THROWS(faults::fit_job_hazard(1.0, 1, 10.0, 128, 0.05));

  // Drawn, attempt by attempt: the same 7.9 hours.
  const RandomStream draws(7, "workloads.training", "job-faults");
  double sum_h = 0.0;
  constexpr int kAttempts = 20'000;
  for (std::uint32_t attempt = 0; attempt < kAttempts; ++attempt) {
    RandomDraws nodes = draws.at(1, attempt);
    const double node_s = nodes.exponential(1.0 / (128 * rate_per_s));
    const double job_s = to_seconds(job.time_to_fault_ns(draws.at(0, attempt), 128));
    sum_h += std::min(node_s, job_s) / 3600.0;
  }
  CHECK(std::abs(sum_h / kAttempts / 7.9 - 1.0) < 4.0 / std::sqrt(kAttempts));
}
