// SPDX-License-Identifier: Apache-2.0
#include "models/compute/hardware_tables.h"

#include <array>
#include <functional>
#include <optional>

#include <fmt/format.h>

namespace gigawatt::compute {
namespace {

/// `base` or `base (low to high)` where sources disagree, in `unit` of SI.
std::string ranged(double low, double base, double high, double unit) {
  if (low == base && base == high) return fmt::format("{:.6g}", base / unit);
  return fmt::format("{:.6g} ({:.6g}–{:.6g})", base / unit, low / unit, high / unit);
}

using Number = std::function<const Sourced*(const Accelerator&)>;

std::string cell(const CatalogueCase& low, const CatalogueCase& base, const CatalogueCase& high,
                 const std::string& name, const Number& number, double unit) {
  const Sourced* middle = number(*base.accelerators.find(name));
  if (!middle) return "–";
  return ranged(number(*low.accelerators.find(name))->value, middle->value,
                number(*high.accelerators.find(name))->value, unit);
}

const Sourced* if_any(const std::optional<Sourced>& number) {
  return number ? &*number : nullptr;
}

void add_accelerators(std::string& page, const CatalogueCase& low, const CatalogueCase& base,
                      const CatalogueCase& high) {
  page +=
      "## Accelerators\n\n"
      "| name | status | announced | power W | bf16 TFLOPS | fp8 TFLOPS | fp4 TFLOPS | memory GB | "
      "memory TB/s | scale-up GB/s | domain | NIC GB/s |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  struct Column {
    Number number;
    double unit;
  };
  const std::array<Column, 9> columns{{
      {[](const Accelerator& a) { return &a.power_w; }, 1.0},
      {[](const Accelerator& a) { return if_any(a.bf16); }, 1e12},
      {[](const Accelerator& a) { return if_any(a.fp8); }, 1e12},
      {[](const Accelerator& a) { return if_any(a.fp4); }, 1e12},
      {[](const Accelerator& a) { return &a.memory_bytes; }, 1e9},
      {[](const Accelerator& a) { return &a.memory_bytes_per_s; }, 1e12},
      {[](const Accelerator& a) { return if_any(a.scale_up_bytes_per_s); }, 1e9},
      {[](const Accelerator& a) { return if_any(a.scale_up_accelerators); }, 1.0},
      {[](const Accelerator& a) { return if_any(a.nic_bytes_per_s); }, 1e9},
  }};
  for (const std::string& name : base.accelerators.names()) {
    const Accelerator& part = *base.accelerators.find(name);
    page += fmt::format("| `{}` | {} | {} |", name, status_name(part.status), part.released);
    for (const Column& column : columns)
      page += fmt::format(" {} |", cell(low, base, high, name, column.number, column.unit));
    page += "\n";
  }
}

void add_nodes(std::string& page, const CatalogueCase& low, const CatalogueCase& base,
               const CatalogueCase& high) {
  page +=
      "\n## Nodes\n\n"
      "Per node, without what a chassis feeds besides (switch trays).\n\n"
      "| name | status | accelerators | domain | idle W | measured max W | rated W | rack kW, "
      "rated "
      "| liquid share | water up to degC |\n"
      "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const std::string& name : base.nodes.names()) {
    const NodeType& node = *base.nodes.find(name);
    const NodeType& small = *low.nodes.find(name);
    const NodeType& large = *high.nodes.find(name);
    const auto rack_w = [](const NodeType& n) {
      return static_cast<double>(n.chassis_per_rack) *
             (static_cast<double>(n.nodes_per_chassis) * n.rated_w.value + n.chassis_fixed_w);
    };
    page += fmt::format(
        "| `{}` | {} | {} | {} | {} | {} | {} | {} | {:g} | {} |\n", name, status_name(node.status),
        node.accelerator.empty() ? fmt::format("{}", node.gpus)
                                 : fmt::format("{} × `{}`", node.gpus, node.accelerator),
        node.scale_up_gpus > 0 ? fmt::format("{}", node.scale_up_gpus) : "–",
        ranged(small.idle_w.value, node.idle_w.value, large.idle_w.value, 1.0),
        ranged(small.measured_max_w.value, node.measured_max_w.value, large.measured_max_w.value,
               1.0),
        ranged(small.rated_w.value, node.rated_w.value, large.rated_w.value, 1.0),
        fmt::format("{:.4g}", rack_w(node) / 1e3), node.liquid_share,
        node.liquid_share > 0.0 ? fmt::format("{:g}", node.max_supply_k - 273.15) : "–");
  }
}

void add_cap_curves(std::string& page, const CatalogueCase& low, const CatalogueCase& base,
                    const CatalogueCase& high) {
  page +=
      "\n## Performance under a power cap\n\n"
      "Share of full performance at each cap; linear between.\n\n"
      "| accelerator | work | cap W: performance |\n"
      "| --- | --- | --- |\n";
  for (const std::string& name : base.accelerators.names()) {
    const auto& curves = base.accelerators.find(name)->cap_curves;
    for (std::size_t i = 0; i < curves.size(); ++i) {
      const CapCurve& small = low.accelerators.find(name)->cap_curves[i];
      const CapCurve& large = high.accelerators.find(name)->cap_curves[i];
      std::string points;
      for (std::size_t p = 0; p < curves[i].cap_w.size(); ++p)
        points += fmt::format(
            "{}{}: {}", p == 0 ? "" : "; ",
            ranged(small.cap_w[p], curves[i].cap_w[p], large.cap_w[p], 1.0),
            ranged(small.performance[p], curves[i].performance[p], large.performance[p], 1.0));
      page += fmt::format("| `{}` | {} | {} |\n", name, curves[i].workload, points);
    }
  }
}

void add_comparison(std::string& page, const CatalogueCase& base) {
  // Tokens per second and GPU over tokens per second and MW, SemiAnalysis InferenceX, late 2026.
  struct Published {
    const char* node;
    double kw_per_gpu;
  };
  constexpr std::array<Published, 3> published{{
      {"hgx-h100-8", 1.73},
      {"hgx-b200-8", 2.17},
      {"gb200-nvl72", 2.10},
  }};
  page +=
      "\n## Power per GPU, all in\n\n"
      "Node, switch trays, network, storage and management of this catalogue, at rated power and "
      "at the "
      "measured\nmaximum, against the power that SemiAnalysis InferenceX charges per GPU (backed "
      "out of its "
      "tokens per second\nand megawatt). Nothing was fitted to it.\n\n"
      "| node | rated kW/GPU | measured max kW/GPU | published kW/GPU | rated against published |\n"
      "| --- | --- | --- | --- | --- |\n";
  for (const Published& row : published) {
    const NodeType* node = base.nodes.find(row.node);
    if (!node) continue;
    const double rated_kw = all_in_w_per_gpu(*node, node->rated_w.value) / 1e3;
    const double measured_kw = all_in_w_per_gpu(*node, node->measured_max_w.value) / 1e3;
    page += fmt::format("| `{}` | {:.3f} | {:.3f} | {:.2f} | {:+.1f} % |\n", row.node, rated_kw,
                        measured_kw, row.kw_per_gpu, 100.0 * (rated_kw / row.kw_per_gpu - 1.0));
  }
}

}  // namespace

double all_in_w_per_gpu(const NodeType& node, double node_w) {
  double per_gpu_w = (node_w + node.chassis_fixed_w / static_cast<double>(node.nodes_per_chassis)) /
                     static_cast<double>(node.gpus);
  for (const Tier& tier : node.tiers)
    per_gpu_w += tier.w_per_gpu;
  return per_gpu_w;
}

std::string hardware_markdown(const CatalogueCase& low, const CatalogueCase& base,
                              const CatalogueCase& high) {
  std::string page =
      "# Hardware tables\n\n"
      "Generated from `scenarios/catalog/` by `gigawatt models --tables`; a test fails when this "
      "page "
      "and the files\ndiffer. Sources and dates of each number stand in the files and in `gigawatt "
      "models NAME`. A range gives\nthe base value and, in brackets, `--case low` and `--case "
      "high`; a "
      "dash means that no source was found.\n\n"
      "`status` is the best that is known of the power: *measured*, *announced* by the maker, "
      "*derived* "
      "from other\nfigures or assumptions, *unofficial* (press and leaks).\n\n";
  add_accelerators(page, low, base, high);
  add_nodes(page, low, base, high);
  add_cap_curves(page, low, base, high);
  add_comparison(page, base);
  page +=
      "\nH100 and B200 lie well below the published figures, whose contents are not published; "
      "they may "
      "include losses and\ncooling, which this catalogue leaves to the site. GB200 carries 250 W "
      "per GPU beside "
      "the rack, by NVIDIA's reference\narchitecture, and comes close.\n";
  return page;
}

}  // namespace gigawatt::compute
