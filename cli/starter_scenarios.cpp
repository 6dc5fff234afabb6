// SPDX-License-Identifier: Apache-2.0
#include "cli/starter_scenarios.h"

#include <array>

namespace gigawatt::cli {
namespace {

constexpr std::string_view kMinimal =
    R"(# The least a scenario needs: one site, some nodes, some jobs.
# Every key with its default and range: gigawatt schema --reference
name: First site
start: 2025-01-01          # UTC, unless it carries an offset
duration: 30 days
seed: 1                    # the same seed gives the same run, to the bit

sites:
  - name: lab
    fleet:
      - {node: hgx-h100-8, nodes: 100}   # hardware of the catalogue: gigawatt models node
    power:
      grid: {limit: 2 MW, price: 60 USD/MWh}

workloads:
  - name: research
    kind: synthetic
    jobs_per_year: 50000
    load: 0.8                        # of all node-hours; run times are stretched to meet it
    nodes: {min: 1, max: 16}
)";

constexpr std::string_view kWarehouse =
    R"(# A city warehouse of 1,024 HGX B200 servers (8,192 GPUs) with everything between the grid and the
# chips. Change a value, then:
#   gigawatt check FILE      every problem, and the power budget at the design hour
#   gigawatt run FILE        a year, hour by hour
# Every key with its default and range: gigawatt schema --reference
name: City warehouse
start: 2025-01-01            # UTC, unless it carries an offset
duration: 1 year
seed: 1                      # the same seed gives the same run, to the bit

sites:
  - name: warehouse
    place: {latitude: 35.05, longitude: -89.98, elevation: 81 m, timezone: America/Chicago}
    weather: data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw   # a typical year; EPW or SAM CSV

    fleet:                   # phase by phase; hardware of the catalogue: gigawatt models node
      - {node: hgx-b200-8, nodes: 768, nodes_per_rack: 4, energised: 2025-01-01}
      - {node: hgx-b200-8, nodes: 256, nodes_per_rack: 4, energised: 2025-07-01}

    power:
      grid:
        limit: 25 MW         # facility power above it is throttled away
        price: 64 USD/MWh
        carbon: 400 g/kWh
      chain:                 # from the racks to the feed; sizes are explicit
        - {model: busway, unit: 1 MW, units: 24}
        - {model: ups-double-conversion, unit: 2 MW, units: 12}
        - {model: transformer-dry, unit: 3 MW, units: 9}

    cooling:
      liquid:
        share: 0.75          # of the servers' heat goes to cold plates
        supply: 37 degC
        rejection: {model: wet-tower-merkel, unit: 7 MW, units: 4}   # unit: heat at design
      air:
        model: crah-chilled-water
        supply: 24 degC
        chiller: {record: york-yt-1055, supply: 8 degC, unit: 4 MW, units: 2, condenser: liquid.rejection}

    scheduler: {policy: easy-backfill}   # or fcfs, first-fit

workloads:
  - name: mixed
    kind: synthetic          # or replay, with a trace in `file:` (SWF or CSV)
    jobs_per_year: 100000
    load: 0.7                # of all node-hours; run times are stretched to meet it
    nodes: {min: 1, max: 256}
    run_time: {median: 20 min, mean: 2 hours}
    utilisation: {low: 0.6, high: 1.0}

outputs: {interval: 1 hour}
)";

constexpr std::array<StarterScenario, 2> kAll = {{
    {"warehouse", "8,192 GPUs with electrical path, towers and chillers, for a year", kWarehouse},
    {"minimal", "100 servers and some jobs, for a month", kMinimal},
}};

}  // namespace

std::span<const StarterScenario> starter_scenarios() {
  return kAll;
}

}  // namespace gigawatt::cli
