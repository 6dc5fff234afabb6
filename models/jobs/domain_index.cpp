// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/domain_index.h"

namespace gigawatt::jobs {

void DomainIndex::make_room_for(std::uint32_t value) {
  counts_.resize(value + 1);
  bits_.resize((value + 1) * stride_);
  present_.resize(value / 64 + 1);
}

std::uint32_t DomainIndex::largest() const {
  for (std::size_t word = present_.size(); word-- > 0;) {
    if (present_[word] != 0)
      return static_cast<std::uint32_t>(word * 64 + std::bit_width(present_[word]) - 1);
  }
  return 0;
}

}  // namespace gigawatt::jobs
