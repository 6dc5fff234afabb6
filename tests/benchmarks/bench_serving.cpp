// SPDX-License-Identifier: Apache-2.0
//
//   bench_serving [requests] [requests per second] [chunk tokens]
//
// Chat requests through the request-level engine on one replica: Llama-3-8B on one A100, lengths of
// the Azure chat trace. CPU seconds of one core; memory must not depend on the number of requests.

#include <cstdlib>
#include <ctime>
#include <memory>

#include <fmt/core.h>
#include <sys/resource.h>

#include "models/jobs/llm_catalogue.h"
#include "models/jobs/serving_cluster.h"

using namespace gigawatt;

int main(int argc, char** argv) {
  const auto requests = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000'000ULL;
  const double rate = argc > 2 ? std::atof(argv[2]) : 6.45;
  jobs::EngineParams params;
  if (argc > 3) params.chunk_tokens = std::atoll(argv[3]);

  jobs::LlmCatalogue llms;
  llms.load(GIGAWATT_SOURCE_DIR "/scenarios/catalog/llms.yaml");
  const jobs::AcceleratorPeak a100{
      .name = "a100", .bf16_flops = 312e12, .memory_bytes = 80e9, .memory_bytes_per_s = 2.0e12};
  const auto model =
      std::make_shared<jobs::ReplicaModel>(jobs::make_replica(llms.get("llama-3-8b"), a100, {}));
  const auto lengths = std::make_shared<jobs::LengthTable>(jobs::read_azure_requests(
      GIGAWATT_SOURCE_DIR "/scenarios/data/traces/azure_llm_2023_conv.csv"));

  jobs::ServingCluster cluster(model, params, 1, jobs::Dispatch::round_robin, {});
  jobs::DrawnRequests source(7, "chat", lengths, rate, {1.1}, 0, requests);
  const std::clock_t begin = std::clock();
  jobs::serve_all(source, cluster);
  const double cpu_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;

  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const jobs::ServingStats& stats = cluster.stats();
  fmt::print(
      "{} requests at {}/s: {:.2f} s CPU, {:.0f} ns each, {:.0f} MB at most\n"
      "TTFT p50 {:.0f} ms, p99 {:.0f} ms; TPOT p50 {:.1f} ms, p99 {:.1f} ms; missed {:.3f} %\n",
      stats.served.requests, rate, cpu_s, 1e9 * cpu_s / static_cast<double>(stats.served.requests),
      static_cast<double>(usage.ru_maxrss) / 1024.0, stats.ttft_ms.quantile(0.5),
      stats.ttft_ms.quantile(0.99), stats.tpot_ms.quantile(0.5), stats.tpot_ms.quantile(0.99),
      100.0 * stats.miss_share());
  return stats.served == cluster.offered() ? 0 : 1;
}
