#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the quantiles of the Philly run times as models/jobs/philly_run_times.h.

    tools/tabulate_run_times.py [--check]

Every percentile, then every 0.1 % from 99 % and every 0.01 % from 99.9 %, so that the tail, which
makes the mean, is followed. Linear between order statistics; run times below one second count as
one second. A test compares the committed table with the shipped run times.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "scenarios/data/traces/philly_runtime.csv"
TABLE = ROOT / "models/jobs/philly_run_times.h"

HEADER = """\
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "models/jobs/run_time_law.h"

namespace gigawatt::jobs {{

/// Quantiles of {count:,} run times of Microsoft's Philly cluster, 2017 (CC-BY 4.0). Made from
/// scenarios/data/traces/philly_runtime.csv by tools/tabulate_run_times.py.
inline constexpr std::array<RunTimePoint, {points}> kPhillyRunTimes{{{{
    {rows}
}}}};

}}  // namespace gigawatt::jobs
"""


def quantile(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def table() -> str:
    times = sorted(float(line) for line in SOURCE.read_text().split()[1:])
    steps = {i * 100 for i in range(99)} | set(range(9900, 9990, 10)) | set(range(9990, 10001))
    rows = [
        f"{{{step / 10000:g}, {max(quantile(times, step / 10000), 1.0):.6g}}}"
        for step in sorted(steps)
    ]
    return HEADER.format(count=len(times), points=len(rows), rows=",\n    ".join(rows))


if __name__ == "__main__":
    text = table()
    if "--check" in sys.argv[1:]:
        flat = "".join(TABLE.read_text().split())
        sys.exit(flat != "".join(text.split()))
    TABLE.write_text(text)
