// SPDX-License-Identifier: Apache-2.0
#include "models/power/path_params.h"

#include <array>
#include <string_view>

namespace gigawatt::power {

namespace {

constexpr std::array<std::string_view, 4> kRedundancyNames{"N", "N+1", "2N", "distributed"};

}  // namespace

void PathElementParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name", .doc = "Name of the element.", .required = true}, name);
  v.number({.name = "rating",
            .unit = "W",
            .doc = "Rated output.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           rating_w);
  v.texts({.name = "from", .doc = "Elements it draws from; a feed draws from none."}, from);
  v.numbers({.name = "shares",
             .doc = "What each of `from` carries, in proportion; 0: on standby. Equal if absent.",
             .min = 0.0},
            shares);
  v.choice({.name = "redundancy",
            .doc = "N; N+1: any one of `from` may go; 2N: two sides that share nothing; "
                   "distributed: any one element upstream may go."},
           kRedundancyNames, redundancy);
  v.boolean({.name = "breaker", .doc = "When it fails to open, its sources trip too."}, breaker);
  v.number({.name = "load", .unit = "W", .doc = "Of a row: planned IT power.", .min = 0.0}, load_w);
  v.integer({.name = "racks", .doc = "Of a row: racks standing.", .min = 0.0}, racks);
  v.integer(
      {.name = "positions", .doc = "Of a row: places for racks, those taken included.", .min = 0.0},
      positions);
  v.number({.name = "rack_power", .unit = "W", .doc = "Of a row: one more rack.", .min = 0.0},
           rack_w);
  v.number({.name = "failures_per_year", .doc = "Failures in a year of service.", .min = 0.0},
           failures_per_year);
  v.number({.name = "repair", .unit = "s", .doc = "Mean time to repair.", .min = 0.0}, repair_s);
  v.model({.name = "", .doc = "Converter that gives its loss; none if absent."}, "converter",
          model);
}

void PathOutageParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "element", .doc = "Name of the element that is out.", .required = true}, element);
  v.instant({.name = "from", .doc = "When it goes out.", .required = true}, from);
  v.number({.name = "duration",
            .unit = "s",
            .doc = "How long it is out.",
            .min = 0.0,
            .above_min = true,
            .required = true},
           duration_s);
}

void PathParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "headroom",
            .doc = "Share of each rating that stays unused, after a failure too.",
            .min = 0.0,
            .max = 0.9},
           headroom_frac);
  v.list(
      {.name = "elements", .doc = "Feeds to rows.", .min = 1.0, .max = 1'000.0, .required = true},
      elements);
  v.list({.name = "outages",
          .doc = "Elements out in a run; IT keeps to what stays up, with the rows as planned.",
          .max = 10'000.0},
         outages);
  v.boolean({.name = "failures",
             .doc = "In a run elements fail by `failures_per_year` and `repair`, at random."},
            failures);
}

}  // namespace gigawatt::power
