// SPDX-License-Identifier: Apache-2.0
#include "models/summary_text.h"

#include <fmt/format.h>

namespace gigawatt::summary_text {

std::string grouped(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  const std::size_t point = text.find('.') == std::string::npos ? text.size() : text.find('.');
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t i = point; i > first + 3; i -= 3)
    text.insert(i - 3, ",");
  return text;
}

std::string span_of(double seconds) {
  if (seconds < 120.0) return fmt::format("{:.1f} s", seconds);
  if (seconds < 7200.0) return fmt::format("{:.1f} min", seconds / 60.0);
  if (seconds < 172800.0) return fmt::format("{:.1f} h", seconds / 3600.0);
  return fmt::format("{:.1f} days", seconds / 86400.0);
}

void row(std::string& out, std::string_view label, std::string_view value,
         std::string_view remark) {
  out += fmt::format("  {:<22}{:>18}", label, value);
  if (!remark.empty()) out += fmt::format("  {}", remark);
  out += '\n';
}

std::string megawatts(double power_w) {
  return grouped(power_w * 1e-6, 2) + " MW";
}
std::string gigawatt_hours(double energy_j) {
  return grouped(energy_j / 3.6e12, 3) + " GWh";
}

std::string lost_energy(double energy_j) {
  constexpr double kFewGwh = 0.1;
  if (energy_j >= kFewGwh * 3.6e12) return gigawatt_hours(energy_j);
  return grouped(energy_j / 3.6e9, 3) + " MWh";
}

std::string percent(double share) {
  return fmt::format("{:.2f} %", 100.0 * share);
}

}  // namespace gigawatt::summary_text
