// SPDX-License-Identifier: Apache-2.0
#include "models/power/path/flow.h"

#include <algorithm>
#include <cmath>

#include <Eigen/SparseCore>
#include <Eigen/SparseLU>

#include "models/power/converter.h"
#include "sim/engine/errors.h"

// Output x of an element is what its consumers draw: x_e = load_e + sum_c s_ec (x_c + loss_c(x_c)).
// Losses are convex and the graph has no cycle, so Newton's method on these equations ends in a few
// steps; each solves a sparse system, whose transpose also gives what a row adds to an element.

namespace gigawatt::power {

namespace {

using Matrix = Eigen::SparseMatrix<double>;
using Vector = Eigen::VectorXd;

constexpr double kSlack = 1e-9;  // relative, of limits and of the solution
constexpr int kMostSteps = 100;

Eigen::Index at(std::size_t i) {
  return static_cast<Eigen::Index>(i);
}

double slope_of(const ConverterLoss& loss, double output_w) {
  if (loss.table_load_frac.empty()) return loss.proportional + 2.0 * loss.square_per_w * output_w;
  const double step_w = 1e-6 * loss.rated_w;  // tables are linear between points
  return (overloaded_loss_w(loss, output_w + step_w) - overloaded_loss_w(loss, output_w)) / step_w;
}

struct Edge {
  std::size_t source, consumer;
  double share;  ///< Of the consumer's input.
};

/// Sources with power split by share; those on standby only where no other is left.
std::vector<Edge> live_edges(const PathModel& model, const std::vector<bool>& on) {
  std::vector<Edge> edges;
  for (std::size_t consumer = 0; consumer < on.size(); ++consumer) {
    if (!on[consumer]) continue;
    double total = 0.0;
    double standby = 0.0;
    for (const PathSource& source : model.elements[consumer].from) {
      if (!on[source.element]) continue;
      total += source.share;
      if (source.share == 0.0) standby += 1.0;
    }
    for (const PathSource& source : model.elements[consumer].from) {
      if (!on[source.element]) continue;
      const double share = total > 0.0 ? source.share / total : 1.0 / standby;
      if (share > 0.0) edges.push_back({source.element, consumer, share});
    }
  }
  return edges;
}

class Network {
 public:
  Network(const PathModel& model, const std::vector<bool>& out)
      : model_(model), on_(powered(model, out)), edges_(live_edges(model, on_)) {}

  const std::vector<bool>& on() const { return on_; }
  const Vector& output_w() const { return output_w_; }

  void solve(std::span<const double> loads_w) {
    const Eigen::Index size = at(model_.elements.size());
    output_w_ = Vector::Zero(size);
    for (int step = 0; step < kMostSteps; ++step) {
      factorise();
      Vector draws_w = Vector::Zero(size);  // what does not depend on output, at this point
      for (std::size_t row = 0; row < model_.rows.size(); ++row)
        if (on_[model_.rows[row]]) draws_w[at(model_.rows[row])] += loads_w[row];
      for (const Edge& edge : edges_) {
        const ConverterLoss& loss = model_.elements[edge.consumer].loss;
        const double x = output_w_[at(edge.consumer)];
        draws_w[at(edge.source)] +=
            edge.share * (overloaded_loss_w(loss, x) - slope_of(loss, x) * x);
      }
      const Vector next = solver_.solve(draws_w);
      const double change = (next - output_w_).cwiseAbs().maxCoeff();
      const double scale = next.cwiseAbs().maxCoeff();
      output_w_ = next;
      if (change <= 1e-12 * scale) {
        factorise();
        return;
      }
    }
    throw DomainError("power path: the flow equations have no solution; losses grow too fast");
  }

  /// By element: what one more watt of its own load adds to `element` [W/W].
  Vector added_to(std::size_t element) {
    Vector unit = Vector::Zero(output_w_.size());
    unit[at(element)] = 1.0;
    return solver_.transpose().solve(unit);
  }

 private:
  void factorise() {
    std::vector<Eigen::Triplet<double>> entries;
    for (std::size_t i = 0; i < model_.elements.size(); ++i)
      entries.emplace_back(at(i), at(i), 1.0);
    for (const Edge& edge : edges_)
      entries.emplace_back(at(edge.source), at(edge.consumer),
                           -edge.share * (1.0 + slope_of(model_.elements[edge.consumer].loss,
                                                         output_w_[at(edge.consumer)])));
    Matrix matrix(at(model_.elements.size()), at(model_.elements.size()));
    matrix.setFromTriplets(entries.begin(), entries.end());
    solver_.compute(matrix);
  }

  const PathModel& model_;
  std::vector<bool> on_;
  std::vector<Edge> edges_;
  Vector output_w_;
  Eigen::SparseLU<Matrix> solver_;
};

bool is_over(const PathElement& element, double output_w) {
  return output_w > element.limit_w * (1.0 + kSlack);
}

PathFlow flow_of(const PathModel& model, const Network& network, std::span<const double> loads_w) {
  PathFlow flow;
  flow.on = network.on();
  for (std::size_t i = 0; i < model.elements.size(); ++i) {
    const double output_w = network.output_w()[at(i)];
    flow.output_w.push_back(output_w);
    flow.loss_w.push_back(flow.on[i] ? overloaded_loss_w(model.elements[i].loss, output_w) : 0.0);
    flow.overloaded.push_back(is_over(model.elements[i], output_w));
    if (model.elements[i].from.empty()) flow.input_w += output_w + flow.loss_w[i];
  }
  for (std::size_t row = 0; row < model.rows.size(); ++row)
    flow.served_w.push_back(flow.on[model.rows[row]] ? loads_w[row] : 0.0);
  return flow;
}

/// The element furthest beyond its limit; none: the number of elements.
std::size_t worst(const PathModel& model, const Network& network) {
  std::size_t found = model.elements.size();
  double most = 1.0 + kSlack;
  for (std::size_t i = 0; i < model.elements.size(); ++i) {
    const double used = network.output_w()[at(i)] / model.elements[i].limit_w;
    if (used > most) {
      most = used;
      found = i;
    }
  }
  return found;
}

}  // namespace

PathFlow solve(const PathModel& model, std::span<const double> loads_w,
               const std::vector<bool>& out) {
  Network network(model, out);
  network.solve(loads_w);
  return flow_of(model, network, loads_w);
}

PathFlow solve_within_limits(const PathModel& model, std::span<const double> loads_w,
                             const std::vector<bool>& out) {
  Network network(model, out);
  network.solve(loads_w);
  const std::vector<bool> overloaded = flow_of(model, network, loads_w).overloaded;
  std::vector<double> loads(loads_w.begin(), loads_w.end());
  const std::size_t most_rounds = 100 * model.elements.size();
  for (std::size_t round = 0; round < most_rounds; ++round) {
    const std::size_t element = worst(model, network);
    if (element == model.elements.size()) break;
    const Vector added = network.added_to(element);
    double by_rows_w = 0.0;
    for (std::size_t row = 0; row < loads.size(); ++row)
      by_rows_w += added[at(model.rows[row])] * loads[row];
    if (!(by_rows_w > 0.0)) break;  // no-load losses alone are beyond the limit
    // Convex losses: the tangent sheds too little, so that the limit is met from above.
    const double excess_w = network.output_w()[at(element)] - model.elements[element].limit_w;
    const double keep = std::max(0.0, 1.0 - excess_w / by_rows_w);
    for (std::size_t row = 0; row < loads.size(); ++row)
      if (added[at(model.rows[row])] > 0.0) loads[row] *= keep;
    network.solve(loads);
  }
  PathFlow flow = flow_of(model, network, loads);
  flow.overloaded = overloaded;
  return flow;
}

double most_load_w(const PathModel& model, std::span<const double> loads_w, std::size_t row,
                   const std::vector<bool>& out) {
  Network network(model, out);
  const std::size_t element = model.rows[row];
  if (!network.on()[element]) return 0.0;
  std::vector<double> loads(loads_w.begin(), loads_w.end());
  loads[row] = model.elements[element].limit_w;
  for (int step = 0; step < kMostSteps && loads[row] > 0.0; ++step) {
    network.solve(loads);
    double too_much_w = 0.0;
    for (std::size_t i = 0; i < model.elements.size(); ++i) {
      if (!is_over(model.elements[i], network.output_w()[at(i)])) continue;
      const double added = network.added_to(i)[at(element)];
      if (added > 0.0)
        too_much_w =
            std::max(too_much_w, (network.output_w()[at(i)] - model.elements[i].limit_w) / added);
    }
    if (too_much_w == 0.0) return loads[row];
    loads[row] = std::max(0.0, loads[row] - too_much_w);
  }
  return loads[row];
}

}  // namespace gigawatt::power
