// SPDX-License-Identifier: Apache-2.0

// The field lists of tariff_params.h.

#include "models/power/dispatch/tariff_params.h"

namespace gigawatt::power {

void HourParams::visit(FieldVisitor& v) {
  v.texts({.name = "months", .doc = "Of `jan` to `dec`; all if absent."}, months);
  v.texts({.name = "weekdays", .doc = "Of `mon` to `sun`; all if absent."}, weekdays);
  v.integer({.name = "from", .doc = "First hour of the local clock.", .min = 0.0, .max = 23.0},
            from_hour);
  v.integer({.name = "to",
             .doc = "Hour at which it ends; at or before `from` past midnight.",
             .min = 1.0,
             .max = 24.0},
            to_hour);
}

void BandParams::visit(FieldVisitor& v) {
  v.here(path);
  hours.visit(v);
  v.number({.name = "price",
            .unit = "USD/kWh",
            .doc = "On top of the energy price, in these hours.",
            .required = true},
           usd_per_kwh);
}

void RatchetParams::visit(FieldVisitor& v) {
  v.number({.name = "share",
            .doc = "Of the highest earlier peak that is billed at least.",
            .min = 0.0,
            .max = 1.0,
            .required = true},
           share_frac);
  v.texts({.name = "months", .doc = "Whose peaks count, of `jan` to `dec`; all if absent."},
          months);
  v.integer({.name = "lookback", .doc = "Months back that peaks count.", .min = 1.0, .max = 12.0},
            lookback_months);
}

void DemandParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "price",
            .unit = "USD/kW",
            .doc = "Per month, on its highest mean of a quarter of an hour.",
            .min = 0.0},
           usd_per_kw);
  v.numbers({.name = "price_by_month",
             .unit = "USD/kW",
             .doc = "Twelve prices, January first, instead of `price`.",
             .min = 0.0},
            by_month_usd_per_kw);
  hours.visit(v);
  v.group({.name = "ratchet", .doc = "Earlier peaks that go on costing; none if absent."}, ratchet);
}

void CoincidentParams::visit(FieldVisitor& v) {
  v.here(path);
  v.number({.name = "price",
            .unit = "USD/kW",
            .doc = "Per named hour, on its mean import.",
            .min = 0.0,
            .required = true},
           usd_per_kw);
  v.texts({.name = "hours",
           .doc = "Starts: `2026-07-15T17:00`, on the local clock or with an offset.",
           .required = true},
          hours);
  v.number({.name = "length",
            .unit = "s",
            .doc = "Of each.",
            .min = 0.0,
            .max = 86'400.0,
            .above_min = true},
           length_s);
}

void TariffParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "zone", .doc = "Local clock, a name of the IANA time zone database."}, zone);
  v.list({.name = "bands", .doc = "Prices by hour, on top of the energy price."}, bands);
  v.list({.name = "demand", .doc = "Charges on each month's peak.", .max = 8.0}, demand);
  v.list({.name = "coincident", .doc = "Charges on the import in named hours."}, coincident);
  v.number({.name = "fixed", .unit = "USD", .doc = "Per month.", .min = 0.0}, fixed_usd_per_month);
}

}  // namespace gigawatt::power
