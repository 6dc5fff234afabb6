// SPDX-License-Identifier: Apache-2.0
#include "models/simulation.h"

#include <algorithm>

#include <fmt/format.h>

#include "models/build.h"
#include "sim/engine/errors.h"

namespace gigawatt {

Simulation::Simulation(const Scenario& scenario)
    : start_ns_(scenario.start_ns()), end_ns_(scenario.end_ns()), now_ns_(start_ns_) {
  Portfolio portfolio = build_portfolio(scenario);
  sites_ = std::move(portfolio.sites);
  router_ = std::move(portfolio.router);
  for (const Site& site : sites_)
    next_ns_.push_back(site.next_event_ns());
}

void Simulation::attach(RunSink* sink, EventLog* log) {
  sink_ = sink;
  log_ = log;
}

void Simulation::run_until(TimeNs until_ns) {
  until_ns = std::min(until_ns, end_ns_);
  while (!finished_) {
    const auto earliest = std::min_element(next_ns_.begin(), next_ns_.end());
    const TimeNs routed_ns = router_ ? router_->next_ns() : kNever;
    if (std::min(*earliest, routed_ns) >= until_ns) break;
    if (routed_ns <= *earliest) {
      route(routed_ns);
      continue;
    }
    Site& site = sites_[static_cast<std::size_t>(earliest - next_ns_.begin())];
    site.step(*earliest, sink_, log_);
    *earliest = site.next_event_ns();
    if (!site.state().departures.empty()) router_->see_off(site.state().now_ns, sites_);
  }
  now_ns_ = std::max(now_ns_, until_ns);
  if (now_ns_ == end_ns_ && !finished_) {
    for (Site& site : sites_)
      site.finish(end_ns_, sink_, log_);
    if (router_) router_->see_off(end_ns_, sites_);
    finished_ = true;
  }
}

void Simulation::route(TimeNs now) {
  for (Site& site : sites_)
    site.begin_instant(now, sink_, log_);
  router_->route(now, sites_);
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    sites_[i].end_instant(now);
    next_ns_[i] = sites_[i].next_event_ns();
  }
}

const Site& Simulation::site(std::string_view name) const {
  for (const Site& site : sites_) {
    if (site.model().name == name) return site;
  }
  throw DomainError(fmt::format("there is no site named '{}'", name));
}

void Simulation::set_cap(std::string_view name, std::optional<double> it_cap_w) {
  const auto index = static_cast<std::size_t>(&site(name) - sites_.data());
  sites_[index].set_cap(now_ns_, it_cap_w, sink_, log_);
  next_ns_[index] = sites_[index].next_event_ns();
}

void Simulation::restore(const Snapshot& saved) {
  now_ns_ = saved.now_ns;
  finished_ = saved.finished;
  sites_ = saved.sites;
  router_ = saved.router;
  for (std::size_t i = 0; i < sites_.size(); ++i)
    next_ns_[i] = sites_[i].next_event_ns();
}

}  // namespace gigawatt
