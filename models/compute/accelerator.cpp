// SPDX-License-Identifier: Apache-2.0
#include "models/compute/accelerator.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "sim/engine/errors.h"
#include "sim/scenario/name_list.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/tree.h"

namespace gigawatt::compute {
namespace {

struct CapPointFields {
  double cap_w = 0.0;
  double performance = 0.0;

  void visit(FieldVisitor& v) {
    v.number({.name = "cap", .unit = "W", .doc = "The cap.", .min = 0.0, .required = true}, cap_w);
    v.number({.name = "performance",
              .doc = "Of full performance under that cap.",
              .min = 0.0,
              .max = 1.0,
              .required = true},
             performance);
  }
};

struct CapCurveFields {
  CapCurve curve;
  std::vector<CapPointFields> points;

  void visit(FieldVisitor& v) {
    v.text({.name = "workload", .doc = "Kind of work.", .required = true}, curve.workload);
    v.list({.name = "points", .doc = "Caps, rising.", .required = true}, points);
    v.text({.name = "source", .doc = "Where the points come from.", .required = true},
           curve.source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, curve.date);
  }

  CapCurve result() const {
    CapCurve made = curve;
    for (const CapPointFields& point : points) {
      made.cap_w.push_back(point.cap_w);
      made.performance.push_back(point.performance);
    }
    return made;
  }
};

struct AcceleratorFields {
  Accelerator accelerator;
  SourcedField<Quantity::power> power;
  std::optional<SourcedField<Quantity::power>> idle;
  std::optional<SourcedField<Quantity::flops>> bf16, fp8, fp4;
  SourcedField<Quantity::bytes> memory;
  SourcedField<Quantity::bytes_per_s> memory_bandwidth;
  std::optional<SourcedField<Quantity::bytes_per_s>> scale_up_bandwidth, nic_bandwidth;
  std::optional<SourcedField<Quantity::count>> scale_up_domain;
  std::vector<CapCurveFields> cap_curves;
  std::string path;

  void visit(FieldVisitor& v) {
    v.here(path);
    v.text({.name = "name", .doc = "As written after `accelerator:`.", .required = true},
           accelerator.name);
    v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, accelerator.doc);
    v.choice({.name = "status", .doc = "The best that is known of its power.", .required = true},
             kStatusNames, accelerator.status);
    v.text({.name = "released", .doc = "Date of announcement.", .required = true},
           accelerator.released);
    v.group({.name = "power", .doc = "Limit of the board or package.", .required = true}, power);
    v.group({.name = "idle", .doc = "Power without work."}, idle);
    v.group({.name = "bf16", .doc = "Dense peak."}, bf16);
    v.group({.name = "fp8", .doc = "Dense peak."}, fp8);
    v.group({.name = "fp4", .doc = "Dense peak."}, fp4);
    v.group({.name = "memory", .doc = "On-package memory.", .required = true}, memory);
    v.group({.name = "memory_bandwidth", .doc = "Peak, read and write.", .required = true},
            memory_bandwidth);
    v.group({.name = "scale_up_bandwidth", .doc = "Into the domain, both directions together."},
            scale_up_bandwidth);
    v.group({.name = "scale_up_domain", .doc = "Largest domain it is offered in."},
            scale_up_domain);
    v.group({.name = "nic_bandwidth", .doc = "Out of the domain, one direction."}, nic_bandwidth);
    v.list({.name = "cap_curves", .doc = "Performance under a power cap."}, cap_curves);
    v.group({.name = "load_percentiles", .doc = "Power in service, by share of time."},
            accelerator.load_percentiles);
  }

  Accelerator result() const {
    Accelerator made = accelerator;
    made.power_w = power;
    made.memory_bytes = memory;
    made.memory_bytes_per_s = memory_bandwidth;
    if (idle) made.idle_w = *idle;
    if (bf16) made.bf16 = *bf16;
    if (fp8) made.fp8 = *fp8;
    if (fp4) made.fp4 = *fp4;
    if (scale_up_bandwidth) made.scale_up_bytes_per_s = *scale_up_bandwidth;
    if (scale_up_domain) made.scale_up_accelerators = *scale_up_domain;
    if (nic_bandwidth) made.nic_bytes_per_s = *nic_bandwidth;
    for (const CapCurveFields& curve : cap_curves)
      made.cap_curves.push_back(curve.result());
    return made;
  }
};

struct FileFields {
  std::vector<AcceleratorFields> accelerators;

  void visit(FieldVisitor& v) {
    v.list({.name = "accelerators", .doc = "Accelerators.", .required = true}, accelerators);
  }
};

/// What the ranges of single fields cannot say.
void check(const AcceleratorFields& fields, const Accelerator& made, ProblemList& problems) {
  const auto blame = [&](std::string_view key, std::string what, std::string expected) {
    problems.add(fmt::format("{}.{}", fields.path, key), std::move(what), std::move(expected));
  };
  if (!(made.power_w.value > 0.0))
    blame("power", "an accelerator draws power", "expected more than 0 W");
  if (made.idle_w && made.idle_w->value >= made.power_w.value)
    blame("idle",
          fmt::format("idle {:g} W is not below the limit of {:g} W", made.idle_w->value,
                      made.power_w.value),
          "expected idle < power");
  if (made.load_percentiles)
    if (const std::string fault = fault_of(*made.load_percentiles); !fault.empty())
      blame("load_percentiles", fault,
            "expected as many powers as percentiles, both rising, from 0 to 100");
  for (std::size_t i = 0; i < made.cap_curves.size(); ++i) {
    const CapCurve& curve = made.cap_curves[i];
    const std::string key = fmt::format("cap_curves.{}", i);
    if (const std::string fault = fault_of(curve); !fault.empty()) {
      blame(key, fmt::format("{}: {}", curve.workload, fault),
            "expected rising caps, the last with performance 1");
      continue;
    }
    if (made.idle_w && curve.cap_w.front() < made.idle_w->value)
      blame(key,
            fmt::format("{}: a cap of {:g} W is below idle, {:g} W", curve.workload,
                        curve.cap_w.front(), made.idle_w->value),
            "expected caps from idle upwards");
    if (curve.cap_w.back() > made.power_w.value)
      blame(key,
            fmt::format("{}: a cap of {:g} W is above the limit of {:g} W", curve.workload,
                        curve.cap_w.back(), made.power_w.value),
            "expected caps up to `power`");
  }
}

}  // namespace

const CapCurve& cap_curve(const Accelerator& accelerator, const std::string& workload) {
  std::vector<std::string> names;
  for (const CapCurve& curve : accelerator.cap_curves) {
    if (curve.workload == workload) return curve;
    names.push_back(curve.workload);
  }
  throw DomainError(fmt::format(
      "{} has no curve of performance under a power cap for '{}'; {}", accelerator.name, workload,
      names.empty() ? "the catalogue holds none for it" : "expected " + name_list(names)));
}

void AcceleratorCatalogue::load(const std::string& path, Case number_case) {
  const Tree tree = load_scenario_tree(path);
  ProblemList problems(tree);
  ReadOptions options;
  options.number_case = number_case;
  FileFields file;
  read_fields(tree, "", options, [&file](FieldVisitor& v) { file.visit(v); }, problems);
  problems.throw_if_any();

  std::map<std::string, Accelerator, std::less<>> added;
  for (const AcceleratorFields& fields : file.accelerators) {
    Accelerator made = fields.result();
    check(fields, made, problems);
    if (accelerators_.contains(made.name) || added.contains(made.name))
      problems.add(fields.path + ".name",
                   fmt::format("accelerator '{}' is in the catalogue already", made.name),
                   "choose another name");
    added.emplace(made.name, std::move(made));
  }
  problems.throw_if_any();
  accelerators_.merge(added);
}

void AcceleratorCatalogue::add_missing(const AcceleratorCatalogue& other) {
  accelerators_.insert(other.accelerators_.begin(), other.accelerators_.end());
}

const Accelerator* AcceleratorCatalogue::find(std::string_view name) const {
  const auto found = accelerators_.find(name);
  return found == accelerators_.end() ? nullptr : &found->second;
}

std::vector<std::string> AcceleratorCatalogue::names() const {
  std::vector<std::string> names;
  for (const auto& [name, accelerator] : accelerators_)
    names.push_back(name);
  return names;
}

}  // namespace gigawatt::compute
