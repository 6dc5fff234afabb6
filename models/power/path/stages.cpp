// SPDX-License-Identifier: Apache-2.0
#include "models/power/path/stages.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "models/power/path/contingency.h"
#include "models/power/path/flow.h"
#include "sim/engine/errors.h"

// With loads in proportion to one total, the output of every element is a function of that total
// alone. From the rows up, two elements have the same function if they are the same converter and
// bring the same shares to consumers of the same functions.

namespace gigawatt::power {

namespace {

/// Class of a consumer, and the share of one such consumer's input.
using Branch = std::pair<std::size_t, double>;

using Loss = std::tuple<double, double, double, double, std::vector<double>, std::vector<double>>;
using Signature = std::tuple<bool, bool, double, double, Loss, std::vector<Branch>>;

struct ElementClass {
  std::vector<std::size_t> members;
  std::vector<Branch> branches;  ///< Of each member.
};

Loss numbers_of(const ConverterLoss& loss) {
  return {loss.fixed_w, loss.proportional,    loss.square_per_w,
          loss.rated_w, loss.table_load_frac, loss.table_loss_frac};
}

/// From the rows to the feeds, those that carry IT only first.
std::vector<ElementClass> find_classes(const PathModel& model) {
  std::vector<ElementClass> classes;
  std::vector<std::vector<Branch>> branches(model.elements.size());
  std::map<Signature, std::size_t> known;
  for (const bool everything : {false, true}) {
    for (auto at = model.order.rbegin(); at != model.order.rend(); ++at) {
      const PathElement& element = model.elements[*at];
      if (element.carries_cooling != everything) continue;
      std::sort(branches[*at].begin(), branches[*at].end());
      const auto [found, is_new] =
          known.emplace(Signature{everything, element.in_hall, element.limit_w, element.load_w,
                                  numbers_of(element.loss), branches[*at]},
                        classes.size());
      if (is_new) classes.push_back({{}, branches[*at]});
      classes[found->second].members.push_back(*at);

      double total = 0.0;
      for (const PathSource& source : element.from)
        total += source.share;
      for (const PathSource& source : element.from)
        branches[source.element].push_back({found->second, source.share / total});
    }
  }
  return classes;
}

std::string name_of(const PathModel& model, const ElementClass& members) {
  // Reached from the rows, elements come in no order that a reader knows.
  const std::size_t first = *std::min_element(members.members.begin(), members.members.end());
  const std::string& name = model.elements[first].name;
  if (members.members.size() == 1) return name;
  return fmt::format("{} and {} more", name, members.members.size() - 1);
}

/// What the members draw together from each class downstream.
std::vector<TrunkDraw> draws_of(const std::vector<ElementClass>& classes,
                                const ElementClass& members) {
  std::map<std::size_t, double> shares;
  for (const auto& [consumer, share] : members.branches)
    shares[consumer] += share;
  std::vector<TrunkDraw> draws;
  for (const auto& [consumer, share] : shares) {
    const double ratio = static_cast<double>(members.members.size()) /
                         static_cast<double>(classes[consumer].members.size());
    draws.push_back({consumer, share * ratio});
  }
  return draws;
}

/// Cooling enters where IT power does, in proportion to it at the planned load.
void add_cooling(const PathModel& model, const std::vector<ElementClass>& classes,
                 std::vector<TrunkStage>& stages) {
  const std::vector<double> loads_w = planned_loads_w(model);
  const PathFlow flow = solve(model, loads_w, std::vector<bool>(model.elements.size()));
  std::vector<double> entering_w(stages.size());
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (!stages[i].carries_cooling) continue;
    for (const std::size_t member : classes[i].members)
      entering_w[i] += model.elements[member].load_w;
    for (const TrunkDraw& draw : stages[i].draws) {
      if (draw.from == TrunkDraw::kRacks || stages[draw.from].carries_cooling) continue;
      for (const std::size_t member : classes[draw.from].members)
        entering_w[i] += draw.share * (flow.output_w[member] + flow.loss_w[member]);
    }
  }
  const double total_w = std::accumulate(entering_w.begin(), entering_w.end(), 0.0);
  for (std::size_t i = 0; i < stages.size(); ++i)
    if (entering_w[i] > 0.0)
      stages[i].draws.push_back({TrunkDraw::kCooling, entering_w[i] / total_w});
}

}  // namespace

std::vector<TrunkStage> trunk_stages(const PathModel& model) {
  const std::vector<double> loads_w = planned_loads_w(model);
  const double total_w = std::accumulate(loads_w.begin(), loads_w.end(), 0.0);
  if (!(total_w > 0.0))
    throw DomainError("the rows of power.path have no load, by which they share the site's power");

  const std::vector<ElementClass> classes = find_classes(model);
  std::vector<TrunkStage> stages;
  for (const ElementClass& members : classes) {
    const PathElement& element = model.elements[members.members.front()];
    const auto units = static_cast<double>(members.members.size());
    TrunkStage& stage = stages.emplace_back(TrunkStage{.name = name_of(model, members),
                                                       .loss = element.loss,
                                                       .units = units,
                                                       .unit_rated_w = element.limit_w,
                                                       .carries_cooling = element.carries_cooling,
                                                       .in_hall = element.in_hall,
                                                       .draws = draws_of(classes, members)});
    if (element.is_row)
      stage.draws.push_back({TrunkDraw::kRacks, units * element.load_w / total_w});
  }
  add_cooling(model, classes, stages);
  return stages;
}

}  // namespace gigawatt::power
