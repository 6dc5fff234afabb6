// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/csv_table.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace gigawatt {
namespace {

using Kind = Tree::Kind;

struct Cell {
  std::string text;
  bool quoted = false;
  SourceMark mark;
};

class CsvReader {
 public:
  CsvReader(const std::string& text, std::shared_ptr<const std::string> file)
      : text_(text), file_(std::move(file)) {
    if (text_.compare(0, 3, "\xEF\xBB\xBF") == 0) at_ = 3;
  }

  /// The next row that is neither blank nor a comment; false at the end.
  bool next_row(std::vector<Cell>& row) {
    while (at_ < text_.size()) {
      row.clear();
      const bool comment = text_[at_] == '#';
      if (comment) {
        skip_line();
        continue;
      }
      do {
        row.push_back(next_cell());
      } while (take(','));
      take_line_end();
      const bool blank = row.size() == 1 && row[0].text.empty() && !row[0].quoted;
      if (!blank) return true;
    }
    return false;
  }

 private:
  SourceMark mark() const { return {file_, line_, column_}; }

  void step() {
    column_ = text_[at_] == '\n' ? 1 : column_ + 1;
    line_ += text_[at_] == '\n' ? 1 : 0;
    ++at_;
  }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    step();
    return true;
  }
  void take_line_end() {
    take('\r');
    take('\n');
  }
  void skip_line() {
    while (at_ < text_.size() && !take('\n'))
      step();
  }
  bool at_cell_end() const {
    if (at_ >= text_.size()) return true;
    const char c = text_[at_];
    return c == ',' || c == '\n' ||
           (c == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'));
  }

  Cell next_cell() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t'))
      step();
    Cell cell;
    cell.mark = mark();
    if (take('"')) {
      cell.quoted = true;
      take_quoted(cell);
    }
    const std::size_t begin = at_;
    while (!at_cell_end()) {
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte < 0x20 && byte != '\t')
        refuse(mark(), "a control character is not text", "expected a CSV file");
      step();
    }
    std::string plain = text_.substr(begin, at_ - begin);
    while (!plain.empty() && (plain.back() == ' ' || plain.back() == '\t'))
      plain.pop_back();
    if (cell.quoted && !plain.empty()) {
      refuse(cell.mark, "text follows a closing quote", "double the quotes inside a quoted cell");
    }
    if (!cell.quoted) cell.text = std::move(plain);
    return cell;
  }

  void take_quoted(Cell& cell) {
    while (true) {
      if (at_ >= text_.size()) refuse(cell.mark, "a quote is not closed", "add the closing quote");
      if (take('"')) {
        if (!take('"')) return;
        cell.text += '"';
        continue;
      }
      cell.text += text_[at_];
      step();
    }
  }

  [[noreturn]] static void refuse(const SourceMark& mark, const char* what, const char* expected) {
    throw ScenarioError(problem_at(mark, "", what, expected));
  }

  const std::string& text_;
  std::shared_ptr<const std::string> file_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

/// Puts a cell under its key; `a.b` makes a map `a`.
void put(Tree& map, const std::string& key, const Cell& cell) {
  const std::size_t dot = key.find('.');
  if (dot == std::string::npos) {
    Tree value;
    value.kind = Kind::scalar;
    value.mark = cell.mark;
    value.scalar = cell.text;
    value.quoted = cell.quoted;
    map.set(key, std::move(value), cell.mark);
    return;
  }
  const std::string outer = key.substr(0, dot);
  if (map.find(outer) == nullptr) {
    Tree nested;
    nested.kind = Kind::map;
    nested.mark = cell.mark;
    map.set(outer, std::move(nested), cell.mark);
  }
  Tree* nested = map.find(outer);
  if (nested->kind != Kind::map) {
    throw ScenarioError(problem_at(cell.mark, key, "'" + outer + "' is both a value and a group",
                                   "rename one of the columns"));
  }
  put(*nested, key.substr(dot + 1), cell);
}

void check_header(const std::vector<Cell>& header) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const std::string& name = header[i].text;
    const bool empty = name.empty() || name.front() == '.' || name.back() == '.' ||
                       name.find("..") != std::string::npos ||
                       std::count(name.begin(), name.end(), '.') > 8;
    if (empty) {
      throw ScenarioError(problem_at(header[i].mark, "", "a column has no proper name",
                                     "expected field names in the first row"));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (header[j].text != name) continue;
      throw ScenarioError(problem_at(header[i].mark, "", "the column '" + name + "' is given twice",
                                     "remove one of the two"));
    }
  }
}

}  // namespace

Tree parse_csv_table(const std::string& text, const std::string& file_name) {
  constexpr std::size_t kMostColumns = 1000;
  const auto file = std::make_shared<const std::string>(file_name);
  CsvReader reader(text, file);
  Tree rows;
  rows.kind = Kind::list;
  rows.mark = {file, 1, 1};

  std::vector<Cell> header;
  if (!reader.next_row(header)) {
    throw ScenarioError(
        problem_at(rows.mark, "", "the table is empty", "expected field names in the first row"));
  }
  if (header.size() > kMostColumns) {
    throw ScenarioError(
        problem_at(rows.mark, "", "more than 1,000 columns", "expected a CSV table of fields"));
  }
  check_header(header);

  std::vector<Cell> row;
  std::size_t values = 0;
  while (reader.next_row(row)) {
    if (row.size() != header.size()) {
      throw ScenarioError(
          problem_at(row.front().mark, "", "this row has " + std::to_string(row.size()) + " cells",
                     "expected " + std::to_string(header.size()) + ", as in the first row"));
    }
    values += row.size();
    if (values > kMaxTreeValues) {
      throw ScenarioError(
          problem_at(row.front().mark, "", "more than 1,000,000 values", "shorten the table"));
    }
    Tree item;
    item.kind = Kind::map;
    item.mark = row.front().mark;
    for (std::size_t column = 0; column < row.size(); ++column) {
      if (!row[column].text.empty() || row[column].quoted)
        put(item, header[column].text, row[column]);
    }
    rows.items.push_back(std::move(item));
  }
  if (rows.items.empty()) {
    throw ScenarioError(
        problem_at(rows.mark, "", "the table has no rows", "expected rows below the header"));
  }
  return rows;
}

}  // namespace gigawatt
