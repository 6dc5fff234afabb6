// SPDX-License-Identifier: Apache-2.0
#include "models/power/path/outages.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "models/power/path/contingency.h"
#include "models/power/path/flow.h"
#include "sim/engine/random.h"
#include "sim/engine/time.h"

namespace gigawatt::power {

namespace {

void add_failures(const PathElementParams& element, std::size_t index, const RandomStream& luck,
                  TimeNs start_ns, TimeNs end_ns, std::vector<ElementOutage>& outages) {
  if (element.failures_per_year.value_or(0.0) <= 0.0) return;
  const double in_service_s = kCommonYearS / *element.failures_per_year;
  TimeNs at_ns = start_ns;
  for (std::uint64_t number = 0;; ++number) {
    RandomDraws draws = luck.at(number);
    const auto next_ns = [&](double mean_s) {
      return saturating_add(at_ns,
                            std::max<std::int64_t>(1, from_seconds(draws.exponential(mean_s))));
    };
    at_ns = next_ns(in_service_s);
    if (at_ns >= end_ns) return;
    const TimeNs from_ns = at_ns;
    at_ns = next_ns(*element.repair_s);
    outages.push_back({index, from_ns, at_ns});
  }
}

/// What stays up with a set of elements out, each set solved once.
class Survivors {
 public:
  explicit Survivors(const PathModel& model) : model_(model), loads_w_(planned_loads_w(model)) {}

  PathLimit limit(const std::vector<bool>& out) {
    PathLimit made;
    if (std::none_of(out.begin(), out.end(), [](bool gone) { return gone; })) return made;
    made.it_w = up_w(out);
    double most_w = -1.0;
    for (std::size_t i = 0; i < out.size(); ++i) {
      if (!out[i]) continue;
      std::vector<bool> returned = out;
      returned[i] = false;
      if (up_w(returned) <= most_w) continue;
      most_w = up_w(returned);
      made.element = i;
    }
    return made;
  }

 private:
  double up_w(const std::vector<bool>& out) {
    const auto [found, is_new] = known_.emplace(out, 0.0);
    if (!is_new) return found->second;
    const PathFlow flow = solve_within_limits(model_, loads_w_, out);
    found->second = std::accumulate(flow.served_w.begin(), flow.served_w.end(), 0.0);
    return found->second;
  }

  const PathModel& model_;
  std::vector<double> loads_w_;
  std::map<std::vector<bool>, double> known_;
};

}  // namespace

std::vector<ElementOutage> find_outages(const PathParams& params, std::uint64_t seed,
                                        std::string_view path, TimeNs start_ns, TimeNs end_ns) {
  std::vector<ElementOutage> outages;
  for (std::size_t i = 0; i < params.elements.size(); ++i) {
    const PathElementParams& element = params.elements[i];
    for (const PathOutageParams& planned : params.outages)
      if (planned.element == element.name)
        outages.push_back(
            {i, *planned.from, saturating_add(*planned.from, from_seconds(planned.duration_s))});
    if (params.failures) {
      const RandomStream luck(seed, fmt::format("{}.{}", path, element.name), "failures");
      add_failures(element, i, luck, start_ns, end_ns, outages);
    }
  }
  return outages;
}

std::vector<PathLimit> path_limits(const PathModel& model,
                                   const std::vector<ElementOutage>& outages, TimeNs start_ns,
                                   TimeNs end_ns) {
  // By instant: an element, and +1 where it goes out or −1 where it comes back.
  std::multimap<TimeNs, std::pair<std::size_t, int>> changes;
  for (const ElementOutage& outage : outages) {
    if (outage.to_ns <= start_ns || outage.from_ns >= end_ns) continue;
    changes.emplace(std::max(outage.from_ns, start_ns), std::pair(outage.element, 1));
    changes.emplace(outage.to_ns, std::pair(outage.element, -1));
  }
  Survivors survivors(model);
  std::vector<PathLimit> limits;
  std::vector<int> times_out(model.elements.size());
  for (auto at = changes.begin(); at != changes.end() && at->first < end_ns;) {
    const TimeNs now_ns = at->first;
    for (; at != changes.end() && at->first == now_ns; ++at)
      times_out[at->second.first] += at->second.second;
    std::vector<bool> out;
    for (const int times : times_out)
      out.push_back(times > 0);
    PathLimit limit = survivors.limit(out);
    limit.from_ns = now_ns;
    const PathLimit before = limits.empty() ? PathLimit{} : limits.back();
    if (limit.it_w != before.it_w || limit.element != before.element) limits.push_back(limit);
  }
  return limits;
}

}  // namespace gigawatt::power
