// SPDX-License-Identifier: Apache-2.0
#include "models/power/path/contingency.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/power/path/flow.h"

namespace gigawatt::power {

namespace {

Contingency happen(const PathModel& model, std::span<const double> loads_w, std::string what,
                   const std::vector<bool>& out) {
  const PathFlow flow = solve_within_limits(model, loads_w, out);
  Contingency made;
  made.what = std::move(what);
  for (std::size_t row = 0; row < model.rows.size(); ++row) {
    const double lost_w = loads_w[row] - flow.served_w[row];
    made.up_w += flow.served_w[row];
    made.lost_w += lost_w;
    const PathElement& element = model.elements[model.rows[row]];
    if (!flow.on[model.rows[row]]) {
      made.dark.push_back(element.name);
      made.racks_dark += element.racks;
    } else if (lost_w > 1e-9 * loads_w[row]) {
      made.shed.push_back(element.name);
    }
  }
  for (std::size_t i = 0; i < model.elements.size(); ++i)
    if (flow.overloaded[i]) made.overloaded.push_back(model.elements[i].name);
  made.loss_w = std::accumulate(flow.loss_w.begin(), flow.loss_w.end(), 0.0);
  return made;
}

StrandedRow strand(const PathModel& model, std::span<const double> loads_w, std::size_t row) {
  const PathElement& element = model.elements[model.rows[row]];
  std::vector<bool> out(model.elements.size());
  double most_w = most_load_w(model, loads_w, row, out);
  for (const std::size_t gone : borne_outages(model, model.rows[row])) {
    out[gone] = true;
    most_w = std::min(most_w, most_load_w(model, loads_w, row, out));
    out[gone] = false;
  }
  StrandedRow made;
  made.row = element.name;
  made.spare_w = std::max(0.0, most_w - loads_w[row]);
  made.free_positions = std::max<std::int64_t>(0, element.positions - element.racks);
  made.stranded_w = made.spare_w;
  if (element.rack_w <= 0.0) return made;
  const double fit = std::floor(made.spare_w / element.rack_w * (1.0 + 1e-9));
  const double taken = std::min(fit, static_cast<double>(made.free_positions));
  made.stranded_positions = made.free_positions - static_cast<std::int64_t>(taken);
  made.stranded_w = std::max(0.0, made.spare_w - taken * element.rack_w);
  return made;
}

/// Share of the time without power: single elements, and pairs of which neither does it alone.
std::optional<double> unavailable_frac(const PathModel& model, std::size_t row) {
  std::vector<std::size_t> parts = {row};
  const std::vector<bool> above = upstream(model, row);
  for (std::size_t i = 0; i < above.size(); ++i)
    if (above[i]) parts.push_back(i);
  for (const std::size_t part : parts)
    if (model.elements[part].unavailable_frac < 0.0) return std::nullopt;

  double sum = 0.0;
  std::vector<std::size_t> others;
  std::vector<bool> out(model.elements.size());
  for (const std::size_t part : parts) {
    out[part] = true;
    if (powered(model, out)[row])
      others.push_back(part);
    else
      sum += model.elements[part].unavailable_frac;
    out[part] = false;
  }
  for (std::size_t a = 0; a < others.size(); ++a) {
    out[others[a]] = true;
    for (std::size_t b = a + 1; b < others.size(); ++b) {
      out[others[b]] = true;
      if (!powered(model, out)[row])
        sum +=
            model.elements[others[a]].unavailable_frac * model.elements[others[b]].unavailable_frac;
      out[others[b]] = false;
    }
    out[others[a]] = false;
  }
  return std::min(1.0, sum);
}

}  // namespace

std::vector<double> planned_loads_w(const PathModel& model) {
  std::vector<double> loads_w;
  for (const std::size_t row : model.rows)
    loads_w.push_back(model.elements[row].load_w);
  return loads_w;
}

std::vector<Contingency> contingency_table(const PathModel& model, std::span<const double> loads_w,
                                           std::span<const std::size_t> in_maintenance) {
  std::vector<bool> before(model.elements.size());
  for (const std::size_t element : in_maintenance)
    before[element] = true;
  std::vector<Contingency> table = {happen(model, loads_w, "nothing", before)};
  for (std::size_t i = 0; i < model.elements.size(); ++i) {
    if (before[i]) continue;
    std::vector<bool> out = before;
    out[i] = true;
    table.push_back(happen(model, loads_w, model.elements[i].name, out));
  }
  for (std::size_t i = 0; i < model.elements.size(); ++i) {
    if (before[i] || !model.elements[i].breaker) continue;
    std::vector<bool> out = before;
    out[i] = true;
    for (const PathSource& source : model.elements[i].from)
      out[source.element] = true;
    table.push_back(
        happen(model, loads_w, "breaker " + model.elements[i].name + " fails to open", out));
  }
  return table;
}

std::vector<StrandedRow> stranded(const PathModel& model, std::span<const double> loads_w) {
  std::vector<StrandedRow> rows;
  for (std::size_t row = 0; row < model.rows.size(); ++row)
    rows.push_back(strand(model, loads_w, row));
  return rows;
}

std::vector<std::optional<double>> availability(const PathModel& model) {
  std::vector<std::optional<double>> rows;
  for (const std::size_t row : model.rows) {
    const std::optional<double> down = unavailable_frac(model, row);
    rows.push_back(down ? std::optional(1.0 - *down) : std::nullopt);
  }
  return rows;
}

}  // namespace gigawatt::power
