// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many units of each kind a site needs for a load. Docs: docs/guide/limits_and_capacity.md.

#include <string>
#include <vector>

#include "models/study/capacity_study.h"

namespace gigawatt {

/// A count, or for the grid a power, of the file.
struct SizedPart {
  std::string constraint;
  Knob knob;
  double proposed = 0.0;
};

struct SizeStudy {
  std::string site;
  double required = 0.0;
  LoadTrial as_it_is;  ///< The wanted load on the site of the file.
  std::vector<SizedPart> parts;
  LoadTrial proposal;                  ///< The wanted load on what is proposed.
  std::vector<std::string> overrides;  ///< The proposal, fleet included.
};

/// The least number of units of every CRAH, chiller, heat rejection, converter stage and generator
/// fleet, and the least grid limit, with which the site carries `it_w` of IT with that
/// availability: one after the other in that order, with plenty of those that follow and what was
/// found for those before, so that the whole carries it too. Throws DomainError if plenty of
/// everything does not.
SizeStudy study_size(const Trials& trials, std::size_t site, double it_w, double availability);

std::string to_table(const SizeStudy& study);
std::string to_json(const SizeStudy& study);

}  // namespace gigawatt
