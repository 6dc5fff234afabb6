# SPDX-License-Identifier: Apache-2.0
"""Which folder may include which; see the developer guide, "Layout"."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

FRONT_ENDS = ("cli", "python", "tests", "examples")
# Beyond its own folder, sim/, gpu/ and models/interfaces.h, a domain may include:
DOMAIN_ARROWS = {
    "jobs": {"compute"},
    "faults": {"compute"},
    "power": {"climate"},
    "cooling": {"climate"},
    "orbit": {"climate"},
}
# Above the files directly under models/: many runs of one scenario (decision 0015).
STUDIES = "study"
SOURCE_SUFFIXES = {".h", ".cpp", ".cu", ".cuh"}
QUOTED_INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.MULTILINE)


def source_files(root: Path) -> list[Path]:
    """Return every C++ and CUDA file of the layout, relative to ``root``."""
    tops = ("sim", "models", "gpu", *FRONT_ENDS)
    return sorted(
        path.relative_to(root)
        for top in tops
        for path in (root / top).rglob("*")
        if path.suffix in SOURCE_SUFFIXES
    )


def quoted_includes(root: Path, file: Path) -> list[str]:
    return QUOTED_INCLUDE.findall((root / file).read_text(encoding="utf-8"))


def is_allowed(file: Path, target: Path) -> bool:
    """Whether ``file`` may include ``target``; both are relative to the root."""
    top, target_top = file.parts[0], target.parts[0]
    if top in ("sim", "gpu"):
        return target_top == top
    if top in FRONT_ENDS:
        return target_top in ("sim", "models", "gpu", top) or (top, target_top) == ("tests", "cli")
    if target_top in ("sim", "gpu"):
        return True
    if target_top != "models":
        return False

    # Inside models/. interfaces.h is what the domains share, so it stands below them all; the other
    # files directly under models/ put the domains together.
    if file.as_posix() == "models/interfaces.h":
        return False
    if target.parts[1] == STUDIES or file.parts[1] == STUDIES:
        return file.parts[1] == STUDIES
    if len(file.parts) == 2 or target.as_posix() == "models/interfaces.h":
        return True
    if len(target.parts) == 2:
        return False
    domain, target_domain = file.parts[1], target.parts[1]
    return target_domain == domain or target_domain in DOMAIN_ARROWS.get(domain, set())


def include_problems(root: Path) -> Iterator[str]:
    """Yield one line per include that breaks a rule."""
    for file in source_files(root):
        for name in quoted_includes(root, file):
            # NAME.in stands for a header that the build generates from it.
            if not (root / name).is_file() and not (root / f"{name}.in").is_file():
                yield f'{file}: "{name}" is no file of this project, written from its root'
            elif not is_allowed(file, Path(name)):
                yield f'{file}: must not include "{name}"'


def folder_cycle(root: Path) -> list[str]:
    """Return one cycle of folders that include each other, or nothing.

    Files directly under a top folder count as themselves: models/site.h is not models/.
    """

    def node(path: Path) -> str:
        return path.parent.as_posix() if len(path.parts) > 2 else path.with_suffix("").as_posix()

    arrows: dict[str, set[str]] = {}
    for file in source_files(root):
        for name in quoted_includes(root, file):
            if node(Path(name)) != node(file):
                arrows.setdefault(node(file), set()).add(node(Path(name)))
    return _find_cycle(arrows, arrows)


def _find_cycle(arrows: dict[str, set[str]], starts: Iterable[str]) -> list[str]:
    finished: set[str] = set()

    def visit(folder: str, path: list[str]) -> list[str]:
        if folder in path:
            return [*path[path.index(folder) :], folder]
        if folder in finished:
            return []
        for target in sorted(arrows.get(folder, ())):
            if cycle := visit(target, [*path, folder]):
                return cycle
        finished.add(folder)
        return []

    for start in sorted(starts):
        if cycle := visit(start, []):
            return cycle
    return []
