# SPDX-License-Identifier: Apache-2.0
"""The page on the campus that waits for a reactor says what its runs print."""

import pytest
from scenario_pages import J_PER_GWH, lost_gpu_hours, row_of, run

GENERATORS = "sites.campus.power.generators"
LATE = f"{GENERATORS}.0.delivered=2036-01-01"
ROWS = {
    "on its date": [],
    "two years late": [LATE],
    "on its date, no cells": [f"{GENERATORS}.1=null"],
    "two years late, no cells": [LATE, f"{GENERATORS}.1=null"],
    "on its date, hot cells": [f"{GENERATORS}.1.start=10 min", f"{GENERATORS}.1.ramp=100 %/min"],
}


def cells_of_row(site: dict) -> list[str]:
    """Hours and GPU-hours lost, money, carbon and the energy of each source."""
    supply = site["supply"]
    output_gwh = {one["name"]: one["output_j"] / J_PER_GWH for one in supply["generators"]}
    fuel, energy = supply["fuel_usd"] / 1e6, supply["import_usd"] / 1e6
    return [
        lost_gpu_hours(site),
        f"{site['limits'][0]['hours_binding']:,.0f}",
        f"{fuel:.2f}",
        f"{energy:.2f}",
        f"{fuel + energy:.2f}",
        f"{site['co2_kg'] / 1e6:,.1f}",
        f"{output_gwh['small-reactor']:,.1f}",
        f"{output_gwh.get('fuel-cell', 0.0):,.1f}",
        f"{supply['imported_j'] / J_PER_GWH:,.1f}",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", ROWS)
def test_a_row_of_the_page_is_what_its_run_says(name: str) -> None:
    site = run("campus_reactor", *ROWS[name])
    assert cells_of_row(site) == row_of("campus_reactor", name)
