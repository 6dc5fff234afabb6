// SPDX-License-Identifier: Apache-2.0

// What is known of a plan before it runs: fleets that change, limits that change, catalogues.

#include <doctest/doctest.h>

#include "models/build.h"
#include "models/offered_load.h"
#include "models/power_budget.h"
#include "sim/engine/calendar.h"
#include "tests/models/support/lab.h"

namespace gigawatt::test {

using doctest::Approx;

namespace {

constexpr const char* kReplaced =
    "[{node: hgx-h100-8, nodes: 1000, retired: 2025-07-01}, "
    "{node: hgx-h100-8, nodes: 1000, energised: 2025-07-01}]";

/// A year of synthetic jobs on H100 servers, without cooling or electrical path.
Scenario servers(const std::string& fleet, const std::string& job_nodes,
                 const std::string& grid = "limit: 50 MW", const LoadOptions& options = {}) {
  return scenario_from(
      "name: servers\nstart: 2025-01-01\nduration: 1 year\nsites:\n"
      "  - name: lab\n    fleet: " +
          fleet + "\n    power: {grid: {" + grid +
          "}}\n"
          "workloads:\n  - {name: tasks, kind: synthetic, jobs_per_year: 20000, "
          "load: 0.9, nodes: " +
          job_nodes + "}\n",
      {}, options);
}

std::string refusal(const Scenario& scenario) {
  try {
    build_sites(scenario);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

std::string load_refusal(const std::string& yaml,
                         const std::vector<std::pair<std::string, std::string>>& files = {}) {
  try {
    scenario_from(yaml, files);
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

/// A scenario of one small site; `more` are further lines at the top level.
std::string small(const std::string& more, const std::string& site = "") {
  return "name: small\nstart: 2025-01-01\nsites:\n  - name: lab\n"
         "    fleet: [{node: hgx-h100-8, nodes: 1}]\n    power: {grid: {limit: 1 MW}}\n" +
         site + more;
}

double rated_w(const Scenario& scenario) {
  return worst_of(power_budget(*build_site_models(scenario).front())).it_w;
}

}  // namespace

TEST_CASE("plan: a replaced fleet is offered its share of the node-hours that are energised") {
  const auto loads = offered_loads(build_sites(servers(kReplaced, "{min: 1, max: 64}")).front());

  // 1,000 nodes at any time, half the year each.
  CHECK(loads.front().installed_node_s == Approx(1000.0 * 365 * 86'400).epsilon(1e-12));
  CHECK(loads.front().load() == Approx(0.9).epsilon(1e-6));
}

TEST_CASE("plan: a growing fleet is offered its share of the node-hours that are energised") {
  const Scenario scenario = servers(
      "[{node: hgx-h100-8, nodes: 500}, {node: hgx-h100-8, nodes: 500, energised: "
      "2025-07-02T12:00:00Z}]",  // half of 365 days
      "{min: 1, max: 1000}");
  const auto loads = offered_loads(build_sites(scenario).front());

  CHECK(loads.front().installed_node_s == Approx(750.0 * 365 * 86'400).epsilon(1e-12));
  CHECK(loads.front().load() == Approx(0.9).epsilon(1e-6));
}

TEST_CASE("plan: a job wider than any fleet of the run is refused at its line") {
  const std::string text = refusal(servers(kReplaced, "{sizes: [1500], shares: [1]}"));

  CHECK(text.find("scenario.yaml:9:") != std::string::npos);
  CHECK(text.find("jobs of 1500 nodes, but 1000 are the most energised at one time") !=
        std::string::npos);
  CHECK(refusal(servers(kReplaced, "{sizes: [1000], shares: [1]}")).empty());
}

TEST_CASE("plan: a traced job wider than any fleet of the run is refused at its line") {
  Lab lab;
  lab.fleet =
      "[{node: host-100-200, nodes: 2, retired: '2025-01-01T00:30:00Z'}, "
      "{node: host-100-200, nodes: 2, energised: '2025-01-01T00:30:00Z'}]";
  lab.trace = "narrow,0,60,2,60,1\nwide,1,60,3,60,1\n";

  CHECK(refusal(lab.scenario())
            .find("trace.csv:3:1: the job takes 3 nodes, but at most 2 are "
                  "energised at one time") != std::string::npos);
}

TEST_CASE("plan: a job whose phases last longer than an instant can tell is refused") {
  Lab lab;
  lab.trace = "long,0,3.9e9,1,60,1\nlong,0,3.9e9,1,60,1\nlong,0,3.9e9,1,60,1\n";

  CHECK(
      refusal(lab.scenario()).find("trace.csv:3:1: the phases of job 'long' add up to too long") !=
      std::string::npos);
}

TEST_CASE("budget: a replaced fleet draws what stands at one time") {
  // 1,000 × (10.2 kW + 8 × (101 + 26) W): the catalogue's H100 server with its network and storage.
  CHECK(rated_w(servers(kReplaced, "{min: 1, max: 8}")) == Approx(11.216e6).epsilon(1e-9));
}

TEST_CASE("budget: batches that never stand within the run are not counted") {
  CHECK(rated_w(servers("[{node: hgx-h100-8, nodes: 10}, "
                        "{node: hgx-h100-8, nodes: 10, energised: 2026-01-01}, "
                        "{node: hgx-h100-8, nodes: 10, retired: 2025-01-01}]",
                        "{min: 1, max: 8}")) == Approx(10 * 11'216.0).epsilon(1e-9));
}

TEST_CASE("budget: the limit that binds is found in the middle of the run, with its date") {
  const Scenario scenario = servers("[{node: hgx-h100-8, nodes: 1000}]", "{min: 1, max: 8}",
                                    "limit: 20 MW, limit_steps: [{from: 2025-03-01, limit: 10 MW}, "
                                    "{from: 2025-04-01, limit: 20 MW}]");
  const auto hours = power_budget(*build_site_models(scenario).front());

  CHECK(hours.front().limits.front().limit == 10e6);
  CHECK(hours.front().from_ns == utc_midnight(2025, 3, 1));
  CHECK_FALSE(hours.front().whole_run);
  CHECK(power_budget(
            *build_site_models(servers("[{node: hgx-h100-8, nodes: 1}]", "{max: 1}")).front())
            .front()
            .whole_run);
}

TEST_CASE("budget: an idle site is weighed against its limits, outages apart") {
  // Idle: 1,620 W + 8 × 127 W = 2,636 W a server.
  const auto idle_of = [](const std::string& grid) {
    return idle_budget(
        *build_site_models(servers("[{node: hgx-h100-8, nodes: 100}]", "{max: 1}", grid)).front());
  };
  CHECK(idle_of("limit: 1 MW").front().it_w == Approx(263.6e3).epsilon(1e-9));
  CHECK(is_exceeded(idle_of("limit: 263 kW").front().limits.front()));
  CHECK_FALSE(is_exceeded(idle_of("limit: 264 kW").front().limits.front()));
  CHECK_FALSE(is_exceeded(idle_of("limit: 1 MW, limit_steps: [{from: 2025-03-01, limit: 0 W}]")
                              .front()
                              .limits.front()));
}

TEST_CASE("budget: idle nodes are carried if some hour of the run has room for those that stand") {
  const auto carries = [](const std::string& grid, const std::string& fleet) {
    return carries_idle_nodes(*build_site_models(servers(fleet, "{max: 1}", grid)).front());
  };
  const std::string always = "[{node: hgx-h100-8, nodes: 100}]";  // 263.6 kW, as above
  CHECK(carries("limit: 264 kW", always));
  CHECK_FALSE(carries("limit: 263 kW", always));
  CHECK(carries("limit: 263 kW, limit_steps: [{from: '2025-12-31T23:30:00Z', limit: 264 kW}]",
                always));
  CHECK_FALSE(carries("limit: 263 kW, limit_steps: [{from: 2026-01-01, limit: 264 kW}]", always));

  const std::string later = "[{node: hgx-h100-8, nodes: 100, energised: 2025-12-01}]";
  CHECK_FALSE(carries("limit: 263 kW", later));  // that none stands before helps nobody
  const std::string fewer =
      "[{node: hgx-h100-8, nodes: 99}, {node: hgx-h100-8, nodes: 1, retired: 2025-12-01}]";
  CHECK(carries("limit: 263 kW", fewer));
}

TEST_CASE("case: low and high numbers of the catalogue reach the nodes") {
  const auto memphis_w = [](Case number_case) {
    LoadOptions options;
    options.number_case = number_case;
    return rated_w(load_scenario(shipped("memphis.yaml"), options));
  };
  // 12,500 × (10,200 + 8 × (61 + 20)) W and 12,500 × (10,200 + 8 × (134 + 149)) W.
  CHECK(memphis_w(Case::low) == Approx(135.6e6).epsilon(1e-9));
  CHECK(memphis_w(Case::high) == Approx(155.8e6).epsilon(1e-9));
}

TEST_CASE("catalogue: a node beside the scenario takes the place of the shipped one") {
  std::string mine = kReferenceHostCatalogue;
  mine.replace(mine.find("host-100-200"), 12, "hgx-h100-8");
  const Scenario scenario = scenario_from(small(""), {{"catalog/nodes.yaml", mine}});

  CHECK(scenario.catalogue.find("hgx-h100-8")->rated_w.value == 200.0);
  CHECK(scenario.catalogue.find("hgx-b200-8") != nullptr);
}

TEST_CASE("catalogue: one file that defines a node twice is refused") {
  const std::string once = kReferenceHostCatalogue;
  const std::string twice = once + once.substr(once.find("  - name"));

  CHECK(
      load_refusal(small(""), {{"catalog/nodes.yaml", twice}}).find("is used twice in this list") !=
      std::string::npos);
}

TEST_CASE("times: intervals, delays and offsets beyond a year are refused, and runs past 2260") {
  for (const char* more :
       {"plant: {interval: 400 d}\noutputs: {interval: 400 d}\n", "outputs: {interval: 1e300 s}\n",
        "duration: 240 years\n", "duration: 400 years\n"}) {
    CAPTURE(more);
    CHECK(load_refusal(small(more)) != "");
  }
  CHECK(load_refusal(small("", "    scheduler: {boot: 1e11 s}\n")) != "");
  CHECK(load_refusal(small("", "    scheduler: {dark_grace: 1e11 s}\n")) != "");
  CHECK(load_refusal(
            small("workloads: [{name: a, kind: replay, file: scenario.yaml, offset: 1e300 s}]\n"))
            .find("offset") != std::string::npos);
  CHECK(load_refusal(small(
            "duration: 30 years\nplant: {interval: 1 d}\noutputs: {interval: 365 d}\n")) == "");
}

TEST_CASE("series: a price series shorter than the run is refused when the site is built") {
  const std::string day = "time,price\n2025-01-01T00:00Z,50\n2025-01-01T12:00Z,60\n";
  const auto priced = [&](const std::string& duration) {
    std::string yaml = small("duration: " + duration + "\n");
    const std::string grid = "limit: 1 MW";
    yaml.replace(yaml.find(grid), grid.size(),
                 grid + ", price_series: {file: prices.csv, column: price, unit: USD/MWh}");
    return refusal(scenario_from(yaml, {{"prices.csv", day}}));
  };
  CHECK(priced("1 day").empty());
  const std::string text = priced("2 days");
  CHECK(text.find("scenario.yaml:6:") != std::string::npos);
  CHECK(text.find(
            "price_series.file: the series covers 2025-01-01T00:00:00Z to 2025-01-02T00:00:00Z") !=
        std::string::npos);
}

TEST_CASE("place: a place far from the weather's own is noted") {
  const auto notes = [](const std::string& place) {
    return build_site_models(
               shipped_scenario("memphis.yaml", {"sites.memphis.place={" + place + "}"}))
        .front()
        ->notes;
  };
  const auto near = notes("latitude: 35.05, longitude: -89.98, elevation: 81 m");
  CHECK(notes("latitude: 45, longitude: -89.98, elevation: 81 m").size() == near.size() + 1);
  CHECK(notes("latitude: 35.05, longitude: -80, elevation: 81 m").size() == near.size() + 1);
  CHECK(notes("latitude: 35.05, longitude: -89.98, elevation: 1600 m").size() == near.size() + 1);
}

TEST_CASE("chain: a stage that carries everything cannot heat the hall") {
  CHECK(load_refusal(
            small("", "").replace(small("").find("limit: 1 MW}"), 13,
                                  "limit: 1 MW}, chain: [{model: transformer-dry, unit: 1 MW, "
                                  "units: 1, carries: everything, heat: hall}]}"))
            .find("heats the hall that is cooled") != std::string::npos);
}

TEST_CASE("fleet: entries of one type have racks of one size and share no chassis") {
  std::string chassis = kReferenceHostCatalogue;
  chassis += "    nodes_per_chassis: 4\n    chassis_per_rack: 2\n";
  const auto text = [&](const std::string& fleet) {
    return load_refusal(
        "name: a\nstart: 2025-01-01\nsites:\n  - {name: lab, power: {grid: {limit: 1 MW}}, "
        "fleet: " +
            fleet + "}\n",
        {{"catalog/nodes.yaml", chassis}});
  };
  CHECK(text("[{node: host-100-200, nodes: 8}, {node: host-100-200, nodes: 6}]") == "");
  CHECK(text("[{node: host-100-200, nodes: 6}, {node: host-100-200, nodes: 8}]")
            .find("share supplies") != std::string::npos);
  CHECK(text("[{node: host-100-200, nodes: 8, nodes_per_rack: 4}, {node: host-100-200, nodes: 8}]")
            .find("nodes_per_rack") != std::string::npos);
}

}  // namespace gigawatt::test
