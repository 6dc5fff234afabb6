// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace gigawatt::power {

/// Counts closed cycles in a path of charge, the way SAM does: a range closes once a later one is
/// at least as large, and the ranges still open are strictly falling. A value: copying it is a
/// snapshot. Memory is what is open, a few numbers in practice.
class RainflowCounter {
 public:
  /// The path goes straight to `charge_frac`; ranges that a turn closes are appended to `closed`.
  void move_to(double charge_frac, std::vector<double>& closed);

 private:
  void turn(double charge_frac, std::vector<double>& closed);

  std::vector<double> peaks_;  ///< Turning points whose ranges are open.
  double at_ = 0.0;            ///< Where the path is now.
  int direction_ = 0;          ///< Of its last movement; 0 before the first.
  bool started_ = false;
};

}  // namespace gigawatt::power
