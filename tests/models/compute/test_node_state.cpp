// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/compute/capped_node.h"
#include "models/compute/catalogue.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

Sourced watts(double value) {
  Sourced made;
  made.value = value;
  return made;
}

/// 300 W idle and 600 W at most, of which a host draws 100 to 200 W; and a state of 250 to 450 W.
NodeType gpu_host() {
  NodeType node;
  node.name = "gpu-host";
  node.gpus = 1;
  node.idle_w.value = 300.0;
  node.measured_max_w.value = 600.0;
  node.rated_w.value = 650.0;
  node.host = HostPower{watts(100.0), watts(200.0)};
  ClockState slow;
  slow.name = "slow";
  slow.speed = 0.8;
  slow.idle_w = watts(250.0);
  slow.measured_max_w = watts(450.0);
  node.clocks.push_back(slow);
  return node;
}

std::string fault_of(const NodeType& node) {
  std::string key;
  return fault_of_states(node, key);
}

}  // namespace

TEST_CASE("host: it and the accelerators add up to the node, whatever curve they follow") {
  NodeType node = gpu_host();
  for (const double exponent : {0.8, 1.0, 2.0}) {
    node.curve_exponent = exponent;
    CHECK(node_power_w(node, 0.0, 600.0, 0.0) == 300.0);
    CHECK(node_power_w(node, 1.0, 600.0, 1.0) == 600.0);
    CHECK(node_power_w(node, 0.0, 600.0, 1.0) == 400.0);  // 200 W of each, by hand
  }
  CHECK(node_power_w(node, 0.5, 600.0, 0.0) == 350.0);  // a quarter of the GPU's 200 W: its curve
  CHECK(node_power_w(node, 2.0, 600.0, -1.0) == 500.0);
}

TEST_CASE("host: a cap on accelerators takes nothing of the host's") {
  const NodeType node = gpu_host();
  Accelerator gpu;
  gpu.power_w.value = 400.0;
  gpu.idle_w = watts(200.0);

  // The GPU reaches 400 W, not the 500 W that the node's whole rise would give it.
  CHECK(CappedNode{node, gpu, 300.0}.saving_w(1.0, 600.0) == Approx(100.0));
}

TEST_CASE("clock: a node held at a state draws its powers and keeps its margin to rated power") {
  const NodeType node = gpu_host();
  const NodeType held = at_clock(node, "slow");

  CHECK(held.idle_w.value == 250.0);
  CHECK(held.measured_max_w.value == 450.0);
  CHECK(held.rated_w.value == 500.0);  // 650 W less the 150 W that full power falls
  CHECK(at_clock(node, "").idle_w.value == 300.0);
  CHECK(find_clock(node, "fast") == nullptr);
  CHECK(clock_names(node) == std::vector<std::string>{"slow"});
}

TEST_CASE("node states: what contradicts the node's own powers is a fault") {
  CHECK(fault_of(gpu_host()).empty());

  NodeType node = gpu_host();
  node.host->max_w.value = 500.0;
  CHECK(fault_of(node) == "its power rises by more than the node's");
  node = gpu_host();
  node.host->idle_w.value = 301.0;
  CHECK(fault_of(node).find("idle") != std::string::npos);
  node = gpu_host();
  node.clocks.front().measured_max_w.value = 601.0;
  CHECK(fault_of(node).find("do not rise") != std::string::npos);
  node = gpu_host();
  node.clocks.front().measured_max_w.value = 340.0;  // 90 W above idle; the host alone rises by 100
  CHECK(fault_of(node).find("host alone") != std::string::npos);
  node = gpu_host();
  node.clocks.push_back(node.clocks.front());
  CHECK(fault_of(node) == "two clock states are named 'slow'");
}
