// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/llm_catalogue.h"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "sim/scenario/name_list.h"
#include "sim/scenario/problem.h"
#include "sim/scenario/reader.h"

namespace gigawatt::jobs {
namespace {

constexpr std::array<std::string_view, 3> kPrecisionNames{"bf16", "fp8", "fp4"};

/// A count with where it comes from.
struct SourcedCount {
  double value = 0.0;
  std::string source, date;

  void visit(FieldVisitor& v) {
    v.number({.name = "value", .doc = "The number.", .min = 0.0, .required = true}, value);
    v.text(
        {.name = "source", .doc = "Where it comes from, or how it was derived.", .required = true},
        source);
    v.text({.name = "date", .doc = "When it was published or seen.", .required = true}, date);
  }
  std::int64_t count() const { return static_cast<std::int64_t>(value); }
  std::string cited() const { return fmt::format("{} ({})", source, date); }
};

struct LatentFields {
  SourcedCount cached, values;

  void visit(FieldVisitor& v) {
    v.group({.name = "cached", .doc = "Numbers cached per layer and token.", .required = true},
            cached);
    v.group({.name = "values", .doc = "Of these, what stands for the values.", .required = true},
            values);
  }
};

struct WindowFields {
  SourcedCount tokens, layers;

  void visit(FieldVisitor& v) {
    v.group({.name = "tokens", .doc = "Length of the window.", .required = true}, tokens);
    v.group({.name = "layers", .doc = "Layers that see it only.", .required = true}, layers);
  }
};

struct ExpertFields {
  SourcedCount count, per_token, layers, parameters;

  void visit(FieldVisitor& v) {
    v.group({.name = "count", .doc = "Routed experts per layer.", .required = true}, count);
    v.group({.name = "per_token", .doc = "Routed experts a token uses.", .required = true},
            per_token);
    v.group({.name = "layers", .doc = "Layers with routed experts.", .required = true}, layers);
    v.group({.name = "parameters", .doc = "Of one expert in one layer.", .required = true},
            parameters);
  }
};

struct ModelFields {
  LlmModel model;
  std::string path;
  SourcedCount layers, hidden, heads, kv_heads, head_dim, parameters, max_context;
  std::optional<SourcedCount> value_dim, active_parameters;
  std::optional<LatentFields> latent;
  std::optional<WindowFields> window;
  std::optional<ExpertFields> experts;

  void visit(FieldVisitor& v) {
    v.here(path);
    v.text({.name = "name", .doc = "As written after `llm:`.", .required = true}, model.name);
    v.text({.name = "doc", .doc = "One line on what it is.", .required = true}, model.doc);
    v.choice({.name = "native", .doc = "Precision of the published weights.", .required = true},
             kPrecisionNames, model.native);
    v.group({.name = "layers", .doc = "Transformer layers.", .required = true}, layers);
    v.group({.name = "hidden", .doc = "Width of the hidden state.", .required = true}, hidden);
    v.group({.name = "heads", .doc = "Query heads.", .required = true}, heads);
    v.group({.name = "kv_heads", .doc = "Key-value heads.", .required = true}, kv_heads);
    v.group({.name = "head_dim", .doc = "Width of a query and key head.", .required = true},
            head_dim);
    v.group({.name = "value_dim", .doc = "Width of a value head; head_dim if absent."}, value_dim);
    v.group({.name = "latent", .doc = "Multi-head latent attention."}, latent);
    v.group({.name = "window", .doc = "Sliding-window layers."}, window);
    v.group({.name = "parameters", .doc = "All weights.", .required = true}, parameters);
    v.group({.name = "active_parameters", .doc = "Used by one token; all if absent."},
            active_parameters);
    v.group({.name = "experts", .doc = "Mixture of experts; dense if absent."}, experts);
    v.group({.name = "max_context", .doc = "Longest context in tokens.", .required = true},
            max_context);
  }

  LlmModel result() const {
    LlmModel made = model;
    made.layers = layers.count();
    made.hidden = hidden.count();
    made.heads = heads.count();
    made.kv_heads = kv_heads.count();
    made.head_dim = head_dim.count();
    made.value_dim = value_dim ? value_dim->count() : made.head_dim;
    if (latent) {
      made.latent_dim = latent->cached.count();
      made.latent_value_dim = latent->values.count();
    }
    if (window) {
      made.window = window->tokens.count();
      made.windowed_layers = window->layers.count();
    }
    made.parameters = parameters.value;
    made.active_parameters = active_parameters ? active_parameters->value : made.parameters;
    if (experts) {
      made.experts = experts->count.count();
      made.experts_per_token = experts->per_token.count();
      made.expert_layers = experts->layers.count();
      made.expert_parameters = experts->parameters.value;
    }
    made.max_context = max_context.count();
    made.source = layers.cited();
    made.parameters_source = parameters.cited();
    return made;
  }
};

struct FileFields {
  std::vector<ModelFields> llms;

  void visit(FieldVisitor& v) {
    v.list({.name = "llms", .doc = "Language models.", .required = true}, llms);
  }
};

/// What the ranges of single fields cannot say.
void check(const ModelFields& fields, const LlmModel& llm, ProblemList& problems) {
  const auto at = [&](std::string_view key) { return fmt::format("{}.{}", fields.path, key); };
  if (llm.kv_heads < 1 || llm.heads % llm.kv_heads != 0)
    problems.add(at("kv_heads"),
                 fmt::format("{} query heads cannot share {} key-value heads evenly", llm.heads,
                             llm.kv_heads),
                 "a divisor of heads");
  if (llm.active_parameters > llm.parameters)
    problems.add(at("active_parameters"), "more parameters are active than there are",
                 "at most parameters");
  if (llm.windowed_layers >= llm.layers)
    problems.add(at("window"), "no layer sees the whole context", "fewer windowed layers");
  const double routed =
      static_cast<double>(llm.expert_layers * llm.experts) * llm.expert_parameters;
  if (llm.experts_per_token > llm.experts || llm.expert_layers > llm.layers ||
      routed > llm.parameters)
    problems.add(at("experts"),
                 fmt::format("{} of {} experts in {} of {} layers hold {:.4g} of {:.4g} parameters",
                             llm.experts_per_token, llm.experts, llm.expert_layers, llm.layers,
                             routed, llm.parameters),
                 "parts that are no larger than the whole");
}

}  // namespace

void LlmCatalogue::load(const std::string& path) {
  const Tree tree = load_scenario_tree(path);
  ProblemList problems(tree);
  FileFields file;
  read_fields(tree, "", {}, [&file](FieldVisitor& v) { file.visit(v); }, problems);
  problems.throw_if_any();

  std::map<std::string, LlmModel, std::less<>> added;
  for (const ModelFields& fields : file.llms) {
    LlmModel llm = fields.result();
    check(fields, llm, problems);
    if (models_.contains(llm.name) || added.contains(llm.name))
      problems.add(fmt::format("{}.name", fields.path),
                   fmt::format("llm '{}' is in the catalogue already", llm.name),
                   "choose another name");
    added.emplace(llm.name, std::move(llm));
  }
  problems.throw_if_any();
  models_.merge(added);
}

const LlmModel* LlmCatalogue::find(std::string_view name) const {
  const auto found = models_.find(name);
  return found == models_.end() ? nullptr : &found->second;
}

const LlmModel& LlmCatalogue::get(const std::string& name, const std::string& path) const {
  if (const LlmModel* llm = find(name)) return *llm;
  throw ScenarioError({"", 0, 0, path, fmt::format("unknown llm '{}'", name), name_list(names()),
                       nearest_name(name, names())});
}

std::vector<std::string> LlmCatalogue::names() const {
  std::vector<std::string> names;
  for (const auto& [name, llm] : models_)
    names.push_back(name);
  return names;
}

}  // namespace gigawatt::jobs
