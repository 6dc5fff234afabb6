// SPDX-License-Identifier: Apache-2.0
#pragma once

// How the tables for people write numbers and lines.

#include <string>
#include <string_view>

namespace gigawatt::summary_text {

/// A number with thousands separators: 12,345,678.
std::string grouped(double value, int decimals = 0);
std::string span_of(double seconds);
std::string megawatts(double power_w);
std::string gigawatt_hours(double energy_j);
/// The same, in MWh where a thousandth of a GWh would hide it.
std::string lost_energy(double energy_j);
std::string percent(double share);
/// Appends one line: label, value, and what is to be said of it.
void row(std::string& out, std::string_view label, std::string_view value,
         std::string_view remark = "");

}  // namespace gigawatt::summary_text
