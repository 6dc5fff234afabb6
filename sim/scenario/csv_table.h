// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/scenario/tree.h"

namespace gigawatt {

/// A CSV file as a list of maps: the header row holds the keys (`grid.limit` nests), each further
/// row is an item, an empty cell is an absent key. Cells may be quoted as in RFC 4180; blank lines
/// and lines that start with '#' are skipped. Marks are the cells' line and column. Throws
/// ScenarioError on a ragged row, a doubled or empty header, an open quote, or no rows.
Tree parse_csv_table(const std::string& text, const std::string& file_name);

}  // namespace gigawatt
