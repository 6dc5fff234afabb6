# SPDX-License-Identifier: Apache-2.0
"""The scenario of a hall whose rows carry less than they hold, against what can be said by hand."""

import json
import subprocess
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parents[2] / "scenarios/hall_rows.yaml"

# A node of the catalogue with its 127 W of network and storage for each of eight GPUs [W].
IDLE_W = 1_620 + 8 * 127
FULL_W = 8_400 + 8 * 127
ROW_W, FEED_W = 180_000, 320_000


@pytest.fixture(scope="module")
def halls(command):
    """Summaries by racks in a row."""

    def run(racks):
        done = subprocess.run(
            [
                *(command, "run", SCENARIO, "--no-output", "--json"),
                *("--set", f"sites.hall.fleet.*.racks={racks}"),
            ],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return json.loads(done.stdout)

    return {racks: run(racks) for racks in (4, 5, 6)}


def points(summary):
    return {point["name"]: point for point in summary["rows"]}


def nodes_at_work(summary):
    return summary["gpu_hours"]["productive"] / 8 / (90 * 24)


def test_full_rows_strand_places_at_every_level(halls):
    hall = points(halls[6])

    for name, nodes, limit_w in (
        ("row-1", 24, ROW_W),
        ("row-4", 24, ROW_W),
        ("feed-a", 48, FEED_W),
    ):
        point = hall[name]
        assert point["nodes"] == nodes
        assert point["full_w"] == pytest.approx(nodes * FULL_W)
        # Idle power of all nodes first: 17 of 24 in a row, 28 of 48 on a feed.
        assert point["carried_nodes"] == int((limit_w - nodes * IDLE_W) / (FULL_W - IDLE_W))
        assert point["admitted_w"]["peak"] <= limit_w
        assert point["hours_binding"] > 0.9 * 90 * 24
        assert point["stranded_nodes"] > 1
    # Jobs of one node wait: no feed is ever left with what the largest of them takes.
    assert hall["feed-a"]["admitted_w"]["peak"] > FEED_W - (FULL_W - IDLE_W)
    # A row has 180 kW and its half of the feed is 160 kW: one of two keeps power it cannot use.
    assert hall["row-2"]["stranded_w"] > 20_000


def test_four_racks_a_row_never_meet_a_limit(halls):
    # 16 nodes are 150.7 kW of 180, 32 nodes 301.3 kW of 320.
    for point in halls[4]["rows"]:
        assert point["full_w"] < point["limit_w"]
        assert point["carried_nodes"] == point["nodes"]
        assert point["hours_binding"] == 0
        assert point["stranded_w"] == 0


def test_five_racks_a_row_do_more_than_six(halls):
    # At 80 % of its dynamic power a node takes 5.42 kW beside its idle 2.64: a feed runs 35.7.
    most = 2 * (FEED_W - 48 * IDLE_W) / (0.8 * (FULL_W - IDLE_W))
    assert nodes_at_work(halls[6]) < 1.02 * most
    assert nodes_at_work(halls[5]) > nodes_at_work(halls[6]) > nodes_at_work(halls[4])
    assert nodes_at_work(halls[4]) < 64
    assert halls[5]["jobs"]["wait_s"]["mean"] < 0.5 * halls[6]["jobs"]["wait_s"]["mean"]
