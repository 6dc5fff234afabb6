# SPDX-License-Identifier: Apache-2.0
"""Weather as a planner meets it: noted faults, warmer years, design days, synthetic weather."""

import json
from pathlib import Path

import h5py
import pytest

ROOT = Path(__file__).parents[2]
EPW = ROOT / "scenarios/data/weather/USA_TN_Memphis.Intl.AP.723340_TMY3.epw"

SITE = """\
name: Small
start: 2025-07-01
duration: 2 days
seed: 1
sites:
  - name: lab
    place: {{latitude: 35.05, longitude: -89.98, elevation: 81 m, timezone: America/Chicago}}
{weather}
    fleet:
      - {{node: hgx-h100-8, nodes: 16}}
    power:
      grid: {{limit: 400 kW, price: 60 USD/MWh}}
workloads:
  - {{name: research, kind: synthetic, jobs_per_year: 20000, load: 0.7, nodes: {{min: 1, max: 8}}}}
"""

NORMALS = """\
    climate:
      normals:
        daily_maximum: [{high}]
        daily_minimum: [{low}]
        relative_humidity: [{humidity}]
"""


def months(values: list[int], unit: str) -> str:
    return ", ".join(f"{value} {unit}" for value in values)


HIGH = months([9, 12, 18, 22, 27, 31, 34, 33, 29, 22, 18, 12], "degC")
LOW = months([-1, 2, 7, 11, 17, 21, 23, 22, 20, 11, 6, 1], "degC")
HUMIDITY = months([68, 66, 63, 62, 67, 68, 69, 70, 71, 66, 67, 69], "%")


def site(folder: Path, weather: str) -> Path:
    file = folder / "site.yaml"
    file.write_text(SITE.format(weather=weather))
    return file


def design_hours(gigawatt, file: Path) -> list[dict]:
    done = gigawatt("check", file, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["sites"][0]["design_hours"]


def test_averages_posing_as_weather_are_noted_by_check_and_run(gigawatt, tmp_path):
    lines = EPW.read_text(encoding="latin-1").splitlines()
    for i in range(8 + 24, 8 + 31 * 24):
        cells = lines[i].split(",")
        cells[6] = lines[i - 24].split(",")[6]
        cells[7] = cells[6]
        cells[8] = "100"
        lines[i] = ",".join(cells)
    (tmp_path / "mean.epw").write_text("\n".join(lines) + "\n", encoding="latin-1")
    file = site(tmp_path, "    weather: mean.epw")

    for verb in ("check", "run"):
        done = gigawatt(verb, file)
        assert done.returncode == 0
        assert (
            "note: mean.epw: one day of a month is like the next (months 1): averages"
            in done.stdout + done.stderr
        )


def test_a_warmer_year_is_warmer_and_says_so(gigawatt, tmp_path):
    as_read = site(tmp_path, f"    weather: {EPW}")
    plain = design_hours(gigawatt, as_read)
    assert "weather" not in json.loads(gigawatt("run", as_read, "--json").stdout)

    warmer = site(tmp_path, f"    weather: {EPW}\n    climate: {{warmer: 2 K}}")
    hours = design_hours(gigawatt, warmer)
    done = gigawatt("run", warmer, "--json", "-o", "warmer.h5")

    assert hours[0]["dry_bulb_k"] == pytest.approx(plain[0]["dry_bulb_k"] + 2.0, abs=1e-9)
    # At kept relative humidity the wet bulb rises by somewhat less than the dry bulb.
    assert 1.4 < hours[1]["wet_bulb_k"] - plain[1]["wet_bulb_k"] < 2.0
    summary = json.loads(done.stdout)
    assert summary["weather"] == {"synthetic": False, "design_day": False, "warmer_k": 2.0}
    assert any("raised by 2 K in every hour, relative humidity kept" in n for n in summary["notes"])


def test_a_stated_design_day_is_the_design_hour_and_the_weather_of_a_run(gigawatt, tmp_path):
    day = "{dry_bulb: 35.6 degC, wet_bulb: 25.2 degC, daily_range: 9.2 K}"
    file = site(tmp_path, f"    climate: {{design_day: {day}}}")

    hours = design_hours(gigawatt, file)
    done = gigawatt("run", file, "--json", "-o", "day.h5")

    assert len(hours) == 1
    assert hours[0]["dry_bulb_k"] == pytest.approx(308.75, abs=1e-9)
    assert hours[0]["wet_bulb_k"] == pytest.approx(298.35, abs=1e-4)
    assert json.loads(done.stdout)["weather"]["design_day"]
    with h5py.File(tmp_path / "day.h5") as result:
        dry_bulb_k = result["dry_bulb_k"][:].ravel()
    assert dry_bulb_k[:24] == pytest.approx(dry_bulb_k[24:48], abs=1e-9)
    # Means of hours: just inside the day's maximum and minimum.
    assert 308.5 < dry_bulb_k.max() <= 308.75
    assert 299.55 <= dry_bulb_k.min() < 299.8


def test_a_design_day_from_the_file_needs_the_file(gigawatt, tmp_path):
    done = gigawatt("check", site(tmp_path, "    climate: {design_day: {exceeded: 1 %}}"))

    assert done.returncode == 2
    assert "site.yaml:8:" in done.stderr
    assert "not fully stated is taken from weather" in done.stderr


def test_a_stated_extreme_that_the_file_never_sees_wants_its_wet_bulb(gigawatt, tmp_path):
    file = site(tmp_path, f"    weather: {EPW}\n    climate: {{design_day: {{dry_bulb: 45 degC}}}}")

    done = gigawatt("check", file)

    assert done.returncode == 2
    assert "site.yaml:9:" in done.stderr
    assert "within 0.5 K of 45.0 degC; expected a stated `wet_bulb`" in done.stderr


def test_synthetic_weather_is_marked_in_notes_summary_and_result(gigawatt, tmp_path):
    file = site(tmp_path, NORMALS.format(high=HIGH, low=LOW, humidity=HUMIDITY))

    checked = gigawatt("check", file)
    done = gigawatt("run", file, "--json", "-o", "made.h5")

    words = "synthetic weather from monthly normals, without extremes"
    assert words in checked.stderr
    summary = json.loads(done.stdout)
    assert summary["weather"]["synthetic"]
    assert any(words in note for note in summary["notes"])
    with h5py.File(tmp_path / "made.h5") as result:
        assert json.loads(result.attrs["summary"])["weather"]["synthetic"]


def test_normals_that_cannot_be_are_refused_where_they_stand(gigawatt, tmp_path):
    short = site(tmp_path, NORMALS.format(high="9 degC", low=LOW, humidity=HUMIDITY))
    done = gigawatt("check", short)
    assert done.returncode == 2
    assert "site.yaml:10:" in done.stderr
    assert "1 values; 12, one per month" in done.stderr

    both = site(
        tmp_path,
        f"    weather: {EPW}\n" + NORMALS.format(high=HIGH, low=LOW, humidity=HUMIDITY),
    )
    done = gigawatt("check", both)
    assert done.returncode == 2
    assert "the site has a weather file too" in done.stderr
