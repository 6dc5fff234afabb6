// SPDX-License-Identifier: Apache-2.0
#pragma once

// The whole question about one site: what it loses, what it carries, what each part adds to that,
// and what the sun alone would take. Equations: docs/models/power/adequacy.md.

#include <optional>
#include <string>
#include <vector>

#include "models/climate/weather.h"
#include "models/power/adequacy/carried_load.h"
#include "models/power/adequacy/overbuild.h"
#include "models/power/adequacy/plant_parts.h"
#include "models/power/adequacy/reliability.h"

namespace gigawatt::power {

/// A site's power plant and the constant load it is to carry.
struct StudySite {
  std::string path;  ///< Keys the luck: "sites.desert.power".
  std::uint64_t seed = 1;
  double load_w = 0.0;
  double grid_w = 0.0;  ///< Import limit; 0 without a grid.
  std::vector<GridInterruption> interruptions = {};
  std::vector<GeneratorFleet> fleets = {};
  std::optional<PvParams> pv = {};  ///< Needs `weather`.
  std::optional<Storage> battery = {};
  std::optional<climate::WeatherFile> weather = {};  ///< Absent: constant air, no sun.
  int year = 2026;                                   ///< Of deliveries and weekdays.
};

struct StudyOptions {
  MonteCarloOptions years;
  double most_lolh_h = 2.4;  ///< The standard that firm capacity meets [h/year].
  std::vector<double> battery_h{12.0, 18.0, 24.0, 36.0, 48.0, 72.0, 96.0};
};

/// What one part of the plant is worth.
struct PartWorth {
  std::string name;
  double installed_w = 0.0;
  double adds_w = 0.0;  ///< To firm capacity: what is lost without it.
};

struct AdequacyStudy {
  double load_w = 0.0;
  double most_lolh_h = 0.0;
  std::optional<AdequacyFigures> exact = {};  ///< Without a battery.
  SimulatedFigures simulated = {};
  CarriedLoad firm = {};  ///< By tables without a battery: both figures are then the same.
  std::vector<PartWorth> parts = {};
  SolarCase sun_case = {};                 ///< Of `sun_alone`.
  std::vector<SolarPoint> sun_alone = {};  ///< With PV only.
};

/// The case that a site is. Throws DomainError if PV has no weather.
AdequacyCase case_of(const StudySite& site);

AdequacyStudy study(const StudySite& site, const StudyOptions& options = {});

/// For people.
std::string to_table(const AdequacyStudy& study);

}  // namespace gigawatt::power
