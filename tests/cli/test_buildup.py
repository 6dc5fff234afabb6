# SPDX-License-Identifier: Apache-2.0
"""Time to power: phases move fleets and grid limits, tables tell why, bad networks are refused."""

import json
from pathlib import Path

import pytest

# The example of docs/models/power/buildup.md, shortened to the third phase.
SITE = """\
name: Slip
start: 2025-04-01
duration: 91 days
sites:
  - name: lab
    fleet:
      - {node: hgx-h100-8, nodes: 8, nodes_per_rack: 8}
      - {node: hgx-h100-8, nodes: 8, nodes_per_rack: 8, phase: big}
    power:
      grid: {limit: 0.11 MW, limit_steps: [{phase: big, limit: 1 MW}]}
    buildup:
      start: 2024-05-01
      activities:
        - {name: vote, kind: permit, duration: 190 days}
        - name: line
          kind: interconnection
          duration: {low: 155 days, base: 175 days, high: 195 days}
          after: vote
          feeds: big
        - {name: hall, kind: construction, duration: 214 days}
        - {name: tests, kind: commissioning, duration: 0 days, after: hall}
      phases:
        - {name: small, power: 0.11 MW}
        - {name: big, energised_by: tests, power: 0.05 MW}
workloads:
  - {name: research, kind: synthetic, jobs_per_year: 2000, load: 0.5, nodes: {min: 1, max: 4}}
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    file = tmp_path / "site.yaml"
    file.write_text(SITE, encoding="utf-8")
    return file


def reviewed(gigawatt, *options: str) -> dict:
    done = gigawatt("check", "site.yaml", "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_dates_paths_and_days_lost_are_those_worked_by_hand(gigawatt, site):
    phases = {p["name"]: p for p in reviewed(gigawatt)["sites"][0]["buildup"]["phases"]}

    # Day 190 + 175 = 365 after 2024-05-01; the hall is done on day 214, 151 days sooner.
    assert phases["small"]["energised"] == "2024-05-01T00:00:00Z"
    assert phases["big"]["energised"] == "2025-05-01T00:00:00Z"
    assert phases["big"]["path"] == ["vote", "line", "tests"]
    assert phases["big"]["path_days"]["permit"] == 190
    assert phases["big"]["path_days"]["interconnection"] == 175
    assert phases["big"]["lost_days"]["permit"] == 151
    assert phases["big"]["lost_days"]["interconnection"] == 151
    assert phases["big"]["lost_days"]["construction"] == 0
    # Tenths of the line are 20 days away, 11 April and 21 May; a tenth of 1000 draws is within
    # 3.1 days of it (four deviations: the triangle's density there is 0.0124 a day).
    assert "2025-04-08" < phases["big"]["p10"] < "2025-04-15"
    assert "2025-05-17" < phases["big"]["p90"] < "2025-05-25"


def test_a_slip_of_the_network_moves_the_batch_and_the_limit(gigawatt, site):
    def installed(case: str) -> float:
        done = gigawatt("run", "site.yaml", "--json", "--force", "--case", case, "-o", "r.h5")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["gpu_hours"]["installed"]

    # 64 accelerators for 91 days and 64 from the phase on: day 345, 365 or 385 after 2024-05-01
    # is day 10, 30 or 50 of the run.
    for case, day in (("low", 10), ("base", 30), ("high", 50)):
        assert installed(case) == pytest.approx(64 * 24 * (91 + 91 - day), rel=1e-9)


def test_headroom_by_month_follows_power_and_fleet(gigawatt, site):
    review = reviewed(gigawatt)
    april, later = review["sites"][0]["buildup"]["headroom"]

    assert (april["first"], later["first"], later["last"]) == ("2025-04", "2025-05", "2025-06")
    # Funded counts all phases; demand doubles with the fleet, by the same kind of nodes.
    assert april["energised_w"] == pytest.approx(0.11e6)
    assert later["energised_w"] == pytest.approx(0.16e6)
    assert april["funded_w"] == later["funded_w"] == pytest.approx(0.16e6)
    assert later["demand_w"] == pytest.approx(2 * april["demand_w"], rel=1e-9)
    assert later["headroom_w"] == pytest.approx(later["energised_w"] - later["demand_w"])
    # 16 nodes of 10.2 kW and their network need more than the 0.16 MW of the phases.
    assert later["headroom_w"] < 0
    assert any("2025-05 to 2025-06: the fleet needs" in line for line in review["warnings"])


def test_the_table_is_in_check_and_in_the_summary(gigawatt, site):
    checked = gigawatt("check", "site.yaml")
    ran = gigawatt("run", "site.yaml", "-o", "t.h5")
    for text in (checked.stdout, ran.stdout):
        assert "time to power, from 2024-05-01" in text
        assert "path: vote > line > tests" in text
        assert "days on it: 190 permit, 175 interconnection" in text
        assert "headroom by month" in text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("phase: big, limit", "phase: bigg, limit", "there is no phase 'bigg'; one of: big, small"),
        ("nodes_per_rack: 8, phase: big", "nodes_per_rack: 8, phase: bog", "did you mean 'big'?"),
        ("phase: big}\n", "phase: big, energised: 2025-01-01}\n", "both a date and a phase"),
        ("after: hall", "after: hal", "there is no activity 'hal'"),
        ("after: vote", "after: tests", "interconnection 'line' comes after 'tests'"),
        ("low: 155", "low: 185", "low, base and high are not in order"),
        ("phase: big, limit", "limit", "when the limit begins is not said"),
    ],
)
def test_bad_build_ups_are_refused_with_their_place(gigawatt, site, old, new, message):
    assert SITE.count(old) == 1
    site.write_text(SITE.replace(old, new), encoding="utf-8")

    done = gigawatt("check", "site.yaml")

    assert done.returncode == 2
    lines = [line for line in done.stderr.splitlines() if message in line]
    assert lines, done.stderr
    assert lines[0].startswith("site.yaml:")
