// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace gigawatt {

/// One fault in what the user wrote. Printed as one line,
///   `file:line:column: path: what; expected` with `did you mean 'suggestion'?` where there is one.
struct Problem {
  std::string file{};  ///< As the user named it; "--set" for an override; empty if none.
  int line = 0;        ///< 1-based; 0 = the whole file.
  int column = 0;      ///< 1-based; 0 = the whole line.
  std::string
      path{};  ///< Dotted path of the key, e.g. "sites.memphis.power.grid.limit"; may be empty.
  std::string what{};        ///< What is wrong.
  std::string expected{};    ///< What was expected, or what to do; may be empty.
  std::string suggestion{};  ///< Nearest valid name; may be empty.

  std::string message() const;
};

/// The scenario, or a file it names, is invalid. Carries every problem found, in file order.
class ScenarioError : public std::exception {
 public:
  explicit ScenarioError(std::vector<Problem> problems);
  explicit ScenarioError(Problem problem);

  const std::vector<Problem>& problems() const { return problems_; }
  const char* what() const noexcept override {
    return text_.c_str();
  }  ///< All lines, '\n' between.

 private:
  std::vector<Problem> problems_;
  std::string text_;
};

/// "path.key"; the key alone where the path is empty.
std::string key_path(const std::string& path, std::string_view key);

/// A problem at the dotted `path`; its place in a file is found later, by that path.
Problem problem_at(std::string path, std::string what, std::string expected,
                   std::string suggestion = "");

/// Throws ScenarioError with that one problem.
[[noreturn]] void refuse(std::string path, std::string what, std::string expected,
                         std::string suggestion = "");

/// The name nearest to `name` by edit distance, or "" if none is near enough to help.
std::string nearest_name(const std::string& name, const std::vector<std::string>& valid_names);

}  // namespace gigawatt
