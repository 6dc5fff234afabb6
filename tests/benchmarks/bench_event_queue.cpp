// SPDX-License-Identifier: Apache-2.0
//
// Hold model: N events pending; each popped event goes back at its time plus a random increment.
// Million holds per second of process CPU time, median of interleaved repetitions. Only the ratio
// of the two columns means anything on another day or machine.
//
//   bench_event_queue [repetitions]        exit 1 if the orders differ

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <queue>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/engine/ladder_queue.h"
#include "sim/engine/random.h"

namespace {

using namespace gigawatt;

struct Later {
  bool operator()(const Event& a, const Event& b) const { return earlier(b, a); }
};

using Heap = std::priority_queue<Event, std::vector<Event>, Later>;

struct Increments {
  std::string_view name;
  double (*draw_s)(RandomDraws&);
  bool ids_as_ties;  ///< Ties are entity ids in no order, otherwise a sequence.
};

constexpr std::array kIncrements{
    Increments{"exponential", [](RandomDraws& draws) { return draws.exponential(1000.0); }, false},
    Increments{"bimodal",
               [](RandomDraws& draws) {
                 return draws.uniform() < 0.9 ? draws.uniform(0.95, 1.05)
                                              : draws.uniform(950.0, 1050.0);
               },
               false},
    Increments{"Pareto 1.2",
               [](RandomDraws& draws) { return std::pow(draws.uniform(), -1.0 / 1.2); }, false},
    Increments{"integer seconds",
               [](RandomDraws& draws) { return std::floor(draws.exponential(1000.0)); }, false},
    Increments{"integer s, ids",
               [](RandomDraws& draws) { return std::floor(draws.exponential(1000.0)); }, true},
    Increments{"failures ahead",
               [](RandomDraws& draws) {
                 return draws.uniform() < 0.5 ? draws.exponential(10.0) : draws.exponential(1.0e8);
               },
               false},
};

constexpr std::size_t kTable = 1 << 20;

struct Result {
  double mega_holds_per_s;
  std::uint64_t order;  ///< Fingerprint of everything popped, in order.
};

template <class Queue>
Result hold(const Increments& increments, const std::vector<std::int64_t>& table_ns,
            std::size_t pending, std::size_t holds) {
  Queue queue;
  std::uint64_t sequence = 0;
  std::uint64_t order = 0;
  const auto push_after = [&](TimeNs now_ns) {
    const std::int64_t increment_ns = table_ns[sequence % kTable];
    const std::uint64_t tie = increments.ids_as_ties ? sequence * 0x9E3779B97F4A7C15ULL : sequence;
    queue.push(
        {saturating_add(now_ns, increment_ns), tie, 0, static_cast<std::uint32_t>(sequence)});
    ++sequence;
  };
  const auto step = [&] {
    const Event event = queue.top();
    queue.pop();
    order = (order ^ static_cast<std::uint64_t>(event.time_ns) ^ event.tie) * 0x100000001B3ULL;
    push_after(event.time_ns);
  };

  while (sequence < pending)
    push_after(0);
  for (std::size_t i = 0; i < pending; ++i)
    step();
  const std::clock_t begin = std::clock();
  for (std::size_t i = 0; i < holds; ++i)
    step();
  const double cpu_s = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  return {static_cast<double>(holds) / cpu_s * 1e-6, order};
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const int repetitions = argc > 1 ? std::max(1, std::atoi(argv[1])) : 5;
  bool same = true;
  fmt::print("{:<16} {:>9} {:>10} {:>10} {:>7}  M holds/s of CPU time, median of {}\n",
             "increments", "pending", "heap", "ladder", "ratio", repetitions);
  for (const Increments& increments : kIncrements) {
    RandomDraws draws = RandomStream(1, "bench_event_queue", increments.name).at(0);
    std::vector<std::int64_t> table_ns(kTable);
    for (auto& increment_ns : table_ns)
      increment_ns = from_seconds(std::min(increments.draw_s(draws), 4.0e9));
    for (const std::size_t pending : {1'000, 100'000, 1'000'000}) {
      std::vector<double> heap;
      std::vector<double> ladder;
      for (int repetition = 0; repetition < repetitions; ++repetition) {
        const Result a = hold<Heap>(increments, table_ns, pending, 2'000'000);
        const Result b = hold<LadderQueue>(increments, table_ns, pending, 2'000'000);
        same = same && a.order == b.order;
        heap.push_back(a.mega_holds_per_s);
        ladder.push_back(b.mega_holds_per_s);
      }
      fmt::print("{:<16} {:>9} {:>10.2f} {:>10.2f} {:>7.2f}\n", increments.name, pending,
                 median(heap), median(ladder), median(ladder) / median(heap));
    }
  }
  if (!same) fmt::print(stderr, "the two queues popped different orders\n");
  return same ? EXIT_SUCCESS : EXIT_FAILURE;
}
