# SPDX-License-Identifier: Apache-2.0
"""Rules that hold for every file of the project."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE_NAMES = re.compile(r"(\.(h|cpp|cu|cuh|py|sh|cmake)|CMakeLists\.txt|Makefile)$")
# Folders of one machine, and siblings of the checkout. The continuous-integration entry is the one
# place that may look beside the checkout.
MACHINE_PATH = re.compile(r"(?<![\w.$}>-])/(?:home|root|work|Users)/\w|\.\./shared")


def project_files() -> list[Path]:
    """Return every file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    return [Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()]


def text_of(file: Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8", errors="replace")


def machine_paths(text: str) -> list[str]:
    return [line for line in text.splitlines() if MACHINE_PATH.search(line)]


def test_every_header_has_pragma_once():
    headers = [file for file in project_files() if file.suffix in {".h", ".cuh"}]

    assert headers
    assert [str(file) for file in headers if "\n#pragma once\n" not in text_of(file)] == []


def test_every_source_names_its_licence_in_its_first_two_lines():
    sources = [file for file in project_files() if SOURCE_NAMES.search(file.name)]

    assert sources
    assert [
        str(file)
        for file in sources
        if not any(
            "SPDX-License-Identifier: Apache-2.0" in line for line in text_of(file).splitlines()[:2]
        )
    ] == []


def test_no_file_names_a_folder_of_one_machine():
    found = {
        str(file): lines
        for file in project_files()
        if file.parts[0] != ".ci" and (lines := machine_paths(text_of(file)))
    }

    assert found == {}


@pytest.mark.parametrize("top", ["home", "root", "work"])
def test_a_folder_of_one_machine_is_caught(top):
    assert machine_paths(f'open("/{top}/somebody/weather.epw")')
    assert machine_paths("data: .." + "/shared/data")
    assert not machine_paths(f"energy/{top}/time and http://host/{top}/page")


def test_the_root_cmake_file_stays_a_list_of_options_and_folders():
    assert len(text_of(Path("CMakeLists.txt")).splitlines()) <= 100


def test_the_version_is_the_same_everywhere():
    version = re.search(r"VERSION (\d+\.\d+\.\d+)", text_of(Path("CMakeLists.txt")))[1]

    assert f"version: {version}\n" in text_of(Path("CITATION.cff"))
    assert f"## {version}" in text_of(Path("CHANGELOG.md"))
