#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws a site that is built up: what feeds it, accelerators installed and held, one day of a call.

    plot_buildup.py RESULT.h5 --grid old-feed feeder substation --day 2025-08-26 -o PICTURE

`--grid` names the phases whose powers add up to the grid's limit.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from picture import BLUE, DAY_NS, GREEN, LIGHT, ORANGE, RED, STYLE, Result, label, legend, save

SOURCES = (("grid", BLUE), ("generators", ORANGE), ("battery", GREEN))


def fed_mw(result: Result) -> dict[str, np.ndarray]:
    """Return what each source gave [MW]."""
    return {
        "grid": result.series("import_power_w") / 1e6,
        "generators": result.series("generation_power_w") / 1e6,
        "battery": np.maximum(-result.series("battery_power_w"), 0.0) / 1e6,
    }


def grid_limit(result: Result, names: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the instants at which the grid's limit steps, and the limits from then on [MW]."""
    phases = {p["name"]: p for p in result.summary["sites"][0]["buildup"]["phases"]}
    steps = sorted((phases[name]["energised"][:19], phases[name]["power_w"]) for name in names)
    dates = np.array([date for date, _ in steps], dtype="datetime64[ns]")
    return dates, np.cumsum([power_w for _, power_w in steps]) / 1e6


def daily(result: Result, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return days and the mean of each."""
    days, starts = np.unique(result.bounds_ns[:, 0] // DAY_NS, return_index=True)
    counts = np.diff(np.append(starts, len(values)))
    return (days * DAY_NS).astype("datetime64[ns]"), np.add.reduceat(values, starts) / counts


def stack(axes: plt.Axes, time: np.ndarray, parts: list[np.ndarray]) -> None:
    axes.stackplot(
        time,
        parts,
        colors=[colour for _, colour in SOURCES],
        labels=[name for name, _ in SOURCES],
        linewidth=0,
    )


def draw(result: Result, grid: list[str], day: np.datetime64) -> plt.Figure:
    figure, panels = plt.subplots(3, 1, figsize=(10.0, 9.5), height_ratios=(1.6, 1, 1))
    fed = fed_mw(result)

    time = daily(result, fed["grid"])[0]
    stack(panels[0], time, [daily(result, fed[name])[1] for name, _ in SOURCES])
    dates, limits = grid_limit(result, grid)
    panels[0].step(
        np.append(dates, time[-1]),
        np.append(limits, limits[-1]),
        where="post",
        color="black",
        linewidth=1.4,
        label="grid's limit",
    )
    label(panels[0], "What fed the site, mean of each day", "MW")
    legend(panels[0], 4)

    for name, meaning, colour in (
        ("gpus_installed", "without power", LIGHT),
        ("gpus_allocated", "at work", BLUE),
    ):
        panels[1].fill_between(
            time,
            daily(result, result.series(name))[1] / 1e3,
            color=colour,
            label=meaning,
            step="mid",
        )
    label(panels[1], "Accelerators", "thousand")
    legend(panels[1], 2)
    for axes in panels[:2]:
        axes.xaxis.set_major_formatter(mdates.ConciseDateFormatter(axes.xaxis.get_major_locator()))

    from_ns = day.astype("datetime64[ns]").astype(np.int64)
    rows = (result.bounds_ns[:, 0] >= from_ns) & (result.bounds_ns[:, 0] < from_ns + 2 * DAY_NS)
    stack(panels[2], result.time[rows], [fed[name][rows] for name, _ in SOURCES])
    panels[2].plot(
        result.time[rows],
        result.series("facility_power_w")[rows] / 1e6,
        color=RED,
        linewidth=1.2,
        label="facility",
    )
    label(panels[2], "Two days with a call each", "MW")
    legend(panels[2], 4)
    panels[2].xaxis.set_major_formatter(mdates.DateFormatter("%d %b %H:%M"))
    panels[2].set_xlabel("UTC")
    figure.suptitle(result.title)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", type=Path, help="result file of `gigawatt run`")
    parser.add_argument("--grid", nargs="+", required=True, help="phases of the grid")
    parser.add_argument("--day", required=True, help="first of two days: 2025-08-26")
    parser.add_argument("-o", "--output", type=Path, required=True, help="picture (PNG)")
    options = parser.parse_args()

    if not options.result.is_file():
        parser.error(f"{options.result}: there is no such file")
    result = Result(options.result)
    names = {p["name"] for p in result.summary["sites"][0]["buildup"]["phases"]}
    if unknown := set(options.grid) - names:
        parser.error(f"no phase {', '.join(sorted(unknown))}; one of: {', '.join(sorted(names))}")
    with mpl.rc_context(STYLE):
        save(draw(result, options.grid, np.datetime64(options.day)), options.output)


if __name__ == "__main__":
    main()
