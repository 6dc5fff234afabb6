// SPDX-License-Identifier: Apache-2.0
#include "models/jobs/workload_params.h"

#include <array>
#include <string_view>

namespace gigawatt::jobs {
namespace {

constexpr auto kKinds = choices({
    {"synthetic", "Jobs drawn from statistics: arrivals, sizes, run times."},
    {"replay", "Jobs of a trace, as they were submitted."},
    {"fine-tuning", "Synthetic, with the statistics of model development on 8 to 64 accelerators."},
    {"research", "Synthetic, with the statistics of model development by many people."},
    {"batch-inference", "Batches of items in shards that can be stopped for other jobs."},
    {"training", "One training run, from parameters, tokens and accelerators."},
    {"serving", "Replicas of a language model that follow the demand."},
    {"rental", "GPUs for rent, by contract and by the hour."},
});
constexpr auto kStatistics = choices({
    {"none", "The workload's own sizes and run times."},
    {"acme-seren", "Shanghai AI Lab 2023, Seren: development of language models."},
    {"acme-kalos", "Shanghai AI Lab 2023, Kalos: pre-training."},
    {"philly", "Microsoft 2017, deep learning of many teams."},
    {"helios", "SenseTime 2020, all four clusters of Helios."},
    {"helios-venus", "SenseTime 2020, cluster Venus of Helios."},
    {"helios-earth", "SenseTime 2020, cluster Earth of Helios."},
    {"helios-saturn", "SenseTime 2020, cluster Saturn of Helios."},
    {"helios-uranus", "SenseTime 2020, cluster Uranus of Helios."},
    {"pai", "Alibaba 2020, machine learning as a service."},
});
constexpr auto kFormats = choices({
    {"by-extension", "swf or csv, as the file's name ends."},
    {"swf", "Standard Workload Format of the Parallel Workloads Archive."},
    {"csv", "Table with a header; `columns` names what is what."},
    {"philly", "Microsoft's Philly trace, its log of jobs."},
    {"helios", "SenseTime's Helios trace."},
    {"acme", "Shanghai AI Lab's Acme trace."},
    {"openb", "Alibaba's openb trace of 2023."},
    {"philly-clusters", "Traces of Philly's virtual clusters."},
});
constexpr std::array<std::string_view, 2> kSizeUnits{"nodes", "gpus"};

}  // namespace

void SizeParams::visit(FieldVisitor& v) {
  v.integer({.name = "min", .doc = "Smallest job.", .min = 1}, min);
  v.integer({.name = "max", .doc = "Largest job; the partition unless given.", .min = 1}, max);
  v.numbers({.name = "sizes",
             .doc = "Sizes that occur, instead of powers of two.",
             .min = 0,
             .above_min = true},
            sizes);
  v.numbers({.name = "shares", .doc = "Share of jobs of each of `sizes`.", .min = 0}, shares);
}

void RunTimeParams::visit(FieldVisitor& v) {
  v.number({.name = "median", .unit = "s", .doc = "Median run time.", .min = 1}, median_s);
  v.number({.name = "mean", .unit = "s", .doc = "Mean run time, at least the median.", .min = 1},
           mean_s);
  v.number({.name = "max",
            .unit = "s",
            .doc = "Longer draws are cut here; 100 times the mean unless given.",
            .min = 1},
           max_s);
  v.numbers({.name = "percentiles",
             .unit = "s",
             .doc = "Instead: run times at equally spaced percentiles from 0 to 100, their "
                    "logarithms linear between.",
             .min = 1},
            percentiles_s);
}

void LimitParams::visit(FieldVisitor& v) {
  v.number({.name = "overestimate",
            .doc = "Requested wall time is uniform between the run time and 1 + this times it.",
            .min = 0,
            .max = 1000},
           overestimate);
  v.number(
      {.name = "overrun",
       .doc = "Share of jobs that request only 50 % to 100 % of their run time and are killed.",
       .min = 0,
       .max = 1},
      overrun);
}

void UtilisationParams::visit(FieldVisitor& v) {
  v.number({.name = "low", .doc = "Least utilisation of a job's accelerators.", .min = 0, .max = 1},
           low);
  v.number({.name = "high", .doc = "Greatest; uniform between.", .min = 0, .max = 1}, high);
  v.numbers(
      {.name = "percentiles",
       .doc = "Instead: utilisation at equally spaced percentiles from 0 to 100, linear between.",
       .min = 0,
       .max = 1},
      percentiles);
}

void ColumnParams::visit(FieldVisitor& v) {
  v.text({.name = "job", .doc = "Job id; consecutive rows of one job are its phases."}, job);
  v.text({.name = "submit", .doc = "Submit time."}, submit);
  v.text({.name = "run", .doc = "Run time of the job or phase."}, run);
  v.text({.name = "nodes", .doc = "Nodes of the job."}, nodes);
  v.text({.name = "gpus", .doc = "Accelerators of the job, rounded up to whole nodes."}, gpus);
  v.text({.name = "limit", .doc = "Requested wall time; the run time if there is none."}, limit);
  v.text({.name = "utilisation",
          .doc = "Utilisation of the accelerators, 0 to 1; 1 if there is none."},
         utilisation);
  v.text({.name = "start", .doc = "Start time; empty in a row that was never placed."}, start);
  v.text({.name = "end", .doc = "End time; the run time is then end less start."}, end);
  v.text({.name = "state", .doc = "How the job ended: completed, cancelled, failed."}, state);
  v.text({.name = "tenant", .doc = "User or virtual cluster of the job."}, tenant);
  v.number({.name = "time_unit",
            .unit = "s",
            .doc = "What the file's numbers of time count; dates are read as dates.",
            .min = 0,
            .above_min = true},
           time_unit_s);
}

void WorkloadParams::visit(FieldVisitor& v) {
  v.here(path);
  v.text({.name = "name",
          .doc = "Name of the workload; its random draws depend on it.",
          .required = true},
         name);
  v.choice({.name = "kind",
            .doc = "Drawn from statistics, read from a trace, a preset of work, one training run, "
                   "elastic replicas that serve requests, or GPUs for rent."},
           kKinds, kind);

  v.choice(
      {.name = "statistics", .doc = "Published trace whose sizes, run times and fates are drawn."},
      kStatistics, statistics);
  v.number({.name = "jobs_per_year",
            .doc = "Mean arrivals per 365 days, a Poisson process; 366/365 of it in a leap year.",
            .min = 0,
            .above_min = true},
           jobs_per_year);
  v.integer(
      {.name = "jobs", .doc = "Instead: exactly so many jobs in the simulated span.", .min = 1},
      jobs);
  v.number(
      {.name = "load",
       .doc = "Offered share of the installed node-hours; all run times get one common factor.",
       .min = 0,
       .max = 100,
       .above_min = true},
      load);
  v.group({.name = "nodes", .doc = "Sizes in nodes."}, nodes);
  v.group({.name = "gpus", .doc = "Sizes in accelerators, rounded up to whole nodes."}, gpus);
  v.group({.name = "run_time",
           .doc = "Log-normal run time; one hour median, two hours mean unless given."},
          run_time);
  v.group({.name = "limit", .doc = "Requested wall time."}, limit);
  v.group({.name = "utilisation", .doc = "Utilisation of a job's accelerators."}, utilisation);

  v.group({.name = "arrivals", .doc = "How submissions are spread over time."}, arrivals);
  v.group({.name = "batch", .doc = "What a batch-inference workload runs."}, batch);

  v.file({.name = "file", .doc = "Trace to replay."}, file);
  v.choice({.name = "format", .doc = "Format of the trace."}, kFormats, format);
  v.choice({.name = "processors", .doc = "What a processor of an SWF trace is here."}, kSizeUnits,
           processors);
  v.group({.name = "columns", .doc = "Header names of a CSV trace."}, columns);
  v.number({.name = "offset",
            .unit = "s",
            .doc = "Added to every submit time of a trace.",
            .min = -4e9,
            .max = 4e9},
           offset_s);
  v.instant({.name = "trace_start",
             .doc = "Instant of a dated trace that falls on the start of the run; its first job's "
                    "unless given."},
            trace_start);
  v.texts({.name = "quirks",
           .doc = "Where the trace departs from its format: unsorted, allocated-size, "
                  "frontier-descriptor, submits-are-starts."},
          quirks);

  v.group({.name = "training", .doc = "What a workload of kind training trains."}, training);

  v.text({.name = "node", .doc = "Catalogue name of the nodes it runs on; any if not given."},
         node);
  scheduling.visit(v);
}

}  // namespace gigawatt::jobs
