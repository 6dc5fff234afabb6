// SPDX-License-Identifier: Apache-2.0
#include "tests/models/power/dispatch/dispatch_year.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "models/power/dispatch/tariff_planning.h"
#include "sim/engine/calendar.h"
#include "sim/engine/hash.h"

namespace gigawatt::power {
namespace {

/// What happens, step by step, a horizon beyond the end.
struct Truth {
  std::vector<double> load_w, pv_w, price_usd_per_kwh;
};

Truth truth_of(const YearCase& year) {
  Truth truth;
  const int steps = (24 * year.days + year.horizon_h) * year.steps_per_hour;
  const std::int64_t step_ns = kNsPerHour / year.steps_per_hour;
  for (int step = 0; step < steps; ++step) {
    const TimeNs from_ns = year.from_ns + step * step_ns;
    const double hour = static_cast<double>(step) / year.steps_per_hour;
    const double of_day = std::fmod(hour, 24.0);
    const double weekly = 3e6 * std::sin(2.0 * std::numbers::pi * hour / 168.0);
    truth.load_w.push_back(100e6 + 8e6 * std::sin(2.0 * std::numbers::pi * (of_day - 9.0) / 24.0) +
                           weekly);
    const double sun = std::sin(std::numbers::pi * (of_day - 6.0) / 12.0);
    truth.pv_w.push_back(of_day > 6.0 && of_day < 18.0 ? year.pv_peak_w * sun : 0.0);
    truth.price_usd_per_kwh.push_back(
        year.tariff.import.series_usd_per_kwh->mean(from_ns, from_ns + step_ns));
  }
  return truth;
}

/// A year under way.
class YearRun : private DispatchOutlook {
 public:
  YearRun(const YearCase& year, const YearPolicy& policy)
      : year_(year),
        policy_(policy),
        truth_(truth_of(year)),
        look_ahead_(params_of(year)),
        dispatcher_(policy.dispatcher) {
    state_.meter = start_meter(year.tariff, year.from_ns);
    state_.energy_j = 0.5 * year.store.most_energy_j;
    for (const PlannedSource& source : year.sources)
      offers_.push_back({source.most_w(), source.segments.front().usd_per_kwh});
    source_w_.resize(offers_.size());
  }

  YearOutcome run() {
    const int steps = 24 * year_.days * year_.steps_per_hour;
    for (int step = 0; step < steps; ++step) {
      if (step == policy_.fork_step) {
        const State saved = state_;
        for (int beyond = step; beyond < step + 14 * day_steps(); ++beyond)
          act(beyond);
        state_ = saved;
        dispatcher_ = policy_.second;
      }
      if (policy_.kind == YearPolicy::Kind::look_ahead && step % roll_steps() == 0) make_plan(step);
      act(step);
    }
    state_.bills.push_back(bill_so_far(year_.tariff, state_.meter));
    double mean_price = 0.0;
    for (const double price : truth_.price_usd_per_kwh)
      mean_price += price / static_cast<double>(truth_.price_usd_per_kwh.size());
    for (const Bill& bill : state_.bills) {
      state_.outcome.cost_usd += bill.total_usd();
      state_.outcome.energy_usd += bill.energy_usd - bill.export_usd;
      state_.outcome.demand_usd += bill.demand_usd;
    }
    state_.outcome.cost_usd +=
        (0.5 * year_.store.most_energy_j - state_.energy_j) / 3.6e6 * mean_price;
    state_.outcome.hash = state_.hasher.value64();
    return state_.outcome;
  }

 private:
  struct State {
    TariffState meter;
    double energy_j = 0.0;
    double last_import_w = 0.0;
    DispatchMemory memory;
    std::vector<Bill> bills;
    YearOutcome outcome;
    Hasher hasher;
  };

  static LookAheadParams params_of(const YearCase& year) {
    LookAheadParams params;
    params.steps = year.horizon_h * year.steps_per_hour;
    params.step_s = 3600.0 / year.steps_per_hour;
    params.demand_windows = most_demand_windows(year.tariff);
    params.store = year.store;
    params.sources = year.sources;
    return params;
  }

  int day_steps() const { return 24 * year_.steps_per_hour; }
  int roll_steps() const { return year_.roll_h * year_.steps_per_hour; }

  void expect(const std::vector<double>& series, const char* what, int step,
              std::vector<double>& expected) const {
    const auto now = static_cast<std::size_t>(step);
    const auto day = static_cast<std::size_t>(day_steps());
    const std::size_t before = step >= day_steps() ? now - day : now;  // day one: as if repeated
    expected.resize(static_cast<std::size_t>(look_ahead_.params().steps));
    forecast(policy_.forecast, RandomStream(1, "year", what),
             static_cast<std::uint64_t>(step / roll_steps()),
             std::span(series).subspan(before, day), std::span(series).subspan(now), expected);
  }

  void make_plan(int step) {
    const PlanSteps steps{.from_ns = state_.meter.now_ns,
                          .step_ns = kNsPerHour / year_.steps_per_hour,
                          .count = look_ahead_.params().steps};
    const auto count = static_cast<std::size_t>(steps.count);
    std::vector<double> series;
    expect(truth_.load_w, "load", step, input_.load_w);
    expect(truth_.pv_w, "pv", step, input_.pv_w);
    expect(truth_.price_usd_per_kwh, "price", step, series);
    input_.import_usd_per_kwh.resize(count);
    known_import_price(year_.tariff, steps, input_.import_usd_per_kwh);
    for (std::size_t index = 0; index < count; ++index)
      input_.import_usd_per_kwh[index] += series[index];
    input_.export_usd_per_kwh = series;
    input_.import_limit_w.assign(count, year_.import_limit_w);
    input_.export_limit_w.assign(count, year_.export_limit_w);
    input_.energy_j = state_.energy_j;
    input_.end_energy_j = 0.5 * year_.store.most_energy_j;
    input_.demand = demand_windows(year_.tariff, state_.meter, steps);
    look_ahead_.plan(input_, basis_, plan_);
    look_ahead_.roll(basis_, roll_steps());
    ++state_.outcome.plans;
    state_.outcome.worst_gap_usd = std::max(state_.outcome.worst_gap_usd, plan_.gap_usd);
    for (const PlanStep& planned : plan_.steps) {
      if (std::min(planned.charge_w, planned.discharge_w) > 0.0 ||
          std::min(planned.import_w, planned.export_w) > 0.0) {
        ++state_.outcome.steps_at_once;
      }
    }
  }

  double pv_w(TimeNs from, TimeNs /*to*/) const override {
    return truth_.pv_w[static_cast<std::size_t>((from - year_.from_ns) /
                                                (kNsPerHour / year_.steps_per_hour))];
  }
  double import_usd_per_kwh(TimeNs from, TimeNs to) const override {
    return year_.tariff.import.series_usd_per_kwh->mean(from, to);
  }
  double import_limit_w(TimeNs /*at*/) const override { return year_.import_limit_w; }

  double ask_dispatcher(const DispatchSnapshot& now) {
    const DispatchMoment moment{
        .now_ns = state_.meter.now_ns,
        .span_s = look_ahead_.params().step_s,
        .stored_j = state_.energy_j,
        .store = year_.store,
        .now = now,
        .last_import_w = state_.last_import_w,
        .month_peak_import_w = state_.meter.demand.empty() ? 0.0 : state_.meter.demand[0].peak_w};
    return dispatcher_->battery_w(moment, *this, state_.memory);
  }

  double battery_w(const DispatchSnapshot& now, int step) {
    switch (policy_.kind) {
      case YearPolicy::Kind::idle:
        return 0.0;
      case YearPolicy::Kind::merit_order:
        return merit_order_w(now);
      case YearPolicy::Kind::arbitrage:
        return arbitrage_w(now, policy_.thresholds);
      case YearPolicy::Kind::peak_shaving:
        return shave_peak_w(now, policy_.target_w);
      case YearPolicy::Kind::dispatcher:
        return ask_dispatcher(now);
      case YearPolicy::Kind::look_ahead:
        break;
    }
    const auto index = static_cast<std::size_t>(step % roll_steps());
    double peak_w = kUnbounded;
    for (std::size_t window = 0; window < plan_.peak_w.size(); ++window) {
      if (input_.demand[window].steps[index] != 0) peak_w = std::min(peak_w, plan_.peak_w[window]);
    }
    const PlanStep& planned = plan_.steps[index];
    return follow_plan_w(now, planned.charge_w - planned.discharge_w, peak_w);
  }

  void act(int step) {
    const auto index = static_cast<std::size_t>(step);
    const double span_s = look_ahead_.params().step_s;
    DispatchSnapshot now{.load_w = truth_.load_w[index],
                         .pv_w = truth_.pv_w[index],
                         .battery = flow_range(year_.store, state_.energy_j, span_s),
                         .import_limit_w = year_.import_limit_w,
                         .export_limit_w = year_.export_limit_w,
                         .import_usd_per_kwh = truth_.price_usd_per_kwh[index]};
    now.sources = offers_;
    const SetPoints points = balance(now, battery_w(now, step), source_w_);
    state_.energy_j =
        next_energy_j(year_.store, state_.energy_j, points.charge_w, points.discharge_w, span_s);
    for (std::size_t source = 0; source < offers_.size(); ++source)
      state_.outcome.cost_usd += source_w_[source] * span_s / 3.6e6 * offers_[source].usd_per_kwh;
    state_.outcome.unserved_j += points.unserved_w * span_s;
    const TimeNs now_ns = state_.meter.now_ns;
    meter(year_.tariff, state_.meter, state_.meter.now_ns + from_seconds(span_s), points.import_w,
          points.export_w, state_.bills);
    if (policy_.kind == YearPolicy::Kind::dispatcher) {
      dispatcher_->observe(now_ns, state_.meter.now_ns, now.load_w, now.pv_w,
                           now.import_usd_per_kwh, state_.memory);
      state_.last_import_w = points.import_w;
      state_.outcome.plans = static_cast<int>(state_.memory.rolls);
    }
    state_.hasher.add(points.import_w)
        .add(points.charge_w)
        .add(points.discharge_w)
        .add(state_.energy_j);
  }

  const YearCase& year_;
  const YearPolicy& policy_;
  Truth truth_;
  LookAhead look_ahead_;
  std::vector<SourceOffer> offers_;
  std::vector<double> source_w_;
  LookAheadInput input_;
  LpBasis basis_;
  Plan plan_;
  const Dispatcher* dispatcher_;
  State state_;
};

}  // namespace

YearCase ercot_2022(const std::string& data) {
  YearCase year;
  year.from_ns = parse_iso8601("2022-01-01T00:00-06:00").value();
  year.tariff.zone = "America/Chicago";
  year.tariff.import.series_usd_per_kwh =
      climate::read_step_series(data + "/grid/ERCOT_HB_HUBAVG_DAM_SPP_2022.csv",
                                {.value = "Price (USD/MWh)", .factor = 1e-3});
  year.store.charge_limit_w = 50e6;
  year.store.discharge_limit_w = 50e6;
  year.store.most_energy_j = 200.0 * 3.6e9;
  year.store.charge_efficiency = 0.95;
  year.store.discharge_efficiency = 0.95;
  year.pv_peak_w = 60e6;
  return year;
}

YearOutcome run_year(const YearCase& year, const YearPolicy& policy) {
  return YearRun(year, policy).run();
}

}  // namespace gigawatt::power
