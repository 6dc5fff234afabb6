#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws what a run is about: training, a week of serving, a year of rentals, rows, one day.

    plot_run.py training DAY_1.h5 DAY_2.h5 ... -o PICTURE    the same run, stopped later and later
    plot_run.py serving RESULT.h5 --from 2025-07-14 -o PICTURE
    plot_run.py rental RESULT.h5 --from 2025-09-08 -o PICTURE
    plot_run.py rows RESULT_1.h5 RESULT_2.h5 ... --idle 2636 -o PICTURE     halls by racks
    plot_run.py day RESULT.h5 -o PICTURE

A result has the fate of accelerator-hours at its end. Runs of growing duration share their luck,
so their summaries are one run's fate over time.
"""

import argparse
from pathlib import Path

import matplotlib as mpl
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from picture import (
    BLUE,
    DAY_NS,
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
    name_days,
    save,
    week_of,
)

# ── A training run ───────────────────────────────────────────────────────────────────────────────

CAUSES = (
    ("hung", "hanging until the failure is known", ORANGE),
    ("restart", "restarting", SKY),
    ("discarded", "work lost", RED),
    ("checkpoint", "standing still to save", GREY),
)


def fates(results: list[Result]) -> dict[str, np.ndarray]:
    """Return accelerator-hours by fate at the end of each result, from zero on."""
    keys = ("productive", "allocated", "installed", "failed", *(key for key, _, _ in CAUSES))
    hours = [result.summary["gpu_hours"] for result in results]
    table = {key: np.array([0.0] + [row[key] for row in hours]) for key in keys}
    return table | {"day": np.array([0.0] + [result.days for result in results])}


def draw_lost(axes: plt.Axes, fate: dict[str, np.ndarray]) -> None:
    """Draw the part of each day's held accelerator-hours that was no progress, by cause."""
    held = np.diff(fate["allocated"])
    bottom = np.zeros_like(held)
    for key, cause, colour in CAUSES:
        share = 100.0 * np.diff(fate[key]) / held
        whole = 100.0 * fate[key][-1] / fate["allocated"][-1]
        axes.bar(
            fate["day"][:-1],
            share,
            np.diff(fate["day"]),
            bottom,
            align="edge",
            color=colour,
            label=f"{cause}, {whole:.1f} %",
        )
        bottom += share


def draw_training(paths: list[Path], nodes: float) -> plt.Figure:
    results = sorted((Result(path) for path in paths), key=lambda result: result.days)
    fate, longest = fates(results), results[-1]
    faults = longest.table("faults")
    struck = (faults["time_ns"] - longest.bounds_ns[0, 0]) / DAY_NS
    down = np.diff(fate["failed"]) / np.diff(fate["installed"]) * nodes

    figure, panels = plt.subplots(
        4, 1, sharex=True, figsize=(10.0, 10.0), height_ratios=(1.5, 1.5, 1, 1)
    )
    panels[0].fill_between(
        fate["day"], fate["allocated"] / 1e6, color=ORANGE, label="held without progress"
    )
    panels[0].fill_between(fate["day"], fate["productive"] / 1e6, color=BLUE, label="productive")
    share = 100.0 * fate["productive"][-1] / fate["allocated"][-1]
    label(panels[0], f"GPU-hours so far: {share:.1f} % of those held made progress", "million")
    panels[0].legend(loc="upper left")
    draw_lost(panels[1], fate)
    label(panels[1], "Lost on each day, by cause (shares of the whole run)", "% of held")
    panels[1].set_ylim(top=1.5 * panels[1].get_ylim()[1])
    panels[1].legend(ncols=2, loc="upper center")
    panels[2].hist(struck, bins=np.arange(np.ceil(struck.max()) + 1.0), color=GREY, rwidth=0.9)
    label(panels[2], f"Faults: {len(struck)} in {longest.days:.0f} days", "per day")
    panels[3].stairs(down, fate["day"], color=GREEN, fill=True, alpha=0.7)
    label(panels[3], f"Nodes broken or in repair, of {nodes:,.0f}", "mean of the day")
    panels[-1].set_xlabel("days since the start")
    figure.suptitle(longest.title)
    return figure


# ── A week of serving ────────────────────────────────────────────────────────────────────────────


def draw_serving(path: Path, first: np.datetime64) -> plt.Figure:
    result = Result(path)
    table = result.table("serving")
    here = (table["workload"] == table["workload"][0]) & week_of(table["time_ns"], first)
    table = {name: column[here] for name, column in table.items()}
    step_s = float(np.median(np.diff(table["time_ns"]))) / 1e9
    time = table["time_ns"].astype("datetime64[ns]")
    rows = week_of(result.bounds_ns[:, 0], first)

    figure, panels = plt.subplots(5, 1, sharex=True, figsize=(10.0, 10.5))
    panels[0].plot(time, table["offered_requests"] / step_s, color=BLUE)
    label(panels[0], "Requests", "per second")
    panels[1].step(time, table["replicas"], where="post", color=GREEN)
    label(panels[1], "Replicas that serve", "replicas")
    panels[2].plot(time, table["served_output_tokens"] / step_s / 1e3, color=BLUE)
    label(panels[2], "Tokens written", "thousand per second")
    panels[3].plot(time, table["ttft_p99_s"], color=RED, linewidth=1.0)
    label(panels[3], "Time to the first token, 99th percentile of each interval", "seconds")
    for name, meaning, colour in (
        ("facility_power_w", "facility", ORANGE),
        ("it_power_w", "IT", GREY),
    ):
        panels[4].plot(
            result.time[rows], result.series(name)[rows] / 1e6, color=colour, label=meaning
        )
    label(panels[4], "Power, tuning jobs included", "MW")
    legend(panels[4], 2)
    name_days(panels[-1])
    figure.suptitle(result.title)
    return figure


# ── A year of rentals ────────────────────────────────────────────────────────────────────────────

TIERS = (
    ("reserved", "reserved, in use", BLUE),
    ("on_demand", "on demand", GREEN),
    ("spot", "spot", ORANGE),
    ("idle", "idle", LIGHT),
)


def stack_tiers(axes: plt.Axes, time: np.ndarray, gpus: dict[str, np.ndarray]) -> None:
    axes.stackplot(
        time,
        [gpus[key] for key, _, _ in TIERS],
        colors=[colour for _, _, colour in TIERS],
        labels=[meaning for _, meaning, _ in TIERS],
        linewidth=0,
    )


def draw_bills(axes: plt.Axes, pool: dict) -> None:
    """Draw GPU-hours billed and used by tier, with what they brought in."""
    tiers = TIERS[:3]
    for place, (key, _, colour) in enumerate(tiers):
        tier = pool[key]
        billed, used = tier["billed_gpu_hours"] / 1e6, tier["used_gpu_hours"] / 1e6
        axes.barh(place - 0.2, billed, 0.38, color=colour)
        axes.barh(place + 0.2, used, 0.38, color=colour, alpha=0.45)
        axes.text(billed, place - 0.2, f"  billed {billed:.2f}", va="center", size=10)
        axes.text(used, place + 0.2, f"  used {used:.2f}", va="center", size=10)
    names = [
        f"{key.replace('_', ' ')}\n{pool[key]['revenue_usd'] / 1e6:.2f} million USD"
        for key, _, _ in tiers
    ]
    axes.set_yticks(range(len(tiers)), names)
    axes.invert_yaxis()
    axes.set_title("GPU-hours billed and used in the run, and what they brought in")
    axes.set_xlabel("million GPU-hours")
    axes.set_xlim(right=1.15 * axes.get_xlim()[1])
    axes.grid(visible=False, axis="y")


def draw_rental(path: Path, first: np.datetime64) -> plt.Figure:
    result = Result(path)
    pool = result.summary["rental"][0]
    table = result.table("rental")
    here = (table["workload"] == table["workload"][0]) & (table["gpus"] > 0)
    time_ns = table["time_ns"][here]
    gpus = {key: table[f"{key}_gpus"][here] for key, _, _ in TIERS}

    figure, panels = plt.subplots(3, 1, figsize=(10.0, 9.5), height_ratios=(1.2, 1.2, 1))
    day, starts = np.unique(time_ns // DAY_NS, return_index=True)
    counts = np.diff(np.append(starts, len(time_ns)))
    daily = {key: np.add.reduceat(column, starts) / counts for key, column in gpus.items()}
    stack_tiers(panels[0], (day * DAY_NS).astype("datetime64[ns]"), daily)
    label(panels[0], "GPUs in use, mean of each day", "GPUs")
    panels[0].xaxis.set_major_formatter(mdates.DateFormatter("%b"))
    legend(panels[0], 4)

    week = week_of(time_ns, first)
    time = time_ns[week].astype("datetime64[ns]")
    stack_tiers(panels[1], time, {key: column[week] for key, column in gpus.items()})
    label(panels[1], "One week, every plant interval", "GPUs")
    name_days(panels[1])
    draw_bills(panels[2], pool)
    figure.suptitle(result.title, size=13)
    return figure


# ── Rows that carry only so much ─────────────────────────────────────────────────────────────────


def stack_parts(axes: plt.Axes, parts: tuple[tuple[str, np.ndarray, str], ...]) -> None:
    """Draw one bar per result, from the left, with each part's number in it."""
    left = np.zeros_like(parts[0][1])
    for meaning, value, colour in parts:
        bars = axes.barh(np.arange(len(value)), value, 0.62, left, color=colour, label=meaning)
        texts = [f"{one:.0f}" if one > 0.02 * left.max() and one >= 1 else "" for one in value]
        axes.bar_label(bars, texts, label_type="center", size=10)
        left = left + value
    axes.legend(ncols=len(parts), loc="upper left", bbox_to_anchor=(0.0, -0.16), borderaxespad=0.0)


def draw_rows(paths: list[Path], idle_w: float) -> plt.Figure:
    results = [Result(path) for path in paths]
    points = [result.summary["rows"] for result in results]
    feeds = [[point for point in all_of if not point["fed_by"]] for all_of in points]
    rows = [[point for point in all_of if point["fed_by"]] for all_of in points]

    def total(groups: list[list[dict]], key: str) -> np.ndarray:
        return np.array([sum(point[key] for point in group) for group in groups], dtype=float)

    nodes = total(feeds, "nodes")
    idle_kw = nodes * idle_w / 1e3
    admitted_kw = np.array([sum(p["admitted_w"]["mean"] for p in g) for g in feeds]) / 1e3
    stranded_kw = total(feeds, "stranded_w") / 1e3
    limit_kw = total(feeds, "limit_w") / 1e3
    hours = [result.summary["gpu_hours"] for result in results]
    at_work = nodes * np.array([one["productive"] / one["installed"] for one in hours])
    by_feed, by_row = total(feeds, "stranded_nodes"), total(rows, "stranded_nodes")
    wait_h = np.array([result.summary["jobs"]["wait_s"]["mean"] for result in results]) / 3600.0

    figure, panels = plt.subplots(3, 1, figsize=(10.0, 8.0), height_ratios=(1.2, 1.2, 0.9))
    stack_parts(
        panels[0],
        (
            ("idle power of all nodes", idle_kw, GREY),
            ("jobs, at their most", admitted_kw - idle_kw, BLUE),
            ("stranded while jobs wait", stranded_kw, RED),
            ("free", limit_kw - admitted_kw - stranded_kw, LIGHT),
        ),
    )
    panels[0].set_title("What the feeds carry, kW, mean of the run")
    stack_parts(
        panels[1],
        (
            ("at work", at_work, BLUE),
            ("kept idle by a feed", by_feed, ORANGE),
            ("kept idle by a row", by_row, RED),
            ("no job for them", nodes - at_work - by_feed - by_row, LIGHT),
        ),
    )
    panels[1].set_title("Nodes, mean of the run")
    stack_parts(panels[2], (("hours until a job starts", wait_h, GREEN),))
    panels[2].set_title("Wait, mean of jobs")
    racks = [f"{one:.0f} racks" for one in total(feeds, "racks")]
    for panel in panels:
        panel.set_yticks(range(len(racks)), racks)
        panel.invert_yaxis()
        panel.grid(visible=False, axis="y")
    figure.suptitle(results[0].title)
    return figure


# ── One day ──────────────────────────────────────────────────────────────────────────────────────


def draw_day(path: Path) -> plt.Figure:
    result = Result(path)
    time = result.time
    facility, it = result.series("facility_power_w") / 1e6, result.series("it_power_w") / 1e6
    held = 100.0 * result.series("gpus_allocated") / result.series("gpus_installed")

    figure, panels = plt.subplots(4, 1, sharex=True, figsize=(10.0, 9.0))
    panels[0].plot(time, facility, color=ORANGE, label="facility")
    panels[0].plot(time, it, color=GREY, linewidth=1.0, label="IT")
    label(panels[0], "Power", "MW")
    legend(panels[0], 2)
    panels[1].fill_between(time, held, color=BLUE, alpha=0.6, linewidth=0)
    label(panels[1], "Accelerators held by jobs", "% of installed")
    panels[2].fill_between(time, result.series("jobs_queued"), color=RED, alpha=0.6, linewidth=0)
    label(panels[2], "Jobs waiting", "jobs")
    panels[3].plot(time, facility / it, color=GREEN)
    panels[3].set_title("PUE")
    panels[3].set_ylabel("facility over IT power")
    panels[-1].xaxis.set_major_formatter(mdates.DateFormatter("%H:%M"))
    panels[-1].set_xlabel("UTC")
    figure.suptitle(result.title)
    return figure


def draw(options: argparse.Namespace) -> plt.Figure:
    if options.kind == "training":
        return draw_training(options.results, options.nodes)
    if options.kind == "serving":
        return draw_serving(options.results[0], np.datetime64(options.first))
    if options.kind == "rental":
        return draw_rental(options.results[0], np.datetime64(options.first))
    if options.kind == "rows":
        return draw_rows(options.results, options.idle)
    return draw_day(options.results[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    kinds = parser.add_subparsers(dest="kind", required=True)
    training = kinds.add_parser("training", help="fate of GPU-hours, faults and nodes down")
    training.add_argument("results", type=Path, nargs="+", help="one run, stopped later and later")
    training.add_argument("--nodes", type=float, required=True, help="nodes of the fleet")
    serving = kinds.add_parser("serving", help="requests, replicas, tokens, latency and power")
    rental = kinds.add_parser("rental", help="who uses the pool, and what is billed")
    rows = kinds.add_parser("rows", help="power and nodes of halls whose rows carry only so much")
    rows.add_argument("results", type=Path, nargs="+", help="one hall, filled variously")
    rows.add_argument("--idle", type=float, required=True, help="power of an idle node, W")
    day = kinds.add_parser("day", help="power, accelerators held, jobs waiting and PUE")
    for kind in (serving, rental, day):
        kind.add_argument("results", type=Path, nargs=1, help="result file of `gigawatt run`")
    for kind in (serving, rental):
        kind.add_argument("--from", dest="first", required=True, help="first day: 2025-07-14")
    for kind in (training, serving, rental, rows, day):
        kind.add_argument("-o", "--output", type=Path, required=True, help="picture (PNG)")
    options = parser.parse_args()

    for result in options.results:
        if not result.is_file():
            parser.error(f"{result}: there is no such file")
    with mpl.rc_context(STYLE):
        save(draw(options), options.output)


if __name__ == "__main__":
    main()
