// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <doctest/doctest.h>
#include <unistd.h>

#include "sim/scenario/problem.h"
#include "tests/models/jobs/serving_parts.h"

namespace gigawatt::jobs {
namespace {

using doctest::Approx;

std::string errors_of(const std::string& text) {
  const std::string path = (std::filesystem::temp_directory_path() /
                            ("gigawatt_llms_" + std::to_string(::getpid()) + ".yaml"))
                               .string();
  std::ofstream(path) << text;
  LlmCatalogue catalogue;
  std::string errors;
  try {
    catalogue.load(path);
  } catch (const ScenarioError& error) {
    errors = error.what();
  }
  std::remove(path.c_str());
  return errors;
}

TEST_CASE("llm: the KV cache per token is the published one") {
  // DeepSeek-AI, Insights into DeepSeek-V3, ISCA 2025, Table 1: 70.272 kB and 516.096 kB in bf16.
  CHECK(kv_bytes_per_token(shipped_llms().get("deepseek-v3"), Precision::bf16) == 70'272.0);
  CHECK(kv_bytes_per_token(shipped_llms().get("llama-3.1-405b"), Precision::bf16) == 516'096.0);
  // By hand: 2 · 32 layers · 8 heads · 128 · 2 bytes; fp8 halves it.
  CHECK(kv_bytes_per_token(shipped_llms().get("llama-3-8b"), Precision::bf16) == 131'072.0);
  CHECK(kv_bytes_per_token(shipped_llms().get("llama-3-8b"), Precision::fp8) == 65'536.0);
  // 18 layers see everything: 2 · 18 · 8 · 64 · 2; the other 18 hold a window of 128 tokens.
  const LlmModel& gpt_oss = shipped_llms().get("gpt-oss-120b");
  CHECK(kv_bytes_per_token(gpt_oss, Precision::bf16) == 36'864.0);
  CHECK(window_tokens(gpt_oss) == 128);
}

TEST_CASE("llm: parameters derived from the shapes round to the names of the models") {
  CHECK(shipped_llms().get("llama-3-8b").parameters == 8'030'261'248.0);  // as the weights count
  CHECK(shipped_llms().get("llama-2-70b").parameters == Approx(70e9).epsilon(0.02));
  CHECK(shipped_llms().get("llama-3.1-70b").parameters == Approx(70e9).epsilon(0.01));
  CHECK(shipped_llms().get("llama-3.1-405b").parameters == Approx(405e9).epsilon(0.003));
}

TEST_CASE("llm: a mixture reads the experts its tokens choose, not all of them") {
  const LlmModel& llm = shipped_llms().get("deepseek-v3");

  CHECK(expected_distinct_experts(llm, 1.0) == Approx(8.0));
  // Two tokens: 8 + 8 · (1 − 8/256), by hand.
  CHECK(expected_distinct_experts(llm, 2.0) == Approx(15.75));
  CHECK(expected_distinct_experts(llm, 1e6) == Approx(256.0));
  // One token reads what is published as active (37e9); the difference is embeddings and rounding.
  CHECK(parameters_read(llm, 1.0) == Approx(37e9).epsilon(0.02));
  CHECK(parameters_read(llm, 1e6) == Approx(671e9));
  CHECK(parameters_read(shipped_llms().get("llama-3-8b"), 1.0) == 8'030'261'248.0);
}

TEST_CASE("llm: latent attention works on the latent in decode and on heads in prefill") {
  const LlmModel& llm = shipped_llms().get("deepseek-v3");

  CHECK(attention_flops(llm, true) == 2.0 * 61 * 128 * (576 + 512));
  CHECK(attention_flops(llm, false) == 2.0 * 61 * 128 * (192 + 128));
}

TEST_CASE("llm: an unknown name is refused with the nearest one") {
  CHECK_THROWS_WITH_AS(shipped_llms().get("llama-3-7b", "workloads.chat.llm"),
                       doctest::Contains("workloads.chat.llm: unknown llm 'llama-3-7b'"),
                       ScenarioError);
  CHECK_THROWS_WITH_AS(shipped_llms().get("deepseek-v4"),
                       doctest::Contains("did you mean 'deepseek-v3'?"), ScenarioError);
}

TEST_CASE("llm: a catalogue file reports all that is wrong with it") {
  const std::string sourced = "source: s, date: d}\n";
  std::string text = "llms:\n  - name: odd\n    doc: A model.\n    native: bf17\n";
  for (const char* key : {"layers", "hidden", "heads", "head_dim", "parameters", "max_context"})
    text += std::string("    ") + key + ": {value: 12, " + sourced;
  CHECK(errors_of(text).find("bf17") != std::string::npos);
  CHECK(errors_of(text).find("kv_heads") != std::string::npos);  // required

  text.replace(text.find("bf17"), 4, "bf16");
  text += "    kv_heads: {value: 5, " + sourced;
  CHECK(errors_of(text).find("12 query heads cannot share 5 key-value heads") != std::string::npos);
}

}  // namespace
}  // namespace gigawatt::jobs
