// SPDX-License-Identifier: Apache-2.0
// uses_gigawatt SCENARIO RESULT: a little from the engine and a domain, then a whole run.
#include <cstdio>

#include "models/faults/checkpoint_optimum.h"
#include "models/run.h"
#include "sim/engine/calendar.h"

int main(int count, char** arguments) {
  if (count != 3) {
    return 2;
  }
  // 2024-01-31 + 1 month, in a leap year: 29 February.
  std::puts(
      gigawatt::to_iso8601(gigawatt::add_months(gigawatt::utc_midnight(2024, 1, 31), 1)).c_str());
  // Young: √(2 · 50 s · 10,000 s) = 1000 s, by hand.
  std::printf("%g\n",
              gigawatt::faults::young_interval_s({.mtbf_s = 10'000.0, .checkpoint_s = 50.0}));
  gigawatt::RunOptions options;
  options.output = arguments[2];
  gigawatt::run(gigawatt::load_scenario(arguments[1]), options);
}
