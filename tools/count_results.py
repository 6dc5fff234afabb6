#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up JUnit reports and prints ``N passed, N failed``."""

import argparse
import xml.etree.ElementTree as ET
from pathlib import Path


def count(folder: Path) -> tuple[int, int]:
    """Return the numbers of passed and failed tests in every report of ``folder``."""
    passed = failed = 0
    for report in sorted(folder.glob("*.xml")):
        for suite in ET.parse(report).iter("testsuite"):
            tests, bad, left_out = (
                sum(int(suite.get(name, 0)) for name in names)
                for names in (("tests",), ("failures", "errors"), ("skipped", "disabled"))
            )
            passed += tests - bad - left_out
            failed += bad
    return passed, failed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--status", type=int, default=0, help="exit status of the whole run")
    options = parser.parse_args()

    passed, failed = count(options.folder)
    if options.status and not failed:
        failed = 1  # A step that is not a test failed: a build, the linters, the docs.
    print(f"{passed} passed, {failed} failed")


if __name__ == "__main__":
    main()
