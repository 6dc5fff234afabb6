# SPDX-License-Identifier: Apache-2.0
"""Includes point down only, and the checker that says so can tell."""

import re
from pathlib import Path

import pytest
from include_rules import folder_cycle, include_problems, source_files

ROOT = Path(__file__).parents[2]

ALLOWED = [
    ("sim/results/a.cpp", "sim/engine/b.h"),
    ("gpu/a.cu", "gpu/b.h"),
    ("models/power/a.cpp", "models/power/b.h"),
    ("models/power/a.h", "models/interfaces.h"),
    ("models/power/a.h", "sim/engine/b.h"),
    ("models/cooling/a.h", "models/climate/b.h"),
    ("models/cooling/a.h", "gpu/b.h"),
    ("models/jobs/a.h", "models/compute/b.h"),
    ("models/site.cpp", "models/cooling/b.h"),
    ("models/interfaces.h", "sim/scenario/b.h"),
    ("cli/a.cpp", "models/run.h"),
    ("models/study/a.cpp", "models/run.h"),
    ("models/study/a.cpp", "models/power/b.h"),
    ("tests/models/jobs/a.cpp", "tests/support/b.h"),
    ("tests/cli/a.cpp", "cli/b.h"),
]

FORBIDDEN = [
    ("sim/engine/a.h", "models/interfaces.h"),
    ("sim/engine/a.h", "gpu/b.h"),
    ("sim/engine/a.h", "cli/b.h"),
    ("gpu/a.cu", "sim/engine/b.h"),
    ("gpu/a.cu", "models/interfaces.h"),
    ("models/interfaces.h", "models/power/b.h"),
    ("models/power/a.h", "models/cooling/b.h"),
    ("models/climate/a.h", "models/cooling/b.h"),
    ("models/compute/a.h", "models/jobs/b.h"),
    ("models/jobs/a.h", "models/site.h"),
    ("models/jobs/a.h", "tests/support/b.h"),
    ("models/site.cpp", "cli/b.h"),
    ("models/site.cpp", "models/study/b.h"),
    ("models/power/a.cpp", "models/study/b.h"),
    ("cli/a.cpp", "tests/support/b.h"),
]


def write_pair(root: Path, file: str, target: str) -> None:
    for name, text in ((target, "#pragma once\n"), (file, f'#pragma once\n#include "{target}"\n')):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


def test_this_project_has_no_wrong_arrow():
    assert len(source_files(ROOT)) > 20
    assert list(include_problems(ROOT)) == []


def test_no_two_folders_of_this_project_include_each_other():
    assert folder_cycle(ROOT) == []


@pytest.mark.parametrize(("file", "target"), ALLOWED)
def test_an_allowed_arrow_passes(tmp_path, file, target):
    write_pair(tmp_path, file, target)

    assert list(include_problems(tmp_path)) == []


@pytest.mark.parametrize(("file", "target"), FORBIDDEN)
def test_a_wrong_arrow_is_caught(tmp_path, file, target):
    write_pair(tmp_path, file, target)

    assert list(include_problems(tmp_path)) == [f'{file}: must not include "{target}"']


@pytest.mark.parametrize("name", ["b.h", "../engine/b.h"])
def test_an_include_that_is_not_written_from_the_root_is_caught(tmp_path, name):
    write_pair(tmp_path, "sim/engine/a.h", "sim/engine/b.h")
    (tmp_path / "sim/engine/a.h").write_text(f'# include "{name}"\n')

    (problem,) = include_problems(tmp_path)
    assert "is no file of this project" in problem


def test_a_cycle_of_folders_is_caught(tmp_path):
    write_pair(tmp_path, "sim/engine/a.h", "sim/results/b.h")
    write_pair(tmp_path, "sim/scenario/c.h", "sim/engine/a2.h")
    write_pair(tmp_path, "sim/results/d.h", "sim/scenario/e.h")

    assert folder_cycle(tmp_path) == ["sim/engine", "sim/results", "sim/scenario", "sim/engine"]


def test_a_source_begins_with_the_header_of_its_name():
    """So compiling every source alone compiles those headers alone."""
    late = []
    for folder in ("sim", "models", "cli"):
        for source in sorted((ROOT / folder).rglob("*.cpp")):
            header = source.with_suffix(".h")
            if not header.exists():
                continue
            first = re.search(r'^#include [<"](.+)[>"]', source.read_text(), re.MULTILINE)
            if first is None or first[1] != str(header.relative_to(ROOT)):
                late.append(str(source.relative_to(ROOT)))
    assert late == []
