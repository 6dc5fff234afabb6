// SPDX-License-Identifier: Apache-2.0
#pragma once

// The file's side of a node's host and clock states.

#include "models/compute/node_state.h"
#include "sim/scenario/fields.h"

namespace gigawatt::compute {

struct HostFields {
  SourcedField<Quantity::power> idle, max;

  void visit(FieldVisitor& v) {
    v.group({.name = "idle", .doc = "Without work.", .required = true}, idle);
    v.group({.name = "max", .doc = "Fully used.", .required = true}, max);
  }

  HostPower result() const { return {idle, max}; }
};

struct ClockFields {
  ClockState state;
  SourcedField<Quantity::power> idle, measured_max;

  void visit(FieldVisitor& v) {
    v.text({.name = "name", .doc = "As written after `clock:`.", .required = true}, state.name);
    v.number({.name = "speed",
              .doc = "Of work, relative to the node's own clocks; 0 means off.",
              .min = 0.0,
              .max = 1.0,
              .required = true},
             state.speed);
    v.group({.name = "idle", .doc = "Power of an idle node.", .required = true}, idle);
    v.group({.name = "measured_max", .doc = "Largest power under load.", .required = true},
            measured_max);
    v.numbers({.name = "power_curve",
               .doc = "In place of the node's own power_curve.",
               .min = 0.0,
               .max = 1.0},
              state.power_curve);
  }

  ClockState result() const {
    ClockState made = state;
    made.idle_w = idle;
    made.measured_max_w = measured_max;
    return made;
  }
};

}  // namespace gigawatt::compute
