# SPDX-License-Identifier: Apache-2.0
"""`gigawatt models`: everything that can be chosen by name is found, with what is known of it."""

import json
import re
from pathlib import Path

import pytest
from complaints import one_line

ROOT = Path(__file__).parents[2]


def test_models_lists_kinds_models_and_hardware(gigawatt):
    listed = gigawatt("models").stdout

    for name in ("wet-tower-merkel", "ups-double-conversion", "hgx-h100-8", "crah-chilled-water"):
        assert name in listed
    assert "wet-tower-merkel" not in gigawatt("models", "node").stdout
    one = gigawatt("models", "wet-tower-merkel").stdout
    assert "approach" in one
    assert "3.9 K" in one
    node = gigawatt("models", "hgx-h100-8").stdout
    assert "rated" in node
    assert "(20" in node  # the date of a source


def test_models_shows_the_maps_inside_a_model_with_units_and_ranges(gigawatt):
    air = gigawatt("models", "crah-chilled-water").stdout.splitlines()
    row = {line.split()[0]: line for line in air if line.startswith("  ")}

    assert row["chiller.unit"].split()[1:6] == ["W", "required", ">", "0", "W"]
    assert row["chilled_pump.head"].split()[1:4] == ["Pa", "224000", "Pa"]
    assert row["chiller.condenser"].endswith("One of none, liquid.rejection.")
    tower = gigawatt("models", "wet-tower-merkel").stdout
    assert "  treatment.cycles" in tower
    # A tower's pumps have 60 ft of head, not the 75 ft of other loops: 179 kPa.
    head = next(line for line in tower.splitlines() if line.startswith("  pump.head"))
    assert head.split()[1:4] == ["Pa", "179000", "Pa"]


def test_models_lists_accelerators_with_the_status_of_their_power(gigawatt):
    listed = gigawatt("models", "accelerator").stdout
    assert "rubin" in listed and "unofficial" in listed
    assert "hgx-h100-8" not in listed
    one = gigawatt("models", "h200-sxm").stdout
    assert "141 GB" in one and "arXiv 2605.11999" in one
    assert "did you mean 'h200-sxm'?" in one_line(gigawatt("models", "h200-smx"), 2)


def entries_of(gigawatt, *words):
    """The names of each group, and the entries by name."""
    groups = json.loads(gigawatt("models", *words, "--json").stdout)["groups"]
    return {group["group"]: {one["name"]: one for one in group["entries"]} for group in groups}


def enums_of(schema, path=""):
    """Every list of words in a schema, by its spoken path."""
    found = {}
    for key, value in schema.get("properties", {}).items():
        below = f"{path}.{key}" if path else key
        if "enum" in value:
            found[below] = value["enum"]
        found.update(enums_of(value, below))
    for below in (*schema.get("anyOf", []), schema.get("items")):
        if below:
            found.update(enums_of(below, path))
    return found


def test_models_lists_the_words_that_the_scenario_reader_knows(gigawatt):
    known = enums_of(json.loads(gigawatt("schema").stdout))
    listed = entries_of(gigawatt)

    for path in (
        "workloads.kind",
        "workloads.statistics",
        "workloads.format",
        "workloads.checkpoint.mode",
        "workloads.arrivals.gaps",
        "sites.scheduler.policy",
        "sites.power.battery.chemistry",
        "routing.policy",
        "jobs",
    ):
        assert list(listed[path]) == known[path], path
    for group, entries in listed.items():
        assert entries, group
        for entry in entries.values():
            assert entry["doc"], (group, entry["name"])


def test_models_lists_every_entry_of_the_catalogues(gigawatt):
    listed = entries_of(gigawatt)
    for group, file, key in (
        ("llm", "llms.yaml", "llms"),
        ("fault-preset", "faults.yaml", "presets"),
        ("fault-domain", "faults.yaml", "domains"),
        ("generator", "generators.yaml", "generators"),
        ("accelerator", "accelerators.yaml", "accelerators"),
        ("node", "nodes.yaml", "nodes"),
    ):
        text = (ROOT / "scenarios/catalog" / file).read_text()
        part = text.split(f"\n{key}:\n")[1]
        part = re.split(r"\n(?=[a-z_]+:)", part)[0]
        names = re.findall(r"^  - (?:\{)?name: ([^\s,}]+)", part, flags=re.MULTILINE)
        assert names, file
        assert sorted(listed[group]) == sorted(names)
    assert list(listed["starter-scenario"]) == ["warehouse", "minimal"]
    schema = json.loads(gigawatt("schema").stdout)
    records = re.search(r'"record":\{[^{}]*?"enum":(\[[^\]]*york[^\]]*\])', dense(schema))
    assert list(listed["chiller-record"]) == json.loads(records.group(1))


def dense(value):
    return json.dumps(value, separators=(",", ":"))


def details_of(gigawatt, group, name):
    entry = entries_of(gigawatt, name)[group][name]
    return {detail["key"]: detail for detail in entry["details"]}


def test_models_tells_what_a_catalogue_knows_of_an_entry_and_from_where(gigawatt):
    # Published: 126 layers, 405 billion parameters (arXiv 2407.21783, table 3).
    llm = details_of(gigawatt, "llm", "llama-3.1-405b")
    assert llm["layers"]["value"] == "126"
    assert float(llm["parameters"]["value"]) == pytest.approx(405.9, abs=0.5)
    assert "arXiv 2407.21783" in llm["layers"]["note"]
    # EnergyPlus Chillers.idf: York YT 1055kW/5.96COP.
    chiller = details_of(gigawatt, "chiller-record", "york-yt-1055")
    assert (chiller["capacity"]["value"], chiller["cop"]["value"]) == ("1055", "5.96")
    assert chiller["condenser"]["value"] == "12.78 to 35"
    assert "York YT" in chiller["capacity"]["note"]
    # 419 interruptions of 2,048 servers in 54 days; 148 of them faulty GPUs.
    faults = details_of(gigawatt, "fault-preset", "llama-3")
    assert float(faults["rate"]["value"]) == pytest.approx(419 / 2048 / 54 * 1000, rel=1e-5)
    assert float(faults["faulty-gpu"]["value"]) == pytest.approx(14800 / 419, rel=1e-5)
    assert "table 5" in faults["rate"]["note"]
    # A person reads the same.
    text = gigawatt("models", "york-yt-1055").stdout
    assert re.search(r"^  capacity +1055 kW +EnergyPlus", text, flags=re.MULTILINE)


def test_models_finds_keys_by_the_end_of_their_path(gigawatt):
    policies = gigawatt("models", "policy").stdout
    assert "sites.scheduler.policy" in policies and "routing.policy" in policies
    assert "fcfs" not in gigawatt("models", "routing.policy").stdout
    chiller = gigawatt("models", "chiller").stdout
    assert chiller.startswith("crah-chilled-water.chiller")
    assert re.search(r"^  supply .* Leaving chilled water\.$", chiller, flags=re.MULTILINE)
    battery = gigawatt("models", "battery").stdout
    assert "sites.power.battery" in battery and "upkeep.replace" in battery
    # A kind of workload, and the map that goes with it.
    training = gigawatt("models", "training").stdout
    assert "workloads.kind: training" in training and "workloads.training: (map)" in training


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("llama-3.1-405", "llama-3.1-405b"),
        ("york-yt-1056", "york-yt-1055"),
        ("easy-backfil", "easy-backfill"),
        ("tretment", "treatment"),
        ("stepfn", "stepfun"),
    ],
)
def test_models_names_the_nearest_of_everything(gigawatt, wrong, right):
    assert f"did you mean '{right}'?" in one_line(gigawatt("models", wrong), 2)


@pytest.mark.parametrize(
    ("name", "holder", "key"),
    [
        ("drift_threshold", "plant", "drift_threshold"),
        ("single-axis", "sites.power.pv", "tracker"),
        ("2N", "sites.power.path.elements", "redundancy"),
        ("eir-air-cooled", "crah-chilled-water.chiller", "model"),
        ("drift", "wet-tower-merkel.treatment", "drift"),
        ("limit", "sites.power.grid", "limit"),  # workloads have a map of that name
        ("price", "sites.power.grid", "price"),
    ],
)
def test_models_finds_single_keys_and_words_without_a_list_of_their_own(
    gigawatt, name, holder, key
):
    text = gigawatt("models", name).stdout
    assert f"a key of {holder}\n" in text
    assert re.search(rf"^  {key}  ", text, flags=re.MULTILINE)
    maps = json.loads(gigawatt("models", name, "--json").stdout)["keys"]
    assert [one["key"] for found in maps if found["path"] == holder for one in found["keys"]] == [
        key
    ]


def test_models_tells_all_maps_to_programs(gigawatt):
    maps = json.loads(gigawatt("models", "--json").stdout)["maps"]
    battery = next(one for one in maps if one["path"] == "sites.power.battery")
    assert "chemistry" in {key["key"] for key in battery["keys"]}


def test_models_writes_tables_as_markdown_only(gigawatt):
    assert "leave out --json" in one_line(gigawatt("models", "--tables", "--json"), 2)
