// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/fields.h"

namespace gigawatt {

/// The models that `model:` can choose, by kind. Filled once by models/registry.cpp; const after.
class Registry {
 public:
  struct Entry {
    std::string kind;  ///< "heat-rejection", "converter", "air-cooling", ...
    std::string name;  ///< As written after `model:`.
    std::string doc;   ///< One line.
    std::function<std::shared_ptr<ModelParams>()> make;  ///< Default parameters.
  };

  /// Adds a model: Params is default-constructible, derives from ModelParams.
  template <class Params>
  void add(std::string kind, std::string name, std::string doc) {
    entries_.push_back({std::move(kind), std::move(name), std::move(doc),
                        [] { return std::make_shared<Params>(); }});
  }

  const Entry* find(std::string_view kind, std::string_view name) const;
  std::vector<std::string> names(std::string_view kind) const;  ///< In order of registration.
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

}  // namespace gigawatt
