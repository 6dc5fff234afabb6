// SPDX-License-Identifier: Apache-2.0

// Bursts. A hyper-exponential gap is one of two exponentials with rates 2p and 2(1 − p), taken with
// probabilities p and 1 − p, p = (1 + √((c² − 1)/(c² + 1)))/2: mean 1 and coefficient of variation
// c ("balanced means"). The wait from a random instant is either with equal probability. A gamma
// gap has shape k = 1/c²; the wait from a random instant is a uniform part of a gap that is k + 1
// shaped, since long gaps are hit more often.

#include "models/jobs/arrival_process.h"

#include <algorithm>
#include <cmath>

#include "sim/engine/calendar.h"
#include "sim/engine/portable_math.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {

/// G. Marsaglia, W. W. Tsang, ACM Trans. Math. Softw. 26
/// (2000) 363-372; below shape 1 with the power of a uniform draw.
double gamma_variate(RandomDraws& draws, double shape) {
  double factor = 1.0;
  if (shape < 1.0) {
    factor = portable::exp(portable::log(draws.uniform()) / shape);
    shape += 1.0;
  }
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double z = draws.normal();
    const double root = 1.0 + c * z;
    const double u = draws.uniform();
    if (root <= 0.0) continue;
    const double v = root * root * root;
    if (portable::log(u) < 0.5 * z * z + d - d * v + d * portable::log(v)) return factor * d * v;
  }
}

RateProfile::RateProfile(const std::array<double, 168>& rates, std::string zone)
    : zone_(std::move(zone)) {
  double sum = 0.0;
  for (const double rate : rates)
    sum += rate;
  for (std::size_t hour = 0; hour < rates.size(); ++hour)
    rates_[hour] = rates[hour] * 168.0 / sum;
}

void RateProfile::find_hour(TimeNs time_ns) {
  if (time_ns >= hour_from_ns_ && time_ns < hour_to_ns_) return;
  const CivilTime local = civil_time(time_ns + utc_offset_ns(zone_, time_ns));
  hour_from_ns_ = time_ns - local.of_day_ns % kNsPerHour;
  hour_to_ns_ = hour_from_ns_ + kNsPerHour;
  const int hour_of_week = 24 * (local.weekday - 1) + local.hour();
  rate_ = rates_[static_cast<std::size_t>(hour_of_week)];
}

TimeNs RateProfile::after(TimeNs from_ns, double gap_ns, TimeNs end_ns) {
  for (TimeNs time_ns = from_ns; time_ns < end_ns; time_ns = hour_to_ns_) {
    find_hour(time_ns);
    const double left_ns = static_cast<double>(hour_to_ns_ - time_ns) * rate_;
    if (gap_ns < left_ns)
      return std::min(time_ns + static_cast<std::int64_t>(gap_ns / rate_), end_ns);
    gap_ns -= left_ns;
  }
  return end_ns;
}

double RateProfile::operational_ns(TimeNs from_ns, TimeNs to_ns) {
  if (flat()) return static_cast<double>(to_ns - from_ns);
  double sum_ns = 0.0;
  for (TimeNs time_ns = from_ns; time_ns < to_ns; time_ns = hour_to_ns_) {
    find_hour(time_ns);
    sum_ns += static_cast<double>(std::min(hour_to_ns_, to_ns) - time_ns) * rate_;
  }
  return sum_ns;
}

double GapLaw::draw(RandomDraws& draws, bool first) const {
  if (gaps == ArrivalGaps::gamma) {
    const double shape = 1.0 / (cv * cv);
    if (!first) return gamma_variate(draws, shape) / shape;
    const double part = draws.uniform();
    return part * gamma_variate(draws, shape + 1.0) / shape;
  }
  if (gaps == ArrivalGaps::hyper_exponential) {
    const double p = often();
    const bool one = draws.uniform() < (first ? 0.5 : p);
    return draws.exponential(0.5 / (one ? p : 1.0 - p));
  }
  return draws.exponential(1.0);
}

double GapLaw::often() const {
  const double square = cv * cv;
  return 0.5 * (1.0 + std::sqrt((square - 1.0) / (square + 1.0)));
}

RateProfile make_profile(const WorkloadParams& params, const std::string& zone) {
  const ArrivalParams& asked = params.arrivals;
  if (asked.hours.empty() && asked.weekdays.empty() && asked.swing == 0.0) return {};
  if (!asked.hours.empty() && asked.hours.size() != 24)
    refuse(key_path(params.path, "arrivals.hours"), std::to_string(asked.hours.size()) + " hours",
           "24 relative rates, midnight first");
  if (!asked.weekdays.empty() && asked.weekdays.size() != 7)
    refuse(key_path(params.path, "arrivals.weekdays"),
           std::to_string(asked.weekdays.size()) + " weekdays", "7 relative rates, Monday first");
  if (!asked.hours.empty() && asked.swing != 0.0)
    refuse(key_path(params.path, "arrivals.swing"), "the day is given twice", "swing: or hours:");
  const std::string& own = asked.timezone.empty() ? zone : asked.timezone;
  if (!own.empty() && !is_time_zone(own))
    refuse(key_path(params.path, "arrivals.timezone"), "unknown time zone '" + own + "'",
           "a name such as America/Chicago");

  std::array<double, 168> rates{};
  double sum = 0.0;
  for (std::size_t hour = 0; hour < rates.size(); ++hour) {
    constexpr double kTurnRad = 6.283185307179586;
    const double since_peak_h = static_cast<double>(hour % 24) + 0.5 - asked.peak_hour;
    double rate = 1.0 + asked.swing * std::cos(kTurnRad * since_peak_h / 24.0);
    if (!asked.hours.empty()) rate = asked.hours[hour % 24];
    if (!asked.weekdays.empty()) rate *= asked.weekdays[hour / 24];
    // Of a cosine too, so that the last bit of a math library does not reach the draws.
    rates[hour] = std::round(std::ldexp(rate, 30)) / std::ldexp(1.0, 30);
    sum += rates[hour];
  }
  if (!(sum > 0.0)) refuse(key_path(params.path, "arrivals"), "all rates are 0", "a rate above 0");
  return {rates, own.empty() ? "Etc/UTC" : own};
}

GapLaw make_gaps(const WorkloadParams& params) {
  const ArrivalParams& asked = params.arrivals;
  if (asked.gaps == ArrivalGaps::exponential && asked.cv)
    refuse(key_path(params.path, "arrivals.cv"),
           "exponential gaps have a coefficient of variation of 1",
           "gaps: gamma or hyper-exponential");
  if (asked.gaps != ArrivalGaps::exponential && !asked.cv)
    refuse(key_path(params.path, "arrivals"),
           "the coefficient of variation of the gaps is not given", "cv: 2");
  if (asked.gaps == ArrivalGaps::hyper_exponential && *asked.cv < 1.0)
    refuse(key_path(params.path, "arrivals.cv"),
           "hyper-exponential gaps vary at least as exponential ones", "1 or more, or gaps: gamma");
  return {asked.gaps, asked.cv.value_or(1.0)};
}

}  // namespace gigawatt::jobs
