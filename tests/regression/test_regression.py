# SPDX-License-Identifier: Apache-2.0
"""Whole runs against recorded numbers: one folder per case.

``arguments`` are those of ``gigawatt run``; ``expected.json`` holds quantity, value and relative
tolerance. A change of physics moves them on purpose: look at the difference, say in the commit why
it is right, and record the new values with

    .venv/bin/python -m pytest tests/regression --update
"""

import json
import math
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
COMMAND = Path(os.environ.get("GIGAWATT_BIN", ROOT / "build/release/cli/gigawatt"))
CASES = sorted(path.parent.name for path in HERE.glob("*/arguments"))

# Quantity (dotted path into the summary): relative tolerance. Counts are exact: schedules do not
# depend on the plant unless a cap binds.
TOLERANCES = {
    "it_energy_j": 1e-9,
    "facility_energy_j": 1e-8,
    "electrical_loss_j": 1e-8,
    "cooling_energy_j": 1e-8,
    "pue.mean": 1e-8,
    "pue.max": 1e-6,
    "wue_l_per_kwh": 1e-7,
    "co2_kg": 1e-8,
    "energy_cost_usd": 1e-8,
    "peak_facility_w": 1e-7,
    "gpu_hours.productive": 1e-9,
    "gpu_hours.blocked": 1e-6,
    "jobs.submitted": 0.0,
    "jobs.completed": 0.0,
    "jobs.wait_s.mean": 1e-6,
}


def summary_of(case: str) -> dict:
    arguments = (HERE / case / "arguments").read_text(encoding="utf-8").split("\n")
    command = [COMMAND, "run", *filter(None, arguments), "--json", "--no-output"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def at(summary: dict, path: str) -> float:
    for key in path.split("."):
        summary = summary[key]
    return summary


@pytest.mark.parametrize("case", CASES)
def test_run_matches_record(case: str, request: pytest.FixtureRequest) -> None:
    summary = summary_of(case)
    record = HERE / case / "expected.json"
    if request.config.getoption("--update"):
        values = {
            path: {"value": at(summary, path), "tolerance": t}
            for path, t in TOLERANCES.items()
            if at(summary, path) is not None  # a fluid has no jobs
        }
        record.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
        return

    expected = json.loads(record.read_text(encoding="utf-8"))
    wrong = [
        f"{path}: expected {want['value']!r}, calculated {at(summary, path)!r}, "
        f"tolerance {want['tolerance']}"
        for path, want in expected.items()
        if not math.isclose(
            at(summary, path), want["value"], rel_tol=want["tolerance"], abs_tol=0.0
        )
    ]
    assert not wrong, "\n".join(wrong)
