// SPDX-License-Identifier: Apache-2.0

// The studies of capacity and size as tables and as JSON.

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "models/study/size_study.h"
#include "models/summary_text.h"

namespace gigawatt {

namespace {

using summary_text::grouped;
using summary_text::megawatts;
using Json = nlohmann::ordered_json;

std::string percent(double share) {
  return fmt::format("{:.3f} %", 100.0 * share);
}

Json json_of(const LoadTrial& trial) {
  return {{"it_w", trial.it_w},
          {"nodes", trial.nodes},
          {"availability", trial.availability},
          {"binding", trial.binding},
          {"hours_binding", trial.hours_binding}};
}

}  // namespace

std::string to_table(const CapacityStudy& study) {
  std::string out =
      fmt::format("{}: the largest IT load with nothing held back for {} of the time\n", study.site,
                  percent(study.required));
  out += fmt::format("  {:>12}{:>12}{:>14}  {:<24}{}\n", "IT load", "nodes", "available",
                     "stopped by", "with");
  for (const CapacityStep& step : study.steps) {
    out += fmt::format("  {:>12}{:>12}{:>14}  {:<24}{}\n", megawatts(step.carried.it_w),
                       grouped(static_cast<double>(step.carried.nodes)),
                       percent(step.carried.availability),
                       step.unbounded ? "nothing up to 64 times" : step.too_much.binding,
                       step.beyond.empty() ? "the site as it is"
                                           : fmt::format("{}", fmt::join(step.beyond, ", ")));
  }
  if (!study.end.empty()) out += fmt::format("  no further: {}\n", study.end);
  const LoadTrial& above = study.a_percent_above;
  out += fmt::format(
      "  a percent above the first, {} on {} nodes: {} available, {}\n", megawatts(above.it_w),
      grouped(static_cast<double>(above.nodes)), percent(above.availability),
      above.availability >= study.required
          ? "met as well"
          : fmt::format("not met; {} binds {} h", above.binding, grouped(above.hours_binding, 1)));
  return out;
}

std::string to_json(const CapacityStudy& study) {
  Json made = {{"site", study.site}, {"required", study.required}, {"steps", Json::array()}};
  for (const CapacityStep& step : study.steps) {
    Json one = {{"carried", json_of(step.carried)}, {"set", step.beyond}};
    if (!step.unbounded) one["too_much"] = json_of(step.too_much);
    made["steps"].push_back(std::move(one));
  }
  made["a_percent_above"] = json_of(study.a_percent_above);
  if (!study.end.empty()) made["end"] = study.end;
  return made.dump(2);
}

std::string to_table(const SizeStudy& study) {
  std::string out =
      fmt::format("{}: units for {} of IT with nothing held back for {} of the time\n", study.site,
                  megawatts(study.proposal.it_w), percent(study.required));
  out += fmt::format("  {:<26}{:>14}{:>14}\n", "", "in the file", "proposed");
  for (const SizedPart& part : study.parts) {
    const auto value = [&](double number) {
      return part.knob.counts ? fmt::format("{:.0f}", number)
                              : fmt::format("{:.4g} {}", number, part.knob.unit);
    };
    out += fmt::format("  {:<26}{:>14}{:>14}  {}\n", part.constraint, value(part.knob.value),
                       value(part.proposed), part.knob.path);
  }
  out += fmt::format("  as it is: {} available{}; as proposed: {} available\n",
                     percent(study.as_it_is.availability),
                     study.as_it_is.binding.empty()
                         ? ""
                         : fmt::format(", {} binds {:.1f} h", study.as_it_is.binding,
                                       study.as_it_is.hours_binding),
                     percent(study.proposal.availability));
  out += "  run it:";
  for (const std::string& override : study.overrides)
    out += fmt::format(" --set \"{}\"", override);
  return out + "\n";
}

std::string to_json(const SizeStudy& study) {
  Json made = {{"site", study.site},
               {"required", study.required},
               {"as_it_is", json_of(study.as_it_is)},
               {"proposal", json_of(study.proposal)},
               {"parts", Json::array()},
               {"set", study.overrides}};
  for (const SizedPart& part : study.parts)
    made["parts"].push_back({{"constraint", part.constraint},
                             {"path", part.knob.path},
                             {"in_file", part.knob.value},
                             {"proposed", part.proposed},
                             {"unit", part.knob.unit}});
  return made.dump(2);
}

}  // namespace gigawatt
