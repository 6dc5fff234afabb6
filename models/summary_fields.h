// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every number of a site's summary, listed once: the JSON and the sum over sites are made of this
// list, so a number that is added here cannot be lost in one of them.

#include "models/summary.h"

namespace gigawatt {

/// How the numbers of several sites become one.
enum class Merge {
  add,    ///< Energies, hours, counts.
  worst,  ///< The largest; passes over what is no number.
  apart,  ///< Not made of the sites' own numbers: ratios, means, peaks. See combine().
};

// A new member belongs into the list below; these say so when one is added.
static_assert(sizeof(GpuHours) == 15 * sizeof(double));
static_assert(sizeof(JobCounts) == 11 * sizeof(std::uint64_t));
static_assert(sizeof(FaultCounts) == 4 * sizeof(std::uint64_t));
static_assert(sizeof(JobSummary) == sizeof(JobCounts) + 7 * sizeof(double));
static_assert(sizeof(SiteTotals) == 24 * sizeof(double) + 2 * sizeof(TimeNs));

/// Calls `number(key, merge, member of each summary...)` for every number, in the order of the
/// JSON. Dots in a key nest; an empty key is not in the JSON.
template <class Number, class... Site>
void visit_numbers(Number&& number, Site&... s) {
  number("it_energy_j", Merge::add, s.totals.it_energy_j...);
  number("facility_energy_j", Merge::add, s.totals.facility_energy_j...);
  number("electrical_loss_j", Merge::add, s.totals.electrical_loss_j...);
  number("cooling_energy_j", Merge::add, s.totals.cooling_energy_j...);
  number("pue.mean", Merge::apart, s.pue_mean...);
  number("pue.p99", Merge::worst, s.pue_p99...);
  number("pue.max", Merge::worst, s.pue_max...);
  number("wue_l_per_kwh", Merge::apart, s.wue_l_per_kwh...);
  number("water_kg.evaporation", Merge::add, s.totals.evaporation_kg...);
  number("water_kg.drift", Merge::add, s.totals.drift_kg...);
  number("water_kg.blowdown", Merge::add, s.totals.blowdown_kg...);
  number("water_kg.makeup", Merge::add, s.totals.makeup_kg...);
  number("co2_kg", Merge::add, s.totals.co2_kg...);
  number("energy_cost_usd", Merge::add, s.totals.energy_cost_usd...);
  number("peak_facility_w", Merge::apart, s.totals.peak_facility_w...);
  number("peak_it_w", Merge::apart, s.totals.peak_it_w...);
  number("peak_it_instant_w", Merge::apart, s.totals.peak_it_instant_w...);
  number("over_limit_energy_j", Merge::add, s.totals.over_limit_energy_j...);
  number("unserved_energy_j", Merge::add, s.totals.unserved_energy_j...);
  number("unrejected_heat_j", Merge::add, s.totals.unrejected_heat_j...);
  number("", Merge::add, s.totals.heat_rejected_j...);
  number("", Merge::add, s.totals.heat_taken_j...);
  number("", Merge::add, s.totals.clamped_s...);
  number("", Merge::add, s.totals.rejection_clamped_s...);
  number("", Merge::add, s.totals.chiller_clamped_s...);
  number("", Merge::add, s.totals.free_cooling_all_s...);
  number("", Merge::add, s.totals.free_cooling_part_s...);
  number("", Merge::add, s.totals.economizer_heat_j...);
  number("clamped_hours", Merge::add, s.clamped_hours...);
  number("clamped_hours_of.heat_rejection", Merge::add, s.rejection_clamped_hours...);
  number("clamped_hours_of.chillers", Merge::add, s.chiller_clamped_hours...);
  number("design.it_w", Merge::add, s.design_it_w...);
  number("design.facility_w", Merge::add, s.design_facility_w...);
  number("design.pue", Merge::apart, s.design_pue...);
  number("gpu_hours.installed", Merge::add, s.gpu_hours.installed...);
  number("gpu_hours.allocated", Merge::add, s.gpu_hours.allocated...);
  number("gpu_hours.productive", Merge::add, s.gpu_hours.productive...);
  number("gpu_hours.blocked", Merge::add, s.gpu_hours.blocked...);
  number("gpu_hours.discarded", Merge::add, s.gpu_hours.discarded...);
  number("gpu_hours.unavailable", Merge::add, s.gpu_hours.unavailable...);
  number("gpu_hours.idle", Merge::add, s.gpu_hours.idle...);
  number("gpu_hours.rented", Merge::add, s.gpu_hours.rented...);
  number("gpu_hours.billed", Merge::add, s.gpu_hours.billed...);
  number("gpu_hours.throttled", Merge::add, s.gpu_hours.throttled...);
  number("gpu_hours.checkpoint", Merge::add, s.gpu_hours.checkpoint...);
  number("gpu_hours.restart", Merge::add, s.gpu_hours.restart...);
  number("gpu_hours.hung", Merge::add, s.gpu_hours.hung...);
  number("gpu_hours.failed", Merge::add, s.gpu_hours.failed...);
  number("gpu_hours.utilised", Merge::add, s.gpu_hours.utilised...);
  number("jobs.submitted", Merge::add, s.jobs.counts.submitted...);
  number("jobs.started", Merge::add, s.jobs.counts.started...);
  number("jobs.completed", Merge::add, s.jobs.counts.completed...);
  number("jobs.killed", Merge::add, s.jobs.counts.killed...);
  number("jobs.failed_attempts", Merge::add, s.jobs.counts.failed_attempts...);
  number("jobs.given_up", Merge::add, s.jobs.counts.given_up...);
  number("jobs.preempted", Merge::add, s.jobs.counts.preempted...);
  number("jobs.cancelled_by_user", Merge::add, s.jobs.counts.cancelled_by_user...);
  number("jobs.failed_by_itself", Merge::add, s.jobs.counts.failed_by_itself...);
  number("jobs.running", Merge::add, s.jobs.counts.running...);
  number("jobs.queued", Merge::add, s.jobs.counts.queued...);
  number("jobs.wait_s.mean", Merge::apart, s.jobs.wait_mean_s...);
  number("jobs.wait_s.p50", Merge::worst, s.jobs.wait_p50_s...);
  number("jobs.wait_s.p99", Merge::worst, s.jobs.wait_p99_s...);
  number("jobs.wait_s.max", Merge::worst, s.jobs.wait_max_s...);
  number("jobs.bounded_slowdown_mean", Merge::apart, s.jobs.bounded_slowdown_mean...);
  number("jobs.makespan_s", Merge::worst, s.jobs.makespan_s...);
  number("jobs.utilisation", Merge::apart, s.jobs.utilisation...);
  number("faults.nodes", Merge::add, s.faults.nodes...);
  number("faults.domains", Merge::add, s.faults.domains...);
  number("faults.jobs", Merge::add, s.faults.jobs...);
  number("faults.repairs", Merge::add, s.faults.repairs...);
  number("faults.nodes_down_mean", Merge::add, s.nodes_failed_mean...);
}

}  // namespace gigawatt
