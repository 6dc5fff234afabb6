// SPDX-License-Identifier: Apache-2.0
#pragma once

// `faults:` of a site, as written, and its way to numbers. Keys: docs/models/faults/faults.md.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/faults/fault_catalogue.h"
#include "models/faults/fault_model.h"
#include "models/faults/job_hazard.h"
#include "models/faults/repair_shop.h"
#include "sim/scenario/fields.h"
#include "sim/scenario/problem.h"

namespace gigawatt::faults {

/// Some nodes fail more often than others.
struct LemonParams {
  double share = 0.25;
  double factor = 7.0;

  void visit(FieldVisitor& v);
};

/// Hours in which people find what monitoring does not.
struct DiscoveryParams {
  double share = 1.0;
  double from_s = 9.0 * 3600.0;
  double to_s = 19.0 * 3600.0;

  void visit(FieldVisitor& v);
};

enum class RepairKind { by_component, log_normal, recorded };

struct RepairParams {
  RepairKind kind = RepairKind::by_component;
  double median_s = 20.0 * 3600.0;
  double sigma = 1.94;
  DataFile file;  ///< Recorded: outages whose lengths are drawn.
  double shift_from_s = 0.0;
  double shift_to_s = 0.0;

  void visit(FieldVisitor& v);
};

struct SpareParams {
  std::int64_t count = 0;
  double swap_s = 1800.0;
  std::optional<double> restock_s;

  void visit(FieldVisitor& v);
};

struct DomainParams {
  std::string name;
  std::int64_t nodes = 1;
  std::int64_t units = 1;  ///< Things that fail so in one domain (links of a node).
  std::string rate;        ///< Absent: that of the catalogue's domain of this name.
  double repair_s = 4.0 * 3600.0;
  double sigma = 0.0;

  void visit(FieldVisitor& v);
};

enum class UpShape { exponential, weibull, log_normal };

struct FaultParams {
  std::string path;    ///< Where it stands in the scenario.
  std::string rate;    ///< Of one node; absent: the preset's.
  std::string preset;  ///< Absent: "typical".
  UpShape distribution = UpShape::exponential;
  std::optional<double> spread;  ///< Weibull's k or the log-normal's σ.
  std::string job_rate;          ///< Of one job.
  double job_rate_exponent = 0.0;
  std::optional<LemonParams> lemon;
  std::optional<double> frailty;
  RepairParams repair;
  std::optional<std::int64_t> crews;
  std::optional<SpareParams> spares;
  double drain = 0.0;
  double detection_s = 120.0;
  std::optional<DiscoveryParams> discovery;
  std::vector<DomainParams> domains;
  DataFile log;
  std::optional<std::int64_t> log_servers;  ///< How many the log watched.

  void visit(FieldVisitor& v);
};

/// `faults:` in numbers.
struct ResolvedFaults {
  FaultModel model;
  RepairModel repair;
  JobHazard job;
  std::vector<std::string> notes;  ///< Sentences for the planner.
};

/// Resolves names and checks what ranges cannot say; problems carry the path of their key. Local
/// hours are taken at `utc_offset_ns`. Without problems the result is ready to run.
ResolvedFaults resolve_faults(const FaultParams& params, const FaultCatalogue& catalogue,
                              std::int64_t utc_offset_ns, std::vector<Problem>& problems);

}  // namespace gigawatt::faults
