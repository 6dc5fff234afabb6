// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace gigawatt::test {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kUnderSanitizer = true;
#else
inline constexpr bool kUnderSanitizer = false;
#endif
#else
inline constexpr bool kUnderSanitizer = false;
#endif

/// How often a test over random input draws: all in plain builds, a quarter under sanitizers, which
/// look for other things and take five times as long.
constexpr unsigned rounds(unsigned full) {
  return kUnderSanitizer ? (full + 3) / 4 : full;
}

}  // namespace gigawatt::test
