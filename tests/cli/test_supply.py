# SPDX-License-Identifier: Apache-2.0
"""Sources beside the grid: what cannot work is named with its place, what is only dark is said."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEATHER = ROOT / "scenarios/data/weather/phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv"

SITE = """\
name: Sources
start: 2025-01-01
duration: 3 days
seed: 1
sites:
  - name: lab
    place:
      {{latitude: 33.45, longitude: -111.98, elevation: {elevation}, timezone: America/Phoenix}}
    weather: {weather}
    fleet:
      - {{node: hgx-h100-8, nodes: 16}}
    power:
      grid: {{limit: {limit}}}
{power}
workloads:
  - name: research
    kind: synthetic
    jobs_per_year: 20000
    load: 0.7
    nodes: {{min: 1, max: 8}}
"""

PV = "      pv: {dc: 1 MW, tracker: single-axis}\n"
BATTERY = "      battery: {power: 300 kW, energy: 600 kWh}\n"
TURBINE = (
    "{record: aeroderivative, unit: 300 kW, units: 2, air: generic-gas-turbine, "
    "fuel_price: 4 USD/MMBtu}"
)


@pytest.fixture
def write(tmp_path: Path):
    def to_file(power: str, limit: str = "0 MW", elevation: str = "337 m") -> str:
        text = SITE.format(power=power, limit=limit, elevation=elevation, weather=WEATHER)
        (tmp_path / "site.yaml").write_text(text, encoding="utf-8")
        return "site.yaml"

    return to_file


@pytest.mark.parametrize(
    ("power", "said"),
    [
        ("      dispatch: {model: merit-order}\n", "there is no battery to dispatch"),
        ("      backup: 50 %\n", "there is no battery to keep it in"),
        ("      battery: {power: 1 MW, energy: 1 MWh, round_trip: 1.1}\n", "round_trip"),
        ("      generators: [{record: aeroderivativ}]\n", "did you mean 'aeroderivative'"),
        ("      generators: [{record: aeroderivative, unit: 1 MW}]\n", "air_table"),
        (
            "      generators: [{record: capstone-c65, phase: first}]\n",
            "there is no phase 'first'",
        ),
        ("      pv: {dc: 1 MW, delivered: 2025-02-01, phase: one}\n", "there is no phase 'one'"),
        (
            "      battery: {power: 1 MW, energy: 1 MWh}\n      dispatch: {model: look-ahed}\n",
            "did you mean 'look-ahead'",
        ),
    ],
)
def test_what_cannot_work_is_one_line_with_its_place(gigawatt, write, power, said):
    done = gigawatt("check", write(power))
    assert done.returncode == 2
    assert said in done.stderr
    assert all(line.startswith("site.yaml:") for line in done.stderr.strip().splitlines())


def test_a_turbine_higher_than_its_curves_reach_is_refused(gigawatt, write):
    site = write(f"      generators: [{TURBINE}]\n", elevation="4000 m")
    done = gigawatt("check", site)
    assert done.returncode == 2
    assert "the site lies at 4000 m" in done.stderr
    assert "3050 m" in done.stderr


def test_an_island_without_anything_at_night_is_told_so(gigawatt, write):
    done = gigawatt("run", write(PV), "-o", "run.h5")
    assert done.returncode == 0, done.stderr
    assert "no grid, no generator and no battery: the site is dark every night" in done.stdout


def test_an_island_on_a_battery_is_told_how_long_its_night_may_be(gigawatt, write):
    done = gigawatt("run", write(PV + BATTERY), "-o", "run.h5")
    assert done.returncode == 0, done.stderr
    # 600 kWh from full to 20 % at 0.96 sqrt(0.975), by hand: 1.5 h at 300 kW.
    assert "at night a full battery carries its 0.3 MW for 1.5 h" in done.stdout


def test_the_summary_says_what_fed_the_site(gigawatt, write):
    power = PV + BATTERY + f"      generators: [{TURBINE}]\n"
    done = gigawatt("run", write(power), "-o", "run.h5", "--json")
    assert done.returncode == 0, done.stderr
    site = json.loads(done.stdout)["sites"][0]
    supply = site["supply"]
    fed = (
        supply["solar_j"]
        + supply["generated_j"]
        + supply["discharged_j"]
        + supply["imported_j"]
        + supply["unserved_j"]
    )
    drawn = (
        site["facility_energy_j"]
        + supply["own_use_j"]
        + supply["charged_j"]
        + supply["exported_j"]
        + supply["dumped_j"]
    )
    assert fed == pytest.approx(drawn, rel=1e-9)
    assert supply["imported_j"] == 0
    assert supply["generators"][0]["name"] == "aeroderivative"
    assert supply["fuel_usd"] == pytest.approx(site["energy_cost_usd"], rel=1e-12)


def test_check_says_what_the_supply_is_made_of(gigawatt, write):
    done = gigawatt("check", write(BATTERY + f"      generators: [{TURBINE}]\n"), "--json")
    assert done.returncode == 0, done.stderr
    hottest = json.loads(done.stdout)["sites"][0]["design_hours"][0]
    feeds = {feed["name"]: feed["firm_w"] for feed in hottest["feeds"]}
    assert feeds["grid"] == 0
    assert feeds["battery"] == 300e3
    # By the rule of thumb: 0.8 % of output a kelvin above 15 degC, 3.5 % for each 305 m.
    heat = 0.008 * (hottest["dry_bulb_k"] - 273.15 - 15)
    height = 0.0001148 * 337
    assert feeds["aeroderivative"] == pytest.approx(600e3 * (1 - heat) * (1 - height), rel=1e-3)
    assert hottest["limits"][0]["limit"] == pytest.approx(sum(feeds.values()), rel=1e-12)


LOG = """\
from,until,limit,notice
2025-01-01T06:12Z,2025-01-01T08:40Z,,
2025-01-02T17:00-05:00,2025-01-02T18:45-05:00,100 kW,30 min
"""


def test_a_log_of_outages_is_the_list_that_it_stands_for(gigawatt, write, tmp_path):
    (tmp_path / "outages.csv").write_text(LOG)
    scenario = write("", limit="400 kW")
    key = "sites.lab.power.grid.interruptions"
    # The same by hand, in UTC.
    listed = (
        "[{from: 2025-01-01T06:12:00Z, duration: 148 min}, "
        "{from: 2025-01-02T22:00:00Z, duration: 105 min, limit: 100 kW, notice: 30 min}]"
    )
    hashes, unserved = set(), set()
    for value in ("{table: outages.csv}", listed):
        done = gigawatt("run", scenario, "--set", f"{key}={value}", "--json", "--force")
        assert done.returncode == 0, done.stderr
        summary = json.loads(done.stdout)
        hashes.add(summary["result_hash"])
        unserved.add(summary["sites"][0]["jobs"]["failed_attempts"])
    assert len(hashes) == 1
    assert min(unserved) > 0  # jobs were lost: the outages were there


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2025-01-01T06:12Z,,", "when the interruption ends is not said"),
        ("2025-01-01T06:12Z,2025-01-01T07:00Z,2 h", "the interruption has two ends"),
        ("2025-01-01T06:12Z,2025-01-01T06:12Z,", "the interruption ends before it begins"),
        ("2025-01-01T06:12,2025-01-01T07:12,1 km", "outages.csv:2:35: "),
    ],
)
def test_a_wrong_row_of_an_outage_log_is_named(gigawatt, write, tmp_path, row, said):
    (tmp_path / "outages.csv").write_text(f"from,until,duration\n{row}\n")
    key = "sites.lab.power.grid.interruptions"
    done = gigawatt("check", write(""), "--set", f"{key}={{table: outages.csv}}")
    assert done.returncode == 2
    assert said in done.stderr and "outages.csv:2:" in done.stderr, done.stderr
