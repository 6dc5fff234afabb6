// SPDX-License-Identifier: Apache-2.0
#include "models/study/trial.h"

#include <exception>

#include "sim/engine/errors.h"

namespace gigawatt {

Scenario Trials::changed(const std::vector<std::string>& overrides) const {
  LoadOptions options;
  options.overrides = scenario_.overrides;
  options.overrides.insert(options.overrides.end(), overrides.begin(), overrides.end());
  options.number_case = scenario_.number_case;
  options.seed = scenario_.seed;
  return load_scenario(scenario_.file, options);
}

Summary Trials::run_base() const {
  RunOptions options;
  options.stop = stop_;
  return gigawatt::run(scenario_, options);
}

TrialOutcome Trials::run(const std::vector<std::string>& overrides) const {
  TrialOutcome outcome;
  RunOptions options;
  options.stop = stop_;
  try {
    if (stop_ && *stop_) throw Interrupted("");
    outcome.summary = gigawatt::run(changed(overrides), options);
  } catch (const ScenarioError& error) {
    outcome.refusal = error.what();
  } catch (const DomainError& error) {
    outcome.refusal = error.what();
  }
  return outcome;
}

std::vector<TrialOutcome> Trials::run_all(const std::vector<std::vector<std::string>>& each) const {
  std::vector<TrialOutcome> outcomes(each.size());
  std::vector<std::exception_ptr> errors(each.size());
  const auto count = static_cast<std::ptrdiff_t>(each.size());
#pragma omp parallel for schedule(dynamic)
  for (std::ptrdiff_t i = 0; i < count; ++i) {
    const auto place = static_cast<std::size_t>(i);
    try {
      outcomes[place] = run(each[place]);
    } catch (...) {
      errors[place] = std::current_exception();
    }
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
  return outcomes;
}

}  // namespace gigawatt
