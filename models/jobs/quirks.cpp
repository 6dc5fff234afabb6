// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/quirks.h"

#include <fmt/format.h>

#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

struct Known {
  std::string name;
  bool swf_only;
  bool Quirks::* flag;
  const char* note;
};

const std::vector<Known>& known_quirks() {
  static const std::vector<Known> known{
      {"unsorted", false, &Quirks::unsorted, "lines are sorted by submit time"},
      {"allocated-size", true, &Quirks::allocated_size,
       "sizes are the allocated processors, not the requested"},
      {"frontier-descriptor", true, &Quirks::frontier_descriptor,
       "nodes are read from the descriptor in field 21, because the fields of the standard hold "
       "cores in some lines"},
      {"submits-are-starts", false, &Quirks::submits_are_starts,
       "submit times are start times, so the waits of the machine are not in the trace"}};
  return known;
}

}  // namespace

Quirks read_quirks(const WorkloadParams& params, TraceFormat format) {
  Quirks quirks;
  std::vector<std::string> valid;
  for (const Known& known : known_quirks())
    if (!known.swf_only || format == TraceFormat::swf) valid.push_back(known.name);

  std::vector<Problem> problems;
  for (const std::string& name : params.quirks) {
    const Known* found = nullptr;
    for (const Known& known : known_quirks())
      if (known.name == name) found = &known;
    if (found == nullptr || (found->swf_only && format != TraceFormat::swf)) {
      problems.push_back(problem_at(
          key_path(params.path, "quirks"), fmt::format("this format has no quirk '{}'", name),
          fmt::format("any of: {}", fmt::join(valid, ", ")), nearest_name(name, valid)));
      continue;
    }
    quirks.*(found->flag) = true;
    quirks.notes.push_back(fmt::format("quirk {}: {}", name, found->note));
  }
  if (!problems.empty()) throw ScenarioError(problems);
  return quirks;
}

}  // namespace gigawatt::jobs
