#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws a result file of several sites: what energy costs at each, and who holds the jobs.

Prices are the recorded cost of energy over the recorded energy, so the picture shows what the run
paid and needs no other file.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from picture import BLUE, ORANGE, STYLE, Result, label, legend, save

COLOURS = (BLUE, ORANGE)
J_PER_MWH = 3.6e9
EDGES = (-40, -20, 0, 20, 100)  # classes of the price difference [USD/MWh]


def price_usd_per_mwh(result: Result, site: int) -> np.ndarray:
    """Return what each row's energy cost."""
    power_w = result.series("facility_power_w", site)
    return result.series("energy_cost_usd_per_s", site) / power_w * J_PER_MWH


def held_percent(result: Result, site: int) -> np.ndarray:
    """Return the share of accelerators held by jobs."""
    return 100.0 * result.series("gpus_allocated", site) / result.series("gpus_installed", site)


def draw_day(axes: plt.Axes, hour: np.ndarray, values: np.ndarray, name: str, colour: str) -> None:
    """Draw the mean of each hour of the UTC day with the middle half of its values."""
    hours = np.arange(24)
    groups = [values[hour == one] for one in hours]
    low, high = np.array([np.nanquantile(group, [0.25, 0.75]) for group in groups]).T
    axes.fill_between(hours, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(hours, [np.nanmean(group) for group in groups], color=colour, label=name)
    axes.set_xticks(range(0, 24, 3))
    axes.set_xlabel("hour of the day, UTC")


def draw_by_price(axes: plt.Axes, difference: np.ndarray, held: list[np.ndarray]) -> None:
    """Draw the mean share held at each site by the price difference, with how often that occurs."""
    place = np.searchsorted(EDGES, difference)
    names = [f"below {EDGES[0]}"]
    names += [f"{low} to {high}" for low, high in zip(EDGES[:-1], EDGES[1:], strict=True)]
    names += [f"above {EDGES[-1]}"]
    kept = [one for one in range(len(names)) if np.any(place == one)]
    for side, (share, colour) in enumerate(zip(held, COLOURS, strict=True)):
        means = [np.nanmean(share[place == one]) for one in kept]
        axes.bar(np.arange(len(kept)) + 0.4 * side - 0.2, means, 0.38, color=colour)
    often = [100.0 * np.mean(place == one) for one in kept]
    labels = [f"{names[one]}\n{part:.1f} % of time" for one, part in zip(kept, often, strict=True)]
    axes.set_xticks(range(len(kept)), labels)
    axes.grid(visible=False, axis="x")
    axes.margins(x=0.02)


def draw(result: Result) -> plt.Figure:
    """Draw the first two sites of a result."""
    names = result.sites[:2]
    prices = [price_usd_per_mwh(result, site) for site in range(2)]
    held = [held_percent(result, site) for site in range(2)]
    hour = result.time.astype("datetime64[h]").astype(int) % 24

    figure, panels = plt.subplots(3, 1, figsize=(10.0, 10.0))
    for site, colour in enumerate(COLOURS):
        draw_day(panels[0], hour, prices[site], names[site], colour)
        draw_day(panels[1], hour, held[site], names[site], colour)
    draw_by_price(panels[2], prices[1] - prices[0], held)
    label(panels[0], "What energy costs: mean of each hour, and the middle half", "USD/MWh")
    label(panels[1], "Accelerators held by jobs, the same hours", "% of installed")
    label(panels[2], f"Accelerators held, by how much dearer {names[1]} is", "% of installed")
    panels[2].set_xlabel(f"price at {names[1]} less price at {names[0]} [USD/MWh]")
    for axes in panels[1:]:
        axes.set_ylim(0.0, 100.0)
    legend(panels[0], 2)
    figure.suptitle(result.title)
    return figure


def main() -> None:
    """Draw the first two sites of a result file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="result file of `gigawatt run`")
    parser.add_argument("-o", "--output", type=Path, required=True, help="picture (PNG)")
    options = parser.parse_args()

    if not options.results.is_file():
        parser.error(f"{options.results}: there is no such file")
    result = Result(options.results)
    if len(result.sites) < 2:
        parser.error(f"{options.results}: holds one site; this picture compares two")
    with mpl.rc_context(STYLE):
        save(draw(result), options.output)


if __name__ == "__main__":
    main()
