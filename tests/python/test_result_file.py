# SPDX-License-Identifier: Apache-2.0
"""The result file as Python's tools see it: xarray opens it with no options but the engine.

GIGAWATT_SAMPLE_RESULTS names the program `write_sample_results` of the build (target of the same
name); its source says which numbers it writes.
"""

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

h5py = pytest.importorskip("h5py")
xarray = pytest.importorskip("xarray")
pytest.importorskip("h5netcdf")

PROGRAM = os.environ.get("GIGAWATT_SAMPLE_RESULTS")
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="GIGAWATT_SAMPLE_RESULTS is not set")


def write(folder: Path, *words: str) -> Path:
    path = folder / "run.h5"
    subprocess.run([PROGRAM, str(path), *words], check=words[-1:] != ("stop",))
    return path


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return write(tmp_path_factory.mktemp("finished"), "10000")


def test_xarray_opens_the_series_with_named_dimensions_and_decoded_times(finished):
    with xarray.open_dataset(finished, engine="h5netcdf") as data:
        assert dict(data.sizes) == {"time": 25, "site": 2, "bounds": 2}
        assert data.facility_power_w.dims == ("time", "site")
        assert data.facility_power_w.attrs["units"] == "W"
        assert data.facility_power_w.attrs["cell_methods"] == "time: mean"
        assert list(data.site.values) == ["memphis", "desert"]
        assert data.time.dtype.kind == "M"
        assert data.time.values[1] == np.datetime64("2025-01-01T01:00")
        # The last row is the half hour in which the run ended.
        assert data.time_bounds.values[-1, 1] == np.datetime64("2025-01-02T00:30")


def test_values_are_where_their_labels_say(finished):
    with xarray.open_dataset(finished, engine="h5netcdf") as data:
        noon = data.sel(time="2025-01-01T12:00", site="desert")
        assert noon.facility_power_w == 212.0  # 100 * 2 + hour 12
        assert noon.facility_power_w_min == 207.0
        assert noon.facility_power_w_max == 217.0
        assert noon.facility_energy_j == 212.0 * 3600


def test_tables_open_as_groups_with_meanings(finished):
    with xarray.open_dataset(finished, group="jobs", engine="h5netcdf") as jobs:
        assert dict(jobs.sizes) == {"row": 10000}
        assert jobs.job.values[:4].tolist() == [1, 0, 3, 2]
        assert jobs.submit_time.values[60] == np.datetime64("2025-01-01T00:01")
        assert jobs.nodes.dtype == np.int32
        assert jobs.end.dtype == np.uint8
        assert jobs.end.attrs["flag_meanings"] == "completed killed"
        assert jobs.end.attrs["flag_values"].tolist() == [0, 1]
        assert jobs.energy_j.values[9999] == 1.5e6 * 9999


def test_provenance_is_in_the_root_attributes(finished):
    with xarray.open_dataset(finished, engine="h5netcdf") as data:
        assert data.attrs["complete"] == 1
        assert data.attrs["format_version"] == "1.0"
        assert data.attrs["seed"] == 7
        assert len(data.attrs["result_hash"]) == 32
        assert len(data.attrs["scenario"]) > 100_000  # past the 64 KB of a header


def test_netcdf_c_reads_it_too(finished):
    netcdf = pytest.importorskip("netCDF4")
    with netcdf.Dataset(finished) as data:
        assert data.variables["facility_power_w"].dimensions == ("time", "site")
        assert data.groups["jobs"].variables["job"].dimensions == ("row",)


def test_compressed_files_hold_the_same(finished, tmp_path):
    compressed = write(tmp_path, "10000", "compress")
    with (
        xarray.open_dataset(finished, group="jobs", engine="h5netcdf") as plain,
        xarray.open_dataset(compressed, group="jobs", engine="h5netcdf") as packed,
    ):
        xarray.testing.assert_identical(plain, packed)
    assert compressed.stat().st_size < finished.stat().st_size


def test_an_abandoned_run_leaves_a_readable_partial_file(tmp_path):
    path = write(tmp_path, "100", "abandon")
    assert not path.exists()
    with xarray.open_dataset(tmp_path / "run.partial.h5", engine="h5netcdf") as data:
        assert data.attrs["complete"] == 0
        assert data.sizes["time"] == 25


def test_a_killed_run_leaves_what_was_flushed(tmp_path):
    path = write(tmp_path, "100000", "stop")
    assert not path.exists()
    with h5py.File(tmp_path / "run.partial.h5") as file:
        assert file.attrs["complete"] == 0
        rows = file["jobs/job"][:]
        assert len(rows) >= 65536
        assert rows[-1] == (len(rows) - 1) ^ 1
