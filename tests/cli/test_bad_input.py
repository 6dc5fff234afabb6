# SPDX-License-Identifier: Apache-2.0
"""Whatever is wrong with the input: one clear line with its place, exit code 2, nothing written."""

import random
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EPW = ROOT / "scenarios/data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw"

# A site with every part, for faults to be put in.
FULL = """\
name: Full
start: 2025-01-01
duration: 2 days
sites:
  - name: lab
    weather: WEATHER
    fleet:
      - {node: hgx-h100-8, nodes: 16, nodes_per_rack: 8, row: A, first_rack: 1}
    power:
      grid: {limit: 5 MW}
    cooling:
      liquid:
        share: 0.75
        supply: 37 degC
        rejection: {model: wet-tower-merkel, unit: 1 MW, units: 2}
      air:
        model: crah-chilled-water
        chiller:
          {record: york-yt-1055, supply: 8 degC, unit: 1 MW, units: 1, condenser: liquid.rejection}
workloads:
  - {name: research, kind: synthetic, jobs_per_year: 20000, load: 0.7, nodes: {min: 1, max: 8}}
"""

PLACE = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+): ")


def full(weather: object = EPW) -> str:
    return FULL.replace("WEATHER", str(weather))


def refuse(gigawatt, verb: str, file: Path) -> list[str]:
    """Return the lines of complaint; nothing else may have happened."""
    before = sorted(path.name for path in file.parent.iterdir())
    done = gigawatt(verb, file.name)
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in file.parent.iterdir()) == before
    return done.stderr.splitlines()


def refuse_in_one_line(gigawatt, file: Path, blamed: str, line: int, *words: str) -> None:
    for verb in ("check", "run"):
        complaints = refuse(gigawatt, verb, file)
        assert len(complaints) == 1, complaints
        place = PLACE.match(complaints[0])
        assert place, complaints[0]
        assert Path(place["file"]).name == blamed
        assert int(place["line"]) == line, complaints[0]
        for word in words:
            assert word in complaints[0]


def test_the_scenario_itself_is_valid(gigawatt, tmp_path):
    (tmp_path / "plant.yaml").write_text(full())

    done = gigawatt("check", "plant.yaml")

    assert done.returncode == 0, done.stderr


# What is replaced by what, the line to blame, and what the message must say.
FAULTS = {
    "malformed YAML": ("fleet:", "fleet: [", None, ()),
    "wrong unit": ("limit: 5 MW", "limit: 5 MWh", 10, ("limit", "a power, for example '5 MW'")),
    "no unit": ("limit: 5 MW", "limit: 5", 10, ("limit", "a power, for example '5 MW'")),
    "negative count": ("nodes: 16", "nodes: -16", 8, ("nodes", "-16")),
    "unknown key": ("fleet:", "fleets:", 7, ("fleets", "did you mean 'fleet'?")),
    "unknown model": (
        "wet-tower-merkel",
        "wet-towr-merkel",
        15,
        ("did you mean 'wet-tower-merkel'?",),
    ),
    "unknown node": ("hgx-h100-8", "hgx-h100-9", 8, ("did you mean 'hgx-h100-8'?",)),
    "two entries claim the same racks": (
        "    power:",
        "      - {node: hgx-h100-8, nodes: 8, nodes_per_rack: 8, row: A, first_rack: 2}\n"
        "    power:",
        9,
        ("row A", "fleet"),
    ),
    "a place among racks without a row": ("row: A, ", "", 8, ("first_rack", "no row", "`row:`")),
    "missing weather file": (str(EPW), "nowhere.epw", 6, ("nowhere.epw",)),
    "job larger than the machine": ("max: 8", "max: 32", 21, ("32", "16")),
    "more jobs than the load has seconds for": (
        "jobs_per_year: 20000",
        "jobs_per_year: 20000000000",
        21,
        ("load", "even at 1 s each", "fewer than"),
    ),
    "tower asked outside its curve": (
        "unit: 1 MW, units: 2}",
        "unit: 1 MW, units: 2, wet_bulb: 60 degC}",
        15,
        ("wet_bulb", "35 degC"),
    ),
    "tower asked outside its correlation": (
        "wet-tower-merkel, unit",
        "wet-tower-york, wet_bulb: 33 degC, unit",
        15,
        ("wet-tower-york", "its curve"),
    ),
    "tower asked below what it can cool": (
        "unit: 1 MW, units: 2}",
        "unit: 1 MW, units: 2, approach: 0.2 K}",
        15,
        ("approach", "1.1 K"),
    ),
    "water below the wet bulb": (
        "supply: 37 degC",
        "supply: 12 degC",
        12,
        ("10.0 degC", "25.6 degC"),
    ),
    "chiller outside its curve": ("supply: 8 degC", "supply: 20 degC", 18, ("20", "york-yt-1055")),
    "chilled water warmer than the air": (
        "supply: 8 degC",
        "supply: 30 degC",
        16,
        ("30.0 degC", "24.0 degC"),
    ),
    "hotter than the hardware takes": ("supply: 37 degC", "supply: 58 degC", 12, ("58", "45")),
    "more stages than a plant has": (
        "{limit: 5 MW}",
        "{limit: 5 MW}\n      chain: [" + 21 * "{model: busway, unit: 9 MW, units: 1}, " + "]",
        11,
        ("chain", "20"),
    ),
    "an unknown clock": (
        "nodes: 16",
        "clock: base, nodes: 16",
        8,
        ("clock", "hgx-h100-8 has no clock states"),
    ),
    "no warm-up": (
        "duration: 2 days",
        "duration: 2 days\noutputs: {warm_up: never}",
        4,
        ("'auto'",),
    ),
    "no time": ("duration: 2 days", "duration: 0 days", 3, ("duration",)),
    "a date that does not exist": ("2025-01-01", "2025-02-30", 2, ("2025-02-30",)),
    "log-normal that does not exist": (
        "max: 8}",
        "max: 8}, run_time: {median: 3 hours, mean: 1 hour}",
        21,
        ("median", "mean"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_the_scenario_is_one_line_with_its_place(gigawatt, tmp_path, fault):
    written, replacement, line, words = FAULTS[fault]
    text = full()
    assert text.count(written) == 1
    text = text.replace(written, replacement)
    file = tmp_path / "plant.yaml"
    file.write_text(text)
    if line is None:  # where the replacement begins, or the next line for YAML that does not close
        line = text[: text.index(replacement)].count("\n") + 1
        if fault == "malformed YAML":
            line += 1

    refuse_in_one_line(gigawatt, file, "plant.yaml", line, *words)


def test_every_problem_is_reported_at_once(gigawatt, tmp_path):
    text = full().replace("limit: 5 MW", "limit: 5 kg").replace("nodes: 16", "nodes: 0")
    file = tmp_path / "plant.yaml"
    file.write_text(text.replace("load: 0.7", "lod: 0.7"))

    complaints = refuse(gigawatt, "check", file)

    assert [int(PLACE.match(line)["line"]) for line in complaints] == [8, 10, 21]


def test_a_weather_file_that_lacks_a_row(gigawatt, tmp_path):
    lines = EPW.read_text(encoding="latin-1").splitlines(keepends=True)
    (tmp_path / "short.epw").write_text("".join(lines[:-1]), encoding="latin-1")
    file = tmp_path / "plant.yaml"
    file.write_text(full("short.epw"))

    # 8 header lines and 8,759 rows; the place to blame is where the last row should be.
    refuse_in_one_line(gigawatt, file, "short.epw", 8767, "8759", "8760")


def test_a_weather_file_with_an_impossible_value(gigawatt, tmp_path):
    lines = EPW.read_text(encoding="latin-1").splitlines(keepends=True)
    fields = lines[100].split(",")
    fields[6] = "warm"
    lines[100] = ",".join(fields)
    (tmp_path / "odd.epw").write_text("".join(lines), encoding="latin-1")
    file = tmp_path / "plant.yaml"
    file.write_text(full("odd.epw"))

    refuse_in_one_line(gigawatt, file, "odd.epw", 101, "warm")


TRACES = {
    "unsorted times": ("submit,run,nodes\n100,60,1\n50,60,1\n", 3, ("order of submit time",)),
    "a negative time": ("submit,run,nodes\n-5,60,1\n10,60,1\n", 2, ("-5",)),
    "a negative run time": ("submit,run,nodes\n5,-60,1\n", 2, ("-60",)),
    "a job larger than the machine": ("submit,run,nodes\n5,60,1\n9,60,17\n", 3, ("17", "16")),
    "a word for a number": ("submit,run,nodes\n5,soon,1\n", 2, ("soon",)),
    "a missing column": ("submit,runs,nodes\n5,60,1\n", 1, ("run",)),
    "a short row": ("submit,run,nodes\n5,60\n", 2, ("2 fields",)),
}


@pytest.mark.parametrize("fault", TRACES)
def test_a_fault_in_a_trace_is_one_line_with_its_place(gigawatt, small, tmp_path, fault):
    text, line, words = TRACES[fault]
    (tmp_path / "trace.csv").write_text(text)
    head = small.read_text().split("workloads:")[0]
    small.write_text(
        head + "workloads:\n  - {name: replayed, kind: replay, file: trace.csv, "
        "columns: {nodes: nodes}}\n"
    )

    refuse_in_one_line(gigawatt, small, "trace.csv", line, *words)


HELIOS = (
    "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
)
PUBLISHED = {
    "an unknown state": (
        "helios",
        HELIOS
        + "1,u,v,1,1,1,DONE,2020-06-09 18:41:01,2020-06-09 18:41:01,2020-06-09 18:41:02,1,0\n",
        2,
        ("unknown state 'DONE'", "COMPLETED"),
    ),
    "a wrong date": (
        "helios",
        HELIOS + "1,u,v,1,1,1,FAILED,9 June,2020-06-09 18:41:01,2020-06-09 18:41:02,1,0\n",
        2,
        ("'9 June' is no time",),
    ),
    "unsorted dates": (
        "acme",
        "user,gpu_num,state,submit_time,start_time,end_time,duration\n"
        "u,8,FAILED,2023-03-01 00:18:22+08:00,2023-03-01,2023-03-02,1\n"
        "u,8,FAILED,2023-03-01 00:18:21+08:00,2023-03-01,2023-03-02,1\n",
        3,
        ("2023-02-28T16:18:21Z", "unsorted"),
    ),
    "a column of another trace": (
        "openb",
        "name,cpu_milli,num_gpus,gpu_milli,pod_phase,creation_time,deletion_time,scheduled_time\n",
        1,
        ("no column 'num_gpu'", "did you mean 'num_gpus'?"),
    ),
    "a job wider than the machine": (
        "philly-clusters",
        "job_id,num_gpu,submit_time,duration\n0,129,0,2868294000\n",
        2,
        ("17 nodes", "16"),
    ),
    "half a job": ("philly", '[{"status": "Pass",\n', 1, ("ends inside this job",)),
}


@pytest.mark.parametrize("fault", PUBLISHED)
def test_a_fault_in_a_published_trace_is_one_line_with_its_place(gigawatt, small, tmp_path, fault):
    kind, text, line, words = PUBLISHED[fault]
    (tmp_path / "trace.txt").write_text(text)
    head = small.read_text().split("workloads:")[0]
    small.write_text(
        head
        + f"workloads:\n  - {{name: replayed, kind: replay, format: {kind}, file: trace.txt}}\n"
    )

    refuse_in_one_line(gigawatt, small, "trace.txt", line, *words)


WORKLOADS = {
    "a quirk that is none": (
        "{name: a, kind: replay, file: trace.csv, columns: {nodes: n}, quirks: [unsortd]}",
        ("no quirk 'unsortd'", "did you mean 'unsorted'?"),
    ),
    "a day of 23 hours": (
        "{name: a, jobs: 10, arrivals: {hours: [" + "1, " * 22 + "1]}}",
        ("23 hours", "24 relative rates"),
    ),
    "bursts without a size": (
        "{name: a, jobs: 10, arrivals: {gaps: gamma}}",
        ("coefficient of variation",),
    ),
    "a batch of nothing": (
        "{name: a, kind: batch-inference, jobs: 10}",
        ("not said what a batch is",),
    ),
    "unknown statistics": (
        "{name: a, jobs: 10, statistics: helios-venu}",
        ("did you mean 'helios-venus'?",),
    ),
    "negative tokens": (
        "{name: a, kind: training, training: {parameters: 1e9, tokens: -1e9, gpus: 8}}",
        ("tokens", "-1e9"),
    ),
    "an unknown accelerator": (
        "{name: a, kind: training, "
        "training: {parameters: 1e9, tokens: 1e9, gpus: 8, accelerator: h100-sxn}}",
        ("h100-sxn", "did you mean 'h100-sxm'?"),
    ),
    "the host of a node that does not tell": (
        "{name: a, jobs: 10, host_utilisation: 0.5}",
        ("what the host of hgx-h100-8 draws by itself is not known", "`host:`"),
    ),
    "half a run time": (
        "{name: a, jobs: 10, run_time: {median: 1 hour}}",
        ("mean is missing", "percentiles"),
    ),
}


@pytest.mark.parametrize("fault", WORKLOADS)
def test_a_fault_in_a_workload_is_one_line_with_its_place(gigawatt, small, tmp_path, fault):
    entry, words = WORKLOADS[fault]
    (tmp_path / "trace.csv").write_text("submit,run,n\n0,10,1\n")
    head = small.read_text().split("workloads:")[0]
    small.write_text(f"{head}workloads:\n  - {entry}\n")

    line = head.count("\n") + 2
    refuse_in_one_line(gigawatt, small, small.name, line, *words)


def test_an_swf_trace_with_unsorted_times(gigawatt, small, tmp_path):
    row = "{} {} 0 60 1 -1 -1 1 60 -1 1 -1 -1 -1 -1 -1 -1 -1\n"
    (tmp_path / "trace.swf").write_text("; a comment\n" + row.format(1, 100) + row.format(2, 50))
    head = small.read_text().split("workloads:")[0]
    small.write_text(head + "workloads:\n  - {name: replayed, kind: replay, file: trace.swf}\n")

    refuse_in_one_line(gigawatt, small, "trace.swf", 3, "order of submit time")


def test_an_empty_file(gigawatt, tmp_path):
    file = tmp_path / "empty.yaml"
    file.write_text("")

    complaints = refuse(gigawatt, "check", file)

    assert len(complaints) == 1
    assert complaints[0].startswith("empty.yaml")


def test_ten_megabytes_of_nested_brackets(gigawatt, tmp_path):
    file = tmp_path / "deep.yaml"
    file.write_text("[" * 10_000_000)

    refuse_in_one_line(gigawatt, file, "deep.yaml", 1, "nest")


@pytest.mark.parametrize("seed", range(8))
def test_random_bytes(gigawatt, tmp_path, seed):
    file = tmp_path / "random.yaml"
    file.write_bytes(random.Random(seed).randbytes(5000))

    complaints = refuse(gigawatt, "check", file)

    assert len(complaints) == 1, complaints
    assert complaints[0].startswith("random.yaml")


@pytest.mark.parametrize("file", ["missing.yaml", "."])
def test_a_scenario_that_is_no_file(gigawatt, file):
    done = gigawatt("run", file)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("nonsense", ("not an assignment",)),
        ("sites.lab.power.grid.limit=5 MWh", ("a power",)),
        ("sites.nowhere.power.grid.limit=5 MW", ("nowhere",)),
        ("workloads.research.lod=1", ("did you mean 'load'?",)),
        ("seed=[[[", ()),
    ],
)
def test_a_bad_override_is_one_line_that_quotes_it(gigawatt, small, assignment, words):
    done = gigawatt("run", small.name, "--set", assignment)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert assignment.split("=")[0] in done.stderr
    for word in words:
        assert word in done.stderr
    assert not small.with_suffix(".h5").exists()
