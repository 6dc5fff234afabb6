// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/overbuild.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "models/power/adequacy/year_balance.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

void require_sound(const SolarCase& solar) {
  const auto fail = [&](const std::string& what, const char* expected) {
    throw DomainError(fmt::format("{}: {}; expected {}", solar.path, what, expected));
  };
  if (!(solar.load_w > 0.0)) fail(fmt::format("a load of {:g} W", solar.load_w), "more than 0 W");
  if (solar.pv_frac.empty()) fail("no year of sun", "one value per step");
  if (!(solar.block.capacity_j > 0.0))
    fail(fmt::format("battery blocks of {:g} J", solar.block.capacity_j), "more than 0 J");
}

AdequacyStore battery_of(const AdequacyStore& block, double capacity_j) {
  AdequacyStore store = block;
  const double blocks = capacity_j / block.capacity_j;
  store.capacity_j = capacity_j;
  store.initial_charge_frac = store.battery.min_charge_frac;
  store.battery.charge_w *= blocks;
  store.battery.discharge_w *= blocks;
  store.battery.standby_w *= blocks;
  return store;
}

/// A year of sun, battery and constant load, preceded by another that begins with an empty battery
/// and is not counted: what it serves, it serves in every year that follows.
class SolarYear {
 public:
  SolarYear(const SolarCase& solar, double battery_h)
      : solar_(solar), supply_w_(solar.pv_frac.size()) {
    plant_.path = solar.path;
    plant_.step_s = solar.step_s;
    plant_.load_w.assign(solar.pv_frac.size(), solar.load_w);
    plant_.store = battery_of(solar.block, battery_h * 3600.0 * solar.load_w);
  }

  YearTotals with(double overbuild) {
    for (std::size_t step = 0; step < supply_w_.size(); ++step)
      supply_w_[step] = solar_.pv_frac[step] * overbuild * solar_.load_w;
    return balance_year(plant_, supply_w_, 0.0, plant_.steps());
  }
  double energy_j() const {
    return solar_.load_w * solar_.step_s * static_cast<double>(plant_.steps());
  }
  double sun_j(double overbuild) const {
    return std::accumulate(solar_.pv_frac.begin(), solar_.pv_frac.end(), 0.0) * overbuild *
           solar_.load_w * solar_.step_s;
  }
  bool serves(const YearTotals& year) const {
    return solar_.most_unserved_frac > 0.0
               ? year.unserved_j <= solar_.most_unserved_frac * energy_j()
               : year.lost_steps == 0;
  }

 private:
  const SolarCase& solar_;
  AdequacyCase plant_;
  std::vector<double> supply_w_;
};

/// Least overbuild that serves; more modules never leave more unserved.
std::optional<double> least_overbuild(const SolarCase& solar, SolarYear& year) {
  double high = 1.0;
  while (!year.serves(year.with(high))) {
    high *= 2.0;
    if (high > solar.most_overbuild) return std::nullopt;
  }
  double low = high > 1.0 ? high / 2.0 : 0.0;
  while (high - low > 1e-3) {
    const double middle = 0.5 * (low + high);
    (year.serves(year.with(middle)) ? high : low) = middle;
  }
  return high;
}

SolarPoint point_of(const SolarCase& solar, double battery_h) {
  SolarYear year(solar, battery_h);
  SolarPoint point{.battery_h = battery_h};
  const YearTotals at_one = year.with(1.0);
  point.lolh_at_one_h = static_cast<double>(at_one.lost_steps) * solar.step_s / 3600.0;
  point.unserved_frac_at_one = at_one.unserved_j / year.energy_j();
  point.overbuild = least_overbuild(solar, year);
  if (point.overbuild)
    point.spilled_frac = year.with(*point.overbuild).spilled_j / year.sun_j(*point.overbuild);
  return point;
}

/// What the year must be: "full availability" or "99.9 % of its energy".
std::string standard_of(const SolarCase& solar) {
  if (solar.most_unserved_frac == 0.0) return "full availability";
  return fmt::format("{:g} % of its energy", 100.0 * (1.0 - solar.most_unserved_frac));
}

}  // namespace

std::vector<SolarPoint> overbuild_curve(const SolarCase& solar, std::span<const double> battery_h) {
  require_sound(solar);
  std::vector<SolarPoint> curve;
  for (const double hours : battery_h)
    curve.push_back(point_of(solar, hours));
  return curve;
}

double longest_dark_h(const SolarCase& solar) {
  std::size_t longest = 0;
  std::size_t dark = 0;
  // Twice around, for a night that passes New Year.
  for (std::size_t step = 0; step < 2 * solar.pv_frac.size(); ++step) {
    dark = solar.pv_frac[step % solar.pv_frac.size()] > 0.0 ? 0 : dark + 1;
    longest = std::max(longest, std::min(dark, solar.pv_frac.size()));
  }
  return static_cast<double>(longest) * solar.step_s / 3600.0;
}

std::string overbuild_table(const SolarCase& solar, std::span<const SolarPoint> curve) {
  std::string text =
      "battery    energy  PV for the load    PV  unused sun  at 1x: lost load, energy short\n"
      "      h       MWh          x load    MW           %             h/year             %\n";
  for (const SolarPoint& point : curve) {
    const double energy_mwh = point.battery_h * solar.load_w / 1e6;
    const std::string sizes =
        point.overbuild
            ? fmt::format("{:>16.2f}{:>6.0f}{:>12.1f}", *point.overbuild,
                          *point.overbuild * solar.load_w / 1e6, 100.0 * point.spilled_frac)
            : fmt::format("{:>16}{:>6}{:>12}", "none", "-", "-");
    text += fmt::format("{:>7g}{:>10.0f}{}{:>19.0f}{:>14.1f}\n", point.battery_h, energy_mwh, sizes,
                        point.lolh_at_one_h, 100.0 * point.unserved_frac_at_one);
  }
  return text;
}

std::string overbuild_verdict(const SolarCase& solar, std::span<const SolarPoint> curve) {
  const SolarPoint* best = nullptr;
  for (const SolarPoint& point : curve)
    if (point.overbuild && (best == nullptr || *point.overbuild < *best->overbuild)) best = &point;
  if (best == nullptr)
    return fmt::format(
        "solar and battery alone do not carry {:.4g} MW at {} with any of these batteries: it is "
        "dark for up to {:g} h",
        solar.load_w / 1e6, standard_of(solar), longest_dark_h(solar));
  return fmt::format(
      "of these batteries the best still needs {:.1f} times the load in PV to carry {:.4g} MW by "
      "sun "
      "alone at {}: "
      "{:.0f} MW with {:g} h of battery ({:.0f} MWh), {:.0f} % of the sun unused; with {:.4g} MW "
      "of "
      "PV the load is lost in {:.0f} hours a year",
      *best->overbuild, solar.load_w / 1e6, standard_of(solar),
      *best->overbuild * solar.load_w / 1e6, best->battery_h, best->battery_h * solar.load_w / 1e6,
      100.0 * best->spilled_frac, solar.load_w / 1e6, best->lolh_at_one_h);
}

}  // namespace gigawatt::power
