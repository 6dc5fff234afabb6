// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <iterator>
#include <string>

#include <doctest/doctest.h>

#include "models/compute/hardware_tables.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

compute::CatalogueCase catalogues(Case number_case) {
  compute::CatalogueCase read;
  read.accelerators.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/accelerators.yaml", number_case);
  read.nodes.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/nodes.yaml", number_case,
                  &read.accelerators);
  return read;
}

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("hardware tables: the committed page is what the catalogue says") {
  const std::string page = compute::hardware_markdown(catalogues(Case::low), catalogues(Case::base),
                                                      catalogues(Case::high));
  INFO("refresh with: gigawatt models --tables > docs/models/compute/hardware.md");
  CHECK(text_of(GIGAWATT_SOURCE_DIR "/docs/models/compute/hardware.md") == page);
}

TEST_CASE("hardware tables: power per GPU adds the node, its switches and its tiers") {
  compute::NodeType tray;
  tray.gpus = 4;
  tray.nodes_per_chassis = 18;
  tray.chassis_fixed_w = 3600.0;
  tray.tiers = {{"network", 101.0, "s"}, {"storage", 149.0, "s"}};
  // 132 kW over 72, with 7,133.33 W a tray: 1,833.3 W, and 250 W of tiers, by hand.
  CHECK(compute::all_in_w_per_gpu(tray, 128.4e3 / 18.0) == Approx(132.0e3 / 72.0 + 250.0));
}

TEST_CASE("hardware tables: published power per GPU is met to within a fifth, and not exceeded") {
  const compute::CatalogueCase base = catalogues(Case::base);
  struct Row {
    const char* node;
    double published_kw;  // SemiAnalysis InferenceX, backed out of tokens per second and MW
    double ratio;  // by hand: (10.2 / 8 + 0.127) / 1.73, (14.3 / 8 + 0.127) / 2.17, 2.083 / 2.10
  };
  for (const Row& row : {Row{"hgx-h100-8", 1.73, 0.810}, Row{"hgx-b200-8", 2.17, 0.882},
                         Row{"gb200-nvl72", 2.10, 0.992}}) {
    CAPTURE(row.node);
    const compute::NodeType& node = *base.nodes.find(row.node);
    CHECK(compute::all_in_w_per_gpu(node, node.rated_w.value) / (1e3 * row.published_kw) ==
          Approx(row.ratio).epsilon(1e-3));
  }
}
