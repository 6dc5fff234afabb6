#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what a run is about: a training run with its faults, or a week of serving.

    plot_run.py training DAY_1.h5 DAY_2.h5 ... -o PICTURE    the same run, stopped later and later
    plot_run.py serving RESULT.h5 --from 2025-07-14 -o PICTURE

A result has the fate of accelerator-hours at its end. Runs of growing duration share their luck,
so their summaries are one run's fate over time.
"""

import argparse
import json
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

# Of the palette of Okabe and Ito, which colour-blind readers can tell apart.
BLUE, ORANGE, GREEN, RED, GREY = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#666666"
DAY = np.timedelta64(1, "D")
WEEK = np.timedelta64(7, "D")


def read(result: Path, group: str | None = None) -> xr.Dataset:
    """Read one group of a result file into memory."""
    with xr.open_dataset(result, engine="h5netcdf", group=group) as data:
        return data.load()


def tidy(panels: np.ndarray) -> None:
    for axes in panels:
        axes.spines[["top", "right"]].set_visible(False)
        axes.grid(alpha=0.2)
        axes.margins(x=0.0)


# ── A training run ───────────────────────────────────────────────────────────────────────────────


def fates(results: list[Path]) -> dict[str, np.ndarray]:
    """Return accelerator-hours by fate at the end of each result, the shortest first."""
    rows = [
        (0.0, dict.fromkeys(("productive", "blocked", "discarded", "failed", "installed"), 0.0))
    ]
    for result in results:
        root = read(result)
        days = (root.time_bounds.values[-1, 1] - root.time_bounds.values[0, 0]) / np.timedelta64(
            1, "D"
        )
        rows.append((float(days), json.loads(root.attrs["summary"])["gpu_hours"]))
    rows.sort(key=lambda row: row[0])
    table = {key: np.array([hours[key] for _, hours in rows]) for key in rows[0][1]}
    table["day"] = np.array([day for day, _ in rows])
    return table


def draw_fates(axes: plt.Axes, fate: dict[str, np.ndarray]) -> None:
    """Draw how the accelerator-hours that jobs held add up."""
    kinds = (("productive", BLUE), ("blocked", ORANGE), ("discarded", RED))
    held = sum(fate[kind][-1] for kind, _ in kinds)
    labels = [f"{kind} {100.0 * fate[kind][-1] / held:.1f} %" for kind, _ in kinds]
    axes.stackplot(
        fate["day"],
        [fate[kind] / 1e6 for kind, _ in kinds],
        colors=[colour for _, colour in kinds],
        labels=labels,
        linewidth=0,
    )
    axes.set_ylabel("GPU-hours so far\n[million]")
    axes.legend(frameon=False, loc="upper left", reverse=True)


def draw_lost(axes: plt.Axes, fate: dict[str, np.ndarray]) -> None:
    """Draw the part of each day's held accelerator-hours that was no progress."""
    from_day, width = fate["day"][:-1], np.diff(fate["day"])
    daily = {kind: np.diff(fate[kind]) for kind in ("productive", "blocked", "discarded")}
    held = sum(daily.values())
    bottom = np.zeros_like(held)
    for kind, colour in (("blocked", ORANGE), ("discarded", RED)):
        share = 100.0 * daily[kind] / held
        axes.bar(from_day, share, width, bottom, align="edge", color=colour, linewidth=0)
        bottom += share
    axes.set_ylabel("lost on the day\n[% of held]")


def draw_faults(axes: plt.Axes, faults: xr.Dataset, start: np.datetime64) -> None:
    """Draw how many faults struck on each day, and each of them as a tick below."""
    day = (faults.time_ns.values - start) / np.timedelta64(1, "D")
    axes.hist(
        day, bins=np.arange(0.0, np.ceil(day.max()) + 1.0), color=GREY, alpha=0.5, linewidth=0
    )
    axes.plot(day, np.full(len(day), -1.2), "|", color="black", markersize=5, markeredgewidth=0.5)
    axes.set_ylim(bottom=-2.4)
    axes.set_ylabel("faults\n[per day]")


def draw_nodes_down(axes: plt.Axes, fate: dict[str, np.ndarray], nodes: float) -> None:
    """Draw the nodes that were broken or in repair, mean over each day."""
    down = np.diff(fate["failed"]) / np.diff(fate["installed"]) * nodes
    axes.stairs(down, fate["day"], color=GREEN, linewidth=1.4, fill=True, alpha=0.5)
    axes.set_ylim(bottom=0.0)
    axes.set_ylabel("nodes down\n[mean of the day]")


def draw_training(results: list[Path], picture: Path, nodes: float) -> None:
    fate = fates(results)
    longest = max(results, key=lambda result: read(result).sizes["time"])
    root, faults = read(longest), read(longest, "faults")

    figure, panels = plt.subplots(
        4, 1, sharex=True, figsize=(9.0, 7.2), height_ratios=(2.2, 1, 1, 1), layout="constrained"
    )
    draw_fates(panels[0], fate)
    draw_lost(panels[1], fate)
    draw_faults(panels[2], faults, root.time_bounds.values[0, 0])
    draw_nodes_down(panels[3], fate, nodes)
    panels[-1].set_xlabel("days since the start")
    tidy(panels)
    figure.suptitle(root.attrs["title"])
    figure.savefig(picture, dpi=110)
    plt.close(figure)


# ── A week of serving ────────────────────────────────────────────────────────────────────────────


def draw_serving(result: Path, picture: Path, first: np.datetime64) -> None:
    root = read(result).isel(site=0)
    table = read(result, "serving")
    model = int(table.workload.values[0])
    table = table.isel(row=table.workload.values == model)
    step_s = float(np.median(np.diff(table.time_ns.values)) / np.timedelta64(1, "s"))
    table = table.isel(row=(table.time_ns.values >= first) & (table.time_ns.values < first + WEEK))
    week = root.sel(time=slice(first, first + WEEK))
    time = table.time_ns.values

    figure, panels = plt.subplots(5, 1, sharex=True, figsize=(9.0, 7.6), layout="constrained")
    panels[0].plot(time, table.offered_requests / step_s, color=BLUE, linewidth=1.2)
    panels[0].set_ylabel("requests\n[1/s]")
    panels[1].step(time, table.replicas, where="post", color=GREEN, linewidth=1.2)
    panels[1].set_ylabel("replicas")
    panels[2].plot(time, table.served_output_tokens / step_s / 1e3, color=BLUE, linewidth=1.2)
    panels[2].set_ylabel("tokens out\n[thousand/s]")
    panels[3].plot(time, table.ttft_p99_s, color=RED, linewidth=0.8)
    panels[3].set_ylabel("first token,\n99th perc. [s]")
    for name, label, colour in (
        ("facility_power_w", "facility", ORANGE),
        ("it_power_w", "IT", GREY),
    ):
        panels[4].plot(week.time, week[name] / 1e3, color=colour, linewidth=1.2, label=label)
    panels[4].set_ylabel("power\n[kW]")
    panels[4].legend(frameon=False, ncols=2, loc="lower right")
    for axes in panels:
        axes.set_ylim(bottom=0.0)
    panels[-1].xaxis.set_major_locator(mdates.DayLocator())
    panels[-1].xaxis.set_major_formatter(mdates.DateFormatter("%a %d %b"))
    panels[-1].set_xlabel("UTC")
    tidy(panels)
    figure.suptitle(root.attrs["title"])
    figure.savefig(picture, dpi=110)
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    training = kinds.add_parser("training", help="fate of GPU-hours, faults and nodes down")
    training.add_argument("results", type=Path, nargs="+", help="one run, stopped later and later")
    training.add_argument("--nodes", type=float, required=True, help="nodes of the fleet")
    serving = kinds.add_parser("serving", help="requests, replicas, tokens, latency and power")
    serving.add_argument("results", type=Path, nargs=1, help="result file of `gigawatt run`")
    serving.add_argument(
        "--from", dest="first", required=True, help="first day, such as 2025-07-14"
    )
    for kind in (training, serving):
        kind.add_argument("-o", "--output", type=Path, required=True, help="picture (PNG)")
    options = parser.parse_args()

    for result in options.results:
        if not result.is_file():
            parser.error(f"{result}: there is no such file")
    if options.kind == "training":
        draw_training(options.results, options.output, options.nodes)
    else:
        draw_serving(options.results[0], options.output, np.datetime64(options.first))
    print(options.output)


if __name__ == "__main__":
    main()
