// SPDX-License-Identifier: Apache-2.0

// Whether each element has the redundancy it asks for: by topology first, then by flow.

#include <map>

#include <fmt/format.h>

#include "models/power/path/contingency.h"
#include "models/power/path/flow.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

namespace {

const char* name_of(Redundancy redundancy) {
  switch (redundancy) {
    case Redundancy::n:
      return "N";
    case Redundancy::n_plus_1:
      return "N+1";
    case Redundancy::two_n:
      return "2N";
    case Redundancy::distributed:
      return "distributed redundancy";
  }
  return "";
}

/// Flows of the planned loads with one element out, each solved once: rows share what is upstream.
class Outages {
 public:
  explicit Outages(const PathModel& model) : model_(model), loads_w_(planned_loads_w(model)) {}

  const PathFlow& without(std::size_t gone) {
    const auto found = flows_.find(gone);
    if (found != flows_.end()) return found->second;
    std::vector<bool> out(model_.elements.size());
    out[gone] = true;
    return flows_.emplace(gone, solve(model_, loads_w_, out)).first->second;
  }

 private:
  const PathModel& model_;
  std::vector<double> loads_w_;
  std::map<std::size_t, PathFlow> flows_;
};

/// What the ways to an element contradict in its redundancy; empty: nothing.
std::string topology_fault(const PathModel& model, Outages& outages, std::size_t index) {
  const PathElement& element = model.elements[index];
  if (element.from.size() < 2)
    return fmt::format("it has {} source{}", element.from.size(),
                       element.from.size() == 1 ? "" : "s");
  if (element.redundancy == Redundancy::two_n) {
    if (element.from.size() > 2)
      return fmt::format("it has {} sources, not two sides", element.from.size());
    std::vector<bool> a = upstream(model, element.from[0].element);
    std::vector<bool> b = upstream(model, element.from[1].element);
    a[element.from[0].element] = true;
    b[element.from[1].element] = true;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (a[i] && b[i]) return fmt::format("both sides need {}", model.elements[i].name);
  }
  for (const std::size_t gone : borne_outages(model, index)) {
    if (!outages.without(gone).on[index])
      return fmt::format("it has no power without {}", model.elements[gone].name);
  }
  return "";
}

/// The first element upstream of `index` that passes its limit with `gone` out; empty: none.
std::string flow_fault(const PathModel& model, const PathFlow& flow, std::size_t index,
                       std::size_t gone) {
  const std::vector<bool> above = upstream(model, index);
  for (std::size_t i = 0; i < above.size(); ++i)
    if (above[i] && flow.overloaded[i])
      return fmt::format("with {} out, {} would carry {:.1f} kW of {:.1f} kW",
                         model.elements[gone].name, model.elements[i].name, flow.output_w[i] * 1e-3,
                         model.elements[i].limit_w * 1e-3);
  return "";
}

std::string fault_of(const PathModel& model, Outages& outages, std::size_t index) {
  std::string fault = topology_fault(model, outages, index);
  if (!fault.empty()) return fault;
  for (const std::size_t gone : borne_outages(model, index)) {
    fault = flow_fault(model, outages.without(gone), index, gone);
    if (!fault.empty()) break;
  }
  return fault;
}

}  // namespace

std::vector<std::size_t> borne_outages(const PathModel& model, std::size_t element) {
  std::vector<std::size_t> borne;
  const Redundancy asked = model.elements[element].redundancy;
  if (asked == Redundancy::n) return borne;
  if (asked == Redundancy::n_plus_1) {
    for (const PathSource& source : model.elements[element].from)
      borne.push_back(source.element);
    return borne;
  }
  const std::vector<bool> above = upstream(model, element);
  for (std::size_t i = 0; i < above.size(); ++i)
    if (above[i]) borne.push_back(i);
  return borne;
}

std::vector<Problem> find_redundancy_problems(const PathModel& model, const PathParams& params) {
  std::vector<Problem> problems;
  const PathFlow whole =
      solve(model, planned_loads_w(model), std::vector<bool>(model.elements.size()));
  Outages outages(model);
  for (std::size_t i = 0; i < model.elements.size(); ++i) {
    const PathElement& element = model.elements[i];
    const std::string& path = params.elements[i].path;
    if (whole.overloaded[i])
      problems.push_back(
          problem_at(path,
                     fmt::format("{} would carry {:.1f} kW of {:.1f} kW with nothing "
                                 "out",
                                 element.name, whole.output_w[i] * 1e-3, element.limit_w * 1e-3),
                     "a larger rating, less headroom or less load"));
    if (element.redundancy == Redundancy::n) continue;
    const std::string fault = fault_of(model, outages, i);
    if (fault.empty()) continue;
    problems.push_back(problem_at(
        path + ".redundancy",
        fmt::format("{} cannot have {}: {}", element.name, name_of(element.redundancy), fault),
        "more or larger sources, less load, or another redundancy"));
  }
  return problems;
}

std::vector<Problem> find_all_path_problems(const PathParams& params) {
  std::vector<Problem> problems = find_path_problems(params);
  if (problems.empty()) problems = find_redundancy_problems(make_path(params), params);
  return problems;
}

}  // namespace gigawatt::power
