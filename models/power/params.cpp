// SPDX-License-Identifier: Apache-2.0
#include "models/power/params.h"

#include <array>
#include <iterator>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "models/power/dispatch/dispatcher.h"
#include "sim/engine/errors.h"
#include "sim/scenario/problem.h"

namespace gigawatt::power {
namespace {

constexpr std::array<std::string_view, 2> kSharingNames{"equal", "staged"};

void append(std::vector<Problem>& problems, std::vector<Problem> more) {
  std::move(more.begin(), more.end(), std::back_inserter(problems));
}

void find_supply_problems(const PowerParams& power, std::vector<Problem>& problems) {
  if (power.battery) append(problems, find_battery_problems(*power.battery));
  if (power.grid.tariff) append(problems, find_tariff_problems(*power.grid.tariff));
  if (const auto* dispatch = dynamic_cast<const DispatchParams*>(power.dispatch.params.get()))
    append(problems, dispatch->find_problems());
  const std::string at = power.grid.path.substr(0, power.grid.path.rfind('.'));
  if (!power.battery && power.dispatch.params)
    problems.push_back(problem_at(at + ".dispatch", "there is no battery to dispatch",
                                  "`battery:`, or no dispatch"));
  if (!power.battery && power.backup_frac > 0.0)
    problems.push_back(problem_at(at + ".backup", "there is no battery to keep it in",
                                  "`battery:`, or no backup"));
}

}  // namespace

void SeriesParams::visit(FieldVisitor& v) {
  v.file({.name = "file", .doc = "CSV table.", .required = true}, file);
  v.text({.name = "column", .doc = "Heading of the values.", .required = true}, column);
  v.text({.name = "time_column", .doc = "Heading of the time stamps."}, time_column);
  v.text({.name = "unit", .doc = "Unit of the values in the file.", .required = true}, unit);
}

void LimitStepParams::visit(FieldVisitor& v) {
  v.instant({.name = "from", .doc = "First instant of the limit."}, from);
  v.text(
      {.name = "phase", .doc = "Phase of the site's `buildup` it begins with, instead of `from`."},
      phase);
  v.number({.name = "limit",
            .unit = "W",
            .doc = "Largest import from then on.",
            .min = 0.0,
            .required = true},
           limit_w);
}

void GridParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "limit", .unit = "W", .doc = "Largest import.", .min = 0.0, .required = true},
           limit_w);
  v.list({.name = "limit_steps", .doc = "Limits by date; `limit` holds before the first."},
         limit_steps);
  v.number({.name = "price", .unit = "USD/kWh", .doc = "Energy price."}, price_usd_per_kwh);
  v.group({.name = "price_series", .doc = "Energy price by time, instead of `price`."},
          price_series);
  v.number({.name = "carbon", .unit = "g/kWh", .doc = "CO2 of grid energy.", .min = 0.0},
           carbon_g_per_kwh);
  v.group({.name = "carbon_series", .doc = "CO2 of grid energy by time, instead of `carbon`."},
          carbon_series);
  v.list({.name = "interruptions",
          .doc = "Calls and outages by date: the grid gives less for a while.",
          .max = 10'000.0},
         interruptions);
  v.group({.name = "outages", .doc = "Outages by statistics, without notice."}, outages);
  v.number({.name = "export_limit", .unit = "W", .doc = "Largest export.", .min = 0.0},
           export_limit_w);
  v.number({.name = "export_price", .unit = "USD/kWh", .doc = "Paid for export."},
           export_usd_per_kwh);
  v.group({.name = "tariff", .doc = "What the utility charges beside the price of energy."},
          tariff);
}

double GridParams::limit_w_at(TimeNs time_ns) const {
  double limit = limit_w;
  for (const LimitStepParams& step : limit_steps)
    if (step.from && *step.from <= time_ns) limit = step.limit_w;
  return limit;
}

void ChainEntryParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name in results; the model's name if absent."}, name);
  v.number({.name = "unit",
            .unit = "W",
            .doc = "Rated output of one unit.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           unit_w);
  v.integer({.name = "units", .doc = "Units in parallel.", .min = 1.0, .required = true}, units);
  v.choice({.name = "sharing", .doc = "All units carry the load, or only as many as it needs."},
           kSharingNames, sharing);
  v.model({.name = "", .doc = "Converter.", .required = true}, "converter", model);
}

void PowerParams::visit(FieldVisitor& v) {
  v.group({.name = "grid", .doc = "Connection to the grid.", .required = true}, grid);
  v.list({.name = "chain",
          .doc = "Converters from the racks to the feed, in that order.",
          .max = 20.0},
         chain);
  v.list({.name = "distribution",
          .doc = "Rows, PDUs and feeds with the power they carry; jobs start only within it.",
          .max = 10'000.0},
         distribution);
  v.group({.name = "path",
           .doc = "Elements from the feeds to the rows; `check` tells what stays up when one is "
                  "out. Runs without `chain` take their losses and limits from it."},
          path);
  v.group({.name = "utility", .doc = "Limits on swings within seconds; none if absent."}, utility);
  v.group({.name = "smoothing", .doc = "What smooths the swings of jobs; nothing if absent."},
          smoothing);
  v.list({.name = "generators", .doc = "Turbines, engines, cells and reactors.", .max = 100.0},
         generators);
  v.group({.name = "pv", .doc = "Photovoltaic plant."}, pv);
  v.group({.name = "battery", .doc = "Battery on the site's bus."}, battery);
  v.model({.name = "dispatch", .doc = "Who decides what the battery does; default: merit-order."},
          "dispatch", dispatch);
  v.number({.name = "backup",
            .doc = "Share of the battery's capacity for outages, calls and failed units alone.",
            .min = 0.0,
            .max = 1.0},
           backup_frac);
  v.number({.name = "reserve",
            .doc = "Units are ordered to run for the load and this share of it.",
            .min = 0.0,
            .max = 10.0},
           reserve_frac);
  v.number({.name = "bridge",
            .unit = "s",
            .doc = "The battery is counted on in place of units for so long: the time they take "
                   "to start.",
            .min = 0.0,
            .max = 86400.0},
           bridge_s);
}

bool PowerParams::has_supply() const {
  return !generators.empty() || pv || battery || grid.tariff || grid.export_limit_w > 0.0;
}

TrunkStage make_stage(const ChainEntryParams& entry) {
  const auto* params = dynamic_cast<const ConverterParams*>(entry.model.params.get());
  if (!params)
    throw DomainError(fmt::format("power chain: '{}' is not a converter model", entry.model.name));
  return {.name = entry.name.empty() ? entry.model.name : entry.name,
          .loss = params->loss(entry.unit_w),
          .units = static_cast<double>(entry.units),
          .unit_rated_w = entry.unit_w,
          .sharing = entry.sharing,
          .carries_cooling = params->carries == Carries::everything,
          .in_hall = params->heat == Heat::hall};
}

std::vector<TrunkStage> make_trunk_stages(const std::vector<ChainEntryParams>& chain) {
  std::vector<TrunkStage> stages;
  std::map<std::string, int> seen;
  for (const ChainEntryParams& entry : chain) {
    TrunkStage stage = make_stage(entry);
    const int nth = ++seen[stage.name];
    if (nth > 1) stage.name = fmt::format("{}-{}", stage.name, nth);
    stages.push_back(std::move(stage));
  }
  return stages;
}

std::vector<Problem> find_power_problems(const PowerParams& power) {
  std::vector<Problem> problems;
  const auto add = [&problems](const std::string& path, std::string what, std::string expected) {
    problems.push_back(problem_at(path, std::move(what), std::move(expected)));
  };

  const auto& steps = power.grid.limit_steps;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (!steps[i].from && steps[i].phase.empty())
      add(fmt::format("{}.limit_steps.{}", power.grid.path, i), "when the limit begins is not said",
          "`from:` with a date, or `phase:`");
  for (std::size_t i = 1; i < steps.size(); ++i)
    if (steps[i].from && steps[i - 1].from && *steps[i].from <= *steps[i - 1].from)
      add(fmt::format("{}.limit_steps.{}.from", power.grid.path, i),
          "the limit starts no later than the one before", "list limits in order of date");

  find_interruption_problems(power.grid.interruptions, power.grid.path + ".interruptions",
                             problems);

  const ChainEntryParams* everything = nullptr;
  for (const ChainEntryParams& entry : power.chain) {
    const auto* params = dynamic_cast<const ConverterParams*>(entry.model.params.get());
    if (!params) continue;
    if (params->carries == Carries::everything) everything = &entry;
    if (params->carries == Carries::everything && params->heat == Heat::hall)
      add(entry.path,
          fmt::format("'{}' carries the cooling's power and heats the hall that is cooled",
                      entry.model.name),
          "`heat: outside`, or `carries: it`");
    if (params->carries == Carries::it && everything)
      add(entry.path,
          fmt::format("'{}' carries IT only but follows '{}', which carries cooling too",
                      entry.model.name, everything->model.name),
          "list the chain from the racks to the feed, or set `carries:`");
    try {
      make_stage(entry);
    } catch (const DomainError& error) {
      add(entry.path, error.what(), "");
    }
  }
  find_supply_problems(power, problems);
  for (Problem& problem : find_distribution_problems(power.distribution, power.chain))
    problems.push_back(std::move(problem));
  return problems;
}

}  // namespace gigawatt::power
