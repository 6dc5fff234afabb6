# SPDX-License-Identifier: Apache-2.0
"""What `cmake --install` puts in place works without the source tree."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "release"

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, check=False, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def prefix(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("prefix")
    run("cmake", "--install", BUILD, "--prefix", folder, cwd=folder)
    return folder


def test_a_program_builds_and_runs_on_the_installed_libraries(prefix, tmp_path):
    source = ROOT / "tests/project/installed"
    prefix_path = f"-DCMAKE_PREFIX_PATH={prefix}"
    run("cmake", "-S", source, "-B", tmp_path, "-G", "Ninja", prefix_path, cwd=tmp_path)
    run("cmake", "--build", tmp_path, cwd=tmp_path)

    scenario = prefix / "share/gigawatt/frontier.yaml"
    printed = run(tmp_path / "uses_gigawatt", scenario, "day.h5", cwd=tmp_path)

    assert printed == "2024-02-29T00:00:00Z\n1000\n"
    assert "day.h5: complete" in run(prefix / "bin/gigawatt", "info", "day.h5", cwd=tmp_path)


def test_the_installed_command_finds_its_data_from_any_folder(prefix, tmp_path):
    scenario = prefix / "share/gigawatt/memphis.yaml"

    run(prefix / "bin/gigawatt", "check", scenario, cwd=tmp_path)


def test_no_installed_cmake_file_names_the_build_tree(prefix):
    files = list(prefix.rglob("*.cmake"))

    assert files
    assert [f.name for f in files if os.fspath(ROOT) in f.read_text()] == []
