// SPDX-License-Identifier: Apache-2.0
#include "models/compute/waveform.h"

#include <algorithm>
#include <cassert>
#include <deque>

namespace gigawatt::compute {
namespace {

double between(const Corner& a, const Corner& b, double time_s) {
  return a.power_w + (b.power_w - a.power_w) * ((time_s - a.time_s) / (b.time_s - a.time_s));
}

/// Walks along a waveform in rising time.
class Cursor {
 public:
  explicit Cursor(const Waveform& wave) : wave_(wave) {}

  /// Power just after `time_s`, past any jump there.
  double after(double time_s) {
    while (at_ + 1 < wave_.size() && wave_[at_ + 1].time_s <= time_s)
      ++at_;
    if (at_ + 1 == wave_.size() || wave_[at_].time_s >= time_s) return wave_[at_].power_w;
    return between(wave_[at_], wave_[at_ + 1], time_s);
  }
  /// Power just before `time_s`, ahead of any jump there. Call it before after() of that time.
  double before(double time_s) {
    while (at_ + 1 < wave_.size() && wave_[at_ + 1].time_s < time_s)
      ++at_;
    if (at_ + 1 == wave_.size() || wave_[at_].time_s >= time_s) return wave_[at_].power_w;
    return between(wave_[at_], wave_[at_ + 1], time_s);
  }

 private:
  const Waveform& wave_;
  std::size_t at_ = 0;
};

/// Largest rise from any point to a later one at most `window_s` away.
double largest_rise_w(const Waveform& wave, double window_s) {
  double largest_w = 0.0;

  // Ends at a corner: against the least corner of the window before it, and the window's far end.
  std::deque<std::size_t> lowest;  // Corners in the window; their powers rise.
  Cursor far_end(wave);
  for (std::size_t i = 0; i < wave.size(); ++i) {
    const double from_s = wave[i].time_s - window_s;
    while (!lowest.empty() && wave[lowest.front()].time_s < from_s)
      lowest.pop_front();
    while (!lowest.empty() && wave[lowest.back()].power_w >= wave[i].power_w)
      lowest.pop_back();
    lowest.push_back(i);
    largest_w = std::max(largest_w, wave[i].power_w - wave[lowest.front()].power_w);
    if (from_s > wave.front().time_s)
      largest_w = std::max(largest_w, wave[i].power_w - far_end.after(from_s));
  }

  // Starts at a corner: against the window's far end only, corners were met above.
  Cursor ahead(wave);
  for (const Corner& corner : wave) {
    const double to_s = corner.time_s + window_s;
    if (to_s >= wave.back().time_s) break;
    largest_w = std::max(largest_w, ahead.before(to_s) - corner.power_w);
  }
  return largest_w;
}

}  // namespace

PowerRange power_range(const Waveform& wave) {
  const auto [low, high] =
      std::minmax_element(wave.begin(), wave.end(),
                          [](const Corner& a, const Corner& b) { return a.power_w < b.power_w; });
  return {low->power_w, high->power_w};
}

double energy_j(const Waveform& wave) {
  double sum_j = 0.0;
  for (std::size_t i = 1; i < wave.size(); ++i)
    sum_j += (wave[i].time_s - wave[i - 1].time_s) * (wave[i].power_w + wave[i - 1].power_w) / 2.0;
  return sum_j;
}

double mean_power_w(const Waveform& wave) {
  return energy_j(wave) / (wave.back().time_s - wave.front().time_s);
}

double mean_square_w2(const Waveform& wave) {
  double sum = 0.0;
  for (std::size_t i = 1; i < wave.size(); ++i) {
    const double a_w = wave[i - 1].power_w;
    const double b_w = wave[i].power_w;
    sum += (wave[i].time_s - wave[i - 1].time_s) * (a_w * a_w + a_w * b_w + b_w * b_w) / 3.0;
  }
  return sum / (wave.back().time_s - wave.front().time_s);
}

Waveform sum_of(std::span<const Waveform> waves) {
  assert(!waves.empty());
  std::vector<double> times_s;
  for (const Waveform& wave : waves)
    for (const Corner& corner : wave)
      times_s.push_back(corner.time_s);
  std::sort(times_s.begin(), times_s.end());
  times_s.erase(std::unique(times_s.begin(), times_s.end()), times_s.end());

  std::vector<Cursor> cursors(waves.begin(), waves.end());
  Waveform sum;
  sum.reserve(times_s.size());
  for (const double time_s : times_s) {
    double before_w = 0.0;
    double after_w = 0.0;
    for (Cursor& cursor : cursors) {
      before_w += cursor.before(time_s);
      after_w += cursor.after(time_s);
    }
    sum.push_back({time_s, before_w});
    if (after_w != before_w) sum.push_back({time_s, after_w});
  }
  return sum;
}

std::vector<double> sample(const Waveform& wave, double step_s, std::size_t count) {
  std::vector<double> power_w(count);
  Cursor cursor(wave);
  for (std::size_t i = 0; i < count; ++i)
    power_w[i] = cursor.after(wave.front().time_s + step_s * (static_cast<double>(i) + 0.5));
  return power_w;
}

Ramps worst_ramps(const Waveform& wave, double window_s) {
  assert(window_s > 0.0);
  Waveform mirrored = wave;
  for (Corner& corner : mirrored)
    corner.power_w = -corner.power_w;
  return {largest_rise_w(wave, window_s) / window_s, largest_rise_w(mirrored, window_s) / window_s};
}

}  // namespace gigawatt::compute
