// SPDX-License-Identifier: Apache-2.0

// Rentals at a site. Each node of a pool is held by a job without an end, submitted at the start:
// it waits, starts, fails and returns like any other. At the start of each regular plant interval
// the market is brought up to now, event by event, and then learns how many GPUs there are; those
// in use are laid on the pool's running nodes, full ones first, and draw power for the interval.
// Docs: docs/models/jobs/rental.md.

#include <algorithm>

#include "models/site.h"

namespace gigawatt {

namespace {

RentalReading reading_of(const jobs::RentalMarket& market) {
  RentalReading reading;
  reading.idle_gpu_ns = market.idle_gpu_ns();
  for (std::size_t tier = 0; tier < reading.used_gpu_ns.size(); ++tier) {
    const jobs::RentalAccount& account = market.account(static_cast<jobs::RentalTier>(tier));
    reading.used_gpu_ns[tier] = account.used_gpu_ns;
    reading.billed_micro_usd += account.billed_micro_usd;
  }
  return reading;
}

}  // namespace

void Site::rent(TimeNs now) {
  for (std::size_t i = 0; i < state_.rental.size(); ++i) {
    const RentalModel& model = model_->rental[i];
    RentalLoad& load = state_.rental[i];
    advance_market(now, model, load);
    if (!load.submitted) submit_pool(now, model, load);

    pool_nodes_.clear();
    for (std::uint32_t slot = 0; slot < state_.jobs.size(); ++slot) {
      const LiveJob& live = state_.jobs[slot];
      if (live.job.workload == model.workload && !live.left && live.sequence != 0)
        pool_nodes_.push_back(slot);
    }
    const std::int64_t per_node = model_->partitions[model.partition].gpus_per_node;
    const std::int64_t there = state_.dark ? 0 : std::ssize(pool_nodes_) * per_node;
    load.gpus = std::min(there, model.gpus);
    load.market.set_gpus(load.gpus);

    std::int64_t left = load.gpus - load.market.idle_gpus();
    for (const std::uint32_t slot : pool_nodes_) {
      const auto used = static_cast<std::size_t>(std::min(left, per_node));
      left -= static_cast<std::int64_t>(used);
      const LiveJob& live = state_.jobs[slot];
      if (live.dynamic_mw == model.dynamic_mw[used] &&
          live.utilisation_ppm == model.utilisation_ppm[used])
        continue;
      set_dynamic_power(now, slot, model.dynamic_mw[used], model.utilisation_ppm[used]);
    }
  }
}

/// Everything that the market does until now, with the GPUs it had; and its row of the table.
void Site::advance_market(TimeNs now, const RentalModel& model, RentalLoad& load) {
  const TimeNs from = load.market.now_ns();
  if (now == from) return;
  load.market.run_until(now);
  load.pool_gpu_ns += Int128(load.gpus) * (now - from);
  const RentalReading reading = reading_of(load.market);
  if (sink_) {
    const double span_ns = static_cast<double>(now - from);
    RentalRow row{from, model.workload, load.gpus, {}, 0.0, 0.0};
    for (std::size_t tier = 0; tier < row.used_gpus.size(); ++tier)
      row.used_gpus[tier] =
          to_double(reading.used_gpu_ns[tier] - load.at_row_start.used_gpu_ns[tier]) / span_ns;
    row.idle_gpus = to_double(reading.idle_gpu_ns - load.at_row_start.idle_gpu_ns) / span_ns;
    row.billed_usd =
        static_cast<double>(reading.billed_micro_usd - load.at_row_start.billed_micro_usd) * 1e-6;
    sink_->write_rental(index_, row);
  }
  load.at_row_start = reading;
}

void Site::submit_pool(TimeNs now, const RentalModel& model, RentalLoad& load) {
  load.submitted = true;
  for (std::uint32_t node = 0; node < model.nodes; ++node) {
    jobs::Job holder;
    holder.id = node;
    holder.workload = model.workload;
    holder.submit_ns = now;
    holder.nodes = 1;
    holder.work_ns = model_->end_ns - model_->start_ns + kNsPerDay;  // beyond the run
    holder.limit_ns = kNever;
    holder.utilisation_ppm = 0;
    submit(holder, model.partition);
  }
}

void Site::close_markets(TimeNs end) {
  for (std::size_t i = 0; i < state_.rental.size(); ++i)
    advance_market(end, model_->rental[i], state_.rental[i]);
}

}  // namespace gigawatt
