# SPDX-License-Identifier: Apache-2.0
"""Every scenario that the guide shows is a file that checks and runs as it stands.

The first line of an example is its name, `# lab.yaml`. Examples of one page lie in one folder, so
that one can extend another.
"""

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs/guide"
EXAMPLE = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAME = re.compile(r"# ([a-z_]+\.yaml)\n")


def examples_of(page: Path) -> list[str]:
    return EXAMPLE.findall(page.read_text())


PAGES = [page for page in sorted(GUIDE.glob("*.md")) if examples_of(page)]
EXAMPLES = [
    pytest.param(page, name[1], id=f"{page.stem}-{name[1].removesuffix('.yaml')}")
    for page in PAGES
    for name in map(NAME.match, examples_of(page))
    if name
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_example_has_a_name_of_its_own(page):
    names = [NAME.match(text) for text in examples_of(page)]

    assert all(names)
    assert len({name[1] for name in names}) == len(names)


@pytest.mark.parametrize(("page", "name"), EXAMPLES)
def test_an_example_checks_and_runs(gigawatt, tmp_path, page, name):
    for text in examples_of(page):
        (tmp_path / NAME.match(text)[1]).write_text(text)

    for words in (("check", name), ("run", name, "--no-output")):
        done = gigawatt(*words)
        assert done.returncode == 0, done.stderr
