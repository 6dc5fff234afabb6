// SPDX-License-Identifier: Apache-2.0

// Metering between instants (exact), and the plant over an interval: mean IT power in, facility
// power, water, carbon and cost out.

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "models/site.h"
#include "models/site_channels.h"

namespace gigawatt {

namespace {

double seconds_from_ns128(Int128 span_ns) {
  return to_double(span_ns) * 1e-9;
}

void record_supply(const power::SupplyFlow& flow, std::span<double> values) {
  values[kPvPower] = flow.pv_w;
  values[kPvCurtailed] = flow.pv_curtailed_w;
  values[kGeneration] = flow.generated_w;
  values[kOwnUse] = flow.own_use_w;
  values[kBatteryPower] = flow.charge_w - flow.discharge_w;
  values[kBatteryStored] = flow.stored_j;
  values[kImport] = flow.import_w;
  values[kExport] = flow.export_w;
}

}  // namespace

void DemandMeter::add(TimeNs from_ns, TimeNs to_ns, double power_w) {
  while (from_ns < to_ns) {
    if (from_ns >= window_end_ns) {
      // Quarter hours of UTC are quarter hours of every time zone.
      const std::int64_t into_window_ns = (from_ns % kWindowNs + kWindowNs) % kWindowNs;
      window_end_ns = from_ns - into_window_ns + kWindowNs;
      window_energy_j = 0.0;
    }
    const TimeNs part_end_ns = std::min(to_ns, window_end_ns);
    window_energy_j += power_w * to_seconds(part_end_ns - from_ns);
    from_ns = part_end_ns;
    if (from_ns == window_end_ns && window_energy_j > peak_w * to_seconds(kWindowNs)) {
      peak_w = window_energy_j / to_seconds(kWindowNs);
      peak_ns = window_end_ns - kWindowNs;
    }
  }
}

inline void Site::meter_partition(std::size_t index, std::int64_t span_ns, std::int64_t energy_ns) {
  PartitionState& state = state_.partitions[index];
  PartitionMeters& meters = state.meters;
  const std::int64_t progress_ns =
      state.work_clock.at(state_.now_ns + span_ns) - state.metered_work_ns;
  state.metered_work_ns += progress_ns;

  meters.nodes_energised += Int128(state.nodes_energised) * span_ns;
  meters.nodes_up += Int128(state.nodes_up) * span_ns;
  if (state_.powered) {
    meters.nodes_failed += Int128(state.nodes_energised - state.nodes_up) * span_ns;
  }
  meters.nodes_running += Int128(state.nodes_running) * span_ns;
  meters.dynamic_energy += Int128(state.dynamic_mw) * energy_ns;
  if (!state.supply.trivial()) {
    meters.supply_energy += Int128(state.supply.input_mw()) * span_ns;
  }
  meters.slowed += Int128(state.nodes_running) * (span_ns - progress_ns);
  if (state_.fluid) return meter_flows(index, span_ns, progress_ns, energy_ns);
  if (state.held_back) {
    const std::uint32_t nodes_free = state.nodes_up - state.spares_up - state.nodes_running;
    meters.held +=
        Int128(std::min<std::uint64_t>(nodes_free, state.scheduler->queued_nodes())) * span_ns;
  }
  meters.utilised_ppm += Int128(state.utilised_ppm) * span_ns;
  meters.jobs_queued += Int128(state.scheduler->queued()) * span_ns;
}

void Site::meter(TimeNs now) {
  const std::int64_t span_ns = now - state_.now_ns;
  if (span_ns == 0) return;
  const std::int64_t energy_ns = state_.energy_clock.at(now) - state_.metered_energy_ns;
  bool all_up = true;
  bool held_back = false;
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    meter_partition(i, span_ns, energy_ns);
    all_up &= state_.partitions[i].nodes_up == model_->partitions[i].node_count;
    held_back |= state_.partitions[i].held_back;
  }
  if (state_.level < kThrottleLevels || held_back || !state_.powered) state_.bound_ns += span_ns;
  // No job is wider than all nodes of its type.
  if (!all_up && head_is_wider_than_fleet()) state_.fleet_short_ns += span_ns;
  state_.metered_energy_ns += energy_ns;
  state_.now_ns = now;
}

void Site::close_interval(TimeNs now) {
  const TimeNs from = state_.interval_from_ns;
  if (now == from) return;
  const double span_s = to_seconds(now - from);

  ItLoad mean;
  double gpus_installed = 0.0, gpus_allocated = 0.0, gpus_blocked = 0.0, gpus_utilised = 0.0;
  double queued = 0.0;
  Int128 gpu_ns_lost = 0;
  for (std::size_t i = 0; i < state_.partitions.size(); ++i) {
    const Partition& partition = model_->partitions[i];
    const PartitionMeters& end = state_.partitions[i].meters;
    const PartitionMeters& start = state_.at_interval_start[i];
    const double input_w =
        joules_from_mw_ns(end.energy(partition) - start.energy(partition)) / span_s;
    const double own_w =
        joules_from_mw_ns(end.own_energy(partition) - start.own_energy(partition)) / span_s;
    mean.liquid_w += own_w * partition.liquid_share;
    mean.air_w += input_w - own_w * partition.liquid_share;

    const double gpus = static_cast<double>(partition.gpus_per_node);
    const double running = seconds_from_ns128(end.nodes_running - start.nodes_running) / span_s;
    gpus_installed +=
        gpus * seconds_from_ns128(end.nodes_energised - start.nodes_energised) / span_s;
    gpus_allocated += gpus * running;
    gpus_blocked += gpus * seconds_from_ns128(end.slowed - start.slowed) / span_s;
    gpus_utilised +=
        gpus * seconds_from_ns128(end.utilised_ppm - start.utilised_ppm) / span_s * 1e-6;
    const auto without_power = [](const PartitionMeters& m) {
      return m.nodes_energised - m.nodes_up - m.nodes_failed;
    };
    gpu_ns_lost += partition.gpus_per_node * (end.slowed - start.slowed + end.held - start.held +
                                              without_power(end) - without_power(start));
    queued += seconds_from_ns128(end.jobs_queued - start.jobs_queued) / span_s;
    state_.at_interval_start[i] = end;
  }

  // A dark site draws what it can get, as if everything ran that share of the time; the rest is
  // posted as unserved, never dropped.
  const double wanted_w = mean.total_w();
  if (const auto cap = cap_w(); state_.dark && cap && wanted_w > *cap) {
    mean = mean.scaled(*cap / wanted_w);
  }
  SitePoint point = model_->plant.evaluate(mean, state_.air, state_.power_limit_w,
                                           state_.plant_memory.operating, limit_uses_);
  if (state_.dark && point.facility_w > state_.power_limit_w) {
    const double share = state_.power_limit_w / point.facility_w;
    mean = mean.scaled(share);
    point = point.for_share(share);
  }
  const double unserved_w = wanted_w - mean.total_w();
  const cooling::CoolingPoint& cooling = point.cooling;
  follow_coolant(now, cooling.liquid_supply_k);
  double over_limit_w = std::max(0.0, point.facility_w - state_.power_limit_w);
  const double kwh_per_s = point.facility_w / 3.6e6;
  double co2_kg_per_s, cost_usd_per_s;
  std::array<double, kChannelCount> values{};
  if (state_.supply) {
    const power::SupplyFlow flow = power::advance(*model_->supply, *state_.supply, from, now,
                                                  point.facility_w, state_.air.dry_bulb_k);
    state_.import.add(from, now, flow.import_w);
    record_supply(flow, values);
    over_limit_w = flow.unserved_w;  // whatever was promised, nothing fed this
    co2_kg_per_s = flow.co2_kg_per_s;
    cost_usd_per_s = flow.usd_per_s;
  } else {
    co2_kg_per_s = kwh_per_s * model_->carbon_g_per_kwh.mean(from, now) * 1e-3;
    cost_usd_per_s = kwh_per_s * model_->price_usd_per_kwh.mean(from, now);
  }
  values[kItPower] = mean.total_w();
  values[kFacilityPower] = point.facility_w;
  values[kElectricalLoss] = point.electrical_loss_w;
  values[kCoolingPower] = cooling.power_w;
  values[kLiquidPump] = cooling.liquid_pump_w;
  values[kAirFan] = cooling.air_fan_w;
  values[kChilledWaterPump] = cooling.chilled_water_pump_w;
  values[kChiller] = cooling.chiller_w;
  values[kRejection] = cooling.rejection_w;
  values[kHeatRejected] = cooling.heat_rejected_w;
  values[kEvaporation] = cooling.evaporation_kg_per_s;
  values[kMakeup] = cooling.makeup_kg_per_s;
  values[kLiquidSupply] = cooling.liquid_supply_k;
  values[kRejectionLeaving] = cooling.rejection_leaving_k;
  values[kDryBulb] = state_.air.dry_bulb_k;
  values[kWetBulb] = state_.air.wet_bulb_k;
  values[kItCap] = cap_w().value_or(load_with_all_nodes_at(&Partition::full_input_mw).total_w());
  values[kThrottle] =
      to_seconds(state_.metered_energy_ns - state_.energy_ns_at_interval_start) / span_s;
  values[kOverLimit] = over_limit_w;
  values[kUnserved] = unserved_w;
  values[kUnrejected] = cooling.unrejected_w;
  values[kCo2] = co2_kg_per_s;
  values[kCost] = cost_usd_per_s;
  values[kGpusInstalled] = gpus_installed;
  values[kGpusAllocated] = gpus_allocated;
  values[kGpusBlocked] = gpus_blocked;
  values[kGpusUtilised] = gpus_utilised;
  values[kJobsQueued] = state_.fluid ? std::nan("") : queued;  // a fluid has no jobs
  recorder_.add(
      from, now,
      std::span(values).first(model_->records_supply ? kChannelCount : kBaseChannelCount));
  state_.demand.add(from, now, point.facility_w);
  state_.it_demand.add(from, now, mean.total_w());

  SiteTotals& totals = state_.totals;
  totals.it_energy_j += mean.total_w() * span_s;
  totals.facility_energy_j += point.facility_w * span_s;
  totals.electrical_loss_j += point.electrical_loss_w * span_s;
  totals.cooling_energy_j += cooling.power_w * span_s;
  totals.over_limit_energy_j += over_limit_w * span_s;
  totals.unserved_energy_j += unserved_w * span_s;
  totals.heat_rejected_j += cooling.heat_rejected_w * span_s;
  totals.unrejected_heat_j += cooling.unrejected_w * span_s;
  if (model_->plant.has_cooling()) {
    totals.heat_taken_j += (mean.total_w() + point.hall_loss_w + cooling.power_w) * span_s;
  }
  totals.evaporation_kg += cooling.evaporation_kg_per_s * span_s;
  totals.drift_kg += cooling.drift_kg_per_s * span_s;
  totals.blowdown_kg += cooling.blowdown_kg_per_s * span_s;
  totals.makeup_kg += cooling.makeup_kg_per_s * span_s;
  totals.co2_kg += co2_kg_per_s * span_s;
  totals.energy_cost_usd += cost_usd_per_s * span_s;
  if (cooling.rejection_clamped || cooling.chiller_clamped) totals.clamped_s += span_s;
  if (cooling.rejection_clamped) totals.rejection_clamped_s += span_s;
  if (cooling.chiller_clamped) totals.chiller_clamped_s += span_s;
  if (cooling.free_cooling == cooling::FreeCooling::all) totals.free_cooling_all_s += span_s;
  if (cooling.free_cooling == cooling::FreeCooling::part) totals.free_cooling_part_s += span_s;
  totals.economizer_heat_j += cooling.economizer_w * span_s;

  if (state_.bound_ns > 0) {
    LimitLoss& loss = state_.limit_losses[binding_constraint()];
    loss.binding_ns += state_.bound_ns;
    loss.gpu_ns_lost += gpu_ns_lost;
  }

  state_.bound_ns = 0;
  state_.energy_ns_at_interval_start = state_.metered_energy_ns;
  state_.interval_from_ns = now;
  ++state_.intervals;
  if (now != recorder_.interval_end_ns()) return;
  record(now);
  if (sink_ == nullptr) return;
  for (std::uint32_t p = 0; p < state_.partitions.size(); ++p) {
    if (model_->partitions[p].domain_count() == 0) continue;
    sink_->write_fragmentation(index_, {now, p, state_.partitions[p].scheduler->fragmentation()});
  }
}

void Site::record(TimeNs now) {
  const double it_j = state_.totals.it_energy_j - state_.it_energy_at_record_j;
  const double facility_j = state_.totals.facility_energy_j - state_.facility_energy_at_record_j;
  if (it_j > 0.0) state_.pue.add(facility_j / it_j);
  state_.it_energy_at_record_j = state_.totals.it_energy_j;
  state_.facility_energy_at_record_j = state_.totals.facility_energy_j;
  recorder_.close(now, sink_);
}

void Site::finish(TimeNs end, RunSink* sink, EventLog* log) {
  sink_ = sink;
  log_ = log;
  meter(end);
  close_interval(end);
  if (state_.row_limits) state_.row_limits->meter(end);
  finish_due_work(end);  // what ends at the end has ended; nothing begins
  kill_overdue_jobs(end);
  close_markets(end);
  record(end);  // a row cut short by the end; no row if the last one just closed
  if (state_.supply) power::close_bills(*model_->supply, *state_.supply);
  SiteTotals& totals = state_.totals;
  const auto read = [&](const DemandMeter& meter, double energy_j, double& peak_w, TimeNs& at_ns) {
    const bool has_window = meter.peak_w > 0.0;  // else no quarter hour ended: the mean of the run
    peak_w = has_window ? meter.peak_w : energy_j / to_seconds(end - model_->start_ns);
    at_ns = has_window ? meter.peak_ns : model_->start_ns;
  };
  read(state_.demand, totals.facility_energy_j, totals.peak_facility_w, totals.peak_facility_ns);
  read(state_.it_demand, totals.it_energy_j, totals.peak_it_w, totals.peak_it_ns);

  // Work in progress is productive so far; nothing is lost from the accounts.
  for (std::uint32_t slot = 0; slot < state_.jobs.size(); ++slot) {
    LiveJob& live = state_.jobs[slot];
    if (live.sequence == 0) continue;
    ++state_.counts.running;
    state_.job_statistics.leave_running(live.job);
    const double energy_j = leave_nodes(end, slot, false);
    write_row(live, JobEnd::running, -1, energy_j);
  }
  for (PartitionState& state : state_.partitions) {
    state_.counts.queued += state.scheduler->queued();
    state.scheduler->for_each_queued(
        [](void* context, const jobs::QueuedJob& job) {
          Site& site = *static_cast<Site*>(context);
          const LiveJob& live = site.state_.jobs[job.slot];
          site.state_.job_statistics.leave_queued(live.job);
          site.write_row(live, JobEnd::queued, -1, 0.0);
        },
        this);
  }
}

}  // namespace gigawatt
