// SPDX-License-Identifier: Apache-2.0
#pragma once

// Parameters of the models of kind "battery-fade". Docs: docs/models/power/battery.md.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/power/storage/fade.h"
#include "models/power/storage/fade_reopt.h"
#include "models/power/storage/fade_sam.h"
#include "sim/scenario/fields.h"

namespace gigawatt {
class Registry;
}

namespace gigawatt::power {

/// A contradiction between fields: the key, what is wrong, what was expected.
struct FadeProblem {
  std::string key;
  std::string what;
  std::string expected;
};

class FadeParams : public ModelParams {
 public:
  /// Valid if find_problems() finds none.
  virtual std::shared_ptr<const FadeModel> make() const = 0;
  virtual std::vector<FadeProblem> find_problems() const { return {}; }
  virtual bool only_for_lfp() const { return false; }
};

/// `none`: capacity stays.
class NoFadeParams final : public FadeParams {
 public:
  void visit(FieldVisitor&) override {}
  std::shared_ptr<const FadeModel> make() const override;
};

/// `blast-lfp`: fitted coefficients, nothing to set.
class BlastLfpParams final : public FadeParams {
 public:
  void visit(FieldVisitor&) override {}
  std::shared_ptr<const FadeModel> make() const override;
  bool only_for_lfp() const override { return true; }
};

/// `reopt`.
class ReoptFadeParams final : public FadeParams {
 public:
  ReoptFade::Coefficients coefficients;

  void visit(FieldVisitor& v) override;
  std::shared_ptr<const FadeModel> make() const override;
};

/// `sam`: calendar by formula or table, cycles by table.
class SamFadeParams final : public FadeParams {
 public:
  SamCalendarCoefficients calendar;
  std::vector<double> calendar_s;        ///< Of a table instead of the formula.
  std::vector<double> calendar_frac;     ///< Capacity at those times.
  std::vector<double> cycle_depth_frac;  ///< Cycle table, row by row: depth,
  std::vector<double> cycle_count;       ///< cycles,
  std::vector<double> cycle_frac;        ///< capacity.

  void visit(FieldVisitor& v) override;
  std::shared_ptr<const FadeModel> make() const override;
  std::vector<FadeProblem> find_problems() const override;
};

/// Registers the four above.
void add_fade_models(Registry& registry);

}  // namespace gigawatt::power
