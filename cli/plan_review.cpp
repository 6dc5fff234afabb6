// SPDX-License-Identifier: Apache-2.0
#include "cli/plan_review.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/buildup_report.h"
#include "models/climate/psychrometrics.h"
#include "sim/engine/calendar.h"

namespace gigawatt::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string megawatts(double power_w) {
  return fmt::format("{:.2f} MW", power_w * 1e-6);
}

/// From when on, where the run has more than one fleet or grid limit.
std::string since_text(const DesignHour& hour) {
  return hour.whole_run ? "" : " from " + to_iso8601(hour.from_ns);
}

/// A limit that some hour exceeds, and the words that say so.
struct ExceededLimit {
  std::size_t limit = 0;
  std::string text;
};

/// "SITE: at the WHICH hour and LOAD ...", one for each limit.
std::vector<ExceededLimit> exceeded_limits(const SiteReview& review,
                                           const std::vector<DesignHour>& hours,
                                           std::string_view load) {
  std::vector<ExceededLimit> exceeded;
  for (std::size_t limit = 0; limit < review.limit_names.size(); ++limit) {
    const LimitName& name = review.limit_names[limit];
    for (const DesignHour& hour : hours) {
      const LimitUse& use = hour.limits[limit];
      if (!is_exceeded(use)) continue;
      exceeded.push_back(
          {limit, fmt::format("{}: at the {} hour and {} {} needs {} but has {}{}", review.name,
                              hour.which, load, name.name, quantity_text(use.used, name.unit),
                              quantity_text(use.limit, name.unit), since_text(hour))});
      break;  // the other hour says the same
    }
  }
  return exceeded;
}

/// With every node idle nothing is left to throttle: a site that is too small then is dark, in some
/// hours or in all.
void judge_idle(const Scenario& scenario, const SiteParams& params, const SiteModel& model,
                SiteReview& review) {
  const auto exceeded = exceeded_limits(review, idle_budget(model), "with every node idle");
  if (exceeded.empty()) return;
  const bool dark_at_times = carries_idle_nodes(model);
  const std::size_t stages = model.plant.trunk().stages().size();
  for (const auto& [limit, text] : exceeded) {
    if (dark_at_times) {
      review.warnings.push_back(text + "; the site goes dark when it binds");
      continue;
    }
    const char* key = limit > stages ? ".cooling"
                      : limit > 0    ? ".power.chain"
                      : model.supply ? ".power"
                                     : ".power.grid.limit";
    Problem problem = scenario.problem_at(
        params.path + key, text,
        "the site cannot have its nodes up in any hour of the run; a larger one, or fewer nodes");
    problem.path.clear();
    review.errors.push_back(std::move(problem));
  }
}

/// A hall without chillers has to keep its set point in all weather: nothing else can.
void judge_free_cooling(const Scenario& scenario, const SiteParams& params, const SiteModel& model,
                        SiteReview& review) {
  if (!model.plant.cooling_facts().without_chillers) return;
  const auto limit =
      std::find_if(review.limit_names.begin(), review.limit_names.end(),
                   [](const LimitName& name) { return name.name == cooling::kChilledWaterLimit; });
  const HoursBeyond beyond =
      hours_beyond(model, static_cast<std::size_t>(limit - review.limit_names.begin()));
  if (beyond.hours == 0) return;
  Problem problem = scenario.problem_at(
      params.path + ".cooling.air",
      fmt::format("{}: at rated power the water to the coils is too warm in {} hours of the "
                  "typical year, by up to {:.1f} K",
                  review.name, beyond.hours, beyond.most),
      "a warmer economizer.supply (with a warmer air supply), colder rejection water, or a "
      "chiller");
  problem.path.clear();
  review.errors.push_back(std::move(problem));
}

void warn_of_limits(SiteReview& review) {
  if (!review.errors.empty()) return;  // nothing will run that could throttle
  for (const auto& [limit, text] : exceeded_limits(review, review.hours, "rated power"))
    review.warnings.push_back(text + "; runs will throttle when it binds");
}

void warn_of_load(SiteReview& review) {
  for (const OfferedLoad& offered : review.loads) {
    if (offered.installed_node_s <= 0.0 || offered.load() <= 1.0) continue;
    review.warnings.push_back(fmt::format(
        "{}: jobs ask for {:.2f} times the node-hours that {} nodes have; the queue will grow "
        "without end",
        review.name, offered.load(), offered.node));
  }
}

void warn_of_idle_entries(const SiteModel& model, SiteReview& review) {
  for (const Partition& partition : model.partitions) {
    for (const NodeBatch& batch : partition.batches) {
      if (batch.energised_ns < model.end_ns && batch.retired_ns > model.start_ns) continue;
      review.warnings.push_back(fmt::format("{}: {} nodes {} are never up in the run ({} to {})",
                                            review.name, batch.node_count, partition.name,
                                            to_iso8601(model.start_ns), to_iso8601(model.end_ns)));
    }
  }
}

void warn_of_swings(SiteReview& review) {
  for (const SwingReview& swing : review.swings) {
    const auto warn = [&](const char* what, const compute::SpecViolation& violation) {
      review.warnings.push_back(fmt::format(
          "{}: {} of the largest job of {} ({} nodes) breaks the "
          "utility's {}: {}",
          review.name, what, swing.workload, swing.nodes, violation.limit, excess_text(violation)));
    };
    for (const compute::SpecViolation& violation : swing.by_steps)
      warn("a step", violation);
    for (const compute::SpecViolation& violation : swing.by_ends)
      warn("the start or end", violation);
  }
}

/// Tables of a smaller load than the fleet's promise too much.
void warn_of_path_load(SiteReview& review) {
  if (!review.path) return;
  const LimitUse use{worst_of(review.hours).it_w, review.path->whole.up_w};
  if (!is_exceeded(use)) return;
  review.warnings.push_back(
      fmt::format("{}: the fleet draws {} at rated power, but the rows of power.path have a load "
                  "of {}; its tables are of that load",
                  review.name, megawatts(use.used), megawatts(use.limit)));
}

void warn_of_headroom(SiteReview& review) {
  if (!review.buildup) return;
  for (const HeadroomMonths& months : review.buildup->headroom) {
    if (months.headroom_w() >= 0.0) continue;
    review.warnings.push_back(fmt::format(
        "{}: {}: the fleet needs {} at rated power but {} is energised; {} short", review.name,
        months_text(months), megawatts(months.demand_w),
        megawatts(std::min(months.energised_w, months.funded_w)), megawatts(-months.headroom_w())));
  }
}

/// One line of the table: a label and a text per design hour.
template <class Text>
std::string line(const SiteReview& review, std::string_view label, Text text) {
  std::string out = fmt::format("  {:<26}", label);
  for (const DesignHour& hour : review.hours)
    out += fmt::format("{:>34}", text(hour));
  out.erase(out.find_last_not_of(' ') + 1);
  return out + "\n";
}

std::string limit_text(const LimitUse& use, const std::string& unit) {
  std::string text = quantity_text(use.used, unit) + " / " + quantity_text(use.limit, unit);
  if (is_exceeded(use)) text = "EXCEEDED " + text;
  return text;
}

}  // namespace

std::string quantity_text(double value, const std::string& unit) {
  if (unit == "W") return value < 1e6 ? fmt::format("{:.1f} kW", value * 1e-3) : megawatts(value);
  if (unit == "K") return fmt::format("{:.2f} degC", value - climate::kCelsiusZeroK);
  return fmt::format("{:.4g} {}", value, unit);
}

namespace {

SiteReview review(const Scenario& scenario, const SiteParams& params, const Site& site) {
  const SiteModel& model = site.model();
  SiteReview made;
  made.name = model.name;
  made.limit_names = model.plant.limit_names();
  made.notes = model.notes;
  made.hours = power_budget(model);
  // Without a weather file the air is constant, and one hour says it all.
  if (made.hours[0].air.dry_bulb_k == made.hours[1].air.dry_bulb_k &&
      made.hours[0].air.wet_bulb_k == made.hours[1].air.wet_bulb_k)
    made.hours.pop_back();
  made.cooling = model.plant.cooling_facts();
  made.loads = offered_loads(site);
  judge_idle(scenario, params, model, made);
  judge_free_cooling(scenario, params, model, made);
  warn_of_limits(made);
  made.warnings.insert(made.warnings.end(), model.warnings.begin(), model.warnings.end());
  warn_of_load(made);
  made.swings = review_swings(site);
  warn_of_swings(made);
  warn_of_idle_entries(model, made);
  if (model.path) made.path = review_path(*model.path);
  warn_of_path_load(made);
  made.buildup = model.buildup;
  warn_of_headroom(made);
  return made;
}

}  // namespace

std::vector<SiteReview> review_sites(const Scenario& scenario, const std::vector<Site>& sites) {
  std::vector<SiteReview> reviews;
  for (std::size_t i = 0; i < sites.size(); ++i)
    reviews.push_back(review(scenario, scenario.sites[i], sites[i]));
  return reviews;
}

std::vector<Problem> errors_of(const std::vector<SiteReview>& reviews) {
  std::vector<Problem> errors;
  for (const SiteReview& review : reviews)
    errors.insert(errors.end(), review.errors.begin(), review.errors.end());
  return errors;
}

std::size_t print_warnings(const std::vector<SiteReview>& reviews) {
  std::size_t count = 0;
  for (const SiteReview& review : reviews) {
    for (const std::string& warning : review.warnings)
      fmt::print(stderr, "warning: {}\n", warning);
    count += review.warnings.size();
  }
  return count;
}

std::string to_table(const SiteReview& review) {
  std::string out = fmt::format("{}: every node at rated power{}\n", review.name,
                                since_text(review.hours.front()));
  out += line(review, "", [](const DesignHour& hour) { return hour.which + " hour"; });
  out += line(review, "dry bulb / wet bulb", [](const DesignHour& hour) {
    return fmt::format("{:.1f} / {:.1f} degC", hour.air.dry_bulb_k - climate::kCelsiusZeroK,
                       hour.air.wet_bulb_k - climate::kCelsiusZeroK);
  });
  out += line(review, "IT", [](const DesignHour& hour) { return megawatts(hour.it_w); });
  out += line(review, "electrical loss",
              [](const DesignHour& hour) { return megawatts(hour.electrical_loss_w); });
  out += line(review, "cooling", [](const DesignHour& hour) { return megawatts(hour.cooling_w); });
  out +=
      line(review, "facility", [](const DesignHour& hour) { return megawatts(hour.facility_w); });
  out += line(review, "PUE", [](const DesignHour& hour) {
    return hour.it_w > 0.0 ? fmt::format("{:.3f}", hour.facility_w / hour.it_w) : std::string("-");
  });
  out += "  limits, used / has\n";
  for (std::size_t limit = 0; limit < review.limit_names.size(); ++limit) {
    const LimitName& name = review.limit_names[limit];
    out += line(review, "  " + name.name,
                [&](const DesignHour& hour) { return limit_text(hour.limits[limit], name.unit); });
    for (std::size_t feed = 0; limit == 0 && feed < review.hours.front().feeds.size(); ++feed)
      out += line(review, "    " + review.hours.front().feeds[feed].name,
                  [&](const DesignHour& hour) { return megawatts(hour.feeds[feed].power_w); });
  }
  if (const auto& junction = review.cooling.junction) {
    out +=
        fmt::format("  {:<26}{:>34}\n", fmt::format("junction at {:.0f} W", junction->power_w),
                    fmt::format("{} / {}, {:.1f} K left", quantity_text(junction->junction_k, "K"),
                                quantity_text(junction->limit_k, "K"), junction->headroom_k()));
  }
  if (review.cooling.economizer_below_k)
    out += fmt::format(
        "  {:<26}{:>34}\n", "free cooling begins",
        fmt::format("{:.1f} degC {}", *review.cooling.economizer_below_k - climate::kCelsiusZeroK,
                    review.cooling.economizer_by_wet_bulb ? "wet bulb" : "dry bulb"));
  for (const OfferedLoad& offered : review.loads)
    out += fmt::format("  {:<26}{:>34}\n", "load of " + offered.node,
                       fmt::format("{:.1f} %", 100.0 * offered.load()));
  for (const SwingReview& swing : review.swings)
    out += fmt::format(
        "  {:<26}{:>34}\n", "step of " + swing.workload,
        fmt::format("{} on {} nodes, {:.3g} MW/s", megawatts(swing.swing_w), swing.nodes,
                    std::max(swing.up_w_per_s, swing.down_w_per_s) * 1e-6));
  if (review.path) out += path_table(*review.path);
  if (review.buildup) out += buildup_table(*review.buildup);
  return out;
}

std::string to_json(const std::vector<SiteReview>& reviews, const std::string& scenario_file) {
  Json root = {{"scenario", scenario_file},
               {"sites", Json::array()},
               {"errors", Json::array()},
               {"warnings", Json::array()},
               {"notes", Json::array()}};
  for (const SiteReview& review : reviews) {
    Json site = {{"name", review.name}, {"design_hours", Json::array()}, {"load", Json::object()}};
    for (const DesignHour& hour : review.hours) {
      Json limits = Json::array();
      for (std::size_t limit = 0; limit < hour.limits.size(); ++limit)
        limits.push_back({{"name", review.limit_names[limit].name},
                          {"unit", review.limit_names[limit].unit},
                          {"used", hour.limits[limit].used},
                          {"limit", hour.limits[limit].limit},
                          {"exceeded", is_exceeded(hour.limits[limit])}});
      site["design_hours"].push_back({{"which", hour.which},
                                      {"from", to_iso8601(hour.from_ns)},
                                      {"dry_bulb_k", hour.air.dry_bulb_k},
                                      {"wet_bulb_k", hour.air.wet_bulb_k},
                                      {"it_w", hour.it_w},
                                      {"electrical_loss_w", hour.electrical_loss_w},
                                      {"cooling_w", hour.cooling_w},
                                      {"facility_w", hour.facility_w},
                                      {"limits", limits}});
      for (const power::FirmPart& feed : hour.feeds)
        site["design_hours"].back()["feeds"].push_back(
            {{"name", feed.name}, {"firm_w", feed.power_w}});
    }
    if (const auto& junction = review.cooling.junction) {
      site["junction"] = {{"power_w", junction->power_w},
                          {"junction_k", junction->junction_k},
                          {"limit_k", junction->limit_k},
                          {"headroom_k", junction->headroom_k()},
                          {"warmest_supply_k", junction->warmest_supply_k}};
    }
    if (review.cooling.economizer_below_k)
      site["free_cooling_below_k"] = *review.cooling.economizer_below_k;
    for (const OfferedLoad& offered : review.loads)
      site["load"][offered.node] = offered.load();
    for (const SwingReview& swing : review.swings)
      site["swings"].push_back({{"workload", swing.workload},
                                {"nodes", swing.nodes},
                                {"swing_w", swing.swing_w},
                                {"ramp_up_w_per_s", swing.up_w_per_s},
                                {"ramp_down_w_per_s", swing.down_w_per_s},
                                {"start_or_end_w", swing.peak_w},
                                {"spectral_share", swing.spectral_share}});
    if (review.path) site["path"] = path_json(*review.path);
    if (review.buildup) site["buildup"] = buildup_json(*review.buildup);
    root["sites"].push_back(site);
    for (const Problem& error : review.errors)
      root["errors"].push_back(error.message());
    for (const std::string& warning : review.warnings)
      root["warnings"].push_back(warning);
    for (const std::string& note : review.notes)
      root["notes"].push_back(note);
  }
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gigawatt::cli
