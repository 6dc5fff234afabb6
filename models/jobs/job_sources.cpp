// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "models/jobs/batch_inference.h"
#include "models/jobs/csv_jobs.h"
#include "models/jobs/philly_log.h"
#include "models/jobs/presets.h"
#include "models/jobs/quirks.h"
#include "models/jobs/replay.h"
#include "models/jobs/sorted_trace.h"
#include "models/jobs/swf.h"
#include "models/jobs/synthetic.h"
#include "models/jobs/training_source.h"
#include "models/jobs/workload_params.h"
#include "sim/scenario/problem.h"

namespace gigawatt::jobs {
namespace {

TraceFormat format_of(const WorkloadParams& params) {
  if (params.format != TraceFormat::by_extension) return params.format;
  if (params.file.written.ends_with(".swf")) return TraceFormat::swf;
  if (params.file.written.ends_with(".csv")) return TraceFormat::csv;
  refuse(key_path(params.path, "format"), "the file's extension does not tell its format",
         "format: swf, csv, philly, helios, acme, openb or philly-clusters");
}

SwfQuirks swf_quirks(const Quirks& quirks) {
  SwfQuirks swf;
  swf.size_is_allocated = quirks.allocated_size;
  if (!quirks.frontier_descriptor) return swf;
  swf.extra_fields = 3;  // Accelerators used, soft wall time, descriptor.
  swf.mend = [](const std::vector<std::string_view>& fields, TraceRow& row) {
    const std::string_view text = fields[20].substr(fields[20].rfind(':') + 1);
    double nodes = 0.0;
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, nodes);
    if (result.ec != std::errc() || result.ptr == end || *result.ptr != 'x' || nodes == row.size)
      return;
    row.size = nodes;
    row.remarks |= kSizeMended;
  };
  return swf;
}

/// The columns of a CSV trace: those of the scenario, or of a published format with at most
/// another choice of tenant.
CsvLayout layout_of(const WorkloadParams& params, TraceFormat format) {
  const ColumnParams& asked = params.columns;
  if (format == TraceFormat::csv) {
    if (asked.nodes.empty() == asked.gpus.empty())
      refuse(key_path(params.path, "columns"), "the size of a job must come from one column",
             "either nodes: or gpus:");
    if (asked.start.empty() != asked.end.empty())
      refuse(key_path(params.path, "columns"),
             "a start column needs an end column, and the other way round",
             "both start: and end:, or run: alone");
    return {asked, ""};
  }
  if (!asked.nodes.empty() || !asked.gpus.empty() || !asked.job.empty() || !asked.end.empty() ||
      !asked.state.empty() || !asked.limit.empty() || !asked.utilisation.empty())
    refuse(key_path(params.path, "columns"), "this format has columns of its own",
           "only tenant: here, or format: csv");
  CsvLayout layout = published_layout(format);
  if (!asked.tenant.empty()) layout.columns.tenant = asked.tenant;
  return layout;
}

std::unique_ptr<TraceReader> make_reader(const WorkloadParams& params, TraceFormat format,
                                         const Quirks& quirks, SizeUnit& unit) {
  const DataFile& file = params.file;
  if (format == TraceFormat::swf) {
    unit = params.processors;
    return std::make_unique<SwfReader>(file.resolved, file.written, swf_quirks(quirks));
  }
  unit = SizeUnit::gpus;
  if (format == TraceFormat::philly) {
    const std::string& tenant = params.columns.tenant;
    if (!tenant.empty() && tenant != "vc" && tenant != "user")
      refuse(key_path(params.path, "columns.tenant"), "a Philly log has no such key", "vc or user");
    return std::make_unique<PhillyLogReader>(file.resolved, file.written,
                                             tenant == "user"
                                                 ? PhillyLogReader::Tenant::user
                                                 : PhillyLogReader::Tenant::virtual_cluster);
  }
  CsvLayout layout = layout_of(params, format);
  if (!layout.columns.nodes.empty()) unit = SizeUnit::nodes;
  return std::make_unique<CsvJobReader>(file.resolved, file.written, std::move(layout));
}

}  // namespace

std::unique_ptr<JobSource> make_source(const WorkloadParams& params, const SourceContext& context) {
  if (params.kind == WorkloadKind::training) {
    // Keys of the other kinds would be silently without effect.
    if (params.jobs || params.jobs_per_year || params.load ||
        params.statistics != Statistics::none || params.nodes || params.gpus || params.run_time ||
        params.utilisation || !params.file.written.empty())
      refuse(
          key_path(params.path, "kind"),
          "a training workload is one gang, described under `training:`",
          "no jobs, jobs_per_year, load, statistics, nodes, gpus, run_time, utilisation or file");
    return std::make_unique<TrainingSource>(params, context);
  }
  if (params.training)
    refuse(key_path(params.path, "training"), "only a workload of kind training trains",
           "kind: training");
  if (params.kind != WorkloadKind::replay) {
    if (!params.file.written.empty())
      refuse(key_path(params.path, "file"), "a synthetic workload reads no trace", "kind: replay");
    if (params.kind == WorkloadKind::batch_inference)
      return std::make_unique<BatchSource>(params, context);
    if (params.batch)
      refuse(key_path(params.path, "batch"), "only batch-inference runs batches",
             "kind: batch-inference");
    return std::make_unique<SyntheticSource>(with_preset(params), context);
  }

  if (params.file.written.empty())
    refuse(key_path(params.path, "file"), "a replayed workload needs a trace",
           "file: trace.swf or trace.csv");
  if (params.jobs || params.jobs_per_year || params.load || params.statistics != Statistics::none)
    refuse(key_path(params.path, "kind"), "a replayed workload takes its jobs from the trace",
           "no jobs, jobs_per_year, load or statistics; or kind: synthetic");

  const TraceFormat format = format_of(params);
  Quirks quirks = read_quirks(params, format);
  SizeUnit unit = SizeUnit::nodes;
  std::unique_ptr<TraceReader> reader = make_reader(params, format, quirks, unit);
  if (quirks.unsorted) reader = std::make_unique<SortedTrace>(*reader);
  return std::make_unique<ReplaySource>(std::move(reader), unit, params, context,
                                        std::move(quirks.notes));
}

}  // namespace gigawatt::jobs
