// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/csv_jobs.h"
#include "models/jobs/replay.h"
#include "models/jobs/swf.h"
#include "tests/models/jobs/trace_file.h"

namespace gigawatt::jobs {
namespace {

WorkloadParams by_nodes(const TraceFile& file) {
  WorkloadParams params = file.params();
  params.columns.nodes = "nodes";
  return params;
}

SourceContext hour_of(std::uint32_t nodes) {
  SourceContext context;
  context.start_ns = 100 * kNsPerSecond;
  context.end_ns = context.start_ns + kNsPerHour;
  context.installed_nodes = nodes;
  context.gpus_per_node = 8;
  return context;
}

constexpr const char* kLog =
    "; Version: 2.2\n"
    ";\n"
    "1 0  -1 100 4 -1 -1 8 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
    "2 5  -1 0   4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
    "3 5  -1 50  2 -1 -1 -1 -1 -1 0 1 1 -1 -1 -1 -1 -1\r\n"
    "\n"
    "  4 9 -1 50 1 -1 -1 1 20 -1 5 1 1 -1 -1 -1 -1 -1\n"
    "5 9 -1 50 1 -1 -1 1 60 -1 2 1 1 -1 -1 -1 -1 -1\n"
    "6 4000 -1 50 1 -1 -1 1 60 -1 1 1 1 -1 -1 -1 -1 -1";

TEST_CASE("swf: jobs come out with requests, fates and limits; what makes no job is counted") {
  const TraceFile file("a.swf", kLog);
  const auto source = make_source(by_nodes(file), hour_of(8));

  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].submit_ns == 100 * kNsPerSecond);
  CHECK(jobs[0].nodes == 8);  // requested, not allocated
  CHECK(jobs[0].work_ns == 100 * kNsPerSecond);
  CHECK(jobs[0].limit_ns == 200 * kNsPerSecond);
  CHECK(jobs[1].id == 1);
  CHECK(jobs[1].nodes == 2);  // no request: allocated
  CHECK(jobs[1].limit_ns == 50 * kNsPerSecond);
  CHECK(jobs[1].fate == Fate::fails_by_itself);
  CHECK(jobs[2].fate == Fate::cancelled_by_user);
  CHECK(jobs[2].limit_ns == 50 * kNsPerSecond);  // ran past its request of 20 s
  const auto& replay = dynamic_cast<const ReplaySource&>(*source);
  CHECK(replay.dropped(ReplaySource::Drop::no_run_time) == 1);
  CHECK(replay.dropped(ReplaySource::Drop::partial) == 1);
  CHECK(replay.dropped(ReplaySource::Drop::after_end) == 1);
  CHECK(source->notes().size() == 4);
}

TEST_CASE("swf: a copy reads on from the same job") {
  const TraceFile file("b.swf", kLog);
  const auto source = make_source(by_nodes(file), hour_of(8));
  Job first;
  source->next(first);

  const auto copy = source->clone();
  const std::vector<Job> rest = all_of(*source);
  const std::vector<Job> copied = all_of(*copy);

  REQUIRE(rest.size() == 2);
  REQUIRE(copied.size() == 2);
  CHECK(copied[0].id == 1);
  CHECK(copied[0].submit_ns == rest[0].submit_ns);
  CHECK(copied[1].fate == rest[1].fate);
}

TEST_CASE("swf: every bad line is reported with its place, all at once") {
  const TraceFile file("c.swf",
                       "1 10 -1 100 4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
                       "2 5  -1 100 4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
                       "3 20 -1 100 9 -1 -1 9 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
                       "4 20 -1 1x0 9 -1 -1 9 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
                       "5 20 -1\n"
                       "6 20 -1 nan 4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n");

  const std::vector<Problem> problems = problems_of(by_nodes(file), hour_of(8));

  REQUIRE(problems.size() == 5);
  CHECK(problems[0].file == file.name());
  CHECK(problems[0].line == 2);
  CHECK(problems[0].what == "submitted at 5 s, before the job above it (10 s)");
  CHECK(problems[1].line == 3);
  CHECK(problems[1].what == "the job takes 9 nodes, but at most 8 are energised at one time");
  CHECK(problems[2].line == 4);
  CHECK(problems[2].column == 9);
  CHECK(problems[2].what == "run time is '1x0'");
  CHECK(problems[3].line == 5);
  CHECK(problems[4].line == 6);
}

TEST_CASE("swf: negative submit times and an offset before the start are dropped and counted") {
  const TraceFile file("d.swf",
                       "1 5 -1 100 4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
                       "2 15 -1 100 4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
                       "3 25 -1 100 4 -1 -1 4 200 -1 1 1 1 -1 -1 -1 -1 -1\n");
  WorkloadParams params = by_nodes(file);
  params.offset_s = -20;

  const auto source = make_source(params, hour_of(8));
  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].submit_ns == 105 * kNsPerSecond);
  CHECK(dynamic_cast<const ReplaySource&>(*source).dropped(ReplaySource::Drop::before_start) == 2);
}

TEST_CASE("swf: quirks of a log can take the size from an extra field") {
  // A log whose node count is unreliable but stands as the last part of a 19th field.
  const TraceFile file(
      "e.swf", "1 0 -1 100 589824 -1 -1 589824 200 -1 1 1 1 -1 -1 -1 -1 -1 batch:debug:4x56\n");
  SwfQuirks quirks;
  quirks.extra_fields = 1;
  quirks.mend = [](const std::vector<std::string_view>& fields, TraceRow& row) {
    const std::string text(fields[18].substr(fields[18].rfind(':') + 1));
    row.size = std::stod(text.substr(0, text.find('x')));
  };

  ReplaySource source(std::make_unique<SwfReader>(file.path(), file.name(), quirks),
                      SizeUnit::nodes, by_nodes(file), hour_of(8));
  const std::vector<Job> jobs = all_of(source);

  REQUIRE(jobs.size() == 1);
  CHECK(jobs[0].nodes == 4);
}

TEST_CASE("csv: columns are found by name, accelerators become whole nodes, times get their unit") {
  const TraceFile file("a.csv",
                       "\"id\",num_gpu,submit_time,note,duration\r\n"
                       "1,9,1000,\"a, \"\"b\"\"\",60000\r\n"
                       "2,0.5,2000,,90000\r\n");
  WorkloadParams params = by_nodes(file);
  params.columns = ColumnParams{};
  params.columns.gpus = "num_gpu";
  params.columns.submit = "submit_time";
  params.columns.run = "duration";
  params.columns.time_unit_s = 1e-3;

  const auto source = make_source(params, hour_of(8));
  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].nodes == 2);
  CHECK(jobs[0].submit_ns == 101 * kNsPerSecond);
  CHECK(jobs[0].work_ns == 60 * kNsPerSecond);
  CHECK(jobs[1].nodes == 1);
  CHECK(jobs[1].utilisation_ppm == 1'000'000);
}

TEST_CASE("csv: consecutive rows of one job are its phases, idle ones too") {
  const TraceFile file("b.csv",
                       "job,submit,run,nodes,utilisation\n"
                       "x,0,10,1,0.9\n"
                       "a,5,600,2,0.5\n"
                       "a,5,600,2,0\n"
                       "a,5,300,2,1\n"
                       "b,9,10,1,1\n"
                       "a,9,7,1,1\n");
  WorkloadParams params = by_nodes(file);
  params.columns.job = "job";
  params.columns.utilisation = "utilisation";

  const auto source = make_source(params, hour_of(8));
  Job job;
  source->next(job);
  const auto copy = source->clone();
  const std::vector<Job> jobs = all_of(*copy);

  REQUIRE(jobs.size() == 3);
  CHECK(jobs[0].work_ns == 1500 * kNsPerSecond);
  CHECK(jobs[0].limit_ns == 1500 * kNsPerSecond);
  CHECK(jobs[0].utilisation_ppm == 500'000);
  REQUIRE(jobs[0].phase_count == 3);
  CHECK(copy->phases()[jobs[0].first_phase + 1].utilisation_ppm == 0);
  CHECK(copy->phases()[jobs[0].first_phase + 1].work_ns == 600 * kNsPerSecond);
  CHECK(copy->phases()[jobs[0].first_phase + 2].utilisation_ppm == 1'000'000);
  CHECK(jobs[2].phase_count == 0);  // the same name later is another job
}

TEST_CASE("csv: a missing column names the nearest, a bad number its column") {
  const TraceFile file("c.csv", "submit,runtime,nodes\n0,10,1\n");
  WorkloadParams params = by_nodes(file);
  params.columns.run = "runtme";
  std::vector<Problem> problems = problems_of(params, hour_of(8));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].what == "no column 'runtme'");
  CHECK(problems[0].suggestion == "runtime");

  const TraceFile bad("d.csv", "submit,run,nodes,u\n0,ten,1,1\n1,10,1,1.5\n2,10,1\n");
  params = by_nodes(bad);
  params.columns.utilisation = "u";
  problems = problems_of(params, hour_of(8));
  REQUIRE(problems.size() == 3);
  CHECK(problems[0].line == 2);
  CHECK(problems[0].column == 3);
  CHECK(problems[1].line == 3);
  CHECK(problems[1].column == 8);
  CHECK(problems[1].what == "utilisation is 1.5");
  CHECK(problems[2].line == 4);
}

TEST_CASE("replay: a trace that is not there, or of no known format, is refused") {
  WorkloadParams params;
  params.kind = WorkloadKind::replay;
  params.file = {"gone.swf", "/nonexistent/gone.swf"};
  CHECK(problems_of(params, hour_of(8)).at(0).what == "cannot be opened");

  params.file = {"trace.txt", "/nonexistent/trace.txt"};
  params.path = "workloads.old";
  CHECK(problems_of(params, hour_of(8)).at(0).path == "workloads.old.format");
}

}  // namespace
}  // namespace gigawatt::jobs
