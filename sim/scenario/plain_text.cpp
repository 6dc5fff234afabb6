// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/plain_text.h"

#include <cstddef>

namespace gigawatt {
namespace {

/// Length of the well-formed UTF-8 sequence at `text[at]`, or 0 (Unicode 15, table 3-7).
std::size_t utf8_length(const std::string& text, std::size_t at) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool too_large = lead == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

}  // namespace

std::string plain_text(const std::string& text, const SourceMark& base, bool fixed_mark) {
  std::size_t at = text.compare(0, 3, "\xEF\xBB\xBF") == 0 ? 3 : 0;
  std::string plain;
  plain.reserve(text.size());
  int line = 1;
  int column = 1;
  const auto refuse = [&](const std::string& what) {
    throw ScenarioError(problem_at(fixed_mark ? base : SourceMark{base.file, line, column}, "",
                                   what, "expected a YAML file saved as UTF-8 text"));
  };
  const auto is_printable = [](char c) { return c >= 0x20 && c < 0x7F; };
  while (at < text.size()) {
    // Nearly all of a file is runs of printable ASCII: those are copied whole.
    std::size_t run = at;
    while (run < text.size() && is_printable(text[run]))
      ++run;
    plain.append(text, at, run - at);
    column += static_cast<int>(run - at);
    at = run;
    if (at == text.size()) break;

    const auto byte = static_cast<unsigned char>(text[at]);
    const std::size_t length = utf8_length(text, at);
    if (length == 0) refuse("this byte is not UTF-8");
    if (byte == '\r' || byte == '\n') {
      at += byte == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 1;
      plain += '\n';
      ++line;
      column = 1;
      continue;
    }
    if ((byte < 0x20 && byte != '\t') || byte == 0x7F) refuse("a control character is not text");
    plain.append(text, at, length);
    at += length;
    ++column;
  }
  return plain;
}

}  // namespace gigawatt
