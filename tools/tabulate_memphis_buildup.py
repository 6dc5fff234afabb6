#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what each part of scenarios/memphis_buildup.yaml is worth: the table of its page.

    tools/tabulate_memphis_buildup.py [GIGAWATT]

Each row is the run without one part, as a difference to the whole.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "scenarios/memphis_buildup.yaml"

NEVER = "9000 days"
BUILD = "sites.memphis.buildup.activities"
GRID = "sites.memphis.power.grid"
TURBINES = "sites.memphis.power.generators"
RENTED = [f"{BUILD}.{lot} rental.duration={NEVER}" for lot in ("first", "second", "third")]
BARE_STACK = f"{TURBINES}.permitted.nox=0.099 lb/MMBtu"
NO_NOX_LIMIT = f"{TURBINES}.permitted.permit.nox_per_12_months=1000000 kg"

# What is taken away -> how a command line says so.
PARTS = {
    "nothing": [],
    "second substation": [f"{BUILD}.second vote.duration={NEVER}"],
    "both substations": [f"{BUILD}.first vote.duration={NEVER}"],
    "battery": [f"{BUILD}.megapacks.duration={NEVER}"],
    "rented turbines": RENTED,
    "turbine permit": [f"{BUILD}.air permit.duration={NEVER}"],
    "heat at the inlets": [f"{TURBINES}.*.air=flat"],
    "catalysts": [BARE_STACK],
    "catalysts and NOx limit": [BARE_STACK, NO_NOX_LIMIT],
    "NOx limit": [NO_NOX_LIMIT],
    "limit of starts": [f"{TURBINES}.permitted.permit.starts_per_year=100000"],
    "calls": [f"{GRID}.interruptions=[]"],
    "calls and battery": [f"{GRID}.interruptions=[]", f"{BUILD}.megapacks.duration={NEVER}"],
    "notice of calls": [f"{GRID}.interruptions.*.notice=0 s"],
    "demand charge": [f"{GRID}.tariff.demand=[]"],
}
LAST_PHASE = ["start=2026-03-01", "duration=30 days"]

HEADER = """\
| without | firm MW | hours limited | GPU-hours | energy cost | cost of power |
| --- | --- | --- | --- | --- | --- |"""


def call(gigawatt: str, verb: str, settings: list[str], *options: str) -> dict:
    words = [word for setting in settings for word in ("--set", setting)]
    done = subprocess.run(
        [gigawatt, verb, SCENARIO, "--json", *options, *words],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def firm_w(gigawatt: str, settings: list[str]) -> float:
    """What can be counted on in the hottest hour of the last phase."""
    checked = call(gigawatt, "check", [*settings, *LAST_PHASE])
    hottest = checked["sites"][0]["design_hours"][0]
    return next(limit["limit"] for limit in hottest["limits"] if limit["name"] == "supply")


def figures(gigawatt: str, settings: list[str]) -> list[float]:
    """Firm power [MW], hours limited, GPU-hours, energy cost and cost of power [millions]."""
    site = call(gigawatt, "run", settings, "--no-output")["sites"][0]
    supply = site["supply"]
    hours = sum(limit["hours_binding"] for limit in site["limits"] if limit["name"] == "supply")
    energy_usd = site["energy_cost_usd"]
    return [
        firm_w(gigawatt, settings) / 1e6,
        hours,
        site["gpu_hours"]["productive"] / 1e6,
        energy_usd / 1e6,
        (energy_usd + supply["demand_usd"] + supply["fixed_usd"]) / 1e6,
    ]


def row(part: str, values: list[float], signed: str = "+") -> str:
    shown = [
        "0" if float(f"{value:.{digits}f}") == 0.0 else f"{value:{signed},.{digits}f}"
        for value, digits in zip(values, (1, 0, 2, 2, 2), strict=True)
    ]
    return f"| {part} | {' | '.join(shown)} |"


def table(gigawatt: str) -> list[str]:
    whole = figures(gigawatt, [])
    rows = [row("nothing", whole, signed="")]
    for part, settings in PARTS.items():
        if not settings:
            continue
        change = [b - a for a, b in zip(whole, figures(gigawatt, settings), strict=True)]
        rows.append(row(part, change))
    return [*HEADER.splitlines(), *rows]


if __name__ == "__main__":
    binary = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "build/release/cli/gigawatt")
    print("\n".join(table(binary)))
