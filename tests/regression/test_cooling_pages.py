# SPDX-License-Identifier: Apache-2.0
"""The pages on water and on free cooling say what their scenarios print."""

import pytest
from scenario_pages import J_PER_GWH, row_of, run

CAMPUS, DULUTH = "sites.campus.cooling.", "sites.duluth.cooling."
AIR_COOLED = f"{CAMPUS}air.chiller={{model: eir-air-cooled, supply: 8 degC, unit: 1 MW, units: 60}}"
CYCLES = f"{CAMPUS}liquid.rejection.treatment.cycles=5"
SET_POINT = f"{CAMPUS}liquid.rejection.set_point=30 degC"


def rejection(model: str, unit: str, units: int, path: str = CAMPUS) -> str:
    return f"{path}liquid.rejection={{model: {model}, unit: {unit}, units: {units}}}"


WATER_ROWS = {
    "as it is": [],
    "`water=null`": [f"{CAMPUS}water=null"],
    "`water.limit=0.0438126 m3/s`": [f"{CAMPUS}water.limit=0.0438126 m3/s"],
    "`water.limit=0.0876252 m3/s`": [f"{CAMPUS}water.limit=0.0876252 m3/s"],
    "`liquid.rejection.treatment.cycles=5`": [CYCLES],
    "`liquid.rejection.set_point=30 degC`": [SET_POINT],
    "the last two together": [CYCLES, SET_POINT],
    "fluid coolers": [rejection("fluid-cooler", "7 MW", 24)],
    "adiabatic coolers": [rejection("adiabatic-cooler", "2.931 MW", 45), AIR_COOLED],
    "dry coolers": [
        rejection("dry-cooler", "2.931 MW", 45),
        AIR_COOLED,
        f"{CAMPUS}water=null",
    ],
}
COLD_ROWS = {
    "as it is": [],
    "`air.economizer=null`": [f"{DULUTH}air.economizer=null"],
    "`air.chiller.supply=14 degC`": [f"{DULUTH}air.chiller.supply=14 degC"],
    "`air.chiller.supply=21 degC`, `air.supply=27 degC`": [
        f"{DULUTH}air.chiller.supply=21 degC",
        f"{DULUTH}air.supply=27 degC",
    ],
    "`air.outdoor_air={}`": [f"{DULUTH}air.outdoor_air={{}}"],
    "`sites.duluth.climate.warmer=4 K`": ["sites.duluth.climate.warmer=4 K"],
}
PLANTS = {
    "dry": [f"{DULUTH}air.chiller.units=14"],
    "wet": [
        rejection("wet-tower-merkel", "3 MW", 30, DULUTH),
        f"{DULUTH}air.chiller={{model: carnot-water-cooled, supply: 18 degC, unit: 2 MW, "
        "units: 11, spare: 1, condenser: liquid.rejection}",
    ],
}
WEATHER = {
    "Memphis": "USA_TN_Memphis.Intl.AP.723340_TMY3.epw",
    "Phoenix": "phoenix_az_33.450495_-111.983688_psmv3_60_tmy.csv",
}


def water_row(site: dict) -> list[str]:
    bound = sum(limit["hours_binding"] for limit in site["limits"])
    lost = sum(limit["gpu_hours_lost"] for limit in site["limits"])
    return [
        f"{bound:,.0f}",
        f"{lost / 1e6:.2f}",
        f"{site['pue']['mean']:.3f}",
        f"{site['wue_l_per_kwh']:.3f}",
        f"{site['water_kg']['makeup'] / 1e9:.3f}",
        f"{site['facility_energy_j'] / J_PER_GWH:.1f}",
        f"{site['peak_facility_w'] / 1e6:.1f}",
    ]


def cold_row(site: dict) -> list[str]:
    free = site.get("free_cooling", {"all_hours": 0.0})
    return [
        f"{free['all_hours']:,.0f}",
        f"{site['pue']['mean']:.3f}",
        f"{site['pue']['max']:.3f}",
        f"{site['cooling_energy_j'] / J_PER_GWH:.2f}",
        f"{site['wue_l_per_kwh']:.3f}",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", WATER_ROWS)
def test_a_row_of_the_page_on_water_is_what_its_run_says(name: str) -> None:
    site = run("desert_water_limited", *WATER_ROWS[name])
    assert water_row(site) == row_of("desert_water_limited", name)


@pytest.mark.slow
@pytest.mark.parametrize("name", COLD_ROWS)
def test_a_row_of_the_page_on_free_cooling_is_what_its_run_says(name: str) -> None:
    site = run("cold_free_cooling", *COLD_ROWS[name])
    assert cold_row(site) == row_of("cold_free_cooling", name)


@pytest.mark.slow
def test_a_wet_plant_turns_the_ranking_of_a_hot_dry_and_a_humid_site() -> None:
    """Dry bulb ranks dry plants, wet bulb wet ones."""
    cooling = {}
    for place, file in WEATHER.items():
        moved = [f"sites.duluth.weather=data/weather/{file}", "sites.duluth.place=null"]
        for plant, settings in PLANTS.items():
            site = run("cold_free_cooling", *moved, *settings)
            cooling[plant, place] = site["cooling_energy_j"] / J_PER_GWH
    for plant in PLANTS:
        cells = row_of("cold_free_cooling", plant)[1:3]
        assert cells == [f"{cooling[plant, place]:.2f}" for place in WEATHER]
    assert cooling["dry", "Memphis"] < cooling["dry", "Phoenix"]
    assert cooling["wet", "Phoenix"] < cooling["wet", "Memphis"]
