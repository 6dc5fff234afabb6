# SPDX-License-Identifier: Apache-2.0
"""`jobs: fluid` from the command line: what is there, what is not, and what it refuses."""

import json

FLUID = ("--set", "jobs=fluid")


def test_a_fluid_has_flows_and_no_jobs(gigawatt, small):
    done = gigawatt("run", small.name, "--json", "-o", "fluid.h5", *FLUID)
    summary = json.loads(done.stdout)

    jobs = summary["jobs"]
    assert jobs["mode"] == "fluid"
    assert jobs["submitted"] is None
    assert jobs["wait_s"] == {"mean": None, "p50": None, "p99": None, "max": None}
    assert 0.0 < jobs["utilisation"] < 1.0
    assert summary["gpu_hours"]["productive"] > 0.0
    # To the last bit or two of a double: the law itself is checked in whole nanoseconds.
    served = jobs["served_gpu_hours"] + jobs["backlog_gpu_hours"]
    assert abs(served / jobs["demanded_gpu_hours"] - 1.0) < 1e-14
    assert any("fluid" in note for note in summary["notes"])

    told = gigawatt("explain", "fluid.h5", "job/0")
    assert told.returncode == 2
    assert "no jobs table" in told.stderr
    assert "jobs: events" in told.stderr


def test_the_table_for_people_says_fluid(gigawatt, small):
    done = gigawatt("run", small.name, "--no-output", *FLUID)

    assert "no single jobs" in done.stdout
    assert "jobs submitted" not in done.stdout


def test_a_misspelt_mode_gets_the_nearest_name(gigawatt, small):
    done = gigawatt("check", small.name, "--set", "jobs=fliud")

    assert done.returncode == 2
    assert "'fliud'" in done.stderr
    assert "fluid" in done.stderr.replace("fliud", "")


def test_keys_that_need_jobs_are_refused_all_at_once(gigawatt, small):
    done = gigawatt(
        "check",
        small.name,
        *FLUID,
        "--set",
        "workloads.research.max_attempts=3",
        "--set",
        "sites.lab.scheduler.limit=work",
    )

    assert done.returncode == 2
    assert "workloads.research.max_attempts: a fluid has no single jobs" in done.stderr
    assert "sites.lab.scheduler.limit: a fluid has no single jobs" in done.stderr
