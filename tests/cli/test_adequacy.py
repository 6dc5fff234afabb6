# SPDX-License-Identifier: Apache-2.0
"""Adequacy from a scenario: what a site is firm for, worked by hand where that can be done."""

import json
from pathlib import Path

import pytest

# No weather: constant air of 15 degC. Three units of 100 kW, each away a tenth of the time.
SITE = """\
name: Firm
start: 2025-01-01
duration: 2 days
sites:
  - name: lab
    fleet:
      - {node: hgx-h100-8, nodes: 16}
    power:
      grid: {limit: 0 MW}
      generators:
        - {record: aeroderivative, unit: 100 kW, units: 3, air: flat, planned: none,
           failures: {up: 900 h, repair: 100 h}}
workloads:
  - {name: research, kind: synthetic, jobs_per_year: 2000, load: 0.5, nodes: {min: 1, max: 4}}
"""


@pytest.fixture
def site(tmp_path: Path) -> str:
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    return "site.yaml"


def study(gigawatt, *options: str) -> dict:
    done = gigawatt("adequacy", *options, "--years", "200", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["sites"][0]


def test_lost_load_is_the_binomials_of_the_units(gigawatt, site):
    found = study(gigawatt, site, "--load", "0.15")
    # Two of three must run: lost with two or three away, 3 0.1^2 0.9 + 0.1^3 = 0.028 of the year.
    assert found["exact"]["lost_load_h_per_year"] == pytest.approx(8760 * 0.028, rel=1e-9)
    lost = found["lost_load_h_per_year"]
    assert abs(lost["mean"] - 8760 * 0.028) < 2 * (lost["high"] - lost["low"])


def test_firm_capacity_meets_the_standard_and_no_more(gigawatt, site):
    # All three away: 8.76 h a year. Held to 10 h one unit is firm; held to 8 h nothing is.
    assert study(gigawatt, site, "--lolh", "10")["firm_w"]["mean"] == pytest.approx(100e3, abs=2)
    assert study(gigawatt, site, "--lolh", "8")["firm_w"]["mean"] == pytest.approx(0, abs=2)


def test_the_load_is_the_fleets_design_power_unless_given(gigawatt, site):
    done = gigawatt("check", site, "--json")
    design_w = max(
        hour["facility_w"] for hour in json.loads(done.stdout)["sites"][0]["design_hours"]
    )
    assert study(gigawatt, site)["load_w"] == pytest.approx(design_w, rel=1e-12)


def test_a_load_that_is_no_load_is_refused(gigawatt, site):
    done = gigawatt("adequacy", site, "--load", "-3")
    assert done.returncode == 2
    assert "--load" in done.stderr
