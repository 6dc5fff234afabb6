#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what fed a site: a week by the hour with its battery, and every month's energy by source.

plot_supply.py RESULT.h5 --from 2025-01-10 --zone America/Phoenix -o PICTURE
"""

import argparse
from pathlib import Path
from zoneinfo import ZoneInfo

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from picture import (
    BLUE,
    GREEN,
    GREY,
    LIGHT,
    ORANGE,
    RED,
    SKY,
    STYLE,
    Result,
    label,
    legend,
    save,
    week_of,
)

J_PER_MWH, NS_PER_HOUR = 3.6e9, 3.6e12
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GIVEN = (("sun", ORANGE), ("battery", GREEN), ("generators", GREY), ("grid", BLUE))


def given_w(result: Result) -> dict[str, np.ndarray]:
    """Return what each source gave to the bus in each row; those that never gave are left out."""
    power = {
        "sun": result.series("pv_power_w"),
        "battery": np.maximum(-result.series("battery_power_w"), 0.0),
        "generators": result.series("generation_power_w"),
        "grid": result.series("import_power_w"),
    }
    return {name: series for name, series in power.items() if np.any(series > 0.0)}


def taken_w(result: Result) -> np.ndarray:
    """Return what battery and export took from the bus beside the facility."""
    charged = np.maximum(result.series("battery_power_w"), 0.0)
    return charged + result.series("export_power_w")


def draw_week(axes: plt.Axes, result: Result, rows: np.ndarray) -> None:
    time, colours = result.time[rows], dict(GIVEN)
    given = {name: series[rows] / 1e6 for name, series in given_w(result).items()}
    axes.stackplot(
        time,
        list(given.values()),
        colors=[colours[name] for name in given],
        labels=list(given),
        linewidth=0,
    )
    axes.fill_between(
        time, -taken_w(result)[rows] / 1e6, color=SKY, linewidth=0, label="charged or exported"
    )
    facility = result.series("facility_power_w")[rows] / 1e6
    axes.plot(time, facility, color="black", linewidth=1.2, label="facility")
    axes.set_title("One week, means of each hour")
    axes.set_ylabel("MW")
    legend(axes, len(given) + 2)


def draw_held_back(axes: plt.Axes, result: Result, rows: np.ndarray) -> None:
    share = 100.0 * result.series("gpus_blocked") / result.series("gpus_installed")
    axes.fill_between(result.time[rows], share[rows], color=RED, linewidth=0)
    label(axes, "Accelerators' time lost to limits", "% of installed")


def draw_months(axes: plt.Axes, result: Result, zone: ZoneInfo) -> None:
    """Draw the energy of each month of the local clock by source, with the sun left unused."""
    hours = np.diff(result.bounds_ns, axis=1)[:, 0] / NS_PER_HOUR
    middle = result.bounds_ns.mean(axis=1).astype("datetime64[ns]").astype("datetime64[s]")
    month = np.array([one.astimezone(zone).month for one in utc(middle)])
    bottom = np.zeros(12)
    parts = [(name, series, dict(GIVEN)[name]) for name, series in given_w(result).items()]
    parts.append(("sun unused", result.series("pv_curtailed_w"), LIGHT))
    for name, series, colour in parts:
        energy = np.bincount(month - 1, series * hours, minlength=12) / 1e9
        if not np.any(energy > 0.0):
            continue
        axes.bar(MONTHS, energy, bottom=bottom, color=colour, label=f"{name}, {energy.sum():.0f}")
        bottom += energy
    label(axes, "Energy by month, and of the year", "GWh")
    axes.grid(visible=False, axis="x")
    axes.margins(x=0.02)
    legend(axes, len(parts))


def utc(seconds: np.ndarray) -> list:
    return [one.replace(tzinfo=ZoneInfo("UTC")) for one in seconds.tolist()]


def draw(result: Result, first: np.datetime64, zone: ZoneInfo) -> plt.Figure:
    rows = week_of(result.bounds_ns[:, 0], first)
    lost = bool(np.any(result.series("gpus_blocked")[rows] > 0.0))
    heights = [2.0, 1.0] + [0.7] * lost + [1.5]
    figure, panels = plt.subplots(
        len(heights), 1, figsize=(10.0, 2.1 * sum(heights)), height_ratios=heights
    )
    draw_week(panels[0], result, rows)
    panels[1].fill_between(
        result.time[rows],
        result.series("battery_stored_j")[rows] / J_PER_MWH,
        color=GREEN,
        alpha=0.6,
        linewidth=0,
    )
    label(panels[1], "Stored in the battery", "MWh")
    if lost:
        draw_held_back(panels[2], result, rows)
    for axes in panels[:-1]:
        axes.xaxis.set_major_locator(mdates.DayLocator(tz=zone))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%a %d %b", tz=zone))
    draw_months(panels[-1], result, zone)
    figure.suptitle(result.title)
    return figure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", type=Path, help="result file of `gigawatt run`")
    parser.add_argument("--from", dest="first", required=True, help="first day: 2025-01-10")
    parser.add_argument("--zone", default="UTC", help="local clock: America/Phoenix")
    parser.add_argument("-o", "--output", type=Path, required=True, help="picture (PNG)")
    options = parser.parse_args()

    if not options.result.is_file():
        parser.error(f"{options.result}: there is no such file")
    result = Result(options.result)
    if "battery_stored_j" not in result.file:
        parser.error(f"{options.result}: nothing beside the grid feeds the site")
    with mpl.rc_context(STYLE):
        figure = draw(result, np.datetime64(options.first), ZoneInfo(options.zone))
        save(figure, options.output)


if __name__ == "__main__":
    main()
