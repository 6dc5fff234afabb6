// SPDX-License-Identifier: Apache-2.0
#include "cli/plan_review.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "models/buildup_report.h"
#include "sim/engine/calendar.h"

namespace gigawatt::cli {
namespace {

constexpr double kCelsiusZeroK = 273.15;

std::string megawatts(double power_w) {
  return fmt::format("{:.2f} MW", power_w * 1e-6);
}

/// From when on, where the run has more than one fleet or grid limit.
std::string since_text(const DesignHour& hour) {
  return hour.whole_run ? "" : " from " + to_iso8601(hour.from_ns);
}

/// One line per limit that some hour exceeds: "SITE: at the WHICH hour and LOAD ...; OUTCOME".
std::vector<std::string> exceeded_limits(const SiteReview& review,
                                         const std::vector<DesignHour>& hours,
                                         std::string_view load, std::string_view outcome) {
  std::vector<std::string> lines;
  for (std::size_t limit = 0; limit < review.limit_names.size(); ++limit) {
    const LimitName& name = review.limit_names[limit];
    for (const DesignHour& hour : hours) {
      const LimitUse& use = hour.limits[limit];
      if (!is_exceeded(use)) continue;
      lines.push_back(fmt::format("{}: at the {} hour and {} {} needs {} but has {}{}; {}",
                                  review.name, hour.which, load, name.name,
                                  quantity_text(use.used, name.unit),
                                  quantity_text(use.limit, name.unit), since_text(hour), outcome));
      break;  // the other hour says the same
    }
  }
  return lines;
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
  if (unit == "K") return fmt::format("{:.2f} degC", value - kCelsiusZeroK);
  return fmt::format("{:.4g} {}", value, unit);
}

SiteReview review(const Site& site) {
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
  made.loads = offered_loads(site);
  // With every node idle nothing is left to throttle.
  made.errors = exceeded_limits(made, idle_budget(model), "with every node idle",
                                "the site cannot have its nodes up");
  made.warnings =
      exceeded_limits(made, made.hours, "rated power", "runs will throttle when it binds");
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

std::string to_table(const SiteReview& review) {
  std::string out = fmt::format("{}: every node at rated power{}\n", review.name,
                                since_text(review.hours.front()));
  out += line(review, "", [](const DesignHour& hour) { return hour.which + " hour"; });
  out += line(review, "dry bulb / wet bulb", [](const DesignHour& hour) {
    return fmt::format("{:.1f} / {:.1f} degC", hour.air.dry_bulb_k - kCelsiusZeroK,
                       hour.air.wet_bulb_k - kCelsiusZeroK);
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
  using Json = nlohmann::ordered_json;
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
    for (const std::string& error : review.errors)
      root["errors"].push_back(error);
    for (const std::string& warning : review.warnings)
      root["warnings"].push_back(warning);
    for (const std::string& note : review.notes)
      root["notes"].push_back(note);
  }
  return root.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gigawatt::cli
