#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what cooling took over a run: its parts by month, PUE by weather, water, work.

tools/plot_cooling.py RESULT.h5 [--water M3_PER_H] -o PICTURE.png
"""

import argparse
from pathlib import Path

import matplotlib.dates as mdates
import numpy as np
from picture import BLUE, GREEN, ORANGE, RED, SKY, STYLE, Result, label, plt

ZERO_C_K = 273.15
W_PER_MW = 1e6
S_PER_H = 3600.0
# Parts of cooling, from the chip outwards.
PARTS = (
    ("liquid_pump_power_w", "pumps of the liquid loop", BLUE),
    ("air_fan_power_w", "fans of the hall", SKY),
    ("chilled_water_pump_power_w", "chilled water pumps", GREEN),
    ("chiller_power_w", "chillers", RED),
    ("rejection_power_w", "heat rejection", ORANGE),
)


def by_month(result: Result, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return months and the mean of each."""
    months = result.time.astype("datetime64[M]")
    names = np.unique(months)
    return names, np.array([values[months == month].mean() for month in names])


def draw_parts(axes: plt.Axes, result: Result) -> None:
    below = 0.0
    for name, text, colour in PARTS:
        months, mean_mw = by_month(result, result.series(name) / W_PER_MW)
        axes.bar(np.arange(len(months)), mean_mw, bottom=below, color=colour, label=text, width=0.8)
        below = below + mean_mw
    axes.set_xticks(np.arange(len(months)), [str(month)[5:] for month in months])
    axes.set_xlabel("month")
    label(axes, "Power of cooling", "MW")
    axes.legend(fontsize=9, ncols=2, loc="upper left")
    axes.set_ylim(top=1.45 * below.max())


def draw_pue(axes: plt.Axes, result: Result) -> None:
    it_w = result.series("it_power_w")
    pue = result.series("facility_power_w") / np.where(it_w > 0.0, it_w, np.nan)
    dry_c = result.series("dry_bulb_k") - ZERO_C_K
    wet_c = result.series("wet_bulb_k") - ZERO_C_K
    points = axes.scatter(dry_c, pue, c=wet_c, s=3, cmap="viridis", linewidths=0)
    axes.figure.colorbar(points, ax=axes, label="wet bulb [°C]")
    axes.set_title("PUE of each hour")
    axes.set_xlabel("dry bulb [°C]")
    # Hours with hardly any load would squeeze all the others.
    axes.set_ylim(*np.nanquantile(pue, [0.0005, 0.995]) + np.array([-0.003, 0.003]))


def draw_water(axes: plt.Axes, result: Result, limit: float | None) -> None:
    hourly = result.series("makeup_water_kg_per_s") * S_PER_H / 1000.0
    days = result.time.astype("datetime64[D]")
    names = np.unique(days)
    mean = np.array([hourly[days == day].mean() for day in names])
    most = np.array([hourly[days == day].max() for day in names])
    axes.fill_between(names, mean, most, color=SKY, label="highest hour of the day")
    axes.plot(names, mean, color=BLUE, label="mean of the day")
    if limit:
        axes.axhline(limit, color=RED, label="permit")
    label(axes, "Make-up water", "m³/h")
    axes.legend(fontsize=9, loc="lower center", ncols=3)


def draw_supply(axes: plt.Axes, result: Result) -> None:
    days = result.time.astype("datetime64[D]")
    names = np.unique(days)
    for name, text, colour in (
        ("rejection_leaving_k", "water from heat rejection", ORANGE),
        ("dry_bulb_k", "dry bulb", BLUE),
    ):
        values = result.series(name) - ZERO_C_K
        axes.plot(names, [values[days == day].mean() for day in names], color=colour, label=text)
    axes.set_title("Mean of the day")
    axes.set_ylabel("°C")
    axes.legend(fontsize=9, loc="lower center", ncols=2)


def draw_work(axes: plt.Axes, result: Result) -> None:
    share = 100.0 * (result.series("gpus_allocated") - result.series("gpus_blocked"))
    share = share / result.series("gpus_installed")
    days = result.time.astype("datetime64[D]")
    names = np.unique(days)
    axes.fill_between(
        names, [share[days == day].mean() for day in names], color=GREEN, alpha=0.7, linewidth=0
    )
    label(axes, "Accelerators at work", "%")
    axes.set_ylim(0.0, 100.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("result", type=Path, help="result file of a site with a cooling plant")
    parser.add_argument("--water", type=float, metavar="M3_PER_H", help="permit to draw")
    parser.add_argument("-o", "--output", type=Path, required=True)
    options = parser.parse_args()
    result = Result(options.result)
    plt.rcParams.update(STYLE)
    figure, panels = plt.subplots(2, 2, figsize=(12.0, 7.2), layout="constrained")
    figure.suptitle(result.title)
    draw_parts(panels[0, 0], result)
    draw_pue(panels[0, 1], result)
    if result.series("makeup_water_kg_per_s").any():
        draw_water(panels[1, 0], result, options.water)
    else:
        draw_supply(panels[1, 0], result)
    draw_work(panels[1, 1], result)
    for axes in panels[1]:
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%b"))
    figure.savefig(options.output)
    print(options.output)


if __name__ == "__main__":
    main()
