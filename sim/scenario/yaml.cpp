// SPDX-License-Identifier: Apache-2.0

// yaml-cpp is used as a stream of events only: its node graph resolves aliases and copies, which
// costs time and lets ten lines of YAML unfold into gigabytes. Every limit is enforced as the
// events arrive, so that hostile input is refused after the first few kilobytes.

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "sim/scenario/plain_text.h"
#include "sim/scenario/tree.h"

namespace gigawatt {
namespace {

using Kind = Tree::Kind;

constexpr const char* kTooDeep = "lists and maps are nested deeper than 64 levels";

/// Marks of values inside one text: either real positions or, for a value given on the command
/// line, one fixed mark.
struct MarkSource {
  SourceMark base;
  bool fixed = false;
  std::string_view text = {};  ///< What yaml-cpp reads; its columns count bytes.

  SourceMark at(int line, int column) const {
    return fixed ? base : SourceMark{base.file, line, column};
  }

  SourceMark at(const YAML::Mark& mark) const {
    // yaml-cpp's null mark is (-1, -1, -1): then only the file can be blamed.
    if (mark.line < 0) return at(0, 0);
    constexpr int kLongestLine = 10'000;  // nobody counts characters in a longer one
    int column = 1;
    const int begin = mark.pos - mark.column;
    for (int i = begin; i < mark.pos && mark.column < kLongestLine; ++i) {
      const bool inside = static_cast<std::size_t>(i) < text.size();
      const bool continues =
          inside &&
          (static_cast<unsigned char>(text[static_cast<std::size_t>(i)]) & 0xC0u) == 0x80u;
      column += continues ? 0 : 1;
    }
    return at(mark.line + 1, mark.column < kLongestLine ? column : mark.column + 1);
  }
};

/// True if the quoted scalar that starts at `text[at]` ends before the text does.
bool is_closed(std::string_view text, std::size_t at) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == quote;
      if (!doubled) return true;
      ++i;
    }
  }
  return false;
}

class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const MarkSource& marks) : marks_(marks) {}

  Tree take() { return std::move(root_); }
  bool has_root() const { return has_root_; }

  /// yaml-cpp takes the end of the file for a closing quote. Only the last scalar can be so cut.
  void check_last_quote() const {
    const bool inside =
        last_quoted_.pos >= 0 && static_cast<std::size_t>(last_quoted_.pos) < marks_.text.size();
    if (!inside) return;
    const char first = marks_.text[static_cast<std::size_t>(last_quoted_.pos)];
    const bool flow = first == '"' || first == '\'';
    if (flow && !is_closed(marks_.text, static_cast<std::size_t>(last_quoted_.pos))) {
      refuse(last_quoted_, "a quote is not closed before the end of the file",
             "add the closing quote");
    }
  }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      refuse(mark, "a second YAML document starts here", "keep one document per file");
    }
  }
  void OnDocumentEnd() override {}

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse(mark, "aliases ('*name') are not allowed", "write the value again, or use 'extends:'");
  }

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(mark, "", anchor);
    // An absent value has no place of its own: blame its key.
    const bool is_value =
        !open_.empty() && open_.back().tree.kind == Kind::map && open_.back().has_key;
    Tree tree;
    tree.mark = is_value ? open_.back().key_mark : marks_.at(mark);
    attach(std::move(tree));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check(mark, tag, anchor);
    Tree tree;
    tree.kind = Kind::scalar;
    tree.mark = marks_.at(mark);
    tree.scalar = value;
    tree.quoted = tag == "!";
    if (tree.quoted) last_quoted_ = mark;
    attach(std::move(tree));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Kind::list);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, Kind::map);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  /// A list or map whose end has not been seen yet.
  struct Open {
    Tree tree;
    bool has_key = false;
    std::string key;
    SourceMark key_mark;
    std::unordered_set<std::string> keys;
  };

  [[noreturn]] void refuse(const YAML::Mark& mark, std::string what, std::string expected) const {
    throw ScenarioError(problem_at(marks_.at(mark), "", std::move(what), std::move(expected)));
  }

  void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) {
      refuse(mark, "anchors ('&name') are not allowed", "write the value again, or use 'extends:'");
    }
    if (!tag.empty() && tag != "!" && tag != "?") {
      refuse(mark, "the tag '" + tag + "' is not allowed", "write the plain value");
    }
    if (++values_ > kMaxTreeValues) {
      refuse(mark, "more than 1,000,000 values",
             "put long tables into a CSV file: {table: file.csv}");
    }
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Kind kind) {
    check(mark, tag, anchor);
    if (open_.size() >= static_cast<std::size_t>(kMaxTreeDepth)) {
      refuse(mark, kTooDeep, "check the brackets");
    }
    if (!open_.empty() && open_.back().tree.kind == Kind::map && !open_.back().has_key) {
      refuse(mark, "a key cannot be a list or a map",
             "expected 'key: value'; put quotes around text that starts with '{' or '['");
    }
    Open opened;
    opened.tree.kind = kind;
    opened.tree.mark = marks_.at(mark);
    open_.push_back(std::move(opened));
  }

  void close() {
    Tree tree = std::move(open_.back().tree);
    open_.pop_back();
    attach(std::move(tree));
  }

  void attach(Tree tree) {
    if (open_.empty()) {
      root_ = std::move(tree);
      has_root_ = true;
      return;
    }
    Open& parent = open_.back();
    if (parent.tree.kind == Kind::list) {
      parent.tree.items.push_back(std::move(tree));
    } else if (!parent.has_key) {
      take_key(parent, std::move(tree));
    } else {
      parent.tree.entries.emplace_back(std::move(parent.key), std::move(tree));
      parent.tree.key_marks.push_back(std::move(parent.key_mark));
      parent.has_key = false;
    }
  }

  void take_key(Open& parent, Tree key) {
    if (key.kind != Kind::scalar || key.scalar.empty()) {
      throw ScenarioError(problem_at(key.mark, "", "a key is empty", "expected 'key: value'"));
    }
    if (!parent.keys.insert(key.scalar).second) {
      throw ScenarioError(problem_at(key.mark, "", "the key '" + key.scalar + "' is given twice",
                                     "remove one of the two"));
    }
    parent.has_key = true;
    parent.key = std::move(key.scalar);
    parent.key_mark = std::move(key.mark);
  }

  MarkSource marks_;
  std::vector<Open> open_;
  YAML::Mark last_quoted_ = YAML::Mark::null_mark();
  Tree root_;
  bool has_root_ = false;
  int documents_ = 0;
  std::size_t values_ = 0;
};

/// Refuses absurd nesting before yaml-cpp sees it: its scanner takes an open bracket for the
/// possible start of a key and reads on to the end of the file. Brackets inside quotes and comments
/// are counted, too, which is why the bar is far above the true limit of 64.
void check_brackets(const std::string& text, const MarkSource& marks) {
  constexpr int kOpenAtOnce = 1000;
  int open = 0;
  std::size_t first_too_deep = 0;  // where the 65th of the open brackets stands
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '[' || c == '{') {
      if (++open == kMaxTreeDepth + 1) first_too_deep = at;
      if (open > kOpenAtOnce) {
        const std::size_t newline = text.rfind('\n', first_too_deep);
        const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
        YAML::Mark mark;
        mark.pos = static_cast<int>(first_too_deep);
        mark.column = static_cast<int>(first_too_deep - begin);
        mark.line = static_cast<int>(
            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(begin), '\n'));
        throw ScenarioError(problem_at(marks.at(mark), "", kTooDeep, "check the brackets"));
      }
    } else if ((c == ']' || c == '}') && open > 0) {
      --open;
    }
  }
}

/// yaml-cpp's terse messages in words that say what to do.
std::pair<std::string, std::string> explain(const std::string& message) {
  namespace msg = YAML::ErrorMsg;
  const auto is = [&](const char* known) { return message.rfind(known, 0) == 0; };
  if (is(msg::TAB_IN_INDENTATION)) return {"a tab is used for indentation", "indent with spaces"};
  if (is(msg::END_OF_MAP_FLOW))
    return {"a '{' is not closed properly", "expected ',' or '}' before this"};
  if (is(msg::END_OF_SEQ_FLOW))
    return {"a '[' is not closed properly", "expected ',' or ']' before this"};
  if (is(msg::END_OF_MAP)) {
    return {"malformed YAML", "expected 'key: value' at the same indentation as the keys above"};
  }
  if (is(msg::END_OF_SEQ)) {
    return {"malformed YAML", "expected '- item' at the same indentation as the items above"};
  }
  if (is(msg::EOF_IN_SCALAR))
    return {"a quote is not closed before the end of the file", "add the closing quote"};
  if (is(msg::FLOW_END)) return {"a closing bracket has no opening one", "check the brackets"};
  if (is(msg::MAP_VALUE))
    return {"a ':' is not expected here", "put quotes around text that contains ': '"};
  if (is(msg::UNKNOWN_ANCHOR)) {
    return {"aliases ('*name') are not allowed", "put quotes around text that starts with '*'"};
  }
  if (is(msg::UNKNOWN_TOKEN)) {
    return {"this character cannot start a value", "put quotes around text that starts with it"};
  }
  return {"malformed YAML: " + message, "check indentation, brackets and quotes"};
}

/// Parses `text`; false if it holds no value at all.
bool parse(const std::string& text, MarkSource marks, Tree& tree) {
  const std::string plain = plain_text(text, marks.base, marks.fixed);
  marks.text = plain;
  check_brackets(plain, marks);
  TreeBuilder builder(marks);
  try {
    std::istringstream stream(plain);
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
    builder.check_last_quote();
  } catch (const YAML::Exception& error) {
    builder.check_last_quote();
    const auto [what, expected] = explain(error.msg);
    throw ScenarioError(problem_at(marks.at(error.mark), "", what, expected));
  } catch (const std::logic_error&) {
    throw ScenarioError(problem_at(marks.base, "", "malformed YAML", "check brackets and quotes"));
  }
  tree = builder.take();
  return builder.has_root();
}

}  // namespace

Tree parse_yaml(const std::string& text, const std::string& file_name) {
  const MarkSource marks{{std::make_shared<const std::string>(file_name), 1, 1}};
  Tree tree;
  if (!parse(text, marks, tree)) {
    throw ScenarioError(problem_at(marks.base, "", "the file is empty",
                                   "'gigawatt new' writes a commented starter file"));
  }
  return tree;
}

Tree parse_yaml_value(const std::string& text, const SourceMark& mark) {
  Tree tree;
  tree.mark = mark;
  parse(text, MarkSource{mark, true}, tree);
  return tree;
}

}  // namespace gigawatt
