// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/compute/power_cap.h"
#include "models/compute/power_percentiles.h"
#include "models/compute/sourced.h"
#include "sim/scenario/reader.h"

namespace gigawatt::compute {

/// An accelerator as the catalogue knows it: one package, whatever its number of dies. Peaks are
/// dense (no sparsity). What no source gives is absent.
struct Accelerator {
  std::string name;
  std::string doc;
  Status status = Status::unstated;
  std::string released;                              ///< Date of announcement, ISO 8601.
  Sourced power_w;                                   ///< Board or package limit [W].
  std::optional<Sourced> idle_w;                     ///< [W].
  std::optional<Sourced> bf16, fp8, fp4;             ///< Dense peak [FLOP/s].
  Sourced memory_bytes;                              ///< On-package memory [B].
  Sourced memory_bytes_per_s;                        ///< Its peak bandwidth [B/s].
  std::optional<Sourced> scale_up_bytes_per_s;       ///< Both directions together [B/s].
  std::optional<Sourced> scale_up_accelerators;      ///< Largest domain it is offered in.
  std::optional<Sourced> nic_bytes_per_s;            ///< Out of the domain, one direction [B/s].
  std::vector<CapCurve> cap_curves;                  ///< Per kind of work; may be empty.
  std::optional<PowerPercentiles> load_percentiles;  ///< Power in service, by share of time.
};

/// The accelerator's curve for a kind of work. DomainError that names the curves there are.
const CapCurve& cap_curve(const Accelerator& accelerator, const std::string& workload);

/// All accelerators, read from catalogue files (YAML, every number with source and date).
class AcceleratorCatalogue {
 public:
  /// Adds a file's accelerators; `{low, base, high}` numbers take `number_case`. ScenarioError with
  /// marks, also for a name that is already there.
  void load(const std::string& path, Case number_case = Case::base);
  /// Adds the accelerators of `other` whose names are not there yet.
  void add_missing(const AcceleratorCatalogue& other);
  const Accelerator* find(std::string_view name) const;
  std::vector<std::string> names() const;

 private:
  std::map<std::string, Accelerator, std::less<>> accelerators_;
};

}  // namespace gigawatt::compute
