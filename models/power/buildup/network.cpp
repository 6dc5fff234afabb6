// SPDX-License-Identifier: Apache-2.0
#include "models/power/buildup/network.h"

#include <algorithm>
#include <iterator>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <boost/graph/topological_sort.hpp>

namespace gigawatt::power {

namespace {

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

Graph graph_of(std::size_t count, const std::vector<Precedence>& arcs) {
  return {arcs.begin(), arcs.end(), count};
}

/// Keeps the things between the root of the search and where it is; the first arc back to one of
/// them closes a cycle.
class CycleFinder : public boost::default_dfs_visitor {
 public:
  CycleFinder(std::vector<std::size_t>& trail, std::vector<std::size_t>& cycle)
      : trail_(&trail), cycle_(&cycle) {}

  void discover_vertex(std::size_t thing, const Graph& /*graph*/) { trail_->push_back(thing); }
  void finish_vertex(std::size_t /*thing*/, const Graph& /*graph*/) { trail_->pop_back(); }
  void back_edge(const boost::graph_traits<Graph>::edge_descriptor& arc, const Graph& graph) {
    if (!cycle_->empty()) return;
    const auto first = std::find(trail_->begin(), trail_->end(), target(arc, graph));
    cycle_->assign(first, trail_->end());
  }

 private:
  std::vector<std::size_t>* trail_;
  std::vector<std::size_t>* cycle_;
};

class Marker : public boost::default_dfs_visitor {
 public:
  explicit Marker(std::vector<bool>& seen) : seen_(&seen) {}
  void discover_vertex(std::size_t thing, const Graph& /*graph*/) { (*seen_)[thing] = true; }

 private:
  std::vector<bool>* seen_;
};

}  // namespace

std::vector<std::size_t> find_cycle(std::size_t count, const std::vector<Precedence>& arcs) {
  std::vector<std::size_t> trail;
  std::vector<std::size_t> cycle;
  boost::depth_first_search(graph_of(count, arcs), boost::visitor(CycleFinder(trail, cycle)));
  return cycle;
}

std::vector<bool> all_after(std::size_t count, const std::vector<Precedence>& arcs,
                            std::size_t from) {
  std::vector<bool> seen(count, false);
  std::vector<boost::default_color_type> colours(count, boost::white_color);
  const Graph graph = graph_of(count, arcs);
  boost::depth_first_visit(graph, from, Marker(seen), colours.data());
  seen[from] = false;
  return seen;
}

std::vector<std::size_t> topological_order(const BuildNetwork& network) {
  std::vector<Precedence> arcs;
  for (std::size_t i = 0; i < network.activities.size(); ++i)
    for (const std::size_t before : network.activities[i].after)
      arcs.emplace_back(before, i);
  std::vector<std::size_t> reversed;
  const Graph graph = graph_of(network.activities.size(), arcs);
  boost::topological_sort(graph, std::back_inserter(reversed));
  return {reversed.rbegin(), reversed.rend()};
}

}  // namespace gigawatt::power
