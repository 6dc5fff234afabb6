# SPDX-License-Identifier: Apache-2.0
"""What pages on scenarios are tested with: a run, and a row of a table."""

import json
import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMAND = Path(os.environ.get("GIGAWATT_BIN", ROOT / "build/release/cli/gigawatt"))
J_PER_GWH = 3.6e12


def run(scenario: str, *settings: str) -> dict:
    """Run a scenario and return its only site's summary."""
    words = [word for setting in settings for word in ("--set", setting)]
    command = [COMMAND, "run", f"scenarios/{scenario}.yaml", *words, "--json", "--no-output"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["sites"][0]


def row_of(page: str, name: str) -> list[str]:
    """Return the cells of the first row that begins with `name`."""
    text = (ROOT / f"docs/scenarios/{page}.md").read_text(encoding="utf-8")
    found = re.search(rf"^\| {re.escape(name)} \|(.*)\|$", text, re.MULTILINE)
    assert found, f"{page}: no row '{name}'"
    return [cell.strip() for cell in found[1].split("|")]


def lost_gpu_hours(site: dict) -> str:
    return f"{sum(limit['gpu_hours_lost'] for limit in site['limits']):,.0f}"
