# SPDX-License-Identifier: Apache-2.0
"""What the pictures of this folder share: how they look, and how they read a result file."""

import json
from pathlib import Path

import h5py
import matplotlib as mpl

mpl.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np

# Of the palette of Okabe and Ito, which colour-blind readers can tell apart.
BLUE, ORANGE, GREEN, RED = "#0072b2", "#e69f00", "#009e73", "#d55e00"
SKY, GREY, LIGHT = "#56b4e9", "#666666", "#dddddd"
DAY_NS = 86_400_000_000_000
STYLE = {
    "font.size": 11,
    "axes.titlesize": 11.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.xmargin": 0.0,
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "figure.titlesize": 14,
    "figure.titleweight": "bold",
    "savefig.dpi": 120,
}


class Result:
    """One result file: its summary and columns, of its first site unless another is named."""

    def __init__(self, path: Path) -> None:
        self.file = h5py.File(path)
        self.title = str(self.file.attrs["title"])
        self.summary = json.loads(self.file.attrs["summary"])
        self.bounds_ns = self.file["time_bounds"][...]

    def series(self, name: str, site: int = 0) -> np.ndarray:
        return self.file[name][:, site]

    @property
    def sites(self) -> list[str]:
        return [str(name) for name in self.file["site"].asstr()[...]]

    def table(self, group: str) -> dict[str, np.ndarray]:
        return {name: column[...] for name, column in self.file[group].items() if name != "row"}

    @property
    def time(self) -> np.ndarray:
        return self.bounds_ns[:, 0].astype("datetime64[ns]")

    @property
    def days(self) -> float:
        return (self.bounds_ns[-1, 1] - self.bounds_ns[0, 0]) / DAY_NS


def label(axes: plt.Axes, title: str, unit: str) -> None:
    axes.set_title(title)
    axes.set_ylabel(unit)
    axes.set_ylim(bottom=0.0)


def legend(axes: plt.Axes, columns: int) -> None:
    """Put the legend on the line of the title, where it hides no data."""
    axes.legend(
        ncols=columns,
        loc="lower right",
        bbox_to_anchor=(1.0, 0.97),
        borderaxespad=0.2,
        handlelength=1.4,
        columnspacing=1.2,
    )


def save(figure: plt.Figure, picture: Path) -> None:
    figure.set_layout_engine("constrained")
    figure.savefig(picture)
    print(picture)


def name_days(axes: plt.Axes) -> None:
    axes.xaxis.set_major_locator(mdates.DayLocator())
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%a %d %b"))
    axes.set_xlabel("UTC")


def week_of(time_ns: np.ndarray, first: np.datetime64) -> np.ndarray:
    from_ns = first.astype("datetime64[ns]").astype(np.int64)
    return (time_ns >= from_ns) & (time_ns < from_ns + 7 * DAY_NS)
