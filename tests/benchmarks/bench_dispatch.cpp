// SPDX-License-Identifier: Apache-2.0
// A year of look-ahead on one core: 48 h, rolled daily, ERCOT's day-ahead prices of 2022.

#include <cstdio>
#include <ctime>
#include <memory>
#include <string>

#include "models/power/dispatch/dispatch_params.h"
#include "tests/models/power/dispatch/dispatch_year.h"

using namespace gigawatt::power;

namespace {

void time_year(const char* name, const YearCase& year,
               const YearPolicy& policy = {.kind = YearPolicy::Kind::look_ahead}) {
  const std::clock_t begin = std::clock();  // of the processor: other work does not count
  const YearOutcome outcome = run_year(year, policy);
  const double took_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%-34s %7.2f s, %6.2f ms per plan, %.4f M USD, worst gap %.2f USD\n", name, took_s,
              1e3 * took_s / outcome.plans, outcome.cost_usd / 1e6, outcome.worst_gap_usd);
}

}  // namespace

int main() {
  YearCase year = ercot_2022(GIGAWATT_SOURCE_DIR "/scenarios/data");
  time_year("energy price", year);
  year.tariff.demand.emplace_back();
  year.tariff.demand[0].usd_per_kw.fill(15.0);
  year.tariff.demand[0].ratchet.share = 0.75;
  time_year("and a demand charge", year);
  const std::unique_ptr<const Dispatcher> dispatcher =
      LookAheadDispatchParams().make(gigawatt::RandomStream(1, "site", "dispatch"), &year.tariff);
  time_year("the same, as a site asks", year,
            {.kind = YearPolicy::Kind::dispatcher, .dispatcher = dispatcher.get()});
  year.sources = {{.segments = {{.up_to_w = 60e6, .usd_per_kwh = 0.055}}}};
  time_year("and gas", year);
  YearCase hourly = year;
  hourly.roll_h = 1;
  time_year("the same, rolled hourly", hourly);
  YearCase quarters = year;
  quarters.steps_per_hour = 4;
  time_year("the same in quarters of an hour", quarters);
  year.sources[0].least_w = 30e6;
  year.sources[0].start_usd = 5000.0;
  time_year("and gas with starts (binaries)", year);
  return 0;
}
