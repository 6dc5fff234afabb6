// SPDX-License-Identifier: Apache-2.0
#include "tests/models/support/random_lab.h"

#include <array>

#include <fmt/format.h>

#include "sim/engine/random.h"

namespace gigawatt::test {

namespace {

std::string clock_time(std::uint64_t second) {
  return fmt::format("'2025-01-01T{:02}:{:02}:{:02}Z'", second / 3600, second / 60 % 60,
                     second % 60);
}

std::string random_trace(RandomDraws& draw, std::uint64_t widest) {
  std::string rows;
  double submit_s = 0.0;
  for (std::uint64_t job = 0; job < 150; ++job) {
    submit_s += draw.index(4) == 0 ? 0.0 : draw.exponential(80.0);  // some at the same instant
    const std::uint64_t nodes = 1 + draw.index(widest);
    const std::uint64_t phases = draw.index(5) == 0 ? 1 + draw.index(4) : 1;
    double run_s = 0.0;
    std::string job_rows;
    const double limit_share = draw.index(6) == 0 ? draw.uniform(0.2, 1.0) : draw.uniform(1.0, 4.0);
    std::array<double, 4> parts{};
    for (std::uint64_t i = 0; i < phases; ++i)
      run_s += parts[i] = draw.exponential(500.0) + 0.001;
    for (std::uint64_t i = 0; i < phases; ++i) {
      rows += fmt::format("j{},{:.3f},{:.3f},{},{:.3f},{:.3f}\n", job, submit_s, parts[i], nodes,
                          run_s * limit_share + 0.001, draw.index(3) == 0 ? draw.uniform() : 1.0);
    }
  }
  return rows;
}

// Towers or dry coolers and chillers, a few of them too small for the load.
std::string random_cooling(RandomDraws& draw, double full_w) {
  const double size = draw.uniform(0.3, 2.0);
  const bool wet = draw.index(2) == 0;
  return fmt::format(
      "liquid: {{share: {:.2f}, supply: 40 degC, rejection: {{model: {}, unit: {:.0f} W, units: "
      "3}}}}, "
      "air: {{model: crah-chilled-water, supply: 24 degC, chiller: {{{}, supply: 8 degC, unit: "
      "{:.0f} "
      "W, units: 2{}}}}}",
      draw.uniform(0.2, 0.9), wet ? "wet-tower-merkel" : "dry-cooler", full_w * size,
      wet ? "record: york-yt-1055" : "model: eir-air-cooled", full_w * size / 3.0,
      wet ? ", condenser: liquid.rejection" : "");
}

// The lab's host behind two converters of a chassis and one of a rack.
constexpr const char* kSupplies = R"(
    nodes_per_chassis: 3
    chassis_per_rack: 2
    chassis_fixed: {value: 30 W, source: made up, date: 2026-01-01}
    supplies:
      - {name: rectifier, level: chassis, units: 2, offset: 5 W, efficiency: 0.95, unit_rating: 400 W, sharing: staged, source: made up}
      - {name: shelf, level: rack, units: 1, offset: 2 W, efficiency: 0.98, source: made up}
)";

}  // namespace

Lab random_lab(std::uint64_t number) {
  RandomDraws draw = RandomStream(1, "tests.models", "random-lab").at(number);
  const std::array<const char*, 3> policies = {"fcfs", "easy-backfill", "first-fit"};

  Lab lab;
  lab.span = "5 hours";
  const std::uint64_t first = 6 * (1 + draw.index(2));  // whole racks: a second entry follows
  const std::uint64_t second = 1 + draw.index(8);
  lab.fleet = fmt::format(
      "[{{node: host-100-200, nodes: {}}}, {{node: host-100-200, nodes: {}, energised: {}, "
      "retired: {}}}]",
      first, second, clock_time(draw.index(5000)), clock_time(6000 + draw.index(9000)));
  const double full_w = 260.0 * static_cast<double>(first + second);  // with converters, about
  lab.grid = fmt::format("limit: {:.1f} W, price: 50 USD/MWh, carbon: 300 g/kWh",
                         full_w * draw.uniform(0.4, 1.2));
  if (draw.index(2) == 0) {
    const std::uint64_t dark_s = 3000 + draw.index(3000);
    lab.grid +=
        fmt::format(", limit_steps: [{{from: {}, limit: 0 W}}, {{from: {}, limit: {:.1f} W}}]",
                    clock_time(dark_s), clock_time(dark_s + 100 + draw.index(2000)),
                    full_w * draw.uniform(0.6, 1.2));
  }
  lab.scheduler = fmt::format("policy: {}, over_cap: {}, limit: {}, boot: {} s",
                              policies[draw.index(3)], draw.index(2) == 0 ? "throttle" : "hold",
                              draw.index(3) == 0 ? "work" : "wall", draw.index(900));
  lab.plant = fmt::format("interval: {} min", 1 + draw.index(5) * 2);
  lab.output = lab.plant.substr(std::string("interval: ").size());
  if (draw.index(2) == 0) {
    lab.catalogue.replace(lab.catalogue.find("powers_at: wall"), 15, "powers_at: dc");
    lab.catalogue += kSupplies + 1;
  }
  if (draw.index(2) == 0) {
    lab.chain =
        "{model: busway, unit: 1 kW, units: 8}, {model: transformer-dry, unit: 2 kW, units: 4}";
    lab.cooling = random_cooling(draw, full_w);
  }
  lab.trace = random_trace(draw, first);
  if (draw.index(2) == 0) {
    lab.faults = fmt::format(
        "rate: {:.1f} per node-day, detection: {} s, drain: {:.2f}, "
        "repair: {{kind: log-normal, median: {} s, sigma: 0.8}}, crews: {}, job_rate: {:.1f} per "
        "job-day, domains: [{{name: rack, nodes: {}, rate: 6 per day, repair: 300 s}}]",
        draw.uniform(2.0, 40.0), draw.index(300), draw.uniform(0.0, 0.6), 60 + draw.index(900),
        1 + draw.index(4), draw.uniform(0.1, 30.0), 1 + draw.index(6));
    if (draw.index(2) == 0)
      lab.faults += fmt::format(", spares: {{count: {}, swap: 60 s}}", 1 + draw.index(3));
    if (draw.index(3) > 0) {
      lab.workload = fmt::format(
          "checkpoint: {{interval: {} s, mode: {}, stall: 2 s, write: {} s, "
          "restart: {} s}}, max_attempts: {}",
          40 + draw.index(400), draw.index(2) == 0 ? "sync" : "async", 2 + draw.index(30),
          draw.index(60), 1 + draw.index(20));
    }
  }
  return lab;
}

}  // namespace gigawatt::test
