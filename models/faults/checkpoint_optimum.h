// SPDX-License-Identifier: Apache-2.0
#pragma once

// How often to save: the closed forms of the literature and the exact optimum for failures that
// strike at random. `period` is work plus one checkpoint, `interval` the work alone.
// Equations, validation, sources: docs/models/faults/checkpoint.md.

namespace gigawatt::faults {

/// What one job pays for failures and checkpoints. All times > 0 unless noted.
struct CheckpointCost {
  double mtbf_s = 0.0;        ///< µ, mean time between failures of the whole job [s].
  double checkpoint_s = 0.0;  ///< C, work stands still for one checkpoint [s].
  double downtime_s = 0.0;    ///< D ≥ 0, from failure to the start of the next attempt [s].
  double restart_s = 0.0;     ///< R ≥ 0, load and set up; failures strike here too [s].
};

/// Mean time between failures [s] of a job on `nodes` nodes at `rate_per_node_s`, plus what strikes
/// the job as such. kNever-like infinity where both are 0.
double job_mtbf_s(double nodes, double rate_per_node_s, double job_rate_per_s = 0.0);

/// Young (1974): interval τ = √(2 C µ) [s].
double young_interval_s(const CheckpointCost& cost);
/// Daly (2006), first order: period √(2 (µ + D + R) C) + C [s].
double daly_first_order_period_s(const CheckpointCost& cost);
/// First order period √(2 (µ − D − R) C) [s] (Aupy et al. 2013). Throws DomainError if µ ≤ D + R.
double rfo_period_s(const CheckpointCost& cost);
/// Daly (2006), higher order: interval √(2Cµ) [1 + ⅓ √(C/2µ) + ⅑ C/2µ] − C for C < 2µ, else µ [s].
double daly_interval_s(const CheckpointCost& cost);
/// Period [s] with the largest efficiency: the root of T/µ = C/µ + 1 − e^(−T/µ).
double optimal_period_s(const CheckpointCost& cost);

/// Exact share of time that is useful work, exponential failures, blocking checkpoints, period T:
///   E = (T − C) / ((µ + D) e^(R/µ) (e^(T/µ) − 1)).   `period_s` > C.
double exponential_efficiency(const CheckpointCost& cost, double period_s);
/// First order waste C/T + (1 − C/T)(D + R + T/2)/µ [share of time].
double first_order_waste(const CheckpointCost& cost, double period_s);
/// Expected effective training time ratio of Kokolis et al. (2024) for writes that do not block:
///   1 − N r (u0 + Δt/2), N r = 1/µ, u0 = downtime + restart, Δt the interval [s]. Not below 0.
double expected_ettr(const CheckpointCost& cost, double interval_s);

}  // namespace gigawatt::faults
