// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/day_history.h"

#include <algorithm>
#include <cassert>

namespace gigawatt::power {
namespace {

std::size_t step_of_day(std::int64_t step_ns, TimeNs at) {
  const TimeNs of_day_ns = at - step_start(kNsPerDay, at);
  return static_cast<std::size_t>(of_day_ns / step_ns);
}

void close_step(DayHistory& history) {
  if (history.open_s > 0.0) {
    const std::size_t step = step_of_day(history.step_ns, history.open_ns);
    history.means[step] = {.load_w = history.open_sum.load_w / history.open_s,
                           .pv_w = history.open_sum.pv_w / history.open_s,
                           .usd_per_kwh = history.open_sum.usd_per_kwh / history.open_s};
    history.noted[step] = 1;
  }
  history.open_sum = {};
  history.open_s = 0.0;
}

}  // namespace

TimeNs step_start(std::int64_t step_ns, TimeNs at) {
  const std::int64_t into_ns = at % step_ns;
  return at - into_ns - (into_ns < 0 ? step_ns : 0);
}

void note(DayHistory& history, std::int64_t step_ns, TimeNs from, TimeNs to,
          const DayMeans& means) {
  assert(step_ns > 0 && kNsPerDay % step_ns == 0);
  if (history.step_ns != step_ns) {
    const auto steps = static_cast<std::size_t>(kNsPerDay / step_ns);
    history = {.step_ns = step_ns,
               .means = std::vector<DayMeans>(steps),
               .noted = std::vector<std::uint8_t>(steps)};
  }
  while (from < to) {
    const TimeNs start_ns = step_start(step_ns, from);
    if (start_ns != history.open_ns) {
      close_step(history);
      history.open_ns = start_ns;
    }
    const TimeNs until_ns = std::min(to, start_ns + step_ns);
    const double span_s = to_seconds(until_ns - from);
    history.open_sum.load_w += means.load_w * span_s;
    history.open_sum.pv_w += means.pv_w * span_s;
    history.open_sum.usd_per_kwh += means.usd_per_kwh * span_s;
    history.open_s += span_s;
    if (until_ns == start_ns + step_ns) close_step(history);
    from = until_ns;
  }
}

const DayMeans* latest(const DayHistory& history, TimeNs at) {
  if (history.step_ns == 0) return nullptr;
  const std::size_t step = step_of_day(history.step_ns, at);
  return history.noted[step] != 0 ? &history.means[step] : nullptr;
}

double mean_net_load_w(const DayHistory& history, double otherwise_w) {
  double sum_w = 0.0;
  int count = 0;
  for (std::size_t step = 0; step < history.means.size(); ++step) {
    if (history.noted[step] == 0) continue;
    sum_w += history.means[step].load_w - history.means[step].pv_w;
    ++count;
  }
  return count > 0 ? sum_w / count : otherwise_w;
}

}  // namespace gigawatt::power
