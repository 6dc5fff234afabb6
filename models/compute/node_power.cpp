// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "models/compute/catalogue.h"
#include "sim/engine/errors.h"

namespace gigawatt::compute {

namespace {

/// Value at x 0..1 of a curve given at 0, 1/n, ..., 1; linear between its points.
double on_curve(const std::vector<double>& curve, double x) {
  const std::size_t steps = curve.size() - 1;
  const double at = x * static_cast<double>(steps);
  const std::size_t left = std::min(static_cast<std::size_t>(at), steps - 1);
  return curve[left] + (at - static_cast<double>(left)) * (curve[left + 1] - curve[left]);
}

/// Share of dynamic power at a utilisation.
double dynamic_share(const NodeType& node, double utilisation) {
  const double u = std::clamp(utilisation, 0.0, 1.0);
  if (!node.power_curve.empty()) return on_curve(node.power_curve, u);
  return node.curve_exponent == 1.0 ? u : std::pow(u, node.curve_exponent);
}

}  // namespace

std::int64_t nodes_per_domain(const NodeType& node) {
  return node.scale_up_gpus > node.gpus ? node.scale_up_gpus / node.gpus : 1;
}

double node_power_w(const NodeType& node, double utilisation, double max_w) {
  return node.idle_w.value + (max_w - node.idle_w.value) * dynamic_share(node, utilisation);
}

double node_power_w(const NodeType& node, double utilisation, double max_w,
                    double host_utilisation) {
  const double host_span_w = node.host->max_w.value - node.host->idle_w.value;
  return node.idle_w.value + accelerator_span_w(node, max_w) * dynamic_share(node, utilisation) +
         host_span_w * std::clamp(host_utilisation, 0.0, 1.0);
}

double accelerator_span_w(const NodeType& node, double max_w) {
  const double host_span_w = node.host ? node.host->max_w.value - node.host->idle_w.value : 0.0;
  return max_w - node.idle_w.value - host_span_w;
}

double power_curve_w(std::string_view curve, double idle_w, double max_w, double utilisation,
                     double parameter) {
  const double u = std::clamp(utilisation, 0.0, 1.0);
  const double span_w = max_w - idle_w;
  const auto asymptotic = [&](double x) {
    return idle_w + span_w / 2.0 * (1.0 + x - std::exp(-x / parameter));
  };

  if (curve == "linear") return idle_w + span_w * u;
  if (curve == "sqrt") return idle_w + span_w * std::sqrt(u);
  if (curve == "square") return idle_w + span_w * u * u;
  if (curve == "cubic") return idle_w + span_w * u * u * u;
  if (curve == "mse") return idle_w + span_w * (2.0 * u - std::pow(u, parameter));
  if (curve == "asymptotic") return asymptotic(u);
  if (curve == "asymptotic-dvfs") return asymptotic(u * u * u);
  throw DomainError(fmt::format(
      "power curve '{}' is unknown; expected linear, sqrt, square, cubic, mse, asymptotic or "
      "asymptotic-dvfs",
      curve));
}

bool is_usable_curve(const std::vector<double>& curve) {
  if (curve.empty()) return true;
  return curve.size() >= 2 && curve.front() == 0.0 && curve.back() == 1.0 &&
         std::is_sorted(curve.begin(), curve.end());
}

double relative_speed(const NodeType& node, double dynamic_share) {
  const double share = std::clamp(dynamic_share, 0.0, 1.0);
  const auto& curve = node.performance_curve;
  return curve.empty() ? share : on_curve(curve, share);
}

std::array<std::uint32_t, 65> speed_by_level(const NodeType& node) {
  if (!is_usable_curve(node.performance_curve))
    throw DomainError(fmt::format(
        "node '{}': its performance curve must rise from 0 to 1 over at least two points",
        node.name));
  std::array<std::uint32_t, 65> speed{};
  for (std::size_t level = 0; level < speed.size(); ++level)
    speed[level] = static_cast<std::uint32_t>(
        std::lround(relative_speed(node, static_cast<double>(level) / 64.0) * 0x1p20));
  return speed;
}

}  // namespace gigawatt::compute
