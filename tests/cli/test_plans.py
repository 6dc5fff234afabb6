# SPDX-License-Identifier: Apache-2.0
"""What `check` says of plans that change, that cannot idle, or that bring their own catalogue."""

import json
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_a_replaced_fleet_is_budgeted_once(gigawatt, small):
    small.write_text(
        small.read_text()
        .replace("duration: 2 days", "duration: 1 year")
        .replace("400 kW", "20 MW")
        .replace(
            "      - {node: hgx-h100-8, nodes: 16}\n",
            "      - {node: hgx-h100-8, nodes: 1000, retired: 2025-07-01}\n"
            "      - {node: hgx-h100-8, nodes: 1000, energised: 2025-07-01}\n",
        )
    )

    done = gigawatt("check", small.name)

    assert done.returncode == 0, done.stderr
    assert "rated power from 2025-01-01T00:00:00Z" in done.stdout
    assert "11.22 MW" in done.stdout  # 1,000 x 11.216 kW, by hand
    assert "22.43" not in done.stdout


def test_a_site_that_can_never_idle_is_refused_by_check_and_run_alike(gigawatt, small):
    # 16 x (1,620 W + 8 x 127 W) = 42.2 kW idle.
    too_little = ("--set", "sites.lab.power.grid.limit=40 kW")
    checked = gigawatt("check", small.name, *too_little)
    ran = gigawatt("run", small.name, *too_little)

    assert checked.returncode == ran.returncode == 2
    assert checked.stderr == ran.stderr
    assert "lab: at the hottest hour and with every node idle grid needs 42.2 kW" in ran.stderr
    assert "but has 40.0 kW; the site cannot have its nodes up in any hour" in ran.stderr
    assert ran.stdout == ""
    assert not small.with_suffix(".h5").exists()

    done = gigawatt("check", small.name, "--json", *too_little)
    assert json.loads(done.stdout)["errors"] == checked.stderr.splitlines()
    enough = gigawatt("check", small.name, "--set", "sites.lab.power.grid.limit=43 kW")
    assert enough.returncode == 0


def test_the_error_of_a_site_that_can_never_idle_has_its_place(gigawatt, small):
    small.write_text(small.read_text().replace("limit: 400 kW", "limit: 40 kW"))

    assert gigawatt("run", small.name).stderr.startswith("small.yaml:10:")


def test_a_site_that_is_dark_at_times_is_warned_of_by_check_and_run_alike(gigawatt, small):
    small.write_text(
        small.read_text().replace(
            "{limit: 400 kW,", "{limit: 400 kW, limit_steps: [{from: 2025-01-02, limit: 40 kW}],"
        )
    )
    checked = gigawatt("check", small.name)
    ran = gigawatt("run", small.name)

    assert checked.returncode == ran.returncode == 0
    warnings = [line for line in checked.stderr.splitlines() if line.startswith("warning: ")]
    assert any("40.0 kW from 2025-01-02" in w and "the site goes dark" in w for w in warnings)
    assert [line for line in ran.stderr.splitlines() if line.startswith("warning: ")] == warnings


def test_the_cooling_that_can_never_carry_idle_nodes_is_blamed(gigawatt, tmp_path):
    plant = (ROOT / "scenarios/memphis.yaml").read_text()
    assert "unit: 6 MW, units: 8," in plant
    small_chiller = plant.replace("unit: 6 MW, units: 8,", "unit: 1 MW, units: 1,")
    (tmp_path / "plant.yaml").write_text(small_chiller)
    line = plant[: plant.index("    cooling:")].count("\n") + 1

    done = gigawatt("run", "plant.yaml", GIGAWATT_DATA=str(ROOT / "scenarios"))

    assert done.returncode == 2
    error = done.stderr.splitlines()[-1]
    assert re.match(rf"plant.yaml:({line}|{line + 1}):.*idle chiller needs", error)


# Jobs of a day on 8 nodes that fail once a day each: every 3 hours. Without a checkpoint before the
# end 24 / (3 (e^8 - 1)) = 0.3 % of the time is useful, by hand.
FAILING = """\
    faults: {rate: 1 per node-day, detection: 0 s}
workloads:
  - name: research
    kind: synthetic
    jobs: 4
    nodes: {sizes: [8], shares: [1]}
    run_time: {median: 24 hours, mean: 24 hours}
    checkpoint: {interval: INTERVAL, stall: 5 s, write: 5 s, restart: 0 s}
"""


def test_a_checkpoint_interval_too_long_to_get_on_is_a_warning_and_a_note_of_the_run(
    gigawatt, small
):
    head = small.read_text().split("workloads:")[0]
    small.write_text(head + FAILING.replace("INTERVAL", "10 days"))
    said = (
        "lab: a job of 'research' on 8 nodes fails every 3 h and saves every 10 days: "
        "only 0.3 % of its time is expected to be useful work; `interval: optimal` ("
    )

    checked = gigawatt("check", small.name)
    assert checked.returncode == 0
    assert f"warning: {said}" in checked.stderr

    ran = gigawatt("run", small.name, "--json")
    assert ran.returncode == 0
    assert any(note.startswith(said) for note in json.loads(ran.stdout)["notes"])

    small.write_text(head + FAILING.replace("INTERVAL", "10 min"))
    assert "useful work" not in gigawatt("check", small.name).stderr


def test_jobs_without_checkpoints_are_judged_by_starting_over(gigawatt, small):
    head = small.read_text().split("workloads:")[0]
    lines = FAILING.splitlines(keepends=True)
    assert "checkpoint" in lines.pop()
    small.write_text(head + "".join(lines))

    # The same share: nothing is saved before the end either way.
    said = gigawatt("check", small.name).stderr
    assert (
        "lab: a job of 'research' on 8 nodes fails every 3 h and saves nothing: only 0.3 % of its "
        "time is expected to be useful work; `checkpoint: {interval: optimal}` (" in said
    )
    small.write_text(head + "".join(lines).replace("24 hours", "20 min"))
    assert "useful work" not in gigawatt("check", small.name).stderr


def test_shards_of_batch_inference_are_judged_too(gigawatt, small):
    head = small.read_text().split("workloads:")[0]
    # 8 nodes of 8 accelerators fail every 3 hours; 6.912 million accelerator-seconds in one shard
    # of 64 are 30 hours: 30 / (3 (e^10 - 1)) = 0.05 %, by hand.
    text = """\
    faults: {rate: 1 per node-day, detection: 0 s}
workloads:
  - name: summaries
    kind: batch-inference
    jobs: 2
    batch:
      items: 691200
      input_tokens: {median: 1000, mean: 1000}
      output_tokens: {median: 900, mean: 900}
      prefill_tokens_per_s: 1000
      decode_tokens_per_s: 100
      gpus: 64
      shard: 100 h
"""
    small.write_text(head + text)
    said = gigawatt("check", small.name).stderr
    assert "a job of 'summaries' on 8 nodes fails every 3 h and saves nothing: only 0.0 %" in said

    small.write_text(head + text.replace("100 h", "1 h"))
    assert "useful work" not in gigawatt("check", small.name).stderr


def test_copied_scenarios_are_no_duplicates(gigawatt, tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "mine")

    done = gigawatt("check", "mine/memphis.yaml", GIGAWATT_DATA=str(ROOT / "scenarios"))

    assert done.returncode == 0, done.stderr


def test_the_case_reaches_the_catalogue(gigawatt):
    def it_w(case: str) -> float:
        done = gigawatt("check", ROOT / "scenarios/memphis.yaml", "--case", case, "--json")
        return json.loads(done.stdout)["sites"][0]["design_hours"][0]["it_w"]

    # 12,500 x (10,200 + 8 x 81) W and 12,500 x (10,200 + 8 x 283) W, by hand.
    assert abs(it_w("low") - 135.6e6) < 1
    assert abs(it_w("high") - 155.8e6) < 1


def test_a_missing_map_can_be_set_into(gigawatt, small):
    assert gigawatt("check", small.name, "--set", "plant.interval=60s").returncode == 0

    done = gigawatt("check", small.name, "--set", "plnt.interval=60s")
    assert done.returncode == 2
    assert "unknown key 'plnt'; did you mean 'plant'?" in done.stderr


def test_a_place_far_from_the_weather_is_noted(gigawatt):
    done = gigawatt(
        "check", ROOT / "scenarios/memphis.yaml", "--set", "sites.memphis.place.elevation=1500 m"
    )

    assert done.returncode == 0
    assert "`place` is at 1500 m; the file's pressure is used" in done.stderr


def test_a_short_series_is_found_before_the_run(gigawatt, small):
    (small.parent / "prices.csv").write_text(
        "time,usd\n2025-01-01T00:00Z,50\n2025-01-01T01:00Z,60\n"
    )
    small.write_text(
        small.read_text().replace(
            "price: 60 USD/MWh",
            "price_series: {file: prices.csv, column: usd, unit: USD/MWh}",
        )
    )

    for verb in ("check", "run"):
        done = gigawatt(verb, small.name)
        assert done.returncode == 2
        assert done.stderr.startswith("small.yaml:10:")
        assert "the series covers 2025-01-01T00:00:00Z to 2025-01-01T02:00:00Z" in done.stderr


def test_an_unknown_accelerator_beside_the_scenario_is_told_with_the_nearest_name(
    gigawatt, tmp_path
):
    mine = tmp_path / "mine"
    shutil.copytree(ROOT / "scenarios", mine)
    nodes = mine / "catalog/nodes.yaml"
    nodes.write_text(nodes.read_text().replace("accelerator: h100-sxm", "accelerator: h100-smx"))

    done = gigawatt("check", "mine/memphis.yaml")

    assert done.returncode == 2
    assert "unknown accelerator 'h100-smx'; did you mean 'h100-sxm'?" in done.stderr


def test_accelerators_beside_the_scenario_are_known_to_its_nodes(gigawatt, tmp_path):
    catalog = tmp_path / "mine/catalog"
    shutil.copytree(ROOT / "scenarios", tmp_path / "mine")
    part = (
        "accelerators:\n"
        "  - name: mine\n"
        "    doc: An accelerator of one's own.\n"
        "    status: derived\n"
        "    released: 2026-01-01\n"
        "    power: {value: 500 W, source: s, date: 2026-01-01}\n"
        "    memory: {value: 80 GB, source: s, date: 2026-01-01}\n"
        "    memory_bandwidth: {value: 2 TB/s, source: s, date: 2026-01-01}\n"
    )
    (catalog / "accelerators.yaml").write_text(part)
    nodes = catalog / "nodes.yaml"
    nodes.write_text(nodes.read_text().replace("accelerator: h100-sxm", "accelerator: mine"))

    done = gigawatt("check", "mine/memphis.yaml")

    assert done.returncode == 0, done.stderr


# Ten racks of each at rated power, without their network: 18 x 11,267 + 7,200 W, 2 x 12,300 W, 16 x
# 1,728 W, by hand.
@pytest.mark.parametrize(
    ("node", "it_w"),
    [("vera-rubin-nvl72", 2_100_060), ("trn2-ultraserver", 246_000), ("tpu-v4-host", 276_480)],
)
def test_a_rack_of_the_catalogue_draws_what_its_entry_says(gigawatt, tmp_path, node, it_w):
    text = (ROOT / "scenarios/memphis.yaml").read_text()
    fleet = "{node: hgx-h100-8, nodes: 12500, nodes_per_rack: 8, energised: 2025-01-01}"
    assert fleet in text
    text = text.replace(fleet, f"{{node: {node}, racks: 10, network: false}}")
    text = text.replace("supply: 37 degC", "supply: 32 degC").replace("max: 512", "max: 4")
    text = text.replace("share: 0.75", "share: 0.5")
    (tmp_path / "racks.yaml").write_text(text)

    done = gigawatt("check", "racks.yaml", "--json", GIGAWATT_DATA=str(ROOT / "scenarios"))

    assert done.returncode == 0, done.stderr
    assert abs(json.loads(done.stdout)["sites"][0]["design_hours"][0]["it_w"] - it_w) < 1
