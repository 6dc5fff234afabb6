// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gigawatt {

/// Base quantities. Things that are counted are quantities of their own, so that a price per GPU
/// is never taken for a price per node.
enum class BaseUnit {
  metre,
  kilogram,
  second,
  kelvin,
  radian,
  bit,
  usd,
  volt_ampere,
  ampere,
  mole,
  flop,
  token,
  gpu,
  node,
  rack,
  job,
  satellite,
  cycle,
  launch,
  request,
  count_
};

/// Exponents of the base quantities.
using Dimension = std::array<std::int8_t, static_cast<std::size_t>(BaseUnit::count_)>;

/// A parsed unit: value in base units = value · scale + offset.
struct Unit {
  Dimension dimension{};
  double scale = 1.0;
  double offset = 0.0;         ///< Not 0 only for degC and degF standing alone [K].
  bool is_difference = false;  ///< The field unit "dK": degrees without their zero.
};

/// Parses `kg/m3`, `USD/GPU-h`, `%/day`, `W/m2/K`, `1/h`, `degC`. Powers are `m3`, `m^3` or `m³`;
/// products `kWh·m`, `kW*h` or `kW-month`; several `/` divide one after another. "" is the pure
/// number. Empty if it is no unit. A year is 365.25 days and a month a twelfth of that.
std::optional<Unit> parse_unit(std::string_view text);

/// Value in unit `to` of a value in unit `from`; the dimensions are equal. Degrees convert with
/// their zero unless `to` is a difference.
double convert(double value, const Unit& from, const Unit& to);

/// `a power, for example '5 MW'`: what a field in `unit` wants. For a pure number `a number`.
std::string describe_expected(std::string_view unit);

/// `an energy`, or `a value in USD/GPU-h` where the quantity has no name.
std::string describe_dimension(std::string_view unit);

/// The unit a slip of the pen most likely meant ("KW" -> "kW"), or "".
std::string nearest_unit(std::string_view text);

/// Common ways to write a quantity of the same dimension as `unit`, for editors: W -> W, kW, MW,
/// GW.
std::vector<std::string> usual_units(std::string_view unit);

/// Every single name (`kW`, `hp`) of the dimension of `unit`, longest first; empty if there is
/// none.
std::vector<std::string> single_units(std::string_view unit);

}  // namespace gigawatt
