# SPDX-License-Identifier: Apache-2.0
"""The page on the Memphis build-up says what its runs say: the table is made anew and compared."""

import importlib.util
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMAND = os.environ.get("GIGAWATT_BIN", str(ROOT / "build/release/cli/gigawatt"))
PAGE = (ROOT / "docs/scenarios/memphis_buildup.md").read_text(encoding="utf-8")


def tool():
    path = ROOT / "tools/tabulate_memphis_buildup.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = tool()


@pytest.fixture(scope="module")
def whole() -> list[float]:
    return TOOL.figures(COMMAND, [])


@pytest.mark.slow
@pytest.mark.parametrize("part", TOOL.PARTS)
def test_each_row_of_the_page_is_what_the_runs_say(part: str, whole: list[float]) -> None:
    if part == "nothing":
        expected = TOOL.row(part, whole, signed="")
    else:
        without = TOOL.figures(COMMAND, TOOL.PARTS[part])
        expected = TOOL.row(part, [b - a for a, b in zip(whole, without, strict=True)])

    assert expected in PAGE.splitlines()


def test_the_page_shows_how_to_take_each_part_away() -> None:
    settings = {setting for part in TOOL.PARTS.values() for setting in part}
    # Of the rented turbines the page writes the first setting out.
    shown = settings - set(TOOL.RENTED[1:])

    assert {setting for setting in shown if f"`{setting}`" not in PAGE} == set()


def test_the_dates_of_the_page_are_those_of_the_network() -> None:
    phases = TOOL.call(COMMAND, "check", [])["sites"][0]["buildup"]["phases"]
    # Rented turbines, battery and the third hall are left out of the short table.
    left_out = {"old-feed", "first-rental", "second-rental", "third-rental", "megapacks"}
    dates = {
        phase["name"]: " | ".join(phase[key][:10] for key in ("energised", "p10", "p90"))
        for phase in phases
        if phase["name"] not in left_out | {"third-hall"}
    }

    assert {name for name, shown in dates.items() if f"| {shown} |" not in PAGE} == set()
