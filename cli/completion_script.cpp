// SPDX-License-Identifier: Apache-2.0
#include "cli/completion_script.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace gigawatt::cli {
namespace {

std::vector<std::string> verb_names(const std::vector<VerbWords>& verbs) {
  std::vector<std::string> names;
  for (const VerbWords& verb : verbs)
    names.push_back(verb.verb);
  return names;
}

}  // namespace

std::string bash_completion(const std::vector<VerbWords>& verbs) {
  std::string cases;
  for (const VerbWords& verb : verbs)
    cases += fmt::format("    {}) options=\"{}\"; words=\"{}\" ;;\n", verb.verb,
                         fmt::join(verb.options, " "), fmt::join(verb.words, " "));
  return fmt::format(
      R"(# bash completion of gigawatt; load it with:  source <(gigawatt completion bash)
_gigawatt() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} verb="" options="--help" words="" i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${{COMP_WORDS[i]}} != -* ]]; then verb=${{COMP_WORDS[i]}}; break; fi
  done
  case $verb in
    "") words="{}"; options="--help --version --no-color" ;;
{}  esac
  if [[ $word == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
  elif [[ -n $words ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  else
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}}
complete -o filenames -F _gigawatt gigawatt
)",
      fmt::join(verb_names(verbs), " "), cases);
}

std::string zsh_completion(const std::vector<VerbWords>& verbs) {
  std::string described, cases;
  for (const VerbWords& verb : verbs) {
    described += fmt::format("    '{}:{}'\n", verb.verb, verb.what);
    cases += fmt::format("    {}) options=({}); offered=({}) ;;\n", verb.verb,
                         fmt::join(verb.options, " "), fmt::join(verb.words, " "));
  }
  return fmt::format(
      R"(#compdef gigawatt
# zsh completion of gigawatt; load it with:  source <(gigawatt completion zsh)
_gigawatt() {{
  local -a verbs options offered
  verbs=(
{}  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    return
  fi
  case $words[2] in
{}  esac
  if [[ $PREFIX == -* ]]; then
    compadd -- $options
  elif (( $#offered )); then
    compadd -- $offered
  else
    _files
  fi
}}
compdef _gigawatt gigawatt
)",
      described, cases);
}

std::string fish_completion(const std::vector<VerbWords>& verbs) {
  std::string script =
      "# fish completion of gigawatt; load it with:  gigawatt completion fish | source\n"
      "complete -c gigawatt -f -n __fish_use_subcommand -l version -l help -l no-color\n";
  for (const VerbWords& verb : verbs) {
    script += fmt::format("complete -c gigawatt -f -n __fish_use_subcommand -a {} -d '{}'\n",
                          verb.verb, verb.what);
    const std::string here =
        fmt::format("complete -c gigawatt -n '__fish_seen_subcommand_from {}'", verb.verb);
    for (const std::string& option : verb.options)
      script += fmt::format("{} {} {}\n", here, option.starts_with("--") ? "-l" : "-s",
                            option.substr(option.starts_with("--") ? 2 : 1));
    if (!verb.words.empty())
      script += fmt::format("{} -f -a '{}'\n", here, fmt::join(verb.words, " "));
  }
  return script;
}

}  // namespace gigawatt::cli
