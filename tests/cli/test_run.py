# SPDX-License-Identifier: Apache-2.0
"""gigawatt run: results, summary, and what it refuses before it starts."""

import json
import os
import pty
import re
import resource
import signal
import subprocess
import termios
import time

import pytest

# As docs/results_format.md promises to scripts.
SUMMARY_KEYS = {
    "name",
    "start",
    "end",
    "it_energy_j",
    "facility_energy_j",
    "pue",
    "wue_l_per_kwh",
    "co2_kg",
    "energy_cost_usd",
    "peak_facility_w",
    "peak_it_w",
    "peak_it_instant_w",
    "design",
    "gpu_hours",
    "jobs",
    "workloads",
    "tenants",
    "limits",
    "residuals",
    "sites",
    "result_hash",
    "wall_s",
    "peak_rss_bytes",
}
GPU_HOUR_KEYS = {
    "installed",
    "allocated",
    "productive",
    "blocked",
    "discarded",
    "unavailable",
    "idle",
    "billed",
    "throttled",
}
JOB_KEYS = {
    "submitted",
    "started",
    "completed",
    "killed",
    "wait_s",
    "bounded_slowdown_mean",
    "makespan_s",
    "utilisation",
}
# Seconds of work, to be interrupted.
LONG = ("--set", "duration=100 years", "--set", "workloads.research.jobs_per_year=200000")


def test_a_run_writes_a_file_named_after_the_scenario_and_says_what_to_do_next(gigawatt, small):
    done = gigawatt("run", small.name)

    assert done.returncode == 0, done.stderr
    assert "PUE" in done.stdout
    assert done.stderr == "next: gigawatt info small.h5\n"
    assert small.with_suffix(".h5").is_file()
    assert not list(small.parent.glob("*.partial.h5"))


def test_json_is_the_only_thing_on_standard_output_and_has_the_documented_keys(gigawatt, small):
    done = gigawatt("run", small.name, "--json")
    summary = json.loads(done.stdout)

    assert summary.keys() >= SUMMARY_KEYS
    assert summary["gpu_hours"].keys() >= GPU_HOUR_KEYS
    assert summary["jobs"].keys() >= JOB_KEYS
    assert {"mean", "p99", "max"} <= summary["pue"].keys()
    assert {"it_w", "facility_w", "pue"} <= summary["design"].keys()
    # 16 nodes of 8 accelerators for 48 hours.
    assert summary["gpu_hours"]["installed"] == 16 * 8 * 48


def test_no_output_writes_nothing(gigawatt, small):
    done = gigawatt("run", small.name, "--no-output", "--json")

    assert done.returncode == 0
    assert list(small.parent.iterdir()) == [small]


def test_a_missing_folder_is_named_before_the_run(gigawatt, small):
    done = gigawatt("run", small.name, "-o", "results/small.h5")

    assert done.returncode == 2
    assert "there is no folder 'results'; make it first" in done.stderr


def test_an_existing_result_is_kept_unless_forced(gigawatt, small, result):
    before = result.read_bytes()

    refused = gigawatt("run", small.name, "--seed", "2")
    assert refused.returncode == 2
    assert "--force" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert result.read_bytes() == before

    forced = gigawatt("run", small.name, "--seed", "2", "--force")
    assert forced.returncode == 0
    assert result.read_bytes() != before


def test_a_run_whose_queue_outgrows_the_memory_says_when_and_how_many_wait(command, small):
    text = small.read_text().replace("jobs_per_year: 20000\n    load: 0.7", "jobs_per_year: 1e9")
    small.write_text(text)
    most = 512 * 2**20  # bytes; ten times what the program needs

    done = subprocess.run(
        [command, "run", small.name],
        cwd=small.parent,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (most, most)),
    )

    assert done.returncode == 1
    assert done.stderr.startswith("warning: lab: jobs ask for ")
    last = done.stderr.splitlines()[-1]
    told = re.match(r"gigawatt run: out of memory after 2025-01-01T.*Z, with (\d+) jobs", last)
    assert told, last
    assert int(told[1]) > 100_000
    assert not small.with_suffix(".h5").exists()


@pytest.mark.parametrize("output", ["nowhere/run.h5", ".", "small.yaml"])
def test_an_output_that_cannot_be_written_is_refused_before_the_run(gigawatt, small, output):
    scenario = small.read_bytes()

    done = gigawatt("run", small.name, "-o", output, "--force", *LONG)

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert small.read_bytes() == scenario
    assert list(small.parent.iterdir()) == [small]


def test_a_result_keeps_what_the_scenario_extends_and_its_hash_does_not_depend_on_it(
    gigawatt, small
):
    text = small.read_text()
    site, workloads = text.split("workloads:")
    small.with_name("base.yaml").write_text(site)
    small.write_text(f"extends: base.yaml\nworkloads:{workloads}")
    assert gigawatt("run", small.name).returncode == 0
    first = json.loads(gigawatt("info", "small.h5", "--json").stdout)

    small.with_name("base.yaml").write_text("# A note that changes nothing.\n" + site)
    assert gigawatt("run", small.name, "--force").returncode == 0
    second = json.loads(gigawatt("info", "small.h5", "--json").stdout)
    told = gigawatt("info", "small.h5").stdout

    assert [source["role"] for source in first["sources"]] == ["scenario", "base", "catalogue"]
    assert first["sources"][1]["text"] == site
    assert first["sources"][2]["nodes"] == ["hgx-h100-8"]
    assert first["workload_names"] == ["research"]
    assert second["sources"][1]["text"].startswith("# A note")
    assert second["sources"][1]["xxh3_128"] != first["sources"][1]["xxh3_128"]
    assert second["summary"]["result_hash"] == first["summary"]["result_hash"]
    assert any(
        line.split()[0] == "base" and "base.yaml" in line for line in told.splitlines() if line
    )


def test_several_sites_have_a_sum_of_peaks_and_no_common_one(gigawatt, small):
    site = small.read_text().split("sites:\n")[1].split("workloads:")[0]
    small.write_text(
        small.read_text()
        .replace(site, site + site.replace("name: lab", "name: annex"))
        .replace("name: research", "name: research\n    site: lab")
    )

    summary = json.loads(gigawatt("run", small.name, "--no-output", "--json").stdout)

    peaks = [site["peak_facility_w"] for site in summary["sites"]]
    assert summary["peak_facility_w"] is None
    assert summary["sum_of_site_peaks"]["facility_w"] == sum(peaks)
    assert min(peaks) > 0


def test_seed_and_overrides_change_the_run(gigawatt, small):
    def summary(*words):
        return json.loads(gigawatt("run", small.name, "--no-output", "--json", *words).stdout)

    base = summary()

    assert summary()["result_hash"] == base["result_hash"]
    assert summary("--seed", "1")["result_hash"] == base["result_hash"]
    assert summary("--seed", "2")["result_hash"] != base["result_hash"]
    doubled = summary("--set", "sites.lab.power.grid.price=120USD/MWh")
    assert doubled["energy_cost_usd"] == pytest.approx(2 * base["energy_cost_usd"])
    both = summary("--set", "duration=1 day", "--set", "sites.*.power.grid.price=0 USD/MWh")
    assert both["gpu_hours"]["installed"] == 16 * 8 * 24
    assert both["energy_cost_usd"] == 0


def test_arrivals_follow_the_clock_of_the_site_unless_they_name_their_own(gigawatt, small):
    text = small.read_text().replace("load: 0.7", "load: 0.7\n    arrivals: {swing: 0.9}")
    place = "  - name: lab\n    place: {latitude: 35, longitude: 139, timezone: TIMEZONE}\n"

    def result_hash(timezone, *words):
        small.write_text(text.replace("  - name: lab\n", place.replace("TIMEZONE", timezone)))
        done = gigawatt("run", small.name, "--no-output", "--json", *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["result_hash"]

    there = result_hash("Asia/Tokyo")
    named = result_hash("UTC", "--set", "workloads.research.arrivals.timezone=Asia/Tokyo")

    assert there == named
    assert there != result_hash("UTC")


def test_workloads_stand_by_name_and_their_sums_are_the_sites(gigawatt, small):
    small.write_text(
        small.read_text() + small.read_text().split("workloads:\n")[1].replace("research", "batch")
    )

    done = gigawatt("run", small.name, "--json")
    summary = json.loads(done.stdout)
    info = json.loads(gigawatt("info", "small.h5", "--json").stdout)

    assert list(summary["workloads"]) == ["research", "batch"]
    assert summary["tenants"] == {}
    for count in ("submitted", "started", "completed", "killed", "running", "queued"):
        parts = [group[count] for group in summary["workloads"].values()]
        assert sum(parts) == summary["jobs"][count]
        assert count not in ("submitted", "completed") or min(parts) > 0
    productive = sum(g["gpu_hours"]["productive"] for g in summary["workloads"].values())
    assert productive == pytest.approx(summary["gpu_hours"]["productive"], rel=1e-12)
    waits = next(table for table in info["tables"] if table["name"] == "wait_histogram")
    assert waits["rows"] > 0
    assert "by workload" in gigawatt("run", small.name, "--no-output").stdout


def test_the_warm_up_takes_jobs_out_of_waits_and_nothing_out_of_energy(gigawatt, small):
    def summary(*words):
        return json.loads(gigawatt("run", small.name, "--no-output", "--json", *words).stdout)

    whole = summary()
    later = summary("--set", "outputs.warm_up=12 h")
    refused = gigawatt("run", small.name, "--no-output", "--set", "outputs.warm_up=2 days")

    assert "warm_up" not in whole
    assert later["warm_up"]["s"] == 12 * 3600
    left_out = later["warm_up"]["jobs"]["submitted"]
    assert left_out > 0
    assert later["workloads"]["research"]["submitted"] == whole["jobs"]["submitted"] - left_out
    assert later["jobs"]["submitted"] == whole["jobs"]["submitted"]
    assert later["facility_energy_j"] == whole["facility_energy_j"]
    assert refused.returncode == 2
    assert "outputs.warm_up" in refused.stderr


def test_replications_are_the_runs_of_their_seeds_for_any_number_of_threads(gigawatt, small):
    def replicated(threads, *words):
        done = gigawatt(
            "run", small.name, "--replications", "3", "--json", *words, OMP_NUM_THREADS=threads
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    alone = [
        json.loads(gigawatt("run", small.name, "--no-output", "--json", "--seed", seed).stdout)
        for seed in (1, 2, 3)
    ]
    made = replicated("1", "-o", "three.h5")
    again = replicated("4", "--no-output")

    told = made["replications"]
    assert told == again["replications"]
    assert told["n"] == 3
    assert told["seeds"] == [1, 2, 3]
    assert told["result_hashes"] == [run["result_hash"] for run in alone]
    assert made["result_hash"] == alone[0]["result_hash"]
    energies = [run["it_energy_j"] for run in alone]
    energy = told["quantities"]["it_energy_j"]
    assert energy["mean"] == pytest.approx(sum(energies) / 3, rel=1e-12)
    assert (energy["min"], energy["max"]) == (min(energies), max(energies))
    assert energy["half_width"] > 0
    # The file is the first run's.
    info = json.loads(gigawatt("info", "three.h5", "--json").stdout)
    assert info["summary"]["result_hash"] == alone[0]["result_hash"]
    assert [path.name for path in small.parent.glob("*.h5")] == ["three.h5"]


def test_replications_print_a_table_and_say_whose_file_it_is(gigawatt, small):
    done = gigawatt("run", small.name, "--replications", "2")

    assert done.returncode == 0
    assert "2 runs, seeds 1 to 2" in done.stdout
    assert any(line.split()[:1] == ["pue.mean"] for line in done.stdout.splitlines())
    assert done.stderr.splitlines() == [
        "small.h5 is of seed 1; --seed makes any other run's",
        "next: gigawatt info small.h5",
    ]


@pytest.mark.parametrize("count", ["1", "0", "-3", "many"])
def test_fewer_than_two_replications_are_refused(gigawatt, small, count):
    done = gigawatt("run", small.name, "--replications", count)

    assert done.returncode == 2
    assert list(small.parent.iterdir()) == [small]


def test_case_chooses_among_low_base_and_high(gigawatt, small):
    small.write_text(
        small.read_text().replace(
            "60 USD/MWh", "{low: 30 USD/MWh, base: 60 USD/MWh, high: 90 USD/MWh}"
        )
    )

    def price_and_energy(*words):
        done = gigawatt("run", small.name, "--no-output", "--json", *words)
        summary = json.loads(done.stdout)
        energy_mwh = summary["facility_energy_j"] / 3.6e9
        return summary["energy_cost_usd"] / energy_mwh, energy_mwh

    low, base, high = (price_and_energy("--case", case) for case in ("low", "base", "high"))
    assert base == price_and_energy()
    assert [price for price, _ in (low, base, high)] == pytest.approx([30, 60, 90])
    assert low[1] < base[1] < high[1]  # the catalogue's numbers take part


def test_the_event_log_is_a_trace_of_the_chosen_kinds(gigawatt, small):
    done = gigawatt("run", small.name, "--log", "trace.json", "--log-kinds", "job-start,job-end")
    events = json.loads((small.parent / "trace.json").read_text())

    assert done.returncode == 0
    phases = {event["ph"] for event in events}
    assert "b" in phases
    assert "e" in phases
    assert "i" not in phases  # submissions were not asked for

    again = gigawatt("run", small.name, "-o", "other.h5", "--log", "trace.json")
    assert again.returncode == 2
    assert "trace.json" in again.stderr


def test_log_kinds_are_checked(gigawatt, small):
    for words in (("--log", "t.json", "--log-kinds", "job-strt"), ("--log-kinds", "job-start")):
        done = gigawatt("run", small.name, *words)

        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1


def interrupt_when_writing(command, folder, *words, number):
    """Send a signal once the run has rows in its partial file."""
    run = subprocess.Popen(
        [command, "run", "small.yaml", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    partial = folder / "small.partial.h5"
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and not (
        partial.exists() and partial.stat().st_size > 200_000
    ):
        assert run.poll() is None, run.communicate()
        time.sleep(0.01)
    run.send_signal(number)
    out, err = run.communicate(timeout=30)
    return run.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_leaves_a_readable_partial_file(gigawatt, command, small, number):
    code, out, err = interrupt_when_writing(command, small.parent, *LONG, number=number)

    assert code == 130
    assert out == ""
    assert err.splitlines()[-1] == "next: gigawatt info small.partial.h5"
    assert not small.with_suffix(".h5").exists()
    info = json.loads(gigawatt("info", "small.partial.h5", "--json").stdout)
    assert info["complete"] is False
    assert info["rows"] > 0
    assert info["summary"] is None
    jobs = next(table for table in info["tables"] if table["name"] == "jobs")
    assert jobs["rows"] > 0

    # What was left behind does not stand in the way of the next run.
    assert gigawatt("run", "small.yaml").returncode == 0
    assert small.with_suffix(".h5").exists()
    assert not (small.parent / "small.partial.h5").exists()


def test_ctrl_c_stops_replications(gigawatt, command, small):
    code, out, err = interrupt_when_writing(
        command, small.parent, *LONG, "--replications", "3", number=signal.SIGINT
    )

    assert code == 130
    assert out == ""
    assert err.splitlines()[-1] == "next: gigawatt info small.partial.h5"
    assert not small.with_suffix(".h5").exists()


def drawn_on_a_terminal(command, folder, *words, columns=80, **changes):
    """Return what the command draws on standard error where that is a terminal."""
    screen, terminal = pty.openpty()
    termios.tcsetwinsize(terminal, (24, columns))
    with subprocess.Popen(
        [command, *words],
        cwd=folder,
        env={**os.environ, "TERM": "xterm", **changes},
        stdout=subprocess.DEVNULL,
        stderr=terminal,
    ):
        os.close(terminal)
        drawn = b""
        while True:
            try:
                chunk = os.read(screen, 4096)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            drawn += chunk
    os.close(screen)
    return drawn.decode()


def test_progress_is_drawn_on_a_terminal_only_and_can_be_turned_off(command, small):
    # Long enough for a bar, which is first drawn after a tenth of a second.
    words = ("run", "small.yaml", "--no-output", "--set", "duration=12 years")

    assert "run [" in drawn_on_a_terminal(command, small.parent, *words)
    replicated = (*words, "--replications", "2")
    assert "2 runs [" in drawn_on_a_terminal(command, small.parent, *replicated)
    for drawn in (
        drawn_on_a_terminal(command, small.parent, *words, NO_COLOR="1"),
        drawn_on_a_terminal(command, small.parent, *words, "--no-color"),
    ):
        assert "run [" not in drawn
        assert "\x1b" not in drawn
        assert "next:" in drawn
    # On a narrow terminal the bar would wrap and leave a line each time it is drawn.
    assert "run [" not in drawn_on_a_terminal(command, small.parent, *words, columns=40)
