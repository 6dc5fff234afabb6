# SPDX-License-Identifier: Apache-2.0
"""`limits`, `capacity` and `size`: what holds a site back, what it carries, what it would need."""

import json
from pathlib import Path

import pytest
from complaints import one_line

ROOT = Path(__file__).parents[2]
MEMPHIS = ROOT / "scenarios/memphis.yaml"
WEEK = ("--set", "duration=1 week", "--set", "workloads.0.jobs_per_year=100000")
GRID = "sites.lab.power.grid.limit"


def told(done) -> dict:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def productive(summary: dict) -> float:
    return sum(site["gpu_hours"]["productive"] for site in summary["sites"])


def test_every_gpu_hour_is_accounted_for(gigawatt, small):
    held = ("--set", f"{GRID}=130 kW")
    site = told(gigawatt("limits", small.name, "--json", *held))["sites"][0]
    hours = site["gpu_hours"]
    run = told(gigawatt("run", small.name, "--json", "--no-output", *held))["sites"][0]

    assert hours["installed"] == 16 * 8 * 48  # 16 hosts of 8 for two days
    assert hours["productive"] == run["gpu_hours"]["productive"]
    by_name = {one["name"]: one for one in site["constraints"]}
    assert by_name["grid"]["hours_binding"] == run["limits"][0]["hours_binding"] > 0
    lost = sum(one["gpu_hours_lost"] for one in site["constraints"])
    lost += hours["in_repair"] + hours["faults"]
    assert lost == pytest.approx(hours["installed"] - hours["productive"], rel=1e-12)
    # Throttled and held back is all that a limit does here.
    assert hours["limits"] >= run["gpu_hours"]["throttled"] > 0
    assert by_name["queue"]["gpu_hours_lost"] == hours["without_job"] > 0


def test_what_a_looser_constraint_buys_is_what_a_run_with_it_gives(gigawatt, small):
    held = ("--set", f"{GRID}=130 kW")
    study = told(gigawatt("limits", small.name, "--json", "--marginal", *held))
    constraints = {one["name"]: one for one in study["sites"][0]["constraints"]}
    base = productive(told(gigawatt("run", small.name, "--json", "--no-output", *held)))

    grid = constraints["grid"]["relaxed"]
    assert grid["set"] == [f"{GRID}=136.5 kW"]  # 5 % more
    again = told(
        gigawatt("run", small.name, "--json", "--no-output", *held, "--set", grid["set"][0])
    )
    assert productive(again) - base == pytest.approx(grid["gpu_hours"], rel=1e-12)
    assert grid["gpu_hours"] > 0
    # 16 hosts and 5 % are 17; the load is a share of them, so 16/17 of 0.7 is as much work.
    fleet = constraints["fleet-size"]["relaxed"]["set"]
    assert fleet == ["sites.lab.fleet.0.nodes=17", "workloads.research.load=0.658823529"]


def test_a_site_carries_as_many_hosts_as_its_grid_feeds(gigawatt, small):
    study = told(gigawatt("capacity", small.name, "--json"))["sites"][0]
    first = study["steps"][0]
    host_w = first["carried"]["it_w"] / first["carried"]["nodes"]

    # No plant and no losses: the grid's 400 kW are all for hosts.
    assert first["carried"]["nodes"] == int(400e3 / host_w)
    assert first["carried"]["availability"] == 1.0
    assert first["too_much"]["nodes"] == first["carried"]["nodes"] + 1
    assert first["too_much"]["binding"] == "grid"
    above = study["a_percent_above"]
    assert above["nodes"] == first["carried"]["nodes"] + 1 and above["availability"] < 0.999
    # Half as much grid again carries half as many hosts again.
    second = study["steps"][1]
    assert second["set"] == [f"{GRID}=600 kW"]
    assert second["carried"]["nodes"] == int(600e3 / host_w)


def test_the_answer_does_not_depend_on_the_fleet_in_the_file(gigawatt, small):
    """The load is scaled from the file's fleet, be that more or less than the grid carries."""
    found = []
    for nodes in (16, 160):
        fleet = ("--set", f"sites.lab.fleet.0.nodes={nodes}")
        steps = told(gigawatt("capacity", small.name, "--json", *fleet))["sites"][0]["steps"]
        found.append([(step["carried"]["nodes"], step["too_much"]["binding"]) for step in steps])
        size = told(gigawatt("size", small.name, "--load", "0.5", "--json", *fleet))["sites"][0]
        assert size["proposal"]["it_w"] == pytest.approx(0.5e6, rel=0.02)
    assert found[0] == found[1]


def test_racks_are_scaled_whole_and_told_as_nodes(gigawatt, small):
    racks = ("--set", "sites.lab.fleet=[{node: hgx-h100-8, racks: 2, nodes_per_rack: 8}]")
    carried = told(gigawatt("capacity", small.name, "--json", "--steps", "1", *racks))
    alone = told(gigawatt("capacity", small.name, "--json", "--steps", "1"))
    nodes = alone["sites"][0]["steps"][0]["carried"]["nodes"]
    assert carried["sites"][0]["steps"][0]["carried"]["nodes"] == nodes // 8 * 8


def test_rows_that_keep_nodes_idle_are_no_queue(gigawatt):
    study = told(gigawatt("limits", ROOT / "scenarios/hall_rows.yaml", "--json"))["sites"][0]
    run = told(gigawatt("run", ROOT / "scenarios/hall_rows.yaml", "--json", "--no-output"))[
        "sites"
    ][0]
    lost = {one["name"]: one["gpu_hours_lost"] for one in study["constraints"]}
    hours = 24 * 90  # of the run
    for row in run["rows"]:
        assert lost["row " + row["name"]] == pytest.approx(8 * hours * row["stranded_nodes"])
    assert sum(lost[f"row row-{i}"] for i in (1, 2, 3, 4)) > 0
    assert lost["queue"] < 0.02 * study["gpu_hours"]["installed"]


def test_availability_is_the_share_of_time_without_a_limit(gigawatt, small):
    """A call of 6 of 48 hours to 200 kW is 12.5 % of the time."""
    call = (
        "--set",
        "sites.lab.power.grid.interruptions="
        "[{from: 2025-01-01T12:00:00Z, duration: 6 h, limit: 200 kW, notice: 1 h}]",
    )
    hosts = {}
    for percent in ("99", "87.5"):
        done = gigawatt("capacity", small.name, "--json", "--availability", percent, *call)
        hosts[percent] = told(done)["sites"][0]["steps"][0]["carried"]
    host_w = hosts["99"]["it_w"] / hosts["99"]["nodes"]
    assert hosts["99"]["nodes"] == int(200e3 / host_w)
    assert hosts["87.5"]["nodes"] == int(400e3 / host_w)
    assert hosts["87.5"]["availability"] == pytest.approx(0.875, rel=1e-9)


def test_a_plant_is_sized_with_which_the_load_is_carried_and_with_no_less(gigawatt):
    study = told(gigawatt("size", MEMPHIS, "--load", "100", "--json", *WEEK))["sites"][0]
    parts = {part["constraint"]: part for part in study["parts"]}

    assert study["proposal"]["availability"] >= 0.999
    assert study["proposal"]["it_w"] == pytest.approx(100e6, rel=1e-3)
    # A busway of 1 MW carries 1 MW of IT.
    assert parts["busway"]["proposed"] == 100
    # UPS carry the busways' loss besides, and a unit more would do the same.
    assert 100 / 2 < parts["ups-double-conversion"]["proposed"] < 1.05 * 100 / 2
    words = [word for change in study["set"] for word in ("--set", change)]
    carried = told(gigawatt("capacity", MEMPHIS, "--json", "--steps", "1", *WEEK, *words))
    assert 0.999 <= carried["sites"][0]["steps"][0]["carried"]["it_w"] / 100e6 < 1.03


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("capacity", "small.yaml", "--site", "lap"), "did you mean 'lab'?"),
        (("capacity", "small.yaml", "--availability", "120"), "--availability"),
        (("size", "small.yaml"), "--load is required"),
        (("size", "small.yaml", "--load", "-3"), "--load"),
        (
            ("capacity", "small.yaml", "--set", "sites.lab.fleet.0.nodes=null"),
            "give one of the two",
        ),
        (("limits", "small.yaml", "--by", "0"), "--by"),
        (("size", "small.yaml", "--load", "nan"), "--load"),
        (("capacity", "small.yaml", "--availability", "nan"), "--availability"),
    ],
)
def test_what_cannot_be_studied_is_one_line(gigawatt, small, words, said):
    assert said in one_line(gigawatt(*words), 2)
