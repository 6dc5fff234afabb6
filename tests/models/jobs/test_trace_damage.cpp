// SPDX-License-Identifier: Apache-2.0

// Damaged traces: bytes of good ones replaced, removed and doubled. A reader gives jobs or problems
// with a line; it never fails in another way.

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/request_trace.h"
#include "sim/engine/random.h"
#include "tests/models/jobs/trace_file.h"

namespace gigawatt::jobs {
namespace {

struct Sample {
  TraceFormat format;
  std::string text;
};

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{
      {TraceFormat::swf,
       "; Version: 2.2\n1 0 -1 100 4 -1 -1 8 200 -1 1 1 1 -1 -1 -1 -1 -1\n"
       "2 5 -1 50 2 -1 -1 -1 -1 -1 0 1 1 -1 -1 -1 -1 -1\n"},
      {TraceFormat::helios,
       "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration\n"
       "1,u,v,1,1,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:01,2020-06-10 04:55:09,36848\n"
       "2,u,\"w\",4,1,1,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:27,,249\n"},
      {TraceFormat::openb,
       "name,num_gpu,gpu_milli,pod_phase,creation_time,deletion_time,scheduled_time\n"
       "p,1,460,Running,0,12537496,0\nq,0,0,Pending,7,9,\n"},
      {TraceFormat::philly_clusters,
       "job_id,num_gpu,submit_time,duration\n0,1,0,2868294000\n1,8,201694000,4472936000\n"},
      {TraceFormat::philly,
       "[{\"status\": \"Pass\", \"vc\": \"a\", \"attempts\": [{\"start_time\": "
       "\"2017-10-07 01:12:09\", \"end_time\": \"2017-10-07 01:13:23\", \"detail\": [{\"ip\": "
       "\"m\", \"gpus\": [\"g0\", \"g1\"]}]}], \"submitted_time\": \"2017-10-07 01:11:39\"},\n"
       "{\"status\": \"Killed\", \"vc\": \"b\", \"attempts\": [], \"submitted_time\": "
       "\"2017-10-07 01:11:40\", \"user\": \"x\"}]"}};
  return all;
}

/// One to four bytes of `text` replaced, removed or doubled.
std::string damaged(std::string text, RandomDraws& draws) {
  static const std::string bytes = "0123456789-+.,:;eE\"'{}[]()\\ \t\r\nxN\xff";
  for (std::uint64_t left = 1 + draws.index(4); left > 0 && !text.empty(); --left) {
    const auto at = static_cast<std::size_t>(draws.index(text.size()));
    switch (draws.index(3)) {
      case 0:
        text[at] = bytes[static_cast<std::size_t>(draws.index(bytes.size()))];
        break;
      case 1:
        text.erase(at, 1 + static_cast<std::size_t>(draws.index(8)));
        break;
      default:
        text.insert(at, text.substr(at, 1 + static_cast<std::size_t>(draws.index(8))));
    }
  }
  return text;
}

TEST_CASE("traces: damaged files give jobs or problems with a line, nothing else") {
  const RandomStream stream(5, "test", "damage");
  SourceContext context;
  context.end_ns = 400 * kNsPerDay;
  context.installed_nodes = 1000;
  std::uint64_t entity = 0;
  int read = 0;
  int refused = 0;
  for (const Sample& sample : samples()) {
    for (int i = 0; i < 600; ++i) {
      RandomDraws draws = stream.at(entity++);
      const TraceFile file("damaged.txt", damaged(sample.text, draws));
      CAPTURE(file.path());
      try {
        const auto source = make_source(file.params(sample.format), context);
        for (const Job& job : all_of(*source)) {
          REQUIRE(job.work_ns > 0);
          REQUIRE(job.nodes > 0);
          REQUIRE(job.nodes <= 1000);
          REQUIRE(job.tenant < std::max<std::size_t>(source->tenants().size(), 1));
        }
        ++read;
      } catch (const ScenarioError& error) {
        for (const Problem& problem : error.problems())
          REQUIRE((problem.line > 0 || !problem.what.empty()));
        ++refused;
      }
    }
  }
  CHECK(read > 200);
  CHECK(refused > 300);
}

TEST_CASE("requests: damaged files give requests or problems, nothing else") {
  const RandomStream stream(6, "test", "damage");
  int read = 0;
  int refused = 0;
  for (std::uint64_t i = 0; i < 600; ++i) {
    RandomDraws draws = stream.at(i);
    const TraceFile file("damaged-requests.txt", damaged("TIMESTAMP,ContextTokens,GeneratedTokens\n"
                                                         "2023-11-16 18:15:46.6805900,374,44\n"
                                                         "2023-11-16 18:15:50.9951690,396,109\n",
                                                         draws));
    try {
      RequestTrace trace(file.path(), file.name(), 0, kNsPerDay);
      for (Request request; trace.next(request);) {
        REQUIRE(request.input_tokens > 0);
        REQUIRE(request.output_tokens >= 0);
      }
      ++read;
    } catch (const ScenarioError& error) {
      REQUIRE_FALSE(error.problems().empty());
      ++refused;
    }
  }
  CHECK(read > 10);
  CHECK(refused > 60);
}

}  // namespace
}  // namespace gigawatt::jobs
