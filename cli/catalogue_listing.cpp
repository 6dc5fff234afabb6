// SPDX-License-Identifier: Apache-2.0

// What the catalogues know of each entry, with sources.

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "cli/choosable.h"
#include "models/build_faults.h"
#include "models/build_serving.h"
#include "models/build_supply.h"
#include "models/climate/psychrometrics.h"
#include "models/compute/catalogue.h"
#include "models/cooling/chiller_eir.h"
#include "models/scenario.h"
#include "sim/engine/time.h"

namespace gigawatt::cli {
namespace {

std::string figure(double value) {
  return fmt::format("{:.6g}", value);
}

/// A number with its source; nothing where a catalogue leaves it out.
class Details {
 public:
  Details& word(std::string key, std::string value, std::string note = "") {
    rows_.push_back({std::move(key), std::move(value), "", std::move(note)});
    return *this;
  }
  Details& number(std::string key, double value, std::string unit, std::string note = "") {
    rows_.push_back({std::move(key), figure(value), std::move(unit), std::move(note)});
    return *this;
  }
  template <class Sourced>
  Details& sourced(const std::string& key, const Sourced& number, const std::string& unit = "W",
                   double scale = 1.0) {
    return this->number(key, number.value / scale, unit,
                        fmt::format("{} ({})", number.source, number.date));
  }
  template <class Sourced>
  Details& sourced(const std::string& key, const std::optional<Sourced>& number,
                   const std::string& unit = "W", double scale = 1.0) {
    return number ? sourced(key, *number, unit, scale) : *this;
  }
  std::vector<Detail> take() { return std::move(rows_); }

 private:
  std::vector<Detail> rows_;
};

std::vector<Detail> accelerator_details(const compute::Accelerator& part) {
  Details rows;
  rows.word("released", part.released)
      .sourced("power", part.power_w)
      .sourced("idle", part.idle_w)
      .sourced("bf16", part.bf16, "TFLOPS", 1e12)
      .sourced("fp8", part.fp8, "TFLOPS", 1e12)
      .sourced("fp4", part.fp4, "TFLOPS", 1e12)
      .sourced("memory", part.memory_bytes, "GB", 1e9)
      .sourced("memory_bandwidth", part.memory_bytes_per_s, "TB/s", 1e12)
      .sourced("scale_up_bandwidth", part.scale_up_bytes_per_s, "GB/s", 1e9)
      .sourced("scale_up_domain", part.scale_up_accelerators, "")
      .sourced("nic_bandwidth", part.nic_bytes_per_s, "GB/s", 1e9);
  for (const compute::CapCurve& curve : part.cap_curves) {
    rows.word(fmt::format("cap, {}", curve.workload), "",
              fmt::format("{} ({})", curve.source, curve.date));
    for (std::size_t i = 0; i < curve.cap_w.size(); ++i)
      rows.number("", curve.cap_w[i], "W",
                  fmt::format("{:g} of full performance", curve.performance[i]));
  }
  if (part.load_percentiles)
    rows.number("load_percentiles", compute::mean_power_w(*part.load_percentiles), "W",
                "mean in service, " + part.load_percentiles->source);
  return rows.take();
}

std::vector<Detail> node_details(const compute::NodeType& node) {
  Details rows;
  rows.number("gpus", static_cast<double>(node.gpus), "", node.accelerator);
  if (node.scale_up_gpus > 0)
    rows.number("scale_up_gpus", static_cast<double>(node.scale_up_gpus), "",
                "in one scale-up domain");
  rows.word("powers_at", node.powers_at,
            node.powers_at == "wall" ? "input of the node" : "behind the supplies below")
      .sourced("idle", node.idle_w)
      .sourced("measured_max", node.measured_max_w)
      .sourced("rated", node.rated_w);
  if (node.host) rows.sourced("host idle", node.host->idle_w).sourced("host max", node.host->max_w);
  for (const compute::ClockState& state : node.clocks)
    rows.number("clock " + state.name, state.idle_w.value, "W",
                fmt::format("idle, {:g} W under load, speed {:g}", state.measured_max_w.value,
                            state.speed));
  rows.number("liquid_share", node.liquid_share, "")
      .number("max_supply", node.max_supply_k - climate::kCelsiusZeroK, "degC")
      .number("nodes_per_chassis", static_cast<double>(node.nodes_per_chassis), "",
              fmt::format("{} chassis in a rack", node.chassis_per_rack));
  for (const compute::NodeSupply& supply : node.supplies)
    rows.number("supply " + supply.name, static_cast<double>(supply.units), "units",
                fmt::format("loss {:g} W + {:.4g} of output each", supply.loss.fixed_w,
                            supply.loss.proportional));
  for (const compute::Tier& tier : node.tiers)
    rows.number(tier.name, tier.w_per_gpu, "W/GPU", tier.source);
  return rows.take();
}

std::vector<Detail> generator_details(const power::GeneratorType& type) {
  Details rows;
  const std::string heat = type.heating_value == power::HeatingValue::lhv ? "lower" : "higher";
  rows.word("kind", type.kind)
      .word("fuel", type.fuel)
      .sourced("output", type.output_w, "MW", 1e6)
      .sourced("efficiency", type.efficiency, "");
  for (const power::SizeClass& size : type.sizes)
    rows.sourced(fmt::format("{:g} to {:g} MW", size.from_w * 1e-6, size.to_w * 1e-6),
                 size.efficiency, "");
  rows.word("heating_value", heat, "that efficiencies are stated on")
      .sourced("min_load", type.min_load, "")
      .sourced("start", type.start_s, "s")
      .sourced("ramp", type.ramp_per_s, "1/s")
      .sourced("availability", type.availability, "")
      .sourced("up", type.up_s, "h", 3600.0)
      .sourced("repair", type.repair_s, "h", 3600.0)
      .sourced("start_failure", type.start_failure, "")
      .sourced("nox", type.nox_kg_per_j_hhv, "g/GJ", 1e-12);
  if (!type.planned.empty()) rows.word("planned", type.planned);
  return rows.take();
}

std::vector<Detail> chiller_details(const cooling::ChillerRecord& record) {
  const auto range = [](double low, double high) { return fmt::format("{:g} to {:g}", low, high); };
  Details rows;
  rows.number("capacity", record.capacity_w * 1e-3, "kW", std::string(record.source))
      .number("cop", record.cop, "", "at the reference point, compressor only")
      .number("leaving_reference", record.leaving_ref_c, "degC", "chilled water")
      .number("condenser_reference", record.condenser_ref_c, "degC",
              record.air_cooled ? "outdoor air" : "entering water");
  auto made = rows.take();
  made.push_back({"leaving", range(record.leaving_min_c, record.leaving_max_c), "degC",
                  "that the curves hold for"});
  made.push_back({"condenser", range(record.condenser_min_c, record.condenser_max_c), "degC",
                  "that the curves hold for"});
  made.push_back({"part_load", range(record.plr_min, record.plr_max), "", "below, it cycles"});
  return made;
}

std::vector<Detail> llm_details(const jobs::LlmModel& llm) {
  const auto count = [](std::int64_t number) { return static_cast<double>(number); };
  Details rows;
  rows.number("parameters", llm.parameters * 1e-9, "1e9", llm.parameters_source);
  if (llm.active_parameters < llm.parameters)
    rows.number("active_parameters", llm.active_parameters * 1e-9, "1e9", "used by one token");
  rows.number("layers", count(llm.layers), "", llm.source)
      .number("hidden", count(llm.hidden), "")
      .number("heads", count(llm.heads), "", fmt::format("{} for keys and values", llm.kv_heads));
  if (llm.is_mixture())
    rows.number("experts", count(llm.experts), "",
                fmt::format("{} a token, in {} layers", llm.experts_per_token, llm.expert_layers));
  if (llm.windowed_layers > 0)
    rows.number("window", count(llm.window), "tokens",
                fmt::format("of {} layers", llm.windowed_layers));
  rows.number("max_context", count(llm.max_context), "tokens")
      .word("native", std::string(jobs::name_of(llm.native)), "precision of the published weights")
      .number("kv_cache", jobs::kv_bytes_per_token(llm, jobs::Precision::bf16) * 1e-3, "kB",
              "a token of full context, in bf16");
  return rows.take();
}

std::vector<Detail> fault_details(const faults::FaultPreset& preset) {
  constexpr double kPerThousandNodeDays = 1000.0 * kDayS;
  Details rows;
  rows.number("rate", preset.rate_per_node_s * kPerThousandNodeDays, "per 1000 node-days",
              preset.source);
  for (const faults::Component& component : preset.components)
    rows.number(
        component.name, 100.0 * component.share, "%",
        fmt::format("of faults; repair {:.3g} h in the mean", component.repair.mean_s() / 3600.0));
  return rows.take();
}

using Hardware = std::pair<compute::AcceleratorCatalogue, compute::Catalogue>;

void add_hardware(std::vector<ChoosableGroup>& groups) {
  const auto hardware = std::make_shared<const Hardware>(load_accelerators(""), load_catalogue(""));
  ChoosableGroup parts{
      "accelerator", "in nodes of the catalogue, with the status of their power", {}};
  for (const std::string& name : hardware->first.names()) {
    const compute::Accelerator* part = hardware->first.find(name);
    parts.entries.push_back({.name = name,
                             .doc = part->doc,
                             .status = std::string(compute::status_name(part->status)),
                             .details = [hardware, part] { return accelerator_details(*part); }});
  }
  ChoosableGroup nodes{"node", "hardware, after `node:`, with the status of its power", {}};
  for (const std::string& name : hardware->second.names()) {
    const compute::NodeType* node = hardware->second.find(name);
    nodes.entries.push_back({.name = name,
                             .doc = node->doc,
                             .status = std::string(compute::status_name(node->status)),
                             .details = [hardware, node] { return node_details(*node); }});
  }
  groups.push_back(std::move(parts));
  groups.push_back(std::move(nodes));
}

ChoosableGroup generators() {
  const auto catalogue = std::make_shared<const power::GeneratorCatalogue>(load_generators(""));
  ChoosableGroup group{"generator", "after `record:` of power.generators, with what is known", {}};
  for (const std::string& name : catalogue->names()) {
    const power::GeneratorType* type = catalogue->find(name);
    group.entries.push_back({.name = name,
                             .doc = type->doc,
                             .status = std::string(power::knowledge_name(type->knowledge)),
                             .details = [catalogue, type] { return generator_details(*type); }});
  }
  return group;
}

ChoosableGroup chillers() {
  ChoosableGroup group{"chiller-record", "after `record:` of a chiller", {}};
  for (const std::string_view name : cooling::chiller_record_names()) {
    const auto& records = cooling::chiller_records();
    const auto record = std::find_if(records.begin(), records.end(),
                                     [&](const auto& known) { return known.name == name; });
    if (record == records.end()) {
      group.entries.push_back(
          {.name = std::string(name),
           .doc = fmt::format("{}, or {} if air-cooled.", cooling::standard_chiller(false).name,
                              cooling::standard_chiller(true).name),
           .status = ""});
      continue;
    }
    group.entries.push_back(
        {.name = std::string(name),
         .doc = fmt::format("{}-cooled, {:.0f} kW, COP {:g}.", record->air_cooled ? "Air" : "Water",
                            record->capacity_w * 1e-3, record->cop),
         .status = "",
         .details = [record] { return chiller_details(*record); }});
  }
  return group;
}

ChoosableGroup language_models() {
  const auto catalogue = std::make_shared<const jobs::LlmCatalogue>(load_llms(""));
  ChoosableGroup group{"llm", "language models, after `llm:`", {}};
  for (const std::string& name : catalogue->names()) {
    const jobs::LlmModel* llm = catalogue->find(name);
    group.entries.push_back(
        {.name = name, .doc = llm->doc, .status = "", .details = [catalogue, llm] {
           return llm_details(*llm);
         }});
  }
  return group;
}

void add_failures(std::vector<ChoosableGroup>& groups) {
  const auto catalogue = std::make_shared<const faults::FaultCatalogue>(load_fault_catalogue(""));
  ChoosableGroup presets{"fault-preset", "failure rates, after `preset:`", {}};
  for (const std::string& name : catalogue->preset_names()) {
    const faults::FaultPreset* preset = catalogue->preset(name);
    presets.entries.push_back(
        {.name = name, .doc = preset->doc, .status = "", .details = [catalogue, preset] {
           return fault_details(*preset);
         }});
  }
  ChoosableGroup domains{"fault-domain", "what many nodes share, under `domains:`", {}};
  for (const std::string& name : catalogue->domain_names()) {
    const faults::DomainPreset* domain = catalogue->domain(name);
    domains.entries.push_back(
        {.name = name,
         .doc = fmt::format("{:.3g} faults a year of one.", domain->rate_per_s * kYearS),
         .status = "",
         .details = [catalogue, domain] {
           return Details()
               .number("rate", domain->rate_per_s * kYearS, "per year", domain->source)
               .take();
         }});
  }
  groups.push_back(std::move(presets));
  groups.push_back(std::move(domains));
}

}  // namespace

std::vector<ChoosableGroup> catalogue_groups() {
  std::vector<ChoosableGroup> groups;
  add_hardware(groups);
  groups.push_back(chillers());
  groups.push_back(generators());
  groups.push_back(language_models());
  add_failures(groups);
  return groups;
}

}  // namespace gigawatt::cli
