// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "models/compute/capped_node.h"
#include "sim/engine/errors.h"

using namespace gigawatt;
using namespace gigawatt::compute;
using doctest::Approx;

namespace {

/// Four accelerators of 144 to 1,200 W in a node that adds 400 W idle and 500 W more at full use.
NodeType node() {
  NodeType made;
  made.name = "tray";
  made.gpus = 4;
  made.idle_w.value = 400.0 + 4 * 144.0;
  made.measured_max_w.value = made.rated_w.value = 900.0 + 4 * 1200.0;
  return made;
}

Accelerator accelerator() {
  Accelerator made;
  made.name = "gb200";
  made.power_w.value = 1200.0;
  made.idle_w = Sourced{};
  made.idle_w->value = 144.0;
  return made;
}

}  // namespace

TEST_CASE("capped node: a cap takes what its accelerators draw above it") {
  const NodeType tray = node();
  const Accelerator gb200 = accelerator();
  const CappedNode capped{tray, gb200, 1000.0};

  CHECK(capped.saving_w(1.0, 5700.0) == Approx(4 * 200.0));  // 16.7 % of 4 · 1,200 W
  // At 0.9 each draws 144 + 0.9 · 1,056 = 1,094.4 W, by hand; at 0.8, 988.8 W.
  CHECK(capped.saving_w(0.9, 5700.0) == Approx(4 * 94.4));
  CHECK(capped.saving_w(0.8, 5700.0) == 0.0);
}

TEST_CASE("capped node: accelerators draw no more than their node lets them") {
  const NodeType tray = node();
  const Accelerator gb200 = accelerator();

  // 4 · 956 W from idle to full: its accelerators reach 1,100 W each, and 100 are cut off.
  CHECK(CappedNode{tray, gb200, 1000.0}.saving_w(1.0, 976.0 + 4 * 956.0) == Approx(400.0));
}

TEST_CASE("capped node: a cap below idle is refused") {
  const NodeType tray = node();
  Accelerator gb200 = accelerator();

  CHECK_THROWS_AS(check(CappedNode{tray, gb200, 143.0}), DomainError);
  CHECK_NOTHROW(check(CappedNode{tray, gb200, 144.0}));
  gb200.idle_w.reset();
  CHECK_THROWS_AS(check(CappedNode{tray, gb200, 1000.0}), DomainError);
}
