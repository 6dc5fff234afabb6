# SPDX-License-Identifier: Apache-2.0
"""`power.path` of a site: what stays up, what is stranded, and paths that cannot be."""

import json
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/models/power/path.md"

# Two UPS of 1 MW without loss but their own; row-1 stands on both, row-2 on ups-b alone.
SITE = """\
name: Two sides
start: 2025-01-01
duration: 1 day
sites:
  - name: lab
    fleet: [{node: gb200-nvl72, racks: 4}]
    power:
      grid: {limit: 2 MW}
      path:
        elements:
          - {name: feed-a, rating: 2 MW, failures_per_year: 1, repair: 87.6 h}
          - {name: feed-b, rating: 2 MW, failures_per_year: 1, repair: 87.6 h}
          - {name: ups-a, model: ups-double-conversion, rating: 1 MW, from: [feed-a],
             failures_per_year: 0, repair: 1 h}
          - {name: ups-b, model: ups-double-conversion, rating: 1 MW, from: [feed-b],
             failures_per_year: 0, repair: 1 h}
          - {name: row-1, rating: 1 MW, from: [ups-a, ups-b], redundancy: 2N, load: 400 kW,
             racks: 3, positions: 5, rack_power: 150 kW, failures_per_year: 0, repair: 1 h}
          - {name: row-2, rating: 500 kW, from: [ups-b], load: 300 kW,
             racks: 2, positions: 3, rack_power: 150 kW}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = tmp_path / "site.yaml"
    file.write_text(SITE, encoding="utf-8")
    return file


def review(gigawatt, *options: str) -> dict:
    done = gigawatt("check", "site.yaml", "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def path_of(gigawatt, *options: str) -> dict:
    return review(gigawatt, *options)["sites"][0]["path"]


def test_what_stays_up_is_that_worked_by_hand_worst_first(gigawatt, site):
    path = path_of(gigawatt)

    # Loss of the UPS at load x: 1 MW (0.012 + 0.006 x + 0.012 x²). ups-a has half of row-1,
    # x = 0.2: 13.68 kW; ups-b the other half and row-2, x = 0.5: 18 kW.
    assert path["planned"]["up_w"] == 700e3
    assert path["planned"]["loss_w"] == pytest.approx(13.68e3 + 18e3, rel=1e-12)
    found = {outage["out"]: outage for outage in path["outages"]}
    assert found["ups-b"]["lost_w"] == found["feed-b"]["lost_w"] == 300e3
    assert found["ups-b"]["rows_dark"] == ["row-2"]
    assert found["ups-b"]["racks_dark"] == 2
    # Left with row-1, ups-a runs at x = 0.4: 16.32 kW.
    assert found["feed-b"]["loss_w"] == pytest.approx(16.32e3, rel=1e-12)
    # Left with all, ups-b runs at x = 0.7: 12 + 4.2 + 5.88 kW.
    assert found["ups-a"]["lost_w"] == 0
    assert found["feed-a"]["loss_w"] == pytest.approx(22.08e3, rel=1e-12)
    assert [outage["lost_w"] for outage in path["outages"]] == [400e3, 300e3, 300e3, 300e3, 0, 0]
    assert path["outages"][0]["out"] == "row-1"


def test_an_overloaded_survivor_sheds(gigawatt, site):
    site.write_text(
        SITE.replace(", redundancy: 2N", "").replace("load: 400 kW", "load: 800 kW"),
        encoding="utf-8",
    )

    found = {outage["out"]: outage for outage in path_of(gigawatt)["outages"]}

    # Without ups-a, ups-b would carry 800 + 300 kW of 1 MW: both rows keep 10/11.
    assert found["ups-a"]["up_w"] == pytest.approx(1e6, rel=1e-8)
    assert found["ups-a"]["rows_shed"] == ["row-1", "row-2"]
    assert found["ups-a"]["overloaded"] == ["ups-b"]
    assert found["ups-a"]["racks_dark"] == 0


def test_spare_power_strands_beyond_positions_and_positions_beyond_power(gigawatt, site):
    one, two = path_of(gigawatt)["rows"]

    # row-1 must live on ups-b beside row-2: 1000 - 300 - 400 = 300 kW, two racks of 150 kW.
    assert one["spare_w"] == pytest.approx(300e3, rel=1e-8)
    assert (one["free_positions"], one["stranded_positions"]) == (2, 0)
    assert one["stranded_w"] == pytest.approx(0, abs=1)
    # row-2 up to its own 500 kW, no outage to bear: one rack fits the one position.
    assert two["spare_w"] == pytest.approx(200e3, rel=1e-8)
    assert two["stranded_w"] == pytest.approx(50e3, rel=1e-7)
    assert two["stranded_positions"] == 0


def test_availability_needs_every_rate_and_single_points_are_named(gigawatt, site):
    one, two = path_of(gigawatt)["rows"]

    # A feed is under repair 0.01 / 1.01 of the time; row-1 is dark while both are.
    assert one["availability"] == pytest.approx(1 - (0.01 / 1.01) ** 2, rel=1e-12)
    assert one["cannot_do_without"] == []
    assert two["availability"] is None  # row-2 states none of its own
    assert two["cannot_do_without"] == ["feed-b", "ups-b"]


def test_the_tables_on_the_page_are_those_that_check_prints(gigawatt, tmp_path):
    text = PAGE.read_text(encoding="utf-8")
    scenario = re.search(r"```yaml\n(name: .*?)```", text, re.DOTALL)
    table = re.search(r"```text\n(  path.*?)```", text, re.DOTALL)
    (tmp_path / "page.yaml").write_text(scenario[1], encoding="utf-8")

    done = gigawatt("check", "page.yaml")

    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stderr
    assert table[1] in done.stdout


def test_a_long_table_is_cut_and_json_has_all_of_it(gigawatt, site):
    rows = "".join(
        f"          - {{name: row-{i}, rating: 3 kW, from: [ups-b], load: {i}00 W}}\n"
        for i in range(3, 28)
    )
    site.write_text(SITE + rows, encoding="utf-8")

    printed = gigawatt("check", "site.yaml").stdout
    path = path_of(gigawatt)

    # 25 rows more: 27 rows, of 31 outages all but those of ups-a and feed-a lose something.
    assert "9 more lose less; --json has all" in printed
    assert "7 more rows; --json has all" in printed
    assert "nothing is lost without feed-a ups-a" in printed
    assert len(path["outages"]) == 31
    assert len(path["rows"]) == 27


def test_a_path_planned_for_less_than_its_fleet_is_warned_of(gigawatt, site):
    assert not review(gigawatt)["warnings"]

    warnings = review(gigawatt, "--set", "sites.lab.fleet.0.racks=5")["warnings"]

    assert len(warnings) == 1
    assert "the rows of power.path have a load of 0.70 MW" in warnings[0]


def test_a_site_without_a_path_has_no_tables(gigawatt, small):
    done = gigawatt("check", small.name, "--json")

    assert "path" not in json.loads(done.stdout)["sites"][0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("from: [feed-a]", "from: [fed-a]", "nothing in power.path is named 'fed-a'"),
        ("from: [feed-a]", "from: [row-1]", "feed each other in a circle"),
        ("name: ups-b,", "name: ups-a,", "the name 'ups-a' is used twice"),
        ("redundancy: 2N", "redundancy: 3N", "3N"),
        ("from: [feed-b]", "from: [feed-a]", "feed-b feeds nothing"),
        ("load: 300 kW", "load: 650 kW", "row-2 would carry 650.0 kW of 500.0 kW"),
        ("load: 400 kW", "load: 800 kW", "row-1 cannot have 2N: with feed-a out, ups-b would"),
        ("load: 400 kW", "load: 400 kg", "kg"),
        ("racks: 2, pos", "racks: 4, pos", "4 racks stand on 3 positions of row-2"),
        ("repair: 87.6 h}\n          - {name: feed-b", "}\n          - {name: feed-b", "only one"),
    ],
)
def test_a_path_that_cannot_be_is_refused_with_its_place(gigawatt, site, old, new, message):
    assert old in SITE
    text = SITE.replace(old, new, 1)
    site.write_text(text, encoding="utf-8")

    done = gigawatt("check", "site.yaml")

    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if message in line]
    assert lines, done.stderr
    place = re.match(r"site\.yaml:(\d+):\d+: sites\.lab\.power\.path\.elements", lines[0])
    assert place, lines[0]


def test_a_path_needs_elements(gigawatt, site):
    head, _ = SITE.split("        elements:")
    site.write_text(head + "        headroom: 5 %\n", encoding="utf-8")

    done = gigawatt("check", "site.yaml")

    assert done.returncode == 2
    assert "site.yaml:10:" in done.stderr
    assert "elements" in done.stderr
