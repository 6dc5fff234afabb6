// SPDX-License-Identifier: Apache-2.0
#include "sim/results/progress.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <unistd.h>

namespace gigawatt {
namespace {

constexpr std::chrono::milliseconds kBetweenDraws{100};
constexpr int kBarWidth = 40;

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool stderr_is_for_eyes() {
  const char* terminal = std::getenv("TERM");
  const bool dumb = terminal == nullptr || std::string_view(terminal) == "dumb";
  return ::isatty(STDERR_FILENO) != 0 && !dumb && !is_set("NO_COLOR");
}

std::string progress_line(const std::string& label, double done_frac, double elapsed_s) {
  const double done = std::clamp(done_frac, 0.0, 1.0);
  const int filled = static_cast<int>(done * kBarWidth);
  std::string line = fmt::format("{} [{:#<{}}{:.<{}}] {:.0f} %", label, "", filled, "",
                                 kBarWidth - filled, std::floor(100.0 * done));
  if (done > 0.0 && elapsed_s > 0.0) {
    line += fmt::format(", {:.0f} s left", std::ceil(elapsed_s * (1.0 - done) / done));
  }
  return line;
}

Progress::Progress(std::string label, TimeNs start_ns, TimeNs end_ns, bool wanted)
    : label_(std::move(label)),
      start_ns_(start_ns),
      end_ns_(end_ns),
      shown_(wanted && end_ns > start_ns && stderr_is_for_eyes()),
      begun_(Clock::now()),
      next_draw_(begun_ + kBetweenDraws) {}

void Progress::draw_if_due(TimeNs now_ns) {
  const Clock::time_point now = Clock::now();
  if (now < next_draw_) return;
  next_draw_ = now + kBetweenDraws;
  const double done_frac = to_seconds(now_ns - start_ns_) / to_seconds(end_ns_ - start_ns_);
  const double elapsed_s = std::chrono::duration<double>(now - begun_).count();
  // Return to the line's start, draw, clear to the line's end.
  const std::string line = fmt::format("\r{}\x1b[K", progress_line(label_, done_frac, elapsed_s));
  std::fwrite(line.data(), 1, line.size(), stderr);
  std::fflush(stderr);
}

Progress::~Progress() {
  if (!shown_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

}  // namespace gigawatt
