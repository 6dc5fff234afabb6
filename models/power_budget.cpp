// SPDX-License-Identifier: Apache-2.0
#include "models/power_budget.h"

#include <algorithm>
#include <limits>
#include <set>

namespace gigawatt {

namespace {

/// A span of the run with one fleet, and the tightest limit of what feeds it.
struct Epoch {
  TimeNs from_ns = 0;
  double feed_limit_w = 0.0;  ///< In the hottest air.
  std::vector<double> nodes;  ///< Energised, per partition.
};

/// Power of one node with its share of chassis and rack converters [mW].
using NodePower = double Partition::*;

std::vector<double> energised_at(const SiteModel& model, TimeNs time_ns) {
  std::vector<double> nodes;
  for (const Partition& partition : model.partitions) {
    double up = 0.0;
    for (const NodeBatch& batch : partition.batches) {
      if (batch.energised_ns <= time_ns && time_ns < batch.retired_ns) up += batch.node_count;
    }
    nodes.push_back(up);
  }
  return nodes;
}

/// The grid, outages and calls aside, and what can be counted on beside it.
std::vector<power::FirmPart> feeds_at(const SiteModel& model, TimeNs time_ns,
                                      const climate::AirState& air) {
  const auto in_force =
      std::find_if(model.grid_limits.rbegin(), model.grid_limits.rend(),
                   [&](const power::GridLimit& limit) { return limit.from_ns <= time_ns; });
  std::vector<power::FirmPart> feeds = {{"grid", in_force->uninterrupted_w}};
  if (!model.supply) return feeds;
  for (power::FirmPart& part : power::firm_parts(*model.supply, time_ns, air.dry_bulb_k))
    feeds.push_back(std::move(part));
  return feeds;
}

double sum_w(const std::vector<power::FirmPart>& feeds) {
  double sum = 0.0;
  for (const power::FirmPart& feed : feeds)
    sum += feed.power_w;
  return sum;
}

/// What the sun gives in the hour from `at_ns` on.
double sun_w_at(const SiteModel& model, TimeNs at_ns) {
  if (!model.supply || !model.supply->pv) return 0.0;
  return power::mean_solar_power_w(*model.supply->pv, at_ns, saturating_add(at_ns, kNsPerHour));
}

const climate::AirState& hottest_air(const SiteModel& model) {
  return model.weather.points()[model.weather.hottest_point()];
}

/// Instants at which what feeds the site changes for good.
std::vector<TimeNs> feed_changes(const SiteModel& model) {
  std::vector<TimeNs> changes;
  double limit_w = -1.0;
  for (const power::GridLimit& limit : model.grid_limits) {
    if (limit.uninterrupted_w != limit_w) changes.push_back(limit.from_ns);
    limit_w = limit.uninterrupted_w;
  }
  if (!model.supply) return changes;
  for (const power::GeneratorFleet& fleet : model.supply->fleets) {
    changes.push_back(fleet.model.delivered_ns);
    changes.push_back(fleet.model.permit.expires_ns);
  }
  if (model.supply->battery) changes.push_back(model.supply->battery_from_ns);
  return changes;
}

Epoch epoch_at(const SiteModel& model, TimeNs time_ns) {
  return {time_ns, sum_w(feeds_at(model, time_ns, hottest_air(model))),
          energised_at(model, time_ns)};
}

bool has_nodes(const Epoch& epoch) {
  return std::any_of(epoch.nodes.begin(), epoch.nodes.end(), [](double n) { return n > 0.0; });
}

/// The start of the run, and the instants in it at which the fleet or what feeds it changes.
std::set<TimeNs> changes_of(const SiteModel& model) {
  std::set<TimeNs> changes = {model.start_ns};
  const auto add = [&](TimeNs time_ns) {
    if (time_ns > model.start_ns && time_ns < model.end_ns) changes.insert(time_ns);
  };
  for (const Partition& partition : model.partitions) {
    for (const NodeBatch& batch : partition.batches) {
      add(batch.energised_ns);
      add(batch.retired_ns);
    }
  }
  for (const TimeNs time_ns : feed_changes(model))
    add(time_ns);
  return changes;
}

/// The spans of the run, those with the same fleet together under their tightest limit.
std::vector<Epoch> epochs_of(const SiteModel& model) {
  std::vector<Epoch> epochs;
  for (const TimeNs time_ns : changes_of(model)) {
    const Epoch epoch = epoch_at(model, time_ns);
    const auto same = std::find_if(epochs.begin(), epochs.end(),
                                   [&](const Epoch& e) { return e.nodes == epoch.nodes; });
    if (same == epochs.end()) {
      epochs.push_back(epoch);
    } else if (epoch.feed_limit_w > 0.0 &&
               (epoch.feed_limit_w < same->feed_limit_w || same->feed_limit_w == 0.0)) {
      *same = epoch;
    }
  }

  // A hall without nodes or without any power is no design case, unless there is nothing else.
  const auto no_case = [](const Epoch& epoch) {
    return epoch.feed_limit_w <= 0.0 || !has_nodes(epoch);
  };
  if (!std::all_of(epochs.begin(), epochs.end(), no_case)) std::erase_if(epochs, no_case);
  return epochs;
}

ItLoad load_of(const SiteModel& model, const std::vector<double>& nodes, NodePower power_mw) {
  ItLoad load;
  for (std::size_t i = 0; i < model.partitions.size(); ++i) {
    const Partition& partition = model.partitions[i];
    const double own_w = partition.*power_mw * nodes[i] * 1e-3;
    load.liquid_w += own_w * partition.liquid_share;
    load.air_w += own_w * (1.0 - partition.liquid_share) +
                  static_cast<double>(partition.beside_mw) * nodes[i] * 1e-3;
  }
  return load;
}

DesignHour evaluate_at(const SiteModel& model, std::string which, const climate::AirState& air,
                       const Epoch& epoch, NodePower power_mw, double sun_w = 0.0) {
  DesignHour hour;
  hour.which = std::move(which);
  hour.air = air;
  hour.from_ns = epoch.from_ns;
  hour.limits.resize(model.plant.limit_names().size());
  const ItLoad load = load_of(model, epoch.nodes, power_mw);
  cooling::WarmStart warm;
  std::vector<power::FirmPart> feeds = feeds_at(model, epoch.from_ns, air);
  const SitePoint point = model.plant.evaluate(load, air, sum_w(feeds) + sun_w, warm, hour.limits);
  if (model.supply) hour.feeds = std::move(feeds);
  hour.it_w = load.total_w();
  hour.electrical_loss_w = point.electrical_loss_w;
  hour.cooling_w = point.cooling.power_w;
  hour.facility_w = point.facility_w;
  return hour;
}

/// By how much the limit passed furthest is passed, as a share of it; 0 if none is.
double furthest_excess(const std::vector<DesignHour>& hours) {
  double furthest = 0.0;
  for (const DesignHour& hour : hours) {
    for (const LimitUse& use : hour.limits) {
      if (!is_exceeded(use)) continue;
      furthest = std::max(furthest, use.limit > 0.0 ? use.used / use.limit - 1.0
                                                    : std::numeric_limits<double>::infinity());
    }
  }
  return furthest;
}

std::vector<DesignHour> hours_at(const SiteModel& model, const Epoch& epoch, NodePower power_mw) {
  const climate::AirState& wettest = model.weather.points()[model.weather.wettest_point()];
  return {evaluate_at(model, "hottest", hottest_air(model), epoch, power_mw),
          evaluate_at(model, "wettest", wettest, epoch, power_mw)};
}

std::vector<DesignHour> worst_hours(const SiteModel& model, NodePower power_mw) {
  std::vector<DesignHour> worst;
  for (const Epoch& epoch : epochs_of(model)) {
    std::vector<DesignHour> hours = hours_at(model, epoch, power_mw);
    const auto badness = [](const std::vector<DesignHour>& of) {
      return std::pair(furthest_excess(of), worst_of(of).facility_w);
    };
    if (worst.empty() || badness(hours) > badness(worst)) worst = std::move(hours);
  }
  for (DesignHour& hour : worst)
    hour.whole_run = changes_of(model).size() == 1;
  return worst;
}

}  // namespace

bool is_exceeded(const LimitUse& use) {
  return use.used > use.limit * (1.0 + 1e-9);
}

std::vector<DesignHour> power_budget(const SiteModel& model) {
  return worst_hours(model, &Partition::rated_input_mw);
}

std::vector<DesignHour> idle_budget(const SiteModel& model) {
  return worst_hours(model, &Partition::idle_input_mw);
}

bool carries_idle_nodes(const SiteModel& model) {
  constexpr std::int64_t kTypicalYearNs = 366 * kNsPerDay;  // then the weather repeats
  const std::set<TimeNs> changes = changes_of(model);
  bool any_nodes = false;
  for (auto from = changes.begin(); from != changes.end(); ++from) {
    const Epoch epoch = epoch_at(model, *from);
    if (!has_nodes(epoch)) continue;
    any_nodes = true;
    const TimeNs to_ns = std::next(from) == changes.end() ? model.end_ns : *std::next(from);
    const TimeNs last_ns = std::min(to_ns, saturating_add(*from, kTypicalYearNs));
    for (TimeNs at_ns = *from; at_ns < last_ns; at_ns += kNsPerHour) {
      const double sun_w = sun_w_at(model, at_ns);
      const DesignHour hour =
          evaluate_at(model, "", model.weather.at(at_ns), epoch, &Partition::idle_input_mw, sun_w);
      if (std::none_of(hour.limits.begin(), hour.limits.end(), is_exceeded)) return true;
    }
  }
  return !any_nodes;
}

HoursBeyond hours_beyond(const SiteModel& model, std::size_t limit) {
  HoursBeyond longest;
  for (const Epoch& epoch : epochs_of(model)) {
    HoursBeyond beyond;
    for (const climate::AirState& air : model.weather.points()) {
      const LimitUse use =
          evaluate_at(model, "", air, epoch, &Partition::rated_input_mw).limits[limit];
      if (!is_exceeded(use)) continue;
      ++beyond.hours;
      beyond.most = std::max(beyond.most, use.used - use.limit);
    }
    if (beyond.hours > longest.hours) longest = beyond;
  }
  return longest;
}

double design_power_w(const SiteModel& model, TimeNs time_ns) {
  const Epoch epoch = epoch_at(model, time_ns);
  return worst_of(hours_at(model, epoch, &Partition::rated_input_mw)).facility_w;
}

const DesignHour& worst_of(const std::vector<DesignHour>& hours) {
  return *std::max_element(
      hours.begin(), hours.end(),
      [](const DesignHour& a, const DesignHour& b) { return a.facility_w < b.facility_w; });
}

}  // namespace gigawatt
