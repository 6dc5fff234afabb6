// SPDX-License-Identifier: Apache-2.0
#include "models/build_buildup.h"

#include <set>

#include "models/power_budget.h"
#include "sim/engine/calendar.h"

namespace gigawatt {

namespace {

TimeNs month_of(TimeNs time_ns) {
  const CivilTime civil = civil_time(time_ns);
  return utc_midnight(civil.year, civil.month, 1);
}

/// Instants of the run at which power or demand may change, and the beginning of every month.
std::set<TimeNs> looks_at(const power::BuildForecast& forecast, const SiteModel& model) {
  std::set<TimeNs> times = {model.start_ns};
  const auto add = [&](TimeNs time_ns) {
    if (time_ns > model.start_ns && time_ns < model.end_ns) times.insert(time_ns);
  };
  for (const power::PhaseForecast& phase : forecast.phases)
    add(phase.date_ns);
  for (const Partition& partition : model.partitions) {
    for (const NodeBatch& batch : partition.batches) {
      add(batch.energised_ns);
      add(batch.retired_ns);
    }
  }
  for (TimeNs month_ns = month_of(model.start_ns); month_ns < model.end_ns;
       month_ns = add_months(month_ns, 1))
    add(month_ns);
  return times;
}

HeadroomMonths look(const power::BuildForecast& forecast, const SiteModel& model, TimeNs time_ns) {
  HeadroomMonths made;
  made.first_ns = made.last_ns = month_of(time_ns);
  for (const power::PhaseForecast& phase : forecast.phases) {
    if (phase.date_ns <= time_ns) made.energised_w += phase.power_w;
    made.funded_w += phase.power_w;  // all of it: nothing says otherwise
  }
  made.demand_w = design_power_w(model, time_ns);
  return made;
}

bool have_same_power(const HeadroomMonths& a, const HeadroomMonths& b) {
  return a.energised_w == b.energised_w && a.funded_w == b.funded_w && a.demand_w == b.demand_w;
}

std::vector<HeadroomMonths> headroom(const power::BuildForecast& forecast, const SiteModel& model) {
  std::vector<HeadroomMonths> worst;  // of each month
  for (const TimeNs time_ns : looks_at(forecast, model)) {
    const HeadroomMonths seen = look(forecast, model, time_ns);
    if (worst.empty() || worst.back().first_ns != seen.first_ns) {
      worst.push_back(seen);
    } else if (seen.headroom_w() < worst.back().headroom_w()) {
      worst.back() = seen;
    }
  }
  std::vector<HeadroomMonths> together;
  for (const HeadroomMonths& month : worst) {
    if (!together.empty() && have_same_power(together.back(), month)) {
      together.back().last_ns = month.last_ns;
    } else {
      together.push_back(month);
    }
  }
  return together;
}

}  // namespace

SiteBuildup build_buildup(const power::BuildupParams& params, const SiteModel& model) {
  SiteBuildup made;
  made.forecast = power::forecast(
      power::make_network(params),
      {.seed = model.seed, .path = params.path, .law = params.law, .draws = params.draws});
  made.headroom = headroom(made.forecast, model);
  return made;
}

}  // namespace gigawatt
