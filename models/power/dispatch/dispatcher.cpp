// SPDX-License-Identifier: Apache-2.0
#include "models/power/dispatch/dispatcher.h"

#include <algorithm>

#include "models/power/dispatch/dispatch_params.h"

namespace gigawatt::power {
namespace {

class MeritOrder final : public Dispatcher {
 public:
  double battery_w(const DispatchMoment& moment, const DispatchOutlook& /*outlook*/,
                   DispatchMemory& /*memory*/) const override {
    return merit_order_w(moment.now);
  }
};

class PeakShaving final : public Dispatcher {
 public:
  explicit PeakShaving(std::optional<double> target_w) : target_w_(target_w) {}

  double battery_w(const DispatchMoment& moment, const DispatchOutlook& /*outlook*/,
                   DispatchMemory& memory) const override {
    return shave_peak_w(moment.now, target_w_ ? *target_w_ : lowest_peak_w(moment, memory));
  }
  void observe(TimeNs from, TimeNs to, double load_w, double pv_w, double usd_per_kwh,
               DispatchMemory& memory) const override {
    if (!target_w_) {
      note(memory.day, kNsPerHour, from, to,
           {.load_w = load_w, .pv_w = pv_w, .usd_per_kwh = usd_per_kwh});
    }
  }

 private:
  /// A peak that is made is paid for. Before there is one, no battery can hold the import below
  /// the mean of the load for long: it would be empty when the real peak comes.
  static double lowest_peak_w(const DispatchMoment& moment, const DispatchMemory& memory) {
    const double mean_w = mean_net_load_w(memory.day, moment.now.net_load_w());
    return std::max(moment.month_peak_import_w, mean_w);
  }

  std::optional<double> target_w_;
};

class Arbitrage final : public Dispatcher {
 public:
  explicit Arbitrage(const PriceThresholds& thresholds) : thresholds_(thresholds) {}

  double battery_w(const DispatchMoment& moment, const DispatchOutlook& /*outlook*/,
                   DispatchMemory& /*memory*/) const override {
    return arbitrage_w(moment.now, thresholds_);
  }

 private:
  PriceThresholds thresholds_;
};

class CurtailmentResponse final : public Dispatcher {
 public:
  double battery_w(const DispatchMoment& moment, const DispatchOutlook& /*outlook*/,
                   DispatchMemory& /*memory*/) const override {
    return respond_to_call_w(moment.now);
  }
};

class Carbon final : public Dispatcher {
 public:
  explicit Carbon(double threshold_g_per_kwh) : threshold_g_per_kwh_(threshold_g_per_kwh) {}

  double battery_w(const DispatchMoment& moment, const DispatchOutlook& /*outlook*/,
                   DispatchMemory& /*memory*/) const override {
    return follow_carbon_w(moment.now, threshold_g_per_kwh_);
  }

 private:
  double threshold_g_per_kwh_;
};

class RampLimit final : public Dispatcher {
 public:
  explicit RampLimit(double ramp_w_per_s) : ramp_w_per_s_(ramp_w_per_s) {}

  double battery_w(const DispatchMoment& moment, const DispatchOutlook& /*outlook*/,
                   DispatchMemory& /*memory*/) const override {
    return limit_ramp_w(moment.now, moment.last_import_w, ramp_w_per_s_, moment.span_s);
  }

 private:
  double ramp_w_per_s_;
};

}  // namespace

void Dispatcher::observe(TimeNs /*from*/, TimeNs /*to*/, double /*load_w*/, double /*pv_w*/,
                         double /*usd_per_kwh*/, DispatchMemory& /*memory*/) const {}

std::unique_ptr<const Dispatcher> MeritOrderParams::make(const RandomStream& /*luck*/,
                                                         const Tariff* /*tariff*/) const {
  return std::make_unique<MeritOrder>();
}

std::unique_ptr<const Dispatcher> PeakShavingParams::make(const RandomStream& /*luck*/,
                                                          const Tariff* /*tariff*/) const {
  return std::make_unique<PeakShaving>(target_w);
}

std::unique_ptr<const Dispatcher> ArbitrageParams::make(const RandomStream& /*luck*/,
                                                        const Tariff* /*tariff*/) const {
  return std::make_unique<Arbitrage>(thresholds);
}

std::unique_ptr<const Dispatcher> CurtailmentResponseParams::make(const RandomStream& /*luck*/,
                                                                  const Tariff* /*tariff*/) const {
  return std::make_unique<CurtailmentResponse>();
}

std::unique_ptr<const Dispatcher> CarbonParams::make(const RandomStream& /*luck*/,
                                                     const Tariff* /*tariff*/) const {
  return std::make_unique<Carbon>(threshold_g_per_kwh);
}

std::unique_ptr<const Dispatcher> RampLimitParams::make(const RandomStream& /*luck*/,
                                                        const Tariff* /*tariff*/) const {
  return std::make_unique<RampLimit>(ramp_w_per_s);
}

}  // namespace gigawatt::power
