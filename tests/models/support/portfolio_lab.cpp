// SPDX-License-Identifier: Apache-2.0
#include "tests/models/support/portfolio_lab.h"

#include <array>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "sim/engine/random.h"
#include "tests/models/support/random_lab.h"

namespace gigawatt::test {

namespace {

std::string site_text(const PortfolioLab::LabSite& site, const std::string& scheduler) {
  return fmt::format(
      "  - name: {}\n    fleet: {}\n    power: {{grid: {{{}}}, chain: [{}]}}\n    scheduler: "
      "{{{}}}\n{}",
      site.name, site.fleet, site.grid, site.chain, scheduler, site.more);
}

}  // namespace

Scenario PortfolioLab::scenario() const {
  std::string text = fmt::format("name: labs\nstart: 2025-01-01\nduration: {}\nsites:\n", span);
  for (const LabSite& site : sites)
    text += site_text(site, scheduler);
  text += fmt::format(
      "workloads:\n  - {{name: tasks, kind: replay, file: trace.csv, {}, columns: {{job: job, "
      "submit: submit, run: run, {}: size, limit: limit, utilisation: utilisation}}}}\n",
      workload, size_column);
  if (!routing.empty()) text += fmt::format("routing: {{{}}}\n", routing);
  text += "plant: {interval: 1 min}\noutputs: {interval: 1 min}\n";
  auto beside = files;
  beside.emplace_back("trace.csv", "job,submit,run,size,limit,utilisation\n" + trace);
  beside.emplace_back("catalog/nodes.yaml", catalogue);
  return scenario_from(text, beside);
}

PortfolioLab labs(std::vector<std::string> grids, std::string routing, std::string trace) {
  PortfolioLab made;
  char name = 'a';
  for (std::string& grid : grids)
    made.sites.push_back({.name = std::string(1, name++), .grid = "limit: 1 MW, " + grid});
  made.routing = std::move(routing);
  made.trace = std::move(trace);
  return made;
}

std::string refusal_of(const PortfolioLab& lab) {
  try {
    Simulation simulation(lab.scenario());
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, const std::string& part) {
  const bool found = text.find(part) != std::string::npos;
  if (!found) MESSAGE(text);
  return found;
}

Scenario random_portfolio(std::uint64_t number, bool migrates) {
  const Lab lab = random_lab(number);
  RandomDraws draw = RandomStream(2, "tests.models", "random-portfolio").at(number);
  const std::array<const char*, 5> policies = {"cheapest-available", "lowest-carbon", "most-free",
                                               "round-robin", "fixed-shares"};
  std::uint64_t policy = draw.index(policies.size());
  if (migrates) policy %= 2;

  PortfolioLab labs;
  labs.span = lab.span;
  labs.scheduler = lab.scheduler;
  labs.catalogue = lab.catalogue;
  labs.trace = lab.trace;
  labs.workload = "node: host-100-200";
  if (!lab.workload.empty()) labs.workload += ", " + lab.workload;
  labs.files.emplace_back("log.csv", "node,start_day,end_day\n" + lab.fault_log);
  for (const char* name : {"a", "b", "c"}) {
    PortfolioLab::LabSite site{.name = name, .fleet = lab.fleet, .grid = lab.grid};
    if (!lab.faults.empty()) site.more += fmt::format("    faults: {{{}}}\n", lab.faults);
    if (name[0] == 'b') {  // small: some jobs fit only elsewhere
      site.fleet = fmt::format("[{{node: host-100-200, nodes: {}}}]", 1 + draw.index(6));
      site.grid = "limit: 1 MW, price: 20 USD/MWh, carbon: 500 g/kWh";
    }
    labs.sites.push_back(site);
  }
  labs.routing = fmt::format("policy: {}", policies[policy]);
  if (policy == 4) labs.routing += ", shares: [0.5, 0.2, 0.3]";
  if (policy < 3) labs.routing += fmt::format(", rebalance: {} s", 20 + draw.index(200));
  if (migrates) {
    if (lab.workload.empty())
      labs.workload += ", checkpoint: {interval: 90 s, mode: sync, write: 7 s, restart: 11 s}";
    labs.routing += fmt::format(
        ", migration: {{every: {} s, gain: 5 %, stay: {} s, bandwidth: 1 Gbit/s, state_per_gpu: {} "
        "GB, egress_price: 0.02 USD/GB}}",
        20 + draw.index(100), draw.index(400), 1 + draw.index(5));
  }
  return labs.scenario();
}

}  // namespace gigawatt::test
