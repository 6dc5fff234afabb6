// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "models/climate/weather.h"
#include "sim/scenario/problem.h"
#include "tests/models/climate/scratch_file.h"

// Weather files as lines that a test changes before they are read.

namespace gigawatt::climate {

inline constexpr int kEpwHeader = 8;

inline std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream stream(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    lines.push_back(line);
  return lines;
}

inline std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines)
    text += line + "\n";
  return text;
}

/// Replaces cell `index` (0-based) of a comma-separated line.
inline void set_cell(std::string& line, int index, const std::string& cell) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string part; std::getline(stream, part, ',');)
    cells.push_back(part);
  cells[static_cast<std::size_t>(index)] = cell;
  line.clear();
  for (std::size_t i = 0; i < cells.size(); ++i)
    line += (i ? "," : "") + cells[i];
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// What is wrong with a file of these lines; nothing if it is read.
inline std::vector<Problem> problems_of(const std::vector<std::string>& lines) {
  const ScratchFile file("bad.epw", joined(lines));
  try {
    read_weather(file.path());
  } catch (const ScenarioError& error) {
    return error.problems();
  }
  return {};
}

/// What reading the lines noticed, one note per line of text.
inline std::string notes_of(const std::vector<std::string>& lines) {
  const ScratchFile file("noted.weather", joined(lines));
  return joined(read_weather(file.path()).notes);
}

}  // namespace gigawatt::climate
