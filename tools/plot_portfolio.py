#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws a result file of several sites: what energy costs at each, and who holds the jobs.

Prices are the recorded cost of energy over the recorded energy, so the picture shows what the run
paid and needs no other file.
"""

import argparse
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

COLOURS = ("#1f5a8a", "#b4552d", "#3d7a3a", "#7a5195")
J_PER_MWH = 3.6e9


def price_of(site: xr.Dataset) -> xr.DataArray:
    """Return what a row's energy cost [USD/MWh]."""
    return site["energy_cost_usd_per_s"] / site["facility_power_w"] * J_PER_MWH


def held_share(site: xr.Dataset) -> xr.DataArray:
    """Return the share of accelerators held by jobs [%]."""
    return 100.0 * site["gpus_allocated"] / site["gpus_installed"]


def draw_day(axes: plt.Axes, site: xr.Dataset, values: xr.DataArray, colour: str) -> None:
    """Draw the mean of each hour of the UTC day with the middle half of its values."""
    hours = values.groupby(values.time.dt.hour)
    middle = hours.mean()
    low, high = hours.quantile(0.25), hours.quantile(0.75)
    axes.fill_between(middle.hour, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.plot(middle.hour, middle, color=colour, label=str(site["site"].item()))
    axes.set_xlabel("hour of the day, UTC")


def draw_by_price(axes: plt.Axes, prices: list[xr.DataArray], held: list[xr.DataArray]) -> None:
    """Draw the share held at each site against the price difference of the last two sites."""
    difference = (prices[1] - prices[0]).values
    edges = np.nanquantile(difference, np.linspace(0.0, 1.0, 21))
    middle = 0.5 * (edges[1:] + edges[:-1])
    place = np.clip(np.searchsorted(edges, difference, side="right") - 1, 0, len(middle) - 1)
    for share, colour in zip(held, COLOURS, strict=False):
        means = [np.nanmean(share.values[place == i]) for i in range(len(middle))]
        axes.plot(middle, means, marker="o", markersize=3, color=colour)
    axes.axvline(0.0, color="0.6", linewidth=0.8)
    axes.set_xscale("symlog", linthresh=20.0)
    axes.set_xlabel("price of the second site less that of the first [USD/MWh]")


def main() -> None:
    """Draw the first two sites of a result file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    arguments = parser.parse_args()

    with xr.open_dataset(arguments.results) as results:
        sites = [results.isel(site=i) for i in range(min(2, results.sizes["site"]))]
        prices = [price_of(site) for site in sites]
        held = [held_share(site) for site in sites]
        figure, (top, middle, bottom) = plt.subplots(3, 1, figsize=(7.5, 8.0), layout="constrained")
        for site, price, share, colour in zip(sites, prices, held, COLOURS, strict=False):
            draw_day(top, site, price, colour)
            draw_day(middle, site, share, colour)
        draw_by_price(bottom, prices, held)
        top.set_ylabel("energy [USD/MWh]")
        top.set_title("Mean of each hour, with the middle half", loc="left", fontsize=9)
        top.legend(frameon=False)
        for axes in (middle, bottom):
            axes.set_ylabel("accelerators held [%]")
            axes.set_ylim(0.0, 100.0)
        for axes in (top, middle, bottom):
            axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(arguments.output, dpi=130)


if __name__ == "__main__":
    main()
