// SPDX-License-Identifier: Apache-2.0
#include "models/faults/fault_stream.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include <boost/math/special_functions/gamma.hpp>
#include <fmt/format.h>

namespace gigawatt::faults {
namespace {

/// Nanoseconds of a positive time; what passes the clock's range never comes.
std::int64_t span_ns(double time_s) {
  return time_s < 9.2e9 ? from_seconds(time_s) : kNever;
}

std::vector<std::string> cause_names(const FaultModel& model) {
  std::vector<std::string> names;
  if (model.log)
    names = model.log->causes;
  else
    for (const Component& component : model.components)
      names.push_back(component.name);
  if (names.empty()) names.push_back("node");
  for (const FailureDomain& domain : model.domains)
    names.push_back(domain.name);
  return names;
}

std::uint32_t domain_count(std::uint32_t nodes, std::uint32_t nodes_per_domain) {
  return nodes / nodes_per_domain + (nodes % nodes_per_domain > 0 ? 1 : 0);
}

std::uint32_t entities_of(const FaultModel& model, std::uint32_t nodes) {
  std::uint32_t count = nodes;
  for (const FailureDomain& domain : model.domains)
    count += domain_count(nodes, domain.nodes_per_domain);
  return count;
}

}  // namespace

FaultStream::FaultStream(std::shared_ptr<const FaultModel> model, std::uint64_t seed,
                         std::string_view path, std::uint32_t node_count, TimeNs start_ns)
    : model_(std::move(model)),
      causes_(std::make_shared<const std::vector<std::string>>(cause_names(*model_))),
      node_draws_(seed, path, "faults"),
      lemon_draws_(seed, path, "lemons"),
      log_draws_(seed, path, "fault-log"),
      node_count_(node_count),
      start_ns_(start_ns),
      soonest_(entities_of(*model_, node_count)),
      kept_ns_(soonest_.count()),
      nth_(soonest_.count()),
      state_(soonest_.count(), State::fresh) {
  if (model_->log) map_servers();
  std::uint32_t first = node_count;
  for (const FailureDomain& domain : model_->domains) {
    const std::uint32_t count = domain_count(node_count, domain.nodes_per_domain);
    groups_.push_back(
        {first, count, RandomStream(seed, fmt::format("{}.{}", path, domain.name), "faults")});
    for (std::uint32_t entity = first; entity < first + count; ++entity)
      start(entity, start_ns);
    first += count;
  }
}

/// Each fleet node relives one server of the log, in an order drawn once. A fleet larger than the
/// log's goes through it again, from another moment (see next_in_log).
void FaultStream::map_servers() {
  const auto servers = static_cast<std::uint32_t>(model_->log->servers.size());
  std::vector<std::uint32_t> order(servers);
  for (std::uint32_t node = 0; node < node_count_; ++node) {
    if (node % servers == 0) {
      std::iota(order.begin(), order.end(), 0u);
      RandomDraws draws = log_draws_.at(node / servers);
      for (std::uint32_t left = servers; left > 1; --left)
        std::swap(order[left - 1], order[draws.index(left)]);
    }
    server_.push_back(order[node % servers]);
  }
}

const FaultStream::DomainGroup* FaultStream::group_of(std::uint32_t entity) const {
  for (const DomainGroup& group : groups_)
    if (entity >= group.first_entity && entity - group.first_entity < group.count) return &group;
  return nullptr;
}

std::uint32_t FaultStream::first_node(std::uint32_t entity) const {
  const DomainGroup* group = group_of(entity);
  if (!group) return entity;
  const auto which = static_cast<std::size_t>(group - groups_.data());
  return (entity - group->first_entity) * model_->domains[which].nodes_per_domain;
}

std::uint32_t FaultStream::nodes_of(std::uint32_t entity) const {
  const DomainGroup* group = group_of(entity);
  if (!group) return 1;
  const auto which = static_cast<std::size_t>(group - groups_.data());
  return std::min(model_->domains[which].nodes_per_domain, node_count_ - first_node(entity));
}

RandomDraws FaultStream::draws_of(std::uint32_t entity) const {
  const DomainGroup* group = group_of(entity);
  return group ? group->draws.at(entity - group->first_entity, nth_[entity])
               : node_draws_.at(entity, nth_[entity]);
}

double FaultStream::hazard_factor(std::uint32_t node) const {
  const FaultModel& model = *model_;
  RandomDraws draws = lemon_draws_.at(node);
  double factor = 1.0;
  if (model.lemon_share > 0.0) {
    const double mean = 1.0 + model.lemon_share * (model.lemon_factor - 1.0);
    factor = (draws.uniform() < model.lemon_share ? model.lemon_factor : 1.0) / mean;
  }
  if (model.frailty_shape > 0.0) {
    const double gamma =
        boost::math::gamma_p_inv(model.frailty_shape, draws.uniform()) / model.frailty_shape;
    // 2^-30 hides the last bits of a math library, which could differ between machines.
    factor *= std::round(std::ldexp(gamma, 30)) * 0x1p-30;
  }
  return factor;
}

/// Up time [s] before the next fault of an entity, from the first draw of that fault.
double FaultStream::up_time_s(std::uint32_t entity, RandomDraws& draws) const {
  if (const DomainGroup* group = group_of(entity)) {
    const auto which = static_cast<std::size_t>(group - groups_.data());
    return draws.exponential(model_->domains[which].mean_between_s);
  }
  const double average_s = model_->up.draw_s(draws);
  const double factor = hazard_factor(entity);
  if (!(factor > 0.0) || !(model_->up.mean_s() > 0.0)) return HUGE_VAL;
  return average_s / factor;
}

TimeNs FaultStream::new_fault_ns(std::uint32_t entity, TimeNs now_ns) const {
  if (model_->log && entity < node_count_) {
    // The outage that an entity comes back from is over, even if it took no time.
    const bool failed = state_[entity] == State::failed;
    return next_in_log(entity, failed ? std::max(now_ns, kept_ns_[entity] + 1) : now_ns).time_ns;
  }
  RandomDraws draws = draws_of(entity);
  // Time moves on, however short the up time.
  return saturating_add(now_ns, std::max<std::int64_t>(1, span_ns(up_time_s(entity, draws))));
}

void FaultStream::start(std::uint32_t entity, TimeNs now_ns) {
  if (state_[entity] == State::up) return;
  const bool resumes = state_[entity] == State::off && !(model_->log && entity < node_count_);
  soonest_.set(entity,
               resumes ? saturating_add(now_ns, kept_ns_[entity]) : new_fault_ns(entity, now_ns));
  state_[entity] = State::up;
}

void FaultStream::stop(std::uint32_t entity, TimeNs now_ns) {
  if (state_[entity] != State::up) return;
  const TimeNs fault_ns = soonest_.at(entity);
  kept_ns_[entity] = fault_ns == kNever ? kNever : fault_ns - now_ns;
  soonest_.set(entity, kNever);
  state_[entity] = State::off;
}

/// First outage of the node's server that begins at `from_ns` or later; the log repeats.
FaultStream::LoggedOutage FaultStream::next_in_log(std::uint32_t node, TimeNs from_ns) const {
  const FaultLog& log = *model_->log;
  const std::vector<Outage>& outages = log.servers[server_[node]];
  if (outages.empty()) return {};
  // The first round begins where the log does, each further one at a moment drawn for it.
  const auto round = node / static_cast<std::uint32_t>(log.servers.size());
  std::int64_t lead_ns = 0;
  if (round > 0) {
    RandomDraws draws = log_draws_.at(round, 1);
    lead_ns = static_cast<std::int64_t>(draws.index(static_cast<std::uint64_t>(log.span_ns)));
  }

  assert(from_ns >= start_ns_);
  const std::int64_t into_ns = from_ns - start_ns_ + lead_ns;
  const std::int64_t turn_ns = into_ns - into_ns % log.span_ns;
  auto found = std::lower_bound(
      outages.begin(), outages.end(), into_ns - turn_ns,
      [](const Outage& outage, std::int64_t since_ns) { return outage.start_ns < since_ns; });
  const std::int64_t wrapped_ns = found == outages.end() ? log.span_ns : 0;
  if (found == outages.end()) found = outages.begin();
  return {start_ns_ + turn_ns + wrapped_ns + found->start_ns - lead_ns, &*found};
}

std::int64_t FaultStream::detection_ns(TimeNs fault_ns, RandomDraws& draws) const {
  const double by_people = draws.uniform();
  const TimeNs seen_ns =
      by_people < model_->discovery_share ? model_->discovery.next_open(fault_ns) : fault_ns;
  return seen_ns - fault_ns + model_->detection_ns;
}

Fault FaultStream::pop() {
  const std::uint32_t entity = soonest_.index();
  Fault fault;
  fault.time_ns = soonest_.next_ns();
  assert(fault.time_ns != kNever);
  fault.entity = entity;
  fault.first_node = first_node(entity);
  fault.node_count = nodes_of(entity);
  fault.nth = nth_[entity];

  // After the up time: detection, cause, repair, drain.
  RandomDraws draws = draws_of(entity);
  draws.uniform();
  fault.detection_ns = detection_ns(fault.time_ns, draws);
  if (const DomainGroup* group = group_of(entity)) {
    const auto which = static_cast<std::size_t>(group - groups_.data());
    fault.cause = static_cast<std::uint32_t>(causes_->size() - groups_.size() + which);
    fault.repair_ns = span_ns(model_->domains[which].repair.draw_s(draws));
    fault.need = RepairNeed::crew;  // Spares are whole nodes.
  } else if (model_->log) {
    const LoggedOutage logged = next_in_log(entity, fault.time_ns);
    fault.cause = logged.outage->cause;
    fault.repair_ns = logged.outage->length_ns;
    fault.detection_ns = 0;  // An outage of the log begins when it was known.
  } else if (!model_->components.empty()) {
    double left = draws.uniform();
    while (fault.cause + 1 < model_->components.size() &&
           left >= model_->components[fault.cause].share)
      left -= model_->components[fault.cause++].share;
    const Component& component = model_->components[fault.cause];
    fault.repair_ns = span_ns(component.repair.draw_s(draws));
    fault.need = component.need;
    fault.drains = draws.uniform() < model_->drain_share;
  }

  ++nth_[entity];
  kept_ns_[entity] = fault.time_ns;
  state_[entity] = State::failed;
  soonest_.set(entity, kNever);
  return fault;
}

}  // namespace gigawatt::faults
