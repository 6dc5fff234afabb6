// SPDX-License-Identifier: Apache-2.0

// Readers of published traces. The traces of Philly, Helios and Acme are too large to ship; the
// files here are written in their published formats, some lines being the examples of their own
// documentation.

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/csv_lines.h"
#include "models/jobs/replay.h"
#include "tests/models/jobs/trace_file.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

SourceContext days_of(double days, std::uint32_t nodes) {
  SourceContext context;
  context.start_ns = 1'735'689'600 * kNsPerSecond;  // 2025-01-01
  context.end_ns = context.start_ns + from_seconds(days * 86'400);
  context.installed_nodes = nodes;
  context.gpus_per_node = 8;
  return context;
}

const ReplaySource& replay_of(const JobSource& source) {
  return dynamic_cast<const ReplaySource&>(source);
}

bool has_note(const JobSource& source, const std::string& words) {
  const auto notes = source.notes();
  return std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
    return note.find(words) != std::string::npos;
  });
}

// The first three rows are the example in the documentation of HeliosData.
constexpr const char* kHelios =
    "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
    "1425511,uXBbc,vcJkd,1,1,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:01,"
    "2020-06-10 04:55:09,36848,0\n"
    "1425512,uVMrF,vchbv,4,16,1,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:27,"
    "2020-06-09 18:45:36,249,0\n"
    "1425513,uzqls,vcpDC,1,1,1,CANCELLED,2020-06-09 18:41:28,2020-06-09 18:41:28,"
    "2020-06-17 14:15:21,675233,0\n"
    "1425514,uzqls,vcpDC,0,1,1,COMPLETED,2020-06-09 18:41:30,2020-06-09 18:41:30,"
    "2020-06-09 18:41:40,10,0\n"
    "1425515,uzqls,vcJkd,17,1,3,TIMEOUT,2020-06-09 18:42:01,2020-06-09 18:50:00,"
    "2020-06-09 18:50:10,10,479\n"
    "1425516,uzqls,vcJkd,8,1,3,CANCELLED,2020-06-09 18:43:01,,,0,0\n"
    "1425517,uzqls,vcJkd,8,1,3,SUSPENDED,2020-06-09 18:44:01,2020-06-09 18:50:00,"
    "2020-06-09 18:50:10,10,359\n";

TEST_CASE("helios: times, states and virtual clusters come out of Slurm's log") {
  const TraceFile file("helios.csv", kHelios);
  const SourceContext context = days_of(10, 100);
  const auto source = make_source(file.params(TraceFormat::helios), context);

  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 4);
  CHECK(jobs[0].submit_ns == context.start_ns);  // The first job's submission is the start.
  CHECK(jobs[0].work_ns == 36'848 * kNsPerSecond);
  CHECK(jobs[1].submit_ns == context.start_ns + 26 * kNsPerSecond);
  CHECK(jobs[1].fate == Fate::fails_by_itself);
  CHECK(jobs[2].fate == Fate::cancelled_by_user);
  CHECK(jobs[3].nodes == 3);                     // 17 accelerators on nodes of 8
  CHECK(jobs[3].fate == Fate::fails_by_itself);  // a timeout counts as failed
  REQUIRE(source->tenants().size() == 4);
  CHECK(source->tenants()[0].empty());
  CHECK(source->tenants()[jobs[0].tenant] == "vcJkd");
  CHECK(source->tenants()[jobs[2].tenant] == "vcpDC");
  CHECK(jobs[3].tenant == jobs[0].tenant);
  CHECK(replay_of(*source).dropped(Drop::no_accelerators) == 1);
  CHECK(replay_of(*source).dropped(Drop::never_placed) == 1);
  CHECK(replay_of(*source).dropped(Drop::unclear_state) == 1);
  CHECK(has_note(*source, "1 jobs dropped that ask for no accelerators"));
  CHECK(has_note(*source, "2020-06-09T18:41:01Z of the trace falls on the start"));
}

TEST_CASE("helios: tenants can be users, and the instant that counts as the start can be said") {
  const TraceFile file("helios-2.csv", kHelios);
  WorkloadParams params = file.params(TraceFormat::helios);
  params.columns.tenant = "user";
  params.trace_start = 1'591'660'800 * kNsPerSecond;  // 2020-06-09
  const SourceContext context = days_of(10, 100);

  const auto source = make_source(params, context);
  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 4);
  CHECK(jobs[0].submit_ns - context.start_ns ==
        (18 * 3600 + 41 * 60 + 1) * kNsPerSecond);  // 18:41:01, by hand
  CHECK(source->tenants()[jobs[2].tenant] == "uzqls");
}

TEST_CASE("acme: dates with offsets are read, and the run is end less start") {
  // Rows of the documentation of AcmeTrace. Kalos' durations there include the wait: 18 s and 82 s
  // are end less submit, while the jobs ran 8 s and 70 s.
  const TraceFile file(
      "kalos.csv",
      "job_id,user,node_num,gpu_num,cpu_num,mem_per_pod_GB,shared_mem_per_pod,type,state,"
      "submit_time,start_time,end_time,fail_time,stop_time,duration,queue,gpu_time\n"
      "dlctk696s0jbvitv,uf794,8,64,960,1000,100.0,Other,FAILED,2023-05-17 11:00:58+00:00,"
      "2023-05-17 11:01:08+00:00,2023-05-17 11:01:16+00:00,2023-05-17 11:01:16+00:00,,18,10.0,"
      "1152.0\n"
      "dlc1t2ypl09b8qtp,uf794,8,64,960,1000,100.0,Other,CANCELLED,2023-05-17 19:28:42+08:00,"
      "2023-05-17 11:28:54+00:00,2023-05-17 11:30:04+00:00,,2023-05-17 11:30:04+00:00,82,12.0,"
      "5248.0\n");
  const SourceContext context = days_of(1, 16);

  const auto source = make_source(file.params(TraceFormat::acme), context);
  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].nodes == 8);
  CHECK(jobs[0].work_ns == 8 * kNsPerSecond);
  CHECK(jobs[1].submit_ns == context.start_ns + 1664 * kNsPerSecond);  // 27 min 44 s
  CHECK(jobs[1].work_ns == 70 * kNsPerSecond);
  CHECK(source->tenants()[jobs[1].tenant] == "uf794");
  CHECK(replay_of(*source).remarked(kRunDisagrees) == 2);
}

// The first job is the example in the documentation of the Philly traces, its accelerators cut to
// four of the first attempt and eight of the second.
constexpr const char* kPhilly = R"([
{"status": "Pass", "vc": "ee9e8c", "jobid": "application_1506638472019_14199", "attempts": [
   {"start_time": "2017-10-07 01:12:09", "end_time": "2017-10-07 01:13:23",
    "detail": [{"ip": "m47", "gpus": ["gpu0", "gpu1", "gpu2", "gpu3"]}]},
   {"start_time": "2017-10-07 01:13:30", "end_time": "2017-10-09 06:53:12",
    "detail": [{"ip": "m412", "gpus": ["gpu0", "gpu1", "gpu2", "gpu3"]},
               {"ip": "m413", "gpus": ["gpu0", "gpu1", "gpu2", "gpu3"]}]}],
 "submitted_time": "2017-10-07 01:11:39", "user": "ce2f4c"},
{"status": "Killed", "vc": "b436b2", "jobid": "a", "attempts": [], "submitted_time":
 "2017-10-07 01:11:40", "user": "brace } and \" quote"},
{"status": "Failed", "vc": "b436b2", "jobid": "b", "attempts": [
   {"start_time": null, "end_time": "2017-10-07 02:00:00", "detail": [{"ip": "m1", "gpus": ["gpu0"]}]},
   {"start_time": "2017-10-07 02:00:00", "end_time": "2017-10-07 02:01:00",
    "detail": [{"ip": "m1", "gpus": ["gpu0"]}]}],
 "submitted_time": "2017-10-07 01:11:41", "user": "x"},
{"status": "Pass", "vc": "ee9e8c", "jobid": "c", "attempts": [
   {"start_time": "2017-10-08 02:00:00", "end_time": "None", "detail": [{"ip": "m1", "gpus": ["gpu0"]}]}],
 "submitted_time": "2017-10-07 01:11:42", "user": "x"}
])";

TEST_CASE("philly: attempts add up, the widest gives the size, what never ran is counted") {
  const TraceFile file("cluster_job_log", kPhilly);
  const SourceContext context = days_of(10, 10);
  const auto source = make_source(file.params(TraceFormat::philly), context);

  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 2);
  // 74 s, and 2 days 5 h 39 min 42 s = 193,182 s, by hand.
  CHECK(jobs[0].work_ns == (74 + 193'182) * kNsPerSecond);
  CHECK(jobs[0].nodes == 1);
  CHECK(jobs[0].fate == Fate::completes);
  CHECK(source->tenants()[jobs[0].tenant] == "ee9e8c");
  CHECK(jobs[1].submit_ns == context.start_ns + 2 * kNsPerSecond);
  CHECK(jobs[1].work_ns == 60 * kNsPerSecond);
  CHECK(jobs[1].fate == Fate::fails_by_itself);
  CHECK(replay_of(*source).dropped(Drop::never_placed) == 1);
  CHECK(replay_of(*source).dropped(Drop::still_running) == 1);
  CHECK(replay_of(*source).remarked(kAttemptsLost) == 1);

  const auto again = make_source(file.params(TraceFormat::philly), context);
  Job job;
  again->next(job);
  const auto copy = again->clone();
  CHECK(copy->next(job));
  CHECK(job.id == 1);
  CHECK_FALSE(copy->next(job));
}

TEST_CASE("philly: faults name the line and column where the job begins") {
  const TraceFile file("bad_job_log",
                       "[{\"status\": \"Passed\", \"submitted_time\": \"2017-10-07 01:11:39\"},\n"
                       "  {\"status\": \"Pass\", \"submitted_time\": \"yesterday\"},\n"
                       "  {\"status\" \"Pass\"},\n"
                       "  {\"status\": \"Pass\", \"submitted_time\": \"2017-10-07 0");

  const std::vector<Problem> problems =
      problems_of(file.params(TraceFormat::philly), days_of(10, 10));

  REQUIRE(problems.size() == 4);
  CHECK(problems[0].line == 1);
  CHECK(problems[0].column == 2);
  CHECK(problems[0].what == "unknown status 'Passed'");
  CHECK(problems[0].suggestion == "Pass");
  CHECK(problems[1].line == 2);
  CHECK(problems[1].column == 3);
  CHECK(problems[2].what == "this job is not valid JSON");
  CHECK(problems[3].what == "the file ends inside this job");
}

TEST_CASE("csv: an unknown state names the nearest, with line and column") {
  const TraceFile file(
      "states.csv",
      "submit_time,start_time,end_time,duration,gpu_num,state,vc\n"
      "2020-06-09 18:41:01,2020-06-09 18:41:01,2020-06-09 18:41:09,8,1,COMPLETE,a\n"
      "2020-06-31 18:41:01,2020-06-09 18:41:01,2020-06-09 18:41:09,8,1,FAILED,a\n"
      "2020-06-30 18:41:01,2020-06-30 18:41:01,2020-06-30 18:41:00,8,1,FAILED,a\n"
      "2020-06-30 18:41:01,2020-06-30 18:41:01,2020-06-30 18:41:09,8,-1,FAILED,a\n");

  const std::vector<Problem> problems =
      problems_of(file.params(TraceFormat::helios), days_of(10, 10));

  REQUIRE(problems.size() == 3);
  CHECK(problems[0].line == 2);
  CHECK(problems[0].column == 65);
  CHECK(problems[0].what == "unknown state 'COMPLETE'");
  CHECK(problems[0].suggestion == "completed");
  CHECK(problems[1].line == 3);
  CHECK(problems[1].column == 1);
  CHECK(problems[1].what == "'2020-06-31 18:41:01' is no time");
  CHECK(problems[2].line == 5);
  CHECK(problems[2].what == "size is -1");
}

TEST_CASE("quirks: unsorted lines are an error, or sorted where the scenario says so") {
  const TraceFile file("unsorted.csv", "submit,run,nodes\n20,60,1\n10,61,2\n20,62,3\n10,63,4\n");
  WorkloadParams params = file.params();
  params.columns.nodes = "nodes";
  const SourceContext context = days_of(1, 8);
  CHECK(problems_of(params, context).at(0).line == 3);

  params.quirks = {"unsorted"};
  const auto source = make_source(params, context);
  Job first;
  source->next(first);
  const auto copy = source->clone();
  const std::vector<Job> rest = all_of(*copy);

  CHECK(first.nodes == 2);
  REQUIRE(rest.size() == 3);
  CHECK(rest[0].nodes == 4);  // equal times keep the order of the file
  CHECK(rest[1].nodes == 1);
  CHECK(rest[2].nodes == 3);
  CHECK(has_note(*source, "quirk unsorted"));
}

TEST_CASE("quirks: Frontier's node counts come from the descriptor") {
  // Field 5 may hold cores; the descriptor's N is what the accelerators used divide by.
  const TraceFile file(
      "frontier.swf",
      "1 0 3 100 280000 -1 -1 280000 200 -1 1 7 1 -1 -1 -1 -1 -1 20000 200 "
      "frontier:excl:2500x112\n"
      "2 9 3 100 4 -1 -1 4 200 -1 0 7 1 -1 -1 -1 -1 -1 32 200 frontier:debug:4x56\n");
  WorkloadParams params = file.params();
  params.quirks = {"frontier-descriptor", "submits-are-starts"};

  const auto source = make_source(params, days_of(1, 9408));
  const std::vector<Job> jobs = all_of(*source);

  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].nodes == 2500);
  CHECK(jobs[1].nodes == 4);
  CHECK(source->tenants()[jobs[0].tenant] == "7");  // the user, field 12
  CHECK(replay_of(*source).remarked(kSizeMended) == 1);
  CHECK(has_note(*source, "submit times are start times"));
}

TEST_CASE("quirks: an unknown one, or one of another format, is refused with the names that fit") {
  const TraceFile file("plain.csv", "submit,run,nodes\n20,60,1\n");
  WorkloadParams params = file.params();
  params.columns.nodes = "nodes";
  params.quirks = {"unsortd", "allocated-size"};

  const std::vector<Problem> problems = problems_of(params, days_of(1, 8));

  REQUIRE(problems.size() == 2);
  CHECK(problems[0].path == "workloads.trace.quirks");
  CHECK(problems[0].suggestion == "unsorted");
  CHECK(problems[1].expected == "any of: unsorted, submits-are-starts");
}

TEST_CASE(
    "csv: a trace of numbers has no instant to start at, and formats have their own columns") {
  const TraceFile file("numbers.csv", "submit,run,nodes\n20,60,1\n");
  WorkloadParams params = file.params();
  params.columns.nodes = "nodes";
  params.trace_start = 0;
  CHECK(problems_of(params, days_of(1, 8)).at(0).path == "workloads.trace.trace_start");

  params.trace_start.reset();
  params.format = TraceFormat::acme;
  CHECK(problems_of(params, days_of(1, 8)).at(0).path == "workloads.trace.columns");
}

TEST_CASE("philly-clusters: the shipped traces of virtual clusters replay whole") {
  struct Row {
    const char* file;
    std::size_t jobs, of_1, of_8;
    double most_run_s, last_submit_s;
  };
  // Counted from the files. The longest job of the first is the longest of all Philly run times.
  for (const Row& row :
       {Row{"philly_derived_muri_trace1.csv", 1494, 536, 465, 4'628'239, 10'817'570},
        Row{"philly_derived_muri_trace2.csv", 5755, 2335, 1825, 4'257'415, 8'572'283}}) {
    CAPTURE(row.file);
    WorkloadParams params;
    params.kind = WorkloadKind::replay;
    params.format = TraceFormat::philly_clusters;
    params.file = {row.file, std::string(GIGAWATT_SOURCE_DIR "/scenarios/data/traces/") + row.file};
    SourceContext context = days_of(200, 64);
    context.gpus_per_node = 1;  // so that nodes count accelerators

    const auto source = make_source(params, context);
    const std::vector<Job> jobs = all_of(*source);

    REQUIRE(jobs.size() == row.jobs);
    const auto of = [&](std::uint32_t gpus) {
      return static_cast<std::size_t>(std::count_if(
          jobs.begin(), jobs.end(), [&](const Job& job) { return job.nodes == gpus; }));
    };
    CHECK(of(1) == row.of_1);
    CHECK(of(8) == row.of_8);
    const auto longest = std::max_element(
        jobs.begin(), jobs.end(), [](const Job& a, const Job& b) { return a.work_ns < b.work_ns; });
    CHECK(to_seconds(longest->work_ns) == row.most_run_s);
    CHECK(to_seconds(jobs.back().submit_ns - context.start_ns) == Approx(row.last_submit_s));
    CHECK(source->notes().empty());
  }
}

TEST_CASE("philly: the shipped sequence of nodes has the published shares in use") {
  CsvLines lines(GIGAWATT_SOURCE_DIR "/scenarios/data/traces/philly_node_sequence_per_minute.csv",
                 "nodes.csv");
  std::vector<Problem> problems;
  std::vector<double> shares;
  double sum = 0.0;
  while (lines.next(problems)) {
    double active = 0.0;
    double total = 0.0;
    REQUIRE(lines.number(1, active, problems));
    REQUIRE(lines.number(2, total, problems));
    shares.push_back(active / total);
    sum += shares.back();
  }
  std::sort(shares.begin(), shares.end());

  CHECK(problems.empty());
  REQUIRE(shares.size() == 105'644);
  CHECK(sum / 105'644 == Approx(0.739).epsilon(0.001));
  CHECK(shares[105'644 * 95 / 100] < 0.94);
}

TEST_CASE("helios: running and idle accelerators of the shipped month add up every minute") {
  CsvLines lines(GIGAWATT_SOURCE_DIR
                 "/scenarios/data/traces/helios_earth_vc6YE_may2020_per_minute.csv",
                 "minutes.csv");
  std::vector<Problem> problems;
  const int total = lines.find("total_gpu_num", problems);
  const int running = lines.find("running_gpu_num", problems);
  const int idle = lines.find("idle_gpu_num", problems);
  int minutes = 0;
  double running_sum = 0.0;
  for (; lines.next(problems); ++minutes) {
    double all = 0.0;
    double busy = 0.0;
    double rest = 0.0;
    REQUIRE((lines.number(total, all, problems) && lines.number(running, busy, problems) &&
             lines.number(idle, rest, problems)));
    REQUIRE(busy + rest == all);
    running_sum += busy;
  }

  CHECK(problems.empty());
  CHECK(minutes == 31 * 24 * 60);                                      // May
  CHECK(running_sum / minutes / 208 == Approx(0.9026).epsilon(1e-3));  // counted from the file
}

TEST_CASE("openb: pods of the Alibaba cluster of 2023 have the published counts") {
  const char* folder = std::getenv("GIGAWATT_EXTRA_DATA");
  const std::filesystem::path path = std::filesystem::path(folder == nullptr ? "" : folder) /
                                     "traces/alibaba_gpu2023_openb_pod_list_default.csv";
  if (!std::filesystem::exists(path)) {
    std::cout << "skipped: openb pod list (GIGAWATT_EXTRA_DATA names no folder with it)\n";
    return;
  }
  WorkloadParams params;
  params.kind = WorkloadKind::replay;
  params.format = TraceFormat::openb;
  params.file = {path.filename().string(), path.string()};
  SourceContext context = days_of(200, 2000);
  context.gpus_per_node = 1;

  const auto source = make_source(params, context);
  const std::vector<Job> jobs = all_of(*source);
  const ReplaySource& replay = replay_of(*source);

  // 8,152 pods: 1,088 without GPU, 7,064 with, 861 of these never placed (counted from the file).
  // Shares of num_gpu over all pods: 0.857 one, 0.134 none, 0.0054 eight, 0.0020 two, 0.0018 four.
  CHECK(replay.dropped(Drop::no_accelerators) == 1088);
  CHECK(replay.dropped(Drop::never_placed) == 861);
  CHECK(replay.dropped(Drop::no_run_time) == 0);
  REQUIRE(jobs.size() == 7064 - 861);
  CHECK(1088.0 / 8152 == Approx(0.134).epsilon(0.005));
  std::map<std::uint32_t, int> of;
  std::map<Fate, int> fates;
  for (const Job& job : jobs) {
    ++of[job.nodes];
    ++fates[job.fate];
  }
  CHECK(fates[Fate::fails_by_itself] == 1869);
  CHECK(replay.remarked(kCensored) == 4149);
  CHECK(of.size() == 4);
  CHECK(of[1] + of[2] + of[4] + of[8] == 6203);
}

}  // namespace
}  // namespace gigawatt::jobs
