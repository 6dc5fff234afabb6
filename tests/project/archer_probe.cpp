// SPDX-License-Identifier: Apache-2.0
// `clean` is correct OpenMP code that looks like a race to a ThreadSanitizer without Archer (the
// barriers of libomp are not instrumented); `race` is a true one.

#include <cstdio>
#include <string_view>
#include <vector>

namespace {

// Each thread reads, after the implied barrier, what its neighbour wrote before it.
long sum_through_a_barrier() {
  std::vector<long> squares(1000);
  long sum = 0;
#pragma omp parallel num_threads(4) reduction(+ : sum)
  {
#pragma omp for schedule(static)
    for (long i = 0; i < 1000; ++i)
      squares[static_cast<size_t>(i)] = i * i;
#pragma omp for schedule(static, 1)
    for (long i = 0; i < 1000; ++i)
      sum += squares[static_cast<size_t>(i)];
  }
  return sum;
}

long sum_without_protection() {
  long sum = 0;
#pragma omp parallel for num_threads(4)
  for (long i = 0; i < 1000; ++i)
    sum += i * i;
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const bool race = argc > 1 && std::string_view(argv[1]) == "race";
  std::printf("%ld\n", race ? sum_without_protection() : sum_through_a_barrier());
}
