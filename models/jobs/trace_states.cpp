// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/trace_states.h"

#include <array>
#include <cctype>
#include <utility>

namespace gigawatt::jobs {
namespace {

constexpr std::array<std::pair<std::string_view, TraceState>, 18> kStates{{
    {"completed", TraceState::completed},
    {"succeeded", TraceState::completed},
    {"pass", TraceState::completed},
    {"cancelled", TraceState::cancelled},
    {"canceled", TraceState::cancelled},
    {"killed", TraceState::cancelled},
    {"stopped", TraceState::cancelled},
    {"failed", TraceState::failed},
    {"timeout", TraceState::failed},
    {"node_fail", TraceState::failed},
    {"out_of_memory", TraceState::failed},
    {"boot_fail", TraceState::failed},
    {"deadline", TraceState::failed},
    {"running", TraceState::running},
    {"pending", TraceState::waiting},
    {"preempted", TraceState::unclear},
    {"suspended", TraceState::unclear},
    {"unknown", TraceState::unclear},
}};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

std::optional<TraceState> state_named(std::string_view text) {
  const std::string name = lower(text);
  for (const auto& [known, state] : kStates)
    if (name == known || name.starts_with(std::string(known) + " by ")) return state;
  return std::nullopt;
}

std::vector<std::string> state_names() {
  std::vector<std::string> names;
  for (const auto& [name, state] : kStates)
    names.emplace_back(name);
  return names;
}

Fate fate_of(TraceState state) {
  switch (state) {
    case TraceState::cancelled:
      return Fate::cancelled_by_user;
    case TraceState::failed:
      return Fate::fails_by_itself;
    default:
      return Fate::completes;
  }
}

}  // namespace gigawatt::jobs
