# SPDX-License-Identifier: Apache-2.0
"""The pages on the desert say what their scenarios print: rows of their tables, run again."""

import pytest
from scenario_pages import J_PER_GWH, lost_gpu_hours, row_of, run


def campus_row(site: dict) -> list[str]:
    supply, battery = site["supply"], site["supply"]["battery"]
    energy, demand = supply["import_usd"] / 1e6, supply["demand_usd"] / 1e6
    return [
        f"{energy:.2f}",
        f"{demand:.2f}",
        f"{energy + demand:.2f}",
        f"{supply['peak_import_w'] / 1e6:.1f}",
        lost_gpu_hours(site),
        f"{site['co2_kg'] / 1e6:.1f}",
        f"{battery['full_cycles']:.0f}",
        f"{100.0 * battery['health']:.2f} %",
    ]


def island_row(site: dict) -> list[str]:
    supply = site["supply"]
    return [
        lost_gpu_hours(site),
        f"{site['limits'][0]['hours_binding']:,.0f}" if site["limits"] else "0",
        f"{supply['fuel_usd'] / 1e6:.2f}",
        f"{supply['generators'][0]['output_j'] / J_PER_GWH:.1f}",
        f"{supply['solar_curtailed_j'] / J_PER_GWH:.1f}",
        f"{site['co2_kg'] / 1e6:.1f}",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("as it is", []),
        (
            "`dispatch.model=peak-shaving`",
            ["sites.campus.power.dispatch.model=peak-shaving"],
        ),
    ],
)
def test_the_campus_costs_what_its_page_says(name, settings):
    assert campus_row(run("desert_solar", *settings)) == row_of("desert_solar", name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("as it is", []),
        ("`generators.0.units=7`", ["sites.island.power.generators.0.units=7"]),
        ("`battery.energy=340MWh`", ["sites.island.power.battery.energy=340MWh"]),
        (
            '`bridge="15 min"`, `backup=0`',
            ["sites.island.power.bridge=15 min", "sites.island.power.backup=0"],
        ),
    ],
)
def test_the_island_loses_and_burns_what_its_page_says(name, settings):
    assert island_row(run("desert_island", *settings)) == row_of("desert_island", name)


ALONE = [
    "jobs=fluid",
    "plant.interval=1 hour",
    "sites.island.power.generators=[]",
    "sites.island.power.backup=0",
]


def island_alone(energy_mwh: int, pv_mw: int) -> dict:
    """Run the island without generators, with as much inverter as modules and blocks of 4 hours."""
    sizes = {
        "battery.energy": f"{energy_mwh} MWh",
        "battery.power": f"{energy_mwh / 4:g} MW",
        "battery.initial_charge": "1",
        "pv.dc": f"{pv_mw} MW",
        "pv.ac": f"{pv_mw} MW",
    }
    settings = [f"sites.island.power.{key}={value}" for key, value in sizes.items()]
    return run("desert_island", *ALONE, *settings)


@pytest.mark.slow
def test_sun_and_battery_alone_lose_nothing_at_the_size_of_the_page_and_something_below():
    pv_mw = int(row_of("desert_island", "48")[1].replace(",", ""))
    assert island_alone(2160, pv_mw)["limits"] == []
    assert island_alone(2160, round(0.98 * pv_mw))["limits"] != []


@pytest.mark.parametrize("scenario", ["desert_solar", "desert_island"])
def test_three_days_of_the_desert_balance(scenario):
    site = run(scenario, "duration=3 days", "jobs=fluid", "plant.interval=1 hour")
    supply = site["supply"]
    fed = ("solar_j", "generated_j", "discharged_j", "imported_j", "unserved_j")
    taken = ("own_use_j", "charged_j", "exported_j", "dumped_j")
    drawn_j = site["facility_energy_j"] + sum(supply[key] for key in taken)
    assert sum(supply[key] for key in fed) == pytest.approx(drawn_j, rel=1e-9)
    assert supply["solar_j"] > 0.0
    assert supply["discharged_j"] > 0.0
