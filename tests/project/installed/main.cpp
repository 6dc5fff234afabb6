// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "sim/engine/calendar.h"

int main() {
  // 2024-01-31 + 1 month, in a leap year: 29 February.
  std::puts(
      gigawatt::to_iso8601(gigawatt::add_months(gigawatt::utc_midnight(2024, 1, 31), 1)).c_str());
}
