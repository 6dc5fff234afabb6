// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gigawatt::cli {

/// A word as a shell takes it: quoted only where it has to be.
std::string shell_word(const std::string& word);

/// " (RESULT.partial.h5 is there: ...)" if `result` is missing and the partial file of that name is
/// not; else "".
std::string hint_of_partial(const std::string& result);

}  // namespace gigawatt::cli
