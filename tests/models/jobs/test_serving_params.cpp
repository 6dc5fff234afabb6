// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <doctest/doctest.h>

#include "models/jobs/serving_params.h"
#include "sim/engine/errors.h"
#include "sim/scenario/reader.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

constexpr TimeNs kMonday = 1'736'121'600 * kNsPerSecond;  // 2025-01-06T00:00Z

ServingParams read(const std::string& text) {
  const Tree tree = parse_yaml(text, "serving.yaml");
  ProblemList problems(tree);
  ServingParams params;
  ReadOptions options;
  options.data_paths = {GIGAWATT_SOURCE_DIR "/scenarios"};
  read_fields(tree, "", options, [&](FieldVisitor& v) { params.visit(v); }, problems);
  problems.throw_if_any();
  return params;
}

std::string refusal(const std::string& text) {
  try {
    make_serving(read(text), shipped_llms(), h100(), 7, 1000);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("serving parameters: a chat service from its text to a day of tokens") {
  const ServingParams params = read(R"(
llm: llama-3-8b
replicas: {accelerators: 1, precision: fp8, max_batch: 256, chunk: 512}
demand: {tokens: 20000 1/s, swing: 0, lengths: data/traces/azure_llm_2023_conv.csv, burst: 1.1}
autoscaler: {min: 1, max: 50, target_load: 0.7, up_delay: 1 min, down_delay: 10 min}
slo: {ttft: 2 s, tpot: 50 ms}
unserved: queue
)");
  const auto serving = make_serving(params, shipped_llms(), h100(), 7, 2'000);
  CHECK(serving->accelerators_per_replica() == 1);

  TokenCount served;
  for (TimeNs now_ns = kMonday; now_ns < kMonday + kNsPerDay; now_ns += 5 * kNsPerMinute) {
    serving->set_replicas(serving->replicas_wanted(now_ns));
    const ServingInterval interval = serving->advance(now_ns, now_ns + 5 * kNsPerMinute);
    served += interval.served;
    if (now_ns > kMonday + kNsPerHour) CHECK(interval.load_ppm <= 700'001);
  }

  // 20,000 output tokens/s all day, but for what was dropped before the first scaling.
  CHECK(static_cast<double>(served.output) == Approx(20'000.0 * 86'400).epsilon(0.005));
}

TEST_CASE("serving parameters: without promises it is batch inference") {
  const ServingParams params =
      read("{llm: llama-3-8b, demand: {requests: 5 1/s, input: 1000, output: 100}}");
  CHECK_FALSE(params.level.has_value());
  const auto serving = make_serving(params, shipped_llms(), h100(), 7, 1'000);
  serving->set_replicas(1);
  CHECK(serving->advance(kMonday, kMonday + kNsPerHour).misses == 0);
}

TEST_CASE("serving parameters: all contradictions are reported together") {
  const std::string errors = refusal(
      "{llm: llama-3-8b, replicas: {max_batch: 600}, autoscaler: {min: 3, max: 2},\n"
      " demand: {requests: 5 1/s, tokens: 9 1/s, weekdays: [1, 2], time_zone: Mars/Olympus}}");

  for (const char* part :
       {"both requests and tokens are given", "the lengths of requests are not clear", "2 factors",
        "'Mars/Olympus' is no time zone", "leave no room beside 600 decodes",
        "2 replicas at most, but 3 at least"}) {
    CAPTURE(part);
    CHECK(errors.find(part) != std::string::npos);
  }
}

TEST_CASE("serving parameters: an unknown model and one that does not fit are refused in words") {
  CHECK(refusal("{llm: llama-3-9b, demand: {requests: 5 1/s, input: 10, output: 10}}")
            .find("did you mean 'llama-3-8b'?") != std::string::npos);
  CHECK(refusal("{llm: llama-3.1-70b, demand: {requests: 5 1/s, input: 10, output: 10}}")
            .find("it needs 2 accelerators per replica") != std::string::npos);
  CHECK(refusal("{llm: llama-3-8b, demand: {requests: 5 1/s, input: -10, output: 10}}")
            .find("demand.input") != std::string::npos);
}

}  // namespace
}  // namespace gigawatt::jobs
