// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is recorded of a site: one value per channel and plant interval.

#include <cstddef>
#include <vector>

#include "sim/results/recorder.h"

namespace gigawatt {

/// Places of the channels in a recorder's values.
enum ChannelIndex : std::size_t {
  kItPower,
  kFacilityPower,
  kElectricalLoss,
  kCoolingPower,
  kLiquidPump,
  kAirFan,
  kChilledWaterPump,
  kChiller,
  kRejection,
  kHeatRejected,
  kEvaporation,
  kMakeup,
  kLiquidSupply,
  kRejectionLeaving,
  kDryBulb,
  kWetBulb,
  kItCap,
  kThrottle,
  kOverLimit,
  kUnserved,
  kUnrejected,
  kCo2,
  kCost,
  kGpusInstalled,
  kGpusAllocated,
  kGpusBlocked,
  kGpusUtilised,
  kJobsQueued,
  kBaseChannelCount,
  // Of runs in which some site has more than a grid.
  kPvPower = kBaseChannelCount,
  kPvCurtailed,
  kGeneration,
  kOwnUse,
  kBatteryPower,
  kBatteryStored,
  kImport,
  kExport,
  kChannelCount
};

/// All channels of a run, in that order; `with_supply`: those of sources beside the grid too.
std::vector<Channel> site_channels(bool with_supply);

}  // namespace gigawatt
