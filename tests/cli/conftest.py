# SPDX-License-Identifier: Apache-2.0
"""The command as its users call it: a program, a folder, words in and words out."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = Path(os.environ.get("GIGAWATT_BIN", ROOT / "build/release/cli/gigawatt")).absolute()

# Small, without weather, so that every run takes milliseconds.
SMALL = """\
name: Small
start: 2025-01-01
duration: 2 days
seed: 1
sites:
  - name: lab
    fleet:
      - {node: hgx-h100-8, nodes: 16}
    power:
      grid: {limit: 400 kW, price: 60 USD/MWh}
workloads:
  - name: research
    kind: synthetic
    jobs_per_year: 20000
    load: 0.7
    nodes: {min: 1, max: 8}
"""

Gigawatt = Callable[..., subprocess.CompletedProcess]


@pytest.fixture(scope="session")
def command() -> Path:
    return COMMAND


@pytest.fixture
def gigawatt(tmp_path: Path) -> Gigawatt:
    """Call the command in an empty folder."""

    def call(*words: object, **changes: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [COMMAND, *map(str, words)],
            cwd=tmp_path,
            env={**os.environ, **changes},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )

    return call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


@pytest.fixture
def result(gigawatt: Gigawatt, small: Path) -> Path:
    """Return the result file of the small scenario."""
    done = gigawatt("run", small.name)
    assert done.returncode == 0, done.stderr
    return small.with_suffix(".h5")
