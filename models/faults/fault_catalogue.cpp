// SPDX-License-Identifier: Apache-2.0
#include "models/faults/fault_catalogue.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "models/faults/rate.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/tree.h"

namespace gigawatt::faults {
namespace {

// The file's side of the catalogue.

constexpr std::array<std::string_view, 3> kNeeds{"nothing", "crew", "crew-and-spare"};

struct RepairFields {
  std::string path, name, source, date;
  double median_s = 0.0;
  double mean_s = 0.0;
  RepairNeed need = RepairNeed::crew_and_spare;

  void visit(FieldVisitor& v) {
    v.here(path);
    v.text({.name = "name", .doc = "As written after `repair:`.", .required = true}, name);
    v.number(
        {.name = "median", .unit = "s", .doc = "Half take longer.", .min = 0, .required = true},
        median_s);
    v.number({.name = "mean",
              .unit = "s",
              .doc = "With the median it sets a log-normal; equal: always that long.",
              .min = 0,
              .required = true},
             mean_s);
    v.choice({.name = "needs", .doc = "What it takes beside time.", .required = true}, kNeeds,
             need);
    v.text({.name = "source", .doc = "Where it comes from.", .required = true}, source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
  }
};

struct ComponentFields {
  std::string name, repair;
  std::int64_t count = 0;

  void visit(FieldVisitor& v) {
    v.text({.name = "name", .doc = "What broke.", .required = true}, name);
    v.integer({.name = "count", .doc = "How often.", .min = 0, .required = true}, count);
    v.text({.name = "repair", .doc = "Class of its repair.", .required = true}, repair);
  }
};

struct WeibullFields {
  double k = 1.0;
  double scale_s = 0.0;

  void visit(FieldVisitor& v) {
    v.number({.name = "k", .doc = "Shape.", .min = 0.05, .required = true}, k);
    v.number({.name = "scale",
              .unit = "s",
              .doc = "Scale.",
              .min = 0,
              .above_min = true,
              .required = true},
             scale_s);
  }
};

struct PresetFields {
  std::string path, name, doc, rate, mix, source, date;
  std::optional<std::int64_t> nodes;
  std::optional<double> watched_s, mttf_s, mttr_s;
  std::vector<ComponentFields> components;
  std::optional<WeibullFields> up_weibull, down_weibull;

  void visit(FieldVisitor& v) {
    v.here(path);
    v.text({.name = "name", .doc = "As written after `preset:`.", .required = true}, name);
    v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, doc);
    v.integer({.name = "nodes", .doc = "Nodes that were watched.", .min = 1}, nodes);
    v.number({.name = "watched", .unit = "s", .doc = "How long.", .min = 0, .above_min = true},
             watched_s);
    v.list({.name = "components", .doc = "What broke how often."}, components);
    v.text({.name = "rate", .doc = "Instead of counts: `4 per 1000 node-days`."}, rate);
    v.text({.name = "mix", .doc = "Preset whose components it takes."}, mix);
    v.number({.name = "mttf", .unit = "s", .doc = "Instead: mean up time.", .min = 1}, mttf_s);
    v.number({.name = "mttr", .unit = "s", .doc = "Mean down time.", .min = 0}, mttr_s);
    v.group({.name = "up_weibull", .doc = "Fit to up times."}, up_weibull);
    v.group({.name = "down_weibull", .doc = "Fit to down times."}, down_weibull);
    v.text({.name = "source", .doc = "Where it comes from.", .required = true}, source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
  }
};

struct DomainFields {
  std::string path, name, rate, source, date;

  void visit(FieldVisitor& v) {
    v.here(path);
    v.text({.name = "name", .doc = "What fails.", .required = true}, name);
    v.text({.name = "rate", .doc = "Of one: `0.051 % per month`.", .required = true}, rate);
    v.text({.name = "source", .doc = "Where it comes from.", .required = true}, source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
  }
};

struct FileFields {
  std::vector<RepairFields> repairs;
  std::vector<PresetFields> presets;
  std::vector<DomainFields> domains;

  void visit(FieldVisitor& v) {
    v.list({.name = "repairs", .doc = "How long repairs take."}, repairs);
    v.list({.name = "presets", .doc = "Fleets whose failures were published."}, presets);
    v.list({.name = "domains", .doc = "What many nodes share."}, domains);
  }
};

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : map)
    names.push_back(name);
  return names;
}

template <class Map>
auto* find_in(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : &found->second;
}

template <class Map, class Entry>
void add(Map& map, const std::string& path, Entry entry, ProblemList& problems) {
  const std::string name = entry.name;
  if (!map.emplace(name, std::move(entry)).second)
    problems.add(path + ".name", fmt::format("'{}' is in the catalogue already", name),
                 "choose another name");
}

double rate_of(const std::string& path, const std::string& text, std::string_view noun,
               ProblemList& problems) {
  double per_s = 0.0;
  gigawatt::Fault fault;
  if (!read_rate(text, noun, per_s, fault))
    problems.add(path + ".rate", fault.what, fault.expected);
  return per_s;
}

}  // namespace

void FaultCatalogue::load(const std::string& path) {
  const Tree tree = load_scenario_tree(path);
  ProblemList problems(tree);
  FileFields file;
  read_fields(tree, "", {}, [&file](FieldVisitor& v) { file.visit(v); }, problems);
  problems.throw_if_any();
  FaultCatalogue read = *this;

  for (const RepairFields& fields : file.repairs) {
    if (fields.mean_s < fields.median_s || (fields.median_s == 0.0 && fields.mean_s > 0.0)) {
      problems.add(fields.path + ".mean", "the mean is below the median, or the median is 0",
                   "expected 0 < median <= mean");
      continue;
    }
    const Distribution work =
        fields.mean_s == fields.median_s
            ? Distribution::fixed(fields.mean_s)
            : Distribution::log_normal_of_mean(fields.median_s, fields.mean_s);
    add(read.repairs_, fields.path, RepairClass{fields.name, work, fields.need, fields.source},
        problems);
  }

  for (const PresetFields& fields : file.presets) {
    FaultPreset preset;
    preset.name = fields.name;
    preset.doc = fields.doc;
    preset.source = fields.source;
    std::int64_t total = 0;
    for (const ComponentFields& component : fields.components)
      total += component.count;
    for (const ComponentFields& component : fields.components) {
      const RepairClass* repair = read.repair(component.repair);
      if (!repair) {
        problems.add(fields.path + ".components",
                     fmt::format("unknown repair class '{}'", component.repair),
                     "a name of `repairs`", nearest_name(component.repair, keys_of(read.repairs_)));
        continue;
      }
      preset.components.push_back(
          {component.name, static_cast<double>(component.count) / static_cast<double>(total),
           repair->work, repair->need});
    }

    if (fields.nodes && fields.watched_s && total > 0)
      preset.rate_per_node_s =
          static_cast<double>(total) / (static_cast<double>(*fields.nodes) * *fields.watched_s);
    else if (!fields.rate.empty())
      preset.rate_per_node_s = rate_of(fields.path, fields.rate, "node", problems);
    else if (fields.mttf_s)
      preset.rate_per_node_s = 1.0 / *fields.mttf_s;
    else
      problems.add(fields.path, "no rate", "give nodes, watched and components; or rate; or mttf");

    if (fields.mttr_s)
      preset.components = {
          {"node", 1.0, Distribution::exponential(*fields.mttr_s), RepairNeed::crew_and_spare}};
    if (fields.up_weibull)
      preset.up_weibull = Distribution::weibull(fields.up_weibull->k, fields.up_weibull->scale_s);
    if (fields.down_weibull)
      preset.down_weibull =
          Distribution::weibull(fields.down_weibull->k, fields.down_weibull->scale_s);
    if (!fields.mix.empty()) {
      if (const FaultPreset* mixed = read.preset(fields.mix))
        preset.components = mixed->components;
      else
        problems.add(fields.path + ".mix", fmt::format("unknown preset '{}'", fields.mix),
                     "a preset that stands before it", nearest_name(fields.mix, preset_names()));
    }
    add(read.presets_, fields.path, std::move(preset), problems);
  }

  for (const DomainFields& fields : file.domains)
    add(read.domains_, fields.path,
        DomainPreset{fields.name, rate_of(fields.path, fields.rate, "", problems), fields.source},
        problems);
  problems.throw_if_any();
  *this = std::move(read);
}

const FaultPreset* FaultCatalogue::preset(std::string_view name) const {
  return find_in(presets_, name);
}
const RepairClass* FaultCatalogue::repair(std::string_view name) const {
  return find_in(repairs_, name);
}
const DomainPreset* FaultCatalogue::domain(std::string_view name) const {
  return find_in(domains_, name);
}
std::vector<std::string> FaultCatalogue::preset_names() const {
  return keys_of(presets_);
}
std::vector<std::string> FaultCatalogue::domain_names() const {
  return keys_of(domains_);
}

}  // namespace gigawatt::faults
