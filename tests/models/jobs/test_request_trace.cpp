// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "models/jobs/request_trace.h"
#include "tests/models/jobs/trace_file.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr TimeNs kStart = 1'735'689'600 * kNsPerSecond;  // 2025-01-01

std::vector<Request> all_requests_of(RequestTrace trace) {
  std::vector<Request> requests;
  for (Request request; trace.next(request);)
    requests.push_back(request);
  return requests;
}

std::vector<Problem> faults_in(const std::string& text) {
  const TraceFile file("faulty.csv", text);
  try {
    RequestTrace(file.path(), file.name(), kStart, kStart + kNsPerDay);
  } catch (const ScenarioError& error) {
    return error.problems();
  }
  return {};
}

struct Moments {
  double mean, median, p90, p99;
};

/// Percentiles linear between order statistics.
Moments moments_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double sum = 0.0;
  for (const double value : values)
    sum += value;
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {sum / static_cast<double>(values.size()), at(0.5), at(0.9), at(0.99)};
}

TEST_CASE("requests: arrivals keep their distances and fall on the start of the run") {
  const TraceFile file("requests.csv",
                       "TIMESTAMP,ContextTokens,GeneratedTokens\n"
                       "2023-11-16 18:15:46.6805900,374,44\n"
                       "2023-11-16 18:15:50.9951690,396,109\n"
                       "2023-11-16 18:15:51,0,3\n"
                       "2023-11-16 18:16:46.6805900,5,0\n");
  const RequestTrace trace(file.path(), file.name(), kStart, kStart + kNsPerMinute);

  const std::vector<Request> requests = all_requests_of(trace);

  REQUIRE(requests.size() == 2);
  CHECK(requests[0].arrival_ns == kStart);
  CHECK(requests[1].arrival_ns == kStart + 4'314'579'000);  // 50.9951690 − 46.6805900 s
  CHECK(requests[1].input_tokens == 396);
  CHECK(requests[1].output_tokens == 109);
  CHECK(trace.totals().no_input == 1);
  CHECK(trace.totals().after_end == 1);  // exactly a minute later
  CHECK(trace.totals().input_tokens == 770);
  CHECK(trace.notes().size() == 2);
}

TEST_CASE("requests: a copy reads on from the same request, and times may be seconds") {
  const TraceFile file("seconds.csv", "t,in,out\n5,1,2\n7.5,3,4\n9,5,6\n");
  RequestTrace trace(file.path(), file.name(), kStart, kStart + kNsPerDay, -1.0,
                     {"t", "in", "out"});
  Request request;
  CHECK(trace.totals().before_start == 1);
  trace.next(request);

  RequestTrace copy(trace);
  Request other;
  CHECK(request.arrival_ns == kStart + 1'500'000'000);
  CHECK(copy.next(other));
  CHECK(other.output_tokens == 6);
  CHECK(trace.next(request));
  CHECK(request.output_tokens == 6);
  CHECK_FALSE(copy.next(other));
}

TEST_CASE("requests: every bad line is told at once, with line and column") {
  const std::vector<Problem> problems = faults_in(
      "TIMESTAMP,ContextTokens,GeneratedTokens\n"
      "2023-11-16 18:15:46,374,44\n"
      "2023-11-16 18:15:45,374,44\n"
      "2023-11-16 18:15:47,-3,44\n"
      "2023-11-16 18:15:47,3,4.5\n"
      "noon,3,4\n"
      "2023-11-16 18:15:48,3\n");
  REQUIRE(problems.size() == 5);
  CHECK(problems[0].line == 3);
  CHECK(problems[0].what == "the request arrives before the one above it");
  CHECK(problems[1].line == 4);
  CHECK(problems[1].column == 21);
  CHECK(problems[2].line == 5);
  CHECK(problems[2].column == 23);
  CHECK(problems[3].what == "'noon' is no time");
  CHECK(problems[4].line == 7);

  const std::vector<Problem> columns = faults_in("TIMESTAMP,ContextToken,GeneratedTokens\n");
  REQUIRE(columns.size() == 1);
  CHECK(columns[0].suggestion == "ContextToken");
}

TEST_CASE("requests: the Azure traces have the published rate, burstiness and lengths") {
  struct Row {
    const char* file;
    std::size_t requests;
    double span_s, cv;
    Moments in, out;
  };
  // Chat: 19,366 requests in 3,501.7 s, gaps with a coefficient of variation of 1.094, prompts of
  // 1,154.7 tokens in the mean. Code is counted from its file in the same way.
  const std::vector<Row> rows{{"azure_llm_2023_conv.csv",
                               19'366,
                               3501.7219,
                               1.0942,
                               {1154.70, 1020, 2734.5, 4142},
                               {211.13, 129, 424, 601}},
                              {"azure_llm_2023_code.csv",
                               8819,
                               3435.948,
                               13.151,
                               {2047.85, 1469, 5187.6, 7436},
                               {27.88, 13, 55, 251.46}}};
  for (const Row& row : rows) {
    CAPTURE(row.file);
    const RequestTrace trace(std::string(GIGAWATT_SOURCE_DIR "/scenarios/data/traces/") + row.file,
                             row.file, kStart, kStart + kNsPerDay);
    const std::vector<Request> requests = all_requests_of(trace);

    REQUIRE(requests.size() == row.requests);
    CHECK(trace.totals().requests == row.requests);
    CHECK(to_seconds(requests.back().arrival_ns - kStart) == Approx(row.span_s).epsilon(1e-6));
    std::vector<double> in;
    std::vector<double> out;
    double squared = 0.0;
    for (std::size_t i = 0; i < requests.size(); ++i) {
      in.push_back(requests[i].input_tokens);
      out.push_back(requests[i].output_tokens);
      if (i == 0) continue;
      const double gap_s = to_seconds(requests[i].arrival_ns - requests[i - 1].arrival_ns);
      squared += gap_s * gap_s;
    }
    const auto gaps = static_cast<double>(requests.size() - 1);
    const double mean_s = to_seconds(requests.back().arrival_ns - kStart) / gaps;
    CHECK(std::sqrt(squared / gaps - mean_s * mean_s) / mean_s == Approx(row.cv).epsilon(1e-4));
    const Moments seen_in = moments_of(in);
    const Moments seen_out = moments_of(out);
    CHECK(seen_in.mean == Approx(row.in.mean).epsilon(1e-4));
    CHECK(seen_in.median == row.in.median);
    CHECK(seen_in.p90 == Approx(row.in.p90));
    CHECK(seen_in.p99 == Approx(row.in.p99));
    CHECK(seen_out.mean == Approx(row.out.mean).epsilon(1e-4));
    CHECK(seen_out.median == row.out.median);
    CHECK(seen_out.p90 == Approx(row.out.p90));
    CHECK(seen_out.p99 == Approx(row.out.p99).epsilon(1e-4));
  }
}

}  // namespace
}  // namespace gigawatt::jobs
