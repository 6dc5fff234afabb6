# SPDX-License-Identifier: Apache-2.0
"""The other verbs, help, plugins and completion."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from complaints import one_line

ROOT = Path(__file__).parents[2]
VERBS = [
    "run",
    "check",
    "adequacy",
    "info",
    "explain",
    "new",
    "models",
    "schema",
    "completion",
]


# Help and usage


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_opens_with_two_examples(gigawatt, verb):
    done = gigawatt(*verb.split(), "--help")
    lines = done.stdout.splitlines()

    assert done.returncode == 0
    assert lines[0] == "Examples:"
    assert all("gigawatt" in line for line in lines[1:3])
    assert "Usage:" in done.stdout


def test_help_of_the_command_names_every_verb(gigawatt):
    helped = gigawatt("--help").stdout

    assert all(f"\n  {verb} " in helped for verb in VERBS)


def test_version_is_that_of_the_project(gigawatt):
    cmake = (ROOT / "CMakeLists.txt").read_text()

    version = gigawatt("--version").stdout.split()[1]

    assert f"VERSION {version} " in cmake


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("run",), "FILE is required"),
        (("run", "x.yaml", "--jsn"), "did you mean '--json'?"),
        (("run", "x.yaml", "--seed", "-1"), "'-1' is no whole number"),
        (("run", "x.yaml", "--seed", "one"), "'one' is no whole number"),
        (("run", "x.yaml", "--case", "middle"), "{low,base,high}"),
        (("run", "x.yaml", "-o"), "--output"),
        (("run", "x.yaml", "-o", "y.h5", "--no-output"), "contradict"),
        (("check", "x.yaml", "y.yaml"), "y.yaml"),
        (("schema", "--refrence"), "did you mean '--reference'?"),
        (("models", "wet-towr-merkel"), "did you mean 'wet-tower-merkel'?"),
        (("models", "tower"), "one of wet-tower-merkel, wet-tower-york, wet-tower-cooltools?"),
        (("check", ""), "the file has no name"),
        (("run", "x.yaml", "-o", "/dev/null", "--force"), "no regular file"),
        (("completion", "tcsh"), "bash"),
        (("new", "x.yaml", "--template", "huge"), "warehouse"),
        (("--jsn",), "--jsn"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(gigawatt, words, expected):
    assert expected in one_line(gigawatt(*words), 2)


def test_no_verb_shows_the_help(gigawatt):
    done = gigawatt()

    assert done.returncode == 2
    assert done.stdout.startswith("Examples:")


def test_an_unknown_verb_names_the_nearest(gigawatt):
    assert "did you mean 'check'?" in one_line(gigawatt("chekc", "x.yaml"), 2)


def test_an_unknown_verb_is_a_program_on_the_path(gigawatt, tmp_path):
    plugin = tmp_path / "bin" / "gigawatt-hello"
    plugin.parent.mkdir()
    plugin.write_text('#!/bin/sh\necho "hello $*"\nexit 7\n')
    plugin.chmod(0o755)

    done = gigawatt("hello", "--json", "a b", PATH=f"{plugin.parent}:/usr/bin:/bin")

    assert done.returncode == 7
    assert done.stdout == "hello --json a b\n"


def test_a_full_disk_under_standard_output_is_a_failure(command):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [command, "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert "No space left" in one_line(done, 1)


# check


def test_check_prints_the_power_budget_of_memphis(gigawatt):
    done = gigawatt("check", ROOT / "scenarios/memphis.yaml")

    assert done.returncode == 0, done.stderr
    for word in ("hottest hour", "wettest hour", "IT", "electrical loss", "cooling", "facility"):
        assert word in done.stdout
    for limit in ("grid", "busway", "chiller", "heat-rejection", "180.00 MW"):
        assert limit in done.stdout
    assert one_line(done, 0).startswith("no problems; next: gigawatt run")


def test_the_budget_in_json_adds_up(gigawatt):
    done = gigawatt("check", ROOT / "scenarios/memphis.yaml", "--json")
    budget = json.loads(done.stdout)

    assert budget["warnings"] == []
    assert [hour["which"] for hour in budget["sites"][0]["design_hours"]] == ["hottest", "wettest"]
    for hour in budget["sites"][0]["design_hours"]:
        parts = hour["it_w"] + hour["electrical_loss_w"] + hour["cooling_w"]
        assert parts == pytest.approx(hour["facility_w"], rel=1e-12)
        grid = hour["limits"][0]
        assert grid == {
            "name": "grid",
            "unit": "W",
            "used": hour["facility_w"],
            "limit": 180e6,
            "exceeded": False,
        }
    # The scenario asks for a load of 0.9.
    assert budget["sites"][0]["load"]["hgx-h100-8"] == pytest.approx(0.9, rel=1e-6)


def test_a_scenario_can_extend_one_that_came_with_the_program(gigawatt, tmp_path):
    (tmp_path / "mine.yaml").write_text("extends: frontier.yaml\nname: Mine\n")

    done = gigawatt("check", "mine.yaml")

    assert done.returncode == 0, done.stderr
    assert "next: gigawatt run mine.yaml" in done.stderr


def test_a_limit_that_is_passed_at_the_design_hour_is_a_warning_with_both_numbers(gigawatt, small):
    # 16 servers of 11.2 kW with their network need about 180 kW.
    done = gigawatt("check", small.name, "--set", "sites.lab.power.grid.limit=150 kW")
    lines = done.stderr.splitlines()

    assert done.returncode == 0
    assert "EXCEEDED" in done.stdout
    assert lines[0].startswith("warning: lab: ")
    assert "grid needs 179.5 kW but has 150.0 kW" in lines[0]
    assert lines[-1] == "the scenario is valid, with 1 warning; next: gigawatt run small.yaml"


def test_more_work_than_nodes_is_a_warning_with_the_ratio(gigawatt, small):
    done = gigawatt("check", small.name, "--set", "workloads.research.load=1.3")

    assert done.returncode == 0
    assert "1.30 times the node-hours" in done.stderr


def test_a_trace_that_asks_for_too_much_is_a_warning(gigawatt, small):
    # 16 nodes for 2 days are 2,764,800 node-seconds; one job of 16 nodes asks for 3 days.
    (small.parent / "trace.csv").write_text("submit,run,nodes\n0,259200,16\n")
    head = small.read_text().split("workloads:")[0]
    workload = "{name: old, kind: replay, file: trace.csv, columns: {nodes: nodes}}"
    small.write_text(f"{head}workloads:\n  - {workload}\n")

    assert "1.50 times the node-hours" in gigawatt("check", small.name).stderr


def test_nodes_that_are_never_up_are_a_warning(gigawatt, small):
    entry = "{node: hgx-h100-8, nodes: 16}"
    later = "{node: hgx-h100-8, nodes: 4, energised: 2031-01-01}"
    small.write_text(small.read_text().replace(entry, f"{entry}\n      - {later}"))

    assert "4 nodes hgx-h100-8 are never up" in gigawatt("check", small.name).stderr


# info and explain


def test_info_says_what_is_in_a_result(gigawatt, result):
    done = gigawatt("info", result.name)

    assert done.returncode == 0
    for words in (
        "small.h5: complete",
        "48 intervals at lab",
        "facility_power_w",
        "(48, 1)",
        "table jobs",
    ):
        assert words in done.stdout


def test_info_in_json_has_the_documented_keys(gigawatt, result):
    info = json.loads(gigawatt("info", result.name, "--json").stdout)

    assert info["complete"] is True
    assert info["sites"] == ["lab"]
    assert info["rows"] == 48
    assert info["provenance"]["seed"] == 1
    assert info["provenance"]["command_line"] == "gigawatt run small.yaml"
    power = next(variable for variable in info["variables"] if variable["name"] == "it_power_w")
    assert power["unit"] == "W"
    assert power["shape"] == [48, 1]
    jobs = next(table for table in info["tables"] if table["name"] == "jobs")
    assert jobs["rows"] == info["summary"]["jobs"]["submitted"]


@pytest.mark.parametrize("content", [None, b"", b"not a result", bytes(range(256)) * 100])
def test_a_file_that_is_no_result_is_one_clear_line(gigawatt, tmp_path, content):
    if content is not None:
        (tmp_path / "odd.h5").write_bytes(content)

    for words in (("info", "odd.h5"), ("explain", "odd.h5", "job/1")):
        assert "odd.h5" in one_line(gigawatt(*words), 2)


def test_a_missing_result_names_the_partial_one(gigawatt, result):
    result.rename(result.with_name("stopped.partial.h5"))

    for words in (("info", "stopped.h5"), ("explain", "stopped.h5", "job/1")):
        assert "(stopped.partial.h5 is there" in one_line(gigawatt(*words), 2)


def test_a_result_taken_for_a_scenario_leads_to_info(gigawatt, result):
    assert f"gigawatt info {result.name}" in one_line(gigawatt("run", result.name), 2)


def test_a_truncated_result_is_one_clear_line(gigawatt, result):
    result.write_bytes(result.read_bytes()[:20_000])

    assert "small.h5" in one_line(gigawatt("info", result.name), 2)


# One machine of 16 nodes, a second between submissions: what happens can be followed by hand.
#   job 0 takes 10 nodes for 1,000 s from 0 s;
#   job 1 wants 12 nodes at 100 s: waits for job 0, until 1,000 s;
#   job 2 wants 8 nodes for 500 s at 200 s: only 6 are free; waits for job 1, until 2,000 s;
#   job 3 wants 4 nodes for 300 s at 300 s: fits beside job 0 and ends before 1,000 s, so EASY
#   starts it ahead of jobs 1 and 2.
STORY = "submit,run,nodes\n0,1000,10\n100,1000,12\n200,500,8\n300,300,4\n"


@pytest.fixture
def story(gigawatt, small):
    (small.parent / "trace.csv").write_text(STORY)
    head = small.read_text().split("workloads:")[0]
    workload = "{name: story, kind: replay, file: trace.csv, columns: {nodes: nodes}}"
    small.write_text(f"{head}workloads:\n  - {workload}\n")
    done = gigawatt("run", small.name)
    assert done.returncode == 0, done.stderr
    return small.with_suffix(".h5")


def test_explain_says_what_a_job_waited_for(gigawatt, story):
    told = gigawatt("explain", story.name, "job/2").stdout

    assert "job 2 of workload story at lab: 8 nodes" in told
    assert "1 other job ran on 10 nodes" in told
    assert "1 job with 12 nodes stood ahead of it in the queue" in told
    assert "30.0 min for 8 nodes to be free" in told
    assert "1 job with 4 nodes started meanwhile though submitted later (backfilled)" in told
    assert "2025-01-01T00:33:20Z" in told
    assert "after 8.3 min: completed" in told
    assert "kWh" in told


def test_explain_tells_a_backfilled_job(gigawatt, story):
    told = gigawatt("explain", story.name, "job/story/3").stdout

    assert "waited      not at all" in told
    assert "it was backfilled itself: 2 jobs submitted earlier started after it" in told
    assert "beside 10 nodes held by other jobs" in told


def test_explain_names_the_workloads_of_a_scenario_that_extends_another(gigawatt, story):
    base = story.with_suffix(".yaml").read_text()
    (story.parent / "base.yaml").write_text(base)
    more = "{name: more, kind: replay, file: trace.csv, columns: {nodes: nodes}}"
    story.with_suffix(".yaml").write_text(f"extends: base.yaml\nworkloads:\n  - {more}\n")
    assert gigawatt("run", "small.yaml", "--force").returncode == 0

    assert "of workload story at lab" in gigawatt("explain", story.name, "job/story/3").stdout
    assert "of workload more at lab" in gigawatt("explain", story.name, "job/more/3").stdout


@pytest.mark.parametrize(
    ("job", "words"),
    [
        ("job/4", "jobs are numbered 0 to 3"),
        ("job/tale/1", "story"),
        ("4", "job/1234"),
        ("job/x", "job/1234"),
        ("job/-1", "job/1234"),
    ],
)
def test_a_job_that_is_not_there_is_one_clear_line(gigawatt, story, job, words):
    assert words in one_line(gigawatt("explain", story.name, job), 2)


# new, models, schema, completion


@pytest.mark.parametrize("template", ["warehouse", "minimal"])
def test_a_new_scenario_passes_check_and_runs(gigawatt, tmp_path, template):
    assert gigawatt("new", "plant.yaml", "--template", template).returncode == 0
    assert (tmp_path / "plant.yaml").read_text().startswith("#")

    checked = gigawatt("check", "plant.yaml")
    assert checked.stderr.startswith("no problems"), checked.stderr
    assert gigawatt("run", "plant.yaml", "--set", "duration=10 days").returncode == 0


def test_new_without_a_name_writes_scenario_yaml(gigawatt, tmp_path):
    assert gigawatt("new").returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["scenario.yaml"]


def test_new_does_not_replace_a_file_unless_forced(gigawatt, tmp_path):
    (tmp_path / "plant.yaml").write_text("mine")

    assert "--force" in one_line(gigawatt("new", "plant.yaml"), 2)
    assert (tmp_path / "plant.yaml").read_text() == "mine"
    assert gigawatt("new", "plant.yaml", "--force").returncode == 0
    assert "name:" in (tmp_path / "plant.yaml").read_text()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_new_says_why_a_file_could_not_be_written(gigawatt, tmp_path):
    (tmp_path / "folder").mkdir()

    assert "No space left" in one_line(gigawatt("new", "/dev/full", "--force"), 1)
    assert "is a folder" in one_line(gigawatt("new", "folder", "--force"), 2)
    missing = one_line(gigawatt("new", "nowhere/plant.yaml"), 2)
    assert "the folder 'nowhere' does not exist" in missing


def test_the_next_step_can_be_pasted_into_a_shell(gigawatt, tmp_path):
    made = gigawatt("new", "my plant.yaml", "--template", "minimal")
    assert made.stderr.splitlines()[-1] == "next: gigawatt check 'my plant.yaml'"

    checked = gigawatt("check", "my plant.yaml")
    assert checked.stderr.splitlines()[-1] == "no problems; next: gigawatt run 'my plant.yaml'"
    ran = gigawatt("run", "my plant.yaml", "--set", "duration=2 days")
    assert ran.stderr.splitlines()[-1] == "next: gigawatt info 'my plant.h5'"


@pytest.mark.parametrize(
    ("words", "committed"),
    [
        (("schema",), "scenarios/gigawatt.schema.json"),
        (("schema", "--reference"), "docs/guide/reference.md"),
        (("models", "--tables"), "docs/models/compute/hardware.md"),
    ],
)
def test_the_committed_descriptions_are_those_of_this_build(gigawatt, words, committed):
    assert gigawatt(*words).stdout == (ROOT / committed).read_text(), (
        f"out of date: gigawatt {' '.join(words)} > {committed}"
    )


def test_the_schema_knows_every_top_level_key(gigawatt):
    schema = json.loads(gigawatt("schema").stdout)

    assert schema["$schema"].startswith("http://json-schema.org/draft-07/")
    assert {"name", "start", "sites", "workloads"} <= schema["properties"].keys()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_parse(gigawatt, tmp_path, shell):
    done = gigawatt("completion", shell)
    (tmp_path / "script").write_text(done.stdout)

    assert done.returncode == 0
    assert all(verb in done.stdout for verb in VERBS)
    if shutil.which(shell):
        flag = "--no-execute" if shell == "fish" else "-n"
        subprocess.run([shell, flag, tmp_path / "script"], check=True)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["gigawatt", "che"], ["check"]),
        (["gigawatt", "run", "--for"], ["--force"]),
        (["gigawatt", "--no-color", "completion", "z"], ["zsh"]),
        (["gigawatt", "check", "pla"], ["plant.yaml"]),
    ],
)
def test_bash_offers_verbs_options_words_and_files(gigawatt, tmp_path, words, offered):
    (tmp_path / "script").write_text(gigawatt("completion", "bash").stdout)
    (tmp_path / "plant.yaml").touch()
    probe = (
        f"source ./script; COMP_WORDS=({' '.join(words)}); COMP_CWORD={len(words) - 1}; "
        "_gigawatt; printf '%s\\n' \"${COMPREPLY[@]}\""
    )

    done = subprocess.run(
        ["bash", "-c", probe], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == offered
