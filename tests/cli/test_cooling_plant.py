# SPDX-License-Identifier: Apache-2.0
"""Cooling plants as a planner sees them: what check says, what a run counts, what is refused."""

import json
from pathlib import Path

ROOT = Path(__file__).parents[2]
EPW = ROOT / "scenarios/data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw"

PLANT = f"""\
name: Plant
start: 2025-01-01
duration: 20 days
sites:
  - name: lab
    weather: {EPW}
    fleet:
      - {{node: hgx-h100-8, nodes: 64}}
    power:
      grid: {{limit: 2 MW}}
    cooling:
      liquid:
        share: 0.75
        supply: 37 degC
        rejection: REJECTION
      air:
        model: crah-chilled-water
        supply: AIR
        HALL
workloads:
  - {{name: research, kind: synthetic, jobs_per_year: 20000, load: 0.7, nodes: {{min: 1, max: 8}}}}
"""
TOWERS = "{model: wet-tower-merkel, unit: 500 kW, units: 3, spare: 1, staging: fewest}"
CHILLERS = (
    "chiller: {record: york-yt-1055, supply: 8 degC, unit: 150 kW, units: 3, spare: 1,"
    " condenser: liquid.rejection}"
)


def write(folder: Path, *, rejection: str = TOWERS, air: str = "24 degC", hall: str) -> str:
    text = PLANT.replace("REJECTION", rejection).replace("AIR", air).replace("HALL", hall)
    (folder / "plant.yaml").write_text(text)
    return "plant.yaml"


def site_of(gigawatt, name: str, out: str) -> dict:
    done = gigawatt("run", name, "-o", out, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["sites"][0]


def test_an_economizer_saves_power_in_winter_and_its_hours_are_counted(gigawatt, tmp_path):
    name = write(tmp_path, hall=f"{CHILLERS}\n        economizer: {{approach: 2 K}}")
    with_it = site_of(gigawatt, name, "with.h5")
    write(tmp_path, hall=CHILLERS)
    without = site_of(gigawatt, name, "without.h5")

    free = with_it["free_cooling"]
    assert "free_cooling" not in without
    assert free["all_hours"] > 24.0  # January in Memphis
    assert 24.0 < free["all_hours"] + free["part_hours"] <= 20 * 24.0
    assert free["heat_j"] > 0.0
    assert with_it["cooling_energy_j"] < without["cooling_energy_j"]


def test_check_shows_where_free_cooling_begins_and_the_headroom_of_the_chip(gigawatt, tmp_path):
    name = write(
        tmp_path,
        rejection=TOWERS + "\n        cold_plate: {power: 700 W}",
        hall=f"{CHILLERS}\n        economizer: {{below: 9 degC}}",
    )

    table = gigawatt("check", name).stdout
    site = json.loads(gigawatt("check", name, "--json").stdout)["sites"][0]

    # 37 + 3 + 700 * (0.0267 + 0.02) = 72.69 degC of 85, by hand.
    assert "72.69 degC / 85.00 degC, 12.3 K left" in table
    assert "9.0 degC wet bulb" in table
    assert abs(site["junction"]["headroom_k"] - 12.31) < 1e-6
    assert abs(site["free_cooling_below_k"] - 282.15) < 1e-9


def test_a_chip_too_hot_for_the_supply_is_refused_in_one_line(gigawatt, tmp_path):
    name = write(
        tmp_path, rejection=TOWERS + "\n        cold_plate: {power: 1400 W}", hall=CHILLERS
    )

    done = gigawatt("check", name)

    # 85 - 3 - 1400 * 0.0467 = 16.62 degC, by hand.
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "sites.lab.cooling.liquid: supply 37.0 degC" in done.stderr
    assert "16.6 degC at most" in done.stderr


def test_without_chillers_a_site_that_gets_too_warm_is_refused_with_its_hours(gigawatt, tmp_path):
    hall = "unit: 50 kW\n        units: 5\n        economizer: {supply: %s}"
    name = write(tmp_path, air="28 degC", hall=hall % "22 degC")

    for verb in ("check", "run"):
        done = gigawatt(verb, name)
        assert done.returncode == 2
        assert "too warm in" in done.stderr
        assert "hours of the typical year" in done.stderr

    write(tmp_path, air="38 degC", hall=hall % "34 degC")
    site = site_of(gigawatt, name, "free.h5")
    assert abs(site["free_cooling"]["all_hours"] - 20 * 24.0) < 1e-6
    assert site["free_cooling"]["part_hours"] == 0.0


def test_adiabatic_and_closed_coolers_run_and_take_the_water_they_should(gigawatt, tmp_path):
    air_cooled = "chiller: {model: eir-air-cooled, supply: 8 degC, unit: 150 kW, units: 2}"
    water = {}
    for model in ("dry-cooler", "adiabatic-cooler", "fluid-cooler"):
        name = write(
            tmp_path, rejection=f"{{model: {model}, unit: 500 kW, units: 2}}", hall=air_cooled
        )
        water[model] = site_of(gigawatt, name, f"{model}.h5")["water_kg"]["makeup"]

    assert water["dry-cooler"] == 0.0
    assert water["adiabatic-cooler"] == 0.0  # January: dry fans are enough
    assert water["fluid-cooler"] > 0.0
