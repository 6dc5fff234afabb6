// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "models/compute/catalogue.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr const char* kAccelerators = GIGAWATT_SOURCE_DIR "/scenarios/catalog/accelerators.yaml";
constexpr const char* kNodes = GIGAWATT_SOURCE_DIR "/scenarios/catalog/nodes.yaml";

compute::AcceleratorCatalogue accelerators(Case number_case = Case::base) {
  compute::AcceleratorCatalogue read;
  read.load(kAccelerators, number_case);
  return read;
}

/// What loading a file with this text says; "" if it loads.
std::string errors_of(const std::string& text, bool nodes = false) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("gigawatt_accelerators_" + std::to_string(::getpid()) + ".yaml"))
                               .string();
  std::ofstream(path) << text;
  std::string errors;
  try {
    if (nodes) {
      const compute::AcceleratorCatalogue known = accelerators();
      compute::Catalogue().load(path, Case::base, &known);
    } else {
      compute::AcceleratorCatalogue().load(path);
    }
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  std::remove(path.c_str());
  return errors;
}

std::string accelerator_text(const std::string& extra) {
  return "accelerators:\n"
         "  - name: a\n"
         "    doc: An accelerator.\n"
         "    status: derived\n"
         "    released: 2026-01-01\n"
         "    power: {value: 500 W, source: s, date: d}\n"
         "    memory: {value: 80 GB, source: s, date: d}\n"
         "    memory_bandwidth: {value: 2 TB/s, source: s, date: d}\n" +
         extra;
}

}  // namespace

TEST_CASE("accelerators: peaks are dense and in SI units") {
  const compute::AcceleratorCatalogue catalogue = accelerators();
  const compute::Accelerator& h100 = *catalogue.find("h100-sxm");
  CHECK(h100.power_w.value == 700.0);                             // NVIDIA
  CHECK(h100.bf16->value == Approx(989.5e12).epsilon(1e-12));     // NVIDIA, half of 1,979 sparse
  CHECK(h100.fp8->value == Approx(1979e12).epsilon(1e-12));       // NVIDIA
  CHECK_FALSE(h100.fp4.has_value());                              // the part has none
  CHECK(h100.memory_bytes.value == Approx(80e9).epsilon(1e-12));  // decimal gigabytes
  CHECK(h100.nic_bytes_per_s->value == Approx(50e9).epsilon(1e-12));  // 400 Gb/s
  // 32 GiB by Google's documentation.
  CHECK(catalogue.find("tpu-v4")->memory_bytes.value == Approx(34'359'738'368.0).epsilon(1e-12));
}

TEST_CASE("accelerators: every entry is whole, sourced and dated") {
  const compute::AcceleratorCatalogue catalogue = accelerators();
  CHECK(catalogue.names().size() >= 16);
  for (const std::string& name : catalogue.names()) {
    CAPTURE(name);
    const compute::Accelerator& part = *catalogue.find(name);
    CHECK(part.status != compute::Status::unstated);
    CHECK(part.released.size() == 10);
    CHECK((part.bf16 || part.fp4));
    for (const compute::Sourced* number :
         {&part.power_w, &part.memory_bytes, &part.memory_bytes_per_s}) {
      CHECK(number->value > 0.0);
      CHECK_FALSE(number->source.empty());
      CHECK(number->date.size() == 10);
    }
    if (part.fp8 && part.bf16) CHECK(part.fp8->value >= part.bf16->value);
    if (part.fp4 && part.fp8) CHECK(part.fp4->value >= part.fp8->value);
    for (const compute::CapCurve& curve : part.cap_curves)
      CHECK_FALSE(curve.source.empty());
  }
  CHECK(catalogue.find("rubin")->status == compute::Status::unofficial);
  CHECK(catalogue.find("trainium2")->status == compute::Status::derived);
}

TEST_CASE("accelerators: sources in conflict are a range, and the case chooses") {
  // 180 and 192 GB, 7.7 and 8.0 TB/s are in print for B200.
  CHECK(accelerators(Case::low).find("b200-sxm")->memory_bytes_per_s.value == Approx(7.7e12));
  CHECK(accelerators(Case::high).find("b200-sxm")->memory_bytes.value == Approx(192e9));
}

TEST_CASE("accelerators: nodes hold those that exist and feed at least their limits") {
  for (const Case number_case : {Case::low, Case::base, Case::high}) {
    const compute::AcceleratorCatalogue known = accelerators(number_case);
    compute::Catalogue nodes;
    nodes.load(kNodes, number_case, &known);
    for (const std::string& name : nodes.names()) {
      CAPTURE(name);
      const compute::NodeType& node = *nodes.find(name);
      CHECK(node.status != compute::Status::unstated);
      if (node.accelerator.empty()) continue;  // Frontier's is not in the catalogue
      const compute::Accelerator& part = *known.find(node.accelerator);
      CHECK(node.rated_w.value >= static_cast<double>(node.gpus) * part.power_w.value);
      CHECK(node.scale_up_gpus <= static_cast<std::int64_t>(part.scale_up_accelerators->value));
      if (part.idle_w)
        CHECK(node.idle_w.value > static_cast<double>(node.gpus) * part.idle_w->value);
    }
  }
}

TEST_CASE("accelerators: the silicon of a GB200 rack comes to 97 kW of its 132 kW") {
  const compute::AcceleratorCatalogue known = accelerators();
  compute::Catalogue nodes;
  nodes.load(kNodes, Case::base, &known);
  const compute::NodeType& tray = *nodes.find("gb200-nvl72");
  constexpr double kGraceW = 300.0;  // NVIDIA, as quoted in rack breakdowns
  const double silicon_w = 72.0 * known.find(tray.accelerator)->power_w.value + 36.0 * kGraceW;
  CHECK(silicon_w == Approx(97.2e3));  // 72 × 1.2 + 36 × 0.3 kW, by hand
  const double rack_w = 18.0 * tray.rated_w.value + tray.chassis_fixed_w;
  CHECK(rack_w == Approx(132.0e3).epsilon(1e-4));
  CHECK(silicon_w < rack_w);
  // 1 − 16.7 %: what the published cap of 1,000 W saves of an accelerator's power.
  CHECK(1000.0 / known.find("b200-gb200")->power_w.value == Approx(1.0 - 0.167).epsilon(1e-3));
}

TEST_CASE("accelerators: a scale-up domain may span nodes, or lie inside one") {
  compute::Catalogue nodes;
  nodes.load(kNodes);
  CHECK(compute::nodes_per_domain(*nodes.find("gb200-nvl72")) == 18);      // 72 / 4
  CHECK(compute::nodes_per_domain(*nodes.find("trn2-ultraserver")) == 4);  // 64 / 16
  CHECK(compute::nodes_per_domain(*nodes.find("tpu-v4-host")) == 1024);    // 4,096 / 4
  CHECK(compute::nodes_per_domain(*nodes.find("hgx-h100-8")) == 1);
  CHECK(compute::nodes_per_domain(*nodes.find("frontier-node")) == 1);  // not said
}

TEST_CASE("accelerators: an unknown one is told with the nearest name") {
  const std::string errors = errors_of(
      "nodes:\n"
      "  - name: n\n"
      "    doc: A node.\n"
      "    accelerator: h100-smx\n"
      "    gpus: 1\n"
      "    powers_at: wall\n"
      "    idle: {value: 100 W, source: s, date: d}\n"
      "    rated: {value: 200 W, source: s, date: d}\n"
      "    measured_max: {value: 180 W, source: s, date: d}\n",
      true);
  CHECK(errors.find(":4:18: nodes.n.accelerator: unknown accelerator 'h100-smx'") !=
        std::string::npos);
  CHECK(errors.find("did you mean 'h100-sxm'?") != std::string::npos);
}

TEST_CASE("accelerators: contradictions are refused, all at once") {
  CHECK(errors_of(accelerator_text("")) == "");
  const std::string errors = errors_of(
      accelerator_text("    idle: {value: 600 W, source: s, date: d}\n"
                       "    cap_curves:\n"
                       "      - {workload: decode, source: s, date: d,\n"
                       "         points: [{cap: 300 W, performance: 1}, {cap: 200 W, performance: "
                       "1}]}\n"));
  CHECK(errors.find("idle 600 W is not below the limit of 500 W") != std::string::npos);
  CHECK(errors.find("decode: the caps do not rise") != std::string::npos);
  const std::string below_idle = errors_of(
      accelerator_text("    idle: {value: 90 W, source: s, date: d}\n"
                       "    cap_curves:\n"
                       "      - {workload: decode, source: s, date: d,\n"
                       "         points: [{cap: 80 W, performance: 0}, {cap: 500 W, performance: "
                       "1}]}\n"));
  CHECK(below_idle.find("a cap of 80 W is below idle, 90 W") != std::string::npos);
}

TEST_CASE("accelerators: a kind of work without a curve is told with those there are") {
  const compute::AcceleratorCatalogue catalogue = accelerators();
  CHECK_THROWS_WITH_AS(compute::cap_curve(*catalogue.find("h100-sxm"), "gaming"),
                       doctest::Contains("dense-training"), DomainError);
  CHECK_THROWS_WITH_AS(compute::cap_curve(*catalogue.find("mi300x"), "decode"),
                       doctest::Contains("holds none"), DomainError);
}
