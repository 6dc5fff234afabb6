// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "models/compute/catalogue.h"
#include "sim/scenario/problem.h"

using namespace gigawatt;
using doctest::Approx;

namespace {

constexpr const char* kCatalogue = GIGAWATT_SOURCE_DIR "/scenarios/catalog/nodes.yaml";

/// A catalogue file with this text, removed with the object.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_((std::filesystem::temp_directory_path() /
               ("gigawatt_catalogue_" + std::to_string(::getpid()) + ".yaml"))
                  .string()) {
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string node_text(const std::string& idle_w, const std::string& extra) {
  return "nodes:\n"
         "  - name: n\n"
         "    doc: A node.\n"
         "    gpus: 1\n"
         "    idle: {value: " +
         idle_w +
         ", source: s, date: d}\n"
         "    rated: {value: 200 W, source: s, date: d}\n"
         "    measured_max: {value: 180 W, source: s, date: d}\n" +
         extra;
}

std::string errors_of_nodes(const std::string& text) {
  const TemporaryFile file(text);
  compute::Catalogue catalogue;
  try {
    catalogue.load(file.path());
  } catch (const ScenarioError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("catalogue: every node that ships is complete and within its own limits") {
  compute::Catalogue catalogue;
  catalogue.load(kCatalogue);
  CHECK(catalogue.names().size() >= 5);
  for (const std::string& name : catalogue.names()) {
    CAPTURE(name);
    const compute::NodeType& node = *catalogue.find(name);
    CHECK(node.idle_w.value > 0.0);
    for (const compute::Sourced* number : {&node.idle_w, &node.rated_w, &node.measured_max_w}) {
      CHECK_FALSE(number->source.empty());
      CHECK_FALSE(number->date.empty());
    }
    for (const compute::Tier& tier : node.tiers)
      CHECK_FALSE(tier.source.empty());
    CHECK_NOTHROW(compute::speed_by_level(node));
  }
}

TEST_CASE("catalogue: powers are the published ones") {
  compute::Catalogue catalogue;
  catalogue.load(kCatalogue);
  const compute::NodeType& h100 = *catalogue.find("hgx-h100-8");
  CHECK(h100.rated_w.value == Approx(10.2e3));        // NVIDIA
  CHECK(h100.measured_max_w.value == Approx(8.4e3));  // IEEE Access 13 (2025) 61740
  CHECK(h100.powers_at == "wall");

  const compute::NodeType& gb200 = *catalogue.find("gb200-nvl72");
  CHECK(gb200.nodes_per_chassis * gb200.gpus == 72);
  // 132 kW rack TDP: 18 trays and the switch trays.
  CHECK(18.0 * gb200.rated_w.value + gb200.chassis_fixed_w == Approx(132.0e3).epsilon(1e-4));
  CHECK(gb200.max_supply_k == Approx(318.15));
}

TEST_CASE("catalogue: GB200 keeps 95 % of its speed at 1,000 W of 1,200 W") {
  compute::Catalogue catalogue;
  catalogue.load(kCatalogue);
  // (1000 − 144) / (1200 − 144) of the dynamic power; 0.2 % for the straight pieces between points.
  CHECK(compute::relative_speed(*catalogue.find("gb200-nvl72"), 856.0 / 1056.0) ==
        Approx(0.95).epsilon(0.002));
}

TEST_CASE("catalogue: Frontier's converters follow input = (output + offset) / efficiency") {
  compute::Catalogue catalogue;
  catalogue.load(kCatalogue);
  const compute::NodeType& node = *catalogue.find("frontier-node");
  REQUIRE(node.supplies.size() == 2);
  const ConverterLoss& sivoc = node.supplies[0].loss;
  // 626.26 W idle becomes 652.3061 W, published in the configuration's own results.
  CHECK(626.26 * (1.0 + sivoc.proportional) + sivoc.fixed_w == Approx(652.3061).epsilon(1e-7));
  CHECK(node.supplies[1].level == TreeLevel::chassis);
  CHECK(node.supplies[1].units == 4);
}

TEST_CASE("catalogue: a range takes the value of the chosen case") {
  compute::Catalogue low, high;
  low.load(kCatalogue, Case::low);
  high.load(kCatalogue, Case::high);
  CHECK(low.find("hgx-h100-8")->idle_w.value == Approx(1420.0));
  CHECK(high.find("hgx-h100-8")->idle_w.value == Approx(1990.0));
}

TEST_CASE("catalogue: an unknown name is not found") {
  const compute::Catalogue catalogue;
  CHECK(catalogue.find("hgx-h100-8") == nullptr);
}

TEST_CASE("catalogue: contradictions are refused with their place") {
  CHECK(errors_of_nodes(node_text("100 W", "    powers_at: wall\n")) == "");
  CHECK(errors_of_nodes(node_text("190 W", "    powers_at: wall\n")).find("do not rise") !=
        std::string::npos);
  CHECK(errors_of_nodes(node_text("100 W", "    powers_at: dc\n")).find("that are not listed") !=
        std::string::npos);
  CHECK(
      errors_of_nodes(node_text("100 W", "    powers_at: wall\n    performance_curve: [0, 0.5]\n"))
          .find("from 0 to 1") != std::string::npos);
  CHECK(errors_of_nodes(node_text("100 K", "    powers_at: wall\n")) != "");
}

TEST_CASE("catalogue: a name that is there already is refused") {
  compute::Catalogue catalogue;
  catalogue.load(kCatalogue);
  CHECK_THROWS_AS(catalogue.load(kCatalogue), ScenarioError);
}
