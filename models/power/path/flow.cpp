// SPDX-License-Identifier: Apache-2.0
#include "models/power/path/flow.h"

#include <algorithm>

#include "models/power/converter.h"

// Output x of an element is what its consumers draw: x_e = load_e + sum_c s_ec (x_c + loss_c(x_c)).
// The graph has no circle, so one pass from the rows to the feeds solves this exactly, whatever the
// losses; one pass back gives what a row adds to an element.

namespace gigawatt::power {

namespace {

constexpr double kSlack = 1e-9;  // relative, of limits
constexpr int kMostSteps = 100;

double slope_of(const ConverterLoss& loss, double output_w) {
  if (loss.table_load_frac.empty()) return loss.proportional + 2.0 * loss.square_per_w * output_w;
  const double step_w = 1e-6 * loss.rated_w;  // tables are linear between points
  return (overloaded_loss_w(loss, output_w + step_w) - overloaded_loss_w(loss, output_w)) / step_w;
}

/// Sources with power and their shares, which add up to 1; those on standby only where no other is
/// left.
std::vector<PathSource> live_sources(const PathElement& element, const std::vector<bool>& on) {
  std::vector<PathSource> live;
  double total = 0.0;
  for (const PathSource& source : element.from) {
    if (!on[source.element]) continue;
    live.push_back(source);
    total += source.share;
  }
  for (PathSource& source : live)
    source.share = total > 0.0 ? source.share / total : 1.0 / static_cast<double>(live.size());
  return live;
}

class Network {
 public:
  Network(const PathModel& model, const std::vector<bool>& out)
      : model_(model), on_(powered(model, out)), sources_(model.elements.size()) {
    for (std::size_t i = 0; i < on_.size(); ++i)
      if (on_[i]) sources_[i] = live_sources(model.elements[i], on_);
  }

  const std::vector<bool>& on() const { return on_; }
  const std::vector<double>& output_w() const { return output_w_; }

  void solve(std::span<const double> loads_w) {
    output_w_.assign(model_.elements.size(), 0.0);
    for (std::size_t row = 0; row < model_.rows.size(); ++row)
      if (on_[model_.rows[row]]) output_w_[model_.rows[row]] = loads_w[row];
    for (auto at = model_.order.rbegin(); at != model_.order.rend(); ++at) {
      const double input_w =
          output_w_[*at] + overloaded_loss_w(model_.elements[*at].loss, output_w_[*at]);
      for (const PathSource& source : sources_[*at])
        output_w_[source.element] += source.share * input_w;
    }
  }

  /// By element: what one more watt of its own load adds to `element` [W/W].
  std::vector<double> added_to(std::size_t element) const {
    std::vector<double> added(model_.elements.size());
    added[element] = 1.0;
    for (const std::size_t at : model_.order) {
      double by_input = 0.0;
      for (const PathSource& source : sources_[at])
        by_input += source.share * added[source.element];
      added[at] += by_input * (1.0 + slope_of(model_.elements[at].loss, output_w_[at]));
    }
    return added;
  }

 private:
  const PathModel& model_;
  std::vector<bool> on_;
  std::vector<std::vector<PathSource>> sources_;  // by element; none where it has no power
  std::vector<double> output_w_;
};

bool is_over(const PathElement& element, double output_w) {
  return output_w > element.limit_w * (1.0 + kSlack);
}

PathFlow flow_of(const PathModel& model, const Network& network, std::span<const double> loads_w) {
  PathFlow flow;
  flow.on = network.on();
  for (std::size_t i = 0; i < model.elements.size(); ++i) {
    const double output_w = network.output_w()[i];
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
    const double used = network.output_w()[i] / model.elements[i].limit_w;
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
    const std::vector<double> added = network.added_to(element);
    double by_rows_w = 0.0;
    for (std::size_t row = 0; row < loads.size(); ++row)
      by_rows_w += added[model.rows[row]] * loads[row];
    if (!(by_rows_w > 0.0)) break;  // no-load losses alone are beyond the limit
    // Convex losses: the tangent sheds too little, so that the limit is met from above.
    const double excess_w = network.output_w()[element] - model.elements[element].limit_w;
    const double keep = std::max(0.0, 1.0 - excess_w / by_rows_w);
    for (std::size_t row = 0; row < loads.size(); ++row)
      if (added[model.rows[row]] > 0.0) loads[row] *= keep;
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
      if (!is_over(model.elements[i], network.output_w()[i])) continue;
      const double added = network.added_to(i)[element];
      if (added > 0.0)
        too_much_w =
            std::max(too_much_w, (network.output_w()[i] - model.elements[i].limit_w) / added);
    }
    if (too_much_w == 0.0) return loads[row];
    loads[row] = std::max(0.0, loads[row] - too_much_w);
  }
  return loads[row];
}

}  // namespace gigawatt::power
