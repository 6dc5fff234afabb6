// SPDX-License-Identifier: Apache-2.0
#include "sim/scenario/reader.h"

#include "sim/scenario/reading_visitor.h"

namespace gigawatt {

void read_fields(const Tree& tree, const std::string& base_path, const ReadOptions& options,
                 const std::function<void(FieldVisitor&)>& visit, ProblemList& problems) {
  ReadingVisitor visitor(options, problems);
  visitor.read_struct(tree, base_path, visit);
}

}  // namespace gigawatt
