#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws one result file: power, PUE against the weather, accelerators held and jobs waiting.

A panel appears when the file has what it shows, so that older and newer files can be drawn.
"""

import argparse
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

FACILITY_COLOUR = "#b4552d"
IT_COLOUR = "#1f5a8a"
# PUE is drawn against the first of these that the file has.
WEATHER = (("wet_bulb_k", "wet bulb [°C]"), ("dry_bulb_k", "dry bulb [°C]"))
KELVIN_OFFSET = 273.15


def draw_power(axes: plt.Axes, site: xr.Dataset) -> None:
    """Draw daily minimum, mean and maximum of facility and IT power."""
    curves = (
        ("facility_power_w", "facility", FACILITY_COLOUR),
        ("it_power_w", "IT", IT_COLOUR),
    )
    for name, label, colour in curves:
        if name not in site:
            continue
        mean = by_day(site, name).mean()
        least, most = (
            by_day(site, f"{name}_min", name).min(),
            by_day(site, f"{name}_max", name).max(),
        )
        axes.fill_between(mean.time, least, most, color=colour, alpha=0.2, linewidth=0)
        axes.plot(mean.time, mean, color=colour, linewidth=1.2, label=label)
    axes.set_ylabel("power [MW]")
    axes.set_title("Mean of each day, with its range", loc="left", fontsize=9)
    axes.legend(frameon=False, ncols=2, loc="lower right")


def by_day(site: xr.Dataset, *names: str):
    """Group the first of ``names`` that the file has by day [MW]."""
    name = next(name for name in names if name in site)
    return (site[name] / 1e6).resample(time="1D")


def draw_pue(axes: plt.Axes, site: xr.Dataset) -> None:
    """Draw PUE of every record against the weather, or through the year if there is none."""
    pue = (site["facility_power_w"] / site["it_power_w"]).where(site["it_power_w"] > 0.0)
    weather = next((entry for entry in WEATHER if entry[0] in site), None)
    if weather:
        name, label = weather
        temperature_c = site[name] - KELVIN_OFFSET
        axes.scatter(temperature_c, pue, s=2, alpha=0.3, color=FACILITY_COLOUR, linewidths=0)
        axes.set_xlabel(label)
    else:
        axes.plot(site.time, pue, color=FACILITY_COLOUR, linewidth=0.8)
    # A record or two with hardly any load would squeeze all the others.
    axes.set_ylim(*np.nanquantile(pue, [0.0005, 0.9995]) + np.array([-0.002, 0.002]))
    axes.set_ylabel("PUE")


def draw_accelerators(axes: plt.Axes, site: xr.Dataset) -> None:
    """Draw the daily share of accelerators held by jobs, and the jobs waiting."""
    share = 100.0 * site["gpus_allocated"] / site["gpus_installed"]
    daily = share.resample(time="1D").mean()
    axes.fill_between(daily.time, 0.0, daily, color=IT_COLOUR, alpha=0.3, linewidth=0)
    axes.set_ylim(0.0, 100.0)
    axes.set_ylabel("accelerators held [%]")
    queue = axes.twinx()
    waiting = site["jobs_queued"].resample(time="1D").mean()
    queue.plot(waiting.time, waiting, color=FACILITY_COLOUR, linewidth=0.8)
    queue.set_ylabel("jobs waiting", color=FACILITY_COLOUR)
    queue.spines["top"].set_visible(False)


def draw(result: Path, picture: Path) -> None:
    with xr.open_dataset(result, engine="h5netcdf") as year:
        site = year.isel(site=0) if "site" in year.dims else year
        name = str(np.asarray(site["site"]).item()) if "site" in site.coords else ""
        has_pue = {"it_power_w", "facility_power_w"} <= set(site.data_vars)

        has_jobs = {"gpus_allocated", "gpus_installed", "jobs_queued"} <= set(site.data_vars)

        figure = plt.figure(figsize=(10.0, 5.6), layout="constrained")
        grid = figure.add_gridspec(2, 2)
        panels = [figure.add_subplot(grid[0, :] if has_pue or has_jobs else grid[:, :])]
        draw_power(panels[0], site)
        if has_pue:
            panels.append(figure.add_subplot(grid[1, 0] if has_jobs else grid[1, :]))
            draw_pue(panels[-1], site)
        if has_jobs:
            panels.append(figure.add_subplot(grid[1, 1] if has_pue else grid[1, :]))
            draw_accelerators(panels[-1], site)
            panels[-1].xaxis.set_major_formatter(
                mdates.ConciseDateFormatter(panels[-1].xaxis.get_major_locator())
            )
        for axes in panels:
            axes.spines[["top", "right"]].set_visible(False)
            axes.grid(alpha=0.2)
        figure.suptitle(" · ".join(part for part in (year.attrs.get("title"), name) if part))

        figure.savefig(picture, dpi=150)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", type=Path, help="result file written by `gigawatt run`")
    parser.add_argument("-o", "--output", type=Path, help="picture; beside the result if not given")
    options = parser.parse_args()

    picture = options.output or options.result.with_suffix(".png")
    if not options.result.is_file():
        parser.error(f"{options.result}: there is no such file")
    if not picture.absolute().parent.is_dir():
        parser.error(f"{picture}: its folder does not exist")
    draw(options.result, picture)
    print(picture)


if __name__ == "__main__":
    main()
