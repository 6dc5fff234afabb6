// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/arrival_params.h"

#include <array>
#include <string_view>

namespace gigawatt::jobs {
namespace {

constexpr auto kGaps = choices({
    {"exponential", "Poisson arrivals."},
    {"gamma", "Steadier or burstier than Poisson, by `cv`."},
    {"hyper-exponential", "Bursts with long gaps between, by `cv` of 1 or more."},
});

}  // namespace

void ArrivalParams::visit(FieldVisitor& v) {
  v.choice({.name = "gaps", .doc = "Law of the gaps between arrivals; exponential is Poisson."},
           kGaps, gaps);
  v.number(
      {.name = "cv",
       .doc = "Coefficient of variation of gamma or hyper-exponential gaps; above 1 is bursty.",
       .min = 0.05,
       .max = 100},
      cv);
  v.numbers({.name = "hours",
             .doc = "24 relative rates over the hours of a local day, midnight first.",
             .min = 0},
            hours);
  v.numbers({.name = "weekdays",
             .doc = "7 relative rates over the days of a local week, Monday first.",
             .min = 0},
            weekdays);
  v.number({.name = "swing",
            .doc = "Instead of hours: the rate follows a cosine of this amplitude around its mean.",
            .min = 0,
            .max = 1},
           swing);
  v.number({.name = "peak_hour", .doc = "Local hour of the cosine's peak.", .min = 0, .max = 24},
           peak_hour);
  v.text({.name = "timezone", .doc = "Local clock; the site's time zone unless given, else UTC."},
         timezone);
}

void LengthParams::visit(FieldVisitor& v) {
  v.number({.name = "median", .doc = "Median length in tokens.", .min = 1, .required = true},
           median);
  v.number({.name = "mean",
            .doc = "Mean length in tokens, at least the median.",
            .min = 1,
            .required = true},
           mean);
  v.number({.name = "max",
            .doc = "Longer draws are cut here; 100 times the mean unless given.",
            .min = 1},
           max);
}

void BatchParams::visit(FieldVisitor& v) {
  v.integer({.name = "items", .doc = "Items of a batch.", .min = 1, .required = true}, items);
  v.group({.name = "input_tokens", .doc = "Prompt of an item.", .required = true}, input_tokens);
  v.group({.name = "output_tokens", .doc = "Answer to an item.", .required = true}, output_tokens);
  v.number({.name = "prefill_tokens_per_s",
            .doc = "Prompt tokens per second that one accelerator reads.",
            .min = 0,
            .above_min = true,
            .required = true},
           prefill_tokens_per_s);
  v.number({.name = "decode_tokens_per_s",
            .doc = "Tokens per second that one accelerator writes, over all items it holds.",
            .min = 0,
            .above_min = true,
            .required = true},
           decode_tokens_per_s);
  v.integer({.name = "gpus", .doc = "Accelerators of one shard.", .min = 1}, gpus);
  v.number(
      {.name = "shard", .unit = "s", .doc = "Longest shard; what preemption can lose.", .min = 1},
      shard_s);
}

}  // namespace gigawatt::jobs
