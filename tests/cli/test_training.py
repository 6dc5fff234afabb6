# SPDX-License-Identifier: Apache-2.0
"""A training run from the scenario to its accelerator hours."""

import json

import pytest

SCENARIO = """\
name: Pre-training
start: 2025-01-01
duration: 80 days
sites:
  - name: lab
    fleet: [{node: hgx-h100-8, nodes: 2048}]
    power: {grid: {limit: 40 MW}}
workloads:
  - name: pretraining
    kind: training
    training: {parameters: 405e9, tokens: 15.6e12, gpus: 16384, start_up: 15 min}
outputs: {interval: 1 day}
"""


@pytest.fixture
def training(tmp_path):
    path = tmp_path / "training.yaml"
    path.write_text(SCENARIO)
    return path


def test_a_gang_takes_the_hours_that_its_flops_need(gigawatt, training):
    done = gigawatt("run", training.name, "--json", "--no-output")
    summary = json.loads(done.stdout)

    # 6 N D over accelerators at 41 % of 989.5 TFLOP/s, and 15 minutes of start-up, by hand.
    steps_s = 6 * 405e9 * 15.6e12 / (16384 * 989.5e12 * 0.41)
    assert summary["jobs"]["completed"] == 1
    assert summary["gpu_hours"]["productive"] == pytest.approx(16384 * (steps_s + 900) / 3600)
    assert summary["jobs"]["makespan_s"] == pytest.approx(steps_s + 900)


def test_start_up_draws_little_and_the_steps_nine_tenths(gigawatt, training):
    done = gigawatt(
        "run",
        training.name,
        "--json",
        "--no-output",
        "--set",
        "duration=1 hour",
        "--set",
        "outputs.interval=1 hour",
    )
    summary = json.loads(done.stdout)

    # An hour: a quarter of it start-up at utilisation 0.1, the rest at 0.9; nodes of 1,620 W idle
    # and 8,400 W at most, and 127 W of network and storage for each accelerator (catalogue).
    node_w = 1620 + (8400 - 1620) * (0.25 * 0.1 + 0.75 * 0.9)
    assert summary["it_energy_j"] == pytest.approx(2048 * (node_w + 8 * 127) * 3600, rel=1e-6)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("gpus=20000", "training.gpus: the gang takes 2500 nodes"),
        ("layout.tensor=7", "training.layout: its ranks come to 7"),
        ("batch=1e13", "batch"),
        ("after=81 days", "training.after: it is submitted after the end"),
    ],
)
def test_a_plan_that_cannot_be_is_told_with_its_line(gigawatt, training, setting, expected):
    done = gigawatt(
        "run", training.name, "--no-output", "--set", f"workloads.pretraining.training.{setting}"
    )

    assert done.returncode == 2
    assert expected in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("checkpoint", "key"),
    [
        ("{mode: sync, write: 4 hours}", "checkpoint.write"),
        ("{mode: sync, write: 30 s, restart: 4 hours}", "checkpoint.restart"),
    ],
)
def test_a_checkpoint_longer_than_the_time_between_failures_is_refused(
    gigawatt, training, checkpoint, key
):
    # At the published rate 2,048 nodes fail every 3.1 hours (54 days, 419 failures).
    settings = (
        "sites.lab.faults={preset: llama-3}",
        f"workloads.pretraining.checkpoint={checkpoint}",
    )
    done = gigawatt(
        "run", training.name, "--no-output", *(word for s in settings for word in ("--set", s))
    )

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert f"workloads.pretraining.{key}" in done.stderr
    assert "fails every 1.114e+04 s" in done.stderr


def test_the_run_tells_what_it_trains_and_how_its_steps_swing(gigawatt, training):
    done = gigawatt("run", training.name, "--no-output")

    assert "3.791e+25 FLOP on 16384 h100-sxm (2048 nodes) at 41.0 %" in done.stdout
    assert "each step swings its accelerators by 6.31 MW" in done.stdout


def test_a_mixture_of_experts_works_with_its_active_parameters(gigawatt, tmp_path):
    # DeepSeek-V3: a step of 15,360 sequences of 4,096 tokens takes 19.926 s on 2,048 H800 (arXiv
    # 2505.09343, table 4); H100 stand for them, whose peak is the same.
    batch = 15_360 * 4_096
    mfu = 6 * 37e9 * batch / (2_048 * 989.5e12 * 19.926)
    (tmp_path / "v3.yaml").write_text(
        f"""\
name: DeepSeek-V3
start: 2025-01-01
duration: 60 days
sites:
  - name: lab
    fleet: [{{node: hgx-h100-8, nodes: 256}}]
    power: {{grid: {{limit: 4 MW}}}}
workloads:
  - name: pretraining
    kind: training
    training:
      parameters: 37e9          # active
      total_parameters: 671e9
      tokens: 14.8e12
      gpus: 2048
      batch: {batch}
      sequence: 4096
      mfu: {mfu:.6f}
      start_up: 0 s
outputs: {{interval: 1 day}}
"""
    )

    summary = json.loads(gigawatt("run", "v3.yaml", "--json", "--no-output").stdout)

    # Published elsewhere (arXiv 2412.19437): 2.664 million H800 hours, "less than two months".
    assert summary["jobs"]["completed"] == 1
    assert summary["gpu_hours"]["productive"] == pytest.approx(2.664e6, rel=0.002)
    assert summary["jobs"]["makespan_s"] / 86_400 == pytest.approx(2.664e6 / 2_048 / 24, rel=0.002)
