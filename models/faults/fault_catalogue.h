// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/faults/fault_model.h"

namespace gigawatt::faults {

/// How long one kind of damage takes to mend.
struct RepairClass {
  std::string name;
  Distribution work;
  RepairNeed need = RepairNeed::crew_and_spare;
  std::string source;
};

/// A published fleet: its rate, from counts where they are known, and what broke.
struct FaultPreset {
  std::string name;
  std::string doc;
  double rate_per_node_s = 0.0;
  std::vector<Component> components;
  /// Archives with fitted up times: Weibull besides the exponential of the mean. Absent otherwise.
  std::optional<Distribution> up_weibull, down_weibull;
  std::string source;
};

/// A published rate of something that many nodes share.
struct DomainPreset {
  std::string name;
  double rate_per_s = 0.0;  ///< Of one.
  std::string source;
};

/// `scenarios/catalog/faults.yaml` and others like it: every number with source and date.
class FaultCatalogue {
 public:
  /// Adds a file. ScenarioError with marks: unknown names, doubled names, counts without exposure.
  void load(const std::string& path);

  const FaultPreset* preset(std::string_view name) const;
  const RepairClass* repair(std::string_view name) const;
  const DomainPreset* domain(std::string_view name) const;
  std::vector<std::string> preset_names() const;
  std::vector<std::string> domain_names() const;

 private:
  std::map<std::string, RepairClass, std::less<>> repairs_;
  std::map<std::string, FaultPreset, std::less<>> presets_;
  std::map<std::string, DomainPreset, std::less<>> domains_;
};

}  // namespace gigawatt::faults
