// SPDX-License-Identifier: Apache-2.0
#include "models/power_budget.h"

#include <algorithm>

namespace gigawatt {

namespace {

ItLoad rated_load(const SiteModel& model) {
  ItLoad load;
  for (const Partition& partition : model.partitions) {
    const double nodes = partition.node_count;
    const double own_w = partition.rated_input_mw * nodes * 1e-3;
    load.liquid_w += own_w * partition.liquid_share;
    load.air_w += own_w * (1.0 - partition.liquid_share) +
                  static_cast<double>(partition.beside_mw) * nodes * 1e-3;
  }
  return load;
}

DesignHour evaluate_at(const SiteModel& model, std::string which, const climate::AirState& air) {
  DesignHour hour;
  hour.which = std::move(which);
  hour.air = air;
  hour.limits.resize(model.plant.limit_names().size());
  const ItLoad load = rated_load(model);
  cooling::WarmStart warm;
  const SitePoint point = model.plant.evaluate(load, air, model.grid_limits.back().limit_w, warm, hour.limits);
  hour.it_w = load.total_w();
  hour.electrical_loss_w = point.electrical_loss_w;
  hour.cooling_w = point.cooling.power_w;
  hour.facility_w = point.facility_w;
  return hour;
}

}  // namespace

std::vector<DesignHour> power_budget(const SiteModel& model) {
  const std::vector<climate::AirState>& hours = model.weather.points();
  const auto hottest = std::max_element(hours.begin(), hours.end(), [](const auto& a, const auto& b) {
    return a.dry_bulb_k < b.dry_bulb_k;
  });
  const auto wettest = std::max_element(hours.begin(), hours.end(), [](const auto& a, const auto& b) {
    return a.wet_bulb_k < b.wet_bulb_k;
  });
  return {evaluate_at(model, "hottest", *hottest), evaluate_at(model, "wettest", *wettest)};
}

const DesignHour& worst_of(const std::vector<DesignHour>& hours) {
  return *std::max_element(hours.begin(), hours.end(), [](const DesignHour& a, const DesignHour& b) {
    return a.facility_w < b.facility_w;
  });
}

}  // namespace gigawatt
