// SPDX-License-Identifier: Apache-2.0
#include "models/power/buildup/schedule.h"

#include <algorithm>
#include <numeric>

namespace gigawatt::power {

namespace {

/// The last of `activities` to end; the first listed of several.
std::size_t last_to_end(const std::vector<std::size_t>& activities, const Schedule& schedule) {
  return *std::max_element(activities.begin(), activities.end(), [&](std::size_t a, std::size_t b) {
    return schedule.finish_ns[a] < schedule.finish_ns[b];
  });
}

std::int64_t& share_of(SpanByCause& spans, BuildCause cause) {
  return spans[static_cast<std::size_t>(cause)];
}

}  // namespace

Scheduler::Scheduler(const BuildNetwork& network)
    : network_(network), order_(topological_order(network)) {
  const std::vector<std::int64_t> spans_ns = planned_spans_ns(network_);
  const Schedule free = run(spans_ns, {.crews = false});
  std::vector<TimeNs> late_start_ns;
  for (std::size_t i = 0; i < spans_ns.size(); ++i) {
    const TimeNs late_ns = free.late_finish_ns[i];
    late_start_ns.push_back(late_ns == kNever ? kNever : late_ns - spans_ns[i]);
  }

  // Of those whose predecessors have had their turn, the least late start.
  std::vector<bool> taken(spans_ns.size(), false);
  const auto may_come = [&](std::size_t i) {
    const auto& after = network_.activities[i].after;
    return !taken[i] && std::all_of(after.begin(), after.end(),
                                    [&](std::size_t before) { return taken[before]; });
  };
  for (std::size_t& turn : order_) {
    std::size_t next = spans_ns.size();
    for (std::size_t i = 0; i < spans_ns.size(); ++i) {
      if (!may_come(i)) continue;
      if (next == spans_ns.size() || late_start_ns[i] < late_start_ns[next]) next = i;
    }
    turn = next;
    taken[next] = true;
  }
}

TimeNs Scheduler::ready_ns(std::size_t activity, const Schedule& schedule,
                           const ScheduleRules& rules) const {
  const Activity& it = network_.activities[activity];
  TimeNs ready = network_.start_ns;
  for (const std::size_t before : it.after)
    ready = std::max(ready, schedule.finish_ns[before]);
  if (rules.dates && it.not_before_ns) ready = std::max(ready, *it.not_before_ns);
  return ready;
}

/// A start can only be `ready` or the end of somebody who has the crew.
TimeNs Scheduler::crew_start_ns(std::size_t activity, TimeNs ready_ns, std::int64_t span_ns,
                                const Schedule& schedule,
                                std::span<const std::size_t> scheduled) const {
  const Activity& it = network_.activities[activity];
  const std::int64_t spare = network_.crews[*it.crew].count - it.crew_size;
  const auto in_use = [&](TimeNs at_ns) {
    std::int64_t used = 0;
    for (const std::size_t other : scheduled)
      if (network_.activities[other].crew == it.crew && schedule.start_ns[other] <= at_ns &&
          at_ns < schedule.finish_ns[other])
        used += network_.activities[other].crew_size;
    return used;
  };
  // Use rises only where somebody starts.
  const auto fits = [&](TimeNs start_ns) {
    if (in_use(start_ns) > spare) return false;
    return std::all_of(scheduled.begin(), scheduled.end(), [&](std::size_t other) {
      const TimeNs at_ns = schedule.start_ns[other];
      return at_ns <= start_ns || at_ns >= start_ns + span_ns || in_use(at_ns) <= spare;
    });
  };

  if (span_ns == 0 || fits(ready_ns)) return ready_ns;
  TimeNs earliest_ns = kNever;
  for (const std::size_t other : scheduled) {
    const TimeNs end_ns = schedule.finish_ns[other];
    if (end_ns > ready_ns && end_ns < earliest_ns && fits(end_ns)) earliest_ns = end_ns;
  }
  return earliest_ns;
}

Schedule Scheduler::run(std::span<const std::int64_t> spans_ns, const ScheduleRules& rules) const {
  Schedule made;
  made.start_ns.assign(spans_ns.size(), network_.start_ns);
  made.finish_ns.assign(spans_ns.size(), network_.start_ns);
  for (std::size_t turn = 0; turn < order_.size(); ++turn) {
    const std::size_t i = order_[turn];
    TimeNs start_ns = ready_ns(i, made, rules);
    if (rules.crews && network_.activities[i].crew)
      start_ns = crew_start_ns(i, start_ns, spans_ns[i], made, std::span(order_).first(turn));
    made.start_ns[i] = start_ns;
    made.finish_ns[i] = start_ns + spans_ns[i];
  }
  late_pass(spans_ns, rules, made);
  return made;
}

/// Who hands a crew to whom. Each crew goes to the next that starts; as many as are needed are free
/// by then, since the schedule never asks for more than there are.
std::vector<Precedence> Scheduler::crew_arcs(const Schedule& schedule) const {
  std::vector<Precedence> arcs;
  for (std::size_t crew = 0; crew < network_.crews.size(); ++crew) {
    std::vector<std::size_t> users;
    for (const std::size_t i : order_)
      if (network_.activities[i].crew == crew && schedule.finish_ns[i] > schedule.start_ns[i])
        users.push_back(i);
    std::stable_sort(users.begin(), users.end(), [&](std::size_t a, std::size_t b) {
      return schedule.start_ns[a] < schedule.start_ns[b];
    });
    std::vector<std::pair<std::size_t, std::int64_t>> holders;  // who had how many last
    std::int64_t untouched = network_.crews[crew].count;
    for (const std::size_t user : users) {
      std::int64_t wanted = network_.activities[user].crew_size;
      const std::int64_t fresh = std::min(wanted, untouched);
      untouched -= fresh;
      wanted -= fresh;
      for (auto& [holder, held] : holders) {
        if (wanted == 0 || held == 0 || schedule.finish_ns[holder] > schedule.start_ns[user])
          continue;
        const std::int64_t moved = std::min(wanted, held);
        held -= moved;
        wanted -= moved;
        arcs.emplace_back(holder, user);
      }
      holders.emplace_back(user, network_.activities[user].crew_size);
    }
  }
  return arcs;
}

void Scheduler::late_pass(std::span<const std::int64_t> spans_ns, const ScheduleRules& rules,
                          Schedule& schedule) const {
  schedule.late_finish_ns.assign(spans_ns.size(), kNever);
  for (std::size_t phase = 0; phase < network_.phases.size(); ++phase) {
    const TimeNs date_ns = phase_date_ns(network_, schedule, phase);
    for (const std::size_t last : network_.phases[phase].after)
      schedule.late_finish_ns[last] = std::min(schedule.late_finish_ns[last], date_ns);
  }
  std::vector<Precedence> arcs;
  if (rules.crews) arcs = crew_arcs(schedule);
  for (std::size_t i = 0; i < spans_ns.size(); ++i)
    for (const std::size_t before : network_.activities[i].after)
      arcs.emplace_back(before, i);

  // Crews pass only from what ended to what starts later, so the order of starts, and of turns
  // where they are equal, respects both kinds of arc.
  std::vector<std::size_t> by_start = order_;
  std::stable_sort(by_start.begin(), by_start.end(), [&](std::size_t a, std::size_t b) {
    return schedule.start_ns[a] < schedule.start_ns[b];
  });
  std::vector<std::vector<std::size_t>> before(spans_ns.size());
  for (const Precedence& arc : arcs)
    before[arc.second].push_back(arc.first);
  for (auto later = by_start.rbegin(); later != by_start.rend(); ++later) {
    const TimeNs late_ns = schedule.late_finish_ns[*later];
    if (late_ns == kNever) continue;
    for (const std::size_t earlier : before[*later])
      schedule.late_finish_ns[earlier] =
          std::min(schedule.late_finish_ns[earlier], late_ns - spans_ns[*later]);
  }
}

std::vector<std::int64_t> planned_spans_ns(const BuildNetwork& network) {
  std::vector<std::int64_t> spans_ns;
  for (const Activity& activity : network.activities)
    spans_ns.push_back(activity.planned_ns);
  return spans_ns;
}

TimeNs phase_date_ns(const BuildNetwork& network, const Schedule& schedule, std::size_t phase) {
  const auto& after = network.phases[phase].after;
  return after.empty() ? network.start_ns : schedule.finish_ns[last_to_end(after, schedule)];
}

CriticalPath critical_path(const BuildNetwork& network, const Schedule& schedule,
                           std::size_t phase) {
  CriticalPath path;
  const std::vector<std::size_t>* waits_for = &network.phases[phase].after;
  while (!waits_for->empty()) {
    const std::size_t i = last_to_end(*waits_for, schedule);
    const Activity& it = network.activities[i];
    path.activities.push_back(i);
    const TimeNs free_ns =
        it.after.empty() ? network.start_ns : schedule.finish_ns[last_to_end(it.after, schedule)];
    const TimeNs ready_ns = std::max(free_ns, it.not_before_ns.value_or(free_ns));
    path.span_ns[static_cast<std::size_t>(it.kind)] += schedule.finish_ns[i] - schedule.start_ns[i];
    share_of(path.span_ns, BuildCause::crews) += schedule.start_ns[i] - ready_ns;
    share_of(path.span_ns, BuildCause::dates) += ready_ns - free_ns;
    waits_for = &it.after;
  }
  std::reverse(path.activities.begin(), path.activities.end());
  return path;
}

}  // namespace gigawatt::power
