# SPDX-License-Identifier: Apache-2.0
"""The same scenario gives the same bits from every build type and compiler."""

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RELEASE = ROOT / "build/release/cli/gigawatt"
# By clang, in Debug with assertions and sanitizers; release is by GCC, optimised.
DEBUG = ROOT / "build/asan/cli/gigawatt"

pytestmark = pytest.mark.slow


def result_hash(command: Path, scenario: str, folder: Path, *options: str) -> str:
    done = subprocess.run(
        [command, "run", ROOT / "scenarios" / scenario, "-o", folder / "run.h5", "--force"]
        + ["--json", *options],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"ASAN_OPTIONS": "detect_leaks=0"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["result_hash"]


@pytest.mark.parametrize(
    ("scenario", "options"),
    [("frontier.yaml", ()), ("memphis.yaml", ("--set", "duration=14 days"))],
)
def test_debug_and_release_give_the_same_bits(tmp_path, scenario, options):
    release = result_hash(RELEASE, scenario, tmp_path, *options)
    debug = result_hash(DEBUG, scenario, tmp_path, *options)

    assert release == debug


def test_another_seed_gives_other_bits(tmp_path):
    options = ("--set", "duration=2 days")
    one = result_hash(RELEASE, "memphis.yaml", tmp_path, *options, "--seed", "1")
    two = result_hash(RELEASE, "memphis.yaml", tmp_path, *options, "--seed", "2")

    assert one != two
