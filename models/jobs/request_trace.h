// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/jobs/csv_lines.h"
#include "sim/engine/time.h"

namespace gigawatt::jobs {

/// One request to a language model.
struct Request {
  TimeNs arrival_ns = 0;
  std::int32_t input_tokens = 0;   ///< Of the prompt, > 0.
  std::int32_t output_tokens = 0;  ///< Generated, ≥ 0.
};

/// Header names of a request trace; the defaults are those of the Azure LLM inference traces.
struct RequestColumns {
  std::string time = "TIMESTAMP";  ///< Dates, or seconds.
  std::string input = "ContextTokens";
  std::string output = "GeneratedTokens";
};

/// Requests of a CSV trace in order of arrival, between the start and the end of a run. The
/// constructor reads the file once to check every line, so that a run never stops at a bad one;
/// `next` reads it again in bounded memory. The first line of the file falls on `start_ns` plus
/// `offset_s`. A copy reads on from where the original stands. Docs: docs/models/jobs/traces.md.
class RequestTrace {
 public:
  /// What the trace holds in all, dropped lines apart.
  struct Totals {
    std::uint64_t requests = 0;
    std::uint64_t no_input = 0;      ///< Dropped: a prompt of no tokens.
    std::uint64_t before_start = 0;  ///< Dropped.
    std::uint64_t after_end = 0;     ///< Dropped.
    std::uint64_t input_tokens = 0;
    std::uint64_t output_tokens = 0;
    TimeNs first_ns = 0;  ///< Of the requests kept.
    TimeNs last_ns = 0;
  };

  /// Throws ScenarioError with every faulty line, up to twenty.
  RequestTrace(std::string path, std::string name, TimeNs start_ns, TimeNs end_ns,
               double offset_s = 0.0, const RequestColumns& columns = {});

  /// Fills `request` and advances; false at the end.
  bool next(Request& request);
  void rewind();

  const Totals& totals() const { return totals_; }
  /// Sentences for the planner: what was dropped and why.
  std::vector<std::string> notes() const;

 private:
  enum Column : std::size_t { kTime, kInput, kOutput, kColumns };
  struct Line {
    std::int64_t time_ns = 0;  // As written: since 1970, or since the trace began.
    std::int32_t input = 0;
    std::int32_t output = 0;
  };

  bool read(Line& line, std::vector<Problem>& problems);
  bool read_time(std::int64_t& time_ns, std::vector<Problem>& problems) const;
  bool read_tokens(Column column, std::int32_t& tokens, std::vector<Problem>& problems) const;
  bool keep(const Line& line, Request& request, Totals& totals) const;
  void check_all();

  CsvLines lines_;
  std::array<int, kColumns> position_{};
  TimeNs start_ns_;
  TimeNs end_ns_;
  std::int64_t shift_ns_ = 0;  // From the times of the file to those of the run.
  double offset_s_;
  Totals totals_;
};

/// All requests of an Azure LLM inference trace, the first at time 0. Throws ScenarioError with
/// every faulty line, DomainError for a request that generates nothing.
std::vector<Request> read_azure_requests(const std::string& path);

}  // namespace gigawatt::jobs
