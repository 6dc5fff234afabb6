// SPDX-License-Identifier: Apache-2.0
#include "models/power/adequacy/monte_carlo.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/special_functions/beta.hpp>
#include <fmt/format.h>

#include "models/power/adequacy/outage_history.h"
#include "models/power/adequacy/year_balance.h"
#include "sim/engine/errors.h"

namespace gigawatt::power {
namespace {

/// What all years share.
class YearDraws {
 public:
  explicit YearDraws(const AdequacyCase& plant) : plant_(plant), whole_w_(plant.steps(), 0.0) {
    for (const UnitGroup& group : plant.groups)
      streams_.emplace_back(plant.seed, plant.path + "." + group.name, "adequacy-outages");
    for (std::size_t step = 0; step < plant.steps(); ++step) {
      whole_w_[step] = plant.variable_w.empty() ? 0.0 : plant.variable_w[step];
      for (const UnitGroup& group : plant.groups)
        whole_w_[step] +=
            static_cast<double>(units_present(group, step) * unit_capacity_w(group, step));
    }
  }

  /// Overwrites `supply_w` with that of one year.
  void draw(std::uint32_t year, std::vector<double>& supply_w) const {
    supply_w = whole_w_;
    for (std::size_t group = 0; group < plant_.groups.size(); ++group) {
      if (!plant_.groups[group].up) continue;
      for (std::uint32_t unit = 0; unit < plant_.groups[group].units; ++unit)
        take_outages(plant_.groups[group], unit, streams_[group].at(unit, year), supply_w);
    }
  }

 private:
  void take_outages(const UnitGroup& group, std::uint32_t unit, RandomDraws draws,
                    std::vector<double>& supply_w) const {
    OutageHistory history(group, draws);
    const double end_s = static_cast<double>(plant_.steps()) * plant_.step_s;
    while (true) {
      const OutageHistory::Outage outage = history.next();
      if (outage.from_s >= end_s) return;
      const OutageMode& mode = group.modes[outage.mode];
      for (std::size_t step = first_middle(outage.from_s); step < first_middle(outage.to_s);
           ++step) {
        // Which sisters are away on plan does not matter: the last ones.
        if (unit >= units_present(group, step)) continue;
        const std::int64_t capacity_w = unit_capacity_w(group, step);
        supply_w[step] -= static_cast<double>(capacity_w - left_capacity_w(mode, capacity_w));
      }
    }
  }
  /// First step whose middle is not before an instant; a step is judged by its middle.
  std::size_t first_middle(double at_s) const {
    const double step = std::max(0.0, std::ceil(at_s / plant_.step_s - 0.5));
    return std::min(plant_.steps(), static_cast<std::size_t>(std::min(step, 1e15)));
  }

  const AdequacyCase& plant_;
  std::vector<RandomStream> streams_;
  std::vector<double> whole_w_;  ///< Supply with nothing out.
};

SimulatedFigures figures_of(const std::vector<YearTotals>& years, const AdequacyCase& plant,
                            double confidence) {
  std::vector<double> lost_h, lost_days, unserved_j;
  SimulatedFigures figures{};
  for (const YearTotals& year : years) {
    lost_h.push_back(static_cast<double>(year.lost_steps) * plant.step_h());
    lost_days.push_back(static_cast<double>(year.lost_days));
    unserved_j.push_back(year.unserved_j);
    if (year.lost_steps > 0) ++figures.years_with_loss;
  }
  figures.lolh_h = mean_interval(lost_h, confidence);
  figures.lole_days = mean_interval(lost_days, confidence);
  figures.unserved_j = mean_interval(unserved_j, confidence);
  const auto with_loss = static_cast<double>(figures.years_with_loss);
  const double without_loss = static_cast<double>(years.size()) - with_loss;
  figures.most_loss_years_frac =
      without_loss > 0.0 ? boost::math::ibeta_inv(with_loss + 1.0, without_loss, confidence) : 1.0;
  return figures;
}

}  // namespace

SimulatedFigures simulate(const AdequacyCase& plant, const MonteCarloOptions& options,
                          double added_w) {
  require_sound(plant);
  if (options.years < 2)
    throw DomainError(
        fmt::format("{}: {} simulated years; expected at least 2", plant.path, options.years));
  const YearDraws draws(plant);
  const auto lead_in = static_cast<std::size_t>(
      std::clamp(options.lead_in_s / plant.step_s, 0.0, static_cast<double>(plant.steps())));

  std::vector<YearTotals> years(options.years);
#pragma omp parallel
  {
    std::vector<double> supply_w;
#pragma omp for schedule(dynamic, 16)
    for (std::uint32_t year = 0; year < options.years; ++year) {
      draws.draw(year, supply_w);
      years[year] = balance_year(plant, supply_w, added_w, lead_in);
    }
  }
  return figures_of(years, plant, options.confidence);
}

}  // namespace gigawatt::power
