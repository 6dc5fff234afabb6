// SPDX-License-Identifier: Apache-2.0
#include "models/site_plant.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdint>

#include <boost/math/tools/toms748_solve.hpp>

namespace gigawatt {

namespace {

constexpr double kHeld = 1e-12;         // of the limit
constexpr double kCapTolerance = 1e-6;  // of the full load

/// The load of `total_w` on the way from nothing over every node idle to every node at full power.
ItLoad load_on_the_way(const ItLoad& idle, const ItLoad& full, double total_w) {
  const double idle_w = idle.total_w();
  if (total_w <= idle_w) return idle_w > 0.0 ? idle.scaled(total_w / idle_w) : ItLoad{};
  const double share = (total_w - idle_w) / (full.total_w() - idle_w);
  return {idle.liquid_w + share * (full.liquid_w - idle.liquid_w),
          idle.air_w + share * (full.air_w - idle.air_w)};
}

}  // namespace

SitePoint SitePoint::for_share(double share) const {
  SitePoint part = *this;
  for (double* flow :
       {&part.facility_w, &part.electrical_loss_w, &part.hall_loss_w, &part.cooling.power_w,
        &part.cooling.liquid_pump_w, &part.cooling.air_fan_w, &part.cooling.chilled_water_pump_w,
        &part.cooling.chiller_w, &part.cooling.rejection_w, &part.cooling.heat_rejected_w,
        &part.cooling.unrejected_w, &part.cooling.economizer_w, &part.cooling.evaporation_kg_per_s,
        &part.cooling.drift_kg_per_s, &part.cooling.blowdown_kg_per_s,
        &part.cooling.makeup_kg_per_s}) {
    *flow *= share;
  }
  return part;
}

SitePlant::SitePlant(std::string feed, power::Trunk trunk, std::unique_ptr<cooling::Plant> cooling)
    : trunk_(std::move(trunk)), cooling_(std::move(cooling)) {
  limit_names_.push_back({std::move(feed), "W"});
  for (const power::TrunkStage& stage : trunk_.stages())
    limit_names_.push_back({stage.name, "W"});
  if (cooling_) {
    for (const LimitName& name : cooling_->limit_names())
      limit_names_.push_back(name);
  }
  assert(limit_names_.size() <= kMostLimits);
}

SitePoint SitePlant::evaluate(const ItLoad& load, const climate::AirState& air, double feed_limit_w,
                              cooling::WarmStart& warm, std::span<LimitUse> limits) const {
  const std::size_t stage_count = trunk_.stages().size();
  const auto stage_limits = limits.subspan(1, stage_count);

  const power::ItSide it_side = trunk_.it_side(load.total_w(), stage_limits);

  SitePoint point;
  point.hall_loss_w = it_side.hall_loss_w;
  if (cooling_) {
    const cooling::HeatLoad heat{load.liquid_w, load.air_w + it_side.hall_loss_w};
    point.cooling = cooling_->evaluate(heat, air, warm, limits.subspan(1 + stage_count));
  }

  const power::Feed feed = trunk_.feed(it_side, point.cooling.power_w, stage_limits);
  point.facility_w = feed.input_w;
  point.electrical_loss_w = it_side.loss_w + feed.loss_w;
  limits[0] = {feed.input_w, feed_limit_w};
  return point;
}

SitePlant::Excess SitePlant::excess(const ItLoad& load, const climate::AirState& air,
                                    double feed_limit_w, cooling::WarmStart& warm) const {
  std::array<LimitUse, kMostLimits> storage{};
  const std::span<LimitUse> limits(storage.data(), limit_names_.size());
  evaluate(load, air, feed_limit_w, warm, limits);

  Excess tightest{-1.0, 0};
  for (std::size_t i = 0; i < limits.size(); ++i) {
    // A limit of zero (no power at all) admits nothing but zero.
    const double over =
        limits[i].limit > 0.0 ? limits[i].used / limits[i].limit - 1.0 : limits[i].used;
    // Exactly at its limit is a set point that is held, not a constraint that binds.
    if (std::abs(over) > kHeld && over > tightest.worst) tightest = {over, i};
  }
  return tightest;
}

std::optional<ItCap> SitePlant::cap(const ItLoad& idle_load, const ItLoad& full_load,
                                    const climate::AirState& air, double feed_limit_w,
                                    PlantMemory& memory) const {
  const Excess at_full = excess(full_load, air, feed_limit_w, memory.promise);
  if (at_full.worst <= 0.0) return std::nullopt;

  const double full_w = full_load.total_w();
  const auto excess_at = [&](double fraction) {
    return excess(load_on_the_way(idle_load, full_load, fraction * full_w), air, feed_limit_w,
                  memory.promise);
  };
  const auto over = [&](double fraction) { return excess_at(fraction).worst; };

  // Bracket: the weather moves slowly, so the last share is a good guess.
  double low = std::clamp(memory.cap_fraction - 0.002, 0.0, 1.0);
  double high = std::clamp(memory.cap_fraction + 0.002, 0.0, 1.0);
  double over_low = over(low);
  double over_high = high < 1.0 ? over(high) : at_full.worst;
  for (double step = 0.01; over_low > 0.0 && low > 0.0; step *= 4.0) {
    high = low;
    over_high = over_low;
    low = std::max(0.0, low - step);
    over_low = over(low);
  }
  for (double step = 0.01; over_high <= 0.0 && high < 1.0; step *= 4.0) {
    low = high;
    over_low = over_high;
    high = std::min(1.0, high + step);
    over_high = high < 1.0 ? over(high) : at_full.worst;
  }

  if (over_low > 0.0) {  // not even an idle plant fits
    memory.cap_fraction = 0.0;
    return ItCap{0.0, excess_at(0.0).constraint};
  }
  if (over_low < 0.0) {
    std::uintmax_t iterations = 40;
    const auto near = [](double a, double b) { return b - a <= kCapTolerance; };
    low = boost::math::tools::toms748_solve(over, low, high, over_low, over_high, near, iterations)
              .first;
    while (over(low) > 0.0)
      low = std::max(0.0, low - kCapTolerance);
  }
  memory.cap_fraction = low;

  // What stops it is what is violated just above.
  const Excess above = excess_at(std::min(1.0, low + 2.0 * kCapTolerance));
  return ItCap{low * full_w, above.constraint};
}

}  // namespace gigawatt
