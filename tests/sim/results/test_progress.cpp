// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "sim/results/progress.h"

namespace gigawatt {
namespace {

TEST_CASE("progress: the line shows the share done and the time left") {
  CHECK(progress_line("memphis", 0.25, 3.0) ==
        "memphis [##########..............................] 25 %, 9 s left");  // 3 s · 3/4 / 1/4
  CHECK(progress_line("x", 0.0, 0.0) == "x [........................................] 0 %");
  CHECK(progress_line("x", 0.9999, 0.0) == "x [#######################################.] 99 %");
  CHECK(progress_line("x", 2.0, 0.0) == "x [########################################] 100 %");
}

TEST_CASE("progress: a run of no length and an unwanted bar are not shown") {
  CHECK_FALSE(Progress("x", 5, 5).shown());
  CHECK_FALSE(Progress("x", 0, kNsPerHour, false).shown());
}

}  // namespace
}  // namespace gigawatt
