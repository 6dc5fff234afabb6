# SPDX-License-Identifier: Apache-2.0
"""Sphinx settings; `make docs` builds without the network."""

import re
from pathlib import Path

root = Path(__file__).parent.parent

project = "gigawatt"
author = "The gigawatt authors"
release = re.search(r"VERSION (\d+\.\d+\.\d+)", (root / "CMakeLists.txt").read_text())[1]
version = release

extensions = ["myst_parser", "sphinx.ext.mathjax"]
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
# Scenario excerpts use units and templates that the YAML lexer does not know.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_title = f"gigawatt {release}"
html_copy_source = False
