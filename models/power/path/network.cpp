// SPDX-License-Identifier: Apache-2.0
#include "models/power/path/network.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <set>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dominator_tree.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <fmt/format.h>

#include "models/power/converter_params.h"
#include "sim/engine/errors.h"
#include "sim/engine/time.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::bidirectionalS>;

std::map<std::string, std::size_t> places(const PathParams& params) {
  std::map<std::string, std::size_t> place;
  for (std::size_t i = 0; i < params.elements.size(); ++i)
    place.emplace(params.elements[i].name, i);
  return place;
}

/// Edges run as the power does; names that are not there are left out.
Graph graph_of(const PathParams& params) {
  const auto place = places(params);
  Graph graph(params.elements.size());
  for (std::size_t i = 0; i < params.elements.size(); ++i)
    for (const std::string& name : params.elements[i].from)
      if (const auto found = place.find(name); found != place.end())
        boost::add_edge(found->second, i, graph);
  return graph;
}

const ConverterParams* converter_of(const PathElementParams& element) {
  return dynamic_cast<const ConverterParams*>(element.model.params.get());
}

/// By element: cooling power passes. What has no model carries what it feeds. No circles.
std::vector<bool> find_carrying(const PathParams& params, const Graph& graph) {
  std::vector<std::size_t> from_rows;
  boost::topological_sort(graph, std::back_inserter(from_rows));
  std::vector<bool> carrying(params.elements.size());
  for (const std::size_t i : from_rows) {
    if (const ConverterParams* converter = converter_of(params.elements[i])) {
      carrying[i] = converter->carries == Carries::everything;
      continue;
    }
    const auto [first, last] = boost::out_edges(i, graph);
    carrying[i] = std::any_of(
        first, last, [&](const auto& edge) { return carrying[boost::target(edge, graph)]; });
  }
  return carrying;
}

struct Finder {
  const PathParams& params;
  std::vector<Problem> problems{};

  void add(std::string path, std::string what, std::string expected, std::string suggestion = "") {
    problems.push_back(
        problem_at(std::move(path), std::move(what), std::move(expected), std::move(suggestion)));
  }

  void check_names() {
    std::vector<std::string> names;
    for (const PathElementParams& element : params.elements)
      names.push_back(element.name);
    std::set<std::string> seen;
    for (const PathElementParams& element : params.elements) {
      if (!seen.insert(element.name).second)
        add(element.path + ".name", fmt::format("two elements are named '{}'", element.name),
            "a name of its own");
      std::set<std::string> sources;
      for (std::size_t i = 0; i < element.from.size(); ++i) {
        const std::string& source = element.from[i];
        const std::string where = fmt::format("{}.from.{}", element.path, i);
        if (!std::count(names.begin(), names.end(), source))
          add(where, fmt::format("nothing in power.path is named '{}'", source),
              "the name of another element", nearest_name(source, names));
        else if (!sources.insert(source).second)
          add(where, fmt::format("{} draws from '{}' twice", element.name, source),
              "each source once, and `shares:` for how much it carries");
      }
    }
  }

  void check_element(const PathElementParams& element) {
    const double sum = std::accumulate(element.shares.begin(), element.shares.end(), 0.0);
    if (!element.shares.empty() && (element.shares.size() != element.from.size() || sum <= 0.0))
      add(element.path + ".shares",
          fmt::format("{} has {} sources and {} shares that add up to {}", element.name,
                      element.from.size(), element.shares.size(), sum),
          "one share per source, not all of them 0");
    if (element.load_w && element.from.empty())
      add(element.path, fmt::format("nothing feeds row {}", element.name),
          "`from:` with the names of its sources");
    if (!element.load_w && (element.racks > 0 || element.positions > 0 || element.rack_w > 0.0))
      add(element.path, fmt::format("{} has racks but no load", element.name), "`load:` of a row");
    if (element.racks > element.positions && element.positions > 0)
      add(element.path + ".racks",
          fmt::format("{} racks stand on {} positions of {}", element.racks, element.positions,
                      element.name),
          "no more racks than positions");
    if (element.failures_per_year.has_value() != element.repair_s.has_value())
      add(element.path, fmt::format("{} states only one of failures and repair", element.name),
          "both `failures_per_year:` and `repair:`, or neither");
    if (!element.model.params) return;
    try {
      const ConverterParams* converter = converter_of(element);
      if (!converter) throw DomainError(element.model.name + " is not a converter model");
      converter->loss(element.rating_w);
      if (converter->carries == Carries::everything && converter->heat == Heat::hall)
        add(element.path,
            fmt::format("{} carries the cooling's power and heats the hall that is cooled",
                        element.name),
            "`heat: outside`, or `carries: it`");
    } catch (const DomainError& error) {
      add(element.path, error.what(), "");
    }
  }

  void check_outages() {
    std::vector<std::string> names;
    bool fails = false;
    for (const PathElementParams& element : params.elements) {
      names.push_back(element.name);
      fails = fails || element.failures_per_year.has_value();
    }
    for (const PathOutageParams& outage : params.outages)
      if (!std::count(names.begin(), names.end(), outage.element))
        add(outage.path + ".element",
            fmt::format("nothing in power.path is named '{}'", outage.element),
            "the name of an element", nearest_name(outage.element, names));
    if (params.failures && !fails)
      add(params.path + ".failures", "no element says how often it fails",
          "`failures_per_year:` and `repair:` of elements");
  }

  /// False if some way leads back to where it began.
  bool check_cycles(const Graph& graph) {
    std::vector<std::size_t> component(params.elements.size());
    boost::strong_components(graph, boost::make_iterator_property_map(
                                        component.begin(), boost::get(boost::vertex_index, graph)));
    std::map<std::size_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < component.size(); ++i)
      members[component[i]].push_back(i);
    bool sound = true;
    for (const auto& [number, loop] : members) {
      const std::size_t first = loop.front();
      if (loop.size() < 2 && !boost::edge(first, first, graph).second) continue;
      sound = false;
      std::string names;
      for (const std::size_t i : loop)
        names += (names.empty() ? "" : ", ") + params.elements[i].name;
      add(params.elements[first].path + ".from",
          fmt::format("{} feed each other in a circle", names),
          "elements that draw from others upstream only");
    }
    return sound;
  }

  void check_reach(const Graph& graph) {
    for (std::size_t i = 0; i < params.elements.size(); ++i) {
      const PathElementParams& element = params.elements[i];
      const bool feeds = boost::out_degree(i, graph) > 0;
      if (element.load_w && feeds)
        add(element.path, fmt::format("row {} feeds something else", element.name),
            "rows at the end of the path");
      if (!element.load_w && !feeds)
        add(element.path, fmt::format("{} feeds nothing", element.name),
            "a `from:` that names it, or `load:` if it is a row");
    }
  }

  void check_carrying(const Graph& graph) {
    const std::vector<bool> carrying = find_carrying(params, graph);
    for (std::size_t i = 0; i < params.elements.size(); ++i) {
      if (carrying[i]) continue;
      const auto [first, last] = boost::out_edges(i, graph);
      const auto fed = std::find_if(
          first, last, [&](const auto& edge) { return carrying[boost::target(edge, graph)]; });
      if (fed != last)
        add(params.elements[i].path,
            fmt::format("{} carries IT only but feeds {}, which carries cooling too",
                        params.elements[i].name, params.elements[boost::target(*fed, graph)].name),
            "`carries: everything` here, or `carries: it` there");
    }
  }
};

PathElement make_element(const PathElementParams& params, double headroom_frac,
                         const std::map<std::string, std::size_t>& place) {
  PathElement made;
  made.name = params.name;
  made.limit_w = params.rating_w * (1.0 - headroom_frac);
  made.redundancy = params.redundancy;
  made.breaker = params.breaker;
  made.is_row = params.load_w.has_value();
  made.load_w = params.load_w.value_or(0.0);
  made.racks = params.racks;
  made.positions = params.positions;
  made.rack_w = params.rack_w;
  if (const ConverterParams* converter = converter_of(params)) {
    made.loss = converter->loss(params.rating_w);
    made.in_hall = converter->heat == Heat::hall;
  }
  if (params.failures_per_year) {
    const double busy = *params.failures_per_year * *params.repair_s / kCommonYearS;
    made.unavailable_frac = busy / (1.0 + busy);  // renewals: repair / (up time + repair)
  }
  for (std::size_t i = 0; i < params.from.size(); ++i)
    made.from.push_back({place.at(params.from[i]), params.shares.empty() ? 1.0 : params.shares[i]});
  return made;
}

/// Of each row: what every way from the grid to it passes, the row itself left out.
void find_single_points(PathModel& model, Graph graph) {
  const auto root = boost::add_vertex(graph);
  for (std::size_t i = 0; i < model.elements.size(); ++i)
    if (model.elements[i].from.empty()) boost::add_edge(root, i, graph);
  const auto none = boost::graph_traits<Graph>::null_vertex();
  std::vector<std::size_t> above(boost::num_vertices(graph), none);
  boost::lengauer_tarjan_dominator_tree(
      graph, root,
      boost::make_iterator_property_map(above.begin(), boost::get(boost::vertex_index, graph)));
  for (const std::size_t row : model.rows) {
    std::vector<std::size_t>& points = model.single_points.emplace_back();
    for (std::size_t at = above[row]; at != none && at != root; at = above[at])
      points.push_back(at);
    std::reverse(points.begin(), points.end());
  }
}

}  // namespace

std::vector<bool> powered(const PathModel& model, const std::vector<bool>& out) {
  std::vector<bool> on(model.elements.size());
  for (const std::size_t i : model.order) {
    const auto& from = model.elements[i].from;
    on[i] = !out[i] && (from.empty() || std::any_of(from.begin(), from.end(),
                                                    [&](const auto& s) { return on[s.element]; }));
  }
  return on;
}

std::vector<bool> upstream(const PathModel& model, std::size_t element) {
  std::vector<bool> above(model.elements.size());
  above[element] = true;
  for (auto at = model.order.rbegin(); at != model.order.rend(); ++at)
    if (above[*at])
      for (const PathSource& source : model.elements[*at].from)
        above[source.element] = true;
  above[element] = false;
  return above;
}

std::vector<Problem> find_path_problems(const PathParams& params) {
  Finder finder{params};
  finder.check_names();
  for (const PathElementParams& element : params.elements)
    finder.check_element(element);
  finder.check_outages();
  const Graph graph = graph_of(params);
  if (finder.check_cycles(graph)) {
    finder.check_reach(graph);
    finder.check_carrying(graph);
  }
  return std::move(finder.problems);
}

PathModel make_path(const PathParams& params) {
  PathModel model;
  const auto place = places(params);
  for (const PathElementParams& element : params.elements) {
    if (element.load_w) model.rows.push_back(model.elements.size());
    model.elements.push_back(make_element(element, params.headroom_frac, place));
  }
  const Graph graph = graph_of(params);
  const std::vector<bool> carrying = find_carrying(params, graph);
  for (std::size_t i = 0; i < carrying.size(); ++i)
    model.elements[i].carries_cooling = carrying[i];
  boost::topological_sort(graph, std::back_inserter(model.order));
  std::reverse(model.order.begin(), model.order.end());
  find_single_points(model, graph);
  return model;
}

}  // namespace gigawatt::power
