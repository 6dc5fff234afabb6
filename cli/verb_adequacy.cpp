// SPDX-License-Identifier: Apache-2.0

// `gigawatt adequacy`: how often the power of a site falls short of a constant load, what it is
// firm for, and what each part of it adds to that. Model: docs/models/power/adequacy.md.

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/scenario_options.h"
#include "cli/verbs.h"
#include "models/build.h"
#include "models/build_adequacy.h"
#include "sim/engine/errors.h"

namespace gigawatt::cli {
namespace {

using Json = nlohmann::ordered_json;

struct AdequacyArguments {
  ScenarioOptions scenario;
  double load_mw = 0.0;  ///< 0: the fleet's design power.
  std::uint32_t years = 1000;
  double most_lolh_h = 2.4;
  bool json = false;
};

Json json_of(const MeanInterval& interval, double unit) {
  return {{"mean", interval.mean / unit},
          {"low", interval.low() / unit},
          {"high", interval.high() / unit}};
}

Json json_of(const std::string& name, const power::AdequacyStudy& study) {
  constexpr double kMwh = 3.6e9;
  Json made = {{"site", name},
               {"load_w", study.load_w},
               {"years", study.simulated.lolh_h.count},
               {"lost_load_h_per_year", json_of(study.simulated.lolh_h, 1.0)},
               {"days_with_lost_load_per_year", json_of(study.simulated.lole_days, 1.0)},
               {"unserved_mwh_per_year", json_of(study.simulated.unserved_j, kMwh)},
               {"years_with_loss", study.simulated.years_with_loss},
               {"standard_lost_load_h_per_year", study.most_lolh_h},
               {"firm_w", {{"mean", study.firm.mean_w}, {"sure", study.firm.sure_w}}},
               {"parts", Json::array()},
               {"sun_alone", Json::array()}};
  if (study.exact)
    made["exact"] = {{"lost_load_h_per_year", study.exact->lolh_h},
                     {"unserved_mwh_per_year", study.exact->unserved_j / kMwh}};
  for (const power::PartWorth& part : study.parts)
    made["parts"].push_back(
        {{"name", part.name}, {"installed_w", part.installed_w}, {"adds_w", part.adds_w}});
  for (const power::SolarPoint& point : study.sun_alone)
    made["sun_alone"].push_back({{"battery_h", point.battery_h},
                                 {"overbuild", point.overbuild ? Json(*point.overbuild) : Json()},
                                 {"spilled_frac", point.spilled_frac}});
  return made;
}

int act(const AdequacyArguments& arguments) {
  const Scenario scenario = arguments.scenario.load();
  const auto models = build_site_models(scenario);
  power::StudyOptions options;
  options.years.years = arguments.years;
  options.most_lolh_h = arguments.most_lolh_h;
  std::optional<double> load_w;
  if (arguments.load_mw > 0.0) load_w = arguments.load_mw * 1e6;

  Json all = Json::array();
  for (std::size_t i = 0; i < models.size(); ++i) {
    const SiteParams& site = scenario.sites[i];
    power::AdequacyStudy study;
    try {
      study = power::study(adequacy_site(scenario, site, *models[i], load_w), options);
    } catch (const DomainError& error) {
      throw ScenarioError(scenario.problem_at(site.path + ".power", error.what()));
    }
    if (arguments.json) {
      all.push_back(json_of(site.name, study));
    } else {
      fmt::print("{}\n{}\n", site.name, power::to_table(study));
    }
  }
  if (arguments.json) fmt::print("{}\n", Json{{"sites", all}}.dump(2));
  return kOk;
}

}  // namespace

Verb add_adequacy(CLI::App& root) {
  CLI::App* command = root.add_subcommand(
      "adequacy",
      "How often power falls short of a load, and what a site is firm for at the end of its run");
  auto arguments = std::make_shared<AdequacyArguments>();
  command->footer(
      "Examples:\n"
      "  gigawatt adequacy plant.yaml\n"
      "  gigawatt adequacy plant.yaml --load 80 --lolh 8.76 --set sites.0.power.grid.limit=50MW");
  add_scenario_options(*command, arguments->scenario);
  command
      ->add_option("--load", arguments->load_mw,
                   "Constant load [MW]; default: the fleet's power in its design hour")
      ->check(CLI::PositiveNumber);
  command->add_option("--years", arguments->years, "Years to simulate")
      ->capture_default_str()
      ->check(CLI::Range(2, 1'000'000));
  command
      ->add_option("--lolh", arguments->most_lolh_h,
                   "Most hours of lost load a year that firm capacity may have")
      ->capture_default_str()
      ->check(CLI::PositiveNumber);
  command->add_flag("--json", arguments->json, "Print figures as JSON");
  return {command, [arguments](const Invocation&) { return act(*arguments); }};
}

}  // namespace gigawatt::cli
