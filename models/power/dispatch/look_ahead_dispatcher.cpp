// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/look_ahead_dispatcher.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "models/power/dispatch/dispatch_params.h"

namespace gigawatt::power {
namespace {

/// Draws of one roll: PV and price err independently.
enum class ForecastOf : std::uint8_t { pv, price };

std::uint64_t draws_of(std::uint64_t roll, ForecastOf what) {
  return 2 * roll + static_cast<std::uint64_t>(what);
}

/// Mean of a series; where it has no value yet, or no more, that of the nearest day that has.
double known_mean(const climate::StepSeries& series, TimeNs from, TimeNs to) {
  std::int64_t shift_ns = 0;
  if (!series.covers(from, to)) {
    const bool is_late = to > series.end();
    const std::int64_t short_ns = is_late ? to - series.end() : series.first() - from;
    const std::int64_t days = (short_ns + kNsPerDay - 1) / kNsPerDay;
    shift_ns = is_late ? -days * kNsPerDay : days * kNsPerDay;
  }
  if (!series.covers(from + shift_ns, to + shift_ns)) return series.values().back();
  return series.mean(from + shift_ns, to + shift_ns);
}

double import_limit_w(const DispatchOutlook& outlook, TimeNs from, TimeNs to) {
  return std::min(outlook.import_limit_w(from), outlook.import_limit_w(to - 1));
}

/// Lowest peak that a plan counts on, per step.
void note_peaks(const LookAheadInput& input, const Plan& plan, std::vector<double>& peak_w) {
  peak_w.assign(plan.steps.size(), kUnbounded);
  for (std::size_t window = 0; window < plan.peak_w.size(); ++window) {
    for (std::size_t step = 0; step < peak_w.size(); ++step) {
      if (input.demand[window].steps[step] != 0)
        peak_w[step] = std::min(peak_w[step], plan.peak_w[window]);
    }
  }
}

/// What a plan asks for, as a mean over an interval that may lie across steps [W].
double planned_w(const DispatchPlan& plan, TimeNs from, TimeNs to) {
  double sum_j = 0.0;
  TimeNs covered = from;
  for (TimeNs at = from; at < to; covered = at) {
    const auto step = static_cast<std::size_t>((at - plan.from_ns) / plan.step_ns);
    if (step >= plan.battery_w.size()) break;
    const TimeNs until =
        std::min(to, plan.from_ns + (static_cast<std::int64_t>(step) + 1) * plan.step_ns);
    if (at == from && until == to) return plan.battery_w[step];  // to the bit, the usual case
    sum_j += plan.battery_w[step] * to_seconds(until - at);
    at = until;
  }
  return sum_j / to_seconds(std::max<TimeNs>(1, covered - from));
}

}  // namespace

double LookAheadDispatcher::battery_w(const DispatchMoment& moment, const DispatchOutlook& outlook,
                                      DispatchMemory& memory) const {
  if (tariff_ != nullptr) {
    if (!memory.meter) memory.meter = start_meter(*tariff_, moment.now_ns);
    std::vector<Bill> closed;  // the site keeps its own bills
    meter(*tariff_, *memory.meter, moment.now_ns, moment.last_import_w, 0.0, closed);
  }
  if (memory.plan.step_ns == 0 || moment.now_ns >= memory.next_roll_ns)
    make_plan(moment, outlook, memory);
  const DispatchPlan& plan = memory.plan;
  const auto step = static_cast<std::size_t>((moment.now_ns - plan.from_ns) / plan.step_ns);
  const TimeNs to = moment.now_ns + std::max(from_seconds(moment.span_s), TimeNs{1});
  return follow_plan_w(moment.now, planned_w(plan, moment.now_ns, to), plan.peak_w[step]);
}

void LookAheadDispatcher::observe(TimeNs from, TimeNs to, double load_w, double pv_w,
                                  double usd_per_kwh, DispatchMemory& memory) const {
  note(memory.day, settings_.step_ns, from, to,
       {.load_w = load_w, .pv_w = pv_w, .usd_per_kwh = usd_per_kwh});
}

double LookAheadDispatcher::held_import_w(const DispatchMemory& memory, TimeNs now) const {
  const DispatchPlan& plan = memory.plan;
  if (plan.step_ns == 0) return kUnbounded;
  const auto step = static_cast<std::size_t>((now - plan.from_ns) / plan.step_ns);
  return step < plan.peak_w.size() ? plan.peak_w[step] : kUnbounded;
}

double LookAheadDispatcher::carries_w(const DispatchMemory& memory, TimeNs from, TimeNs to,
                                      double most_w) const {
  const DispatchPlan& plan = memory.plan;
  const TimeNs end = plan.from_ns + static_cast<TimeNs>(plan.battery_w.size()) * plan.step_ns;
  if (plan.step_ns == 0 || from >= end) return most_w;  // no plan, or one that says nothing of it
  return std::min(most_w, -planned_w(plan, from, to));
}

void LookAheadDispatcher::make_plan(const DispatchMoment& moment, const DispatchOutlook& outlook,
                                    DispatchMemory& memory) const {
  const PlanSteps steps{.from_ns = step_start(settings_.step_ns, moment.now_ns),
                        .step_ns = settings_.step_ns,
                        .count = settings_.steps};
  const LookAhead look_ahead(plan_params(moment));
  if (memory.plan.sources != moment.now.sources.size()) memory.basis = {};
  if (memory.plan.step_ns != 0) {
    const TimeNs moved_ns = steps.from_ns - memory.plan.from_ns;
    look_ahead.roll(memory.basis, static_cast<int>(moved_ns / settings_.step_ns));
  }
  const LookAheadInput input = plan_input(moment, outlook, steps, memory);
  Plan plan;
  look_ahead.plan(input, memory.basis, plan);

  memory.plan.from_ns = steps.from_ns;
  memory.plan.step_ns = steps.step_ns;
  memory.plan.sources = moment.now.sources.size();
  memory.plan.battery_w.clear();
  for (const PlanStep& step : plan.steps)
    memory.plan.battery_w.push_back(step.charge_w - step.discharge_w);
  note_peaks(input, plan, memory.plan.peak_w);
  memory.next_roll_ns = steps.at(settings_.roll_steps);
  ++memory.rolls;
}

LookAheadParams LookAheadDispatcher::plan_params(const DispatchMoment& moment) const {
  LookAheadParams params;
  params.steps = settings_.steps;
  params.step_s = to_seconds(settings_.step_ns);
  params.demand_windows = tariff_ != nullptr ? most_demand_windows(*tariff_) : 0;
  params.store = moment.store;
  params.store.wear_usd_per_kwh = settings_.wear_usd_per_kwh;
  for (const SourceOffer& offer : moment.now.sources) {
    PlannedSource& source = params.sources.emplace_back();
    source.segments = {{.up_to_w = offer.limit_w, .usd_per_kwh = offer.usd_per_kwh}};
  }
  return params;
}

LookAheadInput LookAheadDispatcher::plan_input(const DispatchMoment& moment,
                                               const DispatchOutlook& outlook,
                                               const PlanSteps& steps,
                                               const DispatchMemory& memory) const {
  const PlannedStore& store = moment.store;
  const auto count = static_cast<std::size_t>(steps.count);
  LookAheadInput input;
  input.load_w = expected_load_w(moment, steps, memory);
  input.pv_w = expected_pv_w(outlook, steps, memory);
  fill_prices(moment, outlook, steps, memory, input);
  for (int step = 0; step < steps.count; ++step) {
    const TimeNs from = std::max(steps.at(step), moment.now_ns);
    input.import_limit_w.push_back(import_limit_w(outlook, from, steps.at(step + 1)));
  }
  input.export_limit_w.assign(count, moment.now.export_limit_w);
  input.energy_j = moment.stored_j;
  input.end_energy_j = store.least_energy_j +
                       settings_.end_charge_frac * (store.most_energy_j - store.least_energy_j);
  if (tariff_ != nullptr) input.demand = demand_windows(*tariff_, *memory.meter, steps);
  return input;
}

std::vector<double> LookAheadDispatcher::expected_load_w(const DispatchMoment& moment,
                                                         const PlanSteps& steps,
                                                         const DispatchMemory& memory) const {
  std::vector<double> load_w;
  for (int step = 0; step < steps.count; ++step) {
    const DayMeans* means = latest(memory.day, steps.at(step));
    load_w.push_back(means != nullptr ? means->load_w : moment.now.load_w);
  }
  return load_w;
}

std::vector<double> LookAheadDispatcher::expected_pv_w(const DispatchOutlook& outlook,
                                                       const PlanSteps& steps,
                                                       const DispatchMemory& memory) const {
  const bool persists = settings_.forecast.kind == ForecastKind::persistence;
  std::vector<double> truth_w;
  for (int step = 0; step < steps.count; ++step) {
    const DayMeans* means = persists ? latest(memory.day, steps.at(step)) : nullptr;
    truth_w.push_back(means != nullptr ? means->pv_w
                                       : outlook.pv_w(steps.at(step), steps.at(step + 1)));
  }
  if (persists) return truth_w;
  std::vector<double> expected_w(truth_w.size());
  forecast(settings_.forecast, luck_, draws_of(memory.rolls, ForecastOf::pv), {}, truth_w,
           expected_w);
  return expected_w;
}

std::vector<double> LookAheadDispatcher::expected_market_usd_per_kwh(
    const DispatchMoment& moment, const DispatchOutlook& outlook, const PlanSteps& steps,
    const DispatchMemory& memory) const {
  const bool persists = settings_.forecast.kind == ForecastKind::persistence;
  std::vector<double> truth;
  for (int step = 0; step < steps.count; ++step) {
    const TimeNs from = steps.at(step), to = steps.at(step + 1);
    const DayMeans* means = latest(memory.day, from);
    if (tariff_ != nullptr) {
      // What was observed holds bands as well; the series alone is the tariff's own.
      const auto& series = tariff_->import.series_usd_per_kwh;
      const std::int64_t days = persists && means != nullptr
                                    ? (from - moment.now_ns + kNsPerDay) / kNsPerDay
                                    : std::int64_t{0};
      const std::int64_t back_ns = days * kNsPerDay;
      truth.push_back(series ? known_mean(*series, from - back_ns, to - back_ns) : 0.0);
    } else if (persists) {
      truth.push_back(means != nullptr ? means->usd_per_kwh : moment.now.import_usd_per_kwh);
    } else {
      truth.push_back(outlook.import_usd_per_kwh(from, to));
    }
  }
  if (persists) return truth;
  std::vector<double> expected(truth.size());
  forecast(settings_.forecast, luck_, draws_of(memory.rolls, ForecastOf::price), {}, truth,
           expected);
  return expected;
}

void LookAheadDispatcher::fill_prices(const DispatchMoment& moment, const DispatchOutlook& outlook,
                                      const PlanSteps& steps, const DispatchMemory& memory,
                                      LookAheadInput& input) const {
  const auto count = static_cast<std::size_t>(steps.count);
  input.export_usd_per_kwh.assign(count, 0.0);
  input.import_usd_per_kwh.assign(count, 0.0);
  const std::vector<double> market = expected_market_usd_per_kwh(moment, outlook, steps, memory);
  if (tariff_ != nullptr) {
    known_import_price(*tariff_, steps, input.import_usd_per_kwh);
    known_export_price(*tariff_, steps, input.export_usd_per_kwh);
  }
  for (std::size_t step = 0; step < count; ++step)
    input.import_usd_per_kwh[step] += market[step];
  if (tariff_ == nullptr || !tariff_->export_credit.series_usd_per_kwh) return;
  for (int step = 0; step < steps.count; ++step) {
    input.export_usd_per_kwh[static_cast<std::size_t>(step)] +=
        known_mean(*tariff_->export_credit.series_usd_per_kwh, steps.at(step), steps.at(step + 1));
  }
}

std::unique_ptr<const Dispatcher> LookAheadDispatchParams::make(const RandomStream& luck,
                                                                const Tariff* tariff) const {
  LookAheadSettings settings{.steps = static_cast<int>(std::lround(horizon_s / step_s)),
                             .step_ns = from_seconds(step_s),
                             .roll_steps = static_cast<int>(std::lround(roll_s / step_s)),
                             .forecast = forecast,
                             .wear_usd_per_kwh = wear_usd_per_kwh,
                             .end_charge_frac = end_charge_frac};
  settings.roll_steps = std::clamp(settings.roll_steps, 1, settings.steps);
  return std::make_unique<LookAheadDispatcher>(settings, luck, tariff);
}

}  // namespace gigawatt::power
