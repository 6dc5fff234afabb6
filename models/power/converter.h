// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/interfaces.h"

namespace gigawatt::power {

/// Loss [W] of one converter at output `output_w` [W] >= 0. Throws DomainError above the rating or
/// beyond the table. Equations and sources: docs/models/power/converter.md.
double converter_loss_w(const ConverterLoss& loss, double output_w);

/// Like converter_loss_w, but never throws: the formula goes on beyond the rating, a table holds
/// its end value as a fraction of output. For callers that report the overload themselves.
double overloaded_loss_w(const ConverterLoss& loss, double output_w);

/// Output / input at `output_w` [W]; 0 at no load.
double converter_efficiency(const ConverterLoss& loss, double output_w);

/// Output [W] for an input of `input_w` [W]: the inverse of input = output + loss. Negative when
/// the input does not cover the no-load loss (the converter then draws on its output side). Closed
/// form; throws DomainError for a loss table, for an input above what the rating allows, or when no
/// output answers.
double converter_output_w(const ConverterLoss& loss, double input_w);

/// Number of `units` parallel converters to run for the least loss at `output_w` [W]: at least as
/// many as the load needs, max(1, ceil(output / unit_rated_w)), and more only where the square loss
/// they save exceeds the no-load loss they add. So the loss never falls as output rises, and
/// `staged` never loses more than `equal`. Requires unit_rated_w > 0 and units >= 1; an overload
/// runs all.
double staged_units(const ConverterLoss& loss, double output_w, double unit_rated_w, double units);

/// Loss [W] of `units` equal converters in parallel that share `output_w` [W] equally: all of them,
/// or staged_units() of them. Never throws (see overloaded_loss_w).
double parallel_loss_w(const ConverterLoss& loss, double units, Sharing sharing,
                       double unit_rated_w, double output_w);

}  // namespace gigawatt::power
