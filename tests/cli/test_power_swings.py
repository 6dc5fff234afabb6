# SPDX-License-Identifier: Apache-2.0
"""Swings within seconds and power caps: what check and run tell, and what they refuse."""

import json

import pytest

SCENARIO = """\
name: Swinging
start: 2025-01-01
duration: 2 hours
sites:
  - name: lab
    fleet: [{node: gb200-nvl72, racks: 16}]
    power: {grid: {limit: 5 MW}, utility: {ramp_up: 100 kW/s, dynamic_range: 10 MW}}
workloads:
  - name: pretraining
    kind: training
    training: {parameters: 70e9, tokens: 1e12, gpus: 1152, accelerator: b200-gb200,
               start_up: 15 min}
outputs: {interval: 1 hour}
"""


@pytest.fixture
def swinging(tmp_path):
    path = tmp_path / "swinging.yaml"
    path.write_text(SCENARIO)
    return path


def summary_of(gigawatt, path, *settings):
    words = [word for setting in settings for word in ("--set", setting)]
    done = gigawatt("run", path.name, "--json", "--no-output", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_check_says_which_limit_the_training_job_breaks_and_by_how_much(gigawatt, swinging):
    done = gigawatt("check", swinging.name)

    # 0.55 of 1,152 accelerators of 1,200 W in a tenth of a second, by hand: 760 kW.
    assert done.returncode == 0
    assert "breaks the utility's ramp-up: 0.76 MW/s where 0.1 MW/s are allowed" in done.stderr
    assert "0.66 MW/s too much" in done.stderr
    assert "dynamic-range" not in done.stderr


def test_a_run_reports_its_worst_seconds_and_what_they_broke(gigawatt, swinging):
    swings = summary_of(gigawatt, swinging)["power_swings"]

    assert swings["at"] == "2025-01-01T00:15:00Z"  # the first step
    assert swings["ramp_1s_w_per_s"] == pytest.approx(10 * swings["ramp_10s_w_per_s"])
    assert [v["limit"] for v in swings["violations"]] == ["ramp-up"]
    broken = swings["violations"][0]
    assert broken["excess"] == pytest.approx(broken["value"] - 100e3)


def test_a_run_without_swings_has_no_such_numbers(gigawatt, small):
    assert "power_swings" not in summary_of(gigawatt, small)


def test_limits_say_whose_jobs_they_take_for_steady(gigawatt, small):
    done = gigawatt("check", small.name, "--set", "sites.lab.power.utility={ramp_up: 1 MW/s}")

    assert done.returncode == 0
    assert "research without `swing:`; to power.utility their jobs are steady" in done.stderr


def test_smoothing_costs_what_it_says(gigawatt, swinging):
    plain = summary_of(gigawatt, swinging)
    smooth = summary_of(gigawatt, swinging, "sites.lab.power.smoothing={floor: 0.8, store: 65 J}")

    filler_j = smooth["power_swings"]["filler_energy_j"]
    assert filler_j > 0
    assert smooth["it_energy_j"] - plain["it_energy_j"] == pytest.approx(filler_j, rel=0.1)
    assert smooth["power_swings"]["ramp_1s_w_per_s"] < plain["power_swings"]["ramp_1s_w_per_s"]


def test_a_cap_trades_power_for_time(gigawatt, swinging):
    plain = summary_of(gigawatt, swinging, "workloads.0.training.tokens=1e10")
    capped = summary_of(
        gigawatt,
        swinging,
        "workloads.0.training.tokens=1e10",
        "workloads.0.power_cap=1000 W",
    )

    assert plain["jobs"]["completed"] == capped["jobs"]["completed"] == 1
    # 5 % slower at 1,000 of 1,200 W (power_caps.md).
    ratio = plain["jobs"]["makespan_s"] / capped["jobs"]["makespan_s"]
    assert ratio == pytest.approx(0.95, abs=1e-5)
    assert capped["peak_it_w"] < plain["peak_it_w"]


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("workloads.0.power_cap=1000", "a power"),
        ("workloads.0.power_cap=50 W", "below the idle power"),
        (
            "workloads.0={power_cap: 1000 W, work: rendering, name: p, load: 0.5, jobs: 9}",
            "for 'rendering'",
        ),
        ("workloads.0.swing={period: 0 s}", "period"),
        ("workloads.0.swing={period: 5 s, high: 0.3, low: 0.5}", "at least the low power"),
        ("workloads.0.swing={period: 0.1 s, edge: 1 h}", "edge"),
        ("sites.lab.power.smoothing={floor: 0.95}", "above the high level"),
        ("sites.lab.power.smoothing={ramp_down: 1 W/s}", "W/s or more"),
        ("sites.lab.power.smoothing={stor: 65 J}", "did you mean 'store'"),
        ("sites.lab.power.utility={ramp_up: 10 MW}", "expected a power ramp"),
        ("sites.lab.power.utility={spectral_share: 2}", "spectral_share"),
    ],
)
def test_what_makes_no_sense_is_refused_in_its_place(gigawatt, swinging, setting, told):
    done = gigawatt("run", swinging.name, "--no-output", "--set", setting)

    assert done.returncode == 2, done.stderr
    assert told in done.stderr
    assert "swinging.yaml" in done.stderr or "--set" in done.stderr
    assert "Traceback" not in done.stderr and "terminate" not in done.stderr


def test_refused_smoothing_speaks_of_one_accelerator_as_the_scenario_does(gigawatt, swinging):
    # 0.55 of 1,200 W in the 0.2 of a step that is low, less its edge; by hand at 10 W/s: 66 s.
    done = gigawatt("check", swinging.name, "--set", "sites.lab.power.smoothing={ramp_up: 10 W/s}")

    assert done.returncode == 2
    assert "at 10 W/s an accelerator's rise of 660 W takes 66 s" in done.stderr
