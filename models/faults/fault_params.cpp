// SPDX-License-Identifier: Apache-2.0
#include "models/faults/fault_params.h"

#include <array>
#include <string_view>

#include "sim/engine/time.h"

namespace gigawatt::faults {
namespace {

constexpr double kMostS = 4e9;  // The clock holds twice that.
constexpr std::array<std::string_view, 3> kShapes{"exponential", "weibull", "log-normal"};
constexpr std::array<std::string_view, 3> kRepairKinds{"by-component", "log-normal", "recorded"};

}  // namespace

void LemonParams::visit(FieldVisitor& v) {
  v.number({.name = "share",
            .doc = "Of nodes.",
            .min = 0,
            .max = 1,
            .above_min = true,
            .required = true},
           share);
  v.number({.name = "factor",
            .doc = "Their failure rate over that of the others; the fleet's mean stays.",
            .min = 1,
            .max = 1e6,
            .required = true},
           factor);
}

void DiscoveryParams::visit(FieldVisitor& v) {
  v.number({.name = "share", .doc = "Of faults that only people find.", .min = 0, .max = 1}, share);
  v.number({.name = "from",
            .unit = "s",
            .doc = "Time of day, local, at which they begin to look: `9 h`.",
            .min = 0,
            .max = kDayS},
           from_s);
  v.number({.name = "to",
            .unit = "s",
            .doc = "Time of day at which they stop; over midnight if it lies before `from`.",
            .min = 0,
            .max = kDayS},
           to_s);
}

void RepairParams::visit(FieldVisitor& v) {
  v.choice({.name = "kind",
            .doc = "Log-normals of the catalogue by what broke; one log-normal; or the lengths of "
                   "the outages of a file."},
           kRepairKinds, kind);
  v.number({.name = "median",
            .unit = "s",
            .doc = "Of the one log-normal.",
            .min = 0,
            .max = kMostS,
            .above_min = true},
           median_s);
  v.number({.name = "sigma",
            .doc = "Spread of its logarithm; 1.94 makes the mean 6.5 medians.",
            .min = 0,
            .max = 5},
           sigma);
  v.file({.name = "file", .doc = "Recorded outages: columns node, start_day, end_day."}, file);
  v.number({.name = "shift_from",
            .unit = "s",
            .doc = "Time of day, local, at which crews begin; they work around the clock unless "
                   "given.",
            .min = 0,
            .max = kDayS},
           shift_from_s);
  v.number({.name = "shift_to",
            .unit = "s",
            .doc = "Time of day at which they stop.",
            .min = 0,
            .max = kDayS},
           shift_to_s);
}

void SpareParams::visit(FieldVisitor& v) {
  v.integer(
      {.name = "count", .doc = "Spare nodes in store.", .min = 1, .max = 1e6, .required = true},
      count);
  v.number(
      {.name = "swap", .unit = "s", .doc = "A crew's time to swap one.", .min = 0, .max = kMostS},
      swap_s);
  v.number({.name = "restock",
            .unit = "s",
            .doc = "Until a replacement for the broken one arrives; its own repair unless given.",
            .min = 0,
            .max = kMostS},
           restock_s);
}

void DomainParams::visit(FieldVisitor& v) {
  v.text({.name = "name",
          .doc = "What neighbours share: rack, leaf-switch, ...; its draws depend on it.",
          .required = true},
         name);
  v.integer({.name = "nodes", .doc = "Nodes that one serves.", .min = 1, .max = 1e6}, nodes);
  v.integer({.name = "units",
             .doc = "How many of them one domain has, each with this rate (links of a node).",
             .min = 1,
             .max = 1e6},
            units);
  v.text({.name = "rate", .doc = "Of one unit: `0.051 % per month`; the catalogue's unless given."},
         rate);
  v.number(
      {.name = "repair", .unit = "s", .doc = "Median time to mend it.", .min = 0, .max = kMostS},
      repair_s);
  v.number(
      {.name = "sigma", .doc = "Log-normal spread of that time; 0 is none.", .min = 0, .max = 5},
      sigma);
}

void FaultParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "rate", .doc = "Faults of one node: `4 per 1000 node-days`."}, rate);
  v.text({.name = "preset",
          .doc = "Published fleet whose components, and rate unless given, are taken; typical "
                 "unless given."},
         preset);
  v.choice({.name = "distribution", .doc = "Of the up time between two faults of a node."}, kShapes,
           distribution);
  v.number({.name = "spread",
            .doc = "Weibull shape (below 1: faults come in bunches) or log-normal sigma.",
            .min = 0.05,
            .max = 5},
           spread);
  v.text({.name = "job_rate",
          .doc = "What strikes a job as such, whatever its nodes: `0.5 per job-day`; none unless "
                 "given."},
         job_rate);
  v.number({.name = "job_rate_exponent",
            .doc = "`job_rate` is of a job on one node and grows with the number of nodes to this "
                   "power.",
            .min = 0,
            .max = 2},
           job_rate_exponent);
  v.group({.name = "lemon", .doc = "Nodes that fail more often."}, lemon);
  v.number({.name = "frailty",
            .doc = "Instead of lemons: shape of a gamma distribution of the nodes' rates.",
            .min = 0.01,
            .max = 1000},
           frailty);
  v.group({.name = "repair", .doc = "Time to mend a node."}, repair);
  v.integer({.name = "crews",
             .doc = "Repairs at one time; as many as needed unless given.",
             .min = 1,
             .max = 1e6},
            crews);
  v.group({.name = "spares", .doc = "Store of spare nodes."}, spares);
  v.number({.name = "drain",
            .doc = "Share of faults that let the job go on: its node takes no other and is mended "
                   "when it ends.",
            .min = 0,
            .max = 1},
           drain);
  v.number({.name = "detection",
            .unit = "s",
            .doc = "From a fault until it is known.",
            .min = 0,
            .max = kMostS},
           detection_s);
  v.group({.name = "discovery", .doc = "Faults that wait for people."}, discovery);
  v.list({.name = "domains", .doc = "What takes many nodes down at once."}, domains);
  v.file({.name = "log",
          .doc = "Recorded outages to replay instead: columns node, start_day, end_day, class."},
         log);
  v.integer({.name = "log_servers",
             .doc = "Servers that the log watched, those that never failed too; as many as occur "
                    "unless given.",
             .min = 1,
             .max = 1e6},
            log_servers);
}

}  // namespace gigawatt::faults
