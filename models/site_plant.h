// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/climate/air_state.h"
#include "models/cooling/plant.h"
#include "models/interfaces.h"
#include "models/power/trunk.h"

namespace gigawatt {

/// IT power by the way its heat leaves [W].
struct ItLoad {
  double liquid_w = 0.0;
  double air_w = 0.0;

  double total_w() const { return liquid_w + air_w; }
  ItLoad scaled(double factor) const { return {liquid_w * factor, air_w * factor}; }
};

/// A site at one steady operating point. facility = it + electrical loss + cooling.
struct SitePoint {
  double facility_w = 0.0;         ///< At the point of common coupling [W].
  double electrical_loss_w = 0.0;  ///< All stages between the feed and the racks [W].
  double hall_loss_w = 0.0;        ///< The part of the loss that heats the hall [W].
  cooling::CoolingPoint cooling;

  /// The same plant running `share` of the time: flows of energy, heat and water shrink alike.
  SitePoint for_share(double share) const;
};

/// The largest IT power a site carries in given air, and what stops it there.
struct ItCap {
  double it_w = 0.0;
  std::size_t constraint = 0;  ///< Index into SitePlant::limit_names(), or what a site has beside.
};

/// What the plant's iterative solutions start from. Part of a snapshot: bits depend on it.
struct PlantMemory {
  cooling::WarmStart operating, promise;
  double cap_fraction = 0.9;
};

/// Electrical path and cooling of one site, seen from the racks: IT power in, facility power out.
/// Immutable and pure but for the memory it is handed.
///
///   grid ── stages that carry everything ──┬── stages that carry IT only ── racks
///                                          └── cooling (heat of racks and of losses in the hall)
class SitePlant {
 public:
  static constexpr std::size_t kMostLimits = 32;

  /// `feed` names what feeds it: the grid, or the supply of grid and sources. `cooling` may be
  /// null: a site whose cooling is somebody else's.
  SitePlant(std::string feed, power::Trunk trunk, std::unique_ptr<cooling::Plant> cooling);

  /// Operating point. `limits` (length of limit_names()) receives each constraint's use; entry 0 is
  /// the feed and compares facility power with `feed_limit_w`.
  SitePoint evaluate(const ItLoad& load, const climate::AirState& air, double feed_limit_w,
                     cooling::WarmStart& warm, std::span<LimitUse> limits) const;

  /// Largest IT power between nothing and `full_load` that violates no constraint, or nothing if
  /// all of it fits. On the way the load is made up as a site's is: of idle nodes (`idle_load`,
  /// with what stands beside them) up to idle power, then of idle nodes and ever more dynamic
  /// power.
  ///
  /// Certificate: every constraint's use grows with IT power, so a plant that carries the full
  /// load carries any part of it, and one evaluation settles most intervals. Otherwise the power
  /// is found by bracketing root search, started from the last one, to 1e-6 of the full load and
  /// on the feasible side.
  std::optional<ItCap> cap(const ItLoad& idle_load, const ItLoad& full_load,
                           const climate::AirState& air, double feed_limit_w,
                           PlantMemory& memory) const;

  const std::vector<LimitName>& limit_names() const { return limit_names_; }
  bool has_cooling() const { return cooling_ != nullptr; }
  /// What is settled of its cooling; nothing where that is somebody else's.
  cooling::PlantFacts cooling_facts() const {
    return cooling_ ? cooling_->facts() : cooling::PlantFacts{};
  }
  const power::Trunk& trunk() const { return trunk_; }

 private:
  struct Excess {
    double worst;  ///< max over constraints of used/limit − 1.
    std::size_t constraint;
  };
  Excess excess(const ItLoad& load, const climate::AirState& air, double feed_limit_w,
                cooling::WarmStart& warm) const;

  power::Trunk trunk_;
  std::unique_ptr<cooling::Plant> cooling_;
  std::vector<LimitName> limit_names_;
};

}  // namespace gigawatt
